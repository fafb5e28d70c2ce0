"""The roll at a glance: how many stand where, and everything that can be done with it."""

from collections import Counter

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.parts import home_button, rows_of
from conversations.people_words import first_upper, standing_name
from conversations.rolling.declared import MEMBER, SHEET, TASK, dialogue
from conversations.screen import Answer, Button, Screen, Show
from storage import dialogues, roll
from storage.roll import Standing


@dialogue.command("dangvien", needs=Action.EDIT_ROLL)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.EDIT_ROLL)
async def show(c: Context) -> Answer:
    """The roll; a typed answer or a file that was awaited is awaited no more."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await desk_screen(c), TASK),)


async def desk_screen(c: Context, remark: Markup | None = None) -> Screen:
    """Counts by standing, what waits for a yes, the last change; ``remark`` stands on top."""
    t, branch, me = c.t, c.account.branch, c.account.person.id
    people = await roll.people(c.tx, branch.id)
    counts = Counter(one.standing for one in people)
    tally = [
        t.plural("<b>{n}</b> person on the roll", "<b>{n}</b> people on the roll", len(people))
    ]
    tally += [
        t(
            "{standing}: {n}",
            standing=first_upper(standing_name(t, standing)),
            n=counts[standing],
        )
        for standing in Standing
        if counts[standing]
    ]
    sheet = await roll.draft(c.tx, me, SHEET, c.at)
    member = await roll.draft(c.tx, me, MEMBER, c.at)
    step = await roll.last_step(c.tx, branch.id)
    waiting = [
        Markup()
        if sheet is None
        else t("📄 The sheet sent last has faults.")
        if sheet.content["faults"]
        else t("📄 A sheet is waiting for your yes."),
        t("➕ A new member is half written.") if member is not None else Markup(),
        t("The last change was made at {moment}; it can be undone.", moment=t.moment(step.made_at))
        if step is not None
        else Markup(),
    ]
    text = t.join(
        [
            remark or Markup(),
            t("<b>The roll</b>\n{branch}", branch=branch.name),
            t.join(tally),
            t.join(waiting),
            t("To change many lines, send an Excel sheet; to change one, use the buttons."),
        ],
        "\n\n",
    )
    buttons = [
        Button(t.plain("👤 Change one person"), dialogue.data("all")),
        Button(t.plain("➕ Add a member"), dialogue.data("add")),
    ]
    if c.house.sheets is not None:
        buttons += [
            Button(t.plain("📤 Send a sheet"), dialogue.data("send")),
            Button(t.plain("📥 Take the roll"), dialogue.data("take")),
        ]
    if step is not None:
        buttons.append(Button(t.plain("↩️ Undo the last change"), dialogue.data("undo")))
    if len(await roll.people(c.tx, branch.id, gone=True)) > len(people):
        buttons.append(Button(t.plain("🚪 Who has left"), dialogue.data("past")))
    rows = rows_of(buttons, 2)
    if sheet is not None:
        rows = ((Button(t.plain("📄 The waiting sheet"), dialogue.data("see")),), *rows)
    if may(c.me, Action.HAND_OVER, group=False):
        rows += ((Button(t.plain("🤝 Hand over my post"), dialogue.data("hand")),),)
    return Screen(
        text, (*rows, (Button(t.plain("📋 Who has done what"), "board:show"), home_button(t)))
    )
