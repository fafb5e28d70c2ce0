"""The whole self-assessment, read page by page: nothing shortened, nothing to fill in."""

from markupsafe import Markup

from conversations.context import Context
from conversations.fact_words import value_words
from conversations.length import visible_length
from conversations.parts import whole_number
from conversations.screen import Answer, Button, Screen, Show
from conversations.self_assessment import levels
from conversations.self_assessment.awaiting import await_item
from conversations.self_assessment.desk import Desk, Pen, deed, take_desk
from conversations.self_assessment.form import Written, to_write
from conversations.self_assessment.overview import (
    head_lines,
    listed,
    ways_home,
)
from conversations.self_assessment.texts import CRITERION, pieces
from conversations.words import Words
from rules import FactDef
from storage.reviews import FactRecord

PAGE, PIECE = 3_000, 2_500
"""Characters of a page, and of a piece of a long text on it; a message holds 4096."""


@deed("read")
async def read(c: Context, pen: Pen, page: str = "0") -> Answer:
    """A page of everything that was answered and written."""
    desk = await take_desk(c, pen)
    if desk.changeable:
        await await_item(c, pen)
    return (Show(reading_screen(c.t, desk, whole_number(page) or 0), desk.task),)


def reading_screen(t: Words, desk: Desk, page: int) -> Screen:
    """One page of it all; a page that does not exist is the last."""
    every = _pages(_blocks(t, desk))
    page = min(page, len(every) - 1)
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), desk.data("read", page - 1)))
    if page < len(every) - 1:
        turns.append(Button(t.plain("Next page ›"), desk.data("read", page + 1)))
    number = t("Page {page}/{all}", page=page + 1, all=len(every)) if len(every) > 1 else Markup()
    back = Button(t.plain("‹ Back to the overview"), desk.data("overview"))
    rows = (tuple(turns), (back,), ways_home(t, desk))
    return Screen(t.join([every[page], number], "\n\n"), tuple(row for row in rows if row))


def _pages(blocks: list[Markup]) -> list[Markup]:
    """The blocks laid out on pages, none of them torn."""
    pages: list[Markup] = []
    for block in blocks:
        together = Markup("\n\n").join([*pages[-1:], block])
        if pages and visible_length(together) <= PAGE:
            pages[-1] = together
        else:
            pages.append(block)
    return pages


def _blocks(t: Words, desk: Desk) -> list[Markup]:
    blocks = [
        head_lines(t, desk, tapped=False),
        listed(t, desk),
        levels.allowed_lines(t, desk, levels.IN_FULL),
        levels.own_lines(t, desk),
        _known(t, desk),
    ]
    noted = False
    for one in desk.course.criteria:
        note = desk.assessment.notes.get(CRITERION + one.id)
        if note:
            head = t("<b>{number}. {name}</b>", number=one.number, name=one.criterion.short)
            first = Markup() if noted else t("📝 <b>Notes on the criteria</b>")
            blocks += _text(t, t.join([first, head]), note)
            noted = True
    for place, part in enumerate(to_write(desk)):
        first = t("✍️ <b>Written parts of the form</b>") if place == 0 else Markup()
        blocks += _part(t, first, part)
    return [block for block in blocks if block]


def _part(t: Words, first: Markup, part: Written) -> list[Markup]:
    head = t.join([first, t("<b>{title}</b>", title=part.title) if part.title else Markup()])
    if part.asked is not None:
        asked = t("Asked by {origin}: {text}", origin=part.asked.origin, text=part.asked.text)
        head = t.join([head, asked])
    return _text(t, head, part.text) if part.text else [t.join([head, t("Not written.")])]


def _text(t: Words, head: Markup, text: str) -> list[Markup]:
    """A text under its head, in as many blocks as it takes."""
    first, *rest = pieces(text, PIECE)
    return [t.join([head, quoted(t, first)]), *(quoted(t, one) for one in rest)]


def quoted(t: Words, text: str) -> Markup:
    """A text of his own, set apart."""
    return t("<blockquote>{text}</blockquote>", text=text)


def _known(t: Words, desk: Desk) -> Markup:
    """What others told of him and what of it is confirmed, a line each."""
    told = [
        (desk.ruleset.facts[fact_id], record)
        for fact_id, record in desk.evidence.records.items()
        if fact_id in desk.evidence.said
        and (record.confirmed or record.said_by != desk.pen.person.id)
    ]
    if not told:
        return Markup()
    lines = [_fact(t, desk, fact, record) for fact, record in told]
    return t.join([t("<b>Facts told about you</b>"), *lines])


def _fact(t: Words, desk: Desk, fact: FactDef, record: FactRecord) -> Markup:
    value = value_words(t, desk.ruleset, fact, desk.evidence.said.get(fact.id))
    mark = "🔔" if fact.id in desk.changed else "•"
    if record.confirmed:
        return t(
            "{mark} {name}: {value} (confirmed, {day})",
            mark=mark,
            name=fact.name,
            value=value,
            day=t.date(record.said_at),
        )
    return t(
        "{mark} {name}: {value} (not confirmed, {day})",
        mark=mark,
        name=fact.name,
        value=value,
        day=t.date(record.said_at),
    )
