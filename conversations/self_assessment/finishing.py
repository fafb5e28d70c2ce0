"""The overview, the level he claims, submitting and taking back."""

from dataclasses import replace

from conversations.authority import Action
from conversations.context import Context
from conversations.screen import Answer, Show, Toast
from conversations.self_assessment.answering import AWAITS, changeable
from conversations.self_assessment.desk import (
    TASK,
    Desk,
    dialogue,
    is_shaky,
    just_changed,
    take_desk,
    too_soon,
)
from conversations.self_assessment.overview import overview_screen, reminder_screen
from storage import assessments, dialogues


@dialogue.tap("overview", Action.ASSESS)
async def overview(c: Context) -> Answer:
    """Everything on one screen; it is the place to go on with from now on."""
    desk = await take_desk(c)
    end = desk.course.end
    if desk.changeable and desk.assessment.position != end:
        await assessments.save_position(c.tx, desk.review.id, c.account.person.id, end, c.at)
    return (Show(overview_screen(c.t, desk), TASK),)


@dialogue.tap("whole", Action.ASSESS)
async def whole(c: Context) -> Answer:
    return (Show(overview_screen(c.t, await take_desk(c), whole=True), TASK),)


@dialogue.tap("level", Action.ASSESS)
async def level(c: Context, level_id: str) -> Answer:
    """Keep the level he claims; any of the four, with a warning where it is too high."""
    desk = await changeable(c)
    end = desk.course.end
    if level_id not in desk.ruleset.level_rank:
        return (Toast(c.t.plain("There is no such level. Nothing was changed."), alert=True),)
    if is_shaky(c, desk, end):
        return (too_soon(c),)
    await assessments.save_own_level(c.tx, desk.review.id, c.account.person.id, level_id, end, c.at)
    desk = desk.answered(
        replace(desk.assessment, own_level=level_id, position=end, answered_at=c.at)
    )
    return (Show(overview_screen(c.t, desk), TASK),)


@dialogue.tap("submit", Action.ASSESS)
async def submit(c: Context) -> Answer:
    """Submit; where something is missing, name it first."""
    desk = await changeable(c)
    if is_shaky(c, desk, desk.course.end):
        return (too_soon(c),)
    reminder = reminder_screen(c.t, desk)
    if reminder is not None:
        end = desk.course.end
        await assessments.save_position(c.tx, desk.review.id, c.account.person.id, end, c.at)
        return (Show(reminder, TASK),)
    return await _submit(c, desk)


@dialogue.tap("anyway", Action.ASSESS)
async def anyway(c: Context) -> Answer:
    """Submit with what is missing."""
    desk = await changeable(c)
    if just_changed(c, desk):
        return (too_soon(c),)
    return await _submit(c, desk)


async def _submit(c: Context, desk: Desk) -> Answer:
    await assessments.submit(c.tx, desk.review.id, c.account.person.id, c.at)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    desk = desk.answered(replace(desk.assessment, submitted_at=c.at))
    thanks = c.t(
        "Thank you. Your self-assessment is with the branch. Until the secretary closes this "
        "stage you can still take it back and change it."
    )
    return (Show(overview_screen(c.t, desk, remark=thanks), TASK),)


@dialogue.tap("withdraw", Action.ASSESS)
async def withdraw(c: Context) -> Answer:
    """Take a submitted self-assessment back, to change it; the answers stay."""
    desk = await take_desk(c)
    if desk.closed:
        return (
            Toast(
                c.t.plain("The secretary has closed the self-assessment. Nothing was changed."),
                alert=True,
            ),
            Show(overview_screen(c.t, desk), TASK),
        )
    if just_changed(c, desk):
        return (too_soon(c),)
    await assessments.withdraw(c.tx, desk.review.id, c.account.person.id, c.at)
    await dialogues.await_text(c.tx, c.event.sender, AWAITS, "")
    desk = desk.answered(replace(desk.assessment, submitted_at=None, answered_at=c.at))
    remark = c.t("Taken back. Do not forget to submit it again.")
    return (Show(overview_screen(c.t, desk, remark=remark), TASK),)
