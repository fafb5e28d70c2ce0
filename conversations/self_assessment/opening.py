"""The door: opening one's own self-assessment, or that of a member without a phone."""

from markupsafe import Markup

from conversations import evidence
from conversations.authority import Action, may
from conversations.context import Context
from conversations.parts import home_button
from conversations.reasons import why
from conversations.screen import Answer, Screen, Show
from conversations.self_assessment.answering import go_on
from conversations.self_assessment.desk import (
    TASK,
    Desk,
    assistance,
    dialogue,
    pen_for,
    take_desk,
    today,
)
from rules import Status
from storage.roll import Standing


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

    Refused for a member who is linked, or who is not to assess himself.
    """
    desk = await take_desk(c, await pen_for(c, person_id))
    return await go_on(c, desk, remark=_remark(c, desk), anew=True)


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
