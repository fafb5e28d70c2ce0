"""Biên bản họp chi bộ: who was there, what was done, what was said and what came out."""

from collections.abc import Sequence

from bot.documents import heading
from bot.documents.clean import clean
from bot.documents.marks import Cell, cell
from bot.documents.sheet import Sheet, Signature
from bot.documents.subjects import head, middle, results
from conversations.dossier.model import Called, Minutes, Presence

_EMPTY_LINES = 8
_OPEN = "………"


def write(sheet: Sheet, minutes: Minutes) -> None:
    """Write the minutes."""
    t = sheet.t
    heading.put(sheet, minutes.heading, t.plain("BB/CB"))
    sheet.title(
        t.plain("MINUTES OF THE BRANCH'S MEETING"),
        t.plain("Review and rating for {year}", year=str(minutes.year)),
    )
    sheet.section("I", t.plain("Time, place, attendance"))
    sheet.labelled(t.plain("Opened at"), t.moment(minutes.opened) if minutes.opened else "")
    sheet.labelled(t.plain("Held at"), minutes.at)
    sheet.labelled(t.plain("Chair of the meeting"), minutes.chair)
    sheet.labelled(t.plain("Clerk"), minutes.clerk)
    _roll(sheet, minutes.called)
    sheet.section("II", t.plain("Agenda"))
    for number, item in enumerate(minutes.agenda, 1):
        sheet.say(t.plain("{number}. {text}", number=number, text=item))
    if not minutes.agenda:
        sheet.answer("")
    sheet.section("III", t.plain("Course of the meeting and opinions"))
    _heard(sheet, minutes)
    sheet.section("IV", t.plain("Result of the secret ballot"))
    if minutes.results:
        results(sheet, minutes.scale, minutes.results)
        if minutes.returned is not None:
            sheet.say(t.plain("Ballots returned: {n}.", n=minutes.returned))
        sheet.say(minutes.quota)
        sheet.say(t.plain("Figures in full: see the protocol of the count."))
    else:
        sheet.answer("")
    sheet.section("V", t.plain("Conclusion of the chair"))
    sheet.answer("", lines=4)
    ended = t.moment(minutes.ended) if minutes.ended else "………………………………"
    sheet.say(
        t.plain(
            "The meeting ended at {moment}; the minutes were read out and agreed.", moment=ended
        )
    )
    signed = t.plain("(signature, full name)")
    sheet.signatures(
        Signature(t.plain("CLERK"), signed, _named(minutes.clerk)),
        Signature(t.plain("CHAIR OF THE MEETING"), signed, _named(minutes.chair)),
    )


def _roll(sheet: Sheet, called: Sequence[Called]) -> None:
    t = sheet.t
    here = sum(one.presence is Presence.PRESENT for one in called)
    sheet.say(
        t.plain(
            "Present: {here} of {all} members.",
            here=here if any(one.presence for one in called) else _OPEN,
            all=len(called) or _OPEN,
        ),
        keep=True,
    )
    header = [
        head(t.plain("Line no.")),
        head(t.plain("Full name")),
        head(t.plain("Was present")),
        head(t.plain("Was excused")),
        head(t.plain("Was absent")),
        head(t.plain("Reason for absence")),
    ]
    rows: list[list[Cell]] = [
        [
            middle(str(place)),
            cell(one.name, size=12),
            *(middle("x" if one.presence is which else "") for which in Presence),
            cell(one.reason, size=12),
        ]
        for place, one in enumerate(called or [Called("")] * _EMPTY_LINES, 1)
    ]
    sheet.table((10, 60, 17, 17, 17, 44), header, rows)


def _heard(sheet: Sheet, minutes: Minutes) -> None:
    t = sheet.t
    if not minutes.heard:
        sheet.answer("", lines=4)
    for number, one in enumerate(minutes.heard, 1):
        sheet.section(str(number), one.name)
        own = minutes.scale.level(one.own)
        if own:
            sheet.say(t.plain("Own level: {level}.", level=own))
        if clean(one.remark):
            sheet.say(t.plain("Opinions: {text}", text=one.remark))
        if clean(one.conclusion):
            sheet.say(t.plain("Conclusion: {text}", text=one.conclusion))
        if not (clean(one.remark) or clean(one.conclusion)):
            sheet.dots(2)


def _named(name: str) -> tuple[str, ...]:
    return (name,) if name else ()
