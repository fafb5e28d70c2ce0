"""A self-assessment given back to its member after the meeting, though its stage is closed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import branch_of
from storage.statements import change, columns, insert_or_ignore

_r = schema.revision
_revisions = select(*columns(_r, "person_id", "said_by", "said_at", "revised_at")).where(
    _r.c.review_id == bindparam("review")
)
_revision = _revisions.where(_r.c.person_id == bindparam("person"))
_give_back = insert_or_ignore(_r)
_give_back_again = (
    update(_r)
    .where(
        _r.c.review_id == bindparam("review"),
        _r.c.person_id == bindparam("person"),
        _r.c.revised_at.is_not(None),
    )
    .values(said_by=bindparam("by"), said_at=bindparam("at"), revised_at=None)
)
_revised = (
    update(_r)
    .where(_r.c.review_id == bindparam("review"), _r.c.person_id == bindparam("person"))
    .values(revised_at=bindparam("at"))
)


@dataclass(frozen=True, slots=True)
class Revision:
    """A self-assessment given back after the meeting; `revised_at`: handed in again, or None."""

    said_by: int | None
    said_at: datetime
    revised_at: datetime | None


async def give_back(
    tx: AsyncConnection, review_id: int, person_id: int, by: int | None, at: datetime
) -> bool:
    """Let a member revise his self-assessment after the meeting, though its stage is closed.

    Audited.  False: it is with him already.
    """
    who = {"review_id": review_id, "person_id": person_id}
    if not await change(tx, _give_back, who | {"said_by": by, "said_at": at}):
        again = {"review": review_id, "person": person_id, "by": by, "at": at}
        if not await change(tx, _give_back_again, again):
            return False
    branch_id = await branch_of(tx, review_id)
    await audit.record(
        tx, branch_id, by, "assessment.given_back", at, review=review_id, person=person_id
    )
    return True


async def handed_in(tx: AsyncConnection, review_id: int, person_id: int, at: datetime) -> bool:
    """Record that he handed in the revised self-assessment; False: it was never given back."""
    return await change(tx, _revised, {"review": review_id, "person": person_id, "at": at}) > 0


async def open_for(tx: AsyncConnection, review_id: int, person_id: int) -> bool:
    """Return whether it is with him now: given back and not handed in since."""
    found = await revision_of(tx, review_id, person_id)
    return found is not None and found.revised_at is None


async def revision_of(tx: AsyncConnection, review_id: int, person_id: int) -> Revision | None:
    """Return whether his self-assessment was given back after the meeting, or None."""
    row = (await tx.execute(_revision, {"review": review_id, "person": person_id})).one_or_none()
    return None if row is None else Revision(row.said_by, row.said_at, row.revised_at)


async def revisions(tx: AsyncConnection, review_id: int) -> dict[int, Revision]:
    """Return the self-assessments given back in a review, by person id."""
    rows = await tx.execute(_revisions, {"review": review_id})
    return {row.person_id: Revision(row.said_by, row.said_at, row.revised_at) for row in rows}
