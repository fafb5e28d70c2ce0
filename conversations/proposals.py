"""What follows for each member: own level, advised level, ceiling, votes, and the proposal.

The proposal is the ballot's result, held under the hard ceiling as it stands *now*: a fact that was
confirmed after the ballot had been opened holds it down, and is named.  Without a majority there
is no proposal (the subject is voted again), and where facts contradict each other, people decide.
Where the guideline has a second round for the top level, only that round gives it: whom it picked
goes up from the level of round 1.
Nothing is computed here that a person is to settle: ties at the quota's edge stay ties.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.context import House
from conversations.evidence import HEARD, Evidence
from conversations.heads import BodyLevel, Heads, Headship, heads
from conversations.results import Picks, Vote, closed, group_votes_of, picks_of, votes_of
from rules import (
    Allotment,
    Candidate,
    Decision,
    EffectKind,
    Finding,
    Kind,
    Ruleset,
    Scope,
    Status,
    Truth,
    allot,
    rounds_for,
)
from rules.procedure import BallotRound, Voters
from storage import ballots
from storage.ballots import Ballot
from storage.reviews import Review
from storage.roll import Branch, Person

BRANCH_VOTES = frozenset({Voters.OFFICIAL_MEMBERS, Voters.COMMITTEE, Voters.COLLECTIVE})
"""Whose votes are held within the branch; higher committees vote elsewhere."""


@dataclass(frozen=True)
class Proposal:
    """Everything about one member's level, side by side; levels are ids.

    ``level`` is what is proposed: None while nobody has voted, no level has a majority, or the
    facts contradict each other.  ``late`` are ids of facts that were confirmed after the ballot
    had been opened and bear on the ceiling.
    """

    ruleset: Ruleset = field(repr=False)
    evidence: Evidence
    ceiling: Decision
    vote: Vote | None
    level: str | None
    late: tuple[str, ...]
    first: str | None = None
    """The result of the ballot on levels, held under the ceiling: what a second round starts from.
    """
    picked: tuple[Vote, ...] = ()
    """His counts in the rounds that pick for the top level, oldest first."""
    top: str | None = None
    """The top level, where such a round gave him a place."""
    head: Headship | None = None
    """What heading the branch or a unit comes to; None for who heads nothing we know of."""

    @cached_property
    def advised(self) -> Decision:
        """What the confirmed facts and the member's own grades give; worked out when asked for."""
        return evidence.advised(self.ruleset, if_heard(self.evidence))

    @cached_property
    def advised_by_committee(self) -> Decision | None:
        """What the confirmed facts and the committee's grades give; None: it graded nothing."""
        return evidence.advised_by_committee(self.ruleset, if_heard(self.evidence))

    @property
    def committee(self) -> str | None:
        """The level that the committee (chi ủy) proposed before the ballot."""
        return self.evidence.appraisal.level

    @property
    def person(self) -> Person:
        return self.evidence.person

    @property
    def own(self) -> str | None:
        """The level that the member gave himself."""
        return self.evidence.assessment.own_level

    @property
    def result(self) -> str | None:
        """The level that a majority chose, or for which a second round picked him."""
        return self.top or (None if self.vote is None else self.vote.outcome.level)

    @property
    def held(self) -> bool:
        """Whether the ballot's result is not what is proposed."""
        return self.result is not None and self.level != self.result

    @property
    def rated(self) -> bool:
        """Whether the guideline rates the member at all (contradicting facts are for people)."""
        return self.ceiling.status not in {Status.NOT_RATED, Status.NOT_REVIEWED}

    @property
    def exclusions(self) -> tuple[Finding, ...]:
        """The rules by which the member is not rated."""
        return tuple(one for one in self.ceiling.findings if excludes(one))


