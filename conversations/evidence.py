"""What is known of a member in a review, and what the rules make of it.

Two views are kept apart (reading 15): the *ceiling* rests on the roll and on facts confirmed by
secretary or office, and on nothing else; the *advised* level adds grades and the member's own
figures, which advise but never bind.  It is given twice: by the member's own grades, and by the
committee's where it gave any.  While he writes he sees the former as if he had been heard
(*own view*).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import STANDING_RIGHTS, Action
from conversations.ceilings import ceiling_of
from conversations.context import House
from rules import (
    ApplicableCriterion,
    Decision,
    FactError,
    FactValue,
    Kind,
    Ruleset,
    Use,
    check_fact,
    criteria_for,
    decide,
    fact_from_json,
    known_facts,
)
from storage import appraisals, assessments, reviews, roll, suggestions
from storage.appraisals import Appraisal
from storage.assessments import Assessment
from storage.reviews import FactRecord, Review
from storage.roll import Branch, Person, Role

STANDING, ADMITTED_ON, MEETING_ON = "standing", "admitted_on", "meeting_on"
HEARD, BRANCH_IS_TCCSD = "heard", "branch_is_tccsd"
"""The ids of the derived facts that roll, meeting and review give; see the guidelines' data."""
IN_COMMITTEE = frozenset({Role.SECRETARY, Role.DEPUTY, Role.COMMITTEE})
"""Who makes up the branch's committee, by role."""
SUGGESTED = "review_suggested"
"""The id of the fact that follows from a suggestion entered for the member (gợi ý kiểm điểm);
while none is entered, people may know of one: then it is a fact like any other."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that a member's level may rest on.

    ``confirmed`` holds the roll's facts and those confirmed by secretary or office;
    ``said`` those and the member's own unconfirmed ones; ``records`` who said each, and when.
    ``heard``: he has submitted, or the secretary recorded that he was heard.
    """

    person: Person
    confirmed: Mapping[str, FactValue]
    said: Mapping[str, FactValue]
    assessment: Assessment
    heard: bool
    given: frozenset[str] = frozenset()
    """The facts that roll, branch and review give by themselves: nobody sets these."""
    records: Mapping[str, FactRecord] = field(default_factory=dict)
    appraisal: Appraisal = field(default_factory=Appraisal)
    """The committee's view of him; empty while there is none."""


def ruleset_of(house: House, review: Review) -> Ruleset:
    """The guideline that the review is held under."""
    if review.base_id is None:
        return house.library.get(review.ruleset_id)
    return house.library.get(review.ruleset_id, review.base_id)


def person_kind(ruleset: Ruleset) -> Kind:
    """As what the guideline reviews people of the branch: members, or, where it leaves these to
    another text, leaders only."""
    return Kind.MEMBER if ruleset.covers(Kind.MEMBER) else Kind.LEADER


def assesses(person: Person, ruleset: Ruleset) -> bool:
    """Whether the person is to assess himself: neither exempt nor suspended, nor gone.

    Where only leaders are reviewed, these are the branch's committee.
    """
    if person.left is not None or Action.ASSESS not in STANDING_RIGHTS[person.standing]:
        return False
    return person_kind(ruleset) is Kind.MEMBER or bool(person.roles & IN_COMMITTEE)


def handed_in(assessment: Assessment) -> Assessment:
    """What others than its writer may read of a self-assessment: all of it once it is submitted;
    of a draft only that it was begun, when last, and by whom."""
    if assessment.submitted_at is not None:
        return assessment
    return replace(assessment, own_level=None, grades={}, notes={}, figures={})


async def gather(
    tx: AsyncConnection,
    ruleset: Ruleset,
    branch: Branch,
    review: Review,
    on: date,
    *,
    drafts: bool = False,
) -> dict[int, Evidence]:
    """The evidence of everyone on the branch's roll, in roll order; ``on``: the day it is for.

    ``drafts``: with what is not submitted, for counting how far people have come; else a draft is
    its writer's own (see ``handed_in``).
    """
    people = await roll.people(tx, branch.id)
    facts = await reviews.all_facts(tx, review.id)
    answers = await assessments.assessments(tx, review.id)
    if not drafts:
        answers = {who: handed_in(one) for who, one in answers.items()}
    heard = await reviews.heard(tx, review.id)
    asked = await suggestions.of_review(tx, review.id)
    views = await appraisals.appraisals(tx, review.id)
    return {
        person.id: evidence_of(
            ruleset,
            branch,
            person,
            facts.get(person.id, {}),
            answers.get(person.id, Assessment(review.id, person.id)),
            on,
            heard=person.id in heard,
            suggested=person.id in asked,
            appraisal=views.get(person.id) or Appraisal(),
        )
        for person in people
    }


async def gather_one(
    tx: AsyncConnection, ruleset: Ruleset, branch: Branch, review: Review, person: Person, on: date
) -> Evidence:
    """The evidence of one person of the branch, a draft left out; ``on``: the day it is for."""
    return evidence_of(
        ruleset,
        branch,
        person,
        await reviews.facts_of(tx, review.id, person.id),
        handed_in(await assessments.assessment(tx, review.id, person.id)),
        on,
        heard=person.id in await reviews.heard(tx, review.id),
        suggested=bool(await suggestions.suggestions_for(tx, review.id, person.id)),
        appraisal=await appraisals.appraisal_of(tx, review.id, person.id),
    )


