"""Reminders in a branch: to whom, of what, with which button; fewer of them; the digest."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from conversations.reminders import replan, replan_all
from storage import assessments, meetings, outbox, reminders, reviews, roll, suggestions
from storage.meetings import Answer, Meeting, MeetingPlan
from storage.outbox import OutboxRow, State
from storage.reminders import USUAL, Switch, Wants
from storage.reviews import Stage
from tests.conversations.hall import Hall, assert_fits, drafts, hall

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
MEETING = datetime(2026, 12, 20, 14, 0, tzinfo=HANOI)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Secretary, deputy, four members; the review is at the self-assessment."""
    everyone = range(6)
    async with hall(
        tmp_path, drafts(6), stage=Stage.ASSESSMENT, unheard=everyone, unlinked=[5]
    ) as made:
        yield made


async def set_meeting(room: Hall, start: datetime = MEETING) -> Meeting:
    """Set a meeting as a dialogue does: with its plan of reminders."""
    async with room.house.db.write() as tx:
        plan = MeetingPlan(start, 120, "Hội trường")
        made = await meetings.set_meeting(tx, room.branch.id, plan, None, room.talk.now)
        await replan(tx, room.house, room.branch.id, room.talk.now)
    return made


async def until(room: Hall, day: int, hour: int, minute: int = 0) -> None:
    """Let time pass, sending everything at its moment."""
    wanted = datetime(2026, 12, day, hour, minute, tzinfo=HANOI)
    while True:
        async with room.house.db.read() as tx:
            due = await outbox.next_due(tx)
        if due is None or due > wanted:
            break
        room.talk.now = max(room.talk.now, due)
        await room.sweep(after=0)
    room.talk.now = wanted


async def sent(room: Hall, kind: str = "remind.person") -> list[OutboxRow]:
    """What was sent of that kind."""
    async with room.house.db.read() as tx:
        return [row for row in await outbox.messages(tx, State.SENT) if row.kind == kind]


async def waiting(room: Hall) -> list[OutboxRow]:
    """The moments of the plan that are ahead."""
    async with room.house.db.read() as tx:
        rows = await outbox.messages(tx, State.WAITING)
    return [row for row in rows if row.kind == "remind.moment"]


async def done(room: Hall, who: int, meeting: Meeting, answer: Answer = Answer.PRESENT) -> None:
    """He has submitted, and answered."""
    async with room.house.db.write() as tx:
        person = room.people[who].id
        await assessments.submit(tx, room.review.id, person, room.talk.now)
        await meetings.reply(tx, meeting.id, person, answer, None, room.talk.now)


async def test_only_who_still_owes_something_is_reminded(room: Hall) -> None:
    """A week before: who is done hears nothing; who owes hears what, with the buttons for it."""
    meeting = await set_meeting(room)
    await done(room, 2, meeting)
    await until(room, 13, 9)
    assert {row.person_id for row in await sent(room)} == {
        room.people[who].id for who in (0, 1, 3, 4)
    }
    phone = room.phone(3)
    assert "Còn 7 ngày" in phone.text
    assert "trả lời có dự họp" in phone.text
    assert "chưa bắt đầu" in phone.text
    assert {"✅ Có mặt", "✍️ Tự đánh giá", "🏠 Trang chính"} <= set(phone.labels)
    assert_fits(phone)


async def test_the_button_of_a_reminder_does_it(room: Hall) -> None:
    """Answered from the reminder: the answer counts, and is not asked for again."""
    meeting = await set_meeting(room)
    await until(room, 13, 9)
    await room.phone(3).tap("✅ Có mặt")
    async with room.house.db.read() as tx:
        given = await meetings.replies(tx, meeting.id)
    assert given[room.people[3].id].answer is Answer.PRESENT
    await until(room, 17, 9)
    text = room.talk.chats[room.account(room.people[3])].messages[-1].text
    assert "trả lời có dự họp" not in text
    assert "tự đánh giá" in text


async def test_the_eve_and_the_hour_go_to_all_but_the_excused(room: Hall) -> None:
    """Who is done still hears of the meeting twice; who has excused himself hears nothing."""
    meeting = await set_meeting(room)
    await done(room, 2, meeting)
    await done(room, 3, meeting, Answer.EXCUSED)
    await until(room, 20, 15)
    counts = [row.person_id for row in await sent(room)]
    assert counts.count(room.people[2].id) == 2
    assert counts.count(room.people[3].id) == 0


