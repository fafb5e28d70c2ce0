"""The page of a guideline, read with the text beside it: who, when, in what order."""

import pytest
from click.testing import CliRunner

from bot.cli import main


def lines(*arguments: str) -> str:
    """What is printed, as one line."""
    shown = CliRunner().invoke(main, ["rules", *arguments], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.output
    return " ".join(shown.stdout.split())


@pytest.mark.parametrize(
    "shown",
    [
        # a yes/no, and several together
        "Xây dựng hệ thống chính trị trong sạch, vững mạnh (chỉ khi: Là cán bộ lãnh đạo, quản lý)",
        "(chỉ khi: Là cán bộ lãnh đạo, quản lý; Trực tiếp lãnh đạo, quản lý tổ chức, đơn vị)",
        # one that must not be so
        "mức xếp loại đảng viên. (chỉ khi: không phải: Chi bộ cơ sở)",
        # one of several choices, alone and together with something else
        "(chỉ với: Trực thuộc đảng ủy cơ sở; Chi bộ trực thuộc đảng ủy bộ phận)",
        "(chỉ khi: Loại tập thể lãnh đạo, quản lý: Mặt trận Tổ quốc, đoàn thể cấp huyện",
        "cấp cơ sở hoặc Cơ quan tham mưu, giúp việc cấp ủy, Trường Chính trị, Báo",
        # how the branch reads an unclear text
        "cách hiểu 11: Chi bộ giao bí thư quyết định)",
    ],
)
def test_conditions_are_said_in_words(shown: str) -> None:
    """What holds of some only is printed with whom it holds of, not just that it does."""
    assert shown in lines("show", "can-tho-2018")


def test_who_takes_part_is_named() -> None:
    """A step whose sentence does not begin with those who act names them after it."""
    page = lines("show", "can-tho-2018")
    assert "theo Mẫu 05. Ai làm: Chi ủy nơi sinh hoạt; tập thể lãnh đạo đoàn thể" in page
    assert "Đảng viên xếp cấp độ từng tiêu chí, tự nhận mức theo Mẫu 05" in page
    assert "báo cáo trước chi bộ. Ai làm: Đảng viên." not in page


def test_steps_and_rounds_stand_in_their_order() -> None:
    """Also where a text adds its own to those that it takes over."""
    page = lines("show", "dhyd-can-tho-2018")
    in_order = (
        "Lần đầu: bỏ phiếu kín Mức 2",
        "Lần hai: trong số được Mức 2",
        "Đảng ủy Trường bỏ phiếu kín quyết định mức xếp loại đảng viên. Lần hai",
    )
    assert page.index(in_order[0]) < page.index(in_order[1])
    assert in_order[2] not in page
    section = page.index("Bước 2: Tham gia: các cấp ủy cùng đảng bộ bộ phận")
    assert section < page.index("Bước 3: Ban Thường vụ Đảng ủy Trường bỏ phiếu kín quyết định mức")


def test_one_day_of_a_schedule_is_printed_once() -> None:
    """A stretch of days by its first and last, a single day as that day."""
    page = lines("show", "dhyd-can-tho-2018", "--year", "2026")
    assert "Họp thông qua Kế hoạch → 07/12/2026 Ngày 10/12/2018" in page
    assert "→ 11/12/2026–20/12/2026" in page


def test_ids_of_facts_are_not_cut() -> None:
    """Also on a terminal of 80 columns: they are what is typed into a case."""
    shown = CliRunner().invoke(main, ["rules", "facts", "can-tho-2018"], env={"COLUMNS": "80"})
    cells = "".join(
        line[1:].split("│")[0].strip() for line in shown.stdout.splitlines() if "│" in line
    )
    assert "collective_member_self_remedied" in cells
    assert "…" not in cells


def test_sections_stand_in_printed_order() -> None:
    """The restated sections run from I to III, whatever order the data has them in."""
    page = lines("show", "dhyd-can-tho-2018").split("Các mục của văn bản")[1]
    printed = ["[I]", "[I.2]", "[II]", "[II.A.4.2]", "[II.B]", "[II.B.1.4.2.1]", "[II.B.5]"]
    printed += ["[III (KẾ HOẠCH) 1]", "[III (KẾ HOẠCH) 2]", "[III (TỔ CHỨC) 1]"]
    assert [page.index(path) for path in printed] == sorted(page.index(path) for path in printed)


def test_what_is_left_to_people_is_told_with_its_section() -> None:
    """A section that is encoded in part says what of it people settle."""
    page = lines("show", "can-tho-2018").split("Các mục của văn bản")[1]
    assert "Do con người quyết định: “Thực sự tiêu biểu" in page
    assert "bí thư ghi kết luận vào phần dữ kiện" in page
