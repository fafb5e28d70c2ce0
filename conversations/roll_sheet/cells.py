"""Tables of cells, as whoever knows the files' formats hands them over."""

from dataclasses import dataclass
from datetime import date
from typing import Final


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its text as it stands there, its day where it is one, and what keeps it unread."""

    text: str = ""
    day: date | None = None
    trouble: str = ""
    """A message of the catalogue; empty for a cell that can be read."""


EMPTY: Final = Cell()
Rows = list[list[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """One tab of the file."""

    name: str
    rows: Rows


def letter_of(place: int) -> str:
    """What stands over a column, counted from 0: A, B … Z, AA …"""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
