"""The dialogue ``roll``: its handlers are declared beside this module."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("roll")

TASK = "roll"
SHEET, MEMBER, NAME = "sheet", "member", "name"
"""The kinds of drafts that wait for their yes."""
