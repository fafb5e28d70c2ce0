"""What reads and writes spreadsheet files; the dialogues know no format of a file."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Protocol

from conversations.roll_sheet.model import Sheet
from rules import FactDef

Line = Sequence[str | int | date | None]
"""A row to be written: text stays text, whatever it begins with."""


class Spreadsheets(Protocol):
    """Reads rolls from files and writes tables to them.  Both take a while: call in a thread."""

    def read(self, name: str, content: bytes, facts: Mapping[str, FactDef], on: date) -> Sheet:
        """The roll in a file; whatever is wrong with the file is among the sheet's faults."""

    def write(self, title: str, lines: Sequence[Line]) -> bytes:
        """An .xlsx file of one tab with these rows."""
