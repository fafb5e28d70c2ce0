"""Reading a roll from a spreadsheet: what is understood, and every way in which it can be wrong."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook

from bot.sheets import read_sheet
from conversations.roll_import import known_facts
from conversations.roll_sheet import Sheet
from conversations.words import Words
from rules import load_library
from storage.roll import Role, Standing

FACTS = known_facts(load_library())
TODAY = date(2026, 12, 5)
HEADING = ("Số thẻ", "Họ và tên", "Ngày sinh", "Ngày vào Đảng", "Tư cách", "Chức vụ")
FIRST = ("01", "Trần Văn Hòa", "12/03/1955", "19/05/1980", "chính thức", "bí thư")
SECOND = ("02", "Lê Thị Lan", 1962, "03/02/1990", "chính thức", "")


def xlsx(*tabs: Sequence[Sequence[object]], titles: Sequence[str] = ()) -> bytes:
    """A workbook with these tabs."""
    book = Workbook()
    book.remove(book.active)
    for place, rows in enumerate(tabs):
        sheet = book.create_sheet(titles[place] if titles else f"Trang {place + 1}")
        for row in rows:
            sheet.append(list(row))
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def read(*rows: Sequence[object], heading: Sequence[object] = HEADING) -> Sheet:
    """The sheet with that heading in row 2, under “Chi bộ 3”."""
    return read_sheet("ds.xlsx", xlsx([["Chi bộ 3"], heading, *rows]), FACTS, TODAY)


def lines(sheet: Sheet) -> list[str]:
    return [fault.line(Words("vi")) for fault in sheet.faults]


def with_second(**other: object) -> Sheet:
    """The sheet whose second member (row 4) has these cells instead."""
    places = dict(
        zip(("number", "name", "birth", "joined", "standing", "roles"), range(6), strict=True)
    )
    row: list[object] = list(SECOND)
    for key, value in other.items():
        row[places[key]] = value
    return read(FIRST, row)


def test_a_roll_is_read_with_people_roles_standing_and_dates() -> None:
    """Everything that a row says of a person comes out as a value."""
    sheet = read(FIRST, ("02", " Lê  Thị Lan ", 1962, date(1990, 2, 3), "Dự bị", "Tổ kiểm phiếu"))
    assert lines(sheet) == []
    first, second = (row.person for row in sheet.rows)
    assert (first.number, first.full_name, first.birth) == ("01", "Trần Văn Hòa", date(1955, 3, 12))
    assert (first.roles, first.standing) == ({Role.SECRETARY}, Standing.OFFICIAL)
    assert (second.full_name, second.birth, second.birth_year) == ("Lê Thị Lan", None, 1962)
    assert (second.joined, second.standing) == (date(1990, 2, 3), Standing.PROBATIONARY)
    assert second.roles == {Role.TELLER}
    assert sheet.branch == "Chi bộ 3"


@pytest.mark.parametrize(
    ("text", "standing"),
    [
        ("Đảng viên chính thức", Standing.OFFICIAL),
        ("DỰ BỊ", Standing.PROBATIONARY),
        ("Miễn công tác và sinh hoạt", Standing.EXEMPT),
        ("được miễn sinh hoạt đảng", Standing.EXEMPT),
        ("Bị đình chỉ sinh hoạt Đảng", Standing.SUSPENDED),
        ("dinh chi", Standing.SUSPENDED),
    ],
)
def test_standings_are_understood_as_secretaries_write_them(text: str, standing: Standing) -> None:
    """With or without diacritics, short or in full."""
    assert with_second(standing=text).rows[1].person.standing is standing


def test_headings_are_understood_in_other_spellings_and_in_english() -> None:
    """Capitals, missing diacritics, line breaks and English make no difference."""
    sheet = read(
        ("7", "Trần Văn Hòa", 1955, "x", "official", "secretary"),
        heading=("No", "HỌ VÀ\nTÊN", "nam sinh", "Địa chỉ", "Standing", "Roles"),
    )
    assert lines(sheet) == []
    assert sheet.rows[0].person.roles == {Role.SECRETARY}
    assert sheet.ignored == ("Địa chỉ",)


def test_an_ordinal_column_is_accepted_with_a_remark() -> None:
    """People known only by STT are people whose number must be kept: the secretary is told."""
    sheet = read(FIRST, heading=("STT", *HEADING[1:]))
    assert lines(sheet) == []
    assert ["STT" in remark.line(Words("vi")) for remark in sheet.remarks] == [True]


def test_a_sheet_without_any_number_is_refused() -> None:
    """A line's place is no identity."""
    sheet = read(FIRST[1:], heading=HEADING[1:])
    assert lines(sheet)[0].startswith("Dòng 2: Thiếu cột để phân biệt từng người")


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"number": ""}, "Dòng 4, cột A: thiếu mã số"),
        ({"number": "01"}, "Dòng 4: mã số 01 đã có ở dòng 3"),
        ({"name": ""}, "Dòng 4, cột B: thiếu họ và tên"),
        ({"name": "12345"}, "Dòng 4, cột B: “12345” không thể là họ và tên"),
        ({"name": "L" * 101}, "Dòng 4, cột B: “LLL"),
        ({"name": "Lan\u202egnov"}, "Dòng 4, cột B: “Lan"),
        ({"name": "Trần văn hòa", "birth": 1955}, "Dòng 4: Trần văn hòa đã có ở dòng 3"),
        ({"birth": "30/02/1962"}, "Dòng 4, cột C: “30/02/1962” không phải là ngày"),
        ({"birth": "31/13/1962"}, "Dòng 4, cột C: “31/13/1962” không phải là ngày"),
        ({"birth": 2015}, "Dòng 4, cột C: “2015” không thể là năm sinh"),
        ({"birth": "01/01/2015"}, "Dòng 4, cột C: “01/01/2015” không thể là năm sinh"),
        ({"birth": 32000}, "Dòng 4, cột C: “32000” không phải là ngày"),
        ({"joined": "06/12/2026"}, "Dòng 4, cột D: “06/12/2026” là ngày chưa tới"),
        ({"joined": "03/02/1970"}, "Dòng 4, cột D: “03/02/1970”: khi đó chưa đủ 18 tuổi"),
        ({"joined": "hôm qua"}, "Dòng 4, cột D: “hôm qua” không phải là ngày"),
        ({"standing": ""}, "Dòng 4, cột E: chưa ghi tư cách"),
        ({"standing": "danh dự"}, "Dòng 4, cột E: “danh dự” không phải tư cách"),
        ({"roles": "vua"}, "Dòng 4, cột F: “vua” không phải chức vụ"),
        ({"roles": "bí thư"}, "Dòng 4: có hai bí thư: Lê Thị Lan; dòng 3"),
        ({"standing": "=A1"}, "Dòng 4, cột E: ô này có công thức"),
        ({"name": "=1+1"}, "Dòng 4, cột B: ô này có công thức"),
        ({"number": "#REF!"}, "Dòng 4, cột A: ô này đang báo lỗi #REF!"),
        ({"number": 1e300}, "Dòng 4, cột A: số 1e+300 lớn quá"),
    ],
)
def test_every_fault_names_row_column_and_cell(cells: dict[str, object], fault: str) -> None:
    """The secretary reads where to look and what stands there."""
    found = lines(with_second(**cells))
    assert any(line.startswith(fault) for line in found), found


