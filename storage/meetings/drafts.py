"""A meeting that is still being put together: one draft for each person, kept as a row."""

from dataclasses import replace

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.meetings.model import Meeting, MeetingDraft
from storage.statements import AnyRow, change, columns

_t = schema.meeting_draft
_COLUMNS = columns(
    _t,
    "id",
    "branch_id",
    "person_id",
    "meeting_id",
    "based_on",
    "day",
    "starts_at",
    "minutes",
    "place",
    "agenda",
)
_by_id = select(*_COLUMNS).where(_t.c.id == bindparam("which"))
_of_person = select(*_COLUMNS).where(_t.c.person_id == bindparam("person"))


async def begin_draft(
    tx: AsyncConnection,
    branch_id: int,
    person_id: int,
    minutes: int,
    agenda: tuple[str, ...] = (),
    changing: Meeting | None = None,
) -> MeetingDraft:
    """Begin a person's draft in place of an earlier one; `changing` fills it with a meeting."""
    await tx.execute(delete(_t).where(_t.c.person_id == person_id))
    fresh = MeetingDraft(
        0, branch_id, person_id, None, None, None, None, minutes, place="", agenda=agenda
    )
    if changing is not None:
        plan = changing.plan
        fresh = replace(
            fresh,
            meeting_id=changing.id,
            based_on=changing.sequence,
            starts_at=plan.starts_at,
            minutes=plan.minutes,
            place=plan.place,
            agenda=plan.agenda,
        )
    which = (await tx.execute(insert(_t).returning(_t.c.id), _values(fresh))).scalar_one()
    return replace(fresh, id=which)


async def draft(
    tx: AsyncConnection, *, draft_id: int | None = None, person_id: int | None = None
) -> MeetingDraft | None:
    """Return a draft by its id, or a person's; None: there is none (any more)."""
    if draft_id is not None:
        row = (await tx.execute(_by_id, {"which": draft_id})).one_or_none()
    else:
        row = (await tx.execute(_of_person, {"person": person_id})).one_or_none()
    return None if row is None else _as_draft(row)


async def keep_draft(tx: AsyncConnection, made: MeetingDraft) -> None:
    """Keep what has become of a draft."""
    await tx.execute(update(_t).where(_t.c.id == made.id).values(**_values(made)))


async def drop_draft(tx: AsyncConnection, draft_id: int) -> bool:
    """Forget a draft; says whether it was there still: of two who finish it, one does."""
    return await change(tx, delete(_t).where(_t.c.id == draft_id)) > 0


def _values(made: MeetingDraft) -> dict[str, object]:
    return {
        "branch_id": made.branch_id,
        "person_id": made.person_id,
        "meeting_id": made.meeting_id,
        "based_on": made.based_on,
        "day": made.day,
        "starts_at": made.starts_at,
        "minutes": made.minutes,
        "place": made.place,
        "agenda": list(made.agenda),
    }


def _as_draft(row: AnyRow) -> MeetingDraft:
    which, branch_id, person_id, meeting_id, based_on, day, starts_at, minutes, place, agenda = row
    return MeetingDraft(
        which,
        branch_id,
        person_id,
        meeting_id,
        based_on,
        day,
        starts_at,
        minutes,
        place,
        tuple(agenda),
    )
