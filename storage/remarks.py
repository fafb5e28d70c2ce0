"""What others say of a member in words: his place of residence, the committee, the meeting."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import branch_of
from storage.statements import change, columns, insert_or_set

LONGEST = 4_000
"""Characters of a remark at most; a longer one is refused before it comes here."""


class Item(StrEnum):
    """Who speaks in a remark."""

    RESIDENCE = "residence"
    """The committee of the place where he lives."""
    ORGANISATIONS = "organisations"
    """The organisations that he belongs to."""
    COMMITTEE = "committee"
    """The branch's committee (chi ủy)."""
    MEETING = "meeting"
    """The comrades at the meeting."""
    CONCLUSION = "conclusion"
    """The chair's conclusion."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A remark: its words, who entered it, and when."""

    text: str
    said_by: int | None
    said_at: datetime


_t = schema.remark
_COLUMNS = columns(_t, "person_id", "item", "text", "said_by", "said_at")
_of_review = select(*_COLUMNS).where(_t.c.review_id == bindparam("review"))
_of_person = _of_review.where(_t.c.person_id == bindparam("person"))
_save = insert_or_set(_t, "text", "said_by", "said_at")
_drop = delete(_t).where(
    _t.c.review_id == bindparam("review"),
    _t.c.person_id == bindparam("person"),
    _t.c.item == bindparam("which"),
)


async def remarks_of(tx: AsyncConnection, review_id: int, person_id: int) -> dict[Item, Remark]:
    """Return what was said of a person, by who speaks."""
    rows = await tx.execute(_of_person, {"review": review_id, "person": person_id})
    return {Item(row.item): Remark(row.text, row.said_by, row.said_at) for row in rows}


async def all_remarks(tx: AsyncConnection, review_id: int) -> dict[int, dict[Item, Remark]]:
    """Return what was said of everyone in a review, by person id and who speaks."""
    found: dict[int, dict[Item, Remark]] = {}
    for row in await tx.execute(_of_review, {"review": review_id}):
        remark = Remark(row.text, row.said_by, row.said_at)
        found.setdefault(row.person_id, {})[Item(row.item)] = remark
    return found


async def save_remark(
    tx: AsyncConnection,
    review_id: int,
    person_id: int,
    item: Item,
    text: str | None,
    by: int | None,
    at: datetime,
) -> None:
    """Keep a remark in place of the one before (None: remove it); audited, without its words."""
    if text is None:
        which = {"review": review_id, "person": person_id, "which": item.value}
        if not await change(tx, _drop, which):
            return
    else:
        await tx.execute(
            _save,
            {
                "review_id": review_id,
                "person_id": person_id,
                "item": item.value,
                "text": text,
                "said_by": by,
                "said_at": at,
            },
        )
    action = "remark.removed" if text is None else "remark.recorded"
    branch_id = await branch_of(tx, review_id)
    await audit.record(
        tx, branch_id, by, action, at, review=review_id, person=person_id, item=item.value
    )


async def erase_remarks(tx: AsyncConnection, review_id: int, person_id: int) -> int:
    """Remove all that was said of a person in a review.  Returns how many remarks."""
    gone = delete(_t).where(_t.c.review_id == review_id, _t.c.person_id == person_id)
    return await change(tx, gone)
