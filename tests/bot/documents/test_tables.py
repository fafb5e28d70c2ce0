"""The summary as a spreadsheet, read by another library and by its bare XML."""

import zipfile
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from python_calamine import CalamineWorkbook

from bot.documents import make_table
from conversations.dossier.digest import digest
from conversations.dossier.model import Paper, Person, Summary
from tests.bot.documents.papers import summary

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
HOSTILE = (
    '=HYPERLINK("http://example.org","x")',
    "=cmd|' /C calc'!A0",
    "+84 900 000 000",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\r\n=1+1",
    "＝1+1",
    "<script>&amp;",
    "x" * 40_000,
)
EMPTY = ("\x00\u202e", "   ", "👍")


def with_names(*names: str) -> Paper:
    paper = summary(len(names))
    data = paper.data
    assert isinstance(data, Summary)
    rows = tuple(
        replace(row, person=Person(name), notes=(name,))
        for row, name in zip(data.rows, names, strict=True)
    )
    return replace(paper, data=replace(data, rows=rows))


def cells(paper: Paper) -> list[list[object]]:
    """What another library reads."""
    book = CalamineWorkbook.from_filelike(BytesIO(make_table(paper).content))
    return [list(row) for row in book.get_sheet_by_index(0).to_python()]


def xml(paper: Paper) -> ET.Element:
    with zipfile.ZipFile(BytesIO(make_table(paper).content)) as package:
        return ET.fromstring(package.read("xl/worksheets/sheet1.xml"))


def test_another_reader_finds_every_line() -> None:
    """Sixty people in order, figures as figures, the code of the data at the end."""
    paper = summary(60)
    found = cells(paper)
    lines = [row for row in found if isinstance(row[0], float) and row[6] != ""]
    data = paper.data
    assert isinstance(data, Summary)
    assert [row[1] for row in lines] == [row.person.name for row in data.rows]
    assert [row[6:11] for row in lines] == [[0.0, 9.0, 0.0, 0.0, 1.0]] * 60
    assert digest(paper) in str(found[-1][0])


def test_what_people_wrote_is_text_to_every_reader() -> None:
    """No cell is a formula, whatever a name or a note begins with; none is too long for Excel."""
    paper = with_names(*HOSTILE)
    assert not list(xml(paper).iter(f"{MAIN}f"))
    kinds = {one.get("t") for one in xml(paper).iter(f"{MAIN}c") if one.get("r", "")[0] in "BM"}
    assert kinds <= {"s", "inlineStr", "n", None}
    names = [str(row[1]) for row in cells(paper)[6 : 6 + len(HOSTILE)]]
    assert names[:5] == list(HOSTILE[:5])
    assert names[5:7] == ["=1+1", "=1+1"]
    assert len(names[-1]) == 32_000


def test_the_committees_remarks_have_a_column_where_they_belong() -> None:
    """As text; elsewhere there is no such column."""
    remarked, plain = summary(2, "Ghi chú", "=1+1"), summary(2, "Ghi chú")
    assert [row[-2:] for row in cells(remarked)[5:8]] == [
        ["Chi ủy nhận xét", "Ghi chú, căn cứ"],
        ["=1+1", "Ghi chú"],
        ["=1+1", "Ghi chú"],
    ]
    assert not list(xml(remarked).iter(f"{MAIN}f"))
    assert "Chi ủy nhận xét" not in cells(plain)[5]


@pytest.mark.parametrize("name", EMPTY)
def test_what_cannot_be_printed_leaves_an_empty_cell(name: str) -> None:
    """Control characters, blanks, emoji: the line stays, the cell is empty."""
    line = cells(with_names(name))[6]
    assert line[0] == 1.0
    assert line[1] == ""


def test_it_prints_on_a4_with_its_header_on_each_page() -> None:
    """Landscape, as wide as the page, margins as of Party documents."""
    sheet = xml(summary(60))
    setup, margins = sheet.find(f"{MAIN}pageSetup"), sheet.find(f"{MAIN}pageMargins")
    assert setup is not None
    assert margins is not None
    assert (setup.get("paperSize"), setup.get("orientation")) == ("9", "landscape")
    assert (setup.get("fitToWidth"), setup.get("fitToHeight")) == ("1", "0")
    sides = [round(float(margins.get(side, 0)) * 25.4) for side in ("left", "right", "top")]
    assert sides == [30, 15, 20]
    with zipfile.ZipFile(BytesIO(make_table(summary(3)).content)) as package:
        assert b"$6:$6" in package.read("xl/workbook.xml")
