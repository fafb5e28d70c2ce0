"""What the branch's bodies write in their own review: parts of the form, answers to suggestions.

One text an item (`p:<part>`, `s:<suggestion>`); the last word counts, with who wrote it and when.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import branch_of
from storage.statements import change, columns, insert_or_set

_t = schema.body_note
_of_body = select(*columns(_t, "item", "note", "said_by", "said_at")).where(
    _t.c.review_id == bindparam("review"), _t.c.kind == bindparam("body")
)
_save = insert_or_set(_t, "note", "said_by", "said_at")
_drop = delete(_t).where(
    _t.c.review_id == bindparam("review"),
    _t.c.kind == bindparam("body"),
    _t.c.item == bindparam("which"),
)


@dataclass(frozen=True, slots=True)
class BodyNote:
    """A text: its words, who wrote it last, and when."""

    text: str
    said_by: int | None
    said_at: datetime


async def notes_of_body(tx: AsyncConnection, review_id: int, kind: str) -> dict[str, BodyNote]:
    """Return the texts of a body by item; `kind`: `organisation` or `collective`."""
    rows = await tx.execute(_of_body, {"review": review_id, "body": kind})
    return {row.item: BodyNote(row.note, row.said_by, row.said_at) for row in rows}


async def save_body_note(
    tx: AsyncConnection,
    review_id: int,
    kind: str,
    item: str,
    text: str | None,
    by: int,
    at: datetime,
) -> None:
    """Keep a text in place of the one before (None: remove it); audited, without its words."""
    if text is None:
        if not await change(tx, _drop, {"review": review_id, "body": kind, "which": item}):
            return
    else:
        row = {"review_id": review_id, "kind": kind, "item": item, "note": text}
        await tx.execute(_save, row | {"said_by": by, "said_at": at})
    action = "body_note.removed" if text is None else "body_note.written"
    branch_id = await branch_of(tx, review_id)
    await audit.record(tx, branch_id, by, action, at, review=review_id, body=kind, item=item)
