"""Somebody joins while a ballot is open on whose roll he stands: the branch is told at once.

Whoever holds an unused invitation can join, and vote, in that member's place (in an excused
member's, once he is admitted).  The program cannot know who holds the phone; those who sit in the
same room can.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.balloting.declared import dialogue
from conversations.context import Errand
from conversations.screen import Answer, Say, Screen
from storage import ballots, outbox, roll
from storage.roll import Account

JOINED = "ballot.joined"


async def joined(tx: AsyncConnection, account: Account, at: datetime) -> None:
    """Have the group told, where an open ballot has an envelope for him or notes him as excused."""
    group, person = account.branch.group, account.person
    if group is None or not await _concerns(tx, account, at):
        return
    key = f"{JOINED}:{person.id}:{account.telegram_id}:{at.isoformat()}"
    await outbox.put(tx, key, JOINED, {"person": person.id}, at, chat_id=group)


async def _concerns(tx: AsyncConnection, account: Account, at: datetime) -> bool:
    if await ballots.votes_now(tx, account.person, at):
        return True
    for ballot in await ballots.open_ballots(tx, account.branch.id):
        if ballot.takes_votes(at) and account.person.id in await ballots.excused(tx, ballot.id):
            return True
    return False


@dialogue.delivery(JOINED)
async def told(errand: Errand) -> Answer | None:
    """To the group: who joined, and what to do if it was not he."""
    person = await roll.person(errand.tx, int(errand.row.payload["person"]))
    branch = None if person is None else await roll.branch(errand.tx, person.branch_id)
    if person is None or branch is None:
        return None
    t = errand.house.words_of_branch(branch)
    text = t(
        "🔑 <b>{name}</b> has just linked a phone to Tự Soi while a ballot is open on whose roll "
        "this name stands.\n\nIf it was not {name} who did it, please say so at once, so that the "
        "voting is declared void and held again.",
        name=person.full_name,
    )
    return (Say(Screen(text)),)
