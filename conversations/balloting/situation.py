"""What the ballots of a review are worked out from, read at once: people, ceilings, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.body_evidence import GIVEN_CHOICES, BodyEvidence, bodies_by
from conversations.context import House
from conversations.evidence import IN_COMMITTEE, Evidence
from conversations.proposals import heads_among, held_under, proposals_of
from conversations.results import Picks, Vote, closed, group_votes_of
from conversations.words import Words
from rules import Decision, Kind, Ruleset
from storage import ballots
from storage.ballots import Ballot
from storage.reviews import Review
from storage.roll import Branch, Person, Standing

ORG_TYPE = GIVEN_CHOICES
"""What a branch is among the organisations that the guidelines tell apart."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who or what can be voted on: its hard ceiling, and the ``options`` that the ballot offers.

    ``person`` is None for the branch and for its committee; ``body`` is what is known of these.
    """

    name: str
    person: Person | None
    kind: Kind
    decision: Decision
    options: tuple[str, ...]
    body: BodyEvidence | None = None

    @property
    def number(self) -> int:
        """The person's id; 0 for a group."""
        return 0 if self.person is None else self.person.id


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the ballots of a review are worked out from, read at once."""

    branch: Branch
    review: Review
    ruleset: Ruleset
    evidence: Mapping[int, Evidence]
    ceilings: Mapping[int, Decision]
    groups: Mapping[Kind, Candidate]
    held: tuple[Ballot, ...]
    counted: tuple[Ballot, ...]
    votes: Mapping[int, Vote]
    group_votes: Mapping[Kind, Vote]
    picks: Picks

    @property
    def officials(self) -> tuple[Person, ...]:
        """The official members: they vote, the probationary do not (Điều lệ Đảng)."""
        return tuple(
            found.person
            for found in self.evidence.values()
            if found.person.standing is Standing.OFFICIAL
        )

    @property
    def committee(self) -> tuple[Person, ...]:
        """The official members who make up the branch's committee."""
        return tuple(one for one in self.officials if one.roles & IN_COMMITTEE)

    @property
    def first_levels(self) -> dict[int, str]:
        """The level of each member by the ballots on levels, under his ceiling, by person id."""
        found = {
            person: held_under(vote.outcome.level, self.ceilings[person])
            for person, vote in self.votes.items()
            if person in self.ceilings
        }
        return {person: level for person, level in found.items() if level is not None}


async def situation(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, on: date
) -> Situation:
    """The situation as it stands; ``on`` is the day of the meeting."""
    ruleset = evidence.ruleset_of(house, review)
    everyone = await evidence.gather(tx, ruleset, branch, review, on)
    held = await ballots.ballots(tx, review.id)
    counted = closed(held)
    led = await heads_among(tx, ruleset, review, everyone, counted, on)
    found = proposals_of(ruleset, branch, review, everyone, counted, led)
    members = (*found.rated, *found.unrated)
    bodies = await bodies_by(tx, found, on)
    return Situation(
        branch=branch,
        review=review,
        ruleset=ruleset,
        evidence=everyone,
        ceilings={one.person.id: one.ceiling for one in members},
        groups=_groups(ruleset, branch, bodies, house.words_of_branch(branch)),
        held=held,
        counted=counted,
        votes={one.person.id: one.vote for one in members if one.vote is not None},
        group_votes=group_votes_of(counted),
        picks=found.picks,
    )


def _groups(
    ruleset: Ruleset, branch: Branch, bodies: Mapping[Kind, BodyEvidence], words: Words
) -> dict[Kind, Candidate]:
    """The branch and its committee with their ceilings, as far as the guideline rates them."""
    names = {
        Kind.ORGANISATION: branch.name,
        Kind.COLLECTIVE: words.plain("The committee of {branch}", branch=branch.name),
    }
    found: dict[Kind, Candidate] = {}
    for kind, name in names.items():
        if ruleset.covers(kind):
            decision = bodies[kind].ceiling(ruleset)
            found[kind] = Candidate(name, None, kind, decision, decision.allowed, bodies[kind])
    return found
