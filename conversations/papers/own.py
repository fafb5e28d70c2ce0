"""Papers for those they concern: a member's own review, the protocol for whoever counted."""

from conversations.authority import Action, may
from conversations.balloting import closing
from conversations.context import Context
from conversations.dossier.collecting import Year
from conversations.dossier.counting import protocol
from conversations.dossier.reviewing import member_sheet, self_review
from conversations.papers.declared import dialogue, later, review_of, sent
from conversations.papers.sending import ballot_here
from conversations.parts import kind_refusal
from conversations.screen import Answer
from storage import assessments
from storage.ballots import BallotState


@dialogue.tap("mine", Action.ASSESS)
async def mine(c: Context) -> Answer:
    """A member's own review, and the sheet of his grades where it is one of its own."""
    me, review = c.account.person, await review_of(c)
    given = await assessments.assessment(c.tx, review.id, me.id)
    if given.submitted_at is None:
        raise kind_refusal(
            c,
            c.t.plain("Please submit your self-assessment first; then it can be printed."),
        )

    async def collect(year: Year) -> Answer:
        found = (await self_review(year, me), await member_sheet(year, me, committee=False))
        papers = [one for one in found if one is not None]
        return tuple(part for one in papers for part in sent(c.t, one)) or sent(c.t, None)

    return await later(c, collect)


@dialogue.tap("protocol", Action.READ_PROTOCOL)
async def protocol_paper(c: Context, ballot_id: str) -> Answer:
    """The protocol of a count, for secretary, deputy and that ballot's tellers."""
    ballot = await ballot_here(c, ballot_id)
    me = c.account.person.id
    counted = any(one.person.id == me for one in await closing.readers(c.tx, ballot))
    if not counted and not may(c.me, Action.READ_PAPERS, group=False):
        raise kind_refusal(
            c,
            c.t.plain(
                "The protocol is for the secretary, the deputy and the tellers of that ballot."
            ),
        )
    if ballot.state is not BallotState.CLOSED:
        raise kind_refusal(c, c.t.plain("This ballot has not been counted."))

    async def collect(year: Year) -> Answer:
        return sent(c.t, await protocol(year, ballot))

    return await later(c, collect)
