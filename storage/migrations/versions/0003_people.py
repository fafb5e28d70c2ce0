"""What the roll in chat needs: a sheet that awaits its yes, and its undoing."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """What the roll in chat needs: a sheet that awaits its yes, and its undoing."""
