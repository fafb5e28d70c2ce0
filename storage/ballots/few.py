"""How few ballots are too few: to tell both sides apart, or to be counted at all.

A count of one ballot or two tells how they were marked to whoever saw who voted, so it is not made:
neither the secretary's haste nor his curiosity opens a box with so little in it.  What is left is
to wait for more, or to declare the ballot void, which opens nothing.
"""

from sqlalchemy.ext.asyncio import AsyncConnection

from storage.ballots.reading import turnout
from storage.errors import TooFewReturned

SIDE_AT_LEAST = 3
"""With fewer ballots on paper, or by phone, what each side gave is not kept: only their sums."""
COUNTED_AT_LEAST = 3
"""With fewer ballots returned in all (but some), nothing is counted."""


async def refuse_too_few(tx: AsyncConnection, ballot_id: int, on_paper: int = 0) -> None:
    """TooFewReturned if some envelopes and valid paper ballots came back, but too few of them."""
    returned = (await turnout(tx, ballot_id)).returned + on_paper
    if 0 < returned < COUNTED_AT_LEAST:
        raise TooFewReturned(ballot_id)
