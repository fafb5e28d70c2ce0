"""A moment of the plan falls due: a reminder for each who still owes something, and the group's.

What still waits from an earlier moment (the bot was down, or it was night) is taken into the newer
reminder, so that nobody gets two at once.
"""

from collections.abc import Collection, Mapping
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
    earlier = await _taken_back(tx, row, at)
    every = (*(one for more in earlier.values() for one in more), *what)
    told = await ahead(tx, branch.id, every, at)
    several = []
    digests = await waiting(tx, f"{DIGEST}:{branch.id}:", at)
    chairs = await chairs_of(tx, branch.id)
    everyone = await debts_of_all(tx, branch.id, review, told, chairs)
    for who, (_, debts) in everyone.items():
        own = standing((*earlier.get(who, ()), *what), told, review)
        if not debts.concerned(own):
            continue
        payload: dict[str, str | int] = {
            "branch": branch.id,
            "what": occasions.written(own),
            "until": until.isoformat(),
            "chair": int(debts.chair),
        }
        key = f"{REMINDER}:{branch.id}:{row.id}:{who}"
        if who in digests:
            payload["digest"] = digests.pop(who).payload["day"]
        several.append(Message(key, REMINDER, payload, at, person_id=who, expires=until))
    several += [again(one) for one in digests.values()]
    shown = [one for one in standing(what, told, review) if one.kind == "m"]
    on = await reminders.switches(tx, branch.id)
    if branch.group is not None and Switch.GROUP in on:
        said = [one for one in shown if one.step in IN_GROUP]
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


async def _taken_back(
    tx: AsyncConnection, row: OutboxRow, at: datetime
) -> Mapping[int, tuple[Occasion, ...]]:
    """Reminders of the branch that still wait are cancelled: what each was for, by person."""
    found = await waiting(tx, f"{REMINDER}:{row.payload['branch']}:", at)
    return {who: occasions.read(str(one.payload["what"])) for who, one in found.items()}


async def chairs_of(tx: AsyncConnection, branch_id: int) -> frozenset[int]:
    """Who has the branch's own duties: its secretary, or the deputies where he is not linked."""
    everyone = await roll.accounts(tx, branch_id)
    for role in (Role.SECRETARY, Role.DEPUTY):
        found = frozenset(one.person.id for one in everyone if role in one.person.roles)
        if found:
            return found
    return frozenset()
