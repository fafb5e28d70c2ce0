"""Conditions on facts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rules.conditions.base import HOLDS, Bound, Case, Gap, plain
from rules.truth import Truth, of
from rules.values import add_months


@dataclass(frozen=True, slots=True)
class FactIs:
    """A yes/no, a choice or a level is one of the values (or, negated, none of them)."""

    fact: str
    values: tuple[bool | str, ...]
    negated: bool = False

    def truth(self, case: Case, good: bool) -> Truth:
        value = case.facts.get(self.fact)
        if value is None:
            return Truth.UNKNOWN
        return Truth.TRUE if (value in self.values) is not self.negated else Truth.FALSE

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.fact not in case.facts:
            yield Gap("fact", self.fact)

    def data(self) -> dict[str, object]:
        if len(self.values) == 1:
            return {"fact": self.fact, "is_not" if self.negated else "is": self.values[0]}
        one_of: dict[str, object] = {"fact": self.fact, "one_of": list(self.values)}
        return {"not": one_of} if self.negated else one_of


@dataclass(frozen=True, slots=True)
class FactBound:
    """A number (percent, months, count, points) against a bound."""

    fact: str
    bound: Bound
    value: Decimal

    def truth(self, case: Case, good: bool) -> Truth:
        value = case.facts.get(self.fact)
        return Truth.UNKNOWN if value is None else of(HOLDS[self.bound](value, self.value))

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.fact not in case.facts:
            yield Gap("fact", self.fact)

    def data(self) -> dict[str, object]:
        return {"fact": self.fact, str(self.bound): plain(self.value)}


@dataclass(frozen=True, slots=True)
class FactLevel:
    """A level (the office's, the unit's, the collective's) against a level; better is more."""

    fact: str
    bound: Bound
    level: str

    def truth(self, case: Case, good: bool) -> Truth:
        value = case.facts.get(self.fact)
        if not isinstance(value, str):
            return Truth.UNKNOWN
        # Rank 0 is the best level, so the comparison runs the other way.
        return of(HOLDS[self.bound](case.level_rank[self.level], case.level_rank[value]))

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.fact not in case.facts:
            yield Gap("fact", self.fact)

    def data(self) -> dict[str, object]:
        return {"fact": self.fact, str(self.bound): self.level}


@dataclass(frozen=True, slots=True)
class MonthsBetween:
    """Full months from one day to another, against a bound ("chưa đủ 06 tháng": below 6)."""

    start: str
    end: str
    bound: Bound
    months: int

    def truth(self, case: Case, good: bool) -> Truth:
        start, end = case.facts.get(self.start), case.facts.get(self.end)
        if not isinstance(start, date) or not isinstance(end, date):
            return Truth.UNKNOWN
        return of(HOLDS[self.bound](end, add_months(start, self.months)))

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        for fact in (self.start, self.end):
            if fact not in case.facts:
                yield Gap("fact", fact)

    def data(self) -> dict[str, object]:
        return {"months_from": self.start, "to": self.end, str(self.bound): self.months}


@dataclass(frozen=True, slots=True)
class FactsTogether:
    """The sum, or the mean, of several numbers against a bound."""

    how: str  # "sum" or "mean"
    facts: tuple[str, ...]
    bound: Bound
    value: Decimal

    def truth(self, case: Case, good: bool) -> Truth:
        total = Decimal(0)
        for fact in self.facts:
            value = case.facts.get(fact)
            if not isinstance(value, int | Decimal):
                return Truth.UNKNOWN
            total += value
        wanted = self.value * len(self.facts) if self.how == "mean" else self.value
        return of(HOLDS[self.bound](total, wanted))

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        for fact in self.facts:
            if fact not in case.facts:
                yield Gap("fact", fact)

    def data(self) -> dict[str, object]:
        return {self.how: list(self.facts), str(self.bound): plain(self.value)}
