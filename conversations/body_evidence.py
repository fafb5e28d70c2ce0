"""What is known of the branch as an organisation and of its leading collective (the chi ủy).

What follows from the members' results, the roll and the branch's own level is worked out
(``body_results``), the rest is asked of the secretary.  What he says counts even where the results
say otherwise; then both are told.  Facts of both are statements about the branch itself: they have
no person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.body_results import Result, overruled, results_for
from conversations.context import House
from conversations.evidence import (
    BRANCH_IS_TCCSD,
    HEARD,
    MEETING_ON,
    known_grades,
    value_of_record,
)
from conversations.heads import BodyLevel
from conversations.proposals import Proposals, propose
from rules import (
    Decision,
    FactError,
    FactValue,
    Kind,
    Ruleset,
    Use,
    check_fact,
    contradictions,
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
GRASSROOTS_COMMITTEE: Mapping[str, FactValue] = {"collective_type": "grassroots_committee"}
"""What the committee of such a branch is among the collectives (cấp ủy cơ sở)."""


@dataclass(frozen=True, slots=True)
class BodyEvidence:
    """Everything that the level of one of the branch's bodies may rest on (see ``Evidence``).

    ``results``: what follows from results, whether the secretary's word outranks it or not.
    ``level``: the body's level as far as one is known.
    """

    kind: Kind
    confirmed: Mapping[str, FactValue]
    said: Mapping[str, FactValue]
    given: frozenset[str]
    records: Mapping[str, FactRecord] = field(default_factory=dict)
    appraisal: Appraisal = field(default_factory=Appraisal)
    results: Mapping[str, Result] = field(default_factory=dict)
    level: BodyLevel | None = None

    def ceiling(self, ruleset: Ruleset) -> Decision:
        """The best that confirmed facts leave."""
        return decide(ruleset, self.kind, self.confirmed, use=Use.FACTS)

    def likely(self, ruleset: Ruleset) -> Decision:
        """The best that all facts leave, those too that are not confirmed or decided yet."""
        return decide(ruleset, self.kind, self.said, use=Use.FACTS)

    def advised(self, ruleset: Ruleset) -> Decision:
        """What the facts and the chi ủy's grades give."""
        grades = known_grades(ruleset, self.kind, self.appraisal.grades)
        return decide(ruleset, self.kind, self.said, grades, use=Use.ALL)

    @property
    def unconfirmed(self) -> tuple[str, ...]:
        """The results that advise only: nobody has confirmed them, nor said otherwise."""
        return tuple(
            fact
            for fact, one in self.results.items()
            if not one.sure and fact not in self.confirmed
        )

    @property
    def differing(self) -> tuple[str, ...]:
        """The facts of which the secretary says otherwise than the results; his word counts."""
        return tuple(
            fact
            for fact, one in self.results.items()
            if fact in self.records and fact in self.said and self.said[fact] != one.value
        )


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
    return (await gather_bodies(tx, house, branch, review, on))[kind]


async def gather_bodies(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, on: date
) -> dict[Kind, BodyEvidence]:
    """The evidence of each of the branch's bodies, rated or not; ``on``: the day it is for."""
    return await bodies_by(tx, await propose(tx, house, branch, review, on), on)


async def bodies_by(
    tx: AsyncConnection, proposals: Proposals, on: date
) -> dict[Kind, BodyEvidence]:
    """The evidence of each of the branch's bodies, beside these proposals for its members."""
    review = proposals.review
    records = await reviews.facts_of(tx, review.id, None)
    views = await appraisals.appraisals_of_bodies(tx, review.id)
    suggested = bool(await suggestions.suggestions_for(tx, review.id, None))
    return {
        kind: evidence_of_body(
            proposals, kind, records, views.get(kind.value) or Appraisal(), on, suggested=suggested
        )
        for kind in CODES.values()
    }


def evidence_of_body(
    proposals: Proposals,
    kind: Kind,
    records: Mapping[str, FactRecord],
    appraisal: Appraisal,
    on: date,
    *,
    suggested: bool,
) -> BodyEvidence:
    """The evidence that these rows and the members' results make.

    ``suggested``: a suggestion stands for the branch (gợi ý kiểm điểm).
    """
    ruleset = proposals.ruleset
    results = results_for(ruleset, kind, proposals)
    values = {fact: value_of_record(ruleset, kind, record) for fact, record in records.items()}
    own = {fact: value for fact, value in values.items() if value is not None}
    fallen = overruled(results, own)
    results = {fact: one for fact, one in results.items() if fact not in fallen}
    said = {fact: one.value for fact, one in results.items()} | own
    confirmed = {fact: one.value for fact, one in results.items() if one.sure}
    confirmed |= {fact: value for fact, value in own.items() if records[fact].confirmed}
    found = _by_itself(ruleset, proposals.branch, on)
    if suggested:
        found[SUGGESTED] = True
    given = _kept(ruleset, kind, found)
    return BodyEvidence(
        kind,
        confirmed={**confirmed, **given},
        said={**said, **given},
        given=frozenset(given),
        records=records,
        appraisal=appraisal,
        results=results,
        level=proposals.levels.get(kind),
    )


def _by_itself(ruleset: Ruleset, branch: Branch, on: date) -> dict[str, FactValue]:
    """What the branch says by itself; it is taken that its collective will have been reviewed.

    Where the guideline knows no branch of its rank, the rank is left open.
    """
    found: dict[str, FactValue] = {
        MEETING_ON: on,
        HEARD: True,
        BRANCH_IS_TCCSD: branch.upper is None,
        **GIVEN_CHOICES,
    }
    if branch.upper is not None:
        return found
    found |= GRASSROOTS_COMMITTEE
    return found if _clash(ruleset, {**found, RANK: GRASSROOTS}) else {**found, RANK: GRASSROOTS}


def _clash(ruleset: Ruleset, found: Mapping[str, FactValue]) -> bool:
    """Whether these facts of an organisation cannot all be so."""
    if not ruleset.covers(Kind.ORGANISATION):
        return False
    kept = _kept(ruleset, Kind.ORGANISATION, found)
    return bool(contradictions(ruleset, Kind.ORGANISATION, kept))


def _kept(ruleset: Ruleset, kind: Kind, found: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Those that the guideline knows for that kind, and can have."""
    kept = {}
    for fact_id, value in known_facts(ruleset, kind, found).items():
        try:
            kept[fact_id] = check_fact(ruleset.facts[fact_id], value)
        except FactError:
            continue
    return kept