@dataclass(frozen=True, slots=True)
class Proposals:
    """A branch's proposals: who is rated, who is not, and the quota over those proposed."""

    branch: Branch
    review: Review
    ruleset: Ruleset
    rated: tuple[Proposal, ...]
    unrated: tuple[Proposal, ...]
    ballots: tuple[Ballot, ...]
    """The counted ones, oldest first."""
    quota: Allotment | None
    picks: Picks
    """The rounds that pick for the top level, together; empty where there are none."""
    groups: Mapping[Kind, Vote]
    """The latest count on the level of the branch, and of its committee."""
    levels: Mapping[Kind, BodyLevel] = field(default_factory=dict)
    """The level of each of these as far as one is known: decided, voted or taken."""

    @property
    def open(self) -> tuple[Proposal, ...]:
        """Who is to be rated and has no proposal yet."""
        return tuple(one for one in self.rated if one.level is None)

    def of(self, person_id: int) -> Proposal | None:
        """One member's proposal, rated or not; None: nobody of this branch."""
        everyone = (*self.rated, *self.unrated)
        return next((one for one in everyone if one.person.id == person_id), None)


async def propose(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, today: date
) -> Proposals:
    """The branch's proposals, with facts and ballots as they stand now.

    Months are counted to the day of the last counted ballot (the meeting's), else to ``today``.
    """
    ruleset = evidence.ruleset_of(house, review)
    counted = closed(await ballots.ballots(tx, review.id))
    on = today
    if counted:
        on = house.words_of_branch(branch).local(counted[-1].opened_at).date()
    everyone = await evidence.gather(tx, ruleset, branch, review, on)
    led = await heads_among(tx, ruleset, review, everyone, counted, on)
    return proposals_of(ruleset, branch, review, everyone, counted, led)


async def heads_among(
    tx: AsyncConnection,
    ruleset: Ruleset,
    review: Review,
    everyone: Mapping[int, Evidence],
    counted: Sequence[Ballot],
    on: date,
) -> Heads:
    """Who of these people heads something, and the levels of the branch's bodies so far."""
    people = {number: (one.person, one.records) for number, one in everyone.items()}
    return await heads(tx, ruleset, review, people, group_votes_of(counted), on)


def proposals_of(
    ruleset: Ruleset,
    branch: Branch,
    review: Review,
    everyone: Mapping[int, Evidence],
    counted: tuple[Ballot, ...],
    led: Heads,
) -> Proposals:
    """The proposals that this evidence and these counted ballots come to.

    Where a guideline leaves members to another text, of the committee's members, as leaders.
    """
    if not ruleset.covers(Kind.MEMBER):
        everyone = {
            number: one
            for number, one in everyone.items()
            if evidence.assesses(one.person, ruleset)
        }
    votes, picks = votes_of(counted), picks_of(counted)
    found = [
        _proposal(ruleset, one, votes.get(person), picks, led) for person, one in everyone.items()
    ]
    rated = tuple(one for one in found if one.rated)
    return Proposals(
        branch=branch,
        review=review,
        ruleset=ruleset,
        rated=rated,
        unrated=tuple(one for one in found if not one.rated),
        ballots=counted,
        quota=_quota_of_picks(ruleset, branch, rated, picks)
        if picks_round(ruleset)
        else _quota(ruleset, branch, rated),
        picks=picks,
        groups=group_votes_of(counted),
        levels=led.levels,
    )


def picks_round(ruleset: Ruleset) -> BallotRound | None:
    """The branch's round that picks members for the top level; None where one ballot does all."""
    if not ruleset.covers(Kind.MEMBER):
        return None
    own = (one for one in rounds_for(ruleset, Kind.MEMBER, {}) if one.voters in BRANCH_VOTES)
    return next((one for one in own if one.picks), None)


def if_heard(found: Evidence) -> Evidence:
    """The evidence as if he had been heard: who was not is kept apart here, not ruled out."""
    if HEARD not in found.confirmed:
        return found
    return replace(found, confirmed={**found.confirmed, HEARD: True})


def excludes(finding: Finding) -> bool:
    """Whether the finding keeps the member from being rated."""
    return finding.outcome is Truth.TRUE and finding.effect.kind in {
        EffectKind.EXCLUDES_RATING,
        EffectKind.EXCLUDES_REVIEW,
    }


