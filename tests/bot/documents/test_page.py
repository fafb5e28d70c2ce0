"""The layout of Party documents, asserted from the files' own XML."""

from xml.etree import ElementTree as ET

import pytest

from bot.documents import make
from conversations.dossier.model import Paper
from tests.bot.documents import papers
from tests.bot.documents.reader import Read, W, keeps, millimetres, read

UPRIGHT = {
    "review": papers.review,
    "protocol": papers.protocol,
    "minutes": papers.minutes,
    "notice": papers.notice,
    "ballots": lambda: papers.ballots(3, 2),
    "invitations": lambda: papers.invitations(3),
}


def made(paper: Paper) -> Read:
    return read(make(paper).content)


def size(found: Read) -> tuple[float, float]:
    page = found.section.find(f"{W}pgSz")
    assert page is not None
    return round(millimetres(page, "w")), round(millimetres(page, "h"))


@pytest.mark.parametrize("name", UPRIGHT)
def test_paper_is_a4_with_the_margins_of_party_documents(name: str) -> None:
    """210 × 297 mm; 20, 20, 30, 15 mm at top, bottom, left, right."""
    found = made(UPRIGHT[name]())
    margins = found.section.find(f"{W}pgMar")
    assert margins is not None
    assert size(found) == (210, 297)
    sides = [millimetres(margins, side) for side in ("top", "bottom", "left", "right")]
    assert sides == [20, 20, 30, 15]


def test_the_summary_lies_on_its_side() -> None:
    """Its table is wide; the margins stay."""
    found = made(papers.summary(2))
    page = found.section.find(f"{W}pgSz")
    assert page is not None
    assert (size(found), page.get(f"{W}orient")) == ((297, 210), "landscape")


def test_type_is_times_new_roman_14_in_vietnamese() -> None:
    """For every script, so that no letter falls into another font."""
    styles = made(papers.review()).tree("word/styles.xml")
    normal = next(one for one in styles.iter(f"{W}style") if one.get(f"{W}styleId") == "Normal")
    fonts, points = normal.find(f".//{W}rFonts"), normal.find(f".//{W}sz")
    assert fonts is not None
    assert points is not None
    for script in ("ascii", "hAnsi", "eastAsia"):
        assert fonts.get(f"{W}{script}") == "Times New Roman"
    assert points.get(f"{W}val") == "28"
    assert {one.get(f"{W}val") for one in styles.iter(f"{W}lang")} == {"vi-VN"}


def test_text_is_justified_with_a_first_line_of_ten_millimetres() -> None:
    """What a member wrote."""
    found = made(papers.review("Một câu của đảng viên."))
    line = next(one for one in found.body.iter(f"{W}p") if "Một câu" in "".join(one.itertext()))
    indent, align = line.find(f"{W}pPr/{W}ind"), line.find(f"{W}pPr/{W}jc")
    assert indent is not None
    assert align is not None
    assert millimetres(indent, "firstLine") == 10
    assert align.get(f"{W}val") == "both"


def test_two_columns_stand_at_the_top() -> None:
    """The organisation, a star and the number; the Party's name, place and day."""
    first = made(papers.protocol()).lines[0]
    left, right = first.split(" | ")
    assert left == "ĐẢNG ỦY PHƯỜNG HÒA THẠNH CHI BỘ KHU PHỐ 3 * Số ………-BB/CB"
    assert right == "ĐẢNG CỘNG SẢN VIỆT NAM Hòa Thạnh, ngày 05 tháng 12 năm 2026"


def test_state_bodies_have_their_own_heading() -> None:
    """The state's name and motto in place of the Party's name."""
    paper = papers.review()
    heading = papers.replace(papers.HEADING, state=True)
    paper = papers.replace(paper, data=papers.replace(paper.data, heading=heading))
    first = made(paper).lines[0]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in first
    assert "ĐẢNG CỘNG SẢN" not in first


def test_pages_are_numbered_from_the_second_on() -> None:
    """The first bears the form's name instead."""
    found = made(papers.review())
    assert found.section.find(f"{W}titlePg") is not None
    assert sorted(found.headers.split("\n")) == ["#", "Mẫu 02"]


def _after_the_text(found: Read) -> list[ET.Element]:
    """The last blocks, from the one before the last text on."""
    blocks = [one for one in found.body if one.tag in {f"{W}p", f"{W}tbl"}]
    return blocks[-4:]


@pytest.mark.parametrize("name", ["review", "protocol", "minutes", "notice"])
def test_a_signature_never_parts_from_the_last_lines(name: str) -> None:
    """The lines before it, its table and the last line hang together."""
    *held, last = _after_the_text(made(UPRIGHT[name]()))
    assert not keeps(last)
    for block in held:
        lines = [block] if block.tag == f"{W}p" else list(block.iter(f"{W}p"))
        assert all(keeps(line) for line in lines)


def test_headers_of_tables_are_repeated_and_rows_stay_whole() -> None:
    """Sixty names run over several pages."""
    found = made(papers.summary(60))
    table = max(found.tables(), key=lambda one: len(list(one.iter(f"{W}tr"))))
    rows = list(table.iter(f"{W}tr"))
    assert len(rows) == 61
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}tblHeader") is None for row in rows[1:])
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)


def test_short_tables_stay_whole_and_very_long_rows_may_be_cut() -> None:
    """Six criteria never stand on two pages; a row longer than a page has to."""
    grades = made(papers.review()).tables()[1]
    *rows, _ = grades.iter(f"{W}tr")
    assert all(keeps(line) for row in rows for line in row.iter(f"{W}p"))
    long = made(papers.summary(1, "Ghi chú dài. " * 300))
    _, row = max(long.tables(), key=lambda one: len("".join(one.itertext()))).iter(f"{W}tr")
    assert row.find(f"{W}trPr/{W}cantSplit") is None


@pytest.mark.parametrize("name", [*UPRIGHT, "summary"])
def test_no_table_is_wider_than_the_text(name: str) -> None:
    """165 mm upright, 252 mm on its side."""
    paper = papers.summary(2) if name == "summary" else UPRIGHT[name]()
    most = 252 if name == "summary" else 165
    for table in made(paper).tables():
        columns = sum(millimetres(one, "w") for one in table.iter(f"{W}gridCol"))
        assert columns <= most + 1


def test_the_last_line_tells_when_and_of_which_data() -> None:
    """In the branch's own time; the same data give the same code, other data another."""
    one, same, other = (made(papers.review(text)).lines[-1] for text in ("a", "a", "b"))
    assert one == same
    assert one.startswith("Lập bằng Tự Soi lúc 21:00 ngày 05/12/2026 · mã dữ liệu ")
    assert one != other


def test_forms_not_compared_say_so_in_their_properties_only() -> None:
    """The signed page does not bear it."""
    found = made(papers.review())
    said = "chưa đối chiếu với biểu mẫu in"
    assert said in found.parts["docProps/core.xml"].decode()
    assert said not in found.text
    assert said not in made(papers.protocol()).parts["docProps/core.xml"].decode()
