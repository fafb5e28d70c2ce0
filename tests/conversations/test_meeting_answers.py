"""Who comes and who came: answers, lists, the roll-call, the home screen; forged and stale taps."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from conversations.meetings.declared import dialogue
from storage import meetings
from storage.meetings import Answer, Attendance, Meeting, MeetingPlan, Reply
from storage.reviews import Stage
from tests.conversations.hall import START, Hall, assert_fits, drafts, hall

AHEAD = START + timedelta(days=7)


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """A branch of seven: one on probation, one exempt, one not linked; a meeting in a week."""
    rows = drafts(7, probationary=(4,), exempt=(5,))
    async with hall(tmp_path, rows, unlinked=(6,), stage=Stage.ASSESSMENT) as found:
        await meet(found)
        yield found


async def meet(room: Hall, at: datetime = AHEAD, agenda: tuple[str, ...] = ()) -> Meeting:
    plan = MeetingPlan(at, 120, "Nhà văn hóa", agenda)
    async with room.house.db.write() as tx:
        return await meetings.set_meeting(
            tx, room.branch.id, plan, room.people[0].id, room.talk.now
        )


async def replies(room: Hall, meeting: int = 1) -> dict[int, Reply]:
    async with room.house.db.read() as tx:
        found = await meetings.replies(tx, meeting)
    places = {person.id: place for place, person in enumerate(room.people)}
    return {places[person]: reply for person, reply in found.items()}


async def called(room: Hall, meeting: int = 1) -> dict[int, Attendance]:
    async with room.house.db.read() as tx:
        found = await meetings.attendance(tx, meeting)
    places = {person.id: place for place, person in enumerate(room.people)}
    return {places[person]: noted for person, noted in found.items()}


# ── answering ────────────────────────────────────────────────────────────────────────────────


async def test_one_tap_answers_and_another_changes_it(room: Hall) -> None:
    """Present, then late; the answer given is ticked, doubled taps change nothing."""
    member = room.phone(2)
    await member.command("hop")
    assert "Đồng chí chưa trả lời" in member.text
    message, button = member.button("✅ Có mặt")
    await member.tap("✅ Có mặt")
    await member.tap_data(button.data, message.number)
    assert (await replies(room))[2].answer is Answer.PRESENT
    assert "👉 ✅ Có mặt" in member.labels
    await member.tap("🕐 Đến muộn")
    assert (await replies(room))[2].answer is Answer.LATE
    assert_fits(member)


async def test_being_excused_needs_a_reason(room: Hall) -> None:
    """Nothing is kept before it is given: by a button, or typed; a bad one is asked again."""
    member = room.phone(2)
    await member.command("hop")
    await member.tap("🙋 Xin vắng")
    assert await replies(room) == {}
    await member.type("x" * 10_000)
    assert "10000 ký tự" in member.text
    assert await replies(room) == {}
    await member.type("Đưa vợ\n\u202eđi viện")
    assert (await replies(room))[2].reason == "Đưa vợ đi viện"
    await member.tap("✅ Có mặt")
    assert (await replies(room))[2].reason is None
    await member.tap("🙋 Xin vắng")
    await member.tap("🤒 Ốm đau")
    assert (await replies(room))[2] == Reply(Answer.EXCUSED, "Ốm đau", room.talk.now)


async def test_leaving_the_question_keeps_the_answer_before(room: Hall) -> None:
    """He thinks better of it and goes home: a text then is no reason."""
    member = room.phone(2)
    await member.command("hop")
    await member.tap("✅ Có mặt")
    await member.tap("🙋 Xin vắng")
    await member.command("huy")
    await member.type("tin nhắn khác")
    assert (await replies(room))[2].answer is Answer.PRESENT


async def test_an_answer_is_to_the_time_that_was_asked_for(room: Hall) -> None:
    """The meeting was moved meanwhile: his old button answers nothing and tells the new time."""
    member = room.phone(2)
    await member.command("hop")
    later = MeetingPlan(AHEAD + timedelta(days=1), 120, "Nhà văn hóa")
    async with room.house.db.write() as tx:
        await meetings.change_meeting(tx, 1, 0, later, None, room.talk.now)
    await member.tap("✅ Có mặt")
    assert "đã đổi lịch: Chủ Nhật, 13/12/2026 lúc 19:00" in member.toast
    assert await replies(room) == {}


@pytest.mark.parametrize("end", ["over", "cancelled"])
async def test_what_is_over_takes_no_answer(room: Hall, end: str) -> None:
    """Neither a meeting gone by nor a cancelled one; its page says what became of it."""
    member = room.phone(2)
    await member.command("hop")
    if end == "over":
        room.talk.now += timedelta(days=8)
    else:
        async with room.house.db.write() as tx:
            await meetings.cancel_meeting(tx, 1, 0, "Bão", None, room.talk.now)
    await member.tap("✅ Có mặt")
    assert ("đã qua" if end == "over" else "đã hủy") in member.toast
    assert await replies(room) == {}
    await member.tap_data("meet:show:1")
    assert "✅ Có mặt" not in member.labels


async def test_who_is_not_summoned_reads_but_does_not_answer(room: Hall) -> None:
    """The exempt see the meeting and may take it into their calendar."""
    exempt = room.phone(5)
    await exempt.command("hop")
    assert "Nhà văn hóa" in exempt.text
    assert "✅ Có mặt" not in exempt.labels
    await exempt.tap_data("meet:say:1:present:29684400")
    assert await replies(room) == {}
    await exempt.tap_data("meet:file:1")
    assert exempt.chat.appointments[0].starts_at == AHEAD


async def test_the_home_screen_asks_until_it_is_answered(room: Hall) -> None:
    """First among what waits, with the button; then only told."""
    member = room.phone(2)
    await member.command("trangchu")
    waiting = member.text.split("Việc đang chờ đồng chí:")[1]
    assert "Thứ Bảy, 12/12/2026 lúc 19:00. Đồng chí chưa trả lời" in waiting
    await member.tap("✋ Trả lời dự họp")
    await member.tap("✅ Có mặt")
    await member.command("trangchu")
    assert "Đồng chí đã trả lời: ✅ có mặt" in member.text
    assert "✋ Trả lời dự họp" not in member.labels


async def test_several_meetings_are_chosen_from(room: Hall) -> None:
    """Two ahead: a list with what is unanswered marked; one ahead: shown at once."""
    await meet(room, AHEAD + timedelta(days=2))
    member = room.phone(2)
    await member.command("hop")
    assert member.text.count("✋ Th") == 2
    await member.tap("🗓 14/12 · 19:00")
    await member.tap("✅ Có mặt")
    await member.tap("‹ Quay lại")
    assert member.text.count("✋ Th") == 1
    assert set(await replies(room, 2)) == {2}
    assert await replies(room, 1) == {}


async def test_a_card_link_leads_to_its_meeting(room: Hall) -> None:
    """The link of the group's card opens the page; a forged number is kindly refused."""
    member = room.phone(2)
    await member.command("start", "m1")
    assert "Nhà văn hóa" in member.text
    for payload in ("m2", "m", "mx", "m99999999999999999999"):
        await member.command("start", payload)
        assert "không có cuộc họp này" in member.text
    stranger = room.talk.phone(5555, "Người lạ")
    await stranger.command("start", "m1")
    assert "Nhà văn hóa" not in stranger.text


