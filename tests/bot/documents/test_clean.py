"""What crosses the border onto paper, and what a document of hostile text looks like."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents import make
from bot.documents.clean import clean, paragraphs
from tests.bot.documents import papers
from tests.bot.documents.reader import read

HOSTILE = (
    "<b>đậm</b> & <w:p/> ]]> {{ten}} \x00\x07\x1b[31m\u202egnort\u2066\u200f"
    " 🎉👨\u200d👩\u200d👧 a\u0323\u0302\u0301\u0300\u0301 \ud800 \ufffe \uf8ff"
)
KEPT = "<b>đậm</b> & <w:p/> ]]> {{ten}} [31mgnort"


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("  Tốt   lắm ", "Tốt lắm"),
        ("một\r\nhai\rba\u2028bốn", "một\nhai\nba\nbốn"),
        ("một\n\n\n\nhai", "một\n\nhai"),
        (unicodedata.normalize("NFD", "Đảng ủy phường"), "Đảng ủy phường"),
        ("\u202eđảo\u202c ngược\u200f", "đảo ngược"),
        ("chuông\x07, thoát\x1b, rỗng\x00", "chuông, thoát, rỗng"),
        ("vui 🎉 quá 👍🏽", "vui quá"),
        ("− → ✓ ☐ “ngoặc” …", "− → ✓ ☐ “ngoặc” …"),
        ("", ""),
        ("🎉", ""),
    ],
)
def test_text_becomes_fit_for_paper(text: str, fit: str) -> None:
    """Letters and marks stay; what nobody can see or print does not."""
    assert clean(text) == fit


@settings(max_examples=150)
@given(st.text())
def test_cleaning_is_done_once_and_leaves_nothing_unseen(text: str) -> None:
    """Whatever was typed."""
    once = clean(text)
    assert clean(once) == once
    assert all(one == "\n" or unicodedata.category(one) not in {"Cc", "Cf", "Cs"} for one in once)
    assert "\n" not in "".join(paragraphs(text))


def test_heaps_of_marks_on_one_letter_are_cut_down() -> None:
    """A letter bears two marks at most that no composed letter holds."""
    assert len(clean("a" + "\u0335" * 500)) == 3


@pytest.mark.parametrize(
    "make_paper",
    [
        lambda: papers.review(HOSTILE, note=HOSTILE, signer=HOSTILE),
        lambda: papers.minutes(HOSTILE),
        lambda: papers.summary(2, HOSTILE),
        lambda: papers.summary(2, "", HOSTILE),
        lambda: papers.notice(HOSTILE, HOSTILE),
        lambda: papers.invitations(2, HOSTILE),
    ],
)
def test_hostile_text_gives_a_clean_document(make_paper) -> None:  # type: ignore[no-untyped-def]
    """Every part is well-formed, tags are letters, nothing unseen is on it."""
    found = read(make(make_paper()).content)
    assert KEPT in found.text
    for name, part in found.parts.items():
        if name.startswith(("word/document", "docProps")):
            seen = part.decode().replace("\n", "").replace("\r", "")
            assert not [one for one in seen if unicodedata.category(one) in {"Cc", "Cf", "Cs"}]
            assert not [one for one in seen if one > "\uffff"]


def test_fifty_thousand_characters_are_all_there() -> None:
    """In paragraphs as they were typed; one word as long is not lost either."""
    lines = [f"Dòng {number}: " + "chữ " * 48 for number in range(250)]
    text = "\n".join(lines)
    assert len(text) > 50_000
    read_again = read(make(papers.review(text)).content).text
    assert all(line.strip() in read_again for line in lines)
    word = "a" * 50_000
    assert word in read(make(papers.review(word)).content).text