def _proposal(
    ruleset: Ruleset, found: Evidence, vote: Vote | None, picks: Picks, led: Heads
) -> Proposal:
    head = led.people.get(found.person.id)
    ceiling = led.held(found.person.id, evidence.ceiling(ruleset, if_heard(found)))
    first = None if vote is None else held_under(vote.outcome.level, ceiling)
    picked = picks.votes.get(found.person.id, ())
    top = None
    if picked and found.person.id in picks.chosen:
        top = picked[-1].subject.options[0]
    return Proposal(
        ruleset=ruleset,
        evidence=found,
        ceiling=ceiling,
        vote=vote,
        level=held_under(top, ceiling) if top else first,
        late=() if vote is None else _late(found, head, vote, ceiling),
        first=first,
        picked=picked,
        top=top,
        head=head,
    )


def held_under(result: str | None, ceiling: Decision) -> str | None:
    """The result under the ceiling; a level that a text forces takes its place."""
    if result is None or not ceiling.allowed:
        return None
    return result if result in ceiling.allowed else ceiling.allowed[0]


def _late(found: Evidence, head: Headship | None, vote: Vote, ceiling: Decision) -> tuple[str, ...]:
    """The facts behind the ceiling that were confirmed only after the ballot had been opened."""
    records = {**found.records, **(head.records if head else {})}
    bearing = dict.fromkeys(
        observed.id
        for finding in ceiling.findings
        if finding.bears or excludes(finding)
        for observed in finding.observed
        if observed.what == "fact"
    )
    return tuple(
        fact
        for fact in bearing
        if (record := records.get(fact)) is not None
        and record.confirmed
        and record.said_at > vote.ballot.opened_at
    )


def allotment(
    ruleset: Ruleset,
    branch: Branch,
    levels: Mapping[int, str],
    votes: Mapping[int, int] | None = None,
    proposed: Collection[int] | None = None,
) -> Allotment | None:
    """The quota over the branch's members by these levels; None where the guideline has none.

    ``levels`` by person id, as round 1 gave them.  ``proposed`` for the top level: by default
    whoever is at it; ``votes``: theirs for it.
    """
    if ruleset.quota(Kind.MEMBER) is None:
        return None
    candidates = [
        Candidate(
            str(person),
            level,
            (votes or {}).get(person),
            None if proposed is None else person in proposed,
        )
        for person, level in levels.items()
    ]
    scope = Scope(whole=branch.upper is None, name=branch.name)
    return allot(ruleset, Kind.MEMBER, candidates, scope)


def _quota(ruleset: Ruleset, branch: Branch, rated: Sequence[Proposal]) -> Allotment | None:
    """The quota where one ballot gives every level, the top one too."""
    quota = ruleset.quota(Kind.MEMBER)
    if quota is None:
        return None
    levels = {one.person.id: one.level for one in rated if one.level is not None}
    votes = {
        one.person.id: one.vote.count.votes[quota.level]
        for one in rated
        if one.vote is not None and quota.level in one.vote.count.votes
    }
    return allotment(ruleset, branch, levels, votes)


def _quota_of_picks(
    ruleset: Ruleset, branch: Branch, rated: Sequence[Proposal], picks: Picks
) -> Allotment | None:
    """The quota where a second round fills its places: its ties are the ones of that round."""
    levels = {one.person.id: one.first for one in rated if one.first is not None}
    top = ruleset.quota(Kind.MEMBER)
    placed = [one.person.id for one in rated if top is not None and one.level == top.level]
    here = {one.person.id for one in rated}
    ties = (*picks.ties, *picks.left)
    tied = [person for tie in ties for person in tie.people if person in here]
    votes = {person: each[-1].outcome.best_votes for person, each in picks.votes.items()}
    found = allotment(ruleset, branch, levels, votes, placed)
    if found is None:
        return None
    return replace(
        found,
        chosen=tuple(map(str, placed)),
        tied=tuple(map(str, tied)),
        places_left=sum(tie.places for tie in ties),
        needs_people=bool(tied),
    )
