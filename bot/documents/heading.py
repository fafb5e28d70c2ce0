"""The two columns at the top of a document: who issues it, and in whose name; place and day."""

from bot.documents.marks import CENTRE, Cell, Paragraph, Table, TableRow, Xml, run
from bot.documents.sheet import Sheet
from conversations.dossier.model import Heading
from conversations.words import N_

PARTY = N_("COMMUNIST PARTY OF VIETNAM")
STATE = N_("SOCIALIST REPUBLIC OF VIETNAM")
MOTTO = N_("Independence - Freedom - Happiness")
_PARTY, _STATE = (75, 90), (62, 103)
"""Millimetres of the two columns."""
_OPEN = "………………………………"


def put(sheet: Sheet, heading: Heading, sign: str = "", about: str = "") -> None:
    """Put the heading on the sheet.

    ``sign``: the letters after the number (none: no number); ``about``: a letter's subject.  Dots
    stand for a body that is not known; the star is of Party documents only.
    """
    widths = _STATE if heading.state else _PARTY
    scale = sheet.width / sum(widths)
    left = _left(sheet, heading, sign)
    if about:
        left += (_middle(run(about, italic=True, size=12), before=4),)
    right = _right(sheet, heading, widths[1] * (scale - 1) / 2)
    row = TableRow((Cell(left, middle=False), Cell(right, middle=False)))
    sheet.add(Table(tuple(one * scale for one in widths), (row,), lines=False))


def _left(sheet: Sheet, heading: Heading, sign: str) -> tuple[Paragraph, ...]:
    t = sheet.t
    lines = [_middle(run(heading.upper.upper(), size=13))] if heading.upper else []
    if heading.state and not heading.branch:
        lines.append(_middle(run(t.plain("UNIT ………………………"), bold=True, size=13)))
    else:
        lines.append(_middle(run(heading.branch.upper() or _OPEN, bold=True, size=13)))
    if not heading.state:
        lines.append(_middle(run("*", size=13)))
    if sign:
        number = heading.number or "………"
        lines.append(
            _middle(run(t.plain("No. {number}-{sign}", number=number, sign=sign), size=13))
        )
    return tuple(lines)


def _right(sheet: Sheet, heading: Heading, spare: float) -> tuple[Paragraph, ...]:
    t = sheet.t
    if heading.state:
        lines = [
            _middle(run(t.plain(STATE), bold=True, size=13)),
            _ruled(run(t.plain(MOTTO), bold=True, size=13), 17 + spare),
        ]
    else:
        lines = [_ruled(run(t.plain(PARTY), bold=True, size=14), 8 + spare)]
    return (*lines, _middle(run(dated(sheet, heading), italic=True, size=14), before=6))


def dated(sheet: Sheet, heading: Heading) -> str:
    """Place and day, dots for what is not known."""
    place = heading.place or "…………"
    if heading.day is None:
        return sheet.t.plain("{place}, day …… month …… year ……", place=place)
    day = heading.day
    return sheet.t.plain(
        "{place}, day {day} month {month} year {year}",
        place=place,
        day=f"{day.day:02}",
        month=f"{day.month:02}" if day.month < 3 else str(day.month),  # as offices write it
        year=str(day.year),
    )


def _middle(runs: Xml, before: float = 0) -> Paragraph:
    return Paragraph(runs, CENTRE, before=before)


def _ruled(runs: Xml, inset: float) -> Paragraph:
    """Centred over a rule that is ``inset`` millimetres shorter at either end."""
    return Paragraph(runs, CENTRE, indent=inset, indent_right=inset, under=True)
