"""A meeting over the wire: set, pinned, answered, moved, called; files, restarts, lost networks."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar

from bot.sandbox import Person, broken
from tests.end_to_end.world import AN, BINH, DUNG, EM, LINKED, PHO, THU, Branch, World

# The world begins on Monday, 3 December 2018, at 08:00 in Vietnam.
FRIDAY = "Thứ Sáu, 07/12/2018 lúc 19:30"
SUNDAY = "Chủ Nhật, 09/12/2018 lúc 08:00"


async def ready(town: World) -> Branch:
    branch = await (await town.found()).linked()
    await branch.bound()
    return await branch.reviewing()


async def announce(town: World, branch: Branch) -> None:
    """The secretary sets Friday's meeting by buttons and one typed place."""
    thu = branch.secretary
    await thu.send("/hop")
    await thu.tap("Đặt lịch họp")
    await thu.tap("7")
    await thu.tap("19:30")
    await thu.send("Nhà văn hóa khu phố 3")
    await thu.tap("Báo cho chi bộ")
    await town.sandbox.wait(60)


def pinned(branch: Branch) -> list[str]:
    return [shown.text for shown in branch.group.pinned]


def said_by_bot(person: Person) -> str:
    return "\n".join(shown.text for shown in person.screen_of() if shown.by_bot)


async def test_a_meeting_from_the_calendar_to_the_roll_call(town: World) -> None:
    """Card pinned, notices answered, excuse read by the secretary alone, the roll called, the
    ballot prepared from it."""
    branch = await ready(town)
    await announce(town, branch)
    assert FRIDAY in branch.card.text
    for name in LINKED[1:]:
        assert FRIDAY in branch[name].screen.text
    await branch[AN].tap("Có mặt")
    await branch[BINH].tap("Đến muộn")
    await branch[DUNG].tap("Xin vắng")
    await branch[DUNG].send("Đi mổ mắt")
    await branch[EM].tap("Trả lời dự họp", in_=branch.group)
    assert FRIDAY in branch[EM].screen.text
    thu = branch.secretary
    await thu.tap("Xem cuộc họp")
    assert "chưa trả lời 3/7" in thu.screen.text
    await thu.tap("Ai dự họp")
    assert f"{DUNG}: Đi mổ mắt" in thu.screen.text
    for name in (PHO, AN, BINH, EM):
        assert "Đi mổ mắt" not in said_by_bot(branch[name])
    assert "Đi mổ mắt" not in "\n".join(branch.group.texts)
    await branch.heard()
    await town.sandbox.wait(timedelta(days=4, hours=11).total_seconds())
    await thu.send("/hop")
    await thu.tap("07/12 · 19:30")
    await thu.tap("Điểm danh")
    await thu.tap("Những người còn lại có mặt")
    assert "Đảng viên chính thức có mặt: 5/6" in thu.screen.text
    await thu.send("/bophieu")
    assert "có mặt 5, vắng có lý do 1" in thu.screen.text
    await thu.tap("Vắng có lý do (1)")
    assert f"☑️ {DUNG}" in thu.screen.labels


async def test_the_calendar_file_follows_the_meeting(town: World) -> None:
    """Taken before and after a move: the same entry, a higher number, the new time; then out."""
    branch = await ready(town)
    await announce(town, branch)
    an, thu = branch[AN], branch.secretary
    await an.tap("Đưa vào lịch")
    await thu.tap("Xem cuộc họp")
    await thu.tap("Thay đổi")
    await thu.tap("Ngày giờ")
    await thu.send("chủ nhật tuần này 8h")
    await thu.tap("Đúng")
    await thu.tap("Báo thay đổi cho chi bộ")
    await town.sandbox.wait(60)
    await an.tap("Đưa vào lịch")
    await thu.tap("Xem cuộc họp")
    await thu.tap("Hủy họp")
    await thu.tap("Đúng, hủy họp")
    await thu.send("Cả phường chống bão")
    await town.sandbox.wait(60)
    await an.tap("Xóa khỏi lịch của tôi")
    files = [Calendar.from_ical(file.content) for file in an.files]
    events = [calendar.walk("VEVENT")[0] for calendar in files]
    assert len({str(event["UID"]) for event in events}) == 1
    assert [event["SEQUENCE"] for event in events] == [0, 1, 2]
    assert [str(calendar["METHOD"]) for calendar in files] == ["PUBLISH", "PUBLISH", "CANCEL"]
    assert [event["DTSTART"].dt for event in events[:2]] == [
        datetime(2018, 12, 7, 12, 30, tzinfo=UTC),
        datetime(2018, 12, 9, 1, 0, tzinfo=UTC),
    ]


