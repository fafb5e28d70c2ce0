"""Answering the questions, one by one; leaving."""

from markupsafe import Markup

from conversations.context import Context, Refused
from conversations.fact_words import TYPED, value_of
from conversations.parts import whole_number
from conversations.screen import Answer, Button, Screen, Show, Toast
from conversations.self_assessment.awaiting import RETURNS, await_item
from conversations.self_assessment.course import (
    FIGURE,
    CriterionQuestion,
    FactQuestion,
    FigureQuestion,
    LevelQuestion,
    Question,
)
from conversations.self_assessment.desk import (
    Desk,
    Pen,
    deed,
    dialogue,
    is_shaky,
    just_changed,
    take_desk,
    too_soon,
    whose,
)
from conversations.self_assessment.keeping import (
    keep_fact,
    keep_figure,
    keep_grade,
    keep_place,
    reread,
)
from conversations.self_assessment.levels import level_screen
from conversations.self_assessment.numbers import figure_screen
from conversations.self_assessment.overview import overview_screen, ways_home
from conversations.self_assessment.questions import (
    BACK_TO_OVERVIEW,
    criterion_screen,
    fact_screen,
    whereabouts,
)


async def go_on(
    c: Context,
    desk: Desk,
    *,
    remark: Markup | None = None,
    fresh: bool = False,
    anew: bool = False,
) -> Answer:
    """The screen of the place that is kept: a question or the overview.

    ``anew``: no text is awaited any more but what this screen asks for.
    """
    question = desk.course.at(desk.assessment.position) if desk.changeable else None
    if question is None:
        if anew and desk.changeable:
            await await_item(c, desk.pen)
        return (Show(overview_screen(c.t, desk, remark=remark), desk.task, fresh=fresh),)
    await _await(c, desk, question, anew=anew)
    screen = question_screen(c, desk, question, remark=remark)
    return (Show(screen, desk.task, fresh=fresh),)


def question_screen(
    c: Context,
    desk: Desk,
    question: Question,
    *,
    whole: bool = False,
    returns: bool = False,
    remark: Markup | None = None,
) -> Screen:
    """One question.  ``whole``: with its full text; ``returns``: the answer leads back to the
    overview; ``remark``: said above it."""
    match question:
        case FactQuestion():
            return fact_screen(c.t, desk, question, returns=returns, remark=remark)
        case CriterionQuestion():
            return criterion_screen(
                c.t, desk, question, whole=whole, returns=returns, remark=remark
            )
        case FigureQuestion():
            return figure_screen(c.t, desk, question, returns=returns, remark=remark)
        case LevelQuestion():
            return level_screen(c.t, desk, question, returns=returns, remark=remark)


async def _await(
    c: Context, desk: Desk, question: Question, *, anew: bool, returns: bool = False
) -> None:
    """Have the next text taken for a question that is answered by typing."""
    flag = RETURNS if returns else ""
    if isinstance(question, FigureQuestion):
        await await_item(c, desk.pen, f"f:{question.count}", flag)
    elif isinstance(question, FactQuestion) and question.fact.type in TYPED:
        await await_item(c, desk.pen, f"q:{question.id}", flag)
    elif anew:
        await await_item(c, desk.pen)


# ── answers ──────────────────────────────────────────────────────────────────────────────────


async def changeable(c: Context, pen: Pen) -> Desk:
    """The desk, if it may be changed; Refused with the true screen otherwise."""
    desk = await take_desk(c, pen)
    if desk.changeable:
        return desk
    said = (
        c.t.plain("The secretary has closed the self-assessment. Nothing was changed.")
        if desk.closed
        else c.t.plain("You have submitted. To change it, tap “Take it back to change it”.")
    )
    raise Refused(Toast(said, alert=True), Show(overview_screen(c.t, desk), desk.task))


def here(c: Context, desk: Desk) -> Screen:
    """The screen of the place that is kept."""
    question = desk.course.at(desk.assessment.position) if desk.changeable else None
    if question is None:
        return overview_screen(c.t, desk)
    return question_screen(c, desk, question)


def gone(c: Context, desk: Desk) -> Refused:
    """A question that is not (or no longer) one of his."""
    return Refused(
        Toast(c.t.plain("That question is not among yours any more."), alert=True),
        Show(here(c, desk), desk.task),
    )


def _question(c: Context, desk: Desk, question_id: str) -> Question:
    question = desk.course.question(question_id)
    if question is None:
        raise gone(c, desk)
    return question


def _too_soon(c: Context, desk: Desk, question: Question, returns: str) -> bool:
    """Whether the tap was meant for the screen before; a question opened from the overview is
    not the place that is kept, so there any change just now tells."""
    if returns == BACK_TO_OVERVIEW:
        return just_changed(c, desk)
    return is_shaky(c, desk, question.place)


def _next(desk: Desk, question: Question, returns: str) -> int:
    """The place to go on with after a question."""
    if returns == BACK_TO_OVERVIEW:
        return desk.course.end
    return desk.course.after(question.place)


@deed("grade")
async def grade(c: Context, pen: Pen, criterion_id: str, mark: str, returns: str = "") -> Answer:
    """Keep a grade and go on."""
    desk = await changeable(c, pen)
    question = desk.course.criterion(criterion_id)
    if question is None or mark not in desk.ruleset.grade_rank:
        raise gone(c, desk)
    if _too_soon(c, desk, question, returns):
        return (Show(here(c, desk), desk.task),) if mark == question.grade else (too_soon(c),)
    place = _next(desk, question, returns)
    return await go_on(c, await keep_grade(c, desk, question.id, mark, place))


