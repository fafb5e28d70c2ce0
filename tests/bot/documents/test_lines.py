"""Where headings are broken, and the room that forms leave."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.documents.lines import balanced, opened


@pytest.mark.parametrize(
    ("text", "most", "lines"),
    [
        ("BIÊN BẢN KIỂM PHIẾU", 46, ["BIÊN BẢN KIỂM PHIẾU"]),
        (
            "PHIẾU PHÂN TÍCH CHẤT LƯỢNG VÀ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN",
            46,
            ["PHIẾU PHÂN TÍCH CHẤT LƯỢNG", "VÀ ĐÁNH GIÁ, XẾP LOẠI ĐẢNG VIÊN"],
        ),
        (
            "CHI ỦY (BÍ THƯ CHI BỘ NƠI KHÔNG CÓ CHI ỦY)",
            29,
            ["CHI ỦY (BÍ THƯ CHI BỘ", "NƠI KHÔNG CÓ CHI ỦY)"],
        ),
        ("ĐẠI DIỆN CHỦ THỂ THAM GIA ĐÁNH GIÁ", 29, ["ĐẠI DIỆN CHỦ THỂ", "THAM GIA ĐÁNH GIÁ"]),
        ("", 10, [""]),
        ("x" * 100, 10, ["x" * 100]),
    ],
)
def test_headings_are_broken_where_they_read_well(text: str, most: int, lines: list[str]) -> None:
    """No word alone on its line; after a comma, before “và”, before a bracket."""
    assert balanced(text, most).split("\n") == lines


@settings(max_examples=100)
@given(st.lists(st.text("aăâ, (", min_size=1, max_size=9).map(str.strip), max_size=30))
def test_no_word_is_lost_or_moved(words: list[str]) -> None:
    """Only some blanks become breaks."""
    text = " ".join(words)
    assert balanced(text, 12).replace("\n", " ") == text


def test_gaps_become_room_for_the_hand() -> None:
    """A day has its two strokes."""
    assert opened("trước ngày …/…/…, tập thể … họp") == ("trước ngày ……/……/……, tập thể ……………… họp")
