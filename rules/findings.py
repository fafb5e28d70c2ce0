"""Every rule tested, written up as findings."""

from collections.abc import Iterator

from rules.aspects import Aspect
from rules.case import Seen
from rules.conditions import GradesAtLeast
from rules.conditions.grades import Among
from rules.finding import Effect, Finding, Observed
from rules.rule import Rule
from rules.truth import Truth, both
from rules.weigh import cap_rank, cap_truth, required, triggered


def find(case: Seen) -> tuple[tuple[Rule, Finding], ...]:
    """A finding for every rule but those that only people can judge.

    Those that bear on the result come first, the most decisive of them foremost;
    the others follow in the order of the stages.
    """
    graded = _Graded(case)
    found = [
        (rule, _finding(case, rule, truth, rank, graded)) for rule, truth, rank in _tested(case)
    ]
    worst = len(case.level_rank)

    def weight(item: tuple[Rule, Finding]) -> int:
        finding = item[1]
        if not finding.bears:
            return 1
        # No limit at all is an exclusion: nothing weighs more.
        return -case.level_rank[finding.limit] if finding.limit else -worst

    return tuple(sorted(found, key=weight))


def _tested(case: Seen) -> Iterator[tuple[Rule, Truth, int | None]]:
    """(rule, its truth, the rank it limits the subject to when it goes against him)."""
    program = case.program
    for exclude in program.excludes:
        yield exclude, triggered(case, exclude), None
    for force in program.forces:
        rank = case.level_rank[force.level]
        yield force, triggered(case, force, good=rank == 0), rank
    lowest: list[Truth] = []
    for rank in range(len(case.level_rank) - 1, -1, -1):
        truths = []
        for rule in program.requires[rank]:
            truth = required(case, rule)
            truths.append(truth)
            yield rule, truth, rank + 1
        lowest = lowest or truths
    if program.otherwise is not None:
        yield program.otherwise, ~both(lowest), case.level_rank[program.otherwise.level]
    if program.base is not None:
        level = case.facts.get(program.base.level_from)
        known = isinstance(level, str)
        rank_given = case.level_rank[level] if isinstance(level, str) else None
        yield program.base, Truth.TRUE if known else Truth.UNKNOWN, rank_given
    for cap in program.caps:
        yield cap, cap_truth(case, cap), cap_rank(case, cap)
    for notice in program.notices:
        yield notice, triggered(case, notice), None
    for reopen in program.reopens:
        yield reopen, triggered(case, reopen), None


def _finding(case: Seen, rule: Rule, truth: Truth, rank: int | None, graded: "_Graded") -> Finding:
    aspect = case.ruleset.aspects[rule.id]
    levels = case.ruleset.levels
    bears = truth is aspect.against and (
        aspect.excludes or (rank is not None and 0 < rank < len(levels))
    )
    effect = aspect.effect
    if rank is not None and not effect.level:  # the level is a fact's, and that is known
        effect = Effect(effect.kind, levels[rank].id)
    return Finding(
        rule.id,
        rule.clause,
        rule.bullet,
        rule.says,
        truth,
        effect,
        _observed(case, aspect, graded),
        aspect.required,
        bears,
        levels[rank].id if bears and rank is not None else "",
        aspect.private,
    )


def _observed(case: Seen, aspect: Aspect, graded: "_Graded") -> tuple[Observed, ...]:
    """The facts looked at; of the grades, those that fall short or are missing (else all)."""
    seen = [Observed("fact", fact, case.facts.get(fact)) for fact in aspect.facts]
    if case.hopeful:
        return tuple(seen)
    for condition in aspect.grades:
        edge = case.grade_rank[condition.grade] if isinstance(condition, GradesAtLeast) else -1
        looked_at = graded.of(condition.among)
        short = [observed for rank, observed in looked_at if rank > edge]
        seen += short or [observed for _, observed in looked_at]
    return tuple(seen)


class _Graded:
    """What is observed of the grades of one case: many rules look at the same criteria."""

    def __init__(self, case: Seen) -> None:
        self._case = case
        self._all = {item.id: self._one(item.id) for item in case.criteria}
        self._among: dict[Among, list[tuple[int, Observed]]] = {}

    def of(self, among: Among) -> list[tuple[int, Observed]]:
        """The rank of each grade (past the worst where it is missing), and what is told of it."""
        found = self._among.get(among)
        if found is None:
            found = self._among[among] = [self._all[item.id] for item in among.of(self._case)]
        return found

    def _one(self, criterion: str) -> tuple[int, Observed]:
        case = self._case
        rank = case.grades.get(criterion)
        if rank is None:
            missing = len(case.grade_rank)
            return missing, Observed("grade", criterion, case.earned.get(criterion))
        return rank, Observed("grade", criterion, case.ruleset.grades[rank].id)
