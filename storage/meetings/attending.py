"""Who says that he comes, and who came: answers to the invitation, and the roll-call."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, delete, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import roll, schema
from storage.meetings.model import Answer, Attendance, Meeting, Reply, RollCall
from storage.meetings.planning import meetings
from storage.roll import Person, Standing
from storage.statements import change, columns, insert_or_set

SUMMONED = frozenset({Standing.OFFICIAL, Standing.PROBATIONARY})
"""Who is called to a branch's meetings: not those exempt from them or suspended."""

_answer, _call = schema.meeting_answer, schema.roll_call
_reply = insert_or_set(_answer, "answer", "reason", "said_at")
_replies = select(*columns(_answer, "person_id", "answer", "reason", "said_at")).where(
    _answer.c.meeting_id == bindparam("of")
)
_note = insert_or_set(_call, "attendance", "noted_by", "noted_at")
_noted = select(*columns(_call, "person_id", "attendance")).where(
    _call.c.meeting_id == bindparam("of")
)


async def summoned(tx: AsyncConnection, branch_id: int) -> tuple[Person, ...]:
    """Return everyone whom a meeting of the branch is for, in roll order."""
    return tuple(one for one in await roll.people(tx, branch_id) if one.standing in SUMMONED)


async def reply(
    tx: AsyncConnection,
    meeting_id: int,
    person_id: int,
    answer: Answer,
    reason: str | None,
    at: datetime,
) -> None:
    """Keep a member's answer, in place of an earlier one."""
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "answer": answer.value,
        "reason": reason,
        "said_at": at,
    }
    await tx.execute(_reply, values)


async def replies(tx: AsyncConnection, meeting_id: int) -> Mapping[int, Reply]:
    """Return the answers to a meeting's invitation, by person id."""
    return {
        row.person_id: Reply(Answer(row.answer), row.reason, row.said_at)
        for row in await tx.execute(_replies, {"of": meeting_id})
    }


async def unanswered(tx: AsyncConnection, meeting: Meeting) -> tuple[Person, ...]:
    """Return who is summoned and has not answered yet, in roll order."""
    answered = await replies(tx, meeting.id)
    return tuple(one for one in await summoned(tx, meeting.branch_id) if one.id not in answered)


async def forget_answers(tx: AsyncConnection, meeting_id: int) -> int:
    """Forget all answers, for the meeting has another time now; returns how many there were."""
    return await change(tx, delete(_answer).where(_answer.c.meeting_id == meeting_id))


async def note_attendance(
    tx: AsyncConnection,
    meeting_id: int,
    person_id: int,
    attendance: Attendance | None,
    by: int | None,
    at: datetime,
) -> None:
    """Note in the roll-call whether a member is there; None takes the note back."""
    if attendance is None:
        gone = delete(_call).where(_call.c.meeting_id == meeting_id, _call.c.person_id == person_id)
        await tx.execute(gone)
        return
    values = {
        "meeting_id": meeting_id,
        "person_id": person_id,
        "attendance": attendance.value,
        "noted_by": by,
        "noted_at": at,
    }
    await tx.execute(_note, values)


async def attendance(tx: AsyncConnection, meeting_id: int) -> Mapping[int, Attendance]:
    """Return what the roll-call of a meeting has noted so far, by person id."""
    rows = await tx.execute(_noted, {"of": meeting_id})
    return {row.person_id: Attendance(row.attendance) for row in rows}


async def present(tx: AsyncConnection, branch_id: int, day: date) -> RollCall | None:
    """Return the roll-call of the branch's meeting on that day of its own calendar.

    Of several on a day the latest one with a roll-call counts. None: no roll was called.
    A meeting of several days counts on each of them.
    """
    home = await roll.branch(tx, branch_id)
    if home is None:
        return None
    zone = ZoneInfo(home.time_zone)
    for one in reversed(await meetings(tx, branch_id)):
        first = one.starts_at.astimezone(zone).date()
        if not (one.standing and first <= day <= one.ends_at(zone).astimezone(zone).date()):
            continue
        noted = await attendance(tx, one.id)
        if noted:
            return _roll_call(noted)
    return None


def _roll_call(noted: Mapping[int, Attendance]) -> RollCall:
    def of(wanted: Attendance) -> frozenset[int]:
        return frozenset(person for person, one in noted.items() if one is wanted)

    return RollCall(of(Attendance.PRESENT), of(Attendance.EXCUSED), of(Attendance.ABSENT))
