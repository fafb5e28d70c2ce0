"""One case as the conditions see it."""

from collections.abc import Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from decimal import Decimal, InvalidOperation

from rules.conditions.base import Gap, Scored
from rules.errors import GradeError
from rules.model import Criterion, Kind
from rules.reach import Reach
from rules.ruleset import Program, Ruleset
from rules.truth import Truth
from rules.values import FactValue


@dataclass(slots=True)
class Seen:
    """A case: what is known of one subject under one ruleset (see ``conditions.Case``).

    Without its criteria it is hopeful: judged on facts alone.
    What was worked out about it is kept, and handed on to the case that knows more:
    ``truths`` of its rules (where being TRUE does not help the subject, where it does),
    ``gaps`` in them, and which criteria a condition has ``picked``.
    """

    ruleset: Ruleset
    program: Program
    facts: Mapping[str, FactValue]
    grades: Mapping[str, int]
    earned: Mapping[str, Decimal]
    options: Mapping[str, str]
    hopeful: bool
    level_rank: Mapping[str, int] = field(init=False)
    grade_rank: Mapping[str, int] = field(init=False)
    tallies: Mapping[str, Mapping[str, str]] = field(init=False)
    criteria: tuple[Scored, ...] = field(init=False)
    picked: dict[object, Sequence[Scored]] = field(init=False)
    truths: tuple[dict[str, Truth], dict[str, Truth]] = field(init=False)
    gaps: dict[str, tuple[Gap, ...]] = field(init=False)
    before: InitVar["Seen | None"] = None
    learned: InitVar[frozenset[str]] = frozenset()

    def __post_init__(self, before: "Seen | None", learned: frozenset[str]) -> None:
        self.level_rank = self.ruleset.level_rank
        self.grade_rank = self.ruleset.grade_rank
        self.tallies = self.ruleset.tallies
        self.criteria = ()
        self.picked = {}
        self.truths = ({}, {})
        self.gaps = {}
        if before is not None and learned.isdisjoint(self._reach.applying):
            self.criteria, self.picked = before.criteria, before.picked
        elif not self.hopeful:
            self.criteria = self._apply()

    def _apply(self) -> tuple[Scored, ...]:
        found = []
        for criterion in self.program.criteria:
            applies = Truth.TRUE
            if criterion.applies is not None:
                applies = criterion.applies.truth(self, good=True)
                if applies is Truth.FALSE:
                    continue
            gaps = (
                tuple(criterion.applies.gaps(self, good=True))
                if criterion.applies is not None and applies is Truth.UNKNOWN
                else ()
            )
            found.append(Scored(criterion.id, criterion.group, applies, gaps, criterion.points))
        return tuple(found)

    def knowing(
        self, facts: Mapping[str, FactValue] | None = None, grades: Mapping[str, int] | None = None
    ) -> "Seen":
        """The same case with more known."""
        more = Seen(
            self.ruleset,
            self.program,
            {**self.facts, **facts} if facts else self.facts,
            {**self.grades, **grades} if grades else self.grades,
            self.earned,
            self.options,
            self.hopeful,
            before=self,
            learned=frozenset(facts or ()),
        )
        anew = self._reach.of_grades if grades else frozenset[str]()
        for fact in facts or ():
            anew |= self._reach.of_fact.get(fact, frozenset())
        for kept, known in zip(more.truths, self.truths, strict=True):
            for rule, truth in known.items():
                if truth is not Truth.UNKNOWN or rule not in anew:
                    kept[rule] = truth
        more.gaps = {rule: gaps for rule, gaps in self.gaps.items() if rule not in anew}
        return more

    @property
    def _reach(self) -> Reach:
        return self.ruleset.reach[self.program.kind]


def read_grades(
    ruleset: Ruleset, kind: Kind, criteria: tuple[Criterion, ...], grades: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, Decimal]]:
    """Grades as ranks, and points where a criterion is scored; raises GradeError."""
    known = {criterion.id: criterion for criterion in criteria}
    ranks: dict[str, int] = {}
    earned: dict[str, Decimal] = {}
    for criterion_id, grade in grades.items():
        criterion = known.get(criterion_id)
        if criterion is None:
            raise GradeError(
                "criterion '{criterion}', grade '{grade}': "
                "no such criterion for {kind} in {ruleset}",
                criterion=criterion_id,
                grade=grade,
                kind=str(kind),
                ruleset=ruleset.id,
            )
        if criterion.points is None:
            rank = ruleset.grade_rank.get(grade)
            if rank is None:
                raise GradeError(
                    "criterion '{criterion}', grade '{grade}': not one of {known}",
                    criterion=criterion_id,
                    grade=grade,
                    known=", ".join(ruleset.grade_rank),
                )
            ranks[criterion_id] = rank
        else:
            earned[criterion_id] = _points(criterion, grade, criterion.points)
    return ranks, earned


def _points(criterion: Criterion, written: str, most: Decimal) -> Decimal:
    try:
        points = Decimal(written)
    except InvalidOperation:
        raise GradeError(
            "criterion '{criterion}', grade '{grade}': not a number of points",
            criterion=criterion.id,
            grade=written,
        ) from None
    if not points.is_finite() or not 0 <= points <= most:
        raise GradeError(
            "criterion '{criterion}', grade '{grade}': points run from 0 to {most}",
            criterion=criterion.id,
            grade=written,
            most=most,
        )
    return points
