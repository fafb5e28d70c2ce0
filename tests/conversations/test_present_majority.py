"""A majority of those present: offered where a roll was called, frozen with the ballot's roll."""

from collections.abc import Sequence
from pathlib import Path

from conversations.dossier.collecting import open_year
from conversations.dossier.counting import protocol
from conversations.dossier.model import Protocol
from conversations.proposals import propose
from conversations.results import base_of, present_of
from rules import MajorityBase
from storage import meetings
from tests.conversations.hall import Hall, drafts, hall

HTT, HN = "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ"
MANY = 10


async def call_roll(h: Hall, present: Sequence[int], absent: Sequence[int] = ()) -> None:
    """The day's meeting with its roll-call."""
    now = h.talk.now
    async with h.house.db.write() as tx:
        known = await meetings.meetings(tx, h.branch.id)
        plan = meetings.MeetingPlan(now, 120, "Nhà văn hóa")
        meeting = (
            known[0] if known else await meetings.set_meeting(tx, h.branch.id, plan, None, now)
        )
        for whom, there in (
            (present, meetings.Attendance.PRESENT),
            (absent, meetings.Attendance.ABSENT),
        ):
            for who in whom:
                await meetings.note_attendance(tx, meeting.id, h.people[who].id, there, None, now)


async def choose(h: Hall) -> None:
    phone = h.phone(0)
    await phone.command("bophieu")
    await phone.tap("⚖️ Cách tính đa số")
    await phone.tap("Trên số có mặt")


async def test_without_a_roll_call_it_is_not_offered(tmp_path: Path) -> None:
    """Nobody knows who is there: no button, and a forged one changes nothing."""
    async with hall(tmp_path, drafts(4)) as h:
        phone = h.phone(0)
        await phone.command("bophieu")
        await phone.tap("⚖️ Cách tính đa số")
        assert not any("có mặt" in label for label in phone.labels)
        await phone.tap_data("ballot:base:3")
        ballot = await h.open()
        assert base_of(ballot) is MajorityBase.SUMMONED_LESS_EXCUSED
        assert present_of(ballot) is None


async def test_more_than_half_of_those_present_is_enough(tmp_path: Path) -> None:
    """Ten summoned, six present by the roll-call: four votes are a majority (reading 9)."""
    async with hall(tmp_path, drafts(MANY)) as h:
        await call_roll(h, range(6), range(6, MANY))
        phone = h.phone(0)
        await phone.command("bophieu")
        await phone.tap("⚖️ Cách tính đa số")
        assert "Số có mặt: 6 đồng chí theo điểm danh hôm nay" in phone.text
        await phone.tap("Trên số có mặt")
        assert "Đa số: quá nửa số" in phone.text
        assert "có mặt" in phone.text
        ballot = await h.open()
        assert (base_of(ballot), present_of(ballot)) == (MajorityBase.PRESENT, 6)
        await call_roll(h, range(MANY))  # whoever comes later changes nothing that is frozen
        for who in range(4):
            await h.vote(who, ballot, *[HTT] * MANY)
        await h.close(ballot)
        async with h.house.db.read() as tx:
            found = await propose(tx, h.house, h.branch, h.review, h.talk.now.date())
            year = await open_year(tx, h.house, h.branch, h.review, h.talk.now)
            paper = await protocol(year, found.ballots[0])
        assert [one.level for one in found.rated] == ["HTT"] * MANY
        vote = found.rated[0].vote
        assert vote is not None
        assert (vote.outcome.needed, vote.outcome.base) == (4, 6)
        assert isinstance(paper.data, Protocol)
        assert paper.data.present == 6
        await phone.tap_data(f"report:member:{h.review.id}:0")
        assert "cần 4" in phone.text


async def test_whoever_returns_a_ballot_counts_as_present(tmp_path: Path) -> None:
    """Three noted as present, five ballots returned: the majority is of five."""
    async with hall(tmp_path, drafts(6)) as h:
        await call_roll(h, range(3))
        await choose(h)
        ballot = await h.open()
        assert present_of(ballot) == 3
        for who in range(5):
            await h.vote(who, ballot, *[HTT if who < 2 else HN] * 6)
        await h.close(ballot)
        async with h.house.db.read() as tx:
            found = await propose(tx, h.house, h.branch, h.review, h.talk.now.date())
        vote = found.rated[0].vote
        assert vote is not None
        assert (vote.outcome.base, vote.outcome.needed, vote.outcome.level) == (5, 3, "HN")


async def test_the_roll_call_changed_since_makes_the_button_stale(tmp_path: Path) -> None:
    """The number belongs to what is opened: another number asks for another look."""
    async with hall(tmp_path, drafts(5)) as h:
        await call_roll(h, range(3))
        await choose(h)
        phone = h.phone(0)
        await phone.command("bophieu")
        await phone.tap("📣 Đưa nút mở vào nhóm")
        await h.sweep()
        await call_roll(h, range(4))
        await h.in_group(0).tap("🗳 Mở bỏ phiếu kín")
        assert await h.ballots() == ()