def test_all_faults_are_listed_at_once() -> None:
    """Nobody has to import ten times to learn of ten faults."""
    sheet = read(FIRST, ("", "", "x", "y", "z", "vua"), ("03", "An", "q", "", "", ""))
    assert {line.split(",")[0] for line in lines(sheet)} == {"Dòng 4", "Dòng 5"}


def test_two_of_one_name_are_two_people_when_their_full_dates_differ() -> None:
    """Namesakes of one year exist; then the day of birth tells them apart."""
    sheet = with_second(name="Trần Văn Hòa", birth="01/01/1955")
    assert lines(sheet) == []


def test_without_a_standing_column_everyone_is_official_and_it_is_said() -> None:
    """Only the missing column says so; an empty cell never does."""
    sheet = read(FIRST[:2], heading=(*HEADING[:2], "Chức vụ"))
    assert "Nobody" not in lines(sheet)
    sheet = read(("1", "An", "bí thư"), heading=(*HEADING[:2], "Chức vụ"))
    assert sheet.rows[0].person.standing is Standing.OFFICIAL
    assert any("Tư cách" in remark.line(Words("vi")) for remark in sheet.remarks)


def test_a_roll_needs_one_secretary() -> None:
    """Without one nobody could open anything."""
    assert "bí thư" in lines(read(SECOND))[0]
    assert lines(read()) == ["Bảng chưa có ai."]


# ── facts ────────────────────────────────────────────────────────────────────────────────────


