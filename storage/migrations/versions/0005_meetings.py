"""Meetings, answers to invitations, roll-call, the plan of reminders."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Meetings, answers to invitations, roll-call, the plan of reminders."""
