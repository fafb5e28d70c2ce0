"""Who counts the paper ballots, and how they are called: never one person alone.

Those named for the ballot, as far as they are linked; while fewer than two of them are, secretary
and deputy stand in.  Whoever hands the figures over is not the one who confirms them.  If nobody
is left to confirm, the secretary names one more teller.
"""

from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import Action, may
from conversations.balloting.declared import STATUS, dialogue
from conversations.balloting.standing import standing_of, title_here
from conversations.context import Context, Errand
from conversations.paper import blocks, title
from conversations.parts import back_button, home_button, kind_refusal, rows_of, whole_number
from conversations.screen import Answer, Button, Say, Screen, Show, Toast
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot, BallotState, PaperCount
from storage.errors import BallotNotOpen
from storage.roll import Account

CALL, READY, SENT_BACK = "ballot.paper", "ballot.paper_ready", "ballot.paper_back"
PAIR = 2
"""Fewer linked tellers than this, and secretary and deputy stand in."""
PAGE = 10
"""Members with a button on one page."""


async def counters(tx: AsyncConnection, ballot: Ballot) -> tuple[Account, ...]:
    """Everyone who may enter or confirm the paper of this ballot, in roll order."""
    able = [
        one
        for one in await roll.accounts(tx, ballot.branch_id)
        if may(one, Action.ENTER_PAPER, group=False)
    ]
    named = frozenset(await ballots.tellers(tx, ballot.id))
    linked = sum(one.person.id in named for one in able)
    return tuple(
        one
        for one in able
        if one.person.id in named or (linked < PAIR and may(one, Action.CLOSE_BALLOT, group=False))
    )


async def counts_paper(c: Context, ballot: Ballot) -> bool:
    """Whether whoever taps may enter or confirm the paper of this ballot."""
    me = c.account.person.id
    return any(one.person.id == me for one in await counters(c.tx, ballot))


def waits_for_paper(ballot: Ballot, count: PaperCount | None) -> bool:
    """Whether casting has stopped and two tellers have not yet agreed on the paper."""
    agreed = count is not None and count.confirmed_by is not None
    return ballot.state is BallotState.CLOSING and ballot.paper and not agreed


async def awaiting(c: Context) -> list[tuple[Markup, Button, bool]]:
    """What the home screen tells a teller of paper to be counted: line, button, is it his turn."""
    t, review, found = c.t, c.account.review, []
    if review is None or not may(c.me, Action.ENTER_PAPER, group=False):
        return []
    for ballot in await ballots.open_ballots(c.tx, c.account.branch.id):
        count = await ballots.paper_count(c.tx, ballot.id)
        if not waits_for_paper(ballot, count) or not await counts_paper(c, ballot):
            continue
        first = None if count is None else count.entered_by
        about = title(t, ballot, review.year)
        if first is None:
            line = t("📝 Paper ballots to be counted: {title}.", title=about)
        elif first == c.account.person.id:
            line = t("📝 Your paper figures wait for another teller: {title}.", title=about)
        else:
            line = t("👀 Paper figures wait for you to confirm them: {title}.", title=about)
        button = Button(t.plain("📝 The paper ballots"), dialogue.data("paper", ballot.id))
        found.append((line, button, first != c.account.person.id))
    return found


async def call(tx: AsyncConnection, ballot: Ballot, at: datetime) -> None:
    """Have everyone told who counts the paper that it can be entered now."""
    for one in await counters(tx, ballot):
        await _put(tx, ballot, CALL, f"{CALL}:{ballot.id}:{one.person.id}", one.person.id, at)


async def call_second(tx: AsyncConnection, ballot: Ballot, first: int, at: datetime) -> None:
    """Have the others told that figures wait for one of them."""
    for one in await counters(tx, ballot):
        if one.person.id != first:
            key = f"{READY}:{ballot.id}:{at.isoformat()}:{one.person.id}"
            await _put(tx, ballot, READY, key, one.person.id, at)


async def call_back(tx: AsyncConnection, ballot: Ballot, first: int, at: datetime) -> None:
    """Have whoever handed the figures over told that they were sent back."""
    key = f"{SENT_BACK}:{ballot.id}:{at.isoformat()}:{first}"
    await _put(tx, ballot, SENT_BACK, key, first, at)


async def _put(
    tx: AsyncConnection, ballot: Ballot, kind: str, key: str, person: int, at: datetime
) -> None:
    await outbox.put(tx, key, kind, {"ballot": ballot.id}, at, person_id=person)


@dialogue.delivery(CALL)
async def called(errand: Errand) -> Answer | None:
    """To a teller: casting has stopped, the paper ballots are to be counted."""
    ballot = await _waiting(errand, entered=False)
    if ballot is None:
        return None
    t = errand.t
    return _said(
        errand,
        t("📝 <b>The paper ballots can be counted now.</b>\n{title}", title=await _title(errand)),
        t(
            "No more votes are taken by phone. You count the paper ballots: please open the box "
            "for paper, count, and enter the numbers. The phones' ballots are opened only when "
            "another teller has confirmed them."
        ),
        Button(t.plain("📝 Enter the paper ballots"), dialogue.data("paper", ballot.id)),
    )


