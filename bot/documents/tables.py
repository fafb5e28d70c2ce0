"""The summary upward as a spreadsheet, for an office that reckons with it.

Whatever people wrote stays text: a name that begins with ``=`` is no formula.
"""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from bot.documents.clean import clean
from bot.documents.subjects import short
from bot.documents.summaries import born
from conversations.dossier.digest import digest
from conversations.dossier.model import Paper, Row, Summary
from conversations.words import Words

_FONT = "Times New Roman"
_THIN = Side(style="thin")
_LINES = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_A4 = 9
_LONGEST = 32_000
"""Characters of a cell; Excel takes 32,767."""


def write(paper: Paper, summary: Summary) -> bytes:
    """The summary as an .xlsx file, ready to be printed on A4, header rows on every page."""
    t = Words("vi", paper.time_zone)
    book = Workbook()
    sheet = book.active
    if not isinstance(sheet, Worksheet):
        raise TypeError("a new workbook has a sheet")
    sheet.title = t.plain("Summary {year}", year=str(summary.year))
    levels = summary.scale.levels
    header = [
        t.plain("Line no."),
        t.plain("Full name"),
        t.plain("Born"),
        t.plain("Posts held"),
        t.plain("Own level"),
        t.plain("Committee's proposal"),
        *(t.plain("Votes: {level}", level=level.short or level.name) for level in levels),
        t.plain("Left blank"),
        t.plain("Branch's proposal"),
        *([t.plain("Committee's remark")] if summary.remarked else []),
        t.plain("Notes, grounds"),
    ]
    wide = len(header)
    title = paper.form.title or t.plain("SUMMARY OF THE LEVELS PROPOSED")
    _line(sheet, 1, summary.heading.upper, wide)
    _line(sheet, 2, summary.heading.branch, wide, bold=True)
    _line(sheet, 3, title.replace("\n", " "), wide, bold=True, size=14)
    _line(sheet, 4, t.plain("Year {year}", year=str(summary.year)), wide, bold=True)
    _cells(sheet, 6, header, bold=True)
    at = 7
    for row in summary.rows:
        _cells(sheet, at, _rated(summary, row))
        at += 1
    if summary.unrated:
        _line(sheet, at + 1, t.plain("Not rated"), wide, bold=True)
        at += 2
        for row in summary.unrated:
            _cells(sheet, at, _unrated(row, wide))
            at += 1
    last = t.plain(
        "Made with Tự Soi at {moment} · data code {code}",
        moment=t.moment(paper.made_at),
        code=digest(paper),
    )
    _line(sheet, at + 1, summary.quota, wide)
    _line(sheet, at + 2, last, wide)
    remark = (36,) if summary.remarked else ()
    _set_up(sheet, (6, 26, 8, 16, 11, 11, *(9,) * len(levels), 8, 11, *remark, 44))
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _rated(summary: Summary, row: Row) -> list[str | int | None]:
    scale = summary.scale
    return [
        row.number,
        row.person.name,
        born(row.person),
        ", ".join(row.person.posts),
        short(scale, row.own),
        short(scale, row.committee),
        *(row.votes.get(level.id) for level in scale.levels),
        row.blank,
        short(scale, row.proposal),
        *([row.remark] if summary.remarked else []),
        "\n".join(row.notes),
    ]


def _unrated(row: Row, wide: int) -> list[str | int | None]:
    """Who is not rated: nothing but why, in the last column."""
    empty: list[str | int | None] = [None] * (wide - 4)
    return [row.number, row.person.name, born(row.person), *empty, "\n".join(row.notes)]


def _line(
    sheet: Worksheet, at: int, text: str, wide: int, *, bold: bool = False, size: int = 12
) -> None:
    """A line of text over the whole width."""
    sheet.merge_cells(start_row=at, start_column=1, end_row=at, end_column=wide)
    _put(sheet.cell(at, 1), text, bold=bold, size=size)


def _cells(
    sheet: Worksheet, at: int, values: Sequence[str | int | None], *, bold: bool = False
) -> None:
    for place, value in enumerate(values, 1):
        cell = sheet.cell(at, place)
        if isinstance(cell, Cell):
            _put(cell, value, bold=bold)
            cell.border = _LINES


def _put(cell: object, value: str | int | None, *, bold: bool = False, size: int = 12) -> None:
    """A figure as a figure, everything else as text, whatever it begins with."""
    if not isinstance(cell, Cell):
        raise TypeError("not a cell to write into")
    if isinstance(value, str):
        cell.value = clean(value)[:_LONGEST] or None
        if cell.value is not None:
            cell.data_type = "s"
    else:
        cell.value = value
    cell.font = Font(name=_FONT, size=size, bold=bold)
    across = "center" if bold or isinstance(value, int) else "left"
    cell.alignment = Alignment(wrap_text=True, vertical="center", horizontal=across)


def _set_up(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Columns, and the page it is printed on."""
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "6:6"
    sheet.page_margins.left, sheet.page_margins.right = 30 / 25.4, 15 / 25.4
    sheet.page_margins.top = sheet.page_margins.bottom = 20 / 25.4
