"""The dialogue ``review``: its handlers are declared in ``opening``, ``stages``, ``notices``."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("review")

TASK = "review"
