"""A guideline's form with its parts: self-reviews and sheets of grades (Mẫu 01, 02, 03a … 05)."""

from collections.abc import Iterable, Sequence

from bot.documents import heading
from bot.documents.clean import clean, paragraphs
from bot.documents.lines import opened
from bot.documents.marks import CENTRE, Cell, Paragraph, box, cell, run
from bot.documents.sheet import GAP, INDENT, Sheet, Signature
from conversations.dossier.model import Graded, Part, Review, Scale
from rules.forms import Asks

_SHORT = 34
"""Characters of a label and its value that fit half a line."""


def write(sheet: Sheet, review: Review) -> None:
    """Write the form: heading, title, fields, its parts in order, the signature."""
    t, form = sheet.t, sheet.paper.form
    heading.put(sheet, review.heading)
    sheet.title(form.title, t.plain("Year {year}", year=str(review.year)))
    _fields(sheet, review)
    if review.rater:
        sheet.labelled(t.plain("Rated by"), review.rater)
    sheet.say(opened(form.opening))
    others = _trailing_opinions(review.parts)
    for part in review.parts[: len(review.parts) - len(others)]:
        put_part(sheet, part, review.scale)
    if form.note:
        sheet.say(form.note, italic=True)
    if review.written_by:
        sheet.say(
            t.plain(
                "Typed by comrade {name} in the words of the member, who has read it over.",
                name=review.written_by,
            ),
            italic=True,
        )
    post, how = (*form.signed, "", "")[:2]
    sheet.signatures(Signature(post, how, (review.signer,) if review.signer else ()))
    for part in others:
        sheet.gap()
        put_part(sheet, part, review.scale)
        sheet.signatures(Signature(part.who.upper(), t.plain("(signature, full name)")))


def _trailing_opinions(parts: Sequence[Part]) -> tuple[Part, ...]:
    """What others write at the end of the form: it stands under the signature of the one rated."""
    trailing: list[Part] = []
    for part in reversed(parts):
        if part.asks is not Asks.OPINION:
            break
        trailing.insert(0, part)
    return tuple(trailing)


def put_part(sheet: Sheet, part: Part, scale: Scale) -> None:
    """One part: its heading, what the form says under it, and what was filled in."""
    _headed(sheet, part)
    match part.asks:
        case Asks.HEADING:
            pass
        case Asks.TEXT | Asks.OPINION:
            sheet.answer(part.text)
        case Asks.GRADES:
            _grades(sheet, part, scale)
        case Asks.TARGETS:
            _figures(sheet, part)
        case Asks.SUGGESTIONS:
            _suggested(sheet, part)
        case Asks.LEVEL:
            sheet.choices(scale.levels, part.level)


def _headed(sheet: Sheet, part: Part) -> None:
    if part.number:
        sheet.section(part.number, part.heading)
    elif part.heading:
        sheet.add(
            Paragraph(run(part.heading, italic=True), first=INDENT, before=2, after=GAP, keep=True)
        )
    if part.hint and (sheet.paper.form.printed or sheet.paper.blank):
        for line in paragraphs(part.hint):
            sheet.add(
                Paragraph(
                    run(line, italic=not sheet.paper.form.printed), first=INDENT, after=3, keep=True
                )
            )


def _fields(sheet: Sheet, review: Review) -> None:
    """The lines under the title: the first two on one line where they are short."""
    pairs = [(field.label, field.value) for field in review.fields]
    if len(pairs) > 2 and all(
        len(label) + len(clean(value)) <= _SHORT for label, value in pairs[:2]
    ):
        sheet.add(sheet.labels(*pairs[:2]))
        del pairs[:2]
    for pair in pairs:
        sheet.labelled(*pair)


def _grades(sheet: Sheet, part: Part, scale: Scale) -> None:
    if len(part.graded) <= 1:
        graded = part.graded[0] if part.graded else Graded("")
        sheet.boxes("", scale.grades, graded.grade)
        sheet.say(graded.note)
        return
    grades_table(sheet, part.graded, scale)
    for one in part.graded:
        if clean(one.note):
            sheet.say(sheet.t.plain("{criterion}: {note}", criterion=one.name, note=one.note))


def grades_table(sheet: Sheet, graded: Sequence[Graded], scale: Scale) -> None:
    """The criteria with a box for each grade, under their groups where there are several."""
    t = sheet.t
    header = [
        _head(t.plain("Line no.")),
        _head(t.plain("Criterion")),
        *(_head(grade.name) for grade in scale.grades),
    ]
    groups = list(dict.fromkeys(one.group for one in graded))
    rows: list[Sequence[Cell]] = []
    number = 0
    for group in groups:
        if len(groups) > 1 and group:
            rows.append([cell(group, bold=True, size=12, across=2 + len(scale.grades))])
        for one in (one for one in graded if one.group == group):
            number += 1
            rows.append(
                [
                    cell(str(number), align=CENTRE, size=12),
                    cell(one.name, size=12),
                    *crosses((grade.id for grade in scale.grades), one.grade),
                ]
            )
    sheet.table((9, 96, *(15 for _ in scale.grades)), header, rows, height=6)


def crosses(ids: Iterable[str], chosen: str | None) -> list[Cell]:
    """A cell with a box for each id."""
    return [Cell((Paragraph(box(crossed=one == chosen, size=12), CENTRE),)) for one in ids]


def _figures(sheet: Sheet, part: Part) -> None:
    for figure in part.figures:
        sheet.labelled(figure.name, figure.value, first=INDENT)
    if not part.figures:
        sheet.answer(part.text)


def _suggested(sheet: Sheet, part: Part) -> None:
    t = sheet.t
    for number, one in enumerate(part.suggested, 1):
        asked = (
            t.plain(
                "Point {number} ({origin}): {text}", number=number, origin=one.origin, text=one.text
            )
            if one.origin
            else t.plain("Point {number}: {text}", number=number, text=one.text)
        )
        sheet.say(asked, italic=True, keep=True)
        sheet.answer(one.answer)
    if part.suggested:
        return
    if sheet.paper.blank or part.text:
        sheet.answer(part.text)
    else:
        sheet.say(t.plain("No point was suggested."))


def _head(text: str) -> Cell:
    return cell(text, align=CENTRE, bold=True, size=12)
