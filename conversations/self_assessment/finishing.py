"""The overview, the level he claims, submitting and taking back."""

from dataclasses import replace

from conversations.context import Context
from conversations.screen import Answer, Show, Toast
from conversations.self_assessment.answering import changeable, go_on
from conversations.self_assessment.awaiting import await_item
from conversations.self_assessment.desk import (
    Desk,
    Pen,
    deed,
    is_shaky,
    just_changed,
    take_desk,
    too_soon,
)
from conversations.self_assessment.keeping import keep_level, keep_place
from conversations.self_assessment.overview import overview_screen, submitted_screen
from conversations.self_assessment.reminder import reminder_screen
from storage import assessments, dialogues, revisions


@deed("overview")
async def overview(c: Context, pen: Pen) -> Answer:
    """Everything on one screen; it is the place to go on with from now on."""
    desk = await take_desk(c, pen)
    if desk.changeable:
        await await_item(c, pen)
        if desk.assessment.position != desk.course.end:
            desk = await keep_place(c, desk, desk.course.end)
    return (Show(overview_screen(c.t, desk), desk.task),)


@deed("level")
async def level(c: Context, pen: Pen, level_id: str) -> Answer:
    """Keep the level he claims; any of the four, with a warning where it is too high."""
    desk = await changeable(c, pen)
    if level_id not in desk.ruleset.level_rank:
        return (Toast(c.t.plain("There is no such level. Nothing was changed."), alert=True),)
    if just_changed(c, desk):
        return (too_soon(c),)
    return await go_on(c, await keep_level(c, desk, level_id, desk.course.end))


@deed("submit")
async def submit(c: Context, pen: Pen) -> Answer:
    """Submit; where something is missing, name it first."""
    desk = await changeable(c, pen)
    if is_shaky(c, desk, desk.course.end):
        return (too_soon(c),)
    reminder = reminder_screen(c.t, desk)
    if reminder is not None:
        desk = await keep_place(c, desk, desk.course.end)
        return (Show(reminder, desk.task),)
    return await _submit(c, desk)


@deed("anyway")
async def anyway(c: Context, pen: Pen) -> Answer:
    """Submit with what is missing."""
    desk = await changeable(c, pen)
    if just_changed(c, desk):
        return (too_soon(c),)
    return await _submit(c, desk)


async def _submit(c: Context, desk: Desk) -> Answer:
    review, person, writer = desk.review.id, desk.pen.person.id, desk.pen.writer
    await assessments.submit(c.tx, review, person, c.at, writer)
    if desk.reopened:
        await revisions.handed_in(c.tx, review, person, c.at)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    after = replace(desk.assessment, submitted_at=c.at, answered_at=c.at, written_by=writer)
    revised_at = c.at if desk.reopened else desk.revised_at
    desk = replace(desk.answered(after), reopened=False, revised_at=revised_at)
    if desk.pen.writer is not None:
        thanks = c.t("Submitted for the member. Please have it printed and signed.")
    elif desk.closed:
        thanks = c.t("Thank you. Your revised self-assessment is with the branch.")
    else:
        thanks = c.t(
            "Thank you. Your self-assessment is with the branch. Until the secretary closes this "
            "stage you can still take it back and change it."
        )
    return (Show(submitted_screen(c.t, desk, thanks), desk.task),)


@deed("withdraw")
async def withdraw(c: Context, pen: Pen) -> Answer:
    """Take a submitted self-assessment back, to change it; the answers stay."""
    desk = await take_desk(c, pen)
    if desk.closed:
        return (
            Toast(
                c.t.plain("The secretary has closed the self-assessment. Nothing was changed."),
                alert=True,
            ),
            Show(overview_screen(c.t, desk), desk.task),
        )
    if desk.his_own and not desk.reopened:
        name = pen.person.full_name
        said = c.t.plain(
            "{name} has submitted this without help: only its writer may change it.", name=name
        )
        return (Toast(said, alert=True), Show(overview_screen(c.t, desk), desk.task))
    if just_changed(c, desk):
        return (too_soon(c),)
    await assessments.withdraw(c.tx, desk.review.id, pen.person.id, c.at)
    if pen.writer is not None:
        await assessments.mark_written_by(c.tx, desk.review.id, pen.person.id, pen.writer)
    await await_item(c, pen)
    after = replace(desk.assessment, submitted_at=None, answered_at=c.at)
    desk = desk.answered(replace(after, written_by=pen.writer or after.written_by))
    remark = c.t("Taken back. Do not forget to submit it again.")
    return (Show(overview_screen(c.t, desk, remark=remark), desk.task),)
