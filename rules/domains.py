"""The values of each fact that a guideline's rules can tell apart.

Everything between two neighbouring bounds is the same to the rules,
so that trying one value on each bound and one on either side tries them all.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from rules.conditions import (
    Condition,
    FactBound,
    FactsTogether,
    GradeShare,
    MonthsBetween,
    Score,
    TallyShare,
)
from rules.model import FactDef, FactType, limits
from rules.values import FactValue


@dataclass(frozen=True, slots=True)
class Domains:
    """The values of each fact that the rules can tell apart.

    ``dates`` holds the spans each date is measured in.  Facts measured together (tallies, sums)
    are in neither, for their values do not split one by one.
    ``grade_by_grade``: some rule counts grades, so that one criterion's may differ from another's;
    else the criteria of a group, only ever asked "all at least", stand or fall together.
    """

    values: dict[str, tuple[FactValue, ...]]
    dates: dict[str, tuple[MonthsBetween, ...]]
    grade_by_grade: bool


def domains_of(
    conditions: Iterable[Condition],
    facts: Iterable[FactDef],
    tallies: Mapping[str, Mapping[str, str]],
) -> Domains:
    """What the conditions can tell apart in each of the facts."""
    bounds: dict[str, set[Decimal]] = {}
    spans: dict[str, list[MonthsBetween]] = {}
    together: set[str] = set()
    grade_by_grade = False
    for part in conditions:
        if isinstance(part, FactBound):
            bounds.setdefault(part.fact, set()).add(part.value)
        elif isinstance(part, MonthsBetween):
            spans.setdefault(part.start, []).append(part)
            spans.setdefault(part.end, []).append(part)
        elif isinstance(part, FactsTogether):
            together.update(part.facts)
        elif isinstance(part, TallyShare):
            together.update(tallies[part.tally].values())
        elif isinstance(part, GradeShare | Score):
            grade_by_grade = True
    values: dict[str, tuple[FactValue, ...]] = {}
    for fact in facts:
        if fact.id in together:
            continue
        if fact.type is FactType.BOOL:
            values[fact.id] = (True, False)
        elif fact.choices:
            values[fact.id] = tuple(choice.id for choice in fact.choices)
        elif fact.type is FactType.DATE:
            continue
        else:
            whole = fact.type in {FactType.INTEGER, FactType.COUNT}
            values[fact.id] = numbers_to_try(sorted(bounds.get(fact.id, ())), limits(fact), whole)
    return Domains(values, {fact: tuple(found) for fact, found in spans.items()}, grade_by_grade)


def numbers_to_try(
    bounds: Sequence[Decimal], within: tuple[Decimal | None, Decimal | None], whole: bool
) -> tuple[FactValue, ...]:
    """Each bound, one number in each gap between two, and one beyond them on either side."""
    least, most = within
    tried: set[Decimal] = {value for value in within if value is not None} or {Decimal(0)}
    if whole:
        tried |= {bound + shift for bound in bounds for shift in (-1, 0, 1)}
    elif bounds:
        edges = [
            bounds[0] - 1 if least is None else least,
            *bounds,
            bounds[-1] + 1 if most is None else most,
        ]
        tried |= {*edges, *((low + high) / 2 for low, high in pairwise(edges))}
    kept = sorted(
        value
        for value in tried
        if (least is None or value >= least) and (most is None or value <= most)
    )
    return tuple(int(value) if whole else value for value in kept)
