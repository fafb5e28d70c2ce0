"""From TOML to conditions; anything outside the vocabulary is refused with its place."""

from collections.abc import Callable
from decimal import Decimal

from rules.conditions.base import Bound, Condition
from rules.conditions.facts import FactBound, FactIs, FactLevel, FactsTogether, MonthsBetween
from rules.conditions.grades import ALL_GROUPS, Among, GradesAtLeast, GradeShare, Score
from rules.conditions.logic import AllOf, AnyOf, NotOf, ReadingIs
from rules.conditions.results import TallyShare
from rules.conditions.share import Measure
from rules.errors import Why, shown

Table = dict[str, object]


class ConditionFault(Exception):
    """What is wrong with a written condition, and where inside it."""

    def __init__(self, where: str, why: Why) -> None:
        self.where = where
        self.why = why
        super().__init__(f"{where}: {why}" if where else why)


def parse_condition(written: object, where: str = "") -> Condition:
    """The condition written as a TOML table; raises ConditionFault."""
    if not isinstance(written, dict):
        raise ConditionFault(
            where, Why("a condition is a table, not {value}", value=shown(written))
        )
    leading = [key for key in _LEADING if key in written]
    if len(leading) != 1:
        found = ", ".join(leading or written)
        raise ConditionFault(
            where,
            Why(
                "a condition has exactly one of {keys}; here: {found}",
                keys=", ".join(_LEADING),
                found=found,
            )
            if found
            else Why(
                "a condition has exactly one of {keys}; here: nothing", keys=", ".join(_LEADING)
            ),
        )
    table = dict(written)
    condition = _LEADING[leading[0]](table, where)
    if table:
        raise ConditionFault(where, Why("unknown key {keys}", keys=", ".join(sorted(table))))
    return condition


def _text(table: Table, key: str, where: str) -> str:
    value = table.pop(key, None)
    if not isinstance(value, str) or not value:
        why = Why("{key} must be an id, not {value}", key=key, value=shown(value))
        raise ConditionFault(where, why)
    return value


def _ids(value: object, key: str, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not value or not all(isinstance(item, str) for item in value):
        why = Why("{key} must be a list of ids, not {value}", key=key, value=shown(value))
        raise ConditionFault(where, why)
    return tuple(value)


def _number(value: object, key: str, where: str) -> Decimal:
    if not isinstance(value, bool) and isinstance(value, int | Decimal):
        number = Decimal(value)
        if number.is_finite():
            return number
    why = Why("{key} must be a number, not {value}", key=key, value=shown(value))
    raise ConditionFault(where, why)


def _one_key(table: Table, keys: list[str], where: str) -> tuple[str, object]:
    found = [key for key in keys if key in table]
    if len(found) != 1:
        why = Why("exactly one of {keys} is needed", keys=", ".join(keys))
        raise ConditionFault(where, why)
    return found[0], table.pop(found[0])


_BOUNDS = [str(bound) for bound in Bound]


def _fact(table: Table, where: str) -> Condition:
    fact = _text(table, "fact", where)
    key, value = _one_key(table, ["is", "is_not", "one_of", *_BOUNDS], where)
    if key == "one_of":
        return FactIs(fact, _ids(value, key, where))
    if key in {"is", "is_not"}:
        if not isinstance(value, bool | str):
            raise ConditionFault(
                where,
                Why("{key} must be true, false or an id, not {value}", key=key, value=shown(value)),
            )
        return FactIs(fact, (value,), negated=key == "is_not")
    if isinstance(value, str):
        return FactLevel(fact, Bound(key), value)
    return FactBound(fact, Bound(key), _number(value, key, where))


def _months(table: Table, where: str) -> Condition:
    start, end = _text(table, "months_from", where), _text(table, "to", where)
    key, value = _one_key(table, _BOUNDS, where)
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConditionFault(
            where,
            Why("{key} must be a whole number of months, not {value}", key=key, value=shown(value)),
        )
    return MonthsBetween(start, end, Bound(key), value)


def _together(how: str) -> Callable[[Table, str], Condition]:
    def parse(table: Table, where: str) -> Condition:
        facts = _ids(table.pop(how), how, where)
        key, value = _one_key(table, _BOUNDS, where)
        return FactsTogether(how, facts, Bound(key), _number(value, key, where))

    return parse


_MEASURES = [f"{how}_{bound}" for how in ("share", "count") for bound in Bound]


def _measure(table: Table, where: str) -> Measure:
    key, value = _one_key(table, _MEASURES, where)
    how, _, bound = key.partition("_")
    number = _number(value, key, where)
    if how == "share" and not 0 <= number <= 100:
        raise ConditionFault(
            where, Why("{key} is a percentage from 0 to 100, not {number}", key=key, number=number)
        )
    return Measure(how, Bound(bound), number)


def _tally(table: Table, where: str) -> Condition:
    tally = _text(table, "tally", where)
    side, level = _one_key(table, ["rated_at_least", "rated_at_most"], where)
    if not isinstance(level, str):
        raise ConditionFault(
            where, Why("{key} must be a level id, not {value}", key=side, value=shown(level))
        )
    among = _text(table, "among_at_least", where) if "among_at_least" in table else ""
    return TallyShare(tally, side, level, _measure(table, where), among)


def _among(table: Table, key: str, where: str) -> Among:
    named = table.pop(key)
    if isinstance(named, str):
        groups: tuple[str, ...] = () if named == ALL_GROUPS else (named,)
    else:
        groups = _ids(named, key, where)
    apart = _ids(table.pop("except"), "except", where) if "except" in table else ()
    return Among(groups, apart)


def _grades(table: Table, where: str) -> Condition:
    among = _among(table, "grades", where)
    keys = ["all_at_least", "graded_at_least", "graded_at_most"]
    side, grade = _one_key(table, keys, where)
    if not isinstance(grade, str):
        raise ConditionFault(
            where, Why("{key} must be a grade id, not {value}", key=side, value=shown(grade))
        )
    if side == "all_at_least":
        return GradesAtLeast(among, grade)
    return GradeShare(among, side, grade, _measure(table, where))


def _score(table: Table, where: str) -> Condition:
    among = _among(table, "score", where)
    key, value = _one_key(table, _BOUNDS, where)
    return Score(among, Bound(key), _number(value, key, where))


def _reading(table: Table, where: str) -> Condition:
    return ReadingIs(_text(table, "reading", where), _text(table, "is", where))


def _parts(table: Table, key: str, where: str) -> tuple[Condition, ...]:
    value = table.pop(key)
    if not isinstance(value, list) or not value:
        raise ConditionFault(where, Why("{key} must be a list of conditions", key=key))
    return tuple(
        parse_condition(item, f"{where}.{key}[{index}]" if where else f"{key}[{index}]")
        for index, item in enumerate(value, start=1)
    )


def _all(table: Table, where: str) -> Condition:
    return AllOf(_parts(table, "all", where))


def _any(table: Table, where: str) -> Condition:
    return AnyOf(_parts(table, "any", where))


def _not(table: Table, where: str) -> Condition:
    return NotOf(parse_condition(table.pop("not"), f"{where}.not" if where else "not"))


_LEADING: dict[str, Callable[[Table, str], Condition]] = {
    "fact": _fact,
    "months_from": _months,
    "sum": _together("sum"),
    "mean": _together("mean"),
    "tally": _tally,
    "grades": _grades,
    "score": _score,
    "reading": _reading,
    "all": _all,
    "any": _any,
    "not": _not,
}