async def test_a_suggestion_to_explain_is_owed(room: Hall) -> None:
    """Submitted and answered, but asked by a higher committee to explain: he is told so."""
    meeting = await set_meeting(room)
    await done(room, 2, meeting)
    async with room.house.db.write() as tx:
        person = room.people[2].id
        await suggestions.suggest(tx, room.review.id, person, "Nêu rõ", "Đảng ủy", None, MEETING)
    await until(room, 13, 9)
    assert "1 nội dung cấp trên gợi ý" in room.phone(2).text


async def test_a_moved_meeting_moves_its_reminders(room: Hall) -> None:
    """No moment of the old time is left, in the transaction that moved it."""
    meeting = await set_meeting(room)
    before = {row.due for row in await waiting(room)}
    async with room.house.db.write() as tx:
        plan = MeetingPlan(MEETING + timedelta(days=3, hours=1), 120, "Hội trường")
        await meetings.change_meeting(tx, meeting.id, 0, plan, None, room.talk.now)
        await replan(tx, room.house, room.branch.id, room.talk.now)
    after = {row.due for row in await waiting(room)}
    assert MEETING - timedelta(hours=1) in before - after
    assert MEETING + timedelta(days=3) in after


async def test_the_secretary_s_own_taps_plan_and_cancel(room: Hall) -> None:
    """Set in the chat, then cancelled: the plan comes and goes; the file's days stay."""
    secretary = room.phone(0)
    await secretary.command("hop", "20/12 14h tại Hội trường A")
    await secretary.tap("✅ Đúng")
    await secretary.tap("📣 Báo cho chi bộ")
    planned = len(await waiting(room))
    assert planned > 4
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✖️ Hủy họp")
    await secretary.tap("✖️ Đúng, hủy họp")
    await secretary.type("Chống bão số 9")
    assert {str(row.payload["what"])[0] for row in await waiting(room)} == {"f"}


async def test_a_closed_review_reminds_nobody(room: Hall) -> None:
    """Neither of its file nor each morning."""
    async with room.house.db.write() as tx:
        await reviews.set_stage(tx, room.review.id, Stage.CLOSED, None, room.talk.now)
        await replan(tx, room.house, room.branch.id, room.talk.now)
        assert not await outbox.messages(tx, State.WAITING)


async def test_fewer_reminders_but_not_none_of_the_meeting(room: Hall) -> None:
    """“Only the last ones”: the eve and the hour come, the week and three days do not."""
    await set_meeting(room)
    phone = room.phone(3)
    await phone.command("nhac")
    await phone.tap("⚪ Chỉ nhắc sát ngày")
    assert "🔘 Chỉ nhắc sát ngày" in phone.labels
    assert "🛠 Lịch nhắc của chi bộ" not in phone.labels
    await until(room, 18, 9)
    mine = room.people[3].id
    # Of the papers the day before alone; nothing a week or three days before the meeting.
    assert {str(row.payload["what"]) for row in await sent(room) if row.person_id == mine} == {
        "p1.draft-ahead.1"
    }
    await until(room, 20, 15)
    assert len([row for row in await sent(room) if row.person_id == mine]) == 3


async def test_the_secretary_switches_the_plan(room: Hall) -> None:
    """What is switched off is not planned; the last reminder of a meeting stays on."""
    await set_meeting(room)
    secretary = room.phone(0)
    await secretary.command("nhac")
    await secretary.tap("🛠 Lịch nhắc của chi bộ")
    assert_fits(secretary)
    for label in ("Trước 7 ngày", "Trước 3 ngày", "Sáng hôm họp", "Trước 1 ngày"):
        await secretary.tap(f"☑️ {label}")
    assert not [row for row in await waiting(room) if "7d" in str(row.payload["what"])]
    await secretary.tap("☑️ Trước 1 giờ")
    assert "ít nhất một lần nhắc" in secretary.toast
    async with room.house.db.read() as tx:
        assert Switch.HOUR in await reminders.switches(tx, room.branch.id)


async def test_forged_and_foreign_taps_change_nothing(room: Hall) -> None:
    """A member's tap on the plan, an unknown switch, an unknown choice."""
    member, secretary = room.phone(3), room.phone(0)
    await member.command("nhac")
    for data in ("remind:plan", "remind:set:7d:0", "remind:want:none", "remind:want:"):
        await member.tap_data(data)
    await secretary.command("nhac")
    for data in ("remind:set:x:1", "remind:set:7d:2", "remind:set:7d"):
        await secretary.tap_data(data)
    async with room.house.db.read() as tx:
        assert await reminders.switches(tx, room.branch.id) == USUAL
        assert await reminders.wants(tx, room.people[3].id) is Wants.ALL


