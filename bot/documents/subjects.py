"""What a ballot or a result is about, in words; and tables of results that several papers share."""

from collections.abc import Mapping, Sequence

from bot.documents.marks import CENTRE, Cell, cell
from bot.documents.sheet import Sheet
from conversations.dossier.model import Counted, Scale, Term
from conversations.words import N_, Words
from rules import Kind

_OF: Mapping[Kind, str] = {
    Kind.MEMBER: N_("members (whose levels)"),
    Kind.ORGANISATION: N_("the Party organisation"),
    Kind.COLLECTIVE: N_("the collective"),
    Kind.LEADER: N_("leaders"),
}


def of_levels(t: Words, kind: Kind) -> str:
    """Whose levels are meant, as it goes into a title."""
    return t.plain(_OF[kind])


def named(t: Words, kind: Kind) -> str:
    """The heading over the subjects' names."""
    people = kind in {Kind.MEMBER, Kind.LEADER}
    return t.plain("Full name") if people else t.plain("Organisation, collective")


def number(value: int | None) -> str:
    """A figure, or room for one."""
    return "" if value is None else str(value)


def head(text: str) -> Cell:
    """A cell of a table's header."""
    return cell(text, align=CENTRE, bold=True, size=11)


def middle(text: str) -> Cell:
    """A cell with a figure or a short word."""
    return cell(text, align=CENTRE, size=12)


def short(scale: Scale, level_id: str | None) -> str:
    """A level's short name, for a narrow column; empty where there is none."""
    return next((one.short or one.name for one in scale.levels if one.id == level_id), "")


def results(
    sheet: Sheet,
    scale: Scale,
    counted: Sequence[Counted],
    *,
    places: int | None = None,
    kind: Kind = Kind.MEMBER,
) -> None:
    """The count, subject by subject: votes by level, blanks, the level that came out."""
    t = sheet.t
    levels = _counted_levels(scale, counted) if places is not None else scale.levels
    header = [
        head(t.plain("Line no.")),
        head(named(t, kind)),
        *(head(level.short or level.name) for level in levels),
        head(t.plain("Left blank")),
        head(t.plain("Result of the vote")),
    ]
    rows = [
        [
            middle(str(one.number)),
            cell(one.name, size=12),
            *(middle(votes_for(one.votes, level.id)) for level in levels),
            middle(number(one.blank)),
            middle(short(scale, one.result) or (t.plain("no majority") if one.votes else "")),
        ]
        for one in counted
    ]
    sheet.table((9, 46, *(20 for _ in levels), 14, 21), header, rows)
    sheet.say(legend(levels), italic=True)


def legend(levels: Sequence[Term]) -> str:
    """The short names explained in one line; empty where none is used."""
    return "; ".join(f"{one.short}: {one.name}" for one in levels if one.short)


def votes_for(votes: Mapping[str, int], level: str) -> str:
    """The votes of a level: a dash where it was not offered, empty where nobody has voted."""
    if level in votes:
        return str(votes[level])
    return "–" if votes else ""


def _counted_levels(scale: Scale, counted: Sequence[Counted]) -> tuple[Term, ...]:
    offered = {level for one in counted for level in one.votes}
    return tuple(one for one in scale.levels if one.id in offered) or scale.levels[:1]
