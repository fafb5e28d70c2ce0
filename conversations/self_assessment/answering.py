"""Opening the self-assessment, answering its questions, leaving it."""

from dataclasses import replace

from markupsafe import Markup

from conversations import evidence
from conversations.authority import Action, may
from conversations.context import Context, Refused
from conversations.fact_words import value_of
from conversations.parts import home_button
from conversations.reasons import why
from conversations.screen import Answer, Button, Screen, Show, Toast
from conversations.self_assessment.course import CriterionQuestion, FactQuestion, Question
from conversations.self_assessment.desk import (
    TASK,
    Desk,
    dialogue,
    is_shaky,
    just_changed,
    take_desk,
    today,
    too_soon,
)
from conversations.self_assessment.overview import overview_screen
from conversations.self_assessment.questions import BACK_TO_OVERVIEW, question_screen
from rules import Kind, Status, contradictions, fact_to_json
from storage import assessments, dialogues, reviews
from storage.reviews import Source
from storage.roll import Standing

AWAITS = "assess:answer"


@dialogue.command("tudanhgia", needs=Action.HOME)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("open", Action.HOME)
async def show(c: Context) -> Answer:
    """The question he is at; or kindly why there is none for him."""
    if c.account.review is None:
        text = c.t("No review is open yet. When the secretary opens it, Tự Soi will tell you here.")
        return (Show(Screen(text, ((home_button(c.t),),)), TASK),)
    if not may(c.me, Action.ASSESS, group=c.event.place.group):
        return (Show(await _not_for_him(c), TASK),)
    desk = await take_desk(c)
    if desk.changeable:
        await dialogues.await_text(c.tx, c.event.sender, AWAITS, "")
    return (Show(here(c, desk, remark=_remark(c, desk)), TASK),)


def here(c: Context, desk: Desk, *, remark: Markup | None = None) -> Screen:
    """The screen of the place that is kept: a question or the overview."""
    question = desk.course.at(desk.assessment.position) if desk.changeable else None
    if question is None:
        return overview_screen(c.t, desk, remark=remark)
    return question_screen(c.t, desk, question, remark=remark)


async def _not_for_him(c: Context) -> Screen:
    """Why an exempt or suspended member is not asked, with the clause where the text has one."""
    account = c.account
    assert account.review is not None
    ruleset = evidence.ruleset_of(c.house, account.review)
    held = await evidence.gather_one(
        c.tx, ruleset, account.branch, account.review, account.person, today(c)
    )
    decision = evidence.ceiling(ruleset, held)
    reasons = (
        why(c.t, ruleset, decision, private=True) if decision.status is Status.NOT_REVIEWED else []
    )
    said = (
        c.t(
            "You are exempt from work and activity, so you need not write a self-assessment "
            "this year, and you are not rated."
        )
        if account.person.standing is Standing.EXEMPT
        else c.t(
            "Your activity in the Party is suspended, so there is no self-assessment for you now. "
            "Please ask the branch secretary about it."
        )
    )
    basis = [c.t("Basis: {reason}", reason=reason) for reason in reasons]
    return Screen(c.t.join([said, *basis], "\n\n"), ((home_button(c.t),),))


def _remark(c: Context, desk: Desk) -> Markup | None:
    """Said once at the door to who is reviewed but not rated."""
    held = evidence.once_heard(desk.ruleset, desk.evidence)
    decision = evidence.ceiling(desk.ruleset, held)
    if decision.status is not Status.NOT_RATED:
        return None
    reasons = why(c.t, desk.ruleset, decision, private=True)
    return c.t.join(
        [
            c.t("You are reviewed this year, but not rated."),
            *(c.t("Basis: {reason}", reason=reason) for reason in reasons[:1]),
        ]
    )


# ── answers ──────────────────────────────────────────────────────────────────────────────────


async def changeable(c: Context) -> Desk:
    """The desk, if it may be changed; Refused with the true screen otherwise."""
    desk = await take_desk(c)
    if desk.changeable:
        return desk
    said = (
        c.t.plain("The secretary has closed the self-assessment. Nothing was changed.")
        if desk.closed
        else c.t.plain("You have submitted. To change it, tap “Take it back to change it”.")
    )
    raise Refused(Toast(said, alert=True), Show(overview_screen(c.t, desk), TASK))


def _gone(c: Context, desk: Desk) -> Refused:
    """A question that is not (or no longer) one of his."""
    return Refused(
        Toast(c.t.plain("That question is not among yours any more."), alert=True),
        Show(here(c, desk), TASK),
    )


def _question(c: Context, desk: Desk, question_id: str) -> Question:
    question = desk.course.criterion(question_id) or desk.course.fact(question_id)
    if question is None:
        raise _gone(c, desk)
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


