"""Meetings: set by the secretary, told to everyone, changed, cancelled; drafts that outlast all."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import update

from conversations.meetings.guidance import Guidance, length_words, papers_due
from conversations.screen import Place
from conversations.words import Words
from storage import meetings, outbox, schema, suggestions
from storage.meetings import Answer, Meeting
from storage.reviews import Stage
from tests.conversations.hall import GROUP, LIBRARY, TITLE, Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = "Thứ Bảy, 12/12/2026 lúc 14:00"
"""What “thứ 7 tuần sau 14h” means on the hall's Saturday, 5 December 2026."""


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """A branch of seven in self-assessment: one on probation, one exempt, one not linked."""
    rows = drafts(7, probationary=(4,), exempt=(5,))
    async with hall(tmp_path, rows, unlinked=(6,), stage=Stage.ASSESSMENT) as found:
        yield found


async def every(room: Hall) -> list[Meeting]:
    async with room.house.db.read() as tx:
        return list(await meetings.meetings(tx, room.branch.id))


async def one(room: Hall) -> Meeting:
    (found,) = await every(room)
    return found


async def drafted(phone: Phone, when: str = "thứ 7 tuần sau 14h") -> Phone:
    """All of a meeting is there, and nobody is told."""
    await phone.command("hop")
    await phone.tap("📅 Đặt lịch họp")
    await phone.type(when)
    await phone.tap("✅ Đúng")
    await phone.type("Nhà văn hóa khu phố 3")
    return phone


async def announced(room: Hall, when: str = "thứ 7 tuần sau 14h") -> Meeting:
    await (await drafted(room.phone(0), when)).tap("📣 Báo cho chi bộ")
    await room.sweep()
    return (await every(room))[-1]


def group_texts(room: Hall) -> list[str]:
    return [m.text for m in room.talk.chat(Place(GROUP, True, TITLE)).messages]


# ── setting ──────────────────────────────────────────────────────────────────────────────────


async def test_a_meeting_set_by_buttons_alone(room: Hall) -> None:
    """Day, time and an earlier place are tapped; four taps, and nothing is typed."""
    await announced(room)
    secretary = room.phone(0)
    await secretary.command("hop")
    for label in ("📅 Đặt lịch họp", "19", "19:30", "📍 Nhà văn hóa khu phố 3"):
        await secretary.tap(label)
        assert_fits(secretary)
    assert "Thứ Bảy, 19/12/2026 lúc 19:30" in secretary.text
    await secretary.tap("📣 Báo cho chi bộ")
    assert (await every(room))[-1].starts_at == datetime(2026, 12, 19, 12, 30, tzinfo=UTC)