@dialogue.delivery(READY)
async def ready(errand: Errand) -> Answer | None:
    """To the other tellers: figures wait for one of them."""
    ballot = await _waiting(errand, entered=True)
    if ballot is None:
        return None
    t = errand.t
    return _said(
        errand,
        t("👀 <b>The paper figures wait for you.</b>\n{title}", title=await _title(errand)),
        t(
            "Another teller has entered them. Please compare them with the paper, then confirm "
            "them or send them back."
        ),
        Button(t.plain("👀 Look and confirm"), dialogue.data("paper", ballot.id)),
    )


@dialogue.delivery(SENT_BACK)
async def sent_back(errand: Errand) -> Answer | None:
    """To the first teller: the other one did not agree."""
    ballot = await _waiting(errand, entered=False)
    if ballot is None:
        return None
    t = errand.t
    return _said(
        errand,
        t("↩️ <b>The paper figures were sent back.</b>\n{title}", title=await _title(errand)),
        t("The other teller did not agree with them. Please count once more together."),
        Button(t.plain("📝 Correct the figures"), dialogue.data("paper", ballot.id)),
    )


def _said(errand: Errand, head: Markup, text: Markup, button: Button) -> Answer:
    return (Say(Screen(blocks(head, text), ((button,), (home_button(errand.t),)))),)


async def _title(errand: Errand) -> Markup:
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    review = None if ballot is None else await reviews.review(errand.tx, ballot.review_id)
    return Markup() if ballot is None or review is None else title(errand.t, ballot, review.year)


async def _waiting(errand: Errand, *, entered: bool) -> Ballot | None:
    """The row's ballot, if its paper is (not) handed over and the reader may count it."""
    me = errand.me
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None or me is None:
        return None
    count = await ballots.paper_count(errand.tx, ballot.id)
    handed = count is not None and count.entered_by is not None
    if not waits_for_paper(ballot, count) or handed is not entered:
        return None
    allowed = await counters(errand.tx, ballot)
    return ballot if any(one.person.id == me.person.id for one in allowed) else None


@dialogue.tap("tellers", Action.OPEN_BALLOT)
async def choose(c: Context, ballot_id: str, page: str = "0") -> Answer:
    """Whom to name as one more teller: linked official members who are none yet."""
    ballot = await _to_be_named(c, ballot_id)
    named = frozenset(await ballots.tellers(c.tx, ballot.id))
    everyone = [
        one.person
        for one in await roll.accounts(c.tx, ballot.branch_id)
        if may(one, Action.ENTER_PAPER, group=False)
    ]
    free = [one for one in everyone if one.id not in named]
    last = max(0, (len(free) - 1) // PAGE)
    at = max(0, min(whole_number(page) or 0, last))
    t = c.t
    names = ", ".join(one.full_name for one in everyone if one.id in named)
    text = blocks(
        t("👤 <b>One more teller</b>\n{title}", title=title_here(c, ballot)),
        t("Tellers: {names}.", names=names) if names else t("No teller is linked yet."),
        t("One teller enters the paper ballots and another confirms them. Tap a name to add it.")
        if free
        else t("Every linked official member is a teller already."),
    )
    rows = rows_of(
        Button(f"➕ {one.full_name}", dialogue.data("name", ballot.id, one.id))
        for one in free[at * PAGE : (at + 1) * PAGE]
    )
    turns = tuple(
        Button(label, dialogue.data("tellers", ballot.id, to))
        for label, to in (
            (t.plain("‹ Previous page"), at - 1),
            (t.plain("Next page ›"), at + 1),
        )
        if 0 <= to <= last
    )
    back = back_button(t, dialogue.data("status", ballot.id))
    rows = (*rows, *((turns,) if turns else ()), (back,), (home_button(t),))
    return (Show(Screen(text, rows), STATUS),)


@dialogue.tap("name", Action.OPEN_BALLOT)
async def name(c: Context, ballot_id: str, person_id: str) -> Answer:
    """Name him teller; if the paper is being counted already, he is called at once."""
    ballot = await _to_be_named(c, ballot_id)
    number = whole_number(person_id)
    person = None if number is None else await roll.person(c.tx, number)
    account = None if person is None else await roll.account_of_person(c.tx, person.id)
    if (
        account is None
        or account.branch.id != ballot.branch_id
        or not may(account, Action.ENTER_PAPER, group=False)
    ):
        raise kind_refusal(c, c.t.plain("Only a linked official member can count the paper."))
    try:
        await ballots.add_teller(c.tx, ballot, account.person.id, c.account.person.id, c.at)
    except BallotNotOpen:
        raise kind_refusal(c, c.t.plain("This voting has ended.")) from None
    count = await ballots.paper_count(c.tx, ballot.id)
    if waits_for_paper(ballot, count):
        if count is not None and count.entered_by is not None:
            await call_second(c.tx, ballot, count.entered_by, c.at)
        else:
            await call(c.tx, ballot, c.at)
    done = Toast(c.t.plain("{name} is a teller now.", name=account.person.full_name))
    return (done, *await choose(c, ballot_id))


async def _to_be_named(c: Context, ballot_id: str) -> Ballot:
    """The ballot of a tap in private; raises Refused."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    return (await standing_of(c, ballot_id)).ballot