async def test_a_long_agenda_is_counted_and_shown_when_asked_for(room: Hall) -> None:
    """The page stays short; the whole is a tap away, in the calendar's file too."""
    agenda = tuple(f"Mục số {n}: " + "nội dung " * 8 for n in range(12))
    await meet(room, AHEAD - timedelta(days=1), agenda)
    member = room.phone(2)
    await member.command("hop")
    await member.tap("🗓 11/12 · 19:00")
    assert "Chương trình: 12 mục" in member.text
    assert len(member.text) <= 700
    await member.tap("📋 Chương trình đầy đủ")
    assert "12. Mục số 11" in member.text
    await member.tap("‹ Quay lại")
    await member.tap("📅 Đưa vào lịch")
    assert "12. Mục số 11" in member.chat.appointments[0].notes


# ── who comes, the roll-call ─────────────────────────────────────────────────────────────────


async def test_the_secretary_sees_who_comes_and_why_not(room: Hall) -> None:
    """Counts on the page, names and reasons in a list of his own; nobody else has it."""
    for who, tap in ((2, "✅ Có mặt"), (3, "🕐 Đến muộn")):
        await room.phone(who).command("hop")
        await room.phone(who).tap(tap)
    await room.phone(4).command("hop")
    await room.phone(4).tap("🙋 Xin vắng")
    await room.phone(4).type("Đi phép <b>xa</b>")
    for who in (0, 1):
        chair = room.phone(who)
        await chair.command("hop")
        await chair.tap("🗓 12/12 · 19:00")
        assert "có mặt 1 · 🕐 đến muộn 1 · 🙋 xin vắng 1 · chưa trả lời 3/6" in chair.text
        await chair.tap("👥 Ai dự họp")
        assert f"🙋 {room.people[4].full_name}: Đi phép" in chair.text
        assert f"▫️ {room.people[6].full_name}" in chair.text
        assert room.people[5].full_name not in chair.text
    member = room.phone(2)
    for data in ("meet:who:1:0", "meet:roll:1:0", "meet:mark:1:1:p:0", "meet:rest:1:0"):
        await member.tap_data(data)
        assert "không thuộc phần việc của đồng chí" in member.toast
    await room.in_group(0).tap_data("meet:who:1:0")
    assert "Đi phép" not in room.group_texts


