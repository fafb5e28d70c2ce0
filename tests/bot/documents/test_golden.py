"""Every blank form of every guideline, compared with the text that was read and kept."""

import pytest

from bot.documents import make
from conversations.dossier.blanks import blank_forms, state_blank
from tests.bot.documents.golden import AT, BRANCH, FOLDER, LIBRARY, all_forms, written
from tests.bot.documents.reader import read

IDS = LIBRARY.ids
PRINTED = FOLDER.parent / "printed"


@pytest.fixture(scope="module")
def every() -> dict[str, dict[str, list[str]]]:
    return all_forms()


@pytest.mark.parametrize("ruleset_id", IDS)
def test_blank_forms_read_as_kept(ruleset_id: str, every: dict[str, dict[str, list[str]]]) -> None:
    """The same headings in the same order; see ``golden`` for how to keep a new text."""
    kept = (FOLDER / f"{ruleset_id}.txt").read_text(encoding="utf-8")
    assert written(ruleset_id, every) == kept


@pytest.mark.parametrize("ruleset_id", IDS)
def test_every_form_that_a_guideline_names_can_be_had_blank(ruleset_id: str) -> None:
    """None is forgotten, and each carries the number by which the office asks for it."""
    ruleset = LIBRARY.get(ruleset_id)
    papers = {paper.form.id: paper for paper in blank_forms(ruleset, BRANCH, 2026, AT)}
    for form in ruleset.sections.forms:
        assert papers[form.id].form.name == form.name
        assert papers[form.id].blank
        assert papers[form.id].form.printed is form.printed


@pytest.mark.parametrize("form", ["mau-01", "mau-02", "mau-03"])
def test_printed_forms_say_what_the_guideline_prints_in_its_order(
    form: str, every: dict[str, dict[str, list[str]]]
) -> None:
    """Who holds the guideline's form finds each of its lines, one after another.

    ``printed`` has them as they are printed: its spelling mended, the heading of Party bodies
    taken, the two lines of Mẫu 02 that the print repeats once.  Dots and boxes are not compared.
    """
    found = _words("\n".join(every["tinh-uy-2019"][form]))
    at = 0
    for line in (PRINTED / f"{form}.txt").read_text(encoding="utf-8").splitlines():
        assert _words(line) in found[at:], line
        at = found.index(_words(line), at) + len(_words(line))


def test_what_the_print_offers_to_state_bodies_can_be_had_too() -> None:
    """Mẫu 01 under the heading of the state, with the unit's name left open."""
    ruleset = LIBRARY.get("tinh-uy-2019")
    blanks = {one.form.id: one for one in blank_forms(ruleset, BRANCH, 2026, AT)}
    assert [form.id for form in ruleset.sections.forms if form.state] == ["mau-01"]
    paper = state_blank(blanks["mau-01"])
    assert paper is not None
    made = make(paper)
    first, *rest = read(made.content).lines
    assert first.startswith("ĐƠN VỊ …")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc" in first
    assert rest[:-1] == read(make(blanks["mau-01"]).content).lines[1:-1]
    assert made.name == "mau-01-kiem-diem-de-trong-khoi-nha-nuoc-2026.docx"


@pytest.mark.parametrize(
    ("ruleset_id", "form", "graded"),
    [
        ("can-tho-2018", "mau-01", False),
        ("can-tho-2018", "mau-02", False),
        ("can-tho-2018", "mau-03a", True),
        ("can-tho-2018", "mau-04a", True),
        ("can-tho-2018", "mau-05", True),
        ("dhyd-can-tho-2018", "mau-02", False),
        ("go-vap-p11-2021", "mau-02", False),
        ("go-vap-p11-2021", "mau-05", True),
        ("sao-do-2023", "mau-02a", True),
        ("sao-do-2023", "mau-02b", True),
        ("sao-do-2023", "mau-06", True),
    ],
)
def test_grades_and_levels_stand_where_the_text_puts_them(
    ruleset_id: str, form: str, graded: bool, every: dict[str, dict[str, list[str]]]
) -> None:
    """II.B.1.5, 2.5, 3.5: Mẫu 03a, 04a, 05 in 2018; Mẫu 02A, 02B, 05, 6 in 2023."""
    text = "\n".join(every[ruleset_id][form])
    assert ("☐" in text) is graded
    assert ("- Hoàn thành tốt nhiệm vụ" in text) is graded


def test_committees_remarks_have_one_place(every: dict[str, dict[str, list[str]]]) -> None:
    """On Mẫu 06 in 2018 (II.B.2.5), on the member's own form in 2023."""
    assert "Nhận xét, đánh giá của chi ủy" in every["can-tho-2018"]["mau-06"]
    assert not any("Nhận xét, đánh giá" in line for line in every["can-tho-2018"]["mau-02"])
    assert not any("Nhận xét, đánh giá" in line for line in every["sao-do-2023"]["mau-09"])
    assert any("Nhận xét, đánh giá" in line for line in every["sao-do-2023"]["mau-02a"])


def test_a_sheet_that_others_fill_in_bears_no_issuer_of_ours(
    every: dict[str, dict[str, list[str]]],
) -> None:
    """Mẫu 03b, 04b are issued by whoever takes part; Mẫu 03a by the branch."""
    forms = every["can-tho-2018"]
    assert "CHI BỘ KHU PHỐ 3" in forms["mau-03a"][0]
    assert "CHI BỘ KHU PHỐ 3" not in forms["mau-03b"][0] + forms["mau-04b"][0]


def _words(text: str) -> str:
    """The letters and figures of a text, nothing else."""
    return "".join(one for one in text.casefold() if one.isalnum())
