"""Meetings on the database: set, changed once at a time, answered, and called."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update

from storage import audit, meetings, schema
from storage.database import Database
from storage.meetings import Answer, Attendance, Meeting, MeetingPlan
from storage.roll import Standing
from tests.storage.conftest import NOW, House, after, settle

PLAN = MeetingPlan(after(days=5), 240, "Nhà văn hóa", ("Khai mạc", "Kiểm điểm"))
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


async def made(db: Database, house: House, plan: MeetingPlan = PLAN) -> Meeting:
    async with db.write() as tx:
        return await meetings.set_meeting(tx, house.branch.id, plan, house.people[0].id, NOW)


async def test_a_meeting_is_kept_as_it_was_set(db: Database, house: House) -> None:
    """Every part of it comes back; no two have the same name in calendars."""
    one, two = await made(db, house), await made(db, house)
    assert one.plan == PLAN
    assert (one.sequence, one.standing) == (0, True)
    assert one.uid != two.uid
    async with db.read() as tx:
        assert await meetings.meeting(tx, one.id) == one
        assert await meetings.meeting(tx, 999) is None


async def test_of_two_who_change_it_at_once_one_does(db: Database, house: House) -> None:
    """A change names the sequence that it was made from; the other one finds it gone."""
    meeting = await made(db, house)
    later = replace(PLAN, starts_at=after(days=9))
    async with db.write() as tx:
        first = await meetings.change_meeting(tx, meeting.id, 0, later, None, after(hours=1))
        second = await meetings.change_meeting(tx, meeting.id, 0, PLAN, None, after(hours=1))
    assert first is not None
    assert (first.sequence, first.plan, first.uid) == (1, later, meeting.uid)
    assert first.changed_at == after(hours=1)
    assert second is None


async def test_a_cancelled_meeting_stays_so(db: Database, house: House) -> None:
    """Cancelling keeps the reason and counts as a change; nothing follows it."""
    meeting = await made(db, house)
    async with db.write() as tx:
        gone = await meetings.cancel_meeting(tx, meeting.id, 0, "Bão", None, NOW)
        assert gone is not None
        assert (gone.standing, gone.cancel_reason, gone.sequence) == (False, "Bão", 1)
        assert await meetings.cancel_meeting(tx, meeting.id, 1, "lần nữa", None, NOW) is None
        assert await meetings.change_meeting(tx, meeting.id, 1, PLAN, None, NOW) is None
        assert await meetings.upcoming(tx, house.branch.id, NOW) == ()
        trail = [one.action for one in await audit.entries(tx, house.branch.id)]
    assert [one for one in trail if one.startswith("meeting.")] == [
        "meeting.set",
        "meeting.cancelled",
    ]


async def test_a_meeting_lies_ahead_until_it_is_over(db: Database, house: House) -> None:
    """The next one may be under way; over is over; another branch's is not among them."""
    other = await settle(db, "Chi bộ Hai")
    await made(db, other)
    short = await made(db, house, replace(PLAN, starts_at=after(days=2), minutes=60))
    long = await made(db, house)
    async with db.read() as tx:

        async def ids(moment: datetime) -> list[int]:
            found = await meetings.upcoming(tx, house.branch.id, moment)
            return [one.id for one in found]

        assert await ids(NOW) == [short.id, long.id]
        assert await ids(after(days=2, minutes=59)) == [short.id, long.id]
        assert await ids(after(days=2, minutes=60)) == [long.id]
        assert await meetings.next_meeting(tx, house.branch.id, after(days=6)) is None


def test_working_days_are_days_of_the_calendar() -> None:
    """Half a day ends four hours later, one and a half the next day, also when clocks change."""
    start = datetime(2027, 3, 27, 7, 0, tzinfo=UTC)
    of = {
        minutes: Meeting(
            1,
            1,
            "u",
            0,
            MeetingPlan(start, minutes, "đây"),
            meetings.MeetingState.SET,
            None,
            None,
            start,
            start,
        )
        for minutes in (240, 480, 720)
    }
    assert of[240].ends_at(HANOI) - start == timedelta(hours=4)
    assert of[480].ends_at(HANOI) - start == timedelta(hours=8)
    assert of[720].ends_at(HANOI) - start == timedelta(hours=28)
    berlin = of[720].ends_at(ZoneInfo("Europe/Berlin"))
    assert berlin.astimezone(ZoneInfo("Europe/Berlin")).hour == 12  # 8:00 and four hours


