"""What a round of picks leaves open: a tie at the edge of the places, left to those above."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.ballots.model import Ballot, BallotState
from storage.statements import change

_b = schema.ballot


async def leave_upward(
    tx: AsyncConnection, ballot: Ballot, reason: str, by: int | None, at: datetime
) -> bool:
    """Record that the tie which a counted round of picks ended in is left to the committee above.

    `reason` is in people's words. Audited. False: it was left before (the first reason stands), was
    not counted, or is no round of picks.
    """
    left = (
        update(_b)
        .where(_b.c.id == ballot.id, _b.c.state == BallotState.CLOSED.value)
        .where(_b.c.per_voter.is_not(None), _b.c.left_reason.is_(None))
        .values(left_reason=reason)
    )
    if await change(tx, left) != 1:
        return False
    await audit.record(
        tx, ballot.branch_id, by, "ballot.left_upward", at, ballot=ballot.id, reason=reason
    )
    return True
