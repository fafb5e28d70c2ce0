"""From a file's bytes to tables of cells; whatever it holds, nothing here raises or hangs."""

import csv
import io
import unicodedata
import warnings
import zipfile
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import zip_longest
from typing import Final

from openpyxl import Workbook, load_workbook

from conversations.roll_sheet.cells import EMPTY, Cell, Rows, Table
from conversations.roll_sheet.model import MOST_BYTES, TOO_LARGE, SheetFault
from conversations.words import N_

MOST_UNPACKED: Final = 16_000_000
MOST_PARTS: Final = 500
MOST_TABS: Final = 8
MOST_ROWS: Final = 2_000
MOST_SCANNED: Final = 20_000
"""Rows that are looked at; formatted empty ones count."""
MOST_COLUMNS: Final = 80


def tables_of(
    name: str, content: bytes, is_heading: Callable[[list[Cell]], bool]
) -> list[Table] | SheetFault:
    """The file's tabs; ``is_heading`` recognises the row that tells a .csv file's separator."""
    if len(content) > MOST_BYTES:
        return SheetFault(TOO_LARGE)
    if not content:
        return SheetFault(N_("The file is empty."))
    if name.lower().endswith(".csv"):
        return _from_csv(content, is_heading)
    if name.lower().endswith(".xlsx"):
        return _from_xlsx(content)
    return SheetFault(
        N_("Only .xlsx (Excel) and .csv files can be read. Please save the roll as .xlsx.")
    )


class _TooManyRows(Exception):
    pass


def _too_many() -> SheetFault:
    return SheetFault(N_("The sheet has more than {most} rows."), fields={"most": str(MOST_ROWS)})


# ── .xlsx ────────────────────────────────────────────────────────────────────────────────────


def _from_xlsx(content: bytes) -> list[Table] | SheetFault:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            # A member is never read beyond the size that it declares, so this bounds the work.
            if sum(part.file_size for part in parts) > MOST_UNPACKED or len(parts) > MOST_PARTS:
                return SheetFault(TOO_LARGE)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and validations that nobody needs here
            values = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            formulas = load_workbook(io.BytesIO(content), read_only=True)
            try:
                return _tabs(values, formulas)
            finally:
                values.close()
                formulas.close()
    except _TooManyRows:
        return _too_many()
    except Exception:
        return SheetFault(
            N_("This is not an Excel file that can be opened. Please save it again as .xlsx.")
        )


def _tabs(values: Workbook, formulas: Workbook) -> list[Table]:
    tabs = []
    for seen, written in zip(values.worksheets[:MOST_TABS], formulas.worksheets, strict=False):
        rows: Rows = []
        filled = 0
        for row in zip_longest(_rows(seen), _rows(written), fillvalue=()):
            cells = [_cell(*pair) for pair in zip(*row, strict=False)]
            filled += any(cell != EMPTY for cell in cells)
            rows.append(cells)
            if filled > MOST_ROWS or len(rows) >= MOST_SCANNED:
                raise _TooManyRows
        tabs.append(Table(seen.title, rows))
    return tabs


def _rows(sheet: object) -> Iterator[tuple[object, ...]]:
    # Programs other than Excel write wrong dimensions, which would hide most of the sheet.
    sheet.reset_dimensions()  # type: ignore[attr-defined]
    rows: Iterator[tuple[object, ...]] = sheet.iter_rows(  # type: ignore[attr-defined]
        max_col=MOST_COLUMNS, max_row=MOST_SCANNED
    )
    return rows


def _cell(seen: object, written: object) -> Cell:
    """A cell from its value and, in the other reading of the file, its formula."""
    value: object = getattr(seen, "value", None)
    if value is None:
        if getattr(written, "data_type", "n") == "f":
            return Cell(trouble=N_("this formula has no saved value: type the value itself"))
        return EMPTY
    if getattr(seen, "data_type", "n") == "e":
        return Cell(_tidy(str(value)), trouble=N_("the cell shows the error {cell}"))
    if isinstance(value, datetime):
        return Cell(f"{value:%d/%m/%Y}", value.date())
    if isinstance(value, date):
        return Cell(f"{value:%d/%m/%Y}", value)
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, int | float):
        return _number(value, percent="%" in str(getattr(seen, "number_format", "")))
    return Cell(_tidy(str(value)))


def _number(value: float, *, percent: bool) -> Cell:
    if not abs(value) < MOST_NUMBER:
        return Cell(f"{value:g}", trouble=N_("the number {cell} is too large"))
    number = Decimal(repr(value))
    if percent:
        return Cell(f"{_digits(number * 100)}%")
    return Cell(_digits(number))


MOST_NUMBER: Final = 10**15


def _digits(number: Decimal) -> str:
    """The number as people write it, without the noise of binary fractions."""
    text = f"{round(number, 6):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(text: str) -> str:
    """Text in one line and in one spelling of its letters, whatever machine typed it."""
    return " ".join(unicodedata.normalize("NFC", text).split())


# ── .csv ─────────────────────────────────────────────────────────────────────────────────────


def _from_csv(content: bytes, is_heading: Callable[[list[Cell]], bool]) -> list[Table] | SheetFault:
    try:
        wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
        text = content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return SheetFault(
            N_("The .csv file is not in UTF-8. Please save it as “CSV UTF-8”, or as .xlsx.")
        )
    if "\0" in text:
        return SheetFault(UNREADABLE)
    found: list[Rows] = []
    for delimiter in ",;\t":
        try:
            rows = [
                [Cell(_tidy(cell)) for cell in row[:MOST_COLUMNS]]
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
            ]
        except csv.Error:
            continue
        if any(map(is_heading, rows)):
            return _as_table(rows)
        found.append(rows)
    return _as_table(found[0]) if found else SheetFault(UNREADABLE)


UNREADABLE = N_("This is not a .csv file that can be read.")


def _as_table(rows: Rows) -> list[Table] | SheetFault:
    filled = sum(any(cell.text for cell in row) for row in rows)
    return _too_many() if filled > MOST_ROWS else [Table("", rows)]
