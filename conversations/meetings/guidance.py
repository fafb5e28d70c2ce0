"""What the review's guideline asks of a meeting: its least length, its papers in time.

All of it is advice: a warning with its clause, never a bar.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import House
from conversations.evidence import ruleset_of
from conversations.meetings.phrases import day_words, length
from conversations.reasons import cite
from conversations.words import Words
from conversations.working_days import holidays_between, working_days_before
from rules import Kind, Ruleset
from rules.procedure import Deadline, Duration, Order
from storage import suggestions
from storage.meetings import WORKING_DAY
from storage.reviews import Review

USUAL = 120
"""Minutes that a meeting is expected to last where no text says."""


@dataclass(frozen=True, slots=True)
class Due:
    """A paper due so many working days before a meeting; ``day`` is the last day for it."""

    deadline: Deadline
    day: date


@dataclass(frozen=True, slots=True)
class Guidance:
    """The guideline, and whether a higher committee has suggested what to explain (gợi ý)."""

    ruleset: Ruleset
    suggested: bool

    @property
    def duration(self) -> Duration | None:
        """The least length that the text states for a branch; None: it states none."""
        every = self.ruleset.procedure(Kind.MEMBER).durations
        return next((one for one in every if one.branch), None)

    @property
    def least(self) -> int | None:
        """The least length in minutes of working time; None where the text states none."""
        found = self.duration
        if found is None:
            return None
        days = found.suggested if self.suggested and found.suggested else found.days
        return int(days * Decimal(WORKING_DAY / timedelta(minutes=1)))

    @property
    def orders(self) -> tuple[Order, ...]:
        """What comes before what, in the text's own words."""
        return self.ruleset.procedure(Kind.MEMBER).orders


async def guidance(tx: AsyncConnection, house: House, review: Review | None) -> Guidance | None:
    """What the guideline of the review says; None where no review is under way."""
    if review is None:
        return None
    suggested = bool(await suggestions.of_review(tx, review.id))
    return Guidance(ruleset_of(house, review), suggested)


def papers_due(deadlines: Iterable[Deadline], day: date) -> tuple[Due, ...]:
    """The papers that hang on the day of the meeting, the most urgent first."""
    found = [
        Due(one, working_days_before(day, one.working_days))
        for one in deadlines
        if one.working_days
    ]
    return tuple(sorted(found, key=lambda due: due.day))


def length_words(t: Words, found: Guidance, minutes: int) -> Markup:
    """How the expected length compares with the least one, with its clause."""
    duration, least = found.duration, found.least
    if duration is None or least is None:
        return t(
            "ℹ️ {text} states no least length for a branch's meeting.",
            text=found.ruleset.short_title,
        )
    clause = cite(t, found.ruleset, duration.clause)
    wanted = length(t, least)
    if minutes >= least:
        return t(
            "✔️ The least length by the text is {least} (clause {clause}).",
            least=wanted,
            clause=clause,
        )
    if found.suggested:
        return t(
            "⚠️ Shorter than the text asks for: with suggestions of a higher committee at least "
            "{least}, for “{body}” (clause {clause}).",
            least=wanted,
            body=duration.body,
            clause=clause,
        )
    return t(
        "⚠️ Shorter than the text asks for: at least {least}, for “{body}” (clause {clause}).",
        least=wanted,
        body=duration.body,
        clause=clause,
    )


def papers_words(
    t: Words, found: Guidance, day: date, today: date, *, ahead: bool = False
) -> list[Markup]:
    """Until when which paper is due, holidays on the way named; late ones with a warning.

    ``ahead``: only what is not late yet.
    """
    lines = []
    for due in papers_due(found.ruleset.procedure(Kind.MEMBER).deadlines, day):
        if ahead and due.day < today:
            continue
        line = t(
            "📄 {what}: by <b>{day}</b> ({printed}, clause {clause}).",
            what=due.deadline.what,
            day=day_words(t, due.day),
            printed=due.deadline.printed,
            clause=cite(t, found.ruleset, due.deadline.clause),
        )
        off = [
            t.plain("{holiday} {day}", holiday=name, day=t.date(one))
            for one, name in holidays_between(due.day, day - timedelta(days=1), t.locale)
            if one.weekday() < 5
        ]
        lines.append(
            t.join(
                [
                    line,
                    t("Public holidays left out: {days}.", days="; ".join(off))
                    if off
                    else Markup(),
                    t("⚠️ That day is past.") if due.day < today else Markup(),
                ]
            )
        )
    return lines
