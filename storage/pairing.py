"""The mark that a database and its key folder share, to notice a database set back in time.

It is changed at every start, opened ballot and stop: first in the database, then in the folder.
So the folder holds the database's present mark or, if the process died between the two,
the one before. Anything else: the database is an older copy of itself, or another one.
(Data and keys set back together cannot be told from the day to which they were set back.)
"""

import secrets

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.keys import KeyFolder
from storage.statements import columns

MARK_BYTES = 16
LIVE, COPY, RESTORED = "live", "copy", "restored"
"""What `store.origin` says: in use; a backup's copy; a copy put in place by `db restore`."""

_store = schema.store
_marks = select(*columns(_store, "origin", "pairing", "pairing_before"))
_renew = update(_store)


async def belongs(tx: AsyncConnection, keys: KeyFolder) -> bool:
    """Say whether database and key folder are the pair they were when last in use."""
    origin, mark, before = (await tx.execute(_marks)).one()
    return origin == LIVE and keys.pairing() in {mark, before}


async def renew(tx: AsyncConnection, keys: KeyFolder) -> None:
    """Give both a new mark: the database now, the folder once this is committed."""
    mark = secrets.token_hex(MARK_BYTES)
    await tx.execute(_renew.values(origin=LIVE, pairing_before=_store.c.pairing, pairing=mark))
    keys.repair(mark)
