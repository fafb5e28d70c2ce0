"""Meetings of a branch: set, changed, cancelled; who comes, who came.

model      the values
planning   setting, changing, cancelling, finding
drafts     a meeting that is still being put together
attending  the members' answers, and the roll-call taken at the meeting
"""

from storage.meetings.attending import (
    attendance,
    forget_answers,
    note_attendance,
    present,
    replies,
    reply,
    summoned,
    unanswered,
)
from storage.meetings.drafts import begin_draft, draft, drop_draft, keep_draft
from storage.meetings.model import (
    WORKING_DAY,
    Answer,
    Attendance,
    Meeting,
    MeetingDraft,
    MeetingPlan,
    MeetingState,
    Reply,
    RollCall,
)
from storage.meetings.planning import (
    cancel_meeting,
    change_meeting,
    meeting,
    meetings,
    next_meeting,
    set_meeting,
    upcoming,
)

__all__ = [
    "WORKING_DAY",
    "Answer",
    "Attendance",
    "Meeting",
    "MeetingDraft",
    "MeetingPlan",
    "MeetingState",
    "Reply",
    "RollCall",
    "attendance",
    "begin_draft",
    "cancel_meeting",
    "change_meeting",
    "draft",
    "drop_draft",
    "forget_answers",
    "keep_draft",
    "meeting",
    "meetings",
    "next_meeting",
    "note_attendance",
    "present",
    "replies",
    "reply",
    "set_meeting",
    "summoned",
    "unanswered",
    "upcoming",
]
