"""WordprocessingML, piece by piece: runs, paragraphs, tables.

Only :func:`run` takes what a person typed: it cleans and escapes it, so nothing typed can become a
tag; a type of their own keeps pieces of markup apart from mere text.  Lengths are millimetres,
sizes of type are points.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NewType
from xml.sax.saxutils import escape

from bot.documents.clean import clean

Xml = NewType("Xml", str)
"""A piece of markup; text becomes one only through :func:`run`."""

NOTHING = Xml("")
WORDS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
BOX, CROSSED = "☐", "☒"
BOX_FONT = "Segoe UI Symbol"
"""Has both boxes on every Windows; elsewhere the nearest font that has them stands in."""

LEFT, RIGHT, CENTRE, JUSTIFIED = "left", "right", "center", "both"

_LONG_CELL = 1600
"""Characters of markup of a cell from which its row may be cut by the end of a page."""


def twips(millimetres: float) -> int:
    """Millimetres in twentieths of a point."""
    return round(millimetres * 1440 / 25.4)


def joined(pieces: Iterable[Xml]) -> Xml:
    """Pieces one after the other."""
    return Xml("".join(pieces))


def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    underlined: bool = False,
    size: float | None = None,
    font: str = "",
) -> Xml:
    """Text in one look; a line break stays one."""
    marks = ""
    if font:
        marks += f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
    if bold:
        marks += "<w:b/>"
    if italic:
        marks += "<w:i/>"
    if size:
        half = round(size * 2)
        marks += f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'
    if underlined:
        marks += '<w:u w:val="single"/>'
    look = f"<w:rPr>{marks}</w:rPr>" if marks else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(text).split("\n"))
    return Xml(f"<w:r>{look}{'<w:br/>'.join(lines)}</w:r>")


def tab() -> Xml:
    """A step to the next tab stop."""
    return Xml("<w:r><w:tab/></w:r>")


def space() -> Xml:
    """A blank between two runs (runs themselves are trimmed)."""
    return Xml('<w:r><w:t xml:space="preserve"> </w:t></w:r>')


def box(*, crossed: bool = False, size: float | None = None) -> Xml:
    """An empty box or a crossed one."""
    return run(CROSSED if crossed else BOX, font=BOX_FONT, size=size)


@dataclass(frozen=True, slots=True)
class Stop:
    """A tab stop: where, which way, and whether dots lead to it."""

    at: float
    way: str = LEFT
    dots: bool = False

    def xml(self) -> str:
        """The stop's markup."""
        leader = ' w:leader="dot"' if self.dots else ""
        return f'<w:tab w:val="{self.way}"{leader} w:pos="{twips(self.at)}"/>'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph: its runs and how it stands; ``keep``: on one page with what follows.

    ``first``: the indent of its first line; ``before``, ``after``: points of space.
    ``line``: the points from line to line (none: by the type).  ``under``: a rule below it.
    ``fresh``: at the top of a page.
    """

    runs: Xml = NOTHING
    align: str = JUSTIFIED
    first: float = 0
    indent: float = 0
    indent_right: float = 0
    before: float = 0
    after: float = 0
    line: float = 0
    keep: bool = False
    fresh: bool = False
    under: bool = False
    stops: tuple[Stop, ...] = ()

    def kept(self) -> "Paragraph":
        """The same, on one page with what follows."""
        return replace(self, keep=True)

    def xml(self) -> Xml:
        """The paragraph's markup; its properties stand in the order that the format asks for."""
        marks = "<w:keepNext/>" if self.keep else ""
        marks += "<w:pageBreakBefore/>" if self.fresh else ""
        if self.under:
            marks += (
                '<w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/></w:pBdr>'
            )
        if self.stops:
            marks += f"<w:tabs>{''.join(one.xml() for one in self.stops)}</w:tabs>"
        line = f' w:line="{round(self.line * 20)}" w:lineRule="exact"' if self.line else ""
        marks += (
            f'<w:spacing w:before="{round(self.before * 20)}" w:after="{round(self.after * 20)}"'
            f"{line}/>"
        )
        if self.indent or self.indent_right or self.first:
            marks += (
                f'<w:ind w:left="{twips(self.indent)}" w:right="{twips(self.indent_right)}" '
                f'w:firstLine="{twips(self.first)}"/>'
            )
        return Xml(f'<w:p><w:pPr>{marks}<w:jc w:val="{self.align}"/></w:pPr>{self.runs}</w:p>')


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its paragraphs; ``across``: how many columns it takes; ``middle``: of its height."""

    paragraphs: tuple[Paragraph, ...]
    across: int = 1
    middle: bool = True

    @property
    def length(self) -> int:
        """How much stands in it, roughly."""
        return sum(len(one.runs) for one in self.paragraphs)

    def xml(self, width: float, *, keep: bool) -> str:
        """The cell's markup; ``keep``: its lines on one page with what follows."""
        marks = f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>'
        if self.across > 1:
            marks += f'<w:gridSpan w:val="{self.across}"/>'
        if self.middle:
            marks += '<w:vAlign w:val="center"/>'
        inside = joined((one.kept() if keep else one).xml() for one in self.paragraphs)
        return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inside}</w:tc>"


