"""What every condition can do, and what it may see of a case."""

import operator
from collections.abc import Callable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from rules.truth import Truth
from rules.values import FactValue


class Bound(StrEnum):
    """The four ways to hold a quantity against a bound."""

    AT_LEAST = "at_least"
    ABOVE = "above"
    AT_MOST = "at_most"
    BELOW = "below"


# Numbers against numbers, or days against days: the loader has seen to the types.
HOLDS: Mapping[Bound, Callable[[Any, Any], bool]] = {
    Bound.AT_LEAST: operator.ge,
    Bound.ABOVE: operator.gt,
    Bound.AT_MOST: operator.le,
    Bound.BELOW: operator.lt,
}


class Gap(NamedTuple):
    """Something not known that keeps a condition open: a fact, or the grade of a criterion.

    A tuple, for they are counted by the thousand.
    """

    what: str
    id: str


@dataclass(frozen=True, slots=True)
class Scored:
    """A criterion as conditions see it: whether it applies, and the most it can earn."""

    id: str
    group: str
    applies: Truth
    gaps: tuple[Gap, ...]
    points: Decimal | None


class Case(Protocol):
    """One case as conditions see it."""

    @property
    def facts(self) -> Mapping[str, FactValue]: ...
    @property
    def grades(self) -> Mapping[str, int]:
        """Rank of the grade of each graded criterion; 0 is the best."""

    @property
    def earned(self) -> Mapping[str, Decimal]:
        """Points of each scored criterion."""

    @property
    def hopeful(self) -> bool:
        """Judge on facts alone: every grade counts as able to be what the subject needs."""

    @property
    def criteria(self) -> Sequence[Scored]:
        """The criteria that apply or may apply."""

    @property
    def picked(self) -> MutableMapping[object, Sequence[Scored]]:
        """Which of the criteria a condition means, once it was worked out."""

    @property
    def level_rank(self) -> Mapping[str, int]: ...
    @property
    def grade_rank(self) -> Mapping[str, int]: ...
    @property
    def tallies(self) -> Mapping[str, Mapping[str, str]]:
        """Level id → id of the count fact, for each tally."""

    @property
    def options(self) -> Mapping[str, str]:
        """The option chosen for each reading that has options."""


class Condition(Protocol):
    """A condition of the closed vocabulary: a frozen value that can be tested and written down.

    ``good`` tells whether being TRUE helps the subject;
    it matters only to a hopeful case, which takes grades as whatever helps.
    """

    def truth(self, case: Case, good: bool) -> Truth: ...
    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        """What keeps it UNKNOWN; nothing when it is not."""

    def data(self) -> dict[str, object]:
        """As written in TOML."""


def plain(number: Decimal) -> int | Decimal:
    """A whole number written as one."""
    return int(number) if number == number.to_integral_value() else number
