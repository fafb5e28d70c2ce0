"""Start-up: prove that keys and database belong together, finish what was begun, tidy up."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.closing import resume_closing, void
from storage.ballots.model import BallotState, VoidReason
from storage.database import Database
from storage.keys import KeyFolder
from storage.pairing import belongs, renew
from storage.statements import columns
from storage.uninterrupted import uninterrupted

_b = schema.ballot
_under_way = (
    select(*columns(_b, "id", "box", "public_key"))
    .where(_b.c.state.in_((BallotState.OPEN.value, BallotState.CLOSING.value)))
    .order_by(_b.c.id)
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """What start-up found, as ballot ids.

    `voided`: to be held again. `counted`: were closing and are closed now.
    `stuck`: raised an alarm in the count and wait for people.
    `tidy`: nothing of a counted box is left in the WAL.
    """

    voided: tuple[int, ...]
    counted: tuple[int, ...]
    stuck: tuple[int, ...]
    tidy: bool


async def recover(db: Database, at: datetime) -> Recovery:
    """Open the box for this process; every start of the bot begins with it.

    A database that is not the one last used with these keys (restored from a backup, set back):
    its ballots under way are void. Ballots whose keys are missing: void as well.
    Then ballots left closing are counted, and keys that belong to no ballot under way unlinked.
    """
    async with db.write() as tx:
        voided = await _void_unsafe(tx, db.keys, at)
        await renew(tx, db.keys)
    db.keys.proved = True
    counted, stuck = await resume_closing(db, at)
    await sweep_keys(db)
    return Recovery(voided, counted, stuck, await db.tidy())


async def sweep_keys(db: Database) -> frozenset[str]:
    """Unlink the keys of boxes whose ballot is neither open nor closing; returns those boxes."""
    # Inside the write lock no ballot can be half opened, so its keys are not mistaken for orphans.
    async with db.write() as tx:
        needed = {row.box for row in await tx.execute(_under_way)}
        orphans = await asyncio.to_thread(db.keys.boxes) - needed
        await uninterrupted(asyncio.to_thread(db.keys.unlink, *orphans))
    return orphans


async def _void_unsafe(tx: AsyncConnection, keys: KeyFolder, at: datetime) -> tuple[int, ...]:
    """Make void what cannot be counted honestly any more; returns the ballots' ids."""
    trusted = await belongs(tx, keys)
    under_way = (await tx.execute(_under_way)).all()
    if not trusted:
        await audit.record(tx, None, None, "store.restored", at, ballots=len(under_way))
    voided: list[int] = []
    for ballot_id, box, public_key in under_way:
        if trusted and await asyncio.to_thread(keys.complete, box, public_key):
            continue
        reason = VoidReason.KEYS_MISSING if trusted else VoidReason.RESTORED
        await void(tx, keys, ballot_id, None, at, reason)
        voided.append(ballot_id)
    return tuple(voided)
