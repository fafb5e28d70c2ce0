"""The dialogue of the paper count: one teller enters, another confirms, then the box is opened.

What is typed is checked line by line before it is written down, and read back on the next screen.
Everything stands in rows: two tellers may take turns, and a restart loses nothing.
"""

import re

from markupsafe import Markup

from conversations.authority import Action
from conversations.balloting import closing, protocol, tally_sheet, tellers
from conversations.balloting import tally_desk as desk
from conversations.balloting.declared import STATUS, dialogue
from conversations.balloting.tally_sheet import Sheet
from conversations.context import Context
from conversations.parts import kind_refusal, whole_number
from conversations.screen import Answer, Show, Toast
from storage import ballots, dialogues
from storage.ballots import BallotSubject, PaperCount, PaperLine
from storage.errors import (
    BallotNotClosing,
    PaperDoesNotAddUp,
    PaperNotHandedOver,
    SameTeller,
    TooFewReturned,
)

ISSUED_RETURNED_INVALID = 3
"""How many numbers the totals are."""
LONGEST = 4
"""Digits of one number at most."""
_APART = re.compile(r"[\s,;/|+·-]+")


@dialogue.tap("paper", Action.ENTER_PAPER)
async def paper(c: Context, ballot_id: str) -> Answer:
    """Where the paper count stands, for this teller."""
    return await desk.here(c, await desk.sheet_of(c, ballot_id))


@dialogue.tap("p_total", Action.ENTER_PAPER)
async def ask_totals(c: Context, ballot_id: str) -> Answer:
    """How many were issued, came back, are invalid."""
    return await desk.ask_totals(c, await desk.being_entered(c, ballot_id))


@dialogue.tap("p_all", Action.ENTER_PAPER)
async def all_returned(c: Context, ballot_id: str) -> Answer:
    """Every paper ballot was issued, came back and is valid."""
    sheet = await desk.being_entered(c, ballot_id)
    return await _put_totals(c, sheet, sheet.voters, sheet.voters, 0)


@dialogue.tap("p_line", Action.ENTER_PAPER)
async def ask_line(c: Context, ballot_id: str, number: str) -> Answer:
    """One subject."""
    sheet = await desk.being_entered(c, ballot_id)
    asked = sheet.subject(whole_number(number))
    if asked is None:
        raise desk.stale(c)
    if sheet.count is None:
        return await desk.ask_totals(c, sheet)
    return await desk.ask_line(c, sheet, asked, sheet.count)


@dialogue.tap("p_each", Action.ENTER_PAPER)
async def all_alike(c: Context, ballot_id: str, number: str, place: str) -> Answer:
    """Every valid ballot says the same of this subject; the last place is blank."""
    sheet = await desk.being_entered(c, ballot_id)
    asked, chosen = sheet.subject(whole_number(number)), whole_number(place)
    if asked is None or chosen is None or chosen > len(asked.options):
        raise desk.stale(c)
    if sheet.count is None:
        return await desk.ask_totals(c, sheet)
    if await desk.shaken(c, sheet.ballot, asked.number):
        return (Toast(c.t.plain("That was very quick. Please tap once more.")),)
    votes = [0] * (len(asked.options) + 1)
    votes[chosen] = sheet.count.valid
    return await _put_lines(c, sheet, asked, sheet.count, [votes])


@dialogue.tap("p_sheet", Action.ENTER_PAPER)
async def show_sheet(c: Context, ballot_id: str, page: str) -> Answer:
    """The whole sheet: to go on entering, or to be compared by the second teller."""
    sheet = await desk.sheet_of(c, ballot_id)
    count, at = sheet.count, whole_number(page) or 0
    if count is None or count.entered_by == c.account.person.id:
        return await desk.here(c, sheet)
    if count.entered_by is not None:
        return (Show(tally_sheet.check(c.t, sheet, count, at), STATUS),)
    return await desk.read_back(c, sheet, count, at)


@dialogue.text(desk.AWAITED, Action.ENTER_PAPER)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """The numbers typed: the totals, or one line for each subject from the one asked for."""
    ballot_id, number, _ = desk.unpacked(payload)
    sheet = await desk.being_entered(c, ballot_id)
    lines = [_numbers(line) for line in text.strip().splitlines() if line.strip()]
    asked = sheet.subject(whole_number(number))
    if asked is None or sheet.count is None:
        remark = c.t("⚠️ Please type three numbers: issued, returned, invalid.")
        numbers = lines[0] if len(lines) == 1 else None
        if numbers is None or len(numbers) != ISSUED_RETURNED_INVALID:
            return await desk.ask_totals(c, sheet, remark, fresh=True)
        issued, returned, invalid = numbers
        return await _put_totals(c, sheet, issued, returned, invalid, fresh=True)
    return await _put_lines(c, sheet, asked, sheet.count, lines, fresh=True)


@dialogue.tap("p_hand", Action.ENTER_PAPER)
async def hand_over(c: Context, ballot_id: str) -> Answer:
    """The first teller is done: the others are called to compare and confirm."""
    sheet = await desk.being_entered(c, ballot_id)
    me = c.account.person.id
    try:
        await ballots.hand_over(c.tx, sheet.ballot, me, c.at)
    except PaperDoesNotAddUp:
        return await desk.here(c, sheet)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    await tellers.call_second(c.tx, sheet.ballot, me, c.at)
    return await desk.here(c, await desk.sheet_of(c, ballot_id))


@dialogue.tap("p_take", Action.ENTER_PAPER)
async def take_back(c: Context, ballot_id: str) -> Answer:
    """Whoever handed the figures over corrects them before anybody has confirmed."""
    sheet = await desk.sheet_of(c, ballot_id)
    if sheet.count is not None and sheet.count.entered_by == c.account.person.id:
        await ballots.send_back(c.tx, sheet.ballot, c.account.person.id, c.at)
        sheet = await desk.sheet_of(c, ballot_id)
    return await desk.here(c, sheet)


