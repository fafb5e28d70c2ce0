"""Tables of plain values as files.

Whatever text begins like a formula stays text: in .xlsx by the cell's type, in .csv (which has no
types) by an apostrophe.
"""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from conversations.roll_sheet import Line

SUFFIXES = (".csv", ".xlsx")
DAY = "dd/mm/yyyy"
WIDEST = 40
"""Characters of a column's width at most."""


def book_of(title: str, lines: Sequence[Line]) -> bytes:
    """An .xlsx file of one tab with these rows, its columns as wide as what stands in them."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for place in range(max(map(len, lines), default=0)):
        # A line of one cell is a letterhead: it may run over the columns beside it.
        texts = [len(str(line[place])) for line in lines if len(line) > max(place, 1)]
        letter = chr(ord("A") + place) if place < 26 else None
        if letter is not None:
            sheet.column_dimensions[letter].width = min(max(texts, default=8) + 3, WIDEST)
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def save_book(file: Path, title: str, lines: Sequence[Line]) -> None:
    """Write an .xlsx file that only its owner can read."""
    content = book_of(title, lines)
    with os.fdopen(_private(file), "wb") as stream:
        stream.write(content)


def save_links(file: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the invitation links as .csv or .xlsx, by the file's ending; only the owner reads it.

    Who has the file can join in everybody's name, until they have used their links.
    """
    if file.suffix.lower() == ".xlsx":
        save_book(file, "Lời mời", [heading, *rows])
        return
    with os.fdopen(_private(file), "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([_as_text(text) for text in row] for row in [heading, *rows])


def _private(file: Path) -> int:
    """The file, empty, readable by its owner alone from its first byte on."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    file.chmod(0o600)
    return descriptor


def _cell(sheet: WriteOnlyWorksheet, value: str | int | date | None) -> object:
    if isinstance(value, date):
        cell = WriteOnlyCell(sheet, value=datetime.combine(value, time()))
        cell.number_format = DAY
        return cell
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _as_text(value: str) -> str:
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
