"""One step back: how the roll stood before its latest change, kept until the next change.

Whatever changes a person, a line or a role forgets it; linking an account does not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.statements import change, columns, insert_or_set

_person, _told, _undo = schema.person, schema.roll_fact, schema.roll_undo
_FIELDS = (
    "number",
    "place",
    "full_name",
    "birth",
    "birth_year",
    "joined",
    "official",
    "standing",
    "roles",
    "gone",
)
_DAYS = frozenset({"birth", "joined", "official", "gone"})
_everyone = select(_person.c.id, *columns(_person, *_FIELDS)).where(
    _person.c.branch_id == bindparam("branch")
)
_all_told = (
    select(_told.c.person_id, _told.c.fact_id, _told.c.value)
    .join(_person, _person.c.id == _told.c.person_id)
    .where(_person.c.branch_id == bindparam("branch"))
)
_keep = insert_or_set(_undo, "said_by", "content", "made_at")
_kept = select(*columns(_undo, "said_by", "content", "made_at")).where(
    _undo.c.branch_id == bindparam("branch")
)
_forget = delete(_undo).where(_undo.c.branch_id == bindparam("branch"))


class _Content(TypedDict):
    """What the row holds: people by id (as text, for it is JSON), and what was told of them."""

    upper: str | None
    people: dict[str, dict[str, Any]]
    told: dict[str, dict[str, str]]


@dataclass(frozen=True, slots=True)
class Before:
    """How the roll stood: taken by `stand`, kept by `remember`."""

    branch_id: int
    content: _Content


@dataclass(frozen=True, slots=True)
class Step:
    """The change that can be taken back: who made it, and when."""

    said_by: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking it back did: how many lines changed, and which told facts of whom are others."""

    people: int
    told: Mapping[int, frozenset[str]]


async def stand(tx: AsyncConnection, branch_id: int) -> Before:
    """Return how a branch's roll stands at this moment."""
    which = {"branch": branch_id}
    upper = select(schema.branch.c.upper).where(schema.branch.c.id == branch_id)
    return Before(
        branch_id,
        {
            "upper": (await tx.execute(upper)).scalar_one(),
            "people": {
                str(row.id): {name: _plain(row, name) for name in _FIELDS}
                for row in await tx.execute(_everyone, which)
            },
            "told": await _told_now(tx, branch_id),
        },
    )


async def remember(tx: AsyncConnection, before: Before, by: int, at: datetime) -> None:
    """Keep how the roll stood, once it has been changed."""
    values = {
        "branch_id": before.branch_id,
        "said_by": by,
        "content": before.content,
        "made_at": at,
    }
    await tx.execute(_keep, values)


async def last_step(tx: AsyncConnection, branch_id: int) -> Step | None:
    """Return the change that can be taken back, or None."""
    row = (await tx.execute(_kept, {"branch": branch_id})).one_or_none()
    return None if row is None else Step(row.said_by, row.made_at)


async def take_back(tx: AsyncConnection, branch_id: int, by: int, at: datetime) -> Undone | None:
    """Put the roll back as it stood; None: nothing can be taken back.  Audited.

    Who was added since is off the roll again; what a review took over is the caller's business.
    """
    row = (await tx.execute(_kept, {"branch": branch_id})).one_or_none()
    if row is None:
        return None
    content: _Content = row.content
    now = await stand(tx, branch_id)
    changed = 0
    for number, fields in now.content["people"].items():
        before = content["people"].get(number)
        if before is None:
            before = fields | {"gone": fields["gone"] or at.date().isoformat()}
        if before != fields:
            changed += 1
            which = update(_person).where(_person.c.id == int(number))
            await tx.execute(which.values(_typed(before)))
    which_branch = update(schema.branch).where(schema.branch.c.id == branch_id)
    await tx.execute(which_branch.values(upper=content["upper"]))
    told = await _put_told_back(tx, now.content["told"], content["told"])
    await forget(tx, branch_id)
    await audit.record(tx, branch_id, by, "roll.undone", at, people=changed)
    return Undone(changed, told)


async def forget(tx: AsyncConnection, branch_id: int) -> bool:
    """Forget how the roll stood: it has changed once more.  Says whether anything was kept."""
    return await change(tx, _forget, {"branch": branch_id}) > 0


async def _told_now(tx: AsyncConnection, branch_id: int) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for person_id, fact_id, value in await tx.execute(_all_told, {"branch": branch_id}):
        found.setdefault(str(person_id), {})[fact_id] = value
    return found


async def _put_told_back(
    tx: AsyncConnection, now: dict[str, dict[str, str]], before: dict[str, dict[str, str]]
) -> dict[int, frozenset[str]]:
    differs: dict[int, frozenset[str]] = {}
    for number in sorted({*now, *before}):
        was, known = before.get(number, {}), now.get(number, {})
        ids = frozenset(one for one in {*was, *known} if was.get(one) != known.get(one))
        if not ids:
            continue
        differs[int(number)] = ids
        gone = delete(_told).where(_told.c.person_id == int(number), _told.c.fact_id.in_(ids))
        await tx.execute(gone)
        rows = [
            {"person_id": int(number), "fact_id": one, "value": was[one]} for one in ids & set(was)
        ]
        if rows:
            await tx.execute(insert(_told), rows)
    return differs


def _plain(row: Any, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, date):
        return value.isoformat()
    return sorted(value) if name == "roles" else value


def _typed(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: date.fromisoformat(value)
        if name in _DAYS and value is not None
        else frozenset(value)
        if name == "roles"
        else value
        for name, value in fields.items()
    }
