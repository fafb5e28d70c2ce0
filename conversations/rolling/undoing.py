"""One step back: the latest change of the roll, taken back until the next one."""

from conversations.authority import Action
from conversations.context import Context
from conversations.evidence import ruleset_of
from conversations.parts import kind_refusal
from conversations.roll_import import take_over_told
from conversations.rolling.changing import asking, refuse_while_voting
from conversations.rolling.declared import TASK, dialogue
from conversations.rolling.desk import desk_screen
from conversations.screen import Answer, Button, Show, Toast
from storage import roll
from storage.roll import Step


async def _step(c: Context) -> Step:
    step = await roll.last_step(c.tx, c.account.branch.id)
    if step is None:
        raise kind_refusal(c, c.t.plain("There is nothing to undo. Nothing was changed."))
    return step


@dialogue.tap("undo", Action.EDIT_ROLL)
async def undo(c: Context) -> Answer:
    """Ask before the change is taken back."""
    step, t = await _step(c), c.t
    by = await roll.person(c.tx, step.said_by)
    text = t(
        "<b>↩️ Undo the last change?</b>\n\nThe roll will be as it was before {moment} (changed by "
        "{name}). Who was added then is off the roll again; who left then is back.",
        moment=t.moment(step.made_at),
        name="" if by is None else by.full_name,
    )
    yes = Button(t.plain("↩️ Yes, undo"), dialogue.data("undone", int(step.made_at.timestamp())))
    return (Show(asking(c, text, yes, dialogue.data("show")), TASK),)


@dialogue.tap("undone", Action.EDIT_ROLL)
async def undone(c: Context, made: str) -> Answer:
    """Take back the change that was shown, and what a review took over from it."""
    step, me, t = await _step(c), c.account, c.t
    if made != str(int(step.made_at.timestamp())):
        raise kind_refusal(c, t.plain("The roll has changed since. Nothing was undone."))
    await refuse_while_voting(c)
    done = await roll.take_back(c.tx, me.branch.id, me.person.id, c.at)
    if done is not None and me.review is not None and done.told:
        await roll.untell(c.tx, me.review.id, done.told)
        ruleset = ruleset_of(c.house, me.review)
        await take_over_told(c.tx, ruleset, me.review, me.person.id, c.at)
    people = 0 if done is None else done.people
    remark = t.plural(
        "↩️ <b>Undone.</b> {n} person is as before.",
        "↩️ <b>Undone.</b> {n} people are as before.",
        people,
    )
    return Toast(t.plain("Undone.")), Show(await desk_screen(c, remark), TASK)
