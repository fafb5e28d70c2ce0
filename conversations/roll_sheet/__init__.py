"""A branch's roll as a spreadsheet, as a secretary keeps it.

Headings are understood with or without diacritics, in Vietnamese or English; columns named by a
fact's id hold the facts known so far.  Every fault is named by row and column with what stands
there; a sheet with any fault is not imported at all.  Which files there are and how they are read
is not known here: ``Spreadsheets`` is given by the composition root.

cells       tables of cells, as they come from a file
port        what reads and writes the files
vocabulary  what headings, standings and roles are called
columns     the heading row, the letterhead above it, which column means what
person      one row's person, with the facts it tells
together    what is wrong only between rows
model       what a sheet holds, and its faults
lines       the roll as the rows of a sheet that reads back unchanged
"""

from collections.abc import Mapping, Sequence
from datetime import date

from conversations.roll_sheet.cells import Table
from conversations.roll_sheet.columns import Layout, is_heading, layout_of
from conversations.roll_sheet.lines import empty_lines, roll_lines
from conversations.roll_sheet.model import (
    FIELDS,
    MOST_BYTES,
    TOO_LARGE,
    Sheet,
    SheetFault,
    SheetRow,
)
from conversations.roll_sheet.person import read_rows
from conversations.roll_sheet.port import Line, Spreadsheets
from conversations.roll_sheet.together import faults_together
from conversations.roll_sheet.vocabulary import plain
from conversations.words import N_
from rules import FactDef

__all__ = [
    "MOST_BYTES",
    "TOO_LARGE",
    "Line",
    "Sheet",
    "SheetFault",
    "SheetRow",
    "Spreadsheets",
    "Table",
    "empty_lines",
    "is_heading",
    "plain",
    "roll_lines",
    "understand",
]


def understand(
    tables: Sequence[Table] | SheetFault, facts: Mapping[str, FactDef], on: date
) -> Sheet:
    """The roll in these tables; ``facts`` are those a column may be named by, ``on`` is today.

    Never raises for what they hold: whatever is wrong is among the faults.
    """
    if isinstance(tables, SheetFault):
        return Sheet(None, None, (), (tables,))
    layout = layout_of(tables, facts)
    if layout is None:
        fault = SheetFault(N_("No heading row was found: a column must be headed “Họ và tên”."))
        return Sheet(None, None, (), (fault,))
    rows, faults = read_rows(layout, on)
    return _sheet(layout, rows, (*layout.faults, *faults))


def _sheet(layout: Layout, rows: tuple[SheetRow, ...], faults: tuple[SheetFault, ...]) -> Sheet:
    if not rows and not faults:
        faults = (SheetFault(N_("The sheet lists nobody.")),)
    together = faults_together(rows)
    whole = () if faults or together else faults_together(rows, whole=True)
    return Sheet(
        layout.branch,
        layout.upper,
        rows,
        (*faults, *together, *whole),
        layout.ignored,
        layout.remarks,
        tuple(fact.id for fact in layout.facts.values()),
        tuple(one for one in FIELDS if one in layout.columns),
        layout.tab,
    )
