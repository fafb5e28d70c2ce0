"""The fields of a form, as a document to copy from."""

from bot.documents.clean import clean
from bot.documents.marks import LEFT, Cell, Paragraph, cell, run
from bot.documents.sheet import Sheet
from bot.documents.subjects import head
from conversations.dossier.model import Paper
from conversations.dossier.naming import Told, fields

_LINE = "d"
"""What a line of a list is called in the examples."""
_WIDTHS = (62, 103)


def listing(blank: Paper, name: str) -> bytes:
    """The list of the fields that this blank form has; ``name``: what the form is called."""
    sheet = Sheet(blank, plain=True)
    t, found = sheet.t, fields(blank)
    sheet.title(t.plain("FIELDS OF THE FORM"), name)
    sheet.say(
        t.plain(
            "Take your office's Word file (.docx). Where something is to be filled in, put the "
            "field with its two pairs of braces, copied from this list; its type and size stay as "
            "you set them. What is not known is left as dots."
        )
    )
    header = [head(t.plain("Field")), head(t.plain("What is filled in"))]
    words = [one for one in found.told if not one.inside]
    sheet.table(_WIDTHS, header, [_row(f"{{{{ {one.name} }}}}", one.says) for one in words])
    lists = [one for one in found.told if one.inside]
    if lists:
        sheet.section("", t.plain("Lists"))
        sheet.say(
            t.plain(
                "A list goes into a table of three rows: the first row holds only the opening "
                "line, the second the fields, the third only the closing line. The first and third "
                "disappear, the second is repeated."
            )
        )
    for one in lists:
        _list(sheet, one, header)
    sheet.section("", t.plain("Only where it is filled in"))
    sheet.say(
        t.plain(
            "Between these two lines, each a paragraph of its own, stands what is printed only "
            "where the list has lines:"
        )
    )
    example = lists[0].name if lists else words[0].name
    for mark in (f"{{%p if {example} %}}", "{%p endif %}"):
        sheet.add(Paragraph(run(mark), LEFT, indent=20, after=4))
    return sheet.file()


def _list(sheet: Sheet, one: Told, header: list[Cell]) -> None:
    sheet.section("", one.says)
    rows = [
        _row(f"{{%tr for {_LINE} in {one.name} %}}", sheet.t.plain("(opening line)")),
        *(_row(f"{{{{ {_LINE}.{inner.name} }}}}", inner.says) for inner in one.inside),
        _row("{%tr endfor %}", sheet.t.plain("(closing line)")),
    ]
    sheet.table(_WIDTHS, header, rows)


def _row(mark: str, says: str) -> list[Cell]:
    return [cell(mark, size=11), cell(clean(says), size=12)]
