"""The dialogue ``meet`` and the names of its live messages."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("meet")

LIST, SETTING = "meet:list", "meet:set"
"""Live messages: the branch's meetings; the one being put together."""

LINK = "m"
"""The letter with which a link's payload begins that leads to a meeting."""


def task(meeting_id: int) -> str:
    """The live message of a meeting: its card in the group, its page in a private chat."""
    return f"meet:{meeting_id}"


def roll_task(meeting_id: int) -> str:
    """The live message of a meeting's lists of people."""
    return f"meet:{meeting_id}:roll"
