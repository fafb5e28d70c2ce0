"""The course of a self-assessment: a few facts first, then the criteria, then the overview.

A question's place is counted over everything that the guideline might ask, whoever it applies to,
so that a place kept yesterday is still right when a fact learned today adds or removes questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rules import (
    ApplicableCriterion,
    AskedOf,
    Criterion,
    FactDef,
    FactType,
    FactValue,
    Kind,
    Ruleset,
    Truth,
    criteria_for,
)
from storage.reviews import FactRecord, Source


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A fact that only the member knows and that decides which criteria are his."""

    place: int
    number: int
    fact: FactDef
    value: FactValue | None

    @property
    def id(self) -> str:
        return self.fact.id

    @property
    def answered(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class CriterionQuestion:
    """A criterion; ``doubtful`` where it is not known whether it applies to him."""

    place: int
    number: int
    criterion: Criterion
    doubtful: bool
    missing: tuple[FactDef, ...]
    grade: str | None

    @property
    def id(self) -> str:
        return self.criterion.id

    @property
    def answered(self) -> bool:
        return self.grade is not None


Question = FactQuestion | CriterionQuestion


@dataclass(frozen=True, slots=True)
class Course:
    """The questions for one member as things stand; ``end`` is the place of the overview."""

    facts: tuple[FactQuestion, ...]
    criteria: tuple[CriterionQuestion, ...]
    end: int

    def graded_as(self, grades: Mapping[str, str]) -> "Course":
        """The same course with these grades: what is known of him decides about the rest."""
        criteria = (
            one if one.grade == grades.get(one.id) else replace(one, grade=grades.get(one.id))
            for one in self.criteria
        )
        return Course(self.facts, tuple(criteria), self.end)

    @property
    def questions(self) -> tuple[Question, ...]:
        return (*self.facts, *self.criteria)

    def at(self, place: int) -> Question | None:
        """The question to go on with from a place; None: the overview."""
        return next((one for one in self.questions if one.place >= place), None)

    def before(self, place: int) -> Question | None:
        """The question before a place; None: there is none."""
        return next((one for one in reversed(self.questions) if one.place < place), None)

    def after(self, place: int) -> int:
        """The place to go on with once a question is answered: the next one without an answer,
        so that who went back to mend one answer need not walk through all that follow."""
        return next(
            (one.place for one in self.questions if one.place > place and not one.answered),
            self.end,
        )

    def fact(self, fact_id: str) -> FactQuestion | None:
        return next((one for one in self.facts if one.id == fact_id), None)

    def criterion(self, criterion_id: str) -> CriterionQuestion | None:
        return next((one for one in self.criteria if one.id == criterion_id), None)

    @property
    def ungraded(self) -> tuple[CriterionQuestion, ...]:
        """The criteria that are surely his and have no grade yet."""
        return tuple(one for one in self.criteria if one.grade is None and not one.doubtful)

    @property
    def open(self) -> Question | None:
        """The first question without an answer; None: there is none."""
        return next((one for one in self.questions if not one.answered), None)

    @property
    def graded(self) -> int:
        return sum(one.answered for one in self.criteria)


def course_of(
    ruleset: Ruleset,
    said: Mapping[str, FactValue],
    records: Mapping[str, FactRecord],
    grades: Mapping[str, str],
) -> Course:
    """The course for a member of whom ``said`` is known and who gave these grades."""
    applicable = {one.criterion.id: one for one in criteria_for(ruleset, Kind.MEMBER, said)}
    asked = _asked(ruleset, said, records, tuple(applicable.values()))
    own = [fact for fact in ruleset.facts_of(Kind.MEMBER) if _is_own(fact)]
    every = enumerate(ruleset.criteria(Kind.MEMBER), len(own))
    facts = [(place, fact) for place, fact in enumerate(own) if fact.id in asked]
    criteria = [(place, applicable[one.id]) for place, one in every if one.id in applicable]
    return Course(
        tuple(
            FactQuestion(place, number, fact, said.get(fact.id))
            for number, (place, fact) in enumerate(facts, 1)
        ),
        tuple(
            CriterionQuestion(
                place,
                number,
                one.criterion,
                one.applies is Truth.UNKNOWN,
                one.missing,
                grades.get(one.criterion.id),
            )
            for number, (place, one) in enumerate(criteria, 1)
        ),
        len(own) + len(ruleset.criteria(Kind.MEMBER)),
    )


def _is_own(fact: FactDef) -> bool:
    return fact.asked_of is AskedOf.MEMBER and fact.type in {FactType.BOOL, FactType.CHOICE}


def _asked(
    ruleset: Ruleset,
    said: Mapping[str, FactValue],
    records: Mapping[str, FactRecord],
    applicable: tuple[ApplicableCriterion, ...],
) -> frozenset[str]:
    """The facts to ask him: those on which criteria hang, unless somebody else has told them."""
    needed = {fact.id for one in applicable for fact in one.missing if _is_own(fact)}
    answered = {
        fact_id
        for fact_id, record in records.items()
        if record.source is Source.MEMBER
        and not record.confirmed
        and fact_id in said
        and _is_own(ruleset.facts[fact_id])
    }
    return frozenset(needed | answered)
