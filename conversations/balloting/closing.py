"""How a ballot ends: it is counted, or it is declared void; and who is told of it.

Counting has transactions of its own and runs after the tap's has been committed.  The messages to
the group and to the secretary are outbox rows with one key a ballot, so telling twice tells once:
``tell`` may be called again after a crash, by another tap, or at start-up (``told_at_start``).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import Action, may
from conversations.balloting import cards, wiping
from conversations.context import House
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot, BallotState, Recovery
from storage.errors import BallotError, BallotNotOpen, EnvelopeAlarm
from storage.roll import Account, Branch, Role

REPORT, FAILED, TIME = "report.ready", "ballot.failed", "ballot.time"
PROTOCOL = "ballot.protocol"
ALARM = "envelope_alarm"


async def count(house: House, ballot_id: int, by: int | None, at: datetime) -> Ballot:
    """Count a ballot that takes no more votes, and have everyone told; returns it as it ended.

    Counted, or void where its keys are gone or an envelope was tampered with; never half of both.
    A ballot that has ended already is returned as it is.
    """
    try:
        await ballots.count(house.db, ballot_id, by, at)
    except EnvelopeAlarm:
        async with house.db.write() as tx:
            await _void(tx, house, ballot_id, by, at)
    except BallotError:
        pass  # its keys are gone and it is void by now, or it had ended before
    house.drafts.drop_ballot(ballot_id)
    async with house.db.write() as tx:
        ended = await ballots.ballot(tx, ballot_id)
        if ended is None:
            raise LookupError("a ballot cannot vanish")
        await tell(tx, ended, at, by)
    return ended


async def watch(tx: AsyncConnection, branch: Branch, ballot: Ballot) -> None:
    """At the closing time the card says so, and the secretary is told to have it counted."""
    if ballot.closes_at is None:
        return
    await cards.refresh_at(tx, branch, ballot, ballot.closes_at)
    moment = ballot.closes_at.isoformat()
    for account in await _chairs(tx, branch, None):
        await outbox.put(
            tx,
            f"{TIME}:{ballot.id}:{moment}:{account.person.id}",
            TIME,
            {"ballot": ballot.id, "until": moment},
            ballot.closes_at,
            person_id=account.person.id,
        )


async def _void(
    tx: AsyncConnection, house: House, ballot_id: int, by: int | None, at: datetime
) -> None:
    try:
        await ballots.void(tx, house.db.keys, ballot_id, by, at, ALARM)
    except BallotNotOpen:
        return  # somebody was faster


async def tell(tx: AsyncConnection, ballot: Ballot, at: datetime, by: int | None = None) -> None:
    """Have the group told how it ended; the report goes to the secretary and to ``by``.

    The tellers are told the figures of the count.
    """
    if ballot.state not in {BallotState.CLOSED, BallotState.VOID}:
        return
    branch = await roll.branch(tx, ballot.branch_id)
    if branch is None:
        return
    await cards.announce(tx, branch, ballot, at)
    await wiping.wipe(tx, ballot, at)
    if ballot.state is BallotState.VOID and ballot.void_reason not in cards.VOID_REASONS:
        return  # whoever declared it void knows
    kind = REPORT if ballot.state is BallotState.CLOSED else FAILED
    chairs = await _chairs(tx, branch, by)
    told = {account.person.id: kind for account in chairs}
    if ballot.state is BallotState.CLOSED:
        for account in await readers(tx, ballot):
            told.setdefault(account.person.id, PROTOCOL)
    for person, what in told.items():
        key = f"{what}:{ballot.id}:{person}"
        await outbox.put(tx, key, what, {"ballot": ballot.id}, at, person_id=person)


async def readers(tx: AsyncConnection, ballot: Ballot) -> list[Account]:
    """The linked tellers of a ballot, and whoever signed its paper figures."""
    count = await ballots.paper_count(tx, ballot.id)
    signed = () if count is None else (count.entered_by, count.confirmed_by)
    named = {*await ballots.tellers(tx, ballot.id), *signed}
    return [one for one in await roll.accounts(tx, ballot.branch_id) if one.person.id in named]


async def _chairs(tx: AsyncConnection, branch: Branch, by: int | None) -> list[Account]:
    """The secretary, and whoever closed the ballot, as far as they may read the report."""
    return [
        account
        for account in await roll.accounts(tx, branch.id)
        if may(account, Action.READ_REPORT, group=False)
        and (Role.SECRETARY in account.person.roles or account.person.id == by)
    ]


async def told_at_start(house: House, recovery: Recovery, at: datetime) -> None:
    """After ``ballots.recover``: what ended while nobody looked is told; a stuck count is void."""
    for ballot_id in recovery.stuck:
        async with house.db.write() as tx:
            await _void(tx, house, ballot_id, None, at)
    async with house.db.write() as tx:
        for branch in await roll.branches(tx):
            review = await reviews.current_review(tx, branch.id)
            for ballot in await ballots.ballots(tx, review.id) if review else ():
                await tell(tx, ballot, at)
                await wiping.wiped_at_start(tx, ballot)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a ballot has come: a number, never names."""

    ballot: Ballot
    issued: int
    returned: int


async def under_way(tx: AsyncConnection, branch_id: int) -> Standing | None:
    """The branch's ballot that is open or being counted, or None."""
    for ballot in await ballots.open_ballots(tx, branch_id):
        turnout = await ballots.turnout(tx, ballot.id)
        return Standing(ballot, turnout.issued, turnout.returned)
    return None
