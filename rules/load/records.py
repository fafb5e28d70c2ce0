"""Records out of TOML tables, by the fields of their own classes; and back again.

A key is a field's name.  The record's id is the table's name.
``kind = "member"`` may be written for ``kinds = ["member"]``.
``choices``, ``options`` and ``counts`` are tables ``id = "name"`` (or ``id = { name = …, … }``);
nested records (``small``, ``runs``) are lists of tables.
Everything faulty is noted and reading goes on, so that one run names all faults.
"""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar, cast

from rules.conditions import ConditionFault, parse_condition
from rules.conditions.base import Condition, plain
from rules.errors import Fault, Why, shown
from rules.load.source import Place
from rules.model import Choice, Kind, Option

_Record = TypeVar("_Record")
_UNREADABLE = object()
_NAMED = (Choice, Option)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record class: its key, what it holds, and whether it must be there."""

    name: str
    hint: object
    needed: bool


_FIELDS: dict[type[object], tuple[Field, ...]] = {}


def fields_of(record: type[object]) -> tuple[Field, ...]:
    """The fields of a record class, annotations resolved (once)."""
    if record not in _FIELDS:
        _FIELDS[record] = _fields(record)
    return _FIELDS[record]


def _fields(record: type[object]) -> tuple[Field, ...]:
    hints = typing.get_type_hints(record)
    return tuple(
        Field(
            item.name,
            hints[item.name],
            item.default is MISSING and item.default_factory is MISSING,
        )
        for item in fields(cast("typing.Any", record))
    )


def read_record(
    record: type[_Record],
    record_id: str,
    table: object,
    place: Place,
    faults: list[Fault],
) -> _Record | None:
    """The record that the table holds; None, with faults noted, where it cannot be made."""
    if not isinstance(table, dict):
        faults.append(place.fault(Why("must be a table, not {value}", value=shown(table))))
        return None
    written: dict[str, object] = dict(table)
    before = len(faults)
    if "kind" in written and "kinds" not in written:
        written["kinds"] = [written.pop("kind")]
    if isinstance(written.get("kinds"), str):
        written["kinds"] = list(Kind) if written["kinds"] == "all" else [written["kinds"]]
    values: dict[str, object] = {}
    for item in fields_of(record):
        if item.name == "id" and record_id:
            values["id"] = record_id
            continue
        if item.name not in written:
            if item.needed:
                faults.append(place.fault(Why("{key} is missing", key=item.name)))
            continue
        value = _read(item.hint, written.pop(item.name), item.name, place, faults)
        if value is not _UNREADABLE:
            values[item.name] = value
    known = ", ".join(item.name for item in fields_of(record) if item.name != "id")
    faults += [
        place.fault(Why("unknown key '{key}'; known: {known}", key=key, known=known))
        for key in written
    ]
    return record(**values) if len(faults) == before else None


def _read(hint: object, value: object, key: str, place: Place, faults: list[Fault]) -> object:
    """One value as its field holds it; _UNREADABLE, with a fault noted, where it cannot be."""
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in {typing.Union, types.UnionType}:
        return _read(next(x for x in inner if x is not type(None)), value, key, place, faults)
    if origin is tuple:
        return _read_many(inner[0], value, key, place, faults)
    within = key
    if hint is Condition:
        try:
            return parse_condition(value)
        except ConditionFault as fault:
            why = fault.why
            within = f"{key}: {fault.where}" if fault.where else key
    elif isinstance(hint, type) and issubclass(hint, StrEnum):
        if isinstance(value, str) and value in set(hint):
            return hint(value)
        why = Why("{value} is not one of {known}", value=shown(value), known=", ".join(hint))
    elif hint is Decimal:
        if isinstance(value, int) and not isinstance(value, bool):
            return Decimal(value)
        if isinstance(value, Decimal) and value.is_finite():
            return value
        why = Why("must be a number, not {value}", value=shown(value))
    elif hint is str and isinstance(value, str) and not value.strip():
        why = Why("must not be empty")
    elif isinstance(hint, type) and type(value) is hint:
        return value.strip() if isinstance(value, str) else value
    else:
        why = _no(hint, shown(value))
    faults.append(place.fault(why, within))
    return _UNREADABLE


def _no(hint: object, value: str) -> Why:
    """Why the value is none of that type."""
    if hint is bool:
        return Why("must be true or false, not {value}", value=value)
    if hint is int:
        return Why("must be a whole number, not {value}", value=value)
    if hint is date:
        return Why("must be a date, not {value}", value=value)
    return Why("must be a text, not {value}", value=value)


def _read_many(inner: object, value: object, key: str, place: Place, faults: list[Fault]) -> object:
    if inner in _NAMED and isinstance(value, dict):
        named = cast("type[object]", inner)
        rows = [
            (str(name), {"name": item} if isinstance(item, str) else item)
            for name, item in value.items()
        ]
        read = [read_record(named, name, row, place, faults) for name, row in rows]
        return tuple(item for item in read if item is not None)
    if not isinstance(value, list):
        faults.append(place.fault(Why("must be a list, not {value}", value=shown(value)), key))
        return _UNREADABLE
    if is_dataclass(inner):
        nested = cast("type[object]", inner)
        found = [
            read_record(
                nested, "", row, Place(place.file, place.line, f"{place.path} {key}[{n}]"), faults
            )
            for n, row in enumerate(value, start=1)
        ]
        return tuple(item for item in found if item is not None)
    read = [_read(inner, item, key, place, faults) for item in value]
    return tuple(item for item in read if item is not _UNREADABLE)


def write_record(record: object, *, with_id: bool = False) -> dict[str, object]:
    """The table that reads back as the record; what is at its default is left out."""
    written: dict[str, object] = {}
    for item, field in zip(
        fields_of(type(record)), fields(cast("typing.Any", record)), strict=True
    ):
        value = getattr(record, item.name)
        if item.name == "id" and not with_id:
            continue
        if field.default is not MISSING and value == field.default:
            continue
        written[item.name] = _write(value)
    return written


def _write(value: object) -> object:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, tuple):
        if value and isinstance(value[0], _NAMED):
            return {
                item.id: _write_named(item) for item in cast("tuple[Choice | Option, ...]", value)
            }
        return [_write(item) for item in value]
    if isinstance(value, bool | int | str | date):
        return str(value) if isinstance(value, StrEnum) else value
    if hasattr(value, "data"):
        return cast("Condition", value).data()
    return write_record(value, with_id=True)


def _write_named(item: Choice | Option) -> object:
    table: Mapping[str, object] = write_record(item)
    return table["name"] if list(table) == ["name"] else table
