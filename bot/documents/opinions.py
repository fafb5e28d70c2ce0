"""The letter that asks others for their opinion of a collective (Mẫu 03 of tinh-uy-2019)."""

from bot.documents import heading
from bot.documents.lines import opened
from bot.documents.marks import CENTRE, Paragraph, run
from bot.documents.reviews import put_part
from bot.documents.sheet import Sheet, Signature
from conversations.dossier.model import OpinionRequest

_LINES = 3
"""Dotted lines for each opinion: the letter stays on one page."""


def write(sheet: Sheet, letter: OpinionRequest) -> None:
    """Write the letter: to whom, what it rests on, the parts to fill in, who gets a copy.

    The last gap of the form's opening is the year.
    """
    t, form = sheet.t, sheet.paper.form
    heading.put(sheet, letter.heading, t.plain("CV/BTC"), about=form.title)
    to = "; ".join(letter.to) or "………………………………………………"
    dear = run(t.plain("To: {names}", names=to))
    sheet.add(Paragraph(dear, CENTRE, before=12, after=12))
    whom, gap, rest = form.opening.rpartition("…")
    sheet.say(opened(whom) + (str(letter.year) if gap else "") + rest)
    sheet.room = _LINES
    for part in letter.parts:
        put_part(sheet, part, letter.scale)
    sheet.say(opened(form.note))
    post, how = (*form.signed, "", "")[:2]
    copies = (t.plain("- As above,"), "- …………………….")
    sheet.signatures(Signature(post, how), copies=copies)
