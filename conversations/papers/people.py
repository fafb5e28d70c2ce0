"""One member's papers: his review, the sheets of grades, the notice of his result."""

from collections.abc import Awaitable, Callable

from conversations.authority import Action
from conversations.context import Context
from conversations.dossier.collecting import Year
from conversations.dossier.filing import REVIEWING
from conversations.dossier.forms import Use, form_for
from conversations.dossier.model import Paper
from conversations.dossier.reporting import cancellation, notice
from conversations.dossier.reviewing import member_sheet, self_review
from conversations.evidence import ruleset_of
from conversations.papers.declared import TASK, Collect, dialogue, later, menu_button, review_of
from conversations.papers.declared import sent as sent_paper
from conversations.parts import back_button, home_button, kind_refusal, rows_of, whole_number
from conversations.people_words import name_and_year
from conversations.screen import Answer, Button, Screen, Show
from rules import Kind
from storage import roll
from storage.roll import Person

PAGE = 10


@dialogue.tap("people", Action.READ_PAPERS)
async def people(c: Context, page: str) -> Answer:
    """Whose papers? A page of names."""
    await review_of(c)
    t, every = c.t, await _everyone(c)
    pages = max(1, -(-len(every) // PAGE))
    at = min(whole_number(page) or 0, pages - 1)
    names = (
        Button(one.full_name, dialogue.data("person", one.id))
        for one in every[at * PAGE : (at + 1) * PAGE]
    )
    turns = tuple(
        Button(label, dialogue.data("people", to))
        for label, to in ((t.plain("‹ Page before"), at - 1), (t.plain("Next page ›"), at + 1))
        if 0 <= to < pages
    )
    parts = [t("👤 <b>A member's papers</b>"), t("Tap a name.")]
    if pages > 1:
        parts.append(t("Page {page}/{all}", page=at + 1, all=pages))
    rows = (*rows_of(names), *((turns,) if turns else ()), (menu_button(t), home_button(t)))
    return (Show(Screen(t.join(parts, "\n\n"), rows), TASK),)


@dialogue.tap("person", Action.READ_PAPERS)
async def person(c: Context, person_id: str) -> Answer:
    """What can be printed of one member."""
    who, t = await _member(c, person_id), c.t
    ruleset = ruleset_of(c.house, await review_of(c))
    rows: list[tuple[Button, ...]] = [
        (Button(t.plain("📝 His review"), dialogue.data("review", who.id)),)
    ]
    if form_for(ruleset, Use.GRADES, Kind.MEMBER) is not None:
        rows.append(
            (
                Button(t.plain("🔢 His own grades"), dialogue.data("sheet", who.id, 0)),
                Button(t.plain("🔢 The committee's"), dialogue.data("sheet", who.id, 1)),
            )
        )
    rows.append((Button(t.plain("📣 Notice of the result"), dialogue.data("notice", who.id)),))
    if ruleset.sections.reopen:
        label = t.plain("⚖️ Decision to cancel and rate again")
        rows.append((Button(label, dialogue.data("cancel", who.id)),))
    every = await _everyone(c)
    place = next(n for n, one in enumerate(every) if one.id == who.id)
    back = back_button(t, dialogue.data("people", place // PAGE))
    text = t("🖨 {name}\n\nTap what is to be printed.", name=name_and_year(t, who))
    return (Show(Screen(text, (*rows, (back, home_button(t)))), TASK),)


@dialogue.tap("review", Action.READ_PAPERS)
async def review(c: Context, person_id: str) -> Answer:
    """His own review on its form."""
    who = await _member(c, person_id)
    return await later(c, _one(c, lambda year: self_review(year, who)))


@dialogue.tap("sheet", Action.READ_PAPERS)
async def sheet(c: Context, person_id: str, committee: str) -> Answer:
    """The sheet of grades: his own, or the committee's."""
    who = await _member(c, person_id)
    theirs = committee == "1"
    return await later(c, _one(c, lambda year: member_sheet(year, who, committee=theirs)))


@dialogue.tap("notice", Action.READ_PAPERS)
async def result(c: Context, person_id: str) -> Answer:
    """The notice of his result."""
    who = await _member(c, person_id)
    return await later(c, _one(c, lambda year: notice(year, who)))


@dialogue.tap("cancel", Action.READ_PAPERS)
async def cancel(c: Context, person_id: str) -> Answer:
    """The decision that cancels an earlier level; the levels are filled in by hand."""
    who = await _member(c, person_id)

    async def collect(year: Year) -> Answer:
        return sent_paper(c.t, cancellation(year, who, None, None))

    return await later(c, collect)


def _one(c: Context, make: Callable[[Year], Awaitable[Paper | None]]) -> Collect:
    async def collect(year: Year) -> Answer:
        return sent_paper(c.t, await make(year))

    return collect


async def _everyone(c: Context) -> tuple[Person, ...]:
    return tuple(
        one for one in await roll.people(c.tx, c.account.branch.id) if one.standing in REVIEWING
    )


async def _member(c: Context, person_id: str) -> Person:
    """A member of the sender's branch who is reviewed; Refused otherwise."""
    number = whole_number(person_id)
    who = next((one for one in await _everyone(c) if one.id == number), None)
    if who is None:
        raise kind_refusal(c, c.t.plain("Your branch has no such member to print papers of."))
    return who
