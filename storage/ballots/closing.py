"""Closing: casting stops, paper is counted by tellers, one process counts, only totals are left."""

import asyncio
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.few import SIDE_AT_LEAST, refuse_too_few
from storage.ballots.model import Ballot, BallotState, Figures, VoidReason, paper_digest
from storage.ballots.paper import PaperCount, PaperLine, forget, paper_count
from storage.ballots.reading import ballot
from storage.database import Database
from storage.envelopes import Lock, Opened, Question, Sealed, open_box
from storage.errors import (
    BallotIsVoid,
    BallotNotClosing,
    BallotNotOpen,
    BoxNotReady,
    EnvelopeAlarm,
    KeysMissing,
    PaperPending,
)
from storage.keys import KeyFolder
from storage.statements import change, columns

_b = schema.ballot


async def begin_closing(tx: AsyncConnection, ballot_id: int, by: int | None, at: datetime) -> None:
    """Stop casting: from this commit on no envelope changes. Audited.

    BallotNotOpen: it was not open, and its state says what it is.
    TooFewReturned: one envelope or two came back, and no paper is to join them; it stays open.
    """
    found = await ballot(tx, ballot_id)
    if found is not None and found.state is BallotState.OPEN and not found.paper:
        await refuse_too_few(tx, ballot_id)
    if not await _turn(tx, ballot_id, BallotState.OPEN, BallotState.CLOSING):
        raise BallotNotOpen(ballot_id, await _state(tx, ballot_id))
    await _note(tx, ballot_id, by, "ballot.closing", at)


async def count(db: Database, ballot_id: int, by: int | None, at: datetime) -> Figures:
    """Count a ballot whose casting was stopped, once; a ballot already counted: its figures.

    In one transaction: `closing → closed`, the envelopes read and opened in memory, the paper
    figures added, the totals written, the envelopes deleted. After it the keys are unlinked and
    the WAL is emptied (`db.untidy` stays set if a reader held it up: `db.tidy` finishes that).

    EnvelopeAlarm: an envelope is not as it was sealed; audited, the ballot goes on closing.
    KeysMissing: the ballot was made void for that.
    PaperPending: two tellers have not yet agreed on the paper ballots; nothing was opened.
    BallotNotClosing, BallotIsVoid: nothing to count.
    """
    try:
        async with db.write() as tx:
            figures = await _count(tx, db.keys, ballot_id, by, at)
    except KeysMissing:
        async with db.write() as tx:
            await void(tx, db.keys, ballot_id, None, at, VoidReason.KEYS_MISSING)
        raise
    except EnvelopeAlarm:
        async with db.write() as tx:
            await _note(tx, ballot_id, by, "ballot.alarm", at)
        raise
    return figures


async def close_ballot(db: Database, ballot_id: int, by: int | None, at: datetime) -> Figures:
    """Stop casting and count, however few came back (`begin_closing` asks for three, or none).

    PaperPending: casting is stopped, the paper ballots are still to be entered and confirmed.
    Called twice, even at once, it counts once and both get the figures.
    """
    async with db.write() as tx:
        if await _turn(tx, ballot_id, BallotState.OPEN, BallotState.CLOSING):
            await _note(tx, ballot_id, by, "ballot.closing", at)
    return await count(db, ballot_id, by, at)


