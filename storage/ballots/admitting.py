"""While a ballot is open: an excused latecomer gets his envelope; the closing time is set anew."""

import asyncio
from datetime import datetime

from sqlalchemy import exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.casting import refuse_unless_open
from storage.ballots.model import Ballot, BallotState, paper_digest
from storage.envelopes import fill_in
from storage.errors import BadDraft, BoxNotReady, KeysMissing, NotOnRoll
from storage.keys import KeyFolder
from storage.statements import change

_b, _roll = schema.ballot, schema.ballot_roll


async def admit(
    tx: AsyncConnection,
    keys: KeyFolder,
    ballot: Ballot,
    person_id: int,
    by: int | None,
    at: datetime,
    *,
    paper: bool = False,
) -> int | None:
    """Give somebody excused an envelope, blank, in a new slot; returns the slot. Audited.

    `paper`: he votes on paper instead, and gets no slot (None).
    BallotNotOpen: it takes no votes any more. NotOnRoll: he is not excused on this ballot's roll
    (he has an envelope already, or was never summoned).
    """
    if not keys.proved:
        raise BoxNotReady(ballot.id)
    await refuse_unless_open(tx, ballot.id, at)
    is_excused = exists().where(
        _roll.c.ballot_id == ballot.id,
        _roll.c.person_id == person_id,
        _roll.c.slot.is_(None),
        ~_roll.c.paper,
    )
    admitting = (
        update(_b)
        .where(_b.c.id == ballot.id, _b.c.state == BallotState.OPEN.value, is_excused)
        .values(excused=_b.c.excused - 1)
    )
    admitting = admitting.values(paper=True) if paper else admitting.values(issued=_b.c.issued + 1)
    if await change(tx, admitting) != 1:
        raise NotOnRoll(ballot.id)
    slot = None if paper else await _envelope(tx, keys, ballot)
    await tx.execute(
        update(_roll)
        .where(_roll.c.ballot_id == ballot.id, _roll.c.person_id == person_id)
        .values(slot=slot, paper=paper)
    )
    await audit.record(
        tx, ballot.branch_id, by, "ballot.admitted", at, ballot=ballot.id, person=person_id
    )
    return slot


async def _envelope(tx: AsyncConnection, keys: KeyFolder, ballot: Ballot) -> int:
    """Put one more envelope into the box, blank, and return its slot."""
    lock = keys.lock(ballot.box, ballot.id, paper_digest(ballot))
    if lock is None:
        raise KeysMissing(ballot.id)
    last = select(func.coalesce(func.max(_roll.c.slot), 0)).where(_roll.c.ballot_id == ballot.id)
    slot = int((await tx.execute(last)).scalar_one()) + 1
    (blank,) = await asyncio.to_thread(fill_in, lock, [slot], len(ballot.subjects))
    await tx.execute(
        insert(schema.envelope),
        {
            "ballot_id": ballot.id,
            "slot": slot,
            "returned": blank.returned,
            "sealed": blank.content,
        },
    )
    return slot


async def set_closing_time(
    tx: AsyncConnection,
    ballot: Ballot,
    closes_at: datetime | None,
    by: int | None,
    at: datetime,
) -> None:
    """Set when casting stops by itself, or (None) that it does not; audited.

    A ballot that time has stopped is not opened again: BallotNotOpen.
    BadDraft: the moment lies in the past.
    """
    if closes_at is not None and closes_at <= at:
        raise BadDraft("it would close in the past")
    await refuse_unless_open(tx, ballot.id, at)
    await tx.execute(update(_b).where(_b.c.id == ballot.id).values(closes_at=closes_at))
    told = "" if closes_at is None else closes_at.isoformat()
    await audit.record(
        tx, ballot.branch_id, by, "ballot.closing_time", at, ballot=ballot.id, closes_at=told
    )
