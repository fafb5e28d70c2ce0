"""The letter that asks others for their opinion of a collective (Mẫu 03 of tinh-uy-2019)."""

from bot.documents import heading
from bot.documents.marks import CENTRE, Paragraph, run
from bot.documents.reviews import put_part
from bot.documents.sheet import GAP, INDENT, Sheet, Signature
from conversations.dossier.model import OpinionRequest

_LINES = 3
"""Dotted lines for each opinion: the letter stays on one page."""


def write(sheet: Sheet, letter: OpinionRequest) -> None:
    """Write the letter: to whom, what it rests on, the parts to fill in, who gets a copy."""
    t, form = sheet.t, sheet.paper.form
    heading.put(sheet, letter.heading, t.plain("CV/BTC"), about=form.title)
    to = "; ".join(letter.to) or "………………………………………………"
    dear = run(t.plain("To: {names}", names=to))
    sheet.add(Paragraph(dear, CENTRE, before=12, after=12))
    if form.opening:
        sheet.say(form.opening.replace("…", "………………"))
    sheet.room = _LINES
    for part in letter.parts:
        put_part(sheet, part, letter.scale)
    if form.note:
        sheet.say(form.note.replace("…", "………………"))
    sheet.add(
        Paragraph(run(t.plain("Recipients:"), bold=True, italic=True, size=12), after=2, first=0),
        Paragraph(run(t.plain("- As above,"), size=12), after=GAP, first=0, indent=0),
    )
    if form.signed:
        sheet.signatures(Signature(form.signed[0], (*form.signed, "")[1]))
    else:
        sheet.gap(INDENT)
