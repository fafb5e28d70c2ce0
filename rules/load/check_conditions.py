"""What a condition points to, held against what the guideline has."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from rules.aspects import facts_in
from rules.conditions import (
    Condition,
    FactBound,
    FactIs,
    FactLevel,
    FactsTogether,
    GradesAtLeast,
    GradeShare,
    MonthsBetween,
    ReadingIs,
    Score,
    TallyShare,
    walk,
)
from rules.model import Criterion, FactDef, FactType, Group, Kind, Reading, Tally, limits
from rules.rule import Base, Cap, Reopen

Records = Mapping[str, Mapping[str, object]]
_NUMERIC = {
    FactType.INTEGER,
    FactType.PERCENT,
    FactType.DECIMAL,
    FactType.MONTHS,
    FactType.COUNT,
}


def condition_faults(
    condition: Condition, kinds: tuple[Kind, ...], records: Records, *, facts_only: bool
) -> Iterator[str]:
    """Everything in the condition that does not fit the records, for subjects of those kinds."""
    for part in walk(condition):
        match part:
            case FactIs():
                yield from _fact_is(part, kinds, records)
            case FactBound():
                yield from _numeric(part.fact, part.value, kinds, records)
            case FactLevel():
                yield from _typed(part.fact, {FactType.LEVEL}, kinds, records)
                yield from _known("level", part.level, records["levels"])
            case MonthsBetween():
                yield from _typed(part.start, {FactType.DATE}, kinds, records)
                yield from _typed(part.end, {FactType.DATE}, kinds, records)
            case FactsTogether():
                for fact in part.facts:
                    yield from _typed(fact, _NUMERIC, kinds, records)
            case TallyShare():
                yield from _tally(part, kinds, records)
            case GradesAtLeast() | GradeShare() | Score():
                if facts_only:
                    yield "may turn on facts only, not on grades or points"
                yield from _graded(part, kinds, records)
            case ReadingIs():
                yield from _reading(part, records)


def facts_used(records: Records) -> set[str]:
    """The facts that some condition, cap, tally or the like turns on."""
    tallies = {
        tally.id: {count.id: count.name for count in tally.counts}
        for tally in records["tallies"].values()
        if isinstance(tally, Tally)
    }
    used: set[str] = {fact for counts in tallies.values() for fact in counts.values()}
    for held in records.values():
        for record in held.values():
            if isinstance(record, FactDef):
                continue  # a fact's own "when" asks of another, but decides nothing
            for name in ("when", "that", "unless", "applies"):
                condition: Condition | None = getattr(record, name, None)
                if condition is not None:
                    used.update(facts_in(condition, _Forgiving(tallies)))
            if isinstance(record, Cap):
                used.add(record.not_above)
            elif isinstance(record, Base):
                used.add(record.level_from)
            elif isinstance(record, Reopen):
                used.add(record.year)
            used.update(run.fact for run in getattr(record, "runs", ()))
    return used


class _Forgiving(dict[str, Mapping[str, str]]):
    """Unknown tallies are a fault of their own; here they just hold nothing."""

    def __missing__(self, key: str) -> Mapping[str, str]:
        return {}


def _known(what: str, item: str, held: Mapping[str, object]) -> Iterator[str]:
    if item not in held:
        yield f"unknown {what} {item!r}"


def _typed(
    fact_id: str, types: set[FactType], kinds: tuple[Kind, ...], records: Records
) -> Iterator[str]:
    fact = records["facts"].get(fact_id)
    if not isinstance(fact, FactDef):
        yield f"unknown fact {fact_id!r}"
        return
    if fact.type not in types:
        wanted = ", ".join(sorted(types))
        yield f"the fact {fact_id!r} is of type {fact.type}; this needs {wanted}"
    strangers = [kind for kind in kinds if kind not in fact.kinds]
    if strangers:
        yield f"the fact {fact_id!r} is not asked about the kind {', '.join(strangers)}"


def _numeric(
    fact_id: str, value: Decimal, kinds: tuple[Kind, ...], records: Records
) -> Iterator[str]:
    yield from _typed(fact_id, _NUMERIC, kinds, records)
    fact = records["facts"].get(fact_id)
    if isinstance(fact, FactDef) and fact.type in _NUMERIC:
        least, most = limits(fact)
        if (least is not None and value < least) or (most is not None and value > most):
            yield f"the bound {value} is outside what {fact_id!r} can be ({least} to {most})"


def _fact_is(part: FactIs, kinds: tuple[Kind, ...], records: Records) -> Iterator[str]:
    yield from _typed(part.fact, {FactType.BOOL, FactType.CHOICE, FactType.LEVEL}, kinds, records)
    fact = records["facts"].get(part.fact)
    if not isinstance(fact, FactDef):
        return
    for value in part.values:
        if fact.type is FactType.BOOL and not isinstance(value, bool):
            yield f"the fact {part.fact!r} is true or false, not {value!r}"
        elif fact.type is not FactType.BOOL and value not in {item.id for item in fact.choices}:
            yield f"the fact {part.fact!r} is never {value!r}"


def _tally(part: TallyShare, kinds: tuple[Kind, ...], records: Records) -> Iterator[str]:
    yield from _known("level", part.level, records["levels"])
    if part.among:
        yield from _known("level", part.among, records["levels"])
    tally = records["tallies"].get(part.tally)
    if not isinstance(tally, Tally):
        yield f"unknown tally {part.tally!r}"
        return
    counted = {count.id for count in tally.counts}
    for level in records["levels"]:
        if level not in counted:
            yield f"the tally {part.tally!r} does not count the level {level!r}"
    for count in tally.counts:
        yield from _known("level", count.id, records["levels"])
        yield from _typed(count.name, {FactType.COUNT}, kinds, records)


def _graded(
    part: GradesAtLeast | GradeShare | Score, kinds: tuple[Kind, ...], records: Records
) -> Iterator[str]:
    for name in (*part.among.groups, *part.among.apart):
        group = records["groups"].get(name)
        if not isinstance(group, Group):
            yield f"unknown group {name!r}"
        elif not set(kinds) <= set(group.kinds):
            yield f"the group {name!r} is of another kind"
    if not isinstance(part, Score):
        yield from _known("grade", part.grade, records["grades"])
    meant = [
        criterion
        for criterion in records["criteria"].values()
        if isinstance(criterion, Criterion)
        and part.among.covers(criterion.group)
        and set(kinds) & set(criterion.kinds)
    ]
    if not meant:
        yield "there are no such criteria"
    scored = isinstance(part, Score)
    for criterion in meant:
        if (criterion.points is not None) is not scored:
            has = "points" if criterion.points is not None else "grades"
            yield f"the criterion {criterion.id!r} has {has}"


def _reading(part: ReadingIs, records: Records) -> Iterator[str]:
    reading = records["readings"].get(part.reading)
    if not isinstance(reading, Reading):
        yield f"unknown reading {part.reading!r}"
    elif part.option not in {option.id for option in reading.options}:
        yield f"the reading {part.reading!r} has no option {part.option!r}"
