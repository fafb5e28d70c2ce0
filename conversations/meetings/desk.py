"""The meeting or the draft that a tap or a text is about, checked to be of the sender's branch."""

import unicodedata

from conversations.authority import Action, may
from conversations.context import Context
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Button
from conversations.words import Words
from storage import meetings
from storage.meetings import Meeting, MeetingDraft

MOST_ID = 2**31


async def meeting_of(c: Context, meeting_id: str) -> Meeting:
    """The meeting of a tap, cancelled or not; raises Refused."""
    number = whole_number(meeting_id)
    found = None
    if number is not None and number < MOST_ID:
        found = await meetings.meeting(c.tx, number)
    if found is None or found.branch_id != c.account.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such meeting. See /hop."))
    return found


async def standing(c: Context, meeting_id: str) -> Meeting:
    """The meeting of a tap, neither cancelled nor over; raises Refused."""
    found = await meeting_of(c, meeting_id)
    if not found.standing:
        raise kind_refusal(c, c.t.plain("This meeting was cancelled. See /hop."))
    if found.ends_at(c.t.zone) <= c.at:
        raise kind_refusal(c, c.t.plain("This meeting is over. See /hop."))
    return found


async def draft_of(c: Context, draft_id: str) -> MeetingDraft:
    """The draft of a tap, of this branch and not finished yet; raises Refused."""
    number = whole_number(draft_id)
    found = None
    if number is not None and number < MOST_ID:
        found = await meetings.draft(c.tx, draft_id=number)
    if found is None or found.branch_id != c.account.branch.id:
        raise kind_refusal(
            c, c.t.plain("This draft is finished or was put aside. See /hop for the meetings.")
        )
    return found


def branch_words(c: Context) -> Words:
    """The branch's own words: what is kept and shown to everyone is written in them."""
    return c.house.words_of_branch(c.account.branch)


def stamp(meeting: Meeting) -> int:
    """A number that changes with the meeting's time: an answer is to that time alone."""
    return int(meeting.starts_at.timestamp()) // 60


def manages(c: Context) -> bool:
    """Whether the sender may set the branch's meetings."""
    return may(c.me, Action.SET_MEETING, group=c.event.place.group)


def way_out(c: Context) -> tuple[Button, ...]:
    """The way home, which a private chat alone has."""
    return () if c.event.place.group else (home_button(c.t),)


def one_line(text: str) -> str:
    """A typed text as one line, without the characters that no screen shows."""
    kept = (" " if one.isspace() else one for one in text)
    visible = (one for one in kept if unicodedata.category(one) not in {"Cc", "Cf", "Cs", "Co"})
    return " ".join("".join(visible).split())
