"""The terms of a ballot: its closing time, its quorum, its roll, an excused latecomer."""

from datetime import timedelta
from pathlib import Path

from conversations.screen import Place
from storage import audit, ballots
from storage.ballots import BallotState
from tests.conversations.hall import GROUP, TITLE, Hall, assert_fits, drafts, hall


async def prepared(found: Hall, *taps: str) -> None:
    """Prepare with these taps in private, and open in the group."""
    secretary = found.phone(0)
    await secretary.command("bophieu")
    for label in taps:
        await secretary.tap(label)
    assert_fits(secretary)
    await secretary.tap("📣 Đưa nút mở vào nhóm")
    await found.sweep()
    await found.in_group(0).tap("🗳 Mở bỏ phiếu kín")


async def test_a_closing_time_stops_casting_by_itself(tmp_path: Path) -> None:
    """Card and secretary say when; past it a vote is refused, and the count waits for him."""
    async with hall(tmp_path, drafts(6)) as found:
        await prepared(found, "⏰ Hẹn giờ kết thúc", "Sau 30 phút")
        (ballot,) = await found.ballots()
        assert ballot.closes_at is not None
        assert "Nhận phiếu đến" in found.card
        marks = ["Hoàn thành tốt nhiệm vụ"] * len(ballot.subjects)
        await found.vote(1, ballot, *marks)
        await found.cast_blank(ballot, 3, 4)
        late = await found.enter(2, ballot)
        await late.tap("▶️ Bắt đầu")
        await found.sweep(after=31 * 60)
        assert "Đã hết giờ bỏ phiếu" in found.card
        group = found.talk.chat(Place(GROUP, True, TITLE))
        newest = [m for m in group.messages if m.task == f"ballot:{ballot.id}"][-1]
        assert not newest.buttons
        secretary = found.phone(0)
        assert "Đã hết giờ bỏ phiếu" in secretary.text
        await late.tap("Hoàn thành tốt nhiệm vụ")
        assert "đã kết thúc" in late.text
        (ballot,) = await found.ballots()
        assert ballot.state is BallotState.OPEN
        await secretary.tap("🏁 Kết thúc bỏ phiếu")
        await secretary.tap("✅ Kết thúc và kiểm phiếu")
        (ballot,) = await found.ballots()
        assert ballot.figures is not None
        assert ballot.figures.returned == 3


async def test_the_closing_time_can_be_set_while_votes_are_taken(tmp_path: Path) -> None:
    """Set later, moved, taken away; only the time that stands is told, and only in private set."""
    async with hall(tmp_path, drafts(6)) as found:
        ballot = await found.open()
        secretary = found.phone(0)
        await secretary.command("bophieu")
        await secretary.tap("⏰ Hẹn giờ kết thúc")
        await secretary.tap("30 phút nữa")
        await secretary.tap("‹ Quay lại")
        await found.sweep(after=1)
        assert "Nhận phiếu đến" in found.card
        await secretary.command("bophieu")
        await secretary.tap("⏰ Hẹn giờ kết thúc")
        await secretary.tap("2 giờ nữa")
        await found.sweep(after=31 * 60)
        assert "Đã hết giờ" not in secretary.text
        assert "Đã hết giờ" not in found.card
        await found.sweep(after=90 * 60)
        assert "Đã hết giờ" in found.card
        for data in (f"ballot:until:{ballot.id}", f"ballot:set:{ballot.id}:7"):
            await secretary.tap_data(data)
            assert "Đã hết giờ bỏ phiếu" in secretary.toast
        (stopped,) = await found.ballots()
        assert stopped.closes_at is not None
        assert stopped.closes_at <= found.talk.now
        async with found.house.db.read() as tx:
            trail = [entry.action for entry in await audit.entries(tx, found.branch.id)]
        assert trail.count("ballot.closing_time") == 2


