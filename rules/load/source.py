"""TOML files, and the line on which each table and key stands (``tomllib`` does not tell)."""

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from rules.errors import Fault, Why

_HEADER = re.compile(r"^\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*("[^"]*"|'[^']*'|[A-Za-z0-9_-]+)\s*=""")
_ERROR_LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: file, line (0: not known), and the table or key."""

    file: str
    line: int
    path: str

    def fault(self, why: Why, within: str = "") -> Fault:
        """A fault found here."""
        place = f"{self.path} {within}".strip()
        return Fault(self.file, self.line, place, str(why), why.says, why.fields)


@dataclass(slots=True)
class Source:
    """One file: its tables, and the lines of its headers and keys."""

    file: str
    tables: dict[str, object]
    lines: dict[tuple[str, ...], int] = field(default_factory=dict)

    def place(self, *path: str) -> Place:
        """The place of a section, a record or a key of a record; its nearest known line."""
        shown = ".".join(f'"{part}"' if "." in part else part for part in path[:2])
        shown = f"[{shown}] {'.'.join(path[2:])}".strip()
        line = next(
            (self.lines[path[:end]] for end in range(len(path), 0, -1) if path[:end] in self.lines),
            next((line for key, line in self.lines.items() if key[:1] == path[:1]), 0),
        )
        return Place(self.file, line, shown)


def read_sources(files: Iterable[tuple[str, str]]) -> tuple[list[Source], list[Fault]]:
    """The files (name, text) parsed; those that are not TOML become faults."""
    sources = []
    faults = []
    for name, text in files:
        try:
            tables: dict[str, object] = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            line = _ERROR_LINE.search(str(error))
            place = Place(name, int(line[1]) if line else 0, "")
            faults.append(place.fault(Why("not TOML: {error}", error=str(error))))
            continue
        sources.append(Source(name, tables, _lines(text)))
    return sources, faults


def _lines(text: str) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    header: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if match := _HEADER.match(line):
            header = tuple(_parts(match[1]))
            found.setdefault(header, number)
        elif match := _KEY.match(line):
            found.setdefault((*header, match[1].strip("\"'")), number)
    return found


def _parts(header: str) -> list[str]:
    return [part.strip("\"'") for part in re.findall(r'"[^"]*"|\'[^\']*\'|[^.\s]+', header)]
