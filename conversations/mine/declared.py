"""The dialogue ``mine``: its handlers are declared in ``showing`` and ``erasing``."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("mine")

TASK = "mine"
EVERY_TEXT = "x"
"""What an erasing button says beside the review, so that no other tap is taken for it."""