async def test_names_of_the_late_only_where_the_branch_wants_it(room: Hall) -> None:
    """The group reads dates and counts; with the switch on, the names too."""
    meeting = await set_meeting(room)
    await done(room, 2, meeting)
    await until(room, 17, 9)
    late = room.people[3].full_name
    assert "Đã nộp bản tự đánh giá: 1/6" in room.group_texts
    assert late not in room.group_texts
    async with room.house.db.write() as tx:
        await reminders.keep_switches(tx, room.branch.id, set(Switch), None, room.talk.now)
    await until(room, 19, 9)
    assert late in room.group_texts


async def test_the_digest_tells_what_came_in_and_who_cannot_be_reached(room: Hall) -> None:
    """To the secretary alone, and only on a morning with something to say."""
    meeting = await set_meeting(room)
    await until(room, 6, 12)  # a Sunday: nothing has come in
    assert not await sent(room, "remind.digest")
    await done(room, 2, meeting)
    async with room.house.db.write() as tx:
        await roll.set_reachable(tx, room.account(room.people[4]), False)
    await until(room, 7, 9)
    (row,) = await sent(room, "remind.digest")
    assert row.person_id == room.people[0].id
    text = room.phone(0).text
    assert f"Đã nộp bản tự đánh giá: {room.people[2].full_name}" in text
    assert f"Chưa vào Tự Soi: {room.people[5].full_name}" in text
    assert f"Đã chặn Tự Soi: {room.people[4].full_name}" in text
    assert "bỏ phiếu" not in text.lower()
    assert_fits(room.phone(0))


async def test_what_came_due_while_the_bot_was_down_is_one_message(room: Hall) -> None:
    """Down from three days before until the eve: one reminder each, of everything."""
    await set_meeting(room)
    await until(room, 16, 22)
    before = len(await sent(room))
    room.talk.now = datetime(2026, 12, 19, 9, 30, tzinfo=HANOI)
    await until(room, 19, 10)
    late = (await sent(room))[before:]
    assert len(late) == len({row.person_id for row in late}) == 5


async def test_at_night_it_waits_for_the_morning(room: Hall) -> None:
    """Up again at 22:00: nothing is said before 06:30, and then one message to each."""
    await set_meeting(room)
    await until(room, 17, 7)
    before = len(await sent(room))
    room.talk.now = datetime(2026, 12, 17, 22, 0, tzinfo=HANOI)
    await until(room, 18, 6, 29)
    assert len(await sent(room)) == before
    await until(room, 18, 6, 31)
    assert len((await sent(room))[before:]) == 5


async def test_too_late_is_dropped_with_a_record(room: Hall) -> None:
    """Up again after the meeting: nothing of it is sent, and each moment says why."""
    await set_meeting(room)
    await until(room, 12, 0)
    room.talk.now = datetime(2026, 12, 20, 14, 5, tzinfo=HANOI)
    await until(room, 20, 15)
    assert not await sent(room)
    async with room.house.db.read() as tx:
        dropped = await outbox.messages(tx, State.DROPPED)
    assert {row.kind for row in dropped} >= {"remind.moment"}
    assert all(row.reason for row in dropped)


async def test_planning_anew_at_a_start_changes_nothing(room: Hall) -> None:
    """As often as the bot is restarted, there is one row a moment."""
    await set_meeting(room)
    before = [(row.key, row.due, row.payload) for row in await waiting(room)]
    for _ in range(3):
        await replan_all(room.house, room.talk.now)
    assert [(row.key, row.due, row.payload) for row in await waiting(room)] == before


async def test_a_reminder_leaves_a_half_typed_answer_alone(room: Hall) -> None:
    """The reason that was being typed is still taken as one after the reminder."""
    meeting = await set_meeting(room)
    await until(room, 13, 7, 59)
    phone = room.phone(3)
    await phone.command("hop")
    await phone.tap("🙋 Xin vắng")
    await until(room, 13, 8, 1)
    assert "Nhắc đồng chí" in phone.text
    await phone.type("Đi mổ mắt")
    async with room.house.db.read() as tx:
        given = (await meetings.replies(tx, meeting.id))[room.people[3].id]
    assert (given.answer, given.reason) == (Answer.EXCUSED, "Đi mổ mắt")
