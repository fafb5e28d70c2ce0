"""The contents page of the year's file."""

from bot.documents import heading
from bot.documents.marks import cell
from bot.documents.sheet import Sheet
from bot.documents.subjects import head, middle
from conversations.dossier.model import Contents


def write(sheet: Sheet, contents: Contents) -> None:
    """Write the contents page."""
    t = sheet.t
    heading.put(sheet, contents.heading)
    sheet.title(
        t.plain("CONTENTS OF THE FILE"),
        t.plain("Year {year}", year=str(contents.year)),
    )
    header = [
        head(t.plain("Line no.")),
        head(t.plain("Paper")),
        head(t.plain("File")),
        head(t.plain("Data code")),
    ]
    for number, (title, entries) in enumerate(contents.sections, 1):
        sheet.section(str(number), title)
        rows = [
            [
                middle(str(place)),
                cell(one.name, size=12),
                cell(one.file, size=11),
                middle(one.code),
            ]
            for place, one in enumerate(entries, 1)
        ]
        sheet.table((12, 65, 65, 23), header, rows)
    if contents.unprinted:
        sheet.say(
            t.plain(
                "Made from the contents that the guideline gives, not compared with the printed "
                "form: {forms}.",
                forms=", ".join(contents.unprinted),
            ),
            italic=True,
        )
