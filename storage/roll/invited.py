"""Who holds an invitation that still works."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import invite, person

_open = (
    select(invite.c.person_id, invite.c.expires_at)
    .join(person, person.c.id == invite.c.person_id)
    .where(
        person.c.branch_id == bindparam("branch"),
        invite.c.used_at.is_(None),
        invite.c.revoked_at.is_(None),
        invite.c.expires_at > bindparam("at"),
    )
)


async def invited(tx: AsyncConnection, branch_id: int, at: datetime) -> dict[int, datetime]:
    """Return until when each of a branch's people has an unused invitation, by person id."""
    rows = await tx.execute(_open, {"branch": branch_id, "at": at})
    return {row.person_id: row.expires_at for row in rows}
