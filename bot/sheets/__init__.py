"""Spreadsheet files, .xlsx and .csv: the one place that knows their formats.

reading    from a file's bytes to tables of cells
writing    tables of plain values to files
"""

from collections.abc import Mapping, Sequence
from datetime import date

from bot.sheets.reading import tables_of
from bot.sheets.writing import book_of
from conversations.roll_sheet import Line, Sheet, is_heading, understand
from rules import FactDef

__all__ = ["SheetFiles", "read_sheet"]


def read_sheet(name: str, content: bytes, facts: Mapping[str, FactDef], on: date) -> Sheet:
    """Read a roll; ``facts`` are those that a column may be named by, ``on`` is today.

    Never raises for what the file holds: whatever is wrong is among the faults.
    """
    return understand(tables_of(name, content, is_heading), facts, on)


class SheetFiles:
    """What the dialogues know as ``Spreadsheets``."""

    def read(self, name: str, content: bytes, facts: Mapping[str, FactDef], on: date) -> Sheet:
        """See ``read_sheet``."""
        return read_sheet(name, content, facts, on)

    def write(self, title: str, lines: Sequence[Line]) -> bytes:
        """See ``book_of``."""
        return book_of(title, lines)
