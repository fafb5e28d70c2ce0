"""Everyone whom the committee is to view, and how far it has come."""

from markupsafe import Markup

from conversations.authority import Action
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import Desk, every_desk
from conversations.context import Context
from conversations.evidence import person_kind
from conversations.parts import home_button, rows_of, whole_number
from conversations.reasons import cite
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from rules.procedure import Act
from storage import dialogues

PAGE = 10


@dialogue.command("chiuy", needs=Action.APPRAISE)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.APPRAISE)
async def show(c: Context, page: str = "0") -> Answer:
    """The list, a page at a time."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(_screen(c, await every_desk(c), whole_number(page) or 0), TASK),)


def _screen(c: Context, every: list[Desk], page: int) -> Screen:
    t, me = c.t, c.account.person.id
    pages = max(1, -(-len(every) // PAGE))
    page = min(page, pages - 1)
    done = sum(one.appraisal.level is not None for one in every if one.person.id != me)
    others = sum(one.person.id != me for one in every)
    parts = [
        t("<b>The committee's view · {year}</b>", year=str(c.account.review.year))
        if c.account.review
        else t("<b>The committee's view</b>"),
        t(
            "The committee grades each member beside what he wrote himself, and proposes a level. "
            "One view for each member, agreed among the committee: the last word counts."
        ),
        *([_basis(t, every[0])] if every else []),
        t("Level proposed for {done} of {all}.", done=done, all=others),
    ]
    if pages > 1:
        parts.append(t("Page {page}/{all}", page=page + 1, all=pages))
    names = (
        Button(_label(one, me), dialogue.data("member", one.person.id))
        for one in every[page * PAGE : (page + 1) * PAGE]
    )
    return Screen(
        t.join([one for one in parts if one], "\n\n"),
        (*rows_of(names), *_turning(t, page, pages), *_out(t)),
    )


def _out(t: Words) -> Rows:
    """To the branch's own level, and out."""
    return ((Button(t.plain("🏛 The branch and its committee"), "body:show"),), (home_button(t),))


def _basis(t: Words, desk: Desk) -> Markup:
    """The clauses by which the committee takes part, as the guideline has them."""
    acts = {Act.TAKES_PART, Act.COLLECTS, Act.PROPOSES}
    clauses = [
        str(cite(t, desk.ruleset, step.clause))
        for step in desk.ruleset.procedure(person_kind(desk.ruleset)).steps
        if step.act in acts
    ]
    if not clauses:
        return Markup()
    return t("Basis: clause {clause}", clause=", ".join(dict.fromkeys(clauses)))


def _label(desk: Desk, me: int) -> str:
    if desk.person.id == me:
        return f"👤 {desk.person.full_name}"
    if desk.appraisal.level is not None:
        return f"✅ {desk.person.full_name}"
    if desk.graded:
        return f"✏️ {desk.person.full_name} · {desk.graded}/{len(desk.criteria)}"
    return f"▫️ {desk.person.full_name}"


def _turning(t: Words, page: int, pages: int) -> Rows:
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("show", page - 1)))
    if page < pages - 1:
        turns.append(Button(t.plain("Next page ›"), dialogue.data("show", page + 1)))
    return (tuple(turns),) if turns else ()