async def test_the_card_is_one_message_pinned_and_edited(town: World) -> None:
    """Moved, it is the same message in the group, still pinned; the move is said once beside it."""
    branch = await ready(town)
    await announce(town, branch)
    (before,) = pinned(branch)
    assert FRIDAY in before
    thu = branch.secretary
    await thu.tap("Xem cuộc họp")
    await thu.tap("Thay đổi")
    await thu.tap("Ngày giờ")
    await thu.send("9/12 8h")
    await thu.tap("Đúng")
    await thu.tap("Báo thay đổi cho chi bộ")
    await town.sandbox.wait(60)
    (after,) = pinned(branch)
    assert SUNDAY in after
    assert len([text for text in branch.group.texts if text.startswith("🔁")]) == 1
    assert not [text for text in branch.group.texts if FRIDAY in text]


async def test_over_or_cancelled_the_card_says_so_and_is_unpinned(town: World) -> None:
    """Two meetings: one is held, one called off; neither stays on top, neither comes again."""
    branch = await ready(town)
    await announce(town, branch)
    thu = branch.secretary
    await thu.send("/hop 20/12 8h tại Hội trường")
    await thu.tap("Đúng")
    await thu.tap("Báo cho chi bộ")
    await town.sandbox.wait(60)
    assert len(pinned(branch)) == 2
    await thu.tap("Xem cuộc họp")
    await thu.tap("Hủy họp")
    await thu.tap("Đúng, hủy họp")
    await thu.send("Dời sang quý sau")
    await town.sandbox.wait(60)
    (left,) = pinned(branch)
    assert FRIDAY in left
    await town.sandbox.wait(timedelta(days=6).total_seconds())
    assert not pinned(branch)
    texts = [text for text in branch.group.texts if not text.startswith("🔔")]
    (over,) = [text for text in texts if FRIDAY in text]
    assert over.startswith("🗓 Cuộc họp đã qua")


async def test_told_once_over_a_network_that_stumbles_and_a_restart(town: World) -> None:
    """Sends fail, the bot is restarted with notices under way: each member has one, none lacks."""
    branch = await ready(town)
    thu = branch.secretary
    await thu.send("/hop")
    await thu.tap("Đặt lịch họp")
    await town.restart()
    await thu.send("7/12 19h30")
    await thu.tap("Đúng")
    await town.restart()
    await thu.send("Nhà văn hóa khu phố 3")
    town.sandbox.faults.script(broken(), "sendMessage", times=3)
    await thu.tap("Báo cho chi bộ")
    await town.restart()
    await town.sandbox.wait(600)
    for name in LINKED[1:]:
        told = [text for text in branch[name].sees if FRIDAY in text and "📣" in text]
        assert len(told) == 1, name
    assert len([text for text in branch.group.texts if FRIDAY in text]) == 1


async def test_a_notice_leaves_a_half_typed_answer_alone(town: World) -> None:
    """Whoever is typing a reason, or marking his self-assessment, goes on where he was."""
    branch = await ready(town)
    an = await branch.half_done(AN)
    where = an.screen.text
    await announce(town, branch)
    assert FRIDAY in an.screen.text
    await an.send("/tudanhgia")
    assert an.screen.text == where


async def test_strangers_and_shaky_hands_in_the_group(town: World) -> None:
    """A stranger's and a member's taps on the secretary's setting do nothing; a doubled
    announcement is one meeting."""
    branch = await ready(town)
    stranger = town.sandbox.person("Người Lạ")
    await branch.group.add(stranger)
    thu = branch.secretary
    await thu.send("/hop 7/12 19h30 tại Nhà văn hóa khu phố 3", in_=branch.group)
    with town.unchanged():
        for one in (stranger, branch[AN]):
            assert await one.tap("Đúng", in_=branch.group)
            await one.send("/hop 8/12 8h", in_=branch.group)
    await thu.tap("Đúng", in_=branch.group)
    label = "📣 Báo cho chi bộ"
    (shown,) = [one for one in branch.group.messages if label in one.labels]
    deeds = [branch[name].tap_stale(shown, "Báo cho chi bộ") for name in (THU, PHO)]
    await town.sandbox.at_once(*deeds)
    await town.sandbox.wait(60)
    assert len(town.dump()["meeting"]) == 1
    assert len(pinned(branch)) == 1
