"""The sheet of invitations: a card for each person, with his link as a QR code, to be cut apart."""

from io import BytesIO

import segno
from docx.shared import Mm

from bot.documents.marks import CENTRE, Cell, Paragraph, Table, TableRow, Xml, run
from bot.documents.sheet import Sheet
from conversations.dossier.model import Invitation, Invitations

ACROSS = 2
_QR = 38
"""The side of a code, in millimetres: read from an arm's length by an old phone."""


def write(sheet: Sheet, sheet_of: Invitations) -> None:
    """Write the cards, two beside each other; no card is cut by the end of a page."""
    t = sheet.t
    sheet.title(t.plain("INVITATION CARDS"), sheet_of.branch)
    sheet.say(
        t.plain(
            "Cut along the dashed lines and give each comrade his own card only. Each link works "
            "once, for the person named on it; do not post this sheet anywhere."
        ),
        italic=True,
    )
    cards = [_card(sheet, one, sheet_of) for one in sheet_of.invitations]
    cards += [Cell((Paragraph(),))] * (-len(cards) % ACROSS)
    rows = tuple(
        TableRow(tuple(cards[place : place + ACROSS])) for place in range(0, len(cards), ACROSS)
    )
    if rows:
        half = sheet.width / ACROSS
        sheet.add(Table((half,) * ACROSS, rows, dashed=True, whole=True))
        sheet.gap()


def _card(sheet: Sheet, one: Invitation, sheet_of: Invitations) -> Cell:
    t = sheet.t
    who = t.plain("Born {year}", year=str(one.birth_year)) if one.birth_year else ""
    lines = [
        Paragraph(run(one.name, bold=True, size=13), CENTRE, before=4),
        Paragraph(run(who, size=11), CENTRE),
        Paragraph(_code(sheet, one.link), CENTRE, before=4, after=4),
        Paragraph(
            run(
                t.plain("Point the phone's camera at the code, or open: {link}", link=one.link),
                size=10,
            ),
            CENTRE,
        ),
        Paragraph(
            run(
                t.plain(
                    "In Telegram tap “Start” and check the name (@{bot}).", bot=sheet_of.bot_name
                ),
                size=10,
            ),
            CENTRE,
        ),
    ]
    if one.expires is not None:
        lines.append(
            Paragraph(
                run(t.plain("Valid until {day}.", day=t.date(one.expires)), size=10, italic=True),
                CENTRE,
                after=4,
            )
        )
    return Cell(tuple(lines))


def _code(sheet: Sheet, link: str) -> Xml:
    """The link's QR code as a picture in the text."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=8, border=4)
    picture.seek(0)
    inline = sheet.docx.part.new_pic_inline(picture, Mm(_QR), Mm(_QR))
    return Xml(f"<w:r><w:drawing>{inline.xml}</w:drawing></w:r>")
