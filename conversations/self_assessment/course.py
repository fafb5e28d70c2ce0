"""The course of a self-assessment: a few facts, the criteria, the year's figures, the own level.

A question's place is counted over everything that the guideline might ask, whoever it applies to,
so that a place kept yesterday is still right when a fact learned today adds or removes questions.
What comes after the criteria hangs on what is decided by then; it is worked out only when needed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from conversations.evidence import Evidence, grades_of, own_view, person_kind
from conversations.self_assessment import figures
from conversations.self_assessment.figures import Count
from rules import (
    ApplicableCriterion,
    AskedOf,
    Criterion,
    Decision,
    FactDef,
    FactValue,
    Ruleset,
    Status,
    Truth,
    criteria_for,
)
from storage.reviews import FactRecord, Source

FIGURE, LEVEL = "=", "=level"
"""A figure's id is this sign and what it counts; the id of the question after the own level."""


@dataclass(frozen=True, slots=True)
class FactQuestion:
    """A fact that only the member knows; ``late``: no criterion hangs on it, only the level."""

    place: int
    number: int
    fact: FactDef
    value: FactValue | None
    late: bool = False

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


@dataclass(frozen=True, slots=True)
class FigureQuestion:
    """A whole number from ``least`` to ``most``; see ``figures``."""

    place: int
    number: int
    count: Count
    value: int | None
    least: int
    most: int

    @property
    def id(self) -> str:
        return FIGURE + self.count

    @property
    def answered(self) -> bool:
        return self.value is not None


@dataclass(frozen=True, slots=True)
class LevelQuestion:
    """The level that he claims for himself."""

    place: int
    level: str | None

    @property
    def id(self) -> str:
        return LEVEL

    @property
    def answered(self) -> bool:
        return self.level is not None


YearQuestion = FigureQuestion | FactQuestion
Question = FactQuestion | CriterionQuestion | FigureQuestion | LevelQuestion


@dataclass(frozen=True)
class Course:
    """The questions for one member as things stand; ``end`` is the place of the overview."""

    ruleset: Ruleset
    evidence: Evidence
    facts: tuple[FactQuestion, ...]
    criteria: tuple[CriterionQuestion, ...]

    @cached_property
    def decision(self) -> Decision:
        """What he can come to, by all that was said and his own grades."""
        return own_view(self.ruleset, self.evidence)

    @property
    def rated(self) -> bool:
        """Whether he may come to a level at all."""
        return self.decision.status not in {Status.NOT_RATED, Status.NOT_REVIEWED}

    @cached_property
    def year(self) -> tuple[YearQuestion, ...]:
        """The figures and facts of the year on which his level still hangs, or that he told."""
        return _year(self)

    @cached_property
    def level(self) -> LevelQuestion | None:
        """The question after his own level; None where he is not rated."""
        if not self.rated:
            return None
        own = self.evidence.assessment.own_level
        return LevelQuestion(self.end - 1, own if own in self.ruleset.level_rank else None)

    @property
    def early(self) -> tuple[Question, ...]:
        """The questions that hang on nothing that has to be worked out."""
        return (*self.facts, *self.criteria)

    @property
    def questions(self) -> tuple[Question, ...]:
        last = () if self.level is None else (self.level,)
        typed = self.evidence.assessment.figures
        year = (
            one
            for one in self.year
            if not isinstance(one, FigureQuestion) or figures.can_ask(one.count, typed)
        )
        return (*self.early, *year, *last)

    @property
    def year_begins(self) -> int:
        """The place after the last criterion."""
        return len(_own(self.ruleset, late=False)) + len(
            self.ruleset.criteria(person_kind(self.ruleset))
        )

    @property
    def end(self) -> int:
        return self.year_begins + len(Count) + len(_own(self.ruleset, late=True)) + 1

    def graded_as(self, evidence: Evidence) -> "Course":
        """The same course with the grades of this evidence: nothing else of it is new."""
        grades = grades_of(self.ruleset, evidence)
        criteria = (
            one if one.grade == grades.get(one.id) else replace(one, grade=grades.get(one.id))
            for one in self.criteria
        )
        return Course(self.ruleset, evidence, self.facts, tuple(criteria))

    def at(self, place: int) -> Question | None:
        """The question to go on with from a place; None: the overview."""
        for one in self.early:
            if one.place >= place:
                return one
        return next((one for one in self.questions if one.place >= place), None)

    def before(self, place: int) -> Question | None:
        """The question before a place; None: there is none."""
        pool = self.early if place <= self.year_begins else self.questions
        return next((one for one in reversed(pool) if one.place < place), None)

    def after(self, place: int) -> int:
        """The place to go on with once a question is answered: the next one without an answer,
        so that who went back to mend one answer need not walk through all that follow."""
        for one in self.early:
            if one.place > place and not one.answered:
                return one.place
        return next(
            (one.place for one in self.questions if one.place > place and not one.answered),
            self.end,
        )

    def skipped(self, question: Question) -> int:
        """The place to go on with when a question is left as it is; with one figure of the year
        all the rest of them are."""
        if isinstance(question, FigureQuestion):
            return self.year_begins + len(Count)
        return question.place + 1

    def question(self, question_id: str) -> Question | None:
        """The question of that id, if it is one of his."""
        for one in self.early:
            if one.id == question_id:
                return one
        return next((one for one in self.questions if one.id == question_id), None)

    def criterion(self, criterion_id: str) -> CriterionQuestion | None:
        return next((one for one in self.criteria if one.id == criterion_id), None)

    @property
    def told(self) -> tuple[FactQuestion, ...]:
        """The facts that he is asked as they are, early and late ones."""
        late = (one for one in self.year if isinstance(one, FactQuestion))
        return (*self.facts, *late)

    @property
    def ungraded(self) -> tuple[CriterionQuestion, ...]:
        """The criteria that are surely his and have no grade yet."""
        return tuple(one for one in self.criteria if one.grade is None and not one.doubtful)

    @property
    def open(self) -> Question | None:
        """The first question before the year's figures without an answer; None: there is none."""
        return next((one for one in self.early if not one.answered), None)

    @property
    def graded(self) -> int:
        return sum(one.answered for one in self.criteria)


