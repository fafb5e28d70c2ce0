"""Shares and counts of which part may still be unknown, held against a bound.

A share is compared as ``100 × hits`` against ``percent × total``, in whole numbers: never rounded.
"""

from dataclasses import dataclass
from decimal import Decimal

from rules.conditions.base import HOLDS, Bound, plain
from rules.truth import Truth, of


@dataclass(frozen=True, slots=True)
class Measure:
    """``share_below = 50`` or ``count_at_least = 2`` as written."""

    how: str  # "share" (percent) or "count"
    bound: Bound
    value: Decimal

    def data(self) -> dict[str, object]:
        return {f"{self.how}_{self.bound}": plain(self.value)}

    def known(self, hits: int, total: int) -> bool:
        """Whether ``hits`` of ``total`` keep to the bound; of nothing, a share is complete.

        "100% of the members" of a branch without rated members is met and
        "more than 20%" of them is not: a share of nothing is read in favour.
        """
        if self.how == "count":
            return HOLDS[self.bound](Decimal(hits), self.value)
        if total == 0:
            return self.bound in {Bound.AT_LEAST, Bound.AT_MOST}
        return HOLDS[self.bound](Decimal(100 * hits), self.value * total)

    def between(self, least: tuple[int, int], most: tuple[int, int]) -> Truth:
        """The truth when (hits, total) lies somewhere from ``least`` to ``most``."""
        low, high = self.known(*least), self.known(*most)
        return of(low) if low is high else Truth.UNKNOWN