@dialogue.tap("p_wrong", Action.CONFIRM_PAPER)
async def send_back(c: Context, ballot_id: str) -> Answer:
    """The second teller does not agree: the first is told, either may correct."""
    sheet = await desk.sheet_of(c, ballot_id)
    first = None if sheet.count is None else sheet.count.entered_by
    if first is not None and first != c.account.person.id:
        await ballots.send_back(c.tx, sheet.ballot, c.account.person.id, c.at)
        await tellers.call_back(c.tx, sheet.ballot, first, c.at)
        sheet = await desk.sheet_of(c, ballot_id)
    return await desk.here(c, sheet)


@dialogue.tap("p_agree", Action.CONFIRM_PAPER)
async def agree(c: Context, ballot_id: str, stamp: str) -> Answer:
    """The second teller's word on the figures that he saw; then the box is opened and counted."""
    sheet = await desk.sheet_of(c, ballot_id)
    ballot, count, t = sheet.ballot, sheet.count, c.t
    if count is None or count.entered_by is None or whole_number(stamp) != count.stamp:
        changed = Toast(t.plain("The figures have changed. Please look once more."), alert=True)
        return (changed, *await desk.here(c, sheet))
    house, at, me = c.house, c.at, c.account.person.id
    try:
        await ballots.confirm(c.tx, ballot, me, at)
    except SameTeller:
        raise kind_refusal(
            c, t.plain("You entered these figures yourself: another teller confirms them.")
        ) from None
    except (PaperNotHandedOver, BallotNotClosing):
        raise desk.stale(c) from None
    except TooFewReturned:
        raise kind_refusal(
            c,
            t.plain(
                "Phones and paper together are fewer than {least} ballots, so nothing is opened. "
                "Please tell the secretary to declare the voting void.",
                least=ballots.COUNTED_AT_LEAST,
            ),
        ) from None

    async def counted() -> Answer:
        ended = await closing.count(house, ballot.id, me, at)
        return (Show(protocol.outcome(c, ended), STATUS),)

    c.after_commit.append(counted)
    return ()


async def _put_totals(
    c: Context, sheet: Sheet, issued: int, returned: int, invalid: int, *, fresh: bool = False
) -> Answer:
    """Write the totals down if they can be, then go on; else ask once more, saying why."""
    told = PaperCount(issued, returned, invalid, {}, None, None)
    wrong = [one for one in ballots.faults(sheet.ballot, sheet.voters, told) if one.number is None]
    if wrong:
        remark = c.t.join([tally_sheet.fault(c.t, sheet, one) for one in wrong])
        return await desk.ask_totals(c, sheet, remark, fresh=fresh)
    await ballots.put_totals(c.tx, sheet.ballot, issued, returned, invalid)
    return await desk.here(c, await desk.sheet_of(c, str(sheet.ballot.id)), fresh=fresh)


async def _put_lines(
    c: Context,
    sheet: Sheet,
    asked: BallotSubject,
    count: PaperCount,
    lines: list[list[int] | None] | list[list[int]],
    *,
    fresh: bool = False,
) -> Answer:
    """Write down a line for each subject from `asked` on, up to the first that is wrong."""
    t, ballot = c.t, sheet.ballot
    read_back: list[Markup] = []
    wrong = None
    for numbers in lines:
        wrong = _wrong(c, sheet, asked, count, numbers)
        if wrong is not None or numbers is None:
            break
        votes, blank = numbers[: len(asked.options)], numbers[len(asked.options) :]
        line = PaperLine(
            dict(zip(asked.options, votes, strict=True)),
            blank[0] if blank else count.valid - sum(votes),
        )
        await ballots.put_line(c.tx, ballot, asked.number, line)
        written = tally_sheet.figures(t, sheet.ruleset, line)
        read_back.append(t("✔️ {name}: {votes}", name=asked.name, votes=written))
        following = sheet.subject(asked.number + 1)
        if following is None:
            break
        asked = following
    sheet = await desk.sheet_of(c, str(ballot.id))
    if sheet.count is None:
        raise LookupError("the totals cannot vanish")
    remark = t.join([*read_back[-3:], *([wrong] if wrong is not None else [])])
    if wrong is None and (sheet.next is None or asked.number in sheet.count.lines):
        return await desk.here(c, sheet, remark, fresh=fresh)
    return await desk.ask_line(c, sheet, asked, sheet.count, remark, fresh=fresh)


def _wrong(
    c: Context, sheet: Sheet, asked: BallotSubject, count: PaperCount, numbers: list[int] | None
) -> Markup | None:
    """What is wrong with the numbers typed for a subject; None: they can be written down."""
    t, wanted = c.t, len(asked.options) + 1
    if numbers is None:
        return t("⚠️ Please type numbers only, with spaces between them.")
    if sheet.ballot.per_voter is not None and len(numbers) == len(asked.options):
        if numbers[0] > count.valid:
            return tally_sheet.added_up(t, asked.name, numbers[0], count.valid)
        return None
    if len(numbers) != wanted:
        return t(
            "⚠️ {name}: {wanted} numbers are needed, you typed {n}.",
            name=asked.name,
            wanted=wanted,
            n=len(numbers),
        )
    if sum(numbers) != count.valid:
        return tally_sheet.added_up(t, asked.name, sum(numbers), count.valid)
    return None


def _numbers(line: str) -> list[int] | None:
    """The numbers of a line; None where anything else stands in it."""
    words = [word for word in _APART.split(line) if word]
    if not all(word.isascii() and word.isdigit() and len(word) <= LONGEST for word in words):
        return None
    return [int(word) for word in words]
