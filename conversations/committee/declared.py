"""The dialogue ``committee``: its handlers are declared in the modules beside this one."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("committee")

TASK = "committee"
