"""What a sheet holds, what is wrong with it, and what is worth saying about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from conversations.words import N_, Field, Words
from storage.roll import PersonDraft

MOST_BYTES: Final = 2_000_000
TOO_LARGE: Final = N_("The file is too large: a roll is far under 2 MB.")


@dataclass(frozen=True, slots=True)
class SheetFault:
    """What is wrong, and where; ``row`` and ``column`` are 0 and empty for the whole file."""

    says: str
    row: int = 0
    column: str = ""
    cell: str = ""
    fields: Mapping[str, Field] = field(default_factory=dict)

    def line(self, t: Words) -> str:
        """The fault in one sentence, its place first."""
        what = t.plain(self.says, cell=self.cell, **self.fields)
        if not self.row:
            return what
        if not self.column:
            return t.plain("Row {row}: {what}", row=str(self.row), what=what)
        return t.plain(
            "Row {row}, column {column}: {what}", row=str(self.row), column=self.column, what=what
        )


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One person of the sheet, with the facts it tells of him (JSON by fact id)."""

    row: int
    person: PersonDraft
    facts: Mapping[str, str]


FIELDS: Final = ("birth", "joined", "official", "standing", "roles")
"""The columns of a person's line that a sheet may lack."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds; with any fault it must not be used."""

    branch: str | None
    upper: str | None
    rows: tuple[SheetRow, ...]
    faults: tuple[SheetFault, ...]
    ignored: tuple[str, ...] = ()
    """Headings of columns that mean nothing here (addresses, notes …)."""
    remarks: tuple[SheetFault, ...] = ()
    """What is no fault, but the secretary should know of."""
    columns: tuple[str, ...] = ()
    """The facts that the sheet has a column for; an empty cell there means unknown."""
    fields: tuple[str, ...] = FIELDS
    """What else than name and number the sheet has a column for; the rest it does not touch."""
    tab: str = ""
    """The tab that was read, where the file has several."""