async def test_a_typed_date_is_read_back_before_it_counts(room: Hall) -> None:
    """“Thứ 7 tuần sau 14h tại …” is said again with its date; only a yes takes it."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    await secretary.type("thứ 7 tuần sau 14h tại Hội trường phường")
    assert secretary.text.startswith(f"🗓 {SATURDAY}, đúng không ạ?")
    assert "Hội trường phường" in secretary.text
    await secretary.tap("✏️ Chọn lại")
    await secretary.type("20/12 lúc 8 giờ")
    await secretary.tap("✅ Đúng")
    assert "Chủ Nhật, 20/12/2026 lúc 08:00" in secretary.text
    assert "📣 Báo cho chi bộ" in secretary.labels
    assert await every(room) == []


async def test_a_day_without_its_time_and_a_time_without_its_day(room: Hall) -> None:
    """Half of it is kept, and the other half asked for."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    await secretary.type("19h")
    assert "chọn thêm ngày" in secretary.text
    await secretary.type("ngày 20")
    assert "Chủ Nhật, 20/12/2026, họp lúc mấy giờ" in secretary.text
    await secretary.type("7 giờ tối")
    assert "Chủ Nhật, 20/12/2026 lúc 19:00" in secretary.text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("linh tinh", "chưa hiểu ngày giờ"),
        ("30/2 8h", "Lịch không có ngày này"),
        ("20/12 25h", "Không có giờ này"),
        ("5/12 8h", "Thứ Bảy, 05/12/2026: giờ ấy đã qua"),
        ("hôm nay 7h", "giờ ấy đã qua"),
        ("thứ 2 20/12 8h", "Chủ Nhật, 20/12/2026: thứ và ngày không khớp"),
        ("20/12 8h hoặc 21/12 8h", "nhiều ngày hoặc nhiều giờ"),
        ("20/12/2030 8h", "hơn một năm"),
        ("rằm tháng chạp", "dương lịch"),
        ("x" * 10_000, "chưa hiểu ngày giờ"),
    ],
)
async def test_impossible_dates_get_kind_answers(room: Hall, typed: str, said: str) -> None:
    """Why, and the month to tap stays there; nothing is taken."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    await secretary.type(typed)
    assert said in secretary.text
    assert "T2" in secretary.labels
    assert_fits(secretary)
    await secretary.type("20/12 8h")  # the question is still awaited
    assert "đúng không ạ" in secretary.text


async def test_months_are_turned_and_stay_within_reach(room: Hall) -> None:
    """Days gone by cannot be tapped, holidays are named, neither end can be run past."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    assert "4" not in secretary.labels
    assert not [label for label in secretary.labels if label.startswith("‹ 1")]
    await secretary.tap("01/2027 ›")
    await secretary.tap("02/2027 ›")
    assert "Tết" in secretary.text
    for month in ("03", "04", "05", "06", "07", "08", "09", "10", "11", "12"):
        await secretary.tap(f"{month}/2027 ›")
    await secretary.tap("01/2028 ›")
    assert not [label for label in secretary.labels if label.endswith("›")]
    await secretary.tap("·")
    assert "không có ngày" in secretary.toast


async def test_a_holiday_and_a_day_taken_are_pointed_out(room: Hall) -> None:
    """Neither bars anything: the secretary decides."""
    await announced(room, "1/1/2027 8h")
    secretary = await drafted(room.phone(0), "1/1/2027 14h")
    assert "là ngày nghỉ: Tết Dương lịch" in secretary.text
    assert "đã có cuộc họp: Thứ Sáu, 01/01/2027 lúc 08:00" in secretary.text
    await secretary.tap("📣 Báo cho chi bộ")
    assert len(await every(room)) == 2