async def test_an_excused_latecomer_gets_a_ballot(tmp_path: Path) -> None:
    """The roll in private names who may vote, never who has; one tap and a yes admit him."""
    async with hall(tmp_path, drafts(7)) as found:
        ballot = await found.open(excused=[5, 6])
        marks = ["Hoàn thành tốt nhiệm vụ"] * len(ballot.subjects)
        secretary = found.phone(0)
        await secretary.command("bophieu")
        await secretary.tap("📋 Danh sách bỏ phiếu")
        before = secretary.text
        await found.vote(2, ballot, *marks)
        await secretary.tap_data(f"ballot:roll:{ballot.id}:0")
        assert secretary.text == before
        name = found.people[5].full_name
        await secretary.tap(f"➕ {name}")
        await secretary.tap("✅ Đúng, phát phiếu")
        assert f"➕ {name}" not in secretary.labels
        await found.sweep()
        assert "1/6" in found.card
        await found.cast_blank(ballot, 3)
        assert name not in found.group_texts
        assert "đã được phát phiếu" in found.phone(5).text
        await found.vote(5, ballot, *marks)
        for data in ("late", "admit"):
            for person in (found.people[5].id, found.people[1].id, 10**12):
                await secretary.tap_data(f"ballot:{data}:{ballot.id}:{person}")
                assert "không có trong danh sách vắng" in secretary.toast
        closed = await found.close(ballot)
        assert closed.figures is not None
        assert (closed.figures.excused, closed.figures.issued, closed.figures.returned) == (1, 6, 3)


async def test_only_chairs_of_the_branch_see_the_roll_and_change_it(tmp_path: Path) -> None:
    """A member, another branch's secretary, and the group get a refusal; nothing is changed."""
    async with hall(tmp_path, drafts(7)) as found:
        ballot = await found.open(excused=[6])
        stranger = await found.secretary_of_another_branch()
        wanted = found.people[6].id
        for phone in (found.phone(3), stranger, found.in_group(0)):
            for data in ("roll:{b}:0", "late:{b}:{p}", "admit:{b}:{p}", "until:{b}", "set:{b}:2"):
                seen = len(phone.toasts)
                await phone.tap_data("ballot:" + data.format(b=ballot.id, p=wanted))
                assert len(phone.toasts) == seen + 1
        (same,) = await found.ballots()
        assert (same.closes_at, same.excused) == (None, 1)


async def test_hostile_closing_times_change_nothing(tmp_path: Path) -> None:
    """A forged place among the closing times is refused."""
    async with hall(tmp_path, drafts(6)) as found:
        ballot = await found.open()
        secretary = found.phone(0)
        for place in ("8", "-1", "x", "9" * 15, "", "٣"):
            await secretary.tap_data(f"ballot:set:{ballot.id}:{place}")
        (same,) = await found.ballots()
        assert same.closes_at is None


async def test_a_quorum_that_is_not_reached_is_told(tmp_path: Path) -> None:
    """Before the count and in the report; the program decides nothing by it."""
    async with hall(tmp_path, drafts(9)) as found:
        await prepared(found, "🔢 Số phiếu tối thiểu", "Hai phần ba: 6/9")
        (ballot,) = await found.ballots()
        assert ballot.quorum == 6
        marks = ["Hoàn thành tốt nhiệm vụ"] * len(ballot.subjects)
        for who in range(5):
            await found.vote(who, ballot, *marks)
        secretary = found.phone(0)
        await secretary.command("ketthuc")
        assert "tối thiểu đã đặt: 6" in secretary.text
        await secretary.tap("✅ Kết thúc và kiểm phiếu")
        await found.sweep()
        await secretary.command("baocao")
        assert "tối thiểu đã đặt: 6" in secretary.text


async def test_the_latecomer_told_too_late_is_told_nothing(tmp_path: Path) -> None:
    """A notice of a ballot that has ended meanwhile is dropped."""
    async with hall(tmp_path, drafts(7)) as found:
        ballot = await found.open(excused=[6])
        secretary = found.phone(0)
        await secretary.tap_data(f"ballot:admit:{ballot.id}:{found.people[6].id}")
        async with found.house.db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, None, found.talk.now)
        await found.sweep(after=timedelta(minutes=1).total_seconds())
        assert not found.phone(6).chat.messages
