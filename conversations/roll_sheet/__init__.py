"""A branch's roll as a spreadsheet: .xlsx or .csv, as a secretary keeps it.

Headings are understood with or without diacritics, in Vietnamese or English; columns named by a
fact's id hold the facts known so far.  Every fault is named by row and column with what stands
there; a sheet with any fault is not imported at all.

file        from bytes to tables of cells
vocabulary  what headings, standings and roles are called
columns     the heading row, the letterhead above it, which column means what
person      one row's person, with the facts it tells
model       what a sheet holds, and its faults
"""

from collections.abc import Mapping
from datetime import date

from conversations.roll_sheet.columns import Layout, is_heading, layout_of
from conversations.roll_sheet.file import MOST_BYTES, tables_of
from conversations.roll_sheet.model import Sheet, SheetFault, SheetRow
from conversations.roll_sheet.person import read_rows
from conversations.roll_sheet.together import faults_together
from conversations.roll_sheet.vocabulary import plain
from conversations.words import N_
from rules import FactDef

__all__ = ["MOST_BYTES", "Sheet", "SheetFault", "SheetRow", "plain", "read_sheet"]


def read_sheet(name: str, content: bytes, facts: Mapping[str, FactDef], on: date) -> Sheet:
    """Read a roll; ``facts`` are those that a column may be named by, ``on`` is today.

    Never raises for what the file holds: whatever is wrong is among the faults.
    """
    tables = tables_of(name, content, is_heading)
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
        layout.tab,
    )
