"""Meetings of the branch: set by the secretary, answered by everyone, called at the meeting.

dates         a typed day and time, read
guidance      what the review's guideline asks of a meeting; agendas: what is offered ready-made
setting       the draft's day and time; mending: its place, length and agenda; drafting, month:
              its screens
finishing     telling the branch, changing, cancelling
announcing    the card in the group and the notices in private
listing       /hop, one meeting, its calendar file; page: its screen; at_home: on the home screen
answering     whether one comes; roll_call: who comes, and who came
"""

from conversations.meetings import (
    announcing,
    answering,
    finishing,
    listing,
    mending,
    roll_call,
    setting,
)
from conversations.meetings.announcing import post_cards
from conversations.meetings.at_home import next_meeting
from conversations.meetings.declared import LINK, dialogue
from conversations.meetings.listing import from_link

__all__ = [
    "LINK",
    "announcing",
    "answering",
    "dialogue",
    "finishing",
    "from_link",
    "listing",
    "mending",
    "next_meeting",
    "post_cards",
    "roll_call",
    "setting",
]
