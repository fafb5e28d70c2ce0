"""The door: opening one's own self-assessment, or that of a member without a phone."""

from markupsafe import Markup

from conversations import evidence
from conversations.authority import Action, may
from conversations.context import Context
from conversations.parts import back_button, home_button
from conversations.reasons import why
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.self_assessment.answering import go_on
from conversations.self_assessment.desk import (
    TASK,
    Desk,
    Pen,
    assistance,
    dialogue,
    is_private,
    pen_for,
    take_desk,
    today,
)
from rules import Status
from storage import assessments, revisions
from storage.reviews import Stage
from storage.roll import Standing

SURE = "x"
"""What the second tap says that erases a draft, so that no other tap is taken for it."""


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
    return await go_on(c, desk, remark=_remark(c, desk), anew=True)


@assistance.tap("open", Action.ASSESS_FOR)
async def begin_for(c: Context, person_id: str) -> Answer:
    """The self-assessment that the secretary types for a member of his branch without a phone.

    Refused for a member who is linked, or who is not to assess himself; what the member has begun
    himself stays closed, and the ways to go on are shown instead.
    """
    pen = await pen_for(c, person_id)
    if await is_private(c, pen):
        return (Show(await _begun_alone(c, pen), pen.task),)
    desk = await take_desk(c, pen)
    return await go_on(c, desk, remark=_remark(c, desk), anew=True)


async def _begun_alone(c: Context, pen: Pen) -> Screen:
    """That the draft is its member's own; a link to go on with it, or typing another from the
    beginning, while the stage is open."""
    t, number = c.t, pen.person.id
    parts = [
        t(
            "<b>{name}</b> has begun the self-assessment without help and has not submitted it. "
            "Until then nobody else reads it, you neither.",
            name=pen.person.full_name,
        )
    ]
    rows: Rows = ()
    if await _open_for(c, pen):
        parts.append(
            t(
                "With a new invitation link this member goes on where it was left.\n\nIf you are "
                "asked to write it: you begin from the first question, and what was begun is "
                "erased."
            )
        )
        invite = Button(t.plain("🔗 Invitation link"), f"board:invite:{number}")
        begin = Button(t.plain("✍️ Write it from the beginning"), pen.data("anew"))
        rows = ((invite,), (begin,))
    out = (back_button(t, f"board:person:{number}"), home_button(t))
    return Screen(t.join(parts, "\n\n"), (*rows, out))


async def _open_for(c: Context, pen: Pen) -> bool:
    """Whether the self-assessment can be written now."""
    review = c.account.review
    return review is not None and (
        review.stage is Stage.ASSESSMENT or await revisions.open_for(c.tx, review.id, pen.person.id)
    )


@assistance.tap("anew", Action.ASSESS_FOR)
async def anew(c: Context, person_id: str, sure: str = "") -> Answer:
    """Ask first; then erase what the member had begun, and type from the first question."""
    pen, t, review = await pen_for(c, person_id), c.t, c.account.review
    if review is None or not await is_private(c, pen) or not await _open_for(c, pen):
        return await begin_for(c, person_id)
    if sure != SURE:
        text = t(
            "<b>Erase what {name} has begun?</b>\n\nGrades and texts of that draft are gone for "
            "good; nobody has read them. Please do this only if {name} has asked you to write.",
            name=pen.person.full_name,
        )
        yes = Button(t.plain("🗑 Erase it and begin"), pen.data("anew", SURE))
        back = back_button(t, f"board:person:{pen.person.id}")
        return (Show(Screen(text, ((yes,), (back, home_button(t)))), pen.task),)
    await assessments.begin_anew(c.tx, review.id, pen.person.id, c.account.person.id, c.at)
    return await begin_for(c, person_id)


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