async def test_a_place_is_cleaned_and_bounded(room: Hall) -> None:
    """Ten thousand characters are refused with their number; marks and line breaks vanish."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    await secretary.type("20/12 8h")
    await secretary.tap("✅ Đúng")
    await secretary.type("x" * 10_000)
    assert "10000 ký tự" in secretary.text
    await secretary.type("\u202e\x00 \n")
    assert "0 ký tự" in secretary.text
    await secretary.type("Nhà <b>văn hóa</b>\n\u202ekhu\x07 phố")
    assert "Nhà <b>văn hóa</b> khu phố" in secretary.chat.messages[-1].screen.text.unescape()
    await secretary.tap("📣 Báo cho chi bộ")
    assert (await one(room)).plan.place == "Nhà <b>văn hóa</b> khu phố"


# ── what the guideline says ──────────────────────────────────────────────────────────────────


async def test_the_length_is_held_against_the_text(room: Hall) -> None:
    """Its own least length is offered; a shorter one is warned of with the clause, not barred."""
    secretary = await drafted(room.phone(0))
    assert "Dự kiến: nửa ngày" in secretary.text
    assert "✔️ Thời gian tối thiểu theo văn bản: nửa ngày (4 giờ) (mục II.A.4.2)" in secretary.text
    await secretary.tap("⏱ Thời lượng")
    await secretary.tap("2 giờ")
    assert "⚠️ Ngắn hơn mức văn bản nêu: tối thiểu nửa ngày" in secretary.text
    assert "mục II.A.4.2" in secretary.text
    await secretary.tap("📣 Báo cho chi bộ")
    assert (await one(room)).plan.minutes == 120


@pytest.mark.parametrize(
    ("guideline", "least", "suggested"),
    [
        ("can-tho-2018", 240, 480),
        ("dhyd-can-tho-2018", 240, 480),
        ("go-vap-p11-2021", 240, 480),
        ("sao-do-2023", None, None),
        ("tinh-uy-2019", None, None),
    ],
)
def test_each_text_says_its_own_least_length(
    guideline: str, least: int | None, suggested: int | None
) -> None:
    """In minutes of working time; where a text states none for a branch, none is made up."""
    ruleset = LIBRARY.get(guideline)
    assert Guidance(ruleset, suggested=False).least == least
    assert Guidance(ruleset, suggested=True).least == suggested
    said = length_words(Words("vi"), Guidance(ruleset, suggested=False), 120)
    assert ("không nêu thời gian tối thiểu" in said) is (least is None)
    assert [one.day for one in papers_due(ruleset.sections.deadlines, date(2026, 12, 19))] == [
        date(2026, 12, 16)
    ]


async def test_suggestions_of_a_higher_committee_ask_for_longer(room: Hall) -> None:
    """With gợi ý kiểm điểm the least length is the longer one, and an item of the agenda more."""
    at = room.talk.now
    async with room.house.db.write() as tx:
        await suggestions.suggest(tx, room.review.id, None, "Giải trình", "Đảng ủy", None, at)
    secretary = await drafted(room.phone(0))
    assert "Dự kiến: 1 ngày" in secretary.text
    await secretary.tap("⏱ Thời lượng")
    await secretary.tap("nửa ngày")
    assert "có gợi ý kiểm điểm, tối thiểu 1 ngày" in secretary.text
    await secretary.tap("📋 Chương trình")
    assert "Giải trình nội dung cấp trên gợi ý" in secretary.text


async def test_papers_are_due_working_days_before(room: Hall) -> None:
    """The last day, by the text's own words and clause, over a weekend and New Year's Day."""
    secretary = await drafted(room.phone(0), "5/1/2027 8h")
    assert "chậm nhất Thứ Tư, 30/12/2026 (ít nhất 03 ngày làm việc, mục II.A.4.1.1)" in (
        secretary.text
    )
    assert "Đã trừ ngày nghỉ: Tết Dương lịch 01/01/2027" in secretary.text
    await secretary.tap("📅 Ngày giờ")
    await secretary.type("ngày mai 8 giờ")
    await secretary.tap("✅ Đúng")
    assert "⚠️ Ngày ấy đã qua" in secretary.text


async def test_the_agenda_is_ready_made_and_can_be_changed(room: Hall) -> None:
    """Items of the stage, in and out by number in their order; or typed, an item a line."""
    secretary = await drafted(room.phone(0))
    await secretary.tap("📋 Chương trình")
    items = (await _draft_agenda(room))[:]
    assert items[0].startswith("Khai mạc")
    assert any("Bỏ phiếu kín" in item for item in items)
    await secretary.tap("2")
    assert await _draft_agenda(room) == (items[0], *items[2:])
    assert "⬜ 2." in secretary.text
    await secretary.tap("2")
    assert await _draft_agenda(room) == items
    await secretary.tap("📖 Thứ tự theo văn bản")
    assert "Kiểm điểm tập thể trước, cá nhân sau. (mục II.A.4.2)" in secretary.text
    await secretary.tap("‹ Quay lại")
    await secretary.tap("✏️ Gõ lại")
    await secretary.type("1. Khai mạc\n\n2) Kiểm điểm\n- Bế mạc")
    assert await _draft_agenda(room) == ("Khai mạc", "Kiểm điểm", "Bế mạc")
    await secretary.tap("📋 Chương trình")
    await secretary.tap("↩️ Theo mẫu có sẵn")
    assert await _draft_agenda(room) == items
    assert_fits(secretary)


async def _draft_agenda(room: Hall) -> tuple[str, ...]:
    async with room.house.db.read() as tx:
        draft = await meetings.draft(tx, person_id=room.people[0].id)
    assert draft is not None
    return draft.agenda


@pytest.mark.parametrize("typed", ["x" * 10_000, "mục\n" * 21, "\n \u200b\n", "y" * 201])
async def test_an_agenda_too_long_changes_nothing(room: Hall, typed: str) -> None:
    """Refused with what there is too much of; the question is still awaited."""
    secretary = await drafted(room.phone(0))
    before = await _draft_agenda(room)
    await secretary.tap("📋 Chương trình")
    await secretary.tap("✏️ Gõ lại")
    await secretary.type(typed)
    assert "Nhiều nhất 20 mục" in secretary.text
    assert await _draft_agenda(room) == before
    await secretary.type("Một mục thôi")
    assert await _draft_agenda(room) == ("Một mục thôi",)


# ── telling ──────────────────────────────────────────────────────────────────────────────────


async def test_everyone_summoned_is_told_once(room: Hall) -> None:
    """A card in the group, a notice to each linked member summoned but him who set it."""
    secretary = await drafted(room.phone(0))
    assert group_texts(room) == []
    message, button = secretary.button("📣 Báo cho chi bộ")
    await secretary.tap("📣 Báo cho chi bộ")
    await secretary.tap_data(button.data, message.number)  # a shaky hand
    assert "đã xong hoặc đã bỏ" in secretary.toast
    await room.sweep()
    (card,) = group_texts(room)
    assert SATURDAY in card
    assert "Nhà văn hóa khu phố 3" in card
    for who in (1, 2, 3, 4):
        (notice,) = room.phone(who).screens
        assert SATURDAY in notice
        assert_fits(room.phone(who))
    assert room.phone(5).screens == []  # exempt: not summoned
    assert not any(person.full_name in card for person in room.people)
    await room.sweep(after=3600)
    assert len(room.phone(1).screens) == 1


async def test_who_sets_it_comes_unless_he_says_otherwise(room: Hall) -> None:
    """The secretary is not asked what he has said by setting it."""
    meeting = await announced(room)
    async with room.house.db.read() as tx:
        (said,) = (await meetings.replies(tx, meeting.id)).items()
    assert (said[0], said[1].answer) == (room.people[0].id, Answer.PRESENT)


async def test_another_time_asks_everyone_anew(room: Hall) -> None:
    """The card is edited, the group and each member hear of it, answers to the old time go."""
    meeting = await announced(room)
    member = room.phone(2)
    await member.tap("🕐 Đến muộn")
    before = member.chat.messages[-1].number
    secretary = room.phone(0)
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✏️ Thay đổi")
    await secretary.tap("📅 Ngày giờ")
    await secretary.type("20/12 8h")
    await secretary.tap("✅ Đúng")
    await secretary.tap("📣 Báo thay đổi")
    await room.sweep()
    now = await one(room)
    assert (now.sequence, now.uid) == (1, meeting.uid)
    card, told = group_texts(room)
    assert "Chủ Nhật, 20/12/2026 lúc 08:00" in card
    assert told.startswith("🔁 Cuộc họp đã đổi lịch")
    (notice,) = member.screens
    assert "trả lời lại" in notice
    assert member.chat.messages[-1].number != before  # a new message, so that his phone rings
    async with room.house.db.read() as tx:
        assert set(await meetings.replies(tx, now.id)) == {room.people[0].id}


async def test_another_agenda_disturbs_nobody(room: Hall) -> None:
    """Only the card is edited; answers stay."""
    meeting = await announced(room)
    member = room.phone(2)
    await member.tap("✅ Có mặt")
    number = member.chat.messages[-1].number
    secretary = room.phone(0)
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✏️ Thay đổi")
    await secretary.tap("📋 Chương trình")
    await secretary.tap("✏️ Gõ lại")
    await secretary.type("Chỉ một việc")
    await secretary.tap("📣 Báo thay đổi")
    assert "không làm phiền ai" in secretary.text
    await room.sweep()
    (card,) = group_texts(room)
    assert "Chỉ một việc" in card
    assert member.chat.messages[-1].number == number
    async with room.house.db.read() as tx:
        assert room.people[2].id in await meetings.replies(tx, meeting.id)


async def test_a_change_that_changes_nothing_tells_nobody(room: Hall) -> None:
    """The sequence stays, nothing new is to be sent."""
    await announced(room)
    secretary = room.phone(0)
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✏️ Thay đổi")
    await secretary.tap("📣 Báo thay đổi")
    assert "Không có gì thay đổi" in secretary.toast
    assert (await one(room)).sequence == 0
    async with room.house.db.read() as tx:
        every = await outbox.messages(tx, outbox.State.WAITING)
    (waiting,) = [row for row in every if row.kind.startswith("meet.")]
    assert waiting.due == (await one(room)).ends_at(HANOI)  # the card, once it is over


async def test_of_two_who_change_it_one_is_told_that_he_was_late(room: Hall) -> None:
    """Secretary and deputy mend the same meeting: the second one's work is not told to anyone."""
    await announced(room)
    for who, place in ((0, "Hội trường A"), (1, "Hội trường B")):
        await room.phone(who).command("hop")
        await room.phone(who).tap("🗓 12/12 · 14:00")
        await room.phone(who).tap("✏️ Thay đổi")
        await room.phone(who).tap("📍 Địa điểm")
        await room.phone(who).type(place)
    await room.phone(0).tap("📣 Báo thay đổi")
    await room.phone(1).tap("📣 Báo thay đổi")
    assert "người khác đã đổi hoặc hủy" in room.phone(1).text
    await room.phone(1).tap("‹ Quay lại")
    assert "▶️ Soạn tiếp lịch họp" not in room.phone(1).labels
    assert (await one(room)).plan.place == "Hội trường A"


