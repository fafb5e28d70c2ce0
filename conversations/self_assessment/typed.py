"""What is typed: figures and facts where they are asked, notes and parts where they are written."""

import re

from markupsafe import Markup, escape

from conversations.authority import Action
from conversations.context import Context
from conversations.fact_words import remark_on
from conversations.screen import Answer, Show
from conversations.self_assessment.answering import (
    go_on,
    kept_figure,
    not_saved,
    question_screen,
)
from conversations.self_assessment.awaiting import (
    REFUSED,
    REPLACES,
    Awaited,
    await_item,
    read_payload,
)
from conversations.self_assessment.course import FIGURE, FactQuestion, FigureQuestion
from conversations.self_assessment.desk import (
    AWAITS,
    Desk,
    Pen,
    assistance,
    dialogue,
    pen_for,
    take_desk,
)
from conversations.self_assessment.keeping import keep_fact, keep_note, keep_place, reread
from conversations.self_assessment.overview import overview_screen
from conversations.self_assessment.texts import LONGEST, joined
from conversations.self_assessment.writing import find, item_screen
from rules import FactError, parse_fact
from storage import dialogues

_DIGITS = re.compile(r"[^\d%-]*(\d{1,6})(?:[^\d%,.-][^\d%]*)?", re.ASCII)
"""One whole number and perhaps words around it: «20», «20 việc»."""
CUT = 3_500
"""Characters from which a text may be the first half of one that Telegram cut in two."""
SHORT = 40
"""Characters past which nothing typed can be a figure or a fact."""


@dialogue.text(AWAITS, Action.ASSESS)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """The awaited text of the member himself."""
    return await _take(c, Pen(c.account.person), text, read_payload(payload)[1])


@assistance.text(AWAITS, Action.ASSESS_FOR)
async def typed_for(c: Context, text: str, payload: str) -> Answer:
    """The awaited text of who types for a member."""
    person_id, awaited = read_payload(payload)
    return await _take(c, await pen_for(c, person_id), text, awaited)


async def _take(c: Context, pen: Pen, text: str, awaited: Awaited) -> Answer:
    desk = await take_desk(c, pen)
    if not desk.changeable:
        await dialogues.clear_awaited(c.tx, c.event.sender)
        return (Show(overview_screen(c.t, desk), desk.task, fresh=True),)
    if not awaited.stands(desk):
        return await _unasked(c, desk)
    kind, _, which = awaited.item.partition(":")
    match kind:
        case "f":
            return await _figure(c, desk, which, text, awaited)
        case "q":
            return await _fact(c, desk, which, text, awaited)
        case _:
            return await _note(c, desk, text, awaited)


async def _unasked(c: Context, desk: Desk) -> Answer:
    """Something typed where a tap is asked: a kind word, and the question anew below it."""
    remark = c.t(
        "Please answer with the buttons below; what was typed is not kept. "
        "To write something on a question, tap “📝 Add a note” first."
    )
    return await go_on(c, desk, remark=remark, fresh=True)


async def _figure(c: Context, desk: Desk, which: str, text: str, awaited: Awaited) -> Answer:
    question = desk.course.question(FIGURE + which)
    if not isinstance(question, FigureQuestion):
        return await _unasked(c, desk)
    returns = awaited.returns
    written = _DIGITS.fullmatch(text.strip()) if len(text) <= SHORT else None
    value = int(written[1]) if written is not None else None
    if value is None or not question.least <= value <= question.most:
        remark = (
            escape(c.t.plain("That could not be read as a number."))
            if value is None
            else escape(c.t.plain("That number is outside the limits."))
        )
        return await _once_more(c, desk, question, remark, awaited)
    return await kept_figure(c, desk, question, value, returns=returns, fresh=True)


async def _fact(c: Context, desk: Desk, which: str, text: str, awaited: Awaited) -> Answer:
    question = desk.course.question(which)
    if not isinstance(question, FactQuestion):
        return await _unasked(c, desk)
    try:
        value = parse_fact(question.fact, text.strip()[:SHORT])
    except FactError as error:
        remark = escape(remark_on(c.t, question.fact, error))
        return await _once_more(c, desk, question, remark, awaited)
    returns = awaited.returns
    clash = await keep_fact(c, desk, question.fact, value)
    if clash:
        return not_saved(c, desk, question, clash, returns=returns, fresh=True)
    desk = await reread(c, desk)
    place = desk.course.end if returns else desk.course.after(question.place)
    return await go_on(c, await keep_place(c, desk, place), fresh=True)


async def _once_more(
    c: Context,
    desk: Desk,
    question: FigureQuestion | FactQuestion,
    remark: Markup,
    awaited: Awaited,
) -> Answer:
    """The same question below what could not be taken."""
    screen = question_screen(c, desk, question, returns=awaited.returns, remark=remark)
    return (Show(screen, desk.task, fresh=True),)


async def _note(c: Context, desk: Desk, text: str, awaited: Awaited) -> Answer:
    """Keep a text whole, or refuse it whole with its count."""
    item = find(c, desk, awaited.item)
    text = text.strip()
    if awaited.is_tail(c.at):
        await await_item(c, desk.pen, item.item, awaited.flag)
        screen = item_screen(c.t, desk, item, None, remark=too_long(c))
        return (Show(screen, desk.task, fresh=True),)
    before = "" if awaited.replaces else item.text
    whole = joined(before, text)
    if len(whole) > LONGEST:
        kept = REPLACES if awaited.replaces else ""
        refused = REFUSED if len(text) > CUT else ""
        await await_item(c, desk.pen, item.item, kept + refused)
        remark = too_long(c, len(whole))
        replaces = awaited.replaces
        screen = item_screen(c.t, desk, item, None, remark=remark, replaces=replaces)
        return (Show(screen, desk.task, fresh=True),)
    if text:
        desk = await keep_note(c, desk, item.item, whole)
    await await_item(c, desk.pen, item.item)
    remark = c.t("✅ Saved.")
    screen = item_screen(c.t, desk, find(c, desk, item.item), None, remark=remark)
    return (Show(screen, desk.task, fresh=True),)


def too_long(c: Context, length: int | None = None) -> Markup:
    """What is said of a text of that ``length`` (None: its first half was refused just now)."""
    most = c.t.number(LONGEST)
    if length is None:
        return c.t(
            "⚠️ Not saved: a text may have {most} characters at most. Please shorten it.", most=most
        )
    return c.t(
        "⚠️ Not saved: that would be {length} characters, and a text may have {most} at most. "
        "Please shorten it and send it again; nothing was lost of what stood before.",
        length=c.t.number(length),
        most=most,
    )
