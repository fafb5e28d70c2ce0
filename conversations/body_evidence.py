"""What is known of the branch as an organisation and of its leading collective (the chi ủy).

Levels of members, once every one of them has a proposal, are counted; the rest is asked of the
secretary.  Facts of both are statements about the branch itself: they have no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import House
from conversations.evidence import (
    BRANCH_IS_TCCSD,
    HEARD,
    MEETING_ON,
    known_grades,
    ruleset_of,
    value_of_record,
)
from conversations.proposals import Proposals, propose
from rules import (
    AskedOf,
    Decision,
    FactError,
    FactValue,
    Kind,
    Ruleset,
    Use,
    check_fact,
    decide,
    known_facts,
)
from storage import appraisals, reviews, roll, suggestions
from storage.appraisals import Appraisal
from storage.reviews import FactRecord, Review
from storage.roll import Branch, Role

CODES: Mapping[str, Kind] = {"o": Kind.ORGANISATION, "c": Kind.COLLECTIVE}
"""What stands for a body in a button's data, where a member has his number."""
SUGGESTED = "collective_suggested"
"""The id of the fact that follows from a suggestion for the branch."""
GIVEN_CHOICES = {"org_type": "chi_bo"}
"""Choices that a branch gives by being one; see the guidelines' data."""
RANK, GRASSROOTS = "org_rank", "grassroots"
"""The rank that a branch without a higher Party organisation of its place has."""


@dataclass(frozen=True, slots=True)
class BodyEvidence:
    """Everything that the level of one of the branch's bodies may rest on (see ``Evidence``)."""

    kind: Kind
    confirmed: Mapping[str, FactValue]
    said: Mapping[str, FactValue]
    given: frozenset[str]
    records: Mapping[str, FactRecord] = field(default_factory=dict)
    appraisal: Appraisal = field(default_factory=Appraisal)

    def ceiling(self, ruleset: Ruleset) -> Decision:
        """The best that confirmed facts leave."""
        return decide(ruleset, self.kind, self.confirmed, use=Use.FACTS)

    def advised(self, ruleset: Ruleset) -> Decision:
        """What the facts and the chi ủy's grades give."""
        grades = known_grades(ruleset, self.kind, self.appraisal.grades)
        return decide(ruleset, self.kind, self.said, grades, use=Use.ALL)


async def has_committee(tx: AsyncConnection, branch: Branch) -> bool:
    """Whether the roll names members of a committee (chi ủy)."""
    people = await roll.people(tx, branch.id)
    return any(Role.COMMITTEE in one.roles for one in people if one.left is None)


async def bodies_of(tx: AsyncConnection, ruleset: Ruleset, branch: Branch) -> tuple[str, ...]:
    """The codes of the branch's bodies that the guideline rates."""
    found = [code for code, kind in CODES.items() if ruleset.covers(kind)]
    committee = await has_committee(tx, branch)
    return tuple(one for one in found if CODES[one] is not Kind.COLLECTIVE or committee)


async def gather_body(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, kind: Kind, on: date
) -> BodyEvidence:
    """The evidence of one of the branch's bodies; ``on``: the day it is for."""
    ruleset = ruleset_of(house, review)
    records = await reviews.facts_of(tx, review.id, None)
    said: dict[str, FactValue] = {}
    confirmed: dict[str, FactValue] = {}
    for fact_id, record in records.items():
        value = value_of_record(ruleset, kind, record)
        if value is not None:
            said[fact_id] = value
            if record.confirmed:
                confirmed[fact_id] = value
    found = _by_itself(ruleset, branch, on)
    if await suggestions.suggestions_for(tx, review.id, None):
        found[SUGGESTED] = True
    if kind is Kind.ORGANISATION:
        found |= counted(ruleset, await propose(tx, house, branch, review, on))
    given = _kept(ruleset, kind, found)
    return BodyEvidence(
        kind,
        confirmed={**confirmed, **given},
        said={**said, **given},
        given=frozenset(given),
        records=records,
        appraisal=await appraisals.appraisal_of_body(tx, review.id, kind.value),
    )


def counted(ruleset: Ruleset, proposals: Proposals) -> dict[str, FactValue]:
    """How many members are proposed for each level; nothing while one has no proposal yet."""
    if proposals.open or not proposals.rated:
        return {}
    levels = [one.level for one in proposals.rated]
    return {
        fact_id: levels.count(level)
        for counts in ruleset.tallies.values()
        for level, fact_id in counts.items()
        if ruleset.facts[fact_id].asked_of is AskedOf.DERIVED
    }


def _by_itself(ruleset: Ruleset, branch: Branch, on: date) -> dict[str, FactValue]:
    """What the branch says by itself; it is taken that its collective will have been reviewed."""
    found: dict[str, FactValue] = {
        MEETING_ON: on,
        HEARD: True,
        BRANCH_IS_TCCSD: branch.upper is None,
        **GIVEN_CHOICES,
    }
    if branch.upper is None:
        found[RANK] = GRASSROOTS
    return found


def _kept(ruleset: Ruleset, kind: Kind, found: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Those that the guideline knows for that kind, and can have."""
    kept = {}
    for fact_id, value in known_facts(ruleset, kind, found).items():
        try:
            kept[fact_id] = check_fact(ruleset.facts[fact_id], value)
        except FactError:
            continue
    return kept
