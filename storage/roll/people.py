"""Reading and writing a branch's roll."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import RollConflict
from storage.roll.columns import BRANCH, PERSON
from storage.roll.model import (
    Branch,
    BranchDraft,
    Person,
    PersonDraft,
    Role,
    RollChange,
    as_branch,
    as_person,
)

_branches = select(*BRANCH).order_by(schema.branch.c.id)
_branch_by_id = select(*BRANCH).where(schema.branch.c.id == bindparam("id"))
_branch_by_name = select(*BRANCH).where(schema.branch.c.name == bindparam("name"))
_person_by_id = select(*PERSON).where(schema.person.c.id == bindparam("id"))
_everyone = (
    select(*PERSON)
    .where(schema.person.c.branch_id == bindparam("branch"))
    .order_by(schema.person.c.place, schema.person.c.id)
)
_present = _everyone.where(schema.person.c.gone.is_(None))


async def branches(tx: AsyncConnection) -> tuple[Branch, ...]:
    """Return every branch, oldest first."""
    return tuple(map(as_branch, await tx.execute(_branches)))


async def branch(tx: AsyncConnection, branch_id: int) -> Branch | None:
    """Return a branch, or None."""
    row = (await tx.execute(_branch_by_id, {"id": branch_id})).one_or_none()
    return None if row is None else as_branch(row)


async def branch_by_name(tx: AsyncConnection, name: str) -> Branch | None:
    """Return the branch of that very name, or None."""
    row = (await tx.execute(_branch_by_name, {"name": name})).one_or_none()
    return None if row is None else as_branch(row)


async def people(tx: AsyncConnection, branch_id: int, *, gone: bool = False) -> tuple[Person, ...]:
    """Return a branch's people in roll order; with `gone`, those who left as well."""
    rows = await tx.execute(_everyone if gone else _present, {"branch": branch_id})
    return tuple(map(as_person, rows))


async def person(tx: AsyncConnection, person_id: int) -> Person | None:
    """Return a person, gone or not, or None."""
    row = (await tx.execute(_person_by_id, {"id": person_id})).one_or_none()
    return None if row is None else as_person(row)


async def set_roles(
    tx: AsyncConnection, person_id: int, roles: frozenset[Role], by: int | None, at: datetime
) -> None:
    """Give a person exactly these roles; audited."""
    await _change(tx, person_id, {"roles": roles})
    await _note(tx, person_id, by, "person.roles", at, roles=" ".join(sorted(roles)))


async def set_gone(
    tx: AsyncConnection, person_id: int, left: date | None, by: int | None, at: datetime
) -> None:
    """Take a person off the roll as of a day (his account loses its rights) or back on; audited."""
    await _change(tx, person_id, {"gone": left})
    await _note(tx, person_id, by, "person.left" if left else "person.returned", at)


async def write_roll(
    tx: AsyncConnection,
    draft: BranchDraft,
    rows: Sequence[PersonDraft],
    by: int | None,
    at: datetime,
) -> RollChange:
    """Make or update a branch's roll from a sheet; its lines give the roll's order.

    People are known by their number; someone who had left and is in the sheet is back.
    RollConflict, before anything is written: a number stands on two lines.
    """
    numbers = [row.number for row in rows]
    if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
        raise RollConflict(f"these numbers stand on two lines: {', '.join(twice)}")
    home = await _write_branch(tx, draft)
    before = {known.number: known for known in await people(tx, home.id, gone=True)}
    fresh: list[str] = []
    changed: list[str] = []
    for place, row in enumerate(rows):
        values = _values(row) | {"place": place}
        known = before.get(row.number)
        if known is None:
            await tx.execute(insert(schema.person), values | {"branch_id": home.id})
            fresh.append(row.number)
            continue
        if _differs(known, row):
            changed.append(row.number)
        await _change(tx, known.id, values)
    after = {known.number: known for known in await people(tx, home.id)}
    listed = set(numbers)
    change = RollChange(
        home,
        tuple(after[number] for number in fresh),
        tuple(after[number] for number in changed),
        tuple(after[n] for n in numbers if n not in fresh and n not in changed),
        tuple(known for number, known in after.items() if number not in listed),
    )
    await audit.record(
        tx,
        home.id,
        by,
        "roll.written",
        at,
        added=len(change.added),
        changed=len(change.changed),
        missing=len(change.missing),
    )
    return change


async def _write_branch(tx: AsyncConnection, draft: BranchDraft) -> Branch:
    values = {
        "name": draft.name,
        "upper": draft.upper,
        "time_zone": draft.time_zone,
        "locale": draft.locale,
    }
    known = await branch_by_name(tx, draft.name)
    if known is None:
        await tx.execute(insert(schema.branch), values)
    else:
        await tx.execute(update(schema.branch).where(schema.branch.c.id == known.id), values)
    written = await branch_by_name(tx, draft.name)
    assert written is not None
    return written


def _values(row: PersonDraft) -> dict[str, Any]:
    return {
        "number": row.number,
        "full_name": row.full_name,
        "birth": row.birth,
        "birth_year": row.birth_year,
        "joined": row.joined,
        "official": row.official,
        "standing": row.standing.value,
        "roles": row.roles,
        "gone": None,
    }


def _differs(known: Person, row: PersonDraft) -> bool:
    stated = PersonDraft(
        known.number,
        known.full_name,
        known.birth,
        known.birth_year,
        known.joined,
        known.official,
        known.standing,
        known.roles,
    )
    return stated != row or known.left is not None


async def _change(tx: AsyncConnection, person_id: int, values: dict[str, Any]) -> None:
    await tx.execute(update(schema.person).where(schema.person.c.id == person_id), values)


async def _note(
    tx: AsyncConnection,
    person_id: int,
    by: int | None,
    action: str,
    at: datetime,
    **detail: audit.Detail,
) -> None:
    known = await person(tx, person_id)
    branch_id = None if known is None else known.branch_id
    await audit.record(tx, branch_id, by, action, at, person=person_id, **detail)