async def test_cancelling_asks_for_a_reason_and_tells_it(room: Hall) -> None:
    """Two steps; the card says so, the group and the members hear the reason; nothing follows."""
    await announced(room)
    secretary = room.phone(0)
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✖️ Hủy họp")
    assert (await one(room)).standing
    await secretary.tap("✖️ Đúng, hủy họp")
    await secretary.type("ồ")
    assert "Lý do cần từ 5" in secretary.text
    assert (await one(room)).standing
    await secretary.type("Bão số 9, nước ngập đường")
    assert not (await one(room)).standing
    await room.sweep()
    card, told = group_texts(room)
    assert card.startswith("✖️ Cuộc họp đã hủy")
    assert "Bão số 9" in told
    (notice,) = room.phone(2).screens
    assert "Bão số 9" in notice
    await room.phone(2).tap("📅 Xóa khỏi lịch của tôi")
    assert room.phone(2).chat.appointments[-1].cancelled
    await secretary.command("hop")
    assert "Chưa có lịch họp" in secretary.text


async def test_what_was_not_told_yet_is_told_as_it_is_now(room: Hall) -> None:
    """Set, moved and cancelled while the bot could not send: one message, the last word."""
    secretary = await drafted(room.phone(0))
    await secretary.tap("📣 Báo cho chi bộ")
    await secretary.tap("🗓 Xem cuộc họp")
    await secretary.tap("✖️ Hủy họp")
    await secretary.tap("✖️ Đúng, hủy họp")
    await secretary.type("Đặt nhầm ngày")
    await room.sweep()
    (notice,) = room.phone(2).screens
    assert notice.startswith("✖️ Cuộc họp đã hủy")


