"""What the files still hold of the ballot when all is over: read from the database, not told."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select

from storage.database import Database
from storage.schema import ballot_roll, envelope, tally


@dataclass(frozen=True, slots=True)
class Traces:
    """Rows of the ballot's tables, and the key files left."""

    envelopes: int
    totals: int
    on_roll: int
    key_files: int


async def look(db: Database, keys: Path) -> Traces:
    """Count what is left."""
    async with db.read() as tx:
        counts = [
            (await tx.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (envelope, tally, ballot_roll)
        ]
    key_files = await asyncio.to_thread(_key_files, keys)
    return Traces(
        envelopes=counts[0],
        totals=counts[1],
        on_roll=counts[2],
        key_files=key_files,
    )


def _key_files(keys: Path) -> int:
    return sum(path.suffix in {".private", ".mac"} for path in keys.iterdir())