def course_of(ruleset: Ruleset, evidence: Evidence) -> Course:
    """The course for a member of whom this is known."""
    said, grades = evidence.said, grades_of(ruleset, evidence)
    applicable = {one.criterion.id: one for one in _criteria(ruleset, frozenset(said.items()))}
    own = _own(ruleset, late=False)
    asked = _asked(evidence, own, tuple(applicable.values()))
    every = enumerate(ruleset.criteria(person_kind(ruleset)), len(own))
    facts = [(place, fact) for place, fact in enumerate(own) if fact.id in asked]
    criteria = [(place, applicable[one.id]) for place, one in every if one.id in applicable]
    return Course(
        ruleset,
        evidence,
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
    )


@lru_cache(maxsize=2048)
def _criteria(
    ruleset: Ruleset, said: frozenset[tuple[str, FactValue]]
) -> tuple[ApplicableCriterion, ...]:
    """The criteria of a member of whom this is said: a tap seldom changes what they hang on."""
    return criteria_for(ruleset, person_kind(ruleset), dict(said))


def _own(ruleset: Ruleset, *, late: bool) -> tuple[FactDef, ...]:
    """The facts that the member is asked as they are: those of criteria, or (``late``) the rest."""
    applying = ruleset.reach[person_kind(ruleset)].applying
    return tuple(
        fact
        for fact in ruleset.facts_of(person_kind(ruleset))
        if fact.asked_of is AskedOf.MEMBER
        and fact.id not in figures.FACTS
        and (fact.id not in applying) is late
    )


def _asked(
    evidence: Evidence, own: tuple[FactDef, ...], applicable: tuple[ApplicableCriterion, ...]
) -> frozenset[str]:
    """The facts to ask him: those on which criteria hang, unless somebody else has told them."""
    needed = {fact.id for one in applicable for fact in one.missing}
    return frozenset(
        fact.id for fact in own if fact.id in needed or says_himself(evidence, fact.id)
    )


def says_himself(evidence: Evidence, fact_id: str) -> bool:
    """Whether a fact rests on nothing but the member's own word."""
    record: FactRecord | None = evidence.records.get(fact_id)
    return (
        record is not None
        and record.source is Source.MEMBER
        and not record.confirmed
        and fact_id in evidence.said
    )


def _year(course: Course) -> tuple[YearQuestion, ...]:
    ruleset, evidence = course.ruleset, course.evidence
    missing = frozenset(course.decision.missing)
    asked_of_him = {
        fact.id
        for fact in ruleset.facts_of(person_kind(ruleset))
        if fact.asked_of is AskedOf.MEMBER
    }
    wanted = frozenset(
        fact for fact in asked_of_him if fact in missing or says_himself(evidence, fact)
    )
    counts = set(figures.needed(wanted))
    typed: Mapping[str, int] = evidence.assessment.figures
    begins, known = course.year_begins, len(course.criteria)
    numbers = [(begins + place, one) for place, one in enumerate(Count) if one in counts]
    late = [
        (begins + len(Count) + place, fact)
        for place, fact in enumerate(_own(ruleset, late=True))
        if fact.id in wanted
    ]
    return (
        *(
            FigureQuestion(
                place,
                number,
                count,
                typed.get(count),
                figures.least_of(count),
                figures.most_of(count, typed, known),
            )
            for number, (place, count) in enumerate(numbers, 1)
        ),
        *(
            FactQuestion(place, number, fact, evidence.said.get(fact.id), late=True)
            for number, (place, fact) in enumerate(late, len(numbers) + 1)
        ),
    )
