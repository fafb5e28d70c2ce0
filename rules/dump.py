"""A ruleset written back as TOML: what is loaded, dumped and loaded again is the same.

A ruleset that lies over a base is written whole, as one that stands by itself.
"""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal

from rules.load.records import write_record
from rules.model import Choice, FactDef, FactType
from rules.ruleset import Ruleset

_BARE = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def dump(ruleset: Ruleset) -> str:
    """The ruleset as the text of one TOML file."""
    held = ruleset.sections
    about = replace(held.about, extends="", default_base="")
    parts = ["[guideline]", *_lines(write_record(about, with_id=True)), ""]
    for section in fields(held):
        if section.name == "about":
            continue
        for record in getattr(held, section.name):
            if isinstance(record, FactDef) and record.type is FactType.LEVEL:
                record = replace(record, choices=())  # noqa: PLW2901 - the loader fills them in
            parts += [f"[{section.name}.{_key(record.id)}]", *_lines(write_record(record)), ""]
    return "\n".join(parts)


def _lines(table: Mapping[str, object]) -> list[str]:
    return [f"{_key(key)} = {_value(value)}" for key, value in table.items()]


def _key(key: str) -> str:
    return key if key and set(key) <= _BARE else _text(key)


def _text(text: str) -> str:
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int() | Decimal():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case Mapping():
            inner = ", ".join(f"{_key(str(key))} = {_value(item)}" for key, item in value.items())
            return "{ " + inner + " }" if inner else "{}"
        case Choice():
            return _text(value.name)
        case _:
            raise TypeError(f"TOML has no {type(value).__name__}")