def evidence_of(
    ruleset: Ruleset,
    branch: Branch,
    person: Person,
    records: Mapping[str, FactRecord],
    assessment: Assessment,
    on: date,
    *,
    heard: bool,
    suggested: bool = False,
    appraisal: Appraisal | None = None,
) -> Evidence:
    """The evidence that these rows make; what the guideline does not know is left out.

    ``suggested``: a suggestion stands for him (gợi ý kiểm điểm).
    """
    said: dict[str, FactValue] = {}
    confirmed: dict[str, FactValue] = {}
    for fact_id, record in records.items():
        value = value_of_record(ruleset, person_kind(ruleset), record)
        if value is not None:
            said[fact_id] = value
            if record.confirmed:
                confirmed[fact_id] = value
    heard = heard or assessment.submitted_at is not None
    from_roll = roll_facts(ruleset, branch, person, on, heard=heard, suggested=suggested)
    return Evidence(
        person,
        confirmed={**confirmed, **from_roll},
        said={**said, **from_roll},
        assessment=assessment,
        heard=heard,
        given=frozenset(from_roll),
        records=records,
        appraisal=appraisal or Appraisal(),
    )


def roll_facts(
    ruleset: Ruleset,
    branch: Branch,
    person: Person,
    on: date,
    *,
    heard: bool,
    suggested: bool = False,
) -> dict[str, FactValue]:
    """What roll, branch and review say by themselves, as derived facts of the guideline.

    ``on`` is the day of the meeting, to which months are counted.  Where the roll is silent (no
    day of admission) a recorded fact may speak.
    """
    found: dict[str, FactValue] = {
        STANDING: person.standing.value,
        MEETING_ON: on,
        HEARD: heard,
        BRANCH_IS_TCCSD: branch.upper is None,
    }
    if person.joined is not None:
        found[ADMITTED_ON] = person.joined
    if suggested:
        found[SUGGESTED] = True
    kept: dict[str, FactValue] = {}
    for fact_id, value in known_facts(ruleset, person_kind(ruleset), found).items():
        try:
            kept[fact_id] = check_fact(ruleset.facts[fact_id], value)
        except FactError:
            continue  # a guideline that does not tell this standing apart
    return kept


def value_of_record(ruleset: Ruleset, kind: Kind, record: FactRecord) -> FactValue | None:
    """The record's value; None where the guideline has no such fact of that kind, or value."""
    fact = ruleset.facts.get(record.fact_id)
    if fact is None or kind not in fact.kinds:
        return None
    try:
        return fact_from_json(fact, record.value_json)
    except FactError:
        return None


# ── what follows ─────────────────────────────────────────────────────────────────────────────


def ceiling(ruleset: Ruleset, evidence: Evidence) -> Decision:
    """The hard ceiling: from confirmed facts alone, grades counting as able to be met."""
    return ceiling_of(ruleset, person_kind(ruleset), evidence.confirmed)


def advised(ruleset: Ruleset, evidence: Evidence) -> Decision:
    """The advised level: from all that was said of him and his own grades (reading 15)."""
    grades = grades_of(ruleset, evidence)
    return decide(ruleset, person_kind(ruleset), evidence.said, grades, use=Use.ALL)


def advised_by_committee(ruleset: Ruleset, evidence: Evidence) -> Decision | None:
    """The level that the committee's grades advise; None: it graded nothing that applies."""
    grades = committee_grades(ruleset, evidence)
    if not grades:
        return None
    return decide(ruleset, person_kind(ruleset), evidence.said, grades, use=Use.ALL)


def own_view(ruleset: Ruleset, evidence: Evidence) -> Decision:
    """What the member sees live: from all that was said of him, himself included, and his grades.

    It tells what he can come to once he has been heard.
    """
    held = once_heard(ruleset, evidence)
    grades = grades_of(ruleset, held)
    return decide(ruleset, person_kind(ruleset), held.said, grades, use=Use.ALL)


def once_heard(ruleset: Ruleset, evidence: Evidence) -> Evidence:
    """The same evidence after he has been heard: what his facts come to, submitted or not."""
    if HEARD not in ruleset.facts:
        return evidence
    return replace(
        evidence,
        confirmed={**evidence.confirmed, HEARD: True},
        said={**evidence.said, HEARD: True},
    )


def criteria_of(ruleset: Ruleset, evidence: Evidence) -> tuple[ApplicableCriterion, ...]:
    """The criteria that apply to the member, or may apply, by all that was said of him."""
    return criteria_for(ruleset, person_kind(ruleset), evidence.said)


def grades_of(ruleset: Ruleset, evidence: Evidence) -> dict[str, str]:
    """His grades on the criteria that the guideline has; what it does not know is left out."""
    return known_grades(ruleset, person_kind(ruleset), evidence.assessment.grades)


def committee_grades(ruleset: Ruleset, evidence: Evidence) -> dict[str, str]:
    """The committee's grades of him on the criteria that the guideline has."""
    return known_grades(ruleset, person_kind(ruleset), evidence.appraisal.grades)


def known_grades(ruleset: Ruleset, kind: Kind, grades: Mapping[str, str]) -> dict[str, str]:
    """Those of the grades that the guideline knows for that kind of subject."""
    known = {criterion.id for criterion in ruleset.criteria(kind)}
    return {
        criterion: grade
        for criterion, grade in grades.items()
        if criterion in known and grade in ruleset.grade_rank
    }


def progress(ruleset: Ruleset, evidence: Evidence) -> tuple[int, int]:
    """How many of the criteria that he is shown are graded, and how many he is shown."""
    grades = grades_of(ruleset, evidence)
    asked = [one.criterion.id for one in criteria_of(ruleset, evidence)]
    return sum(criterion in grades for criterion in asked), len(asked)
