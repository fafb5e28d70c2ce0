"""A reminder that interrupts a vote or a half-typed answer breaks nothing."""

from datetime import timedelta

from conversations.reminders import replan
from storage import assessments, ballots, meetings, reviews
from storage.meetings import Answer, MeetingPlan
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, HTT, ROLL, Branch, World


async def _reminded_soon(town: World, branch: Branch) -> None:
    """The branch meets in an hour and two minutes: in two minutes everybody is reminded."""
    async with town.db.write() as tx:
        plan = MeetingPlan(town.now + timedelta(hours=1, minutes=2), 120, "Hội trường")
        await meetings.set_meeting(tx, branch.id, plan, None, town.now)
        await replan(tx, town.bot.house, branch.id, town.now)


async def test_a_reminder_in_the_midst_of_a_vote(town: World) -> None:
    """Half the names marked, a reminder comes, the rest is marked and cast: all marks count."""
    branch = await (await town.found()).voting()
    await _reminded_soon(town, branch)
    an = await branch.enter(AN)
    half = len(ROLL) // 2
    for _ in range(half):
        await an.tap(HTT)
    await town.sandbox.wait(180)
    assert "Chi bộ sắp họp" in an.screen.text
    for _ in range(len(ROLL) - half):
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    await an.tap("Đúng, bỏ phiếu")
    assert inspection.receipts(an)
    async with town.db.read() as tx:
        (ballot,) = await ballots.open_ballots(tx, branch.id)
        assert (await ballots.turnout(tx, ballot.id)).returned == 1


async def test_a_reminder_in_the_midst_of_typing(town: World) -> None:
    """He was asked for a note on a criterion; a reminder comes; what he types is the note, and the
    question that he left goes on."""
    branch = await (await (await town.found()).linked()).reviewing()
    await _reminded_soon(town, branch)
    an = await branch.half_done(AN)
    question = an.screen.text.split("\n")[0]
    await an.tap("Ghi chú")
    await town.sandbox.wait(180)
    assert "Chi bộ sắp họp" in an.screen.text
    await an.write("Đi học lớp trung cấp lý luận")
    async with town.db.read() as tx:
        review = await reviews.current_review(tx, branch.id)
        assert review is not None
        written = await assessments.assessment(tx, review.id, branch.ids[AN])
    assert list(written.notes.values()) == ["Đi học lớp trung cấp lý luận"]
    await an.tap("Về câu 5")
    assert question in an.screen.text
    await an.tap("Tốt")
    assert question not in an.screen.text


async def test_a_reminder_s_own_button_in_the_midst_of_a_vote(town: World) -> None:
    """He answers the reminder at once, then goes on with his ballot: both count."""
    branch = await (await town.found()).voting()
    await _reminded_soon(town, branch)
    an = await branch.enter(AN)
    await an.tap(HTT)
    await town.sandbox.wait(180)
    await an.tap("Có mặt")
    for _ in ROLL[1:]:
        await an.tap(HTT)
    await an.tap("Bỏ phiếu")
    await an.tap("Đúng, bỏ phiếu")
    assert inspection.receipts(an)
    async with town.db.read() as tx:
        meeting = await meetings.next_meeting(tx, branch.id, town.now)
        assert meeting is not None
        assert (await meetings.replies(tx, meeting.id))[branch.ids[AN]].answer is Answer.PRESENT
