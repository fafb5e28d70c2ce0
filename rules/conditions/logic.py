"""Conditions made of conditions, and the reading a branch chose."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.conditions.base import Case, Condition, Gap
from rules.truth import Truth, of


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of them."""

    parts: tuple[Condition, ...]

    def truth(self, case: Case, good: bool) -> Truth:
        result = Truth.TRUE
        for part in self.parts:
            value = part.truth(case, good)
            if value is Truth.FALSE:
                return value
            if value is Truth.UNKNOWN:
                result = value
        return result

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        return _open(self.parts, case, good, settled=Truth.FALSE)

    def data(self) -> dict[str, object]:
        return {"all": [part.data() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of them."""

    parts: tuple[Condition, ...]

    def truth(self, case: Case, good: bool) -> Truth:
        result = Truth.FALSE
        for part in self.parts:
            value = part.truth(case, good)
            if value is Truth.TRUE:
                return value
            if value is Truth.UNKNOWN:
                result = value
        return result

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        return _open(self.parts, case, good, settled=Truth.TRUE)

    def data(self) -> dict[str, object]:
        return {"any": [part.data() for part in self.parts]}


@dataclass(frozen=True, slots=True)
class NotOf:
    """Not that one; what helps the subject turns round with it."""

    part: Condition

    def truth(self, case: Case, good: bool) -> Truth:
        return ~self.part.truth(case, not good)

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        return self.part.gaps(case, not good)

    def data(self) -> dict[str, object]:
        return {"not": self.part.data()}


@dataclass(frozen=True, slots=True)
class ReadingIs:
    """The branch reads an unclear text that way (the reading's first option unless it chose)."""

    reading: str
    option: str

    def truth(self, case: Case, good: bool) -> Truth:
        return of(case.options.get(self.reading) == self.option)

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        return iter(())

    def data(self) -> dict[str, object]:
        return {"reading": self.reading, "is": self.option}


def _open(parts: tuple[Condition, ...], case: Case, good: bool, settled: Truth) -> Iterator[Gap]:
    values = [part.truth(case, good) for part in parts]
    if settled in values:
        return
    for part, value in zip(parts, values, strict=True):
        if value is Truth.UNKNOWN:
            yield from part.gaps(case, good)


def walk(condition: Condition | None) -> Iterator[Condition]:
    """The condition and every condition inside it."""
    if condition is None:
        return
    yield condition
    if isinstance(condition, AllOf | AnyOf):
        for part in condition.parts:
            yield from walk(part)
    elif isinstance(condition, NotOf):
        yield from walk(condition.part)
