"""When a ballot has ended, what is left of it in the voters' own chats is wiped.

Somebody may have marked a ballot and never cast it: his message would keep the marks, in its text
and in the data of its buttons.  And where a voter's live message stands, the database would tell
afterwards who had opened his ballot.  So every voter's message is given its last word, whoever he
is and whatever he did, by one row for the ballot (``Dialogue.fan``); with it goes the record of the
message.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import paper
from conversations.balloting.declared import dialogue
from conversations.context import Errand
from conversations.screen import Answer, Show
from storage import ballots, dialogues, outbox, reviews, roll
from storage.ballots import Ballot, BallotState
from storage.roll import Account

WIPED = "ballot.wiped"
_ENDED = {BallotState.CLOSED, BallotState.VOID}


async def wipe(tx: AsyncConnection, ballot: Ballot, at: datetime) -> None:
    """Have it done, once."""
    if ballot.state in _ENDED:
        await outbox.put(tx, _key(ballot), WIPED, {"ballot": ballot.id}, at)


async def wiped_at_start(tx: AsyncConnection, ballot: Ballot) -> None:
    """Forget the messages of those who could not be reached; before anything is sent."""
    row = await outbox.message(tx, _key(ballot))
    if row is not None and row.state is outbox.State.SENT:
        await dialogues.drop_task(tx, paper.task(ballot.id))


def _key(ballot: Ballot) -> str:
    return f"{WIPED}:{ballot.id}"


@dialogue.fan(WIPED)
async def voters(errand: Errand) -> tuple[Account, ...]:
    """Everyone linked who had a ballot by phone, whether he opened it or not."""
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None or ballot.state not in _ENDED:
        return ()
    by_phone = frozenset(await ballots.voters(errand.tx, ballot.id))
    everyone = await roll.accounts(errand.tx, ballot.branch_id)
    return tuple(one for one in everyone if one.person.id in by_phone)


@dialogue.delivery(WIPED)
async def last_word(errand: Errand) -> Answer | None:
    """His ballot's last word, where a message of it stands; nothing is sent anew."""
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    review = None if ballot is None else await reviews.review(errand.tx, ballot.review_id)
    if ballot is None or review is None:
        return None
    screen = paper.closed(errand.t, ballot, review.year)
    return (Show(screen, paper.task(ballot.id), last=True),)
