"""The dialogue ``own``: its handlers are declared beside this module."""

from conversations.dialogue import Dialogue

dialogue = Dialogue("own")

TASK = "own"
SEND = "own:form"
"""Awaits the file of the form that the payload names."""
