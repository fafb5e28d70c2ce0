"""The secretary opens the year's review under a guideline and moves it from stage to stage.

opening   choosing the year and the guideline, with what replaced it
stages    self-assessment → ballot → closed, and back with a reason that the audit keeps
past      the reviews of earlier years
dates     the days that the guideline sets for the year
notices   telling the members
"""

from conversations.reviewing import dates, notices, opening, past, stages
from conversations.reviewing.declared import dialogue

__all__ = ["dates", "dialogue", "notices", "opening", "past", "stages"]