# ── what outlasts and where it may be done ───────────────────────────────────────────────────


async def test_a_draft_outlasts_restarts_and_other_things(room: Hall) -> None:
    """Between any two steps the program is started anew; leaving for home loses nothing."""
    secretary = room.phone(0)
    await secretary.command("hop")
    await secretary.tap("📅 Đặt lịch họp")
    await room.restart()
    await secretary.type("20/12 8h")
    await room.restart()
    await secretary.tap("✅ Đúng")
    await secretary.command("trangchu")
    await room.restart()
    await secretary.command("hop")
    await secretary.tap("▶️ Soạn tiếp lịch họp")
    await secretary.type("Nhà văn hóa")
    await room.restart()
    await secretary.tap("📣 Báo cho chi bộ")
    await room.restart()
    await room.sweep()
    assert "Chủ Nhật, 20/12/2026 lúc 08:00" in room.phone(2).text


async def test_put_aside_nothing_is_left(room: Hall) -> None:
    """The draft goes, its buttons say so, a meeting that was to be changed stays."""
    secretary = await drafted(room.phone(0))
    message, button = secretary.button("📣 Báo cho chi bộ")
    await secretary.tap("✖️ Bỏ bản soạn")
    await secretary.tap_data(button.data, message.number)
    assert "đã xong hoặc đã bỏ" in secretary.toast
    assert await every(room) == []