async def test_the_last_answer_counts(db: Database, house: House) -> None:
    """One answer a member; a reason goes with being excused alone; a new time forgets them."""
    meeting, me = await made(db, house), house.people[2].id
    async with db.write() as tx:
        await meetings.reply(tx, meeting.id, me, Answer.EXCUSED, "ốm", NOW)
        await meetings.reply(tx, meeting.id, me, Answer.LATE, None, after(hours=1))
        (found,) = (await meetings.replies(tx, meeting.id)).items()
        assert found == (me, meetings.Reply(Answer.LATE, None, after(hours=1)))
        silent = await meetings.unanswered(tx, meeting)
        assert me not in {one.id for one in silent}
        assert len(silent) == len(house.people) - 1
        assert await meetings.forget_answers(tx, meeting.id) == 1
        assert await meetings.replies(tx, meeting.id) == {}


async def test_the_exempt_and_the_suspended_are_not_summoned(db: Database, house: House) -> None:
    """Neither is called, nor missed when he does not answer."""
    exempt, suspended, probationary = (one.id for one in house.people[3:6])
    async with db.write() as tx:
        for person, standing in (
            (exempt, Standing.EXEMPT),
            (suspended, Standing.SUSPENDED),
            (probationary, Standing.PROBATIONARY),
        ):
            of = schema.person.c.id == person
            await tx.execute(update(schema.person).where(of).values(standing=standing.value))
        called = {one.id for one in await meetings.summoned(tx, house.branch.id)}
    assert called == {one.id for one in house.people} - {exempt, suspended}


async def test_the_roll_call_of_the_day(db: Database, house: House) -> None:
    """Found by the day of the branch's own calendar; of two on a day the later one called."""
    branch, (a, b, c, *_) = house.branch.id, [one.id for one in house.people]
    late = datetime(2024, 12, 10, 18, 0, tzinfo=UTC)  # 01:00 on the 11th in Vietnam
    meeting = await made(db, house, replace(PLAN, starts_at=late, minutes=60))
    async with db.write() as tx:
        assert await meetings.present(tx, branch, date(2024, 12, 11)) is None
        await meetings.note_attendance(tx, meeting.id, a, Attendance.PRESENT, a, late)
        await meetings.note_attendance(tx, meeting.id, b, Attendance.ABSENT, a, late)
        await meetings.note_attendance(tx, meeting.id, b, Attendance.EXCUSED, a, late)
        await meetings.note_attendance(tx, meeting.id, c, Attendance.PRESENT, a, late)
        await meetings.note_attendance(tx, meeting.id, c, None, a, late)
        called = await meetings.present(tx, branch, date(2024, 12, 11))
        assert called == meetings.RollCall(frozenset({a}), frozenset({b}), frozenset())
        assert await meetings.present(tx, branch, date(2024, 12, 10)) is None
        assert await meetings.present(tx, 999, date(2024, 12, 11)) is None
    evening = await made(db, house, replace(PLAN, starts_at=late + timedelta(hours=12)))
    async with db.write() as tx:
        assert await meetings.present(tx, branch, date(2024, 12, 11)) == called
        await meetings.note_attendance(tx, evening.id, c, Attendance.PRESENT, a, late)
        called = await meetings.present(tx, branch, date(2024, 12, 11))
        assert called is not None
        assert called.present == {c}
        await meetings.cancel_meeting(tx, evening.id, 0, "nhầm", None, late)
        called = await meetings.present(tx, branch, date(2024, 12, 11))
        assert called is not None
        assert called.present == {a}


async def test_a_draft_is_one_for_each_person(db: Database, house: House) -> None:
    """A new one takes the old one's place under a new id; finishing it twice is noticed."""
    me, branch = house.people[0].id, house.branch.id
    async with db.write() as tx:
        first = await meetings.begin_draft(tx, branch, me, 120, ("Khai mạc",))
        second = await meetings.begin_draft(tx, branch, me, 240)
        assert second.id > first.id
        assert await meetings.draft(tx, draft_id=first.id) is None
        kept = replace(second, day=date(2024, 12, 20), place="Nhà văn hóa", agenda=("Một",))
        await meetings.keep_draft(tx, kept)
        assert await meetings.draft(tx, person_id=me) == kept
        assert await meetings.drop_draft(tx, second.id)
        assert not await meetings.drop_draft(tx, second.id)
        third = await meetings.begin_draft(tx, branch, me, 120)
        assert third.id > second.id


async def test_a_change_begins_with_the_meeting_as_it_is(db: Database, house: House) -> None:
    """All of it is taken over, with the sequence that it was taken from."""
    meeting = await made(db, house)
    async with db.write() as tx:
        draft = await meetings.begin_draft(
            tx, house.branch.id, house.people[0].id, 60, ("x",), changing=meeting
        )
    assert (draft.meeting_id, draft.based_on) == (meeting.id, 0)
    assert MeetingPlan(PLAN.starts_at, draft.minutes, draft.place, draft.agenda) == PLAN
