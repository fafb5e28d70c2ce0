"""The summary sent upward (Mẫu 06, Mẫu 9): everyone in one table, on a page turned on its side."""

from collections import Counter
from collections.abc import Sequence

from bot.documents import heading
from bot.documents.clean import clean
from bot.documents.marks import CENTRE, Cell, cell
from bot.documents.sheet import Sheet, Signature
from bot.documents.subjects import head, legend, middle, number, short, votes_for
from conversations.dossier.model import Person, Row, Summary

_EMPTY_LINES = 20
"""Lines of a blank table: it goes over to a second page, where it is signed."""


def write(sheet: Sheet, summary: Summary) -> None:
    """Write the summary."""
    t, form = sheet.t, sheet.paper.form
    heading.put(sheet, summary.heading, t.plain("BC/CB"))
    sheet.title(
        form.title or t.plain("SUMMARY OF THE LEVELS PROPOSED"),
        t.plain("Year {year}", year=str(summary.year)),
    )
    _rated(sheet, summary)
    sheet.say(legend(summary.scale.levels), italic=True)
    _totals(sheet, summary)
    if summary.unrated:
        _unrated(sheet, summary.unrated)
    if summary.remarked:
        _remarks(sheet, summary)
    sheet.say(form.note, italic=True)
    signer = (summary.signer,) if summary.signer else ()
    upper, kept = summary.heading.upper, t.plain("- Kept by the branch.")
    sheet.signatures(
        Signature(t.plain("FOR THE BRANCH\nSECRETARY"), t.plain("(signature, full name)"), signer),
        copies=(t.plain("- {upper} (to report),", upper=upper), kept) if upper else (kept,),
    )


def _rated(sheet: Sheet, summary: Summary) -> None:
    t, levels = sheet.t, summary.scale.levels
    header = [
        head(t.plain("Line no.")),
        head(t.plain("Full name")),
        head(t.plain("Born")),
        head(t.plain("Posts held")),
        head(t.plain("Own level")),
        head(t.plain("Committee's proposal")),
        *(
            _small(t.plain("Votes: {level}", level=level.short or level.name), 8.5, bold=True)
            for level in levels
        ),
        head(t.plain("Left blank")),
        head(t.plain("Branch's proposal")),
        head(t.plain("Notes, grounds")),
    ]
    empty = [Row(place, Person("")) for place in range(1, _EMPTY_LINES + 1)]
    rows = [
        [
            middle(str(one.number)),
            cell(one.person.name, size=12),
            middle(born(one.person)),
            cell(", ".join(one.person.posts), size=12),
            _small(short(summary.scale, one.own)),
            _small(short(summary.scale, one.committee)),
            *(middle(votes_for(one.votes, level.id)) for level in levels),
            middle(number(one.blank)),
            _small(short(summary.scale, one.proposal), bold=True),
            _notes(one),
        ]
        for one in summary.rows or empty
    ]
    widths = (9, 35, 12, 17, 17.5, 17.5, *(15 for _ in levels), 12, 18, 54)
    sheet.table(widths, header, rows)


def _totals(sheet: Sheet, summary: Summary) -> None:
    t = sheet.t
    if not summary.rows:
        return
    counts = Counter(one.proposal for one in summary.rows)
    totals = "; ".join(f"{one.name}: {counts[one.id]}" for one in summary.scale.levels)
    sheet.say(t.plain("Rated: {n} members. {totals}.", n=len(summary.rows), totals=totals))
    if counts[None]:
        sheet.say(t.plain("Without a proposal yet: {n}.", n=counts[None]))
    if summary.returned is not None:
        sheet.say(t.plain("Ballots returned: {n}.", n=summary.returned))
    sheet.say(summary.quota)


def _unrated(sheet: Sheet, unrated: Sequence[Row]) -> None:
    t = sheet.t
    sheet.section("", t.plain("Not rated"))
    header = [head(t.plain("Line no.")), head(t.plain("Full name")), head(t.plain("Born"))]
    rows = [
        [
            middle(str(place)),
            cell(one.person.name, size=12),
            middle(born(one.person)),
            _notes(one),
        ]
        for place, one in enumerate(unrated, 1)
    ]
    sheet.table((9, 60, 20, 163), [*header, head(t.plain("Reason, clause"))], rows)


def _remarks(sheet: Sheet, summary: Summary) -> None:
    """What the committee says of each, in sentences that no column of the table would hold."""
    t = sheet.t
    said = [one for one in summary.rows if clean(one.remark)]
    if not said and not sheet.paper.blank:
        return
    sheet.section("", t.plain("Remarks of the committee"))
    for one in said:
        sheet.say(
            t.plain(
                "{number}. {name}: {remark}",
                number=one.number,
                name=clean(one.person.name),
                remark=clean(one.remark),
            )
        )
    if not said:
        sheet.dots(sheet.room)


def born(person: Person) -> str:
    """The year of birth, as far as it is known."""
    year = person.birth.year if person.birth else person.birth_year
    return "" if year is None else str(year)


def _small(text: str, size: float = 10.5, *, bold: bool = False) -> Cell:
    return cell(text, align=CENTRE, size=size, bold=bold)


def _notes(one: Row) -> Cell:
    return cell("\n".join(one.notes), size=10.5)
