"""Figures: whole numbers that the member types, and the facts that they come to.

A person knows how many targets he was set and met, not percentages of them: he is asked for the
numbers and the percentages are worked out.  A guideline that has none of these facts asks for none.
"""

from collections.abc import Mapping
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from rules import FactValue

TARGETS_DONE, TARGETS_EXCEEDED = "targets_done", "targets_exceeded"
TARGETS_ON_TIME, CRITERIA_BELOW = "targets_on_time", "criteria_below_quality"
"""The ids of the facts that figures give; see the guidelines' data."""

MOST = 999
"""More targets than anybody is set; up to here two decimals tell every share from its bound."""
_CENT = Decimal("0.01")


class Count(StrEnum):
    """What a figure counts, in the order in which it is asked."""

    SET = "set"
    MET = "met"
    ON_TIME = "on_time"
    EXCEEDED = "exceeded"
    BELOW = "below"


_NEEDS: Mapping[str, tuple[Count, ...]] = {
    TARGETS_DONE: (Count.SET, Count.MET),
    TARGETS_ON_TIME: (Count.SET, Count.MET, Count.ON_TIME),
    TARGETS_EXCEEDED: (Count.SET, Count.EXCEEDED),
    CRITERIA_BELOW: (Count.BELOW,),
}
FACTS = frozenset(_NEEDS)
"""The facts that are never asked as they are, only through figures."""


def needed(facts: frozenset[str]) -> tuple[Count, ...]:
    """The figures that these facts are worked out from, in the order in which they are asked."""
    wanted = {count for fact in facts & FACTS for count in _NEEDS[fact]}
    return tuple(count for count in Count if count in wanted)


def can_ask(count: Count, figures: Mapping[str, int]) -> bool:
    """Whether what a figure is part of is known already."""
    match count:
        case Count.SET | Count.BELOW:
            return True
        case Count.MET | Count.EXCEEDED:
            return Count.SET in figures
        case Count.ON_TIME:
            return Count.MET in figures


def most_of(count: Count, figures: Mapping[str, int], criteria: int) -> int:
    """The greatest number that a figure can be beside the others; ``criteria``: how many he has."""
    match count:
        case Count.SET:
            return MOST
        case Count.BELOW:
            return criteria
        case Count.ON_TIME:
            return figures.get(Count.MET, figures.get(Count.SET, MOST))
        case Count.MET:
            return figures.get(Count.SET, MOST)
        case Count.EXCEEDED:
            return figures.get(Count.MET, figures.get(Count.SET, MOST))


def least_of(count: Count) -> int:
    """The smallest number that a figure can be."""
    return 1 if count is Count.SET else 0


def changed(
    figures: Mapping[str, int], count: Count, number: int, criteria: int
) -> dict[str, int | None]:
    """What changes when a figure becomes this number: those that no longer fit are taken back."""
    after = {**figures, count: number}
    changes: dict[str, int | None] = {count: number}
    for other in Count:
        if other is not count and other in after and after[other] > most_of(other, after, criteria):
            changes[other] = None
            del after[other]
    return changes


def facts_of(figures: Mapping[str, int], criteria: int) -> dict[str, FactValue]:
    """The facts that the figures come to; percentages rounded down to a hundredth."""
    targets, met = figures.get(Count.SET), figures.get(Count.MET)
    found: dict[str, FactValue] = {}
    if targets:
        if met is not None:
            found[TARGETS_DONE] = _share(met, targets)
        if Count.EXCEEDED in figures:
            found[TARGETS_EXCEEDED] = _share(figures[Count.EXCEEDED], targets)
    if met is not None and Count.ON_TIME in figures:
        found[TARGETS_ON_TIME] = figures[Count.ON_TIME] == met
    if criteria and Count.BELOW in figures:
        found[CRITERIA_BELOW] = _share(figures[Count.BELOW], criteria)
    return found


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(100 * part) / whole).quantize(_CENT, ROUND_DOWN).normalize() + 0
