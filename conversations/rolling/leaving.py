"""Transferred out of the branch as of a day, and brought back."""

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal
from conversations.rolling import reading
from conversations.rolling.changing import anyone, asking, no_secretary, present, write
from conversations.rolling.declared import TASK, dialogue
from conversations.rolling.person import line_screen
from conversations.screen import Answer, Button, Screen, Show, Toast
from storage import dialogues
from storage.roll import Person, Role


@dialogue.tap("leave", Action.EDIT_ROLL)
async def leave(c: Context, person_id: str) -> Answer:
    """Ask since when."""
    one = await _may_go(c, person_id)
    await dialogues.await_text(c.tx, c.event.sender, "roll:left", str(one.id))
    return (Show(_ask(c, one), TASK),)


def _ask(c: Context, one: Person, remark: Markup | None = None) -> Screen:
    t = c.t
    today = t.local(c.at).date()
    text = t.join(
        [
            remark or Markup(),
            t(
                "<b>{name}</b> leaves the branch. Since when?\n\nTap today, or type the day like "
                "05/12/2026.",
                name=one.full_name,
            ),
        ],
        "\n\n",
    )
    label = t.plain("📅 Today, {day}", day=t.date(today))
    return Screen(
        text,
        (
            (Button(label, dialogue.data("left", one.id, reading.as_code(today))),),
            (back_button(t, dialogue.data("who", one.id)), home_button(t)),
        ),
    )


@dialogue.text("left", Action.EDIT_ROLL)
async def day_typed(c: Context, text: str, payload: str) -> Answer:
    """Take the typed day, or say kindly what is asked for."""
    one = await _may_go(c, payload)
    day = reading.day(text)
    if day is None or not _fits(c, one, day):
        remark = c.t("That is no day on which this member can have left.")
        return (Show(_ask(c, one, remark), TASK, fresh=True),)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(_confirm(c, one, day), TASK, fresh=True),)


@dialogue.tap("left", Action.EDIT_ROLL)
async def day_tapped(c: Context, person_id: str, code: str) -> Answer:
    """Ask once more, with what it means."""
    one = await _may_go(c, person_id)
    day = _day(c, one, code)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(_confirm(c, one, day), TASK),)


def _confirm(c: Context, one: Person, day: date) -> Screen:
    t = c.t
    text = t(
        "Take <b>{name}</b> off the roll as of {day}?\n\nAfterwards this account may do nothing "
        "more in the branch. Everything recorded is kept, and you can bring this person back.",
        name=one.full_name,
        day=t.date(day),
    )
    yes = Button(t.plain("🚪 Yes, off the roll"), dialogue.data("gone", one.id, f"{day:%Y%m%d}"))
    return asking(c, text, yes, dialogue.data("who", one.id))


@dialogue.tap("gone", Action.EDIT_ROLL)
async def gone(c: Context, person_id: str, code: str) -> Answer:
    """Take the person off the roll."""
    one = await anyone(c, person_id)
    if one.left is not None:
        return (Toast(c.t.plain("It was so already.")), Show(await line_screen(c, one), TASK))
    one = await _may_go(c, person_id)
    now = replace(one, left=_day(c, one, code))
    await write(c, now)
    return Toast(c.t.plain("Saved.")), Show(await line_screen(c, now), TASK)


@dialogue.tap("return", Action.EDIT_ROLL)
async def return_(c: Context, person_id: str) -> Answer:
    """Ask before somebody is brought back."""
    one, t = await anyone(c, person_id), c.t
    if one.left is None:
        return (Toast(t.plain("It was so already.")), Show(await line_screen(c, one), TASK))
    text = t(
        "Bring <b>{name}</b> back to the roll, with the standing and roles from before?",
        name=one.full_name,
    )
    yes = Button(t.plain("↩️ Yes, bring back"), dialogue.data("returned", one.id))
    return (Show(asking(c, text, yes, dialogue.data("who", one.id)), TASK),)


@dialogue.tap("returned", Action.EDIT_ROLL)
async def returned(c: Context, person_id: str) -> Answer:
    """Bring the person back."""
    one = await anyone(c, person_id)
    now = replace(one, left=None)
    done = one.left is not None and await write(c, now)
    said = c.t.plain("Saved.") if done else c.t.plain("It was so already.")
    return Toast(said), Show(await line_screen(c, now), TASK)


async def _may_go(c: Context, person_id: str) -> Person:
    one = await present(c, person_id)
    if Role.SECRETARY in one.roles:
        raise no_secretary(c)
    return one


def _day(c: Context, one: Person, code: str) -> date:
    day = reading.of_code(code)
    if not isinstance(day, date) or not _fits(c, one, day):
        raise kind_refusal(c, c.t.plain("That is no day on which this member can have left."))
    return day


def _fits(c: Context, one: Person, day: date) -> bool:
    """Whether he can have left on that day: not in the future, not before he was admitted."""
    earliest = one.joined or date.min
    return earliest <= day <= c.t.local(c.at).date()
