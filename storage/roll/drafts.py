"""What somebody has begun for the roll and not yet confirmed: kept until it lapses."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.schema import roll_draft
from storage.statements import change, insert_or_set

LASTS = timedelta(days=3)
"""How long a draft waits: a sheet holds names, and what nobody confirms must not lie about."""

Content = Mapping[str, Any]
"""JSON; what it means is the dialogue's business."""

_keep = insert_or_set(roll_draft, "content", "made_at", "expires_at")
_kept = select(roll_draft.c.content, roll_draft.c.made_at).where(
    roll_draft.c.person_id == bindparam("person"),
    roll_draft.c.kind == bindparam("of_kind"),
    roll_draft.c.expires_at > bindparam("at"),
)
_drop = delete(roll_draft).where(
    roll_draft.c.person_id == bindparam("person"), roll_draft.c.kind == bindparam("of_kind")
)
_lapsed = delete(roll_draft).where(roll_draft.c.expires_at <= bindparam("at"))


@dataclass(frozen=True, slots=True)
class Draft:
    """What was begun, and when it was last written."""

    content: Content
    made_at: datetime


async def keep_draft(
    tx: AsyncConnection, person_id: int, kind: str, content: Content, at: datetime
) -> None:
    """Keep what a person has begun, in place of his earlier draft of the kind; drop what lapsed."""
    await tx.execute(_lapsed, {"at": at})
    values = {
        "person_id": person_id,
        "kind": kind,
        "content": dict(content),
        "made_at": at,
        "expires_at": at + LASTS,
    }
    await tx.execute(_keep, values)


async def draft(tx: AsyncConnection, person_id: int, kind: str, at: datetime) -> Draft | None:
    """Return what a person has begun of this kind; None: nothing, or it has lapsed."""
    which = {"person": person_id, "of_kind": kind, "at": at}
    row = (await tx.execute(_kept, which)).one_or_none()
    return None if row is None else Draft(*row)


async def drop_draft(tx: AsyncConnection, person_id: int, kind: str) -> bool:
    """Forget what a person has begun of this kind; says whether there was anything."""
    return await change(tx, _drop, {"person": person_id, "of_kind": kind}) > 0
