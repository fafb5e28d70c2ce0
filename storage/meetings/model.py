"""The values of meetings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

WORKING_DAY = timedelta(hours=8)
"""A working day, by which guidelines measure meetings (Bộ luật Lao động 2019, Điều 105)."""


class MeetingState(StrEnum):
    """Whether a meeting is to be (or was) held. That it is over, its time tells."""

    SET = "set"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What a member answers to the invitation."""

    PRESENT = "present"
    LATE = "late"
    EXCUSED = "excused"


class Attendance(StrEnum):
    """What the roll-call notes of a member."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class MeetingPlan:
    """When, for how long (minutes), where, and what about."""

    starts_at: datetime
    minutes: int
    place: str
    agenda: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting that the branch was told of.

    `uid` and `sequence` are what calendars know it by; a change adds one to the latter.
    """

    id: int
    branch_id: int
    uid: str
    sequence: int
    plan: MeetingPlan
    state: MeetingState
    cancel_reason: str | None
    set_by: int | None
    set_at: datetime
    changed_at: datetime

    @property
    def starts_at(self) -> datetime:
        return self.plan.starts_at

    @property
    def standing(self) -> bool:
        """Whether it has not been cancelled."""
        return self.state is MeetingState.SET

    def ends_at(self, zone: ZoneInfo) -> datetime:
        """When it is expected to end: each working day of its length is a day of the calendar."""
        length = timedelta(minutes=self.plan.minutes)
        more = max(0, -(-length // WORKING_DAY) - 1)
        last = self.starts_at.astimezone(zone) + timedelta(days=more)
        return last.astimezone(self.starts_at.tzinfo) + (length - more * WORKING_DAY)


@dataclass(frozen=True, slots=True)
class MeetingDraft:
    """A meeting being put together, or (with `meeting_id`) a change of one.

    `day` without `starts_at`: its time is still asked for. `based_on`: the sequence of the meeting
    when the change was begun.
    """

    id: int
    branch_id: int
    person_id: int
    meeting_id: int | None
    based_on: int | None
    day: date | None
    starts_at: datetime | None
    minutes: int
    place: str
    agenda: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a member answered; the reason is for the secretary and the deputy alone."""

    answer: Answer
    reason: str | None
    said_at: datetime


@dataclass(frozen=True, slots=True)
class RollCall:
    """Who was there, who was excused, who was missing: person ids; not noted are in none."""

    present: frozenset[int]
    excused: frozenset[int]
    absent: frozenset[int]
