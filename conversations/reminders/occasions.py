"""What a branch is reminded of, and when: worked out from its meetings and the guideline's days.

An occasion is written as a word, for a row of the outbox keeps no more than that::

    m12.1d           meeting 12, the day before
    p12.draft.3      a paper due before meeting 12, three days before its last day
    f4.file.1        a day that the guideline sets for review 4, the day before

Occasions at about the same time are one moment, so that nobody gets two messages for them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from conversations.reminders.hours import at, fitted
from conversations.working_days import working_days_before
from rules.procedure import Deadline
from storage.meetings import Meeting
from storage.reminders import Switch
from storage.reviews import Review

DAY, MORNING = time(8, 0), time(7, 0)
"""When the days before are told, and the day itself."""
DAYS_BEFORE = {Switch.WEEK: 7, Switch.THREE_DAYS: 3, Switch.EVE: 1}
DEADLINE_DAYS = (3, 1)
"""How many days before a last day it is told."""
TOGETHER = timedelta(minutes=90)
"""Moments that lie no further apart are one."""
HOUR = timedelta(hours=1)
SETTLING = timedelta(days=1)
"""So soon after a meeting was set nobody is late with his answer."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One thing to be reminded of: ``kind`` m, p or f, of the meeting or review ``of``.

    ``step``: a meeting's switch, or how many days are left; ``deadline``: the id in the guideline.
    """

    kind: str
    of: int
    step: str
    deadline: str = ""

    def __str__(self) -> str:
        parts = (self.deadline, self.step) if self.deadline else (self.step,)
        return ".".join((f"{self.kind}{self.of}", *parts))

    @property
    def last(self) -> bool:
        """Whether whoever wants few reminders gets this one."""
        return self.step in {Switch.EVE, Switch.HOUR, "1"}


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of the plan: what it is for, and from when on it makes no more sense."""

    due: datetime
    what: tuple[Occasion, ...]
    until: datetime


def read(words: str) -> tuple[Occasion, ...]:
    """The occasions that a row keeps."""
    found = []
    for word in words.split():
        head, *middle, step = word.split(".")
        found.append(Occasion(head[0], int(head[1:]), step, ".".join(middle)))
    return tuple(found)


def written(what: Iterable[Occasion]) -> str:
    """The occasions as a row keeps them, each once."""
    return " ".join(dict.fromkeys(map(str, what)))


def moments(
    meetings: Sequence[Meeting],
    review: Review | None,
    deadlines: Sequence[Deadline],
    on: Collection[Switch],
    zone: ZoneInfo,
) -> tuple[Moment, ...]:
    """Every moment of the plan, earliest first; past ones too."""
    single = [
        *(one for meeting in meetings for one in _of_meeting(meeting, on, zone)),
        *(
            one
            for meeting in meetings
            if Switch.PAPERS in on
            for deadline in deadlines
            if deadline.working_days
            for one in _of_papers(meeting, deadline, zone)
        ),
        *(
            one
            for deadline in deadlines
            if Switch.FILES in on and review is not None
            for one in _of_file(review, deadline, zone)
        ),
    ]
    return tuple(_together(sorted(single, key=lambda one: (one.due, written(one.what)))))


def last_day_of_papers(meeting: Meeting, deadline: Deadline, zone: ZoneInfo) -> date:
    """Until when a paper is due that hangs on the day of the meeting."""
    day = meeting.starts_at.astimezone(zone).date()
    return working_days_before(day, deadline.working_days)


def _of_meeting(meeting: Meeting, on: Collection[Switch], zone: ZoneInfo) -> Iterable[Moment]:
    start = meeting.starts_at
    day = start.astimezone(zone).date()
    wanted = {
        switch: at(day - timedelta(days=days), DAY, zone) for switch, days in DAYS_BEFORE.items()
    }
    wanted[Switch.MORNING] = at(day, MORNING, zone)
    wanted[Switch.HOUR] = start - HOUR
    for switch, moment in wanted.items():
        early = switch in {Switch.WEEK, Switch.THREE_DAYS}
        if switch not in on or (early and moment < meeting.set_at + SETTLING):
            continue
        if switch is Switch.MORNING and moment >= start:
            continue
        due = fitted(moment, zone, start)
        yield Moment(due, (Occasion("m", meeting.id, switch),), start)


def _of_papers(meeting: Meeting, deadline: Deadline, zone: ZoneInfo) -> Iterable[Moment]:
    last = last_day_of_papers(meeting, deadline, zone)
    for days in DEADLINE_DAYS:
        yield _day_before(last, days, Occasion("p", meeting.id, str(days), deadline.id), zone)


def _of_file(review: Review, deadline: Deadline, zone: ZoneInfo) -> Iterable[Moment]:
    last = deadline.last_day(review.year)
    if last is None:
        return
    for days in DEADLINE_DAYS:
        yield _day_before(last, days, Occasion("f", review.id, str(days), deadline.id), zone)


def _day_before(last: date, days: int, what: Occasion, zone: ZoneInfo) -> Moment:
    until = at(last + timedelta(days=1), time(), zone)
    return Moment(at(last - timedelta(days=days), DAY, zone), (what,), until)


def _together(single: Sequence[Moment]) -> Iterable[Moment]:
    """Join moments that lie close by into the last of them, as long as that is before them all."""
    group: list[Moment] = []
    for one in single:
        near = group and one.due - group[0].due <= TOGETHER
        if not near or any(one.due >= other.until for other in group):
            if group:
                yield _joined(group)
            group = []
        group.append(one)
    if group:
        yield _joined(group)


def _joined(group: Sequence[Moment]) -> Moment:
    what = tuple(occasion for one in group for occasion in one.what)
    return Moment(group[-1].due, what, max(one.until for one in group))
