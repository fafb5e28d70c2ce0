"""A sheet of the roll: sent as a file, looked over, and written all of it or nothing.

Between the file and the yes it is a row, for three days at most.  The yes names what was shown: if
the roll has changed meanwhile, the sheet is looked over once more instead.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from conversations.authority import Action
from conversations.context import Context, House
from conversations.dialogue import OpenedFile
from conversations.parts import back_button, home_button, kind_refusal
from conversations.roll_import import SecretaryMissing, import_roll, known_facts
from conversations.roll_sheet import MOST_BYTES, TOO_LARGE, Sheet, SheetFault
from conversations.roll_sheet.keeping import kept, opened
from conversations.rolling.changing import asking, no_secretary, refuse_while_voting
from conversations.rolling.declared import SHEET, TASK, dialogue
from conversations.rolling.desk import desk_screen
from conversations.rolling.plan import Plan, plan_of
from conversations.rolling.preview import (
    KEEP,
    LEAVE,
    faults_screen,
    lines_screen,
    plan_screen,
    stamp,
)
from conversations.screen import (
    Answer,
    Button,
    Event,
    File,
    FileTooLarge,
    Screen,
    Show,
    Toast,
)
from conversations.words import N_
from storage import dialogues, roll
from storage.roll import BranchDraft

AWAITS = "roll:sheet"


@dialogue.tap("send", Action.EDIT_ROLL)
async def send(c: Context) -> Answer:
    """Ask for the file; the sheet to fill in is a tap away."""
    await dialogues.await_text(c.tx, c.event.sender, AWAITS, "")
    t = c.t
    text = t(
        "<b>📤 Send a sheet</b>\n\nPlease send the roll as an Excel file (.xlsx) or .csv: tap 📎, "
        "“File”, and choose it. One person a row.\n\nYou will first see what would change. "
        "People are known by their number: keep it as it is.\n\nIf you have no sheet yet, take "
        "the one with everybody in it, or an empty one, and fill it in."
    )
    rows = (
        (
            Button(t.plain("📥 With everybody"), dialogue.data("take")),
            Button(t.plain("📄 An empty one"), dialogue.data("empty")),
        ),
        (back_button(t, dialogue.data("show")), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.file("sheet", Action.EDIT_ROLL)
async def sheet(house: House, event: Event, file: File) -> OpenedFile:
    """Fetch and read the file, outside any transaction; then keep it and show what it would do."""
    read = await _read(house, event.at, file)

    async def look(c: Context, payload: str) -> Answer:
        await roll.keep_draft(c.tx, c.account.person.id, SHEET, kept(read), c.at)
        return (Show(await _screen(c, _Waiting(read, c.at)), TASK, fresh=True),)

    return look


async def _read(house: House, at: datetime, file: File) -> Sheet:
    if house.sheets is None:
        return Sheet(None, None, (), (SheetFault(N_("Files cannot be read here.")),))
    if file.size > MOST_BYTES:
        return Sheet(None, None, (), (SheetFault(TOO_LARGE),))
    try:
        content = await file.read()
    except FileTooLarge:
        return Sheet(None, None, (), (SheetFault(TOO_LARGE),))
    sheets, today = house.sheets, house.words_for(None).local(at).date()

    def read() -> Sheet:
        return sheets.read(file.name, content, known_facts(house.library), today)

    return await asyncio.to_thread(read)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """The sheet that waits for its yes, and when it came."""

    sheet: Sheet
    sent_at: datetime


async def _waiting(c: Context) -> _Waiting:
    draft = await roll.draft(c.tx, c.account.person.id, SHEET, c.at)
    if draft is None:
        raise kind_refusal(
            c,
            c.t.plain("No sheet is waiting: it was written, put away, or has lapsed."),
        )
    return _Waiting(opened(draft.content), draft.made_at)


async def _plan(c: Context, sheet: Sheet) -> Plan:
    return await plan_of(c.tx, c.t, c.house.library, c.account.branch, sheet)


async def _screen(c: Context, waiting: _Waiting) -> Screen:
    sheet = waiting.sheet
    if sheet.faults:
        return faults_screen(c.t, sheet.faults)
    plan = await _plan(c, sheet)
    return plan_screen(c.t, sheet, plan, sent=c.t.moment(waiting.sent_at))


@dialogue.tap("see", Action.EDIT_ROLL)
async def see(c: Context) -> Answer:
    """The waiting sheet once more."""
    return (Show(await _screen(c, await _waiting(c)), TASK),)


@dialogue.tap("lines", Action.EDIT_ROLL)
async def lines(c: Context, page: str) -> Answer:
    """Every change, or every fault, of the waiting sheet."""
    sheet = (await _waiting(c)).sheet
    if sheet.faults:
        return (Show(faults_screen(c.t, sheet.faults, page), TASK),)
    return (Show(lines_screen(c.t, await _plan(c, sheet), page), TASK),)


@dialogue.tap("discard", Action.EDIT_ROLL)
async def discard(c: Context) -> Answer:
    """Put the sheet away: nothing of it is written."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    gone = await roll.drop_draft(c.tx, c.account.person.id, SHEET)
    said = (
        c.t.plain("Put away. Nothing was changed.")
        if gone
        else c.t.plain("No sheet is waiting: it was written, put away, or has lapsed.")
    )
    return Toast(said), Show(await desk_screen(c), TASK)


