"""A moment of the plan falls due: a reminder for each who still owes something, and the group's.

What still waits from an earlier moment (the bot was down, or it was night) is taken into the newer
reminder, so that nobody gets two at once.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import Errand
from conversations.reminders import occasions
from conversations.reminders.declared import DIGEST, GROUP, MOMENT, REMINDER, dialogue
from conversations.reminders.occasions import Occasion
from conversations.reminders.owing import ahead, debts_of_all
from storage import outbox, reminders, reviews, roll
from storage.meetings import Meeting
from storage.outbox import Message, OutboxRow
from storage.reminders import Switch
from storage.reviews import Review
from storage.roll import Role

IN_GROUP = frozenset({Switch.THREE_DAYS, Switch.EVE})
"""The steps of a meeting that the group is told too."""


@dialogue.spread(MOMENT)
async def spread(errand: Errand) -> bool:
    """Put a reminder for each whom the moment concerns."""
    tx, row, at = errand.tx, errand.row, errand.at
    branch = await roll.branch(tx, int(row.payload["branch"]))
    until = datetime.fromisoformat(str(row.payload["until"]))
    if branch is None or until <= at:
        return False
    review = await reviews.current_review(tx, branch.id)
    what = occasions.read(str(row.payload["what"]))
    earlier = await waiting(tx, f"{REMINDER}:{branch.id}:", at)
    every = (*(one for more in earlier.values() for one in _meant(more)), *what)
    told = await ahead(tx, branch.id, every, at)
    several = []
    digests = await waiting(tx, f"{DIGEST}:{branch.id}:", at)
    chairs = await chairs_of(tx, branch.id)
    everyone = await debts_of_all(errand.house, tx, branch.id, review, told, chairs)
    shown = standing(what, told, review)
    for who, (_, debts) in everyone.items():
        mine = earlier.get(who)
        own = standing((*_meant(mine), *what), told, review)
        if not debts.concerned(own):
            continue
        ends = [until] if debts.concerned(shown) else []
        ends += [] if mine is None else ends_of(mine, at)
        if not ends:
            continue
        payload: dict[str, str | int] = {
            "branch": branch.id,
            "what": occasions.written(own),
            "until": min(ends).isoformat(),
            "chair": int(debts.chair),
        }
        key = f"{REMINDER}:{branch.id}:{row.id}:{who}"
        if who in digests:
            payload["digest"] = digests.pop(who).payload["day"]
        several.append(Message(key, REMINDER, payload, at, person_id=who, expires=max(ends)))
    several += [again(one) for one in digests.values()]
    on = await reminders.switches(tx, branch.id)
    if branch.group is not None and Switch.GROUP in on:
        said = [one for one in shown if one.kind == "m" and one.step in IN_GROUP]
        if said:
            payload = dict(row.payload) | {"what": occasions.written(said)}
            key = f"{GROUP}:{branch.id}:{row.id}"
            several.append(Message(key, GROUP, payload, at, chat_id=branch.group, expires=until))
    await outbox.put_all(tx, several)
    return bool(several)


async def waiting(tx: AsyncConnection, key_prefix: str, at: datetime) -> dict[int, OutboxRow]:
    """Take back the messages that still wait under such a key; by person."""
    rows = await outbox.take_back(tx, key_prefix, at)
    return {row.person_id: row for row in rows if row.person_id is not None}


def again(row: OutboxRow) -> Message:
    """A message that was taken back, to be put as it was."""
    return Message(row.key, row.kind, row.payload, row.due, row.person_id, row.chat_id, row.expires)


def standing(
    what: Collection[Occasion], told: Collection[Meeting], review: Review | None
) -> tuple[Occasion, ...]:
    """Those occasions whose meeting is still ahead, or whose review is under way."""
    ids = {one.id for one in told}
    return tuple(
        one
        for one in what
        if (one.of in ids if one.kind in "mp" else review is not None and one.of == review.id)
    )


def _meant(row: OutboxRow | None) -> tuple[Occasion, ...]:
    """What a reminder that still waits is for."""
    return () if row is None else occasions.read(str(row.payload["what"]))


def ends_of(row: OutboxRow, at: datetime) -> list[datetime]:
    """When the first and when the last of a reminder makes no more sense, where that is ahead."""
    both = (datetime.fromisoformat(str(row.payload["until"])), row.expires)
    return [one for one in both if one is not None and one > at]


async def chairs_of(tx: AsyncConnection, branch_id: int) -> frozenset[int]:
    """Who has the branch's own duties: its secretary, or the deputies where he is not linked."""
    everyone = await roll.accounts(tx, branch_id)
    for role in (Role.SECRETARY, Role.DEPUTY):
        found = frozenset(one.person.id for one in everyone if role in one.person.roles)
        if found:
            return found
    return frozenset()