def fact(name: str, value: object, number_format: str = "General") -> Sheet:
    """The sheet in which the secretary's cell under the fact ``name`` is that."""
    book = Workbook()
    sheet = book.active
    sheet.append(["Chi bộ 3"])
    sheet.append([*HEADING, name])
    sheet.append([*FIRST, value])
    sheet.cell(3, 7).number_format = number_format
    stream = io.BytesIO()
    book.save(stream)
    return read_sheet("a.xlsx", stream.getvalue(), FACTS, TODAY)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("targets_done", 0.85, "85"),
        ("targets_done", 0.57, "57"),
        ("sick_leave_months", 3, "3"),
        ("disciplined", "không", "false"),
        ("disciplined", True, "true"),
        ("office_level", "HTT", '"HTT"'),
    ],
)
def test_facts_stand_in_columns_named_by_their_id(name: str, value: object, told: str) -> None:
    """Percentages as Excel keeps them (85% is stored as 0.85) are read as people see them."""
    sheet = fact(name, value, "0%" if isinstance(value, float) else "General")
    assert lines(sheet) == []
    assert sheet.rows[0].facts == {name: told}
    assert sheet.columns == (name,)


def test_an_empty_fact_is_unknown() -> None:
    """Unknown is not “no”."""
    assert fact("disciplined", None).rows[0].facts == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("targets_done", "một nửa"),
        ("targets_done", -5),
        ("sick_leave_months", "1e999999999"),
        ("sick_leave_months", "9" * 5000),
        ("targets_done", "NaN"),
        ("office_level", "GIỎI"),
        ("disciplined", "có lẽ"),
    ],
)
def test_a_fact_that_cannot_be_is_a_fault(name: str, value: object) -> None:
    """Also numbers made to keep a computer busy; each is named by its cell, quickly."""
    (line,) = lines(fact(name, value))
    assert line.startswith("Dòng 3, cột G: “")
    assert len(line) < 250


def test_an_unknown_fact_column_is_a_fault_at_the_heading() -> None:
    """A misspelt fact would silently be unknown for everyone."""
    assert lines(fact("target_done", 5)) == [
        "Dòng 2, cột G: không có thông tin nào tên là “target_done”"
    ]


def test_a_column_that_stands_twice_is_a_fault() -> None:
    """Which of the two counts is not for a program to guess."""
    sheet = read((*FIRST, "x"), heading=(*HEADING, "Họ và tên"))
    assert lines(sheet) == ["Dòng 2, cột G: cột “Họ và tên” có hai lần"]


# ── where things stand ───────────────────────────────────────────────────────────────────────


def test_the_letterhead_names_branch_and_upper_committee() -> None:
    """“Chi bộ …” and “Đảng ủy …” above the heading; a year at the end is no part of the name."""
    content = xlsx(
        [["ĐẢNG ỦY PHƯỜNG HÒA", None, "x"], ["Chi bộ:", "Bình An năm 2026"], HEADING, FIRST]
    )
    sheet = read_sheet("a.xlsx", content, FACTS, TODAY)
    assert (sheet.branch, sheet.upper) == ("Chi bộ Bình An", "ĐẢNG ỦY PHƯỜNG HÒA")


def test_a_dang_bo_is_no_upper_committee_and_it_is_said() -> None:
    """A chi bộ cơ sở writes “Đảng bộ …” too: its quota is final, so this must not be guessed."""
    content = xlsx([["ĐẢNG BỘ HUYỆN A"], ["Chi bộ 3"], HEADING, FIRST])
    sheet = read_sheet("a.xlsx", content, FACTS, TODAY)
    assert sheet.upper is None
    assert "ĐẢNG BỘ HUYỆN A" in sheet.remarks[0].line(Words("vi"))


def test_the_list_may_stand_in_a_later_tab() -> None:
    """A leading tab about the branch is passed over, but its name of the branch counts."""
    content = xlsx(
        [["Đảng ủy xã B"], ["Chi bộ 7"]], [HEADING, FIRST], titles=("Chi bộ", "Đảng viên")
    )
    sheet = read_sheet("a.xlsx", content, FACTS, TODAY)
    assert (sheet.branch, sheet.upper, sheet.tab) == ("Chi bộ 7", "Đảng ủy xã B", "Đảng viên")
    assert len(sheet.rows) == 1


def test_a_line_of_column_numbers_and_a_closing_total_are_no_people() -> None:
    """Printed lists have (1) (2) (3) under the heading, and a sum and signatures below."""
    sheet = read(
        tuple(f"({number})" for number in range(1, 7)),
        FIRST,
        (),
        ("Tổng cộng: 1 đảng viên",),
        (None, "BÍ THƯ"),
    )
    assert lines(sheet) == []
    assert len(sheet.rows) == 1


