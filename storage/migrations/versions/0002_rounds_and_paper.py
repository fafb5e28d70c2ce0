"""Second rounds, paper ballots beside phones, tellers."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Second rounds, paper ballots beside phones, tellers."""
