"""The plan of a branch as rows of the outbox: put anew in the transaction of whatever changes it.

One row a moment, worded by nobody and for nobody: who still owes something is found when it falls
due.  What is due already is left alone; its words find out whether it is still needed.
"""

from datetime import date, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import House
from conversations.evidence import person_kind, ruleset_of
from conversations.reminders import occasions
from conversations.reminders.declared import MOMENT, MORNING
from conversations.reminders.hours import at as at_hour
from storage import meetings, outbox, reminders, reviews, roll
from storage.outbox import Message
from storage.reminders import Switch
from storage.roll import Branch


async def replan(tx: AsyncConnection, house: House, branch_id: int, at: datetime) -> None:
    """Have the branch reminded as its meetings, its review and its switches now say."""
    branch = await roll.branch(tx, branch_id)
    if branch is None:
        return
    for kind in (MOMENT, MORNING):
        await outbox.cancel(tx, f"{kind}:{branch_id}:", at, due_after=at)
    on = await reminders.switches(tx, branch_id)
    review = await reviews.current_review(tx, branch_id)
    ruleset = None if review is None else ruleset_of(house, review)
    deadlines = () if ruleset is None else ruleset.procedure(person_kind(ruleset)).deadlines
    ahead = await meetings.upcoming(tx, branch_id, at)
    zone = house.words_of_branch(branch).zone
    await outbox.put_all(
        tx,
        [
            Message(
                f"{MOMENT}:{branch_id}:{one.due.isoformat()}",
                MOMENT,
                {
                    "branch": branch_id,
                    "what": occasions.written(one.what),
                    "until": one.until.isoformat(),
                },
                one.due,
            )
            for one in occasions.moments(ahead, review, deadlines, on, zone)
            if one.due > at
        ],
    )
    if review is not None and Switch.DIGEST in on:
        await outbox.put_all(tx, [_morning(house, branch, at)])


async def replan_all(house: House, at: datetime) -> None:
    """Plan for every branch anew; at the start, when code, clock or time zone may have changed."""
    async with house.db.write() as tx:
        for branch in await roll.branches(tx):
            await replan(tx, house, branch.id, at)


def _morning(house: House, branch: Branch, at: datetime) -> Message:
    """The next morning after ``at``."""
    zone = house.words_of_branch(branch).zone
    day: date = at.astimezone(zone).date()
    due = at_hour(day, occasions.MORNING, zone)
    if due <= at:
        day += timedelta(days=1)
        due = at_hour(day, occasions.MORNING, zone)
    payload: dict[str, str | int] = {"branch": branch.id, "day": day.isoformat()}
    return Message(f"{MORNING}:{branch.id}:{day.isoformat()}", MORNING, payload, due)
