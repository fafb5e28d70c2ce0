"""What the look at rendered papers finds: each rule can fail."""

import pytest

from bot.documents import File
from tests.rendering.cases import Case
from tests.rendering.office import Page, Word
from tests.rendering.rules import faults

FONTS = {"LiberationSerif", "DejaVuSans"}
LAST = tuple(
    Word(text, 40 + at, 250, 44 + at, 254) for at, text in ((0, "dữ"), (6, "liệu"), (14, "ab12"))
)
OVER = (Word("Một", 40, 30, 50, 35), Word("Hai", 41, 30, 51, 35))
FOOT = Page(210, 297, (Word("IV.", 40, 270, 46, 275), Word("Giải", 47, 270, 55, 275)))
GOOD = Page(210, 297, (Word("Chi", 40, 30, 50, 35), *LAST))


def found(*pages: Page, fonts: set[str] = FONTS) -> str:
    case = Case("one", File("one.docx", b""), 1, 2)
    return "; ".join(faults(case, pages, fonts))


def test_a_good_paper_has_no_fault() -> None:
    """Text within the margins of A4, in the serif, the last line last."""
    assert found(GOOD) == ""


@pytest.mark.parametrize(
    ("pages", "fault"),
    [
        ((GOOD, GOOD, GOOD), "3 pages, not 1 to 2"),
        ((Page(216, 279, GOOD.words),), "is not A4"),
        ((Page(210, 297, ()), GOOD), "page 1: nothing on it"),
        ((Page(210, 297, (Word("2", 100, 10, 103, 14),)), GOOD), "page 1: nothing on it"),
        ((Page(210, 297, (Word("Dài", 40, 30, 199, 35), *LAST)),), "4.0 mm outside"),
        ((Page(210, 297, (Word("Thấp", 40, 280, 50, 286), *LAST)),), "outside the margins"),
        ((Page(210, 297, (*OVER, *LAST)),), "over"),
        ((Page(210, 297, GOOD.words[:1]),), "the last line is not the last"),
        ((Page(210, 297, (Word("(ký,", 40, 30, 50, 35), *LAST)),), "nothing above it"),
        ((FOOT, GOOD), "the heading “IV. Giải” with nothing under it"),
    ],
)
def test_each_fault_is_told(pages: tuple[Page, ...], fault: str) -> None:
    """Too many pages, wrong paper, an empty page, text outside or over other text …"""
    assert fault in found(*pages)


def test_letters_in_another_type_are_told() -> None:
    """A font that lacks Vietnamese letters is stood in for by another one."""
    assert "type in" in found(GOOD, fonts={"LiberationSerif", "DejaVuSerif"})