# ── files ────────────────────────────────────────────────────────────────────────────────────

CSV = "Chi bộ 3;;;;;\n" + ";".join(HEADING) + "\n" + ";".join(map(str, FIRST)) + "\n"


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_csv_is_read_with_any_separator(delimiter: str, encoding: str) -> None:
    """The heading tells the separator, also below a letterhead full of commas."""
    text = "Chi bộ 3, khu vực 1, 2, 3\n" * (delimiter != ",") + CSV.replace(";", delimiter)
    sheet = read_sheet("a.csv", text.encode(encoding), FACTS, TODAY)
    assert lines(sheet) == []
    assert sheet.rows[0].person.full_name == "Trần Văn Hòa"


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def damaged() -> bytes:
    good = bytearray(xlsx([HEADING, FIRST]))
    good[60:260] = bytes(200)
    return bytes(good)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xlsx", b"", "Tệp trống."),
        ("a.xlsx", b"PK\x03\x04 nothing", "không phải tệp Excel"),
        ("a.xlsx", damaged(), "không phải tệp Excel"),
        ("a.xlsx", zipped(hello=b"world"), "không phải tệp Excel"),
        ("a.xlsx", zipped(bomb=bytes(40_000_000)), "Tệp quá lớn"),
        ("a.xlsx", bytes(2_000_001), "Tệp quá lớn"),
        ("a.csv", "Ho ten".encode("utf-16-be"), "Tệp này không phải tệp .csv"),
        ("a.csv", "Họ tên;Mã\nTrần Hòa;1".encode("cp1258", "replace") + b"\xff", "UTF-8"),
        ("a.csv", b"\x89PNG\r\n\x1a\n", "UTF-8"),
        ("a.xls", b"\xd0\xcf\x11\xe0", "Chỉ đọc được tệp .xlsx"),
        ("a.pdf", b"%PDF-1.7", "Chỉ đọc được tệp .xlsx"),
        ("a.csv", b"mot,hai\n1,2\n", "Không thấy dòng tiêu đề"),
        ("a.xlsx", xlsx([["mua", "bán"], [1, 2]]), "Không thấy dòng tiêu đề"),
        ("a.csv", CSV.encode() + b"x;An;;;;\n" * 2100, "quá 2000 dòng"),
        ("a.xlsx", xlsx([[1, 2]] * 2100), "quá 2000 dòng"),
    ],
)
def test_broken_and_foreign_files_get_one_clear_sentence(
    name: str, content: bytes, says: str
) -> None:
    """Nothing that a file holds makes the reading fail, hang or fill the memory."""
    sheet = read_sheet(name, content, FACTS, TODAY)
    assert sheet.rows == ()
    (line,) = lines(sheet)
    assert says in line


def test_a_cell_at_the_far_end_of_the_sheet_costs_nothing() -> None:
    """Row a million and column XFD are within a few hundred bytes: they are not walked to."""
    book = Workbook()
    sheet = book.active
    sheet.append(list(HEADING))
    sheet.append(list(FIRST))
    sheet.cell(2, 16_384).value = "x"
    sheet.cell(1_048_576, 1).value = "x"
    stream = io.BytesIO()
    book.save(stream)
    assert len(lines(read_sheet("a.xlsx", stream.getvalue(), FACTS, TODAY))) == 1


def test_a_wrong_dimension_hides_nobody() -> None:
    """Other programs write <dimension ref="A1"/> above a full sheet."""
    source = io.BytesIO(xlsx([["Chi bộ 3"], HEADING, FIRST, SECOND]))
    target = io.BytesIO()
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            content = old.read(part)
            if part.endswith("sheet1.xml"):
                content = content.replace(b'ref="A1:F4"', b'ref="A1"')
            new.writestr(part, content)
    assert load_workbook(io.BytesIO(target.getvalue()), read_only=True).active.max_row == 1
    assert len(read_sheet("a.xlsx", target.getvalue(), FACTS, TODAY).rows) == 2


def test_text_like_a_formula_is_text() -> None:
    """What a .csv file says in a cell is what the name is; nothing is computed."""
    text = CSV.replace("Trần Văn Hòa", "=HYPERLINK(An)")
    sheet = read_sheet("a.csv", text.encode(), FACTS, TODAY)
    assert sheet.rows[0].person.full_name == "=HYPERLINK(An)"
