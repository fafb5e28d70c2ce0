"""The paper count as one teller finds it: his sheet, the screen it stands at, what is awaited.

A sheet is given only to whoever counts that ballot's paper, while it is awaited; everybody else is
refused kindly, or shown how the voting ended.
"""

from datetime import datetime, timedelta

from markupsafe import Markup

from conversations import evidence
from conversations.balloting import protocol, tally_sheet, tellers
from conversations.balloting.declared import STATUS
from conversations.balloting.tally_sheet import NO_REMARK, Sheet
from conversations.context import Context, Refused
from conversations.packing import MOST_BALLOT
from conversations.parts import kind_refusal, whole_number
from conversations.screen import Answer, Show, Tap, Toast
from storage import ballots, dialogues, reviews
from storage.ballots import Ballot, BallotState, BallotSubject, PaperCount

AWAITED = "tally"
TOTALS = 0
"""What stands for a subject's number while the totals are asked for."""
SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


async def here(
    c: Context, sheet: Sheet, remark: Markup = NO_REMARK, *, fresh: bool = False
) -> Answer:
    """The screen at which the paper count stands, for this teller."""
    count, me = sheet.count, c.account.person.id
    if count is None:
        return await ask_totals(c, sheet, remark, fresh=fresh)
    if count.entered_by is None:
        asked = sheet.subject(sheet.next)
        if asked is None:
            return await read_back(c, sheet, count, 0, remark, fresh=fresh)
        return await ask_line(c, sheet, asked, count, remark, fresh=fresh)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if count.entered_by != me:
        return (Show(tally_sheet.check(c.t, sheet, count, 0), STATUS, fresh=fresh),)
    others = [
        one.person.full_name
        for one in await tellers.counters(c.tx, sheet.ballot)
        if one.person.id != me
    ]
    return (Show(tally_sheet.handed(c.t, sheet, count, others), STATUS, fresh=fresh),)


async def ask_totals(
    c: Context, sheet: Sheet, remark: Markup = NO_REMARK, *, fresh: bool = False
) -> Answer:
    """Ask how many were issued, came back, are invalid."""
    await _await(c, sheet.ballot, TOTALS)
    return (Show(tally_sheet.totals(c.t, sheet, remark), STATUS, fresh=fresh),)


async def ask_line(
    c: Context,
    sheet: Sheet,
    asked: BallotSubject,
    count: PaperCount,
    remark: Markup = NO_REMARK,
    *,
    fresh: bool = False,
) -> Answer:
    """Ask for one subject; the next text is taken as its numbers."""
    await _await(c, sheet.ballot, asked.number)
    screen = tally_sheet.subject(c.t, sheet, asked, count, remark)
    return (Show(screen, STATUS, fresh=fresh),)


async def read_back(
    c: Context,
    sheet: Sheet,
    count: PaperCount,
    page: int,
    remark: Markup = NO_REMARK,
    *,
    fresh: bool = False,
) -> Answer:
    """A page of the whole sheet; no text is awaited there."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(tally_sheet.whole(c.t, sheet, count, page, remark), STATUS, fresh=fresh),)


async def _await(c: Context, ballot: Ballot, number: int) -> None:
    payload = f"{ballot.id}:{number}:{c.at.timestamp()}"
    await dialogues.await_text(c.tx, c.event.sender, f"ballot:{AWAITED}", payload)


async def shaken(c: Context, ballot: Ballot, number: int) -> bool:
    """Whether the subject's screen has stood too briefly for the tap to be meant for it."""
    found = await dialogues.awaited(c.tx, c.event.sender)
    if found is None or found.awaits != f"ballot:{AWAITED}":
        return False
    for_ballot, for_number, shown = unpacked(found.payload)
    if (for_ballot, for_number) != (str(ballot.id), str(number)):
        return False
    stood = c.at - datetime.fromtimestamp(float(shown), c.at.tzinfo)
    return timedelta() <= stood < SHAKE


def unpacked(payload: str) -> tuple[str, str, str]:
    """The ballot, the subject (or TOTALS) and the moment that an awaited question was left with."""
    ballot_id, number, shown = payload.split(":")
    return ballot_id, number, shown


async def being_entered(c: Context, ballot_id: str) -> Sheet:
    """A sheet that is still being entered; raises Refused with where it stands instead."""
    sheet = await sheet_of(c, ballot_id)
    if sheet.count is not None and sheet.count.entered_by is not None:
        told = c.t.plain("The figures are handed over already. Nothing was changed.")
        raise Refused(*_told(c, told), *await here(c, sheet, fresh=_is_typed(c)))
    return sheet


async def sheet_of(c: Context, ballot_id: str) -> Sheet:
    """The sheet of a ballot whose paper this person counts; raises Refused."""
    number = whole_number(ballot_id)
    ballot = None
    if number is not None and 0 < number <= MOST_BALLOT:
        ballot = await ballots.ballot(c.tx, number)
    if ballot is None or ballot.branch_id != c.account.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    if not await tellers.counts_paper(c, ballot):
        raise kind_refusal(
            c, c.t.plain("The paper ballots are counted by the tellers. Nothing was changed.")
        )
    count = await ballots.paper_count(c.tx, ballot.id)
    if not tellers.waits_for_paper(ballot, count):
        raise _not_now(c, ballot)
    review = await reviews.review(c.tx, ballot.review_id)
    if review is None:
        raise LookupError("a ballot has its review")
    voters = len(await ballots.paper_voters(c.tx, ballot.id))
    faults = () if count is None else ballots.faults(ballot, voters, count)
    ruleset = evidence.ruleset_of(c.house, review)
    return Sheet(ballot, ruleset, review.year, voters, count, faults)


def _not_now(c: Context, ballot: Ballot) -> Refused:
    """That no paper is counted at the moment, and where the ballot stands."""
    t = c.t
    if ballot.state is BallotState.OPEN:
        return kind_refusal(
            c, t.plain("The paper ballots are counted when the voting by phone has ended.")
        )
    if ballot.state is BallotState.CLOSING:
        return kind_refusal(c, t.plain("The paper is confirmed; the ballots are being counted."))
    screen = protocol.outcome(c, ballot)
    told = _told(c, t.plain("This voting has ended."))
    return Refused(*told, Show(screen, STATUS, fresh=_is_typed(c)))


def _is_typed(c: Context) -> bool:
    """Whether a message is answered, not a tap: the answer then comes below it."""
    return not isinstance(c.event.what, Tap)


def _told(c: Context, words: str) -> tuple[Toast, ...]:
    return () if _is_typed(c) else (Toast(words, alert=True),)


def stale(c: Context) -> Refused:
    return kind_refusal(
        c,
        c.t.plain("This button is no longer valid. Type /trangchu to see where things stand now."),
    )
