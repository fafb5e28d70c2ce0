"""One person's line on the roll, and what can be changed of it."""

from markupsafe import Markup, escape

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button
from conversations.people_words import name_and_year, titles
from conversations.rolling.changing import anyone
from conversations.rolling.declared import TASK, dialogue
from conversations.screen import Answer, Button, Rows, Screen, Show
from storage import ballots, dialogues
from storage.roll import Person, Role


@dialogue.tap("who", Action.EDIT_ROLL)
async def who(c: Context, person_id: str) -> Answer:
    """One person's line."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await line_screen(c, await anyone(c, person_id)), TASK),)


async def line_screen(c: Context, one: Person, remark: Markup | None = None) -> Screen:
    """Everything that the roll says of a person; ``remark`` stands on top."""
    t = c.t
    lines = [
        name_and_year(t, one),
        escape(titles(t, one)),
        t("Number: {number}", number=one.number),
    ]
    if one.birth is not None:
        lines.append(t("Born on {day}", day=t.date(one.birth)))
    if one.joined is not None:
        lines.append(t("Admitted on {day}", day=t.date(one.joined)))
    if one.official is not None:
        lines.append(t("Official since {day}", day=t.date(one.official)))
    if one.left is not None:
        lines.append(t("🚪 Left the branch on {day}", day=t.date(one.left)))
    parts = [remark or Markup(), t.join(lines)]
    if await ballots.open_ballots(c.tx, c.account.branch.id):
        parts.append(
            t("🗳 A ballot is open. Who votes in it was settled at its opening and stays so.")
        )
    return Screen(t.join(parts, "\n\n"), _rows(c, one))


def _rows(c: Context, one: Person) -> Rows:
    t, number = c.t, one.id
    if one.left is not None:
        return (
            (Button(t.plain("↩️ Bring back to the roll"), dialogue.data("return", number)),),
            (back_button(t, dialogue.data("past")), home_button(t)),
        )
    rows: Rows = (
        (
            Button(t.plain("✏️ Name"), dialogue.data("name", number)),
            Button(t.plain("🎂 Birth"), dialogue.data("birth", number)),
        ),
        (
            Button(t.plain("🔰 Standing"), dialogue.data("standing", number)),
            Button(t.plain("🎖 Roles"), dialogue.data("roles", number)),
        ),
    )
    if Role.SECRETARY not in one.roles:
        rows += ((Button(t.plain("🚪 Transferred out"), dialogue.data("leave", number)),),)
    return (
        *rows,
        (Button(t.plain("📋 The review, invitation"), f"board:person:{number}"),),
        (back_button(t, dialogue.data("all")), home_button(t)),
    )
