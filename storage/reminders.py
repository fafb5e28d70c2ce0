"""What a branch has planned to be reminded of, and how many reminders a member wants."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.statements import insert_or_set


class Switch(StrEnum):
    """What can be switched on and off in a branch's plan."""

    WEEK = "7d"
    THREE_DAYS = "3d"
    EVE = "1d"
    MORNING = "am"
    HOUR = "1h"
    PAPERS = "papers"
    """The papers that are due before a meeting."""
    FILES = "files"
    """The days that the guideline sets for the branch's file and those above it."""
    GROUP = "group"
    """Dates and counts in the group."""
    NAMES = "names"
    """The names of the late, in the group."""
    DIGEST = "digest"
    """The secretary's summary each morning."""


USUAL = frozenset(Switch) - {Switch.NAMES}
"""What is switched on unless the branch says otherwise."""


class Wants(StrEnum):
    """How many reminders a member wants."""

    ALL = "all"
    FEW = "few"
    """Only the eve and the hour before a meeting, and the day before papers are due."""


_plan, _choice = schema.reminder_plan, schema.reminder_choice
_switches = select(_plan.c.switches).where(_plan.c.branch_id == bindparam("branch"))
_keep = insert_or_set(_plan, "switches", "changed_by", "changed_at")
_wants = select(_choice.c.wants).where(_choice.c.person_id == bindparam("person"))
_few = (
    select(_choice.c.person_id)
    .join(schema.person, schema.person.c.id == _choice.c.person_id)
    .where(schema.person.c.branch_id == bindparam("branch"), _choice.c.wants == Wants.FEW.value)
)
_choose = insert_or_set(_choice, "wants", "chosen_at")


async def switches(tx: AsyncConnection, branch_id: int) -> frozenset[Switch]:
    """Return what is switched on in the branch's plan."""
    found = (await tx.execute(_switches, {"branch": branch_id})).scalar_one_or_none()
    return USUAL if found is None else frozenset(map(Switch, found))


async def keep_switches(
    tx: AsyncConnection, branch_id: int, on: Collection[Switch], by: int | None, at: datetime
) -> None:
    """Keep what is switched on; audited."""
    named = sorted(one.value for one in on)
    values = {"branch_id": branch_id, "switches": named, "changed_by": by, "changed_at": at}
    await tx.execute(_keep, values)
    await audit.record(tx, branch_id, by, "reminders.planned", at, on=" ".join(named))


async def wants(tx: AsyncConnection, person_id: int) -> Wants:
    """Return how many reminders a member wants."""
    found = (await tx.execute(_wants, {"person": person_id})).scalar_one_or_none()
    return Wants.ALL if found is None else Wants(found)


async def want_few(tx: AsyncConnection, branch_id: int) -> frozenset[int]:
    """Return the person ids of the branch's members who want few reminders."""
    return frozenset((await tx.execute(_few, {"branch": branch_id})).scalars())


async def choose(tx: AsyncConnection, person_id: int, chosen: Wants, at: datetime) -> None:
    """Keep how many reminders a member wants."""
    values = {"person_id": person_id, "wants": chosen.value, "chosen_at": at}
    await tx.execute(_choose, values)
