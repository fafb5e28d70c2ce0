"""A voter's private ballot as a tap on it finds it: everything about it checked anew.

What a button carries is untrusted: it can name only a ballot of the voter's own branch, only marks
that this ballot offers, and at most as many picks as it gives; anything else is nothing.
"""

from dataclasses import dataclass, field

from conversations import evidence, paper
from conversations.context import Context, Refused
from conversations.drafts import CAST
from conversations.packing import MOST_BALLOT, Marks, Packed, ballot_of, unpack, unpack_picks
from conversations.parts import kind_refusal
from conversations.screen import Say, Show, Tap, Toast
from rules import Ruleset
from storage import ballots
from storage.ballots import Ballot, BallotState
from storage.reviews import Review
from storage.roll import Standing


@dataclass(frozen=True, slots=True)
class Paper:
    """A voter's open ballot as a tap on it finds it; its representation tells no mark."""

    ballot: Ballot
    review: Review
    ruleset: Ruleset
    place: int
    mark: int = field(repr=False)
    marks: Marks = field(repr=False)


async def paper_of(c: Context, word: str, *, casting: bool = False) -> Paper:
    """The ballot behind a button, everything about it checked anew; raises Refused.

    ``casting``: the tap was to cast it, so whoever is too late is told that it is not counted.
    """
    ballot, review = await open_ballot(c, ballot_of(word), casting=casting)
    packed = _unpacked(ballot, word)
    if packed is None or not _possible(ballot, packed):
        raise stale(c)
    known = c.house.drafts.get(ballot.id, c.event.sender)
    if known == CAST:
        raise Refused(
            Toast(
                c.t.plain("Your ballot is in the box already. To change it, tap “Vote anew”."),
                alert=True,
            ),
            Show(paper.done(c.t, ballot, review.year), paper.task(ballot.id)),
        )
    if known is None:  # after a restart the button's copy counts, for whoever is on the roll
        await slot_of(c, ballot)
        c.house.drafts.put(ballot.id, c.event.sender, packed.marks)
    return Paper(
        ballot,
        review,
        evidence.ruleset_of(c.house, review),
        packed.place,
        packed.mark,
        packed.marks if known is None else known,
    )


def _unpacked(ballot: Ballot, word: str) -> Packed | None:
    if ballot.picks:
        return unpack_picks(word, len(ballot.subjects))
    return unpack(word, len(ballot.subjects), len(ballot.levels))


def _possible(ballot: Ballot, packed: Packed) -> bool:
    if ballot.per_voter is not None and sum(packed.marks) > ballot.per_voter:
        return False
    return paper.offered(ballot, packed.place, packed.mark) and all(
        paper.offered(ballot, place, given) for place, given in enumerate(packed.marks)
    )


async def open_ballot(
    c: Context, ballot_id: int | None, *, casting: bool = False
) -> tuple[Ballot, Review]:
    """The open ballot of the voter's own branch with its review; raises Refused."""
    if c.me is None:
        raise kind_refusal(c, c.t.plain("This ballot is for the members of the branch."))
    ballot = None
    if ballot_id is not None and 0 < ballot_id <= MOST_BALLOT:
        ballot = await ballots.ballot(c.tx, ballot_id)
    if ballot is None or ballot.branch_id != c.me.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    review = c.me.review
    if review is None or review.id != ballot.review_id:
        raise kind_refusal(c, c.t.plain("This voting has ended."))
    if not ballot.takes_votes(c.at):
        raise over(c, ballot, review, too_late=casting)
    return ballot, review


async def slot_of(c: Context, ballot: Ballot) -> int:
    """The voter's slot on the frozen roll; raises Refused with a kind reason."""
    person = c.account.person
    slot = await ballots.voter_slot(c.tx, ballot.id, person.id)
    if slot is not None:
        return slot
    if person.standing is Standing.PROBATIONARY:
        raise kind_refusal(
            c,
            c.t.plain(
                "Probationary members are rated but do not vote yet (Điều lệ Đảng, điều 5). "
                "Thank you for following the meeting."
            ),
        )
    if person.id in await ballots.paper_voters(c.tx, ballot.id):
        raise kind_refusal(
            c,
            c.t.plain(
                "You are noted as voting on paper, so there is no ballot for you here: nobody "
                "votes twice. If that is a mistake, please tell the secretary."
            ),
        )
    raise kind_refusal(
        c,
        c.t.plain(
            "You are not among the voters of this ballot: you are noted as excused, or were not on "
            "the list when it was opened. If that is a mistake, please tell the secretary."
        ),
    )


def over(c: Context, ballot: Ballot, review: Review, *, too_late: bool = False) -> Refused:
    """The ballot takes no votes: said kindly, and nothing marked is left on the screen.

    It ends where it stands: no record is made anew of who had a ballot before him.
    """
    t = c.t
    c.house.drafts.drop(ballot.id, c.event.sender)
    screen = paper.closed(t, ballot, review.year)
    if not isinstance(c.event.what, Tap):
        return Refused(Say(screen))
    ends = Show(screen, paper.task(ballot.id), last=True)
    if too_late and ballot.state is not BallotState.VOID:
        toast = t.plain("Too late: the voting has ended, this ballot is not counted.")
        missed = Say(paper.missed(t, ballot, review.year))
        return Refused(Toast(toast, alert=True), ends, missed)
    return Refused(Toast(t.plain("This voting has ended."), alert=True), ends)


def stale(c: Context) -> Refused:
    return Refused(
        Toast(c.t.plain("This button is no longer valid. Please open the ballot anew."), alert=True)
    )


def broken(c: Context) -> Refused:
    return kind_refusal(
        c,
        c.t.plain(
            "The ballot box cannot take votes at the moment. Nothing was recorded. "
            "Please tell the secretary."
        ),
    )
