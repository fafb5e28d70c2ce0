"""Who opened, closed, decided, imported, changed a fact; never who voted, let alone how.

Details are ids and numbers, not texts about a person:
the trail outlives what may have to be erased.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema

Detail = str | int | bool | None

_record = insert(schema.audit)
_entries = (
    select(schema.audit)
    .where(schema.audit.c.branch_id == bindparam("branch"))
    .order_by(schema.audit.c.id)
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. `person_id` is who did it; None: the operator or the program."""

    id: int
    branch_id: int | None
    person_id: int | None
    action: str
    at: datetime
    detail: Mapping[str, Detail]


async def record(
    tx: AsyncConnection,
    branch_id: int | None,
    by: int | None,
    action: str,
    at: datetime,
    **detail: Detail,
) -> None:
    """Add a line: `by` (a person, or None for operator and program) did `action`, a dotted word."""
    row = {"branch_id": branch_id, "person_id": by, "action": action, "at": at, "detail": detail}
    await tx.execute(_record, row)


async def entries(tx: AsyncConnection, branch_id: int) -> tuple[Entry, ...]:
    """Return a branch's lines in the order in which they were written."""
    rows = await tx.execute(_entries, {"branch": branch_id})
    return tuple(
        Entry(row.id, row.branch_id, row.person_id, row.action, row.at, row.detail) for row in rows
    )
