"""The whole file of a year: every paper in its folder, a true contents page, a table."""

from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from bot.documents import archive, filed, make, make_table
from conversations.dossier.filing import year_file
from conversations.dossier.model import Paper, Review, Row, Summary, YearFile
from conversations.dossier.reporting import summary
from tests.bot.documents.reader import read
from tests.conversations.filled_year import MEMBER, FilledYear, a_filled_year


@pytest.fixture
async def filled(tmp_path: Path) -> AsyncIterator[FilledYear]:
    async with a_filled_year(tmp_path) as year:
        yield year


async def whole_of(filled: FilledYear) -> YearFile:
    async with filled.year() as year:
        return await year_file(year)


def contents_of(whole: YearFile) -> list[str]:
    """The lines of the contents page, but for the moment at which it was made."""
    *_, last = filed(whole)
    return read(last.file.content).lines[:-1]


async def test_the_archive_holds_every_paper_and_lists_it(filled: FilledYear) -> None:
    """Each file of the .zip opens, stands once on the contents page, and has a plain name."""
    made = archive(await whole_of(filled))
    with ZipFile(BytesIO(made.content)) as held:
        assert held.testzip() is None
        names = held.namelist()
        listed = "\n".join(read(held.read("00-muc-luc-2026.docx")).lines)
        assert "chưa đối chiếu với biểu mẫu in: Mẫu 06, Mẫu 02, Mẫu 05" in listed
        firsts = {name.split("/")[0]: held.read(name) for name in names if "/" in name}
    assert made.name == "ho-so-nam-2026-chi-bo-khu-pho-3.zip"
    assert len(names) == len(set(names))
    assert all(name.isascii() for name in names)
    for name in names:
        folder, _, file = name.rpartition("/")
        assert (file in listed) is bool(folder)
    assert [folder[:2] for folder in firsts] == ["01", "02", "03", "04", "05", "06", "07"]
    assert all(read(content).lines for folder, content in firsts.items() if folder[:2] != "01")
    reviews = [name for name in names if name.startswith("04-ban-kiem-diem")]
    assert len(reviews) == 10


async def test_the_same_data_give_the_same_codes(filled: FilledYear) -> None:
    """A file made again of unchanged data has the same names and codes."""
    made = [contents_of(await whole_of(filled)) for _ in range(2)]
    assert made[0] == made[1]


async def test_the_summary_is_a_table_too(filled: FilledYear) -> None:
    """Figures are figures, names are names, the header is printed on every page."""
    async with filled.year() as year:
        paper = await summary(year)
    assert isinstance(paper.data, Summary)
    made = make_table(paper)
    assert made.name.endswith(".xlsx")
    sheet = load_workbook(BytesIO(made.content)).active
    assert sheet is not None
    header = [cell.value for cell in sheet[6]]
    assert header[1] == "Họ và tên"
    rows = {
        row[1]: row for row in sheet.iter_rows(min_row=7, values_only=True) if type(row[0]) is int
    }
    assert set(rows) == {row.person.name for row in (*paper.data.rows, *paper.data.unrated)}
    line = next(row for row in paper.data.rows if row.person.name == MEMBER)
    votes = [line.votes.get(level.id) for level in paper.data.scale.levels]
    assert list(rows[MEMBER][6:10]) == votes
    assert sheet.print_title_rows == "$6:$6"
    assert sheet.page_setup.orientation == "landscape"


async def test_what_people_wrote_is_never_a_formula(filled: FilledYear) -> None:
    """A name that begins like a formula stays a name."""
    async with filled.year() as year:
        paper = await summary(year)
    data = paper.data
    assert isinstance(data, Summary)
    names = ['=HYPERLINK("http://x")', "+1+1", "-2", "@SUM(A1)", "\tA\x00B\u202eC"]
    rows = tuple(
        Row(number, replace(data.rows[0].person, name=name)) for number, name in enumerate(names, 1)
    )
    hostile = Paper(paper.form, replace(data, rows=rows), paper.made_at)
    sheet = load_workbook(BytesIO(make_table(hostile).content)).active
    assert sheet is not None
    cells = [sheet.cell(7 + place, 2) for place in range(len(names))]
    assert [cell.value for cell in cells[:4]] == names[:4]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not set("\x00\u202e") & set(str(cells[4].value))


async def test_members_of_one_name_have_files_of_their_own(filled: FilledYear) -> None:
    """Three of them, and one whose own name ends as a second file would: none is lost."""
    whole = await whole_of(filled)
    reviews = whole.sections[3]
    paper = reviews.papers[0]
    assert isinstance(paper.data, Review)
    names = ("Nguyễn Văn An", "NGUYỄN VĂN AN", "Nguyen Van An", "Nguyễn Văn An 2026-2")
    papers = tuple(
        replace(paper, data=replace(paper.data, about=name, year=0 if "2026" in name else 2026))
        for name in names
    )
    several = replace(whole, sections=(replace(reviews, papers=papers),))
    *made, contents = filed(several)
    files = [one.file.name for one in made]
    assert files == [
        "mau-02-kiem-diem-nguyen-van-an-2026.docx",
        "mau-02-kiem-diem-nguyen-van-an-2026-2.docx",
        "mau-02-kiem-diem-nguyen-van-an-2026-3.docx",
        "mau-02-kiem-diem-nguyen-van-an-2026-2-2.docx",
    ]
    listed = read(contents.file.content).text
    assert all(name in listed for name in files)
    with ZipFile(BytesIO(archive(several).content)) as held:
        assert len(set(held.namelist())) == len(names) + 1


async def test_only_the_summary_is_a_table(filled: FilledYear) -> None:
    """Another paper is not one table."""
    papers = [one for section in (await whole_of(filled)).sections for one in section.papers]
    other = next(one for one in papers if not isinstance(one.data, Summary))
    assert make(other).name.endswith(".docx")
    with pytest.raises(TypeError):
        make_table(other)
