"""Who holds an invitation that still works."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import invite, person

_open = (
    select(invite.c.person_id)
    .join(person, person.c.id == invite.c.person_id)
    .where(
        person.c.branch_id == bindparam("branch"),
        invite.c.used_at.is_(None),
        invite.c.revoked_at.is_(None),
        invite.c.expires_at > bindparam("at"),
    )
)


async def invited(tx: AsyncConnection, branch_id: int, at: datetime) -> frozenset[int]:
    """Return the ids of a branch's people who have an unused, unexpired invitation."""
    return frozenset(
        row.person_id for row in await tx.execute(_open, {"branch": branch_id, "at": at})
    )
