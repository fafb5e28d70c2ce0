"""A reminder that interrupts a vote breaks nothing."""

from datetime import timedelta

from conversations.reminders import replan
from storage import ballots, meetings
from storage.meetings import MeetingPlan
from tests.end_to_end import inspection
from tests.end_to_end.world import AN, HTT, ROLL, World


async def test_a_reminder_in_the_midst_of_a_vote(town: World) -> None:
    """Half the names marked, a reminder comes, the rest is marked and cast: all marks count."""
    branch = await (await town.found()).voting()
    async with town.db.write() as tx:
        plan = MeetingPlan(town.now + timedelta(hours=1, minutes=2), 120, "Hội trường")
        await meetings.set_meeting(tx, branch.id, plan, None, town.now)
        await replan(tx, town.bot.house, branch.id, town.now)
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
