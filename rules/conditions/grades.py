"""Conditions on the grades, or the points, of criteria."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.conditions.base import HOLDS, Bound, Case, Gap, Scored, plain
from rules.conditions.share import Measure
from rules.truth import Truth, of

ALL_GROUPS = "all"


@dataclass(frozen=True, slots=True)
class Among:
    """Which criteria: those of the groups (none named: all), but for those of ``apart``."""

    groups: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()

    def of(self, case: Case) -> Sequence[Scored]:
        """Those of them that apply or may apply."""
        found = case.picked.get(self)
        if found is None:
            found = case.picked[self] = [
                criterion for criterion in case.criteria if self.covers(criterion.group)
            ]
        return found

    def covers(self, group: str) -> bool:
        """Whether criteria of that group are meant."""
        return (not self.groups or group in self.groups) and group not in self.apart

    def data(self, key: str) -> dict[str, object]:
        if not self.groups:
            named: object = ALL_GROUPS
        else:
            named = self.groups[0] if len(self.groups) == 1 else list(self.groups)
        return {key: named, "except": list(self.apart)} if self.apart else {key: named}


def _gaps(case: Case, criteria: Sequence[Scored], known: object) -> Iterator[Gap]:
    graded = case.grades if known == "grades" else case.earned
    for criterion in criteria:
        yield from criterion.gaps
        if criterion.id not in graded:
            yield Gap("grade", criterion.id)


@dataclass(frozen=True, slots=True)
class GradesAtLeast:
    """Every criterion meant is graded at least so."""

    among: Among
    grade: str

    def truth(self, case: Case, good: bool) -> Truth:
        if case.hopeful:
            return of(good)
        edge = case.grade_rank[self.grade]
        grades = case.grades
        result = Truth.TRUE
        for criterion in self.among.of(case):
            rank = grades.get(criterion.id)
            if rank is None:
                result = Truth.UNKNOWN
            elif rank > edge:
                if criterion.applies is Truth.TRUE:
                    return Truth.FALSE
                result = Truth.UNKNOWN
        return result

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.truth(case, good) is not Truth.UNKNOWN:
            return
        edge = case.grade_rank[self.grade]
        for criterion in self.among.of(case):
            rank = case.grades.get(criterion.id)
            if rank is None:
                yield from criterion.gaps
                yield Gap("grade", criterion.id)
            elif rank > edge:
                yield from criterion.gaps

    def data(self) -> dict[str, object]:
        return {**self.among.data("grades"), "all_at_least": self.grade}


@dataclass(frozen=True, slots=True)
class GradeShare:
    """The share, or the number, of the criteria meant that are graded at least (at most) so."""

    among: Among
    side: str  # "graded_at_least" or "graded_at_most"
    grade: str
    measure: Measure

    def truth(self, case: Case, good: bool) -> Truth:
        if case.hopeful:
            return of(good)
        edge = case.grade_rank[self.grade]
        hits = total = 0  # what surely counts
        low_total = high_hits = high_total = 0  # what may come on top, at worst and at best
        for criterion in self.among.of(case):
            rank = case.grades.get(criterion.id)
            sure = criterion.applies is Truth.TRUE
            hit = None if rank is None else self._hit(rank, edge)
            if sure and hit is not None:
                hits, total = hits + hit, total + 1
                continue
            if sure:
                low_total, high_hits, high_total = low_total + 1, high_hits + 1, high_total + 1
            elif hit is not False:
                high_hits, high_total = high_hits + 1, high_total + 1
            if not sure and hit is not True:
                low_total += 1
        return self.measure.between(
            (hits, total + low_total), (hits + high_hits, total + high_total)
        )

    def _hit(self, rank: int, edge: int) -> bool:
        return rank <= edge if self.side == "graded_at_least" else rank >= edge

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.truth(case, good) is Truth.UNKNOWN:
            yield from _gaps(case, self.among.of(case), "grades")

    def data(self) -> dict[str, object]:
        return {**self.among.data("grades"), self.side: self.grade, **self.measure.data()}


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned on the criteria meant, against a bound."""

    among: Among
    bound: Bound
    points: Decimal

    def truth(self, case: Case, good: bool) -> Truth:
        if case.hopeful:
            return of(good)
        least = most = Decimal(0)
        for criterion in self.among.of(case):
            earned = case.earned.get(criterion.id)
            if earned is None:
                most += criterion.points or 0
            elif criterion.applies is Truth.TRUE:
                least, most = least + earned, most + earned
            else:
                most += earned
        low, high = HOLDS[self.bound](least, self.points), HOLDS[self.bound](most, self.points)
        return of(low) if low is high else Truth.UNKNOWN

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.truth(case, good) is Truth.UNKNOWN:
            yield from _gaps(case, self.among.of(case), "points")

    def data(self) -> dict[str, object]:
        return {**self.among.data("score"), str(self.bound): plain(self.points)}
