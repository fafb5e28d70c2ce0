"""What the ballots of a review are worked out from, read at once: people, ceilings, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.ceilings import ceiling_of
from conversations.context import House
from conversations.evidence import Evidence
from conversations.proposals import held_under, if_heard
from conversations.results import Picks, Vote, closed, group_votes_of, picks_of, votes_of
from conversations.words import Words
from rules import (
    Decision,
    FactError,
    FactValue,
    Kind,
    KindNotCovered,
    Ruleset,
    fact_from_json,
    known_facts,
)
from storage import ballots, reviews
from storage.ballots import Ballot
from storage.reviews import Review
from storage.roll import Branch, Person, Role, Standing

IN_COMMITTEE = frozenset({Role.SECRETARY, Role.DEPUTY, Role.COMMITTEE})
ORG_TYPE = {"org_type": "chi_bo"}
"""What a branch is among the organisations that the guidelines tell apart."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Who or what can be voted on: its hard ceiling, and the ``options`` that the ballot offers.

    ``person`` is None for the branch and for its committee.
    """

    name: str
    person: Person | None
    kind: Kind
    decision: Decision
    options: tuple[str, ...]

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
    words = house.words_of_branch(branch)
    return Situation(
        branch=branch,
        review=review,
        ruleset=ruleset,
        evidence=everyone,
        ceilings={
            person: evidence.ceiling(ruleset, if_heard(found)) for person, found in everyone.items()
        },
        groups=await _groups(tx, ruleset, branch, review, on, words),
        held=held,
        counted=counted,
        votes=votes_of(counted),
        group_votes=group_votes_of(counted),
        picks=picks_of(counted),
    )


async def _groups(
    tx: AsyncConnection,
    ruleset: Ruleset,
    branch: Branch,
    review: Review,
    on: date,
    words: Words,
) -> dict[Kind, Candidate]:
    """The branch and its committee with their ceilings, as far as the guideline rates them."""
    records = (await reviews.all_facts(tx, review.id)).get(None, {})
    names = {
        Kind.ORGANISATION: branch.name,
        Kind.COLLECTIVE: words.plain("The committee of {branch}", branch=branch.name),
    }
    found: dict[Kind, Candidate] = {}
    for kind, name in names.items():
        facts: dict[str, FactValue] = {**ORG_TYPE, evidence.MEETING_ON: on, evidence.HEARD: True}
        try:
            for fact_id, record in records.items():
                fact = ruleset.facts.get(fact_id)
                if record.confirmed and fact is not None and kind in fact.kinds:
                    facts[fact_id] = fact_from_json(fact, record.value_json)
            decision = ceiling_of(ruleset, kind, known_facts(ruleset, kind, facts))
        except (KindNotCovered, FactError):
            continue
        found[kind] = Candidate(name, None, kind, decision, decision.allowed)
    return found
