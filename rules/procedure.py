"""How a review runs, as data: steps, ballots, places, contents, order, times, papers, deadlines.

Every record cites its clause; ``says`` restates it in one Vietnamese sentence.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from rules.conditions.base import Condition
from rules.forms import Form
from rules.model import Kind


class Act(StrEnum):
    """What an actor does at a step."""

    SELF_RATES = "self_rates"
    TAKES_PART = "takes_part"
    COLLECTS = "collects"
    VOTES = "votes"
    PROPOSES = "proposes"
    VERIFIES = "verifies"
    DECIDES = "decides"
    ORGANISES = "organises"


class Voters(StrEnum):
    """Who votes."""

    OFFICIAL_MEMBERS = "official_members"
    COMMITTEE = "committee"
    HIGHER_COMMITTEE = "higher_committee"
    STANDING_COMMITTEE = "standing_committee"
    COLLECTIVE = "collective"


@dataclass(frozen=True, slots=True)
class Step:
    """Who does what, in which step, on which form."""

    id: str
    kinds: tuple[Kind, ...]
    number: int
    actor: str
    act: Act
    clause: str
    says: str
    forms: tuple[str, ...] = ()
    when: Condition | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BallotRound:
    """One round of a ballot: who votes and between which levels.

    ``picks``: the quota whose places the round fills (the XS round), instead of giving a level.
    ``majority``: empty where no text says (the branch's own setting counts), or ``ballots``.
    """

    id: str
    kinds: tuple[Kind, ...]
    step: str
    round: int
    voters: Voters
    options: tuple[str, ...]
    clause: str
    says: str
    secret: bool = True
    picks: str = ""
    majority: str = ""
    when: Condition | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """Who is reviewed where."""

    id: str
    kinds: tuple[Kind, ...]
    who: str
    where: str
    clause: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """A content of the review."""

    id: str
    kinds: tuple[Kind, ...]
    text: str
    clause: str
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What comes before what."""

    id: str
    first: str
    then: str
    clause: str
    says: str


@dataclass(frozen=True, slots=True)
class Duration:
    """Least length of a review meeting, in working days; longer where higher levels suggested.

    ``branch``: the one that the text states for a chi bộ or its chi ủy (no text states more).
    """

    id: str
    body: str
    days: Decimal
    clause: str
    suggested: Decimal | None = None
    by: str = ""
    branch: bool = False


@dataclass(frozen=True, slots=True)
class Deadline:
    """A day by which something is done.

    ``before`` the printed day and month ("trước ngày": the day before is the last),
    or else on it; ``next_year`` counted from the year of the review.
    ``working_days``: instead, so many working days ahead of the meeting.
    ``printed`` is the date as the text prints it.
    """

    id: str
    what: str
    clause: str
    day: int = 0
    month: int = 0
    next_year: bool = False
    before: bool = True
    working_days: int = 0
    printed: str = ""

    def last_day(self, year: int) -> date | None:
        """The last day for the review of ``year``; None where it hangs on the meeting."""
        if not self.month:
            return None
        year += self.next_year
        day = date(year, self.month, min(self.day, calendar.monthrange(year, self.month)[1]))
        return day - timedelta(days=1) if self.before else day


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a dated schedule: from a day to a day, both counted in."""

    id: str
    what: str
    who: str
    clause: str
    from_day: int
    from_month: int
    to_day: int
    to_month: int
    printed: str
    from_next_year: bool = False
    to_next_year: bool = False

    def days(self, year: int) -> tuple[date, date]:
        """First and last day for the review of ``year``."""
        return (
            date(year + self.from_next_year, self.from_month, self.from_day),
            date(year + self.to_next_year, self.to_month, self.to_day),
        )


@dataclass(frozen=True, slots=True)
class Paper:
    """A part of the file sent upward."""

    id: str
    number: int
    text: str
    clause: str
    form: str = ""


class Topic(StrEnum):
    """What a provision is about."""

    SUBJECTS = "subjects"
    PREPARATION = "preparation"
    SUGGESTION = "suggestion"
    MEETING = "meeting"
    ATTENDANCE = "attendance"
    NOTIFICATION = "notification"
    SEVERAL_POSTS = "several_posts"
    OFFICE_FIRST = "office_first"
    RESIDENCE = "residence"
    TRANSFER = "transfer"
    TEMPORARY = "temporary"
    SUSPENDED_COMMITTEE = "suspended_committee"
    HANDED_OVER = "handed_over"
    VIOLATION_ELSEWHERE = "violation_elsewhere"
    SMALL_BODY = "small_body"
    PERIODS = "periods"
    CANCEL = "cancel"
    APPEAL = "appeal"
    REGISTRATION = "registration"
    RECORDS = "records"
    TARGETS = "targets"
    USE_OF_RESULTS = "use_of_results"
    SUPERVISION = "supervision"
    STRUCK = "struck"  # a record of the base that an overlay strikes out


@dataclass(frozen=True, slots=True)
class Provision:
    """Anything else a text lays down, by topic."""

    id: str
    topic: Topic
    clause: str
    says: str
    kinds: tuple[Kind, ...] = ()
    when: Condition | None = None
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Procedure:
    """All of it for one kind of subject (records that name no kind hold for every one)."""

    steps: tuple[Step, ...]
    ballots: tuple[BallotRound, ...]
    forms: tuple[Form, ...]
    places: tuple[Place, ...]
    contents: tuple[Content, ...]
    orders: tuple[Order, ...]
    durations: tuple[Duration, ...]
    deadlines: tuple[Deadline, ...]
    schedule: tuple[Stretch, ...]
    papers: tuple[Paper, ...]
    provisions: tuple[Provision, ...]