async def test_the_roll_is_called_by_tapping_names(room: Hall) -> None:
    """All at once, then one by one; who excused himself is noted so; doubled taps are one."""
    await room.phone(3).command("hop")
    await room.phone(3).tap("🙋 Xin vắng")
    await room.phone(3).tap("🧳 Đi công tác")
    chair = room.phone(0)
    await chair.tap_data("meet:roll:1:0")
    assert "từ 3 giờ trước khi họp" in chair.toast
    room.talk.now = AHEAD - timedelta(minutes=5)
    await chair.command("hop")
    await chair.tap("🗓 12/12 · 19:00")
    await chair.tap("📝 Điểm danh")
    assert f"⬜🙋 {room.people[3].full_name}" in chair.labels
    await chair.tap("✅ Những người còn lại có mặt")
    assert await called(room) == {
        who: Attendance.EXCUSED if who == 3 else Attendance.PRESENT for who in (0, 1, 2, 3, 4, 6)
    }
    assert "Đảng viên chính thức có mặt: 4/5" in chair.text
    message, button = chair.button(f"✅ {room.people[6].full_name}")
    await chair.tap_data(button.data, message.number)
    await chair.tap_data(button.data, message.number)
    assert (await called(room))[6] is Attendance.EXCUSED
    await chair.tap(f"🙋 {room.people[6].full_name}")
    assert (await called(room))[6] is Attendance.ABSENT
    await chair.tap(f"❌ {room.people[6].full_name}")
    assert (await called(room))[6] is Attendance.PRESENT
    assert_fits(chair)


async def test_sixty_names_are_turned_page_by_page(tmp_path: Path) -> None:
    """Every name is reached, on pages that fit, in both lists."""
    async with hall(tmp_path, drafts(60), unlinked=range(1, 60), stage=Stage.ASSESSMENT) as room:
        await meet(room, START + timedelta(hours=1))
        chair = room.phone(0)
        for verb in ("roll", "who"):
            await chair.tap_data(f"meet:{verb}:1:0")
            seen = set[str]()
            while True:
                assert_fits(chair)
                shown = chair.text + " ".join(chair.labels)
                seen |= {one.full_name for one in room.people if one.full_name in shown}
                if "Trang sau ›" not in chair.labels:
                    break
                await chair.tap("Trang sau ›")
            assert seen == {one.full_name for one in room.people}
        await chair.tap_data("meet:roll:1:999999")
        assert "‹ Trang trước" in chair.labels


