"""Setting, changing and cancelling meetings, and finding them again."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.meetings.model import Meeting, MeetingPlan, MeetingState
from storage.statements import AnyRow, change, columns

_t = schema.meeting
_COLUMNS = columns(
    _t,
    "id",
    "branch_id",
    "uid",
    "sequence",
    "starts_at",
    "minutes",
    "place",
    "agenda",
    "state",
    "cancel_reason",
    "set_by",
    "set_at",
    "changed_at",
)
_by_id = select(*_COLUMNS).where(_t.c.id == bindparam("which"))
_of_branch = (
    select(*_COLUMNS).where(_t.c.branch_id == bindparam("branch")).order_by(_t.c.starts_at, _t.c.id)
)
_since = _of_branch.where(
    _t.c.starts_at > bindparam("since"), _t.c.state == MeetingState.SET.value
).add_columns(schema.branch.c.time_zone)
_since = _since.join(schema.branch, schema.branch.c.id == _t.c.branch_id)
_LONGEST = timedelta(days=30)
"""No meeting lasts as long: what began before that is over."""


async def set_meeting(
    tx: AsyncConnection, branch_id: int, plan: MeetingPlan, by: int | None, at: datetime
) -> Meeting:
    """Set a meeting; audited."""
    values = {
        **_values(plan),
        "branch_id": branch_id,
        "uid": secrets.token_hex(16),
        "sequence": 0,
        "state": MeetingState.SET.value,
        "set_by": by,
        "set_at": at,
        "changed_at": at,
    }
    which = (await tx.execute(insert(_t).returning(_t.c.id), values)).scalar_one()
    await audit.record(tx, branch_id, by, "meeting.set", at, meeting=which)
    made = await meeting(tx, which)
    assert made is not None
    return made


async def change_meeting(
    tx: AsyncConnection,
    meeting_id: int,
    sequence: int,
    plan: MeetingPlan,
    by: int | None,
    at: datetime,
) -> Meeting | None:
    """Change a meeting and return it; audited.

    None: it is cancelled, or was changed by somebody else since `sequence`.
    """
    return await _write(tx, meeting_id, sequence, _values(plan), "meeting.changed", by, at)


async def cancel_meeting(
    tx: AsyncConnection, meeting_id: int, sequence: int, reason: str, by: int | None, at: datetime
) -> Meeting | None:
    """Cancel a meeting for a reason and return it; audited.

    None: it is cancelled already, or was changed since `sequence`.
    """
    values = {"state": MeetingState.CANCELLED.value, "cancel_reason": reason}
    return await _write(tx, meeting_id, sequence, values, "meeting.cancelled", by, at)


async def meeting(tx: AsyncConnection, meeting_id: int) -> Meeting | None:
    """Return a meeting, cancelled or not; None: there is none."""
    row = (await tx.execute(_by_id, {"which": meeting_id})).one_or_none()
    return None if row is None else _as_meeting(row)


async def meetings(tx: AsyncConnection, branch_id: int) -> tuple[Meeting, ...]:
    """Return all meetings of a branch, cancelled ones too, earliest first."""
    return tuple(map(_as_meeting, await tx.execute(_of_branch, {"branch": branch_id})))


async def upcoming(tx: AsyncConnection, branch_id: int, now: datetime) -> tuple[Meeting, ...]:
    """Return the standing meetings that are not over at `now`, earliest first."""
    rows = await tx.execute(_since, {"branch": branch_id, "since": now - _LONGEST})
    found = [(_as_meeting(row), ZoneInfo(row.time_zone)) for row in rows]
    return tuple(one for one, zone in found if one.ends_at(zone) > now)


async def next_meeting(tx: AsyncConnection, branch_id: int, now: datetime) -> Meeting | None:
    """Return the next meeting, or the one under way; None: there is none."""
    found = await upcoming(tx, branch_id, now)
    return found[0] if found else None


async def _write(
    tx: AsyncConnection,
    meeting_id: int,
    sequence: int,
    values: Mapping[str, object],
    action: str,
    by: int | None,
    at: datetime,
) -> Meeting | None:
    writing = update(_t).where(
        _t.c.id == meeting_id,
        _t.c.sequence == sequence,
        _t.c.state == MeetingState.SET.value,
    )
    if not await change(tx, writing.values(**values, sequence=sequence + 1, changed_at=at)):
        return None
    now = await meeting(tx, meeting_id)
    assert now is not None
    await audit.record(tx, now.branch_id, by, action, at, meeting=now.id, sequence=now.sequence)
    return now


def _values(plan: MeetingPlan) -> dict[str, object]:
    return {
        "starts_at": plan.starts_at,
        "minutes": plan.minutes,
        "place": plan.place,
        "agenda": list(plan.agenda),
    }


def _as_meeting(row: AnyRow) -> Meeting:
    which, branch_id, uid, sequence, starts_at, minutes, place, agenda = row[:8]
    state, cancel_reason, set_by, set_at, changed_at = row[8:13]
    return Meeting(
        which,
        branch_id,
        uid,
        sequence,
        MeetingPlan(starts_at, minutes, place, tuple(agenda)),
        MeetingState(state),
        cancel_reason,
        set_by,
        set_at,
        changed_at,
    )
