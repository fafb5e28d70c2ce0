"""A branch's own forms in place of ours."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """A branch's own forms in place of ours."""
