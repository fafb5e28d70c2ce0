"""Name and birth, typed in one message and confirmed."""

from dataclasses import replace
from datetime import date

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal
from conversations.rolling import reading
from conversations.rolling.changing import asking, present, write
from conversations.rolling.declared import NAME, TASK, dialogue
from conversations.rolling.person import line_screen
from conversations.screen import Answer, Button, Screen, Show, Toast
from conversations.words import Words
from storage import dialogues, roll
from storage.roll import Person


@dialogue.tap("name", Action.EDIT_ROLL)
async def name(c: Context, person_id: str) -> Answer:
    """Ask for the name as it should be."""
    one = await present(c, person_id)
    await dialogues.await_text(c.tx, c.event.sender, "roll:name", str(one.id))
    return (Show(_ask(c, one, _ask_name(c.t, one)), TASK),)


@dialogue.text("name", Action.EDIT_ROLL)
async def name_typed(c: Context, text: str, payload: str) -> Answer:
    """Ask once more whether that is the name."""
    one = await present(c, payload)
    read = reading.name(text)
    if read is None:
        remark = c.t("That cannot be a name. Please type it once more, in one line.")
        asked = c.t.join([remark, _ask_name(c.t, one)], "\n\n")
        return (Show(_ask(c, one, asked), TASK, fresh=True),)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    content = {"person": one.id, "full_name": read}
    await roll.keep_draft(c.tx, c.account.person.id, NAME, content, c.at)
    question = c.t("Change the name\n“{old}”\nto\n“<b>{new}</b>”?", old=one.full_name, new=read)
    yes = Button(c.t.plain("✅ Yes, change it"), dialogue.data("named", one.id))
    return (Show(asking(c, question, yes, dialogue.data("who", one.id)), TASK, fresh=True),)


@dialogue.tap("named", Action.EDIT_ROLL)
async def named(c: Context, person_id: str) -> Answer:
    """Write the name that was typed."""
    one = await present(c, person_id)
    draft = await roll.draft(c.tx, c.account.person.id, NAME, c.at)
    if draft is None or draft.content.get("person") != one.id:
        raise kind_refusal(
            c, c.t.plain("That was done already, or has lapsed. Nothing was changed.")
        )
    await roll.drop_draft(c.tx, c.account.person.id, NAME)
    return await changed(c, replace(one, full_name=str(draft.content["full_name"])))


@dialogue.tap("birth", Action.EDIT_ROLL)
async def birth(c: Context, person_id: str) -> Answer:
    """Ask for the day or year of birth."""
    one = await present(c, person_id)
    await dialogues.await_text(c.tx, c.event.sender, "roll:birth", str(one.id))
    return (Show(_ask(c, one, _ask_birth(c.t, one)), TASK),)


@dialogue.text("birth", Action.EDIT_ROLL)
async def birth_typed(c: Context, text: str, payload: str) -> Answer:
    """Ask once more whether he was born then."""
    one = await present(c, payload)
    read = reading.birth(text, c.t.local(c.at).date())
    if read is None:
        asked = c.t.join([not_born(c.t), _ask_birth(c.t, one)], "\n\n")
        return (Show(_ask(c, one, asked), TASK, fresh=True),)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    question = c.t(
        "{name}: born {birth}. Is that right?", name=one.full_name, birth=birth_words(c.t, read)
    )
    yes = Button(
        c.t.plain("✅ Yes, change it"), dialogue.data("born", one.id, reading.as_code(read))
    )
    return (Show(asking(c, question, yes, dialogue.data("who", one.id)), TASK, fresh=True),)


@dialogue.tap("born", Action.EDIT_ROLL)
async def born(c: Context, person_id: str, code: str) -> Answer:
    """Write the day or year of birth."""
    one = await present(c, person_id)
    read = reading.of_code(code)
    today = c.t.local(c.at).date()
    typed = f"{read:%d/%m/%Y}" if isinstance(read, date) else str(read)
    if read is None or reading.birth(typed, today) is None:
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    if isinstance(read, date):
        return await changed(c, replace(one, birth=read, birth_year=read.year))
    return await changed(c, replace(one, birth=None, birth_year=read))


async def changed(c: Context, now: Person) -> Answer:
    """Write the person, and show his line with what came of it."""
    done = await write(c, now)
    said = c.t.plain("Saved.") if done else c.t.plain("It was so already.")
    return Toast(said), Show(await line_screen(c, now), TASK)


def birth_words(t: Words, read: date | int) -> str:
    """A day or a year of birth, in words."""
    if isinstance(read, date):
        return t.plain("on {day}", day=t.date(read))
    return t.plain("in {year}", year=str(read))


def not_born(t: Words) -> Markup:
    """What is said of a birth that cannot be."""
    return t(
        "That could not be read as a member's day or year of birth. Please type it like "
        "12/03/1955 or 1955."
    )


def _ask_name(t: Words, one: Person) -> Markup:
    return t(
        "<b>{name}</b>\n\nPlease type the full name as it should be, in one message.",
        name=one.full_name,
    )


def _ask_birth(t: Words, one: Person) -> Markup:
    return t(
        "<b>{name}</b>\n\nPlease type the day of birth like 12/03/1955, or only the year.",
        name=one.full_name,
    )


def _ask(c: Context, one: Person, text: Markup) -> Screen:
    back = dialogue.data("who", one.id)
    return Screen(text, ((back_button(c.t, back), home_button(c.t)),))