def cell(
    text: str,
    *,
    align: str = LEFT,
    bold: bool = False,
    italic: bool = False,
    size: float | None = None,
    across: int = 1,
) -> Cell:
    """A cell of plain text, one paragraph a line."""
    lines = clean(text).split("\n")
    return Cell(
        tuple(Paragraph(run(line, bold=bold, italic=italic, size=size), align) for line in lines),
        across,
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a table; a ``header`` is repeated on every page; ``height`` is the least.

    ``keep``: on one page with the row that follows, as a heading in the table is.
    """

    cells: tuple[Cell, ...]
    header: bool = False
    keep: bool = False
    height: float = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the columns' widths and the rows; without ``lines`` it only lays out.

    ``dashed``: lines to cut along.  ``whole``: no row is cut by the end of a page; ``together``:
    the table as a whole is not.  ``keep``: its last row on one page with what follows.
    """

    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]
    lines: bool = True
    dashed: bool = False
    whole: bool = False
    together: bool = False
    keep: bool = False

    def kept(self) -> "Table":
        """The same, its last row on one page with what follows."""
        return replace(self, keep=True)

    def xml(self) -> Xml:
        """The table's markup."""
        grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in self.widths)
        last = len(self.rows) - 1
        rows = "".join(
            self._row(row, keep=self.keep if number == last else self.together)
            for number, row in enumerate(self.rows)
        )
        return Xml(
            f"<w:tbl><w:tblPr>{self._looks()}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        )

    def _looks(self) -> str:
        kind = "dashed" if self.dashed else "single" if self.lines else "nil"
        sides = "".join(
            f'<w:{side} w:val="{kind}" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        pad = twips(1.2 if self.lines else 0.5)
        margins = "".join(
            f'<w:{side} w:w="{room}" w:type="dxa"/>'
            for side, room in (
                ("top", pad // 2),
                ("left", pad),
                ("bottom", pad // 2),
                ("right", pad),
            )
        )
        return (
            f'<w:tblW w:w="{twips(sum(self.widths))}" w:type="dxa"/><w:jc w:val="center"/>'
            f'<w:tblBorders>{sides}</w:tblBorders><w:tblLayout w:type="fixed"/>'
            f"<w:tblCellMar>{margins}</w:tblCellMar>"
        )

    def _row(self, row: TableRow, *, keep: bool) -> str:
        marks = ""
        if self.whole or max(one.length for one in row.cells) < _LONG_CELL:
            marks += "<w:cantSplit/>"
        if row.height:
            marks += f'<w:trHeight w:val="{twips(row.height)}" w:hRule="atLeast"/>'
        if row.header:
            marks += "<w:tblHeader/>"
        cells = []
        column = 0
        for one in row.cells:
            width = sum(self.widths[column : column + one.across])
            column += one.across
            cells.append(one.xml(width, keep=keep or row.header or row.keep))
        return f"<w:tr><w:trPr>{marks}</w:trPr>{''.join(cells)}</w:tr>"


Block = Paragraph | Table


def body(blocks: Sequence[Block]) -> Xml:
    """The blocks one under the other, as a document's body without its section."""
    return Xml(f"<w:body {WORDS}>{joined(block.xml() for block in blocks)}</w:body>")
