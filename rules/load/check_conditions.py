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
from rules.errors import Why, shown
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
) -> Iterator[Why]:
    """Everything in the condition that does not fit the records, for subjects of those kinds."""
    for part in walk(condition):
        match part:
            case FactIs():
                yield from _fact_is(part, kinds, records)
            case FactBound():
                yield from _numeric(part.fact, part.value, kinds, records)
            case FactLevel():
                yield from _typed(part.fact, {FactType.LEVEL}, kinds, records)
                yield from _level(part.level, records)
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
                    yield Why("may turn on facts only, not on grades or points")
                yield from _graded(part, kinds, records)
            case ReadingIs():
                yield from _reading(part, records)


def facts_used(records: Records) -> set[str]:
    """The facts that some condition, cap, tally or the like turns on."""
    tallies = _tallies(records)
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


def conditions_facts(condition: Condition, records: Records) -> set[str]:
    """The facts that one condition turns on."""
    return set(facts_in(condition, _Forgiving(_tallies(records))))


def _tallies(records: Records) -> dict[str, dict[str, str]]:
    return {
        tally.id: {count.id: count.name for count in tally.counts}
        for tally in records["tallies"].values()
        if isinstance(tally, Tally)
    }


class _Forgiving(dict[str, Mapping[str, str]]):
    """Unknown tallies are a fault of their own; here they just hold nothing."""

    def __missing__(self, key: str) -> Mapping[str, str]:
        return {}


def _level(level: str, records: Records) -> Iterator[Why]:
    if level not in records["levels"]:
        yield Why("unknown level '{level}'", level=level)


def _typed(
    fact_id: str, types: set[FactType], kinds: tuple[Kind, ...], records: Records
) -> Iterator[Why]:
    fact = records["facts"].get(fact_id)
    if not isinstance(fact, FactDef):
        yield Why("unknown fact '{fact}'", fact=fact_id)
        return
    if fact.type not in types:
        yield Why(
            "the fact '{fact}' is of type {type}; this needs {wanted}",
            fact=fact_id,
            type=fact.type,
            wanted=", ".join(sorted(types)),
        )
    strangers = [kind for kind in kinds if kind not in fact.kinds]
    if strangers:
        yield Why(
            "the fact '{fact}' is not asked about the kind {kinds}",
            fact=fact_id,
            kinds=", ".join(strangers),
        )


def _numeric(
    fact_id: str, value: Decimal, kinds: tuple[Kind, ...], records: Records
) -> Iterator[Why]:
    yield from _typed(fact_id, _NUMERIC, kinds, records)
    fact = records["facts"].get(fact_id)
    if isinstance(fact, FactDef) and fact.type in _NUMERIC:
        least, most = limits(fact)
        if least is not None and value < least:
            yield Why(
                "the bound {value} is below what '{fact}' can be: {least} at least",
                value=value,
                fact=fact_id,
                least=least,
            )
        if most is not None and value > most:
            yield Why(
                "the bound {value} is above what '{fact}' can be: {most} at most",
                value=value,
                fact=fact_id,
                most=most,
            )


def _fact_is(part: FactIs, kinds: tuple[Kind, ...], records: Records) -> Iterator[Why]:
    yield from _typed(part.fact, {FactType.BOOL, FactType.CHOICE, FactType.LEVEL}, kinds, records)
    fact = records["facts"].get(part.fact)
    if not isinstance(fact, FactDef):
        return
    for value in part.values:
        if fact.type is FactType.BOOL and not isinstance(value, bool):
            yield Why(
                "the fact '{fact}' is true or false, not {value}",
                fact=part.fact,
                value=shown(value),
            )
        elif fact.type is not FactType.BOOL and value not in {item.id for item in fact.choices}:
            yield Why("the fact '{fact}' is never {value}", fact=part.fact, value=shown(value))


def _tally(part: TallyShare, kinds: tuple[Kind, ...], records: Records) -> Iterator[Why]:
    yield from _level(part.level, records)
    if part.among:
        yield from _level(part.among, records)
    tally = records["tallies"].get(part.tally)
    if not isinstance(tally, Tally):
        yield Why("unknown tally '{tally}'", tally=part.tally)
        return
    counted = {count.id for count in tally.counts}
    for level in records["levels"]:
        if level not in counted:
            yield Why(
                "the tally '{tally}' does not count the level '{level}'",
                tally=part.tally,
                level=level,
            )
    for count in tally.counts:
        yield from _level(count.id, records)
        yield from _typed(count.name, {FactType.COUNT}, kinds, records)


def _graded(
    part: GradesAtLeast | GradeShare | Score, kinds: tuple[Kind, ...], records: Records
) -> Iterator[Why]:
    for name in (*part.among.groups, *part.among.apart):
        group = records["groups"].get(name)
        if not isinstance(group, Group):
            yield Why("unknown group '{group}'", group=name)
        elif not set(kinds) <= set(group.kinds):
            yield Why("the group '{group}' is of another kind", group=name)
    if not isinstance(part, Score) and part.grade not in records["grades"]:
        yield Why("unknown grade '{grade}'", grade=part.grade)
    meant = [
        criterion
        for criterion in records["criteria"].values()
        if isinstance(criterion, Criterion)
        and part.among.covers(criterion.group)
        and set(kinds) & set(criterion.kinds)
    ]
    if not meant:
        yield Why("there are no such criteria")
    scored = isinstance(part, Score)
    for criterion in meant:
        if scored and criterion.points is None:
            yield Why("the criterion '{criterion}' has grades", criterion=criterion.id)
        elif not scored and criterion.points is not None:
            yield Why("the criterion '{criterion}' has points", criterion=criterion.id)


def _reading(part: ReadingIs, records: Records) -> Iterator[Why]:
    reading = records["readings"].get(part.reading)
    if not isinstance(reading, Reading):
        yield Why("unknown reading '{reading}'", reading=part.reading)
    elif part.option not in {option.id for option in reading.options}:
        yield Why(
            "the reading '{reading}' has no option '{option}'",
            reading=part.reading,
            option=part.option,
        )
