"""The dialogue ``home``: its handlers are declared in ``showing`` and ``telling``."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("home")

TASK = "home"
