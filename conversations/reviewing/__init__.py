"""The secretary opens the year's review under a guideline and moves it from stage to stage.

opening   choosing the year and the guideline, with what replaced it
stages    self-assessment → ballot → closed, and back with a reason that the audit keeps
notices   telling the members
"""

from conversations.reviewing import notices, opening, stages
from conversations.reviewing.declared import dialogue

__all__ = ["dialogue", "notices", "opening", "stages"]
