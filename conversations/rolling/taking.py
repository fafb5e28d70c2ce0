"""The roll as a file, and the sheet to fill in; made after the transaction, in a thread."""

import asyncio
from collections.abc import Callable, Sequence

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import kind_refusal
from conversations.roll_import import known_facts
from conversations.roll_sheet import Line, empty_lines, roll_lines
from conversations.rolling.declared import dialogue
from conversations.screen import Answer, Attach, Toast
from storage import roll
from storage.roll import Role

ROLL, EMPTY = "danh-sach-chi-bo.xlsx", "bang-mau.xlsx"


@dialogue.tap("take", Action.EDIT_ROLL)
async def take(c: Context) -> Answer:
    """The roll as .xlsx: sent back unchanged it changes nothing."""
    branch, t = c.account.branch, c.t
    people = await roll.people(c.tx, branch.id)
    told = await roll.told(c.tx, branch.id)
    caption = t(
        "The roll of {branch}, {moment}. Correct it in Excel and send it back: «Send a sheet».",
        branch=branch.name,
        moment=t.moment(c.at),
    )

    def lines() -> list[Line]:
        facts = known_facts(c.house.library)
        understood = {
            person: {fact: value for fact, value in known.items() if fact in facts}
            for person, known in told.items()
        }
        return roll_lines(branch, people, understood)

    attach(c, ROLL, "Danh sách", lines, caption)
    return (Toast(t.plain("The file is on its way.")),)


@dialogue.tap("empty", Action.EDIT_ROLL)
async def empty(c: Context) -> Answer:
    """The sheet to fill in: its headings, and the secretary's own line as an example."""
    branch, t = c.account.branch, c.t
    people = await roll.people(c.tx, branch.id)
    secretary = next((one for one in people if Role.SECRETARY in one.roles), None)
    caption = t(
        "The sheet to fill in: one person a row, under the headings. The secretary's row is "
        "already there; please keep it. Then send the file here."
    )
    attach(c, EMPTY, "Danh sách", lambda: empty_lines(branch, secretary), caption)
    return (Toast(t.plain("The file is on its way.")),)


def attach(
    c: Context, name: str, title: str, lines: Callable[[], Sequence[Line]], caption: Markup
) -> None:
    """Have a spreadsheet of these lines made and sent once the transaction is over."""
    sheets = c.house.sheets
    if sheets is None:
        raise kind_refusal(c, c.t.plain("Files cannot be made here."))

    async def work() -> Answer:
        content = await asyncio.to_thread(lambda: sheets.write(title, lines()))
        return (Attach(name, content, caption),)

    c.after_commit.append(work)