@dialogue.tap("grade", Action.ASSESS)
async def grade(c: Context, criterion_id: str, mark: str, returns: str = "") -> Answer:
    """Keep a grade and go on."""
    desk = await changeable(c)
    question = desk.course.criterion(criterion_id)
    if question is None or mark not in desk.ruleset.grade_rank:
        raise _gone(c, desk)
    if _too_soon(c, desk, question, returns):
        return (Show(here(c, desk), TASK),) if mark == question.grade else (too_soon(c),)
    place = _next(desk, question, returns)
    review, person = desk.review.id, c.account.person.id
    await assessments.save_grade(c.tx, review, person, question.id, mark, place, c.at)
    before = desk.assessment
    desk = desk.answered(
        replace(
            before,
            grades={**before.grades, question.id: mark},
            position=place,
            answered_at=c.at,
        )
    )
    return (Show(here(c, desk), TASK),)


@dialogue.tap("fact", Action.ASSESS)
async def fact(c: Context, fact_id: str, code: str, returns: str = "") -> Answer:
    """Keep what he says of himself (never a ceiling) and go on; «not sure» takes it back."""
    desk = await changeable(c)
    question = desk.course.fact(fact_id)
    if question is None:
        raise _gone(c, desk)
    if _too_soon(c, desk, question, returns):
        return (too_soon(c),)
    review, person = desk.review.id, c.account.person.id
    value = value_of(question.fact, code)
    if value is None and code != "?":
        raise _gone(c, desk)
    clash = (
        contradictions(desk.ruleset, Kind.MEMBER, {**desk.evidence.said, fact_id: value})
        if value is not None
        else ()
    )
    if clash:
        remark = c.t("⚠️ Not saved: {says}", says=" ".join(clash[0].says))
        back_there = returns == BACK_TO_OVERVIEW
        return (
            Show(question_screen(c.t, desk, question, returns=back_there, remark=remark), TASK),
        )
    if value is None:
        await reviews.forget_fact(c.tx, review, person, fact_id, person, c.at)
    else:
        kept = fact_to_json(question.fact, value)
        await reviews.record_fact(
            c.tx, review, person, fact_id, kept, Source.MEMBER, person, c.at, False
        )
    desk = await take_desk(c)
    return await _go(c, desk, _next(desk, question, returns))


@dialogue.tap("skip", Action.ASSESS)
async def skip(c: Context, question_id: str) -> Answer:
    """Leave a question as it is and go on."""
    desk = await changeable(c)
    question = _question(c, desk, question_id)
    if is_shaky(c, desk, question.place):
        return (too_soon(c),)
    return await _go(c, desk, question.place + 1)


@dialogue.tap("back", Action.ASSESS)
async def back(c: Context, question_id: str) -> Answer:
    """The question before."""
    desk = await changeable(c)
    before = desk.course.before(_question(c, desk, question_id).place)
    return await _go(c, desk, 0 if before is None else before.place)


async def _go(c: Context, desk: Desk, place: int) -> Answer:
    await assessments.save_position(c.tx, desk.review.id, c.account.person.id, place, c.at)
    desk = desk.answered(replace(desk.assessment, position=place, answered_at=c.at))
    return (Show(here(c, desk), TASK),)


@dialogue.tap("ask", Action.ASSESS)
async def ask(c: Context, question_id: str, returns: str = "") -> Answer:
    """One question, by name; from the overview its answer leads back there."""
    desk = await changeable(c)
    question = _question(c, desk, question_id)
    place = desk.course.end if returns == BACK_TO_OVERVIEW else question.place
    await assessments.save_position(c.tx, desk.review.id, c.account.person.id, place, c.at)
    screen = question_screen(c.t, desk, question, returns=returns == BACK_TO_OVERVIEW)
    return (Show(screen, TASK),)


@dialogue.tap("full", Action.ASSESS)
async def full(c: Context, criterion_id: str, returns: str = "") -> Answer:
    """A criterion with its whole text."""
    desk = await changeable(c)
    question = desk.course.criterion(criterion_id)
    if question is None:
        raise _gone(c, desk)
    back_there = returns == BACK_TO_OVERVIEW
    return (Show(question_screen(c.t, desk, question, whole=True, returns=back_there), TASK),)


@dialogue.tap("leave", Action.ASSESS)
async def leave(c: Context) -> Answer:
    """Everything is kept already; say so, and where he goes on."""
    desk = await take_desk(c)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if not desk.changeable:
        return (Show(overview_screen(c.t, desk), TASK),)
    question = desk.course.at(desk.assessment.position)
    match question:
        case CriterionQuestion():
            where = c.t(
                "Next time you go on at question {number}/{all}.",
                number=question.number,
                all=len(desk.course.criteria),
            )
        case FactQuestion():
            where = c.t("Next time you go on at the first questions.")
        case None:
            where = c.t("What remains is to look it through, choose your level and submit.")
    text = c.t.join([c.t("💾 Everything is saved."), where], "\n\n")
    rows = ((Button(c.t.plain("▶️ Go on"), dialogue.data("open")), home_button(c.t)),)
    return (Show(Screen(text, rows), TASK),)


@dialogue.text("answer", Action.ASSESS)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """Something typed where a tap is asked: a kind word, and the question anew below it."""
    desk = await take_desk(c)
    if not desk.changeable:
        await dialogues.clear_awaited(c.tx, c.event.sender)
        return (Show(overview_screen(c.t, desk), TASK, fresh=True),)
    remark = c.t("Please answer with the buttons below; what was typed is not kept.")
    return (Show(here(c, desk, remark=remark), TASK, fresh=True),)