@dialogue.tap("sure", Action.EDIT_ROLL)
async def sure(c: Context, stamped: str) -> Answer:
    """Ask once more before those who are not in the sheet leave."""
    sheet = (await _waiting(c)).sheet
    if sheet.faults:
        raise kind_refusal(c, c.t.plain("A sheet with faults cannot be written."))
    plan, t = await _plan(c, sheet), c.t
    names = [t("• {line}", line=one.full_name) for one in plan.missing[:12]]
    if len(plan.missing) > 12:
        names.append(t("… and {n} more people", n=len(plan.missing) - 12))
    text = t.join(
        [
            t.plural(
                "<b>{n} person leaves the branch today:</b>",
                "<b>{n} people leave the branch today:</b>",
                len(plan.missing),
            ),
            t.join(names),
            t("Is that so? If the sheet holds only part of the roll, keep the others."),
        ],
        "\n\n",
    )
    yes = Button(t.plain("🚪 Yes, they leave"), dialogue.data("write", stamped, LEAVE))
    return (Show(asking(c, text, yes, dialogue.data("see")), TASK),)


@dialogue.tap("write", Action.EDIT_ROLL)
async def write(c: Context, stamped: str, others: str) -> Answer:
    """Write the sheet, all of it or nothing."""
    waiting, t, me = await _waiting(c), c.t, c.account
    sheet = waiting.sheet
    if sheet.faults or others not in {KEEP, LEAVE}:
        raise kind_refusal(c, t.plain("A sheet with faults cannot be written."))
    await refuse_while_voting(c)
    plan = await _plan(c, sheet)
    if stamp(t, sheet, plan) != stamped or plan.refusals:
        return (
            Toast(
                t.plain("The roll has changed meanwhile. Please look the sheet over once more."),
                alert=True,
            ),
            Show(await _screen(c, waiting), TASK),
        )
    before = await roll.stand(c.tx, me.branch.id)
    branch = BranchDraft(
        me.branch.name, sheet.upper or me.branch.upper, me.branch.time_zone, me.branch.locale
    )
    try:
        done = await import_roll(
            c.tx, c.house.library, sheet, branch, me.person.id, c.at, invite=False
        )
    except SecretaryMissing:
        raise no_secretary(c) from None
    if others == LEAVE:
        for one in done.change.missing:
            await roll.set_gone(c.tx, one.id, t.local(c.at).date(), me.person.id, c.at)
    await roll.remember(c.tx, before, me.person.id, c.at)
    await roll.drop_draft(c.tx, me.person.id, SHEET)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    remark = t(
        "✅ <b>The roll is updated.</b> New: {added}, changed: {changed}, left: {gone}.",
        added=len(plan.added),
        changed=len(plan.changed),
        gone=len(done.change.missing) if others == LEAVE else 0,
    )
    screen = await desk_screen(c, remark)
    rows = screen.rows
    if plan.added:
        invite = Button(t.plain("🔗 Invite the new members"), "board:links")
        rows = ((invite,), *rows)
    return Toast(t.plain("Saved.")), Show(Screen(screen.text, rows), TASK)
