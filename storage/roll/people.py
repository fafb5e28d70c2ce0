"""Reading and writing a branch's roll."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import NoSecretary, RollConflict
from storage.roll import undo
from storage.roll.columns import BRANCH, PERSON
from storage.roll.model import (
    Branch,
    BranchDraft,
    Person,
    PersonDraft,
    Role,
    RollChange,
    Standing,
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
_last_place = select(func.max(schema.person.c.place)).where(
    schema.person.c.branch_id == bindparam("branch")
)


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


async def add_person(
    tx: AsyncConnection, branch_id: int, row: PersonDraft, by: int | None, at: datetime
) -> Person:
    """Put a person on the roll, in its last line; audited.

    RollConflict: the number is another's (perhaps of someone who has left).
    NoSecretary: the draft names a second secretary.
    """
    if Role.SECRETARY in row.roles:
        raise NoSecretary("The secretary's post is handed over, never given.")
    everyone = await people(tx, branch_id, gone=True)
    if any(one.number == row.number for one in everyone):
        raise RollConflict("The number {number} is on the roll already.", number=row.number)
    last: int | None = (await tx.execute(_last_place, {"branch": branch_id})).scalar_one()
    values = _values(row) | {"branch_id": branch_id, "place": 0 if last is None else last + 1}
    adding = insert(schema.person).returning(schema.person.c.id)
    added = await person(tx, (await tx.execute(adding, values)).scalar_one())
    assert added is not None
    await _note(tx, added.id, by, "person.added", at)
    return added


async def amend(tx: AsyncConnection, now: Person, by: int | None, at: datetime) -> bool:
    """Write a person as he is now; audited by the names of what changed.  Says if anything did.

    NoSecretary: the secretary would leave, be suspended or lose the post, or somebody else gain it
    (the post changes hands by ``take_over`` only).
    """
    before = await person(tx, now.id)
    if before is None or before == now:
        return False
    if (Role.SECRETARY in now.roles) != (Role.SECRETARY in before.roles) or (
        _acts_as_secretary(before) != _acts_as_secretary(now)
    ):
        raise NoSecretary("The branch must keep its secretary.")
    values = _values(_stated(now)) | {"gone": now.left}
    changed = sorted(
        name
        for name, value in values.items()
        if value != (_values(_stated(before)) | {"gone": before.left})[name]
    )
    await _change(tx, now.id, values)
    await _note(tx, now.id, by, "person.changed", at, fields=" ".join(changed))
    return True


def _acts_as_secretary(one: Person) -> bool:
    return (
        Role.SECRETARY in one.roles and one.left is None and one.standing is not Standing.SUSPENDED
    )


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
        raise RollConflict("These numbers stand on two lines: {numbers}.", numbers=", ".join(twice))
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
    await undo.forget(tx, home.id)
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
    return _stated(known) != row or known.left is not None


def _stated(known: Person) -> PersonDraft:
    """The person as a sheet would state him."""
    return PersonDraft(
        known.number,
        known.full_name,
        known.birth,
        known.birth_year,
        known.joined,
        known.official,
        known.standing,
        known.roles,
    )


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
    if branch_id is not None:
        await undo.forget(tx, branch_id)
    await audit.record(tx, branch_id, by, action, at, person=person_id, **detail)