@deed("fact")
async def fact(c: Context, pen: Pen, fact_id: str, code: str, returns: str = "") -> Answer:
    """Keep what he says of himself (never a ceiling) and go on; «not sure» takes it back."""
    desk = await changeable(c, pen)
    question = desk.course.question(fact_id)
    if not isinstance(question, FactQuestion):
        raise gone(c, desk)
    if _too_soon(c, desk, question, returns):
        return (too_soon(c),)
    value = value_of(question.fact, code)
    if value is None and code != "?":
        raise gone(c, desk)
    clash = await keep_fact(c, desk, question.fact, value)
    if clash:
        return not_saved(c, desk, question, clash, returns=returns == BACK_TO_OVERVIEW)
    desk = await reread(c, desk)
    return await go_on(c, await keep_place(c, desk, _next(desk, question, returns)))


@deed("figure")
async def figure(c: Context, pen: Pen, count: str, number: str, returns: str = "") -> Answer:
    """Keep a figure that is offered on a button, and go on."""
    desk = await changeable(c, pen)
    question = desk.course.question(FIGURE + count)
    value = whole_number(number)
    if not isinstance(question, FigureQuestion) or value is None:
        raise gone(c, desk)
    if not question.least <= value <= question.most:
        raise gone(c, desk)
    if _too_soon(c, desk, question, returns):
        return (too_soon(c),)
    return await kept_figure(c, desk, question, value, returns=returns == BACK_TO_OVERVIEW)


async def kept_figure(
    c: Context,
    desk: Desk,
    question: FigureQuestion,
    value: int,
    *,
    returns: bool,
    fresh: bool = False,
) -> Answer:
    """Keep a figure and go on with the next one; from the overview, back there after the last."""
    clash = await keep_figure(c, desk, question.count, value, desk.assessment.position)
    if clash:
        return not_saved(c, desk, question, clash, returns=returns, fresh=fresh)
    desk = await reread(c, desk)
    following = [
        one
        for one in desk.course.questions
        if isinstance(one, FigureQuestion) and one.place > question.place
    ]
    if returns and following:
        desk = await keep_place(c, desk, desk.course.end)
        await _await(c, desk, following[0], anew=True, returns=True)
        screen = question_screen(c, desk, following[0], returns=True)
        return (Show(screen, desk.task, fresh=fresh),)
    place = desk.course.end if returns else desk.course.after(question.place)
    return await go_on(c, await keep_place(c, desk, place), fresh=fresh)


def not_saved(
    c: Context,
    desk: Desk,
    question: Question,
    clash: tuple[str, ...],
    *,
    returns: bool,
    fresh: bool = False,
) -> Answer:
    """The question once more, under what contradicts the answer."""
    remark = c.t("⚠️ Not saved: {says}", says=" ".join(clash))
    screen = question_screen(c, desk, question, returns=returns, remark=remark)
    return (Show(screen, desk.task, fresh=fresh),)


@deed("skip")
async def skip(c: Context, pen: Pen, question_id: str) -> Answer:
    """Leave a question as it is and go on."""
    desk = await changeable(c, pen)
    question = _question(c, desk, question_id)
    if is_shaky(c, desk, question.place):
        return (too_soon(c),)
    return await go_on(c, await keep_place(c, desk, desk.course.skipped(question)))


@deed("back")
async def back(c: Context, pen: Pen, question_id: str) -> Answer:
    """The question before."""
    desk = await changeable(c, pen)
    before = desk.course.before(_question(c, desk, question_id).place)
    return await go_on(c, await keep_place(c, desk, 0 if before is None else before.place))


@deed("ask")
async def ask(c: Context, pen: Pen, question_id: str, returns: str = "") -> Answer:
    """One question, by name; from the overview its answer leads back there."""
    desk = await changeable(c, pen)
    question = _question(c, desk, question_id)
    back_there = returns == BACK_TO_OVERVIEW
    desk = await keep_place(c, desk, desk.course.end if back_there else question.place)
    await _await(c, desk, question, anew=True, returns=back_there)
    return (Show(question_screen(c, desk, question, returns=back_there), desk.task),)


@deed("full")
async def full(c: Context, pen: Pen, criterion_id: str, returns: str = "") -> Answer:
    """A criterion with its whole text."""
    desk = await changeable(c, pen)
    question = desk.course.criterion(criterion_id)
    if question is None:
        raise gone(c, desk)
    await await_item(c, pen)
    back_there = returns == BACK_TO_OVERVIEW
    return (Show(question_screen(c, desk, question, whole=True, returns=back_there), desk.task),)


@deed("leave")
async def leave(c: Context, pen: Pen) -> Answer:
    """Everything is kept already; say so, and where he goes on."""
    desk = await take_desk(c, pen)
    if not desk.changeable:
        return (Show(overview_screen(c.t, desk), desk.task),)
    await await_item(c, pen)
    where = c.t("Next time you go on at: {where}.", where=whereabouts(c.t, desk))
    text = c.t.join([whose(c.t, desk), c.t("💾 Everything is saved."), where], "\n\n")
    opened = dialogue.data("open") if pen.writer is None else desk.data("open")
    rows = ((Button(c.t.plain("▶️ Go on"), opened),), ways_home(c.t, desk))
    return (Show(Screen(text, rows), desk.task),)
