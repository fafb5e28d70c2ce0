"""The days that the guideline sets for the review of this year, each beside what is printed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.evidence import person_kind, ruleset_of
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.reasons import cite
from conversations.reviewing.declared import TASK, dialogue
from conversations.screen import Answer, Button, Screen, Show
from conversations.words import Words
from rules import Ruleset
from storage import reviews
from storage.reviews import Review

PAGE = 3


@dataclass(frozen=True, slots=True)
class Milestone:
    """What is to be done by a day, or over some days (``first`` to ``last``); ``ahead``: instead,
    so many working days before the meeting.  ``printed``: the date as the text prints it."""

    what: str
    clause: str
    printed: str
    last: date | None = None
    first: date | None = None
    ahead: int = 0


def milestones(ruleset: Ruleset, year: int) -> list[Milestone]:
    """Everything with a day, for the review of ``year``: the meeting's own first, then by day."""
    procedure = ruleset.procedure(person_kind(ruleset))
    found = [
        Milestone(one.what, one.clause, one.printed, one.last_day(year), ahead=one.working_days)
        for one in procedure.deadlines
    ]
    for stretch in procedure.schedule:
        first, last = stretch.days(year)
        found.append(Milestone(stretch.what, stretch.clause, stretch.printed, last, first))
    return sorted(found, key=lambda one: (one.last is not None, one.last or date.min))


@dialogue.tap("dates", Action.OPEN_REVIEW)
async def dates(c: Context, review_id: str, page: str = "0") -> Answer:
    """A page of the days set for the review."""
    number = whole_number(review_id)
    review = None if number is None else await reviews.review(c.tx, number)
    if review is None or review.branch_id != c.account.branch.id:
        raise kind_refusal(
            c, c.t.plain("That review is no longer the current one; see /kydanhgia.")
        )
    return (Show(_screen(c, review, whole_number(page) or 0), TASK),)


def _screen(c: Context, review: Review, page: int) -> Screen:
    t, ruleset = c.t, ruleset_of(c.house, review)
    every = milestones(ruleset, review.year)
    pages = max(1, -(-len(every) // PAGE))
    page = min(page, pages - 1)
    today = t.local(c.at).date()
    parts = [
        t("<b>📅 Dates of the review of {year}</b>", year=str(review.year)),
        *_lines(t, ruleset, every[page * PAGE : (page + 1) * PAGE], today),
    ]
    if not every:
        parts.append(t("The guideline sets no days."))
    if pages > 1:
        parts.append(t("Page {page}/{all}", page=page + 1, all=pages))
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("dates", review.id, page - 1)))
    if page + 1 < pages:
        turns.append(Button(t.plain("Next page ›"), dialogue.data("dates", review.id, page + 1)))
    back = Button(t.plain("‹ Back"), dialogue.data("look", review.id))
    rows = ((tuple(turns),) if turns else ()) + ((back, home_button(t)),)
    return Screen(t.join(parts, "\n\n"), rows)


def _lines(t: Words, ruleset: Ruleset, some: Sequence[Milestone], today: date) -> list[Markup]:
    return [
        t(
            "{mark} <b>{when}</b>: {what}\n<i>printed: {printed} (clause {clause})</i>",
            mark="✔️" if one.last is not None and one.last < today else "▫️",
            when=_when(t, one),
            what=one.what,
            printed=one.printed,
            clause=cite(t, ruleset, one.clause),
        )
        for one in some
    ]


def _when(t: Words, one: Milestone) -> str:
    if one.last is None:
        return t.plain_plural(
            "{n} working day before the meeting", "{n} working days before the meeting", one.ahead
        )
    if one.first is None:
        return t.plain("by {day}", day=t.date(one.last))
    if one.first == one.last:
        return t.date(one.last)
    return t.plain("{first} – {last}", first=t.date(one.first), last=t.date(one.last))