async def test_a_draft_whose_time_has_passed_is_not_announced(room: Hall) -> None:
    """It lay too long: kindly refused, to be mended."""
    secretary = await drafted(room.phone(0))
    room.talk.now += timedelta(days=30)
    await secretary.tap("📣 Báo cho chi bộ")
    assert "giờ ấy đã qua" in secretary.toast
    assert await every(room) == []


async def test_in_the_group_it_is_typed_behind_the_command(room: Hall) -> None:
    """The secretary sets it there; nobody else's tap does anything; nothing private is shown."""
    group = room.in_group(0)
    await group.command("hop", "20/12 19h30")
    assert "Chủ Nhật, 20/12/2026 lúc 19:30, đúng không ạ" in group.text
    assert "🏠 Trang chính" not in group.labels
    other = room.in_group(2)
    await other.tap("✅ Đúng")
    assert "không thuộc phần việc của đồng chí" in other.toast
    await group.tap("✅ Đúng")
    await group.command("hop", "Nhà văn hóa khu phố 3")
    await group.tap("📣 Báo cho chi bộ")
    assert (await one(room)).plan.place == "Nhà văn hóa khu phố 3"
    await room.sweep()
    await other.command("hop")
    assert "Chủ Nhật, 20/12/2026 lúc 19:30" in other.text
    assert "📅 Đặt lịch họp" not in other.labels
    nameless = room.in_group(0)
    nameless.anonymous = True
    await nameless.command("hop", "21/12 8h")
    assert "ẩn danh" in nameless.text


async def test_a_group_bound_later_gets_the_card(tmp_path: Path) -> None:
    """A meeting set before the branch had its group is shown there once it has."""
    async with hall(tmp_path, drafts(4), stage=Stage.ASSESSMENT, group=False) as room:
        await announced(room)
        assert group_texts(room) == []
        group = room.in_group(0)
        await group.add_bot()
        await group.tap("✅ Đúng nhóm chi bộ")
        await room.sweep()
        assert any(SATURDAY in text for text in group_texts(room))


async def test_the_branch_own_clock_is_meant(room: Hall) -> None:
    """A branch abroad: the typed time is its own, the day is its own, the calendar's is UTC."""
    async with room.house.db.write() as tx:
        await tx.execute(update(schema.branch).values(time_zone="Europe/Berlin"))
    secretary = await drafted(room.phone(0), "hôm nay 23h30")
    assert "Thứ Bảy, 05/12/2026 lúc 23:30" in secretary.text
    await secretary.tap("📣 Báo cho chi bộ")
    assert (await one(room)).starts_at == datetime(2026, 12, 5, 22, 30, tzinfo=UTC)


async def test_without_a_review_meetings_are_held_too(tmp_path: Path) -> None:
    """No guideline, no warnings: a month's ordinary meeting."""
    async with hall(tmp_path, drafts(4), stage=Stage.CLOSED) as room:
        secretary = await drafted(room.phone(0))
        assert "mục" not in secretary.text.replace("4 mục", "")
        assert "Dự kiến: 2 giờ" in secretary.text
        await secretary.tap("📋 Chương trình")
        assert "📖 Thứ tự theo văn bản" not in secretary.labels


async def test_a_branch_sets_twenty_meetings_at_most(room: Hall) -> None:
    """The list of all of them is still short; one more is kindly refused."""
    async with room.house.db.write() as tx:
        for day in range(1, 21):
            start = room.talk.now + timedelta(days=day)
            plan = meetings.MeetingPlan(start, 120, "x" * 200)
            await meetings.set_meeting(tx, room.branch.id, plan, None, room.talk.now)
    secretary = room.phone(0)
    await secretary.command("hop")
    assert len(secretary.text) <= 1_000
    assert_fits(secretary)
    await secretary.tap("📅 Đặt lịch họp")
    assert "Đã có 20 cuộc họp" in secretary.toast
    await secretary.command("hop", "20/12 8h")
    assert "Đã có 20 cuộc họp" in secretary.text