async def resume_closing(db: Database, at: datetime) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Count what an earlier process left closing; returns ids counted, ids that need people.

    The latter raised an alarm or had lost their keys; both stand in the audit trail.
    A ballot that waits for its tellers goes on waiting, and is in neither.
    """
    left = select(_b.c.id).where(_b.c.state == BallotState.CLOSING.value).order_by(_b.c.id)
    async with db.read() as tx:
        waiting = (await tx.execute(left)).scalars().all()
    counted: list[int] = []
    stuck: list[int] = []
    for ballot_id in waiting:
        try:
            await count(db, ballot_id, None, at)
        except PaperPending:
            continue
        except (EnvelopeAlarm, KeysMissing, BallotIsVoid):
            stuck.append(ballot_id)
        else:
            counted.append(ballot_id)
    return tuple(counted), tuple(stuck)


async def void(
    tx: AsyncConnection,
    keys: KeyFolder,
    ballot_id: int,
    by: int | None,
    at: datetime,
    reason: str,
) -> None:
    """Make an open or closing ballot void, with a reason; audited.

    Its envelopes and its paper figures go with this transaction, its keys after it.
    BallotNotOpen: it is already closed or void.
    """
    voiding = (
        update(_b)
        .where(_b.c.id == ballot_id)
        .where(_b.c.state.in_((BallotState.OPEN.value, BallotState.CLOSING.value)))
        .values(state=BallotState.VOID.value, ended_at=at, void_reason=str(reason))
        .returning(_b.c.box)
    )
    box = (await tx.execute(voiding)).scalar_one_or_none()
    if box is None:
        raise BallotNotOpen(ballot_id, await _state(tx, ballot_id))
    await _empty(tx, ballot_id)
    await forget(tx, ballot_id, totals=True)
    keys.doom(box)
    await _note(tx, ballot_id, by, "ballot.void", at, reason=str(reason))


async def _count(
    tx: AsyncConnection, keys: KeyFolder, ballot_id: int, by: int | None, at: datetime
) -> Figures:
    mine = await _turn(tx, ballot_id, BallotState.CLOSING, BallotState.CLOSED, ended_at=at)
    if not mine:
        return await _figures_already(tx, ballot_id)
    if not keys.proved:
        raise BoxNotReady(ballot_id)
    counted = await _read(tx, ballot_id)
    paper = await _confirmed(tx, counted)
    lock, private_key = await asyncio.to_thread(_unlock, keys, counted)
    box = await _envelopes(tx, ballot_id)
    if [envelope.slot for envelope in box] != await _slots(tx, ballot_id):
        raise EnvelopeAlarm(ballot_id)
    opened = await asyncio.to_thread(open_box, lock, private_key, _questions(counted), box)
    await _write(tx, counted, opened, paper)
    await _empty(tx, ballot_id)
    keys.doom(counted.box)
    await _note(tx, ballot_id, by, "ballot.closed", at, returned=opened.returned)
    figures = (await _read(tx, ballot_id)).figures
    assert figures is not None
    return figures


async def _confirmed(tx: AsyncConnection, counted: Ballot) -> PaperCount | None:
    """The paper figures that two tellers agreed on; None: a ballot without paper."""
    if not counted.paper:
        return None
    found = await paper_count(tx, counted.id)
    if found is None or found.confirmed_by is None:
        raise PaperPending(counted.id)
    return found


async def _figures_already(tx: AsyncConnection, ballot_id: int) -> Figures:
    found = await ballot(tx, ballot_id)
    if found is not None and found.figures is not None:
        return found.figures
    if found is not None and found.state is BallotState.VOID:
        raise BallotIsVoid(ballot_id)
    raise BallotNotClosing(ballot_id)


def _unlock(keys: KeyFolder, counted: Ballot) -> tuple[Lock, bytes]:
    lock = keys.lock(counted.box, counted.id, paper_digest(counted))
    private_key = keys.private(counted.box, counted.public_key)
    if lock is None or private_key is None or lock.public_key != counted.public_key:
        raise KeysMissing(counted.id)
    return lock, private_key


def _questions(counted: Ballot) -> tuple[Question, ...]:
    place = {level: mark for mark, level in enumerate(counted.levels, 1)}
    return tuple(
        Question(line.number, frozenset(place[level] for level in line.options))
        for line in counted.subjects
    )


async def _read(tx: AsyncConnection, ballot_id: int) -> Ballot:
    found = await ballot(tx, ballot_id)
    assert found is not None
    return found


async def _envelopes(tx: AsyncConnection, ballot_id: int) -> list[Sealed]:
    table = schema.envelope
    box = select(*columns(table, "slot", "returned", "sealed")).where(
        table.c.ballot_id == ballot_id
    )
    return [Sealed(*row) for row in await tx.execute(box.order_by(table.c.slot))]


async def _slots(tx: AsyncConnection, ballot_id: int) -> list[int]:
    table = schema.ballot_roll
    slots = select(table.c.slot).where(table.c.ballot_id == ballot_id, table.c.slot.is_not(None))
    return [int(slot) for slot in (await tx.execute(slots.order_by(table.c.slot))).scalars()]


async def _write(
    tx: AsyncConnection, counted: Ballot, opened: Opened, paper: PaperCount | None
) -> None:
    """Write totals per subject and level, and the receipts in sorted order."""
    paper = paper or PaperCount(0, 0, 0, {}, None, None)
    tallies: list[dict[str, int | str]] = []
    for line in counted.subjects:
        votes = opened.votes[line.number]
        added = paper.lines.get(line.number, PaperLine({}, 0))
        await tx.execute(
            update(schema.ballot_subject)
            .where(schema.ballot_subject.c.ballot_id == counted.id)
            .where(schema.ballot_subject.c.number == line.number)
            .values(blank=votes[0] + added.blank)
        )
        for level in line.options:
            many = votes[counted.levels.index(level) + 1] + added.votes.get(level, 0)
            tallies.append(
                {"ballot_id": counted.id, "number": line.number, "level": level, "votes": many}
            )
    await tx.execute(insert(schema.tally), tallies)
    await tx.execute(
        update(_b)
        .where(_b.c.id == counted.id)
        .values(
            issued=counted.issued + paper.issued,
            returned=opened.returned + paper.returned,
            codes=list(opened.receipts),
        )
    )
    if min(opened.returned, paper.valid) < SIDE_AT_LEAST:
        await forget(tx, counted.id, totals=False)


async def _empty(tx: AsyncConnection, ballot_id: int) -> None:
    """Delete the envelopes, and with them who had returned one."""
    await tx.execute(delete(schema.envelope).where(schema.envelope.c.ballot_id == ballot_id))


async def _turn(
    tx: AsyncConnection,
    ballot_id: int,
    before: BallotState,
    after: BallotState,
    ended_at: datetime | None = None,
) -> bool:
    """Move a ballot from one state to another; False: it was not in the first."""
    turned = await change(
        tx,
        update(_b)
        .where(_b.c.id == ballot_id, _b.c.state == before.value)
        .values(state=after.value, ended_at=ended_at),
    )
    return turned == 1


async def _state(tx: AsyncConnection, ballot_id: int) -> str:
    found = select(_b.c.state).where(_b.c.id == ballot_id)
    return (await tx.execute(found)).scalar_one_or_none() or "unknown"


async def _note(
    tx: AsyncConnection,
    ballot_id: int,
    by: int | None,
    action: str,
    at: datetime,
    **detail: audit.Detail,
) -> None:
    branch = select(_b.c.branch_id).where(_b.c.id == ballot_id)
    branch_id = (await tx.execute(branch)).scalar_one_or_none()
    await audit.record(tx, branch_id, by, action, at, ballot=ballot_id, **detail)
