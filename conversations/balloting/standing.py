"""The ballot that a tap of the secretary's is about, checked to be of his branch."""

from datetime import datetime

from markupsafe import Markup

from conversations.balloting.closing import Standing
from conversations.context import Context, Refused
from conversations.packing import MOST_BALLOT
from conversations.paper import title
from conversations.parts import kind_refusal, whole_number
from conversations.words import N_
from storage import ballots
from storage.ballots import Ballot, BallotState

_FEW = N_(
    "With fewer than {least} ballots returned the count would tell how they were marked, so it "
    "is not made. Please wait for more."
)
_FEW_AND_OVER = N_(
    "With fewer than {least} ballots returned the count would tell how they were marked, so it "
    "is not made. Please declare the voting void: it is held again."
)


def few_came_back(ballot: Ballot, at: datetime) -> str:
    """The message that so few ballots are not counted; it has the field ``least``."""
    return _FEW if ballot.takes_votes(at) else _FEW_AND_OVER


async def standing_of(c: Context, ballot_id: str) -> Standing:
    """The ballot of a tap, of this branch and not ended yet; raises Refused."""
    number = whole_number(ballot_id)
    ballot = None
    if number is not None and 0 < number <= MOST_BALLOT:
        ballot = await ballots.ballot(c.tx, number)
    if ballot is None or ballot.branch_id != c.account.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    if ballot.state not in {BallotState.OPEN, BallotState.CLOSING}:
        raise has_ended(c, ballot)
    turnout = await ballots.turnout(c.tx, ballot.id)
    return Standing(ballot, turnout.issued, turnout.returned)


def has_ended(c: Context, ballot: Ballot) -> Refused:
    """The refusal of whatever is asked of a ballot that has ended."""
    if ballot.state is BallotState.VOID:
        return kind_refusal(c, c.t.plain("This voting was declared void."))
    return kind_refusal(c, c.t.plain("This voting has ended; the report: /baocao"))


def title_here(c: Context, ballot: Ballot) -> Markup:
    """What the ballot is about, in the words of whoever asks."""
    review = c.account.review
    return title(c.t, ballot, review.year if review is not None else ballot.opened_at.year)
