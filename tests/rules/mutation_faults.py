"""Seeded faults: every small slip that could stand in a guideline's data, one at a time.

A record is a table as TOML has it.  Each fault is a copy of the record with one thing wrong:
a bound off by one, a comparison turned round, a level next to the right one, an exception lost,
a condition dropped or negated, a share of 25 instead of 20 percent, a rule left out altogether.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rules.load.sections import RULE_SECTIONS

Table = dict[str, object]

SECTIONS = (*RULE_SECTIONS, "tables", "criteria", "quotas", "awards")
"""Where a slip changes what comes out."""

_BOUNDS = ("at_least", "above", "at_most", "below")
_STRICTER = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}
_TURNED = {"at_least": "below", "above": "at_most", "at_most": "above", "below": "at_least"}
_LEVEL_KEYS = ("level", "at_most", "of_level", "all_at", "force")
_RATED_KEYS = ("rated_at_least", "rated_at_most", "among_at_least")
_GRADE_KEYS = ("all_at_least", "graded_at_most")


@dataclass(frozen=True)
class Scales:
    """Levels and grades, from best to worst."""

    levels: Sequence[str]
    grades: Sequence[str]


def faults(section: str, record: Table, scales: Scales) -> Iterator[tuple[str, Table | None]]:
    """(what is wrong, the faulty record); None: the record is missing."""
    if section != "criteria":
        yield "left out", None
    if section in RULE_SECTIONS or section == "criteria":
        yield from _of_rule(record, scales)
    elif section == "tables":
        yield from _of_rows(record, scales)
        for what, other in _conditions(record["when"], scales):
            yield f"when: {what}", {**record, "when": other}
    elif section == "quotas":
        yield from _of_quota(record, scales)
    elif section == "awards":
        yield from _of_award(record, scales)


def _without(record: Mapping[str, object], key: str) -> Table:
    return {name: value for name, value in record.items() if name != key}


def _next_to(value: object, scale: Sequence[str]) -> list[str]:
    if value not in scale:
        return []
    at = scale.index(str(value))
    return [*scale[at + 1 : at + 2], *scale[max(at - 1, 0) : at]]


def _of_rule(record: Table, scales: Scales) -> Iterator[tuple[str, Table]]:
    for key in _LEVEL_KEYS:
        for other in _next_to(record.get(key), scales.levels):
            yield f"{key}: {other} for {record[key]}", {**record, key: other}
    if record.get("scope") in {"review", "rating"}:
        other = "rating" if record["scope"] == "review" else "review"
        yield f"scope: {other}", {**record, "scope": other}
    for key in ("unless", "when", "applies"):
        if key in record:
            yield f"{key} lost", _without(record, key)
    for key in ("when", "that", "unless", "applies"):
        for what, condition in _conditions(record.get(key), scales):
            yield f"{key}: {what}", {**record, key: condition}


def _of_rows(record: Table, scales: Scales) -> Iterator[tuple[str, Table]]:
    rows = record["rows"]
    assert isinstance(rows, list)
    for at, row in enumerate(rows):

        def put(*new: object, at: int = at) -> Table:
            return {**record, "rows": [*rows[:at], *new, *rows[at + 1 :]]}

        if len(rows) > 1:
            yield f"row {at + 1} left out", put()
        for key in ("level", "force"):
            for other in _next_to(row.get(key), scales.levels):
                yield f"row {at + 1}: {key}: {other} for {row[key]}", put({**row, key: other})
        for what, bounds in _members(row["bounds"], scales):
            if bounds:
                yield f"row {at + 1}: {what}", put({**row, "bounds": bounds})
        if len(row["choices"]) > 1:
            for choice in row["choices"]:
                left = [other for other in row["choices"] if other != choice]
                yield f"row {at + 1}: not for {choice}", put({**row, "choices": left})


def _of_quota(record: Table, scales: Scales) -> Iterator[tuple[str, Table]]:
    percent = record["percent"]
    assert isinstance(percent, int)
    for other in (percent + 5, percent - 1):
        yield f"percent: {other} for {percent}", {**record, "percent": other}
    for key in ("level", "of_level"):
        for level in _next_to(record[key], scales.levels):
            yield f"{key}: {level} for {record[key]}", {**record, key: level}
    if record.get("whole"):
        yield "whole lost", _without(record, "whole")
    yield "remaining turned", {**record, "remaining": not record.get("remaining", False)}
    small = record.get("small", [])
    assert isinstance(small, list)
    for at, rule in enumerate(small):
        yield f"small {at + 1} left out", {**record, "small": [*small[:at], *small[at + 1 :]]}
        for key in ("fewer_than", "allows"):
            for shift in (-1, 1):
                changed = {**rule, key: rule[key] + shift}
                rules = [*small[:at], changed, *small[at + 1 :]]
                yield f"small {at + 1}: {key} {shift:+d}", {**record, "small": rules}
        if "all_at" in rule:
            rules = [*small[:at], _without(rule, "all_at"), *small[at + 1 :]]
            yield f"small {at + 1}: all_at lost", {**record, "small": rules}


def _of_award(record: Table, scales: Scales) -> Iterator[tuple[str, Table]]:
    runs = record.get("runs", [])
    assert isinstance(runs, list)
    for at, run in enumerate(runs):

        def put(*new: object, at: int = at) -> Table:
            return {**record, "runs": [*runs[:at], *new, *runs[at + 1 :]]}

        yield f"run {at + 1} left out", put()
        for shift in (-1, 1):
            yield f"run {at + 1}: years {shift:+d}", put({**run, "years": run["years"] + shift})
            if run.get("at_least"):
                shifted = {**run, "at_least": run["at_least"] + shift}
                yield f"run {at + 1}: at_least {shift:+d}", put(shifted)
        if run.get("or_awards"):
            yield f"run {at + 1}: or_awards lost", put(_without(run, "or_awards"))
        if run.get("until_last_year"):
            yield f"run {at + 1}: until_last_year lost", put(_without(run, "until_last_year"))
        for level in _next_to(run.get("level"), scales.levels):
            yield f"run {at + 1}: {level} for {run['level']}", put({**run, "level": level})
    for key in ("percent", "number"):
        value = record.get(key)
        if isinstance(value, int):
            yield f"{key}: {value + 1} for {value}", {**record, key: value + 1}
    if "also" in record:
        yield "also lost", _without(record, "also")
    for what, condition in _conditions(record.get("that"), scales):
        yield f"that: {what}", {**record, "that": condition}


def _conditions(condition: object, scales: Scales) -> Iterator[tuple[str, object]]:
    """Every condition that is one slip away from this one."""
    if not isinstance(condition, dict):
        return
    for key in ("all", "any"):
        if key in condition:
            other = "any" if key == "all" else "all"
            if len(condition[key]) > 1:
                yield f"{other} for {key}", {other: condition[key]}
            for what, members in _members(condition[key], scales):
                if members:
                    yield what, {key: members}
    if "not" in condition:
        yield "not lost", condition["not"]
        for what, inner in _conditions(condition["not"], scales):
            yield what, {"not": inner}
    for key, value in condition.items():
        yield from _slips(condition, key, value, scales)


def _members(members: object, scales: Scales) -> Iterator[tuple[str, list[object]]]:
    assert isinstance(members, list)
    for at, member in enumerate(members):
        if len(members) > 1:
            yield f"without {_short(member)}", [*members[:at], *members[at + 1 :]]
        for what, other in _conditions(member, scales):
            yield what, [*members[:at], other, *members[at + 1 :]]


def _short(member: object) -> str:
    return " ".join(str(part) for part in member.values()) if isinstance(member, dict) else "it"


def _slips(
    condition: Table, key: str, value: object, scales: Scales
) -> Iterator[tuple[str, object]]:
    operator = key.rpartition("_")[2] if key.startswith(("share_", "count_")) else key
    bare = next((name for name in _BOUNDS if key.endswith(name)), "")
    prefix = key.removesuffix(bare)
    if bare and prefix in {"", "share_", "count_"}:
        assert operator
        shown = f"{_short(condition)}"
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            for shift in (1, -1):
                yield f"{shown}: {key} {value + shift}", {**condition, key: value + shift}
        for other in _next_to(value, scales.levels):
            yield f"{shown}: {key} {other}", {**condition, key: other}
        for table, how in ((_STRICTER, "edge"), (_TURNED, "turned")):
            changed = {**_without(condition, key), prefix + table[bare]: value}
            yield f"{shown}: {key} {how}", changed
    elif key == "is" and isinstance(value, bool):
        yield f"{condition.get('fact')} is {not value}", {**condition, "is": not value}
    elif key in {"is", "is_not"} and "fact" in condition:
        other = "is_not" if key == "is" else "is"
        yield f"{condition['fact']} {other} {value}", {**_without(condition, key), other: value}
    elif key == "one_of" and isinstance(value, list) and len(value) > 1:
        for item in value:
            left = [other for other in value if other != item]
            yield f"{condition.get('fact')} without {item}", {**condition, key: left}
    elif key in _RATED_KEYS:
        for other in _next_to(value, scales.levels):
            yield f"{key}: {other} for {value}", {**condition, key: other}
    elif key in _GRADE_KEYS:
        for other in _next_to(value, scales.grades):
            yield f"{key}: {other} for {value}", {**condition, key: other}
    elif key in {"except", "grades"} and isinstance(value, list):
        for item in value:
            left = [other for other in value if other != item]
            changed = {**condition, key: left} if left else _without(condition, key)
            yield f"{key} without {item}", changed
