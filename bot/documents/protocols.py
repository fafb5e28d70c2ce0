"""Biên bản kiểm phiếu: every figure of a count, signed by the tellers and the chair."""

from collections.abc import Iterator

from bot.documents import heading
from bot.documents.marks import CENTRE, Table, TableRow, cell
from bot.documents.sheet import Sheet, Signature
from bot.documents.subjects import head, middle, number, of_levels, results
from conversations.dossier.model import Counted, Protocol

_ACROSS = 5
_EMPTY_LINES = 8
"""Lines for names on a blank protocol."""


def write(sheet: Sheet, protocol: Protocol) -> None:
    """Write the protocol."""
    t = sheet.t
    heading.put(sheet, protocol.heading, t.plain("BB/CB"))
    sheet.title(
        t.plain("PROTOCOL OF THE COUNT"),
        t.plain(
            "Secret ballot on the level of {whom} for {year}",
            whom=of_levels(t, protocol.kind),
            year=str(protocol.year),
        ),
    )
    opened = protocol.opened
    sheet.labelled(t.plain("Voting opened at"), t.moment(opened) if opened else "")
    sheet.labelled(t.plain("Counted at"), t.moment(protocol.ended) if protocol.ended else "")
    sheet.labelled(t.plain("Held at"), protocol.at)
    sheet.labelled(t.plain("Chair of the meeting"), protocol.chair)
    sheet.labelled(t.plain("The tellers"), "; ".join(protocol.tellers))
    sheet.section("I", t.plain("Voters and ballots"))
    sheet.table(
        (12, 113, 40),
        [head(t.plain("Line no.")), head(t.plain("What was counted")), head(t.plain("How many"))],
        (
            [middle(str(place)), cell(name, size=13), middle(number(value))]
            for place, (name, value) in enumerate(_figures(sheet, protocol), 1)
        ),
    )
    sheet.section("II", t.plain("Result of the vote"))
    empty = tuple(Counted(place, "") for place in range(1, _EMPTY_LINES + 1))
    results(
        sheet, protocol.scale, protocol.counted or empty, places=protocol.places, kind=protocol.kind
    )
    _majority(sheet, protocol)
    _codes(sheet, protocol)
    sheet.say(
        t.plain(
            "For each name, the votes of all levels and the blank ones make the valid ballots. "
            "The protocol was read out to the meeting, which agreed with it."
        )
    )
    sheet.signatures(
        Signature(t.plain("TELLERS"), t.plain("(signature, full name)"), protocol.tellers),
        Signature(
            t.plain("CHAIR OF THE MEETING"),
            t.plain("(signature, full name)"),
            (protocol.chair,) if protocol.chair else (),
        ),
    )


def _figures(sheet: Sheet, protocol: Protocol) -> Iterator[tuple[str, int | None]]:
    t = sheet.t
    yield t.plain("Official members summoned"), protocol.summoned
    yield t.plain("Excused from voting"), protocol.excused
    if protocol.present is not None or sheet.paper.blank:
        yield t.plain("Present at the voting"), protocol.present
    paper = protocol.paper
    yield t.plain("Ballots issued"), protocol.issued
    if paper is not None:
        yield t.plain("… of these on paper"), paper[0]
    yield t.plain("Ballots returned"), protocol.returned
    if paper is not None:
        yield t.plain("… of these on paper"), paper[1]
    yield t.plain("Valid ballots"), protocol.valid
    yield t.plain("Invalid ballots"), protocol.invalid


def _majority(sheet: Sheet, protocol: Protocol) -> None:
    if protocol.needed is None or not protocol.majority:
        return
    sheet.say(
        sheet.t.plain(
            "Votes needed for a majority: {needed} ({base}).",
            needed=protocol.needed,
            base=protocol.majority,
        )
    )


def _codes(sheet: Sheet, protocol: Protocol) -> None:
    """The receipts: sorted, so that their order tells nothing."""
    if not protocol.codes:
        return
    t = sheet.t
    sheet.section("III", t.plain("Receipt codes of the ballots cast by phone"))
    codes = protocol.codes + ("",) * (-len(protocol.codes) % _ACROSS)
    rows = tuple(
        TableRow(tuple(cell(code, align=CENTRE, size=12) for code in codes[at : at + _ACROSS]))
        for at in range(0, len(codes), _ACROSS)
    )
    sheet.add(Table((sheet.width / _ACROSS,) * _ACROSS, rows, lines=False))
    sheet.gap()
