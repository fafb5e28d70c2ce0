"""The dialogue ``ballot``: its handlers are declared in ``preparing`` and ``ending``."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("ballot")

PREPARE, STATUS, OFFER = "ballot:prepare", "ballot:status", "ballot:offer"
"""Live messages: the preparation and the standing of a ballot; the button to open it (group)."""

PROTOCOL = "ballot:protocol"
"""The live message of a count's figures."""
