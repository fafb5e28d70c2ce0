"""What may not change while a ballot takes votes: its frozen roll, and who holds an envelope.

Whoever linked another account to a voter would be told whether he has voted, and could vote in
his place; so the chat and the command line ask here before they part anybody from his account,
or write a sheet over the roll.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.ballots.reading import open_ballots, voter_slot
from storage.roll import Person


async def takes_votes(tx: AsyncConnection, branch_id: int, at: datetime) -> bool:
    """Say whether a ballot of the branch takes votes at that moment."""
    return any(one.takes_votes(at) for one in await open_ballots(tx, branch_id))


async def votes_now(tx: AsyncConnection, one: Person, at: datetime) -> bool:
    """Say whether a ballot has an envelope for a person now; not whether he has used it."""
    for ballot in await open_ballots(tx, one.branch_id):
        slot = await voter_slot(tx, ballot.id, one.id)
        if slot is not None and ballot.takes_votes(at):
            return True
    return False
