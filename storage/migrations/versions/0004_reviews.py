"""The committee's grades, remarks, suggestions, who wrote a self-assessment."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """The committee's grades, remarks, suggestions, who wrote a self-assessment."""