async def test_the_roll_call_prepares_the_ballot(tmp_path: Path) -> None:
    """Who is excused at the meeting is excused from the ballot, and who is there is counted."""
    async with hall(tmp_path, drafts(7, probationary=(4,)), stage=Stage.BALLOT) as room:
        meeting = await meet(room, START + timedelta(hours=1))
        async with room.house.db.write() as tx:
            for who, noted in enumerate(
                [Attendance.PRESENT] * 5 + [Attendance.EXCUSED, Attendance.ABSENT]
            ):
                person = room.people[who].id
                await meetings.note_attendance(tx, meeting.id, person, noted, None, START)
        chair = room.phone(0)
        await chair.command("bophieu")
        assert "Theo điểm danh: có mặt 4, vắng có lý do 1, vắng không lý do 1." in chair.text
        await chair.tap("Vắng có lý do")
        assert f"☑️ {room.people[5].full_name}" in chair.labels
        assert f"⬜ {room.people[6].full_name}" in chair.labels


async def test_past_meetings_stay_with_their_roll_call(room: Hall) -> None:
    """Days later the secretary finds it again and mends it; a member has no such list."""
    room.talk.now = AHEAD + timedelta(days=2)
    chair = room.phone(0)
    await chair.command("hop")
    await chair.tap("🗃 Các cuộc họp đã qua")
    await chair.tap("🗃 12/12 · 19:00")
    assert "✏️ Thay đổi" not in chair.labels
    await chair.tap("📝 Điểm danh")
    await chair.tap(room.people[2].full_name)
    assert (await called(room))[2] is Attendance.PRESENT
    await room.phone(2).command("hop")
    assert "Chưa có lịch họp" in room.phone(2).text


# ── hostile hands ────────────────────────────────────────────────────────────────────────────


JUNK = ("", "0", "-1", "x", "1", "2", "99999999", "9" * 15, "२", "20261399", "null")


@pytest.mark.parametrize("who", [0, 2])
async def test_forged_taps_change_nothing_and_are_answered(room: Hall, who: int) -> None:
    """Every verb with every kind of argument, from the secretary and from a member."""
    phone = room.phone(who)
    harmless = {"new", "change", "rest", "mark", "say", "because"}  # may rightly do their work
    for verb, handler in dialogue.taps.items():
        if verb in harmless and who == 0:
            continue
        most = handler.most or handler.least
        for junk in JUNK:
            parts = await phone.tap_data(":".join(["meet", verb, *[junk] * most]))
            assert parts, (verb, junk)
    async with room.house.db.read() as tx:
        (meeting,) = await meetings.meetings(tx, room.branch.id)
    assert (meeting.sequence, meeting.standing) == (0, True)
    assert await replies(room) == {}
    assert await called(room) == {}


async def test_another_branch_sees_and_changes_nothing(room: Hall) -> None:
    """Its secretary forges our meeting's and our draft's buttons."""
    chair = room.phone(0)
    await chair.command("hop")
    await chair.tap("📅 Đặt lịch họp")
    guest = await room.secretary_of_another_branch()
    for data in (
        "meet:show:1",
        "meet:file:1",
        "meet:items:1",
        "meet:change:1:0",
        "meet:cancel:1",
        "meet:who:1:0",
        "meet:rest:1:0",
        "meet:say:1:present:29684880",
        "meet:draft:1",
        "meet:day:1:20261220",
        "meet:throw:1",
    ):
        await guest.tap_data(data)
    assert "Nhà văn hóa" not in " ".join([*guest.screens, *(one.text for one in guest.toasts)])
    assert not guest.chat.appointments
    assert await replies(room) == {}
    await chair.tap("20")
    assert "Chủ Nhật, 20/12/2026" in chair.text


async def test_old_times_and_far_ones_cannot_be_forged(room: Hall) -> None:
    """The button that confirms a moment carries it: only one ahead and within reach counts."""
    chair = room.phone(0)
    await chair.command("hop")
    await chair.tap("📅 Đặt lịch họp")
    past = int((room.talk.now - timedelta(days=1)).timestamp()) // 60
    far = int((room.talk.now + timedelta(days=900)).timestamp()) // 60
    for minute in (past, far, 0, 10**14):
        await chair.tap_data(f"meet:when:1:{minute}")
        async with room.house.db.read() as tx:
            draft = await meetings.draft(tx, draft_id=1)
        assert draft is not None
        assert draft.starts_at is None
    at = datetime(2026, 12, 20, 1, 0, tzinfo=UTC)
    await chair.tap_data(f"meet:when:1:{int(at.timestamp()) // 60}")
    assert "Chủ Nhật, 20/12/2026 lúc 08:00" in chair.text
