"""The dialogue ``remind``, and the kinds of its outbox rows."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("remind")

TASK = "remind"
"""The live message of one's choice and of the branch's plan."""
TOLD = "remind:told"
"""The live message of a reminder: the newest takes the place of the one before."""

MOMENT = "remind.moment"
"""A moment of a branch's plan: one row, spread into reminders when it falls due."""
REMINDER = "remind.person"
GROUP = "remind.group"
MORNING = "remind.morning"
"""A morning on which a branch's secretary may get his digest."""
DIGEST = "remind.digest"
