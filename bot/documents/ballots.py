"""Paper ballots, several to a sheet where they fit: for voters without a phone.

All copies are alike, the line that tells when they were made too: no page number, no code of its
own, nothing that tells one voter's paper from another's.
"""

from bot.documents.marks import (
    CENTRE,
    LEFT,
    RIGHT,
    Cell,
    Paragraph,
    Stop,
    Table,
    TableRow,
    Xml,
    box,
    cell,
    joined,
    run,
    tab,
)
from bot.documents.page import TOP
from bot.documents.sheet import Sheet
from bot.documents.subjects import named, of_levels
from conversations.dossier.model import PaperBallots

HEIGHT = 297 - 2 * TOP
_AROUND, _LINE = 62, 9
"""Millimetres of a ballot without its lines, and of a line."""


def write(sheet: Sheet, ballots: PaperBallots) -> None:
    """Write every copy: whole on a page with a line to cut along under it, or on its own pages."""
    long = _AROUND + _LINE * len(ballots.lines) > HEIGHT
    for number in range(max(1, ballots.copies)):
        _ballot(sheet, ballots, together=not long, fresh=bool(number and long))
        if not long:
            _cut(sheet)


def _ballot(sheet: Sheet, ballots: PaperBallots, *, together: bool, fresh: bool) -> None:
    t = sheet.t
    year = str(ballots.year)
    head = joined(
        [
            run(ballots.heading.branch.upper(), bold=True, size=12),
            tab(),
            run(_corner(sheet), italic=True, size=11),
        ]
    )
    sheet.add(
        Paragraph(head, LEFT, stops=(Stop(sheet.width, RIGHT),), keep=True, fresh=fresh),
        _middle(t.plain("BALLOT PAPER"), 15, before=4),
        _middle(
            t.plain("on the level of {whom} for {year}", whom=of_levels(t, ballots.kind), year=year)
        ),
        Paragraph(run(_how(sheet, ballots), italic=True, size=12), CENTRE, after=4, keep=True),
        _table(sheet, ballots, together=together),
    )
    sheet.mark()


def _table(sheet: Sheet, ballots: PaperBallots, *, together: bool) -> Table:
    t = sheet.t
    levels = ballots.scale.levels
    asked = [t.plain("Chosen")] if ballots.places is not None else [one.name for one in levels]
    header = TableRow(
        (
            _head(t.plain("Line no.")),
            _head(named(t, ballots.kind)),
            *map(_head, asked),
        ),
        header=True,
    )
    rows = []
    for line in ballots.lines:
        offered = [True] if ballots.places is not None else [x.id in line.options for x in levels]
        boxes = [Cell((Paragraph(_mark(one), CENTRE),)) for one in offered]
        rows.append(
            TableRow(
                (cell(str(line.number), align=CENTRE, size=12), cell(line.name, size=12), *boxes),
                height=_LINE - 1,
            )
        )
    each = 24.0
    widths = (11, sheet.width - 11 - each * len(asked), *([each] * len(asked)))
    return Table(widths, (header, *rows), together=together, whole=True)


def _how(sheet: Sheet, ballots: PaperBallots) -> str:
    t = sheet.t
    if ballots.places is not None:
        return t.plain_plural(
            "Put a cross for at most {n} comrade. Do not write your name.",
            "Put a cross for at most {n} comrades. Do not write your name.",
            ballots.places,
        )
    if any(len(line.options) < len(ballots.scale.levels) for line in ballots.lines):
        return t.plain(
            "On each line put a cross in one box. Do not write your name. "
            "“–”: the level cannot be given, by what has been confirmed."
        )
    return t.plain("On each line put a cross in one box. Do not write your name.")


def _mark(offered: object) -> Xml:
    return box(size=16) if offered else run("–")


def _corner(sheet: Sheet) -> str:
    """Where the stamp goes, with the form's name where it has one."""
    t, name = sheet.t, sheet.paper.form.name
    if name:
        return t.plain("{form} (stamp of the branch)", form=name)
    return t.plain("(Stamp of the branch)")


def _cut(sheet: Sheet) -> None:
    sheet.add(Paragraph(run("- " * 62, size=9), CENTRE, before=8, after=8))


def _middle(text: str, size: float = 13, before: float = 0) -> Paragraph:
    return Paragraph(run(text, bold=True, size=size), CENTRE, before=before, keep=True)


def _head(text: str) -> Cell:
    return cell(text, align=CENTRE, bold=True, size=11)
