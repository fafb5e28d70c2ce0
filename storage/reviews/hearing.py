"""Whom the branch has heard («đã kiểm điểm»)."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews.model import branch_of
from storage.statements import change, insert_or_ignore

_heard = select(schema.heard.c.person_id).where(schema.heard.c.review_id == bindparam("review"))


async def record_heard(
    tx: AsyncConnection, review_id: int, person_id: int, heard: bool, by: int | None, at: datetime
) -> None:
    """Record that a member was heard («đã kiểm điểm»), or that he was not after all; audited."""
    if heard:
        values = {"review_id": review_id, "person_id": person_id, "said_by": by, "said_at": at}
        changed = await change(tx, insert_or_ignore(schema.heard), values)
    else:
        changed = await change(
            tx,
            delete(schema.heard).where(
                schema.heard.c.review_id == review_id, schema.heard.c.person_id == person_id
            ),
        )
    if changed:
        action = "heard.recorded" if heard else "heard.withdrawn"
        branch_id = await branch_of(tx, review_id)
        await audit.record(tx, branch_id, by, action, at, review=review_id, person=person_id)


async def heard(tx: AsyncConnection, review_id: int) -> frozenset[int]:
    """Return who was recorded as heard, by person id."""
    return frozenset((await tx.execute(_heard, {"review": review_id})).scalars())
