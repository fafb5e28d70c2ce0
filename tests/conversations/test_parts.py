"""The small pieces that every dialogue shows alike."""

import pytest

from conversations.parts import NARROW, rows_of
from conversations.screen import Button


def labels(names: list[str], width: int) -> list[list[str]]:
    buttons = [Button(name, f"x:{place}") for place, name in enumerate(names)]
    return [[button.label for button in row] for row in rows_of(buttons, width)]


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ([], []),
        (["Có"], [["Có"]]),
        (["Có", "Không"], [["Có", "Không"]]),
        (["Xuất sắc", "Tốt", "Kém"], [["Xuất sắc", "Tốt"], ["Kém"]]),
        (["Có", "d" * 20, "Không", "Kém"], [["Có"], ["d" * 20], ["Không", "Kém"]]),
        (["d" * NARROW, "Có"], [["d" * NARROW, "Có"]]),
    ],
)  # fmt: skip
def test_a_label_that_half_a_row_would_cut_stands_alone(
    names: list[str], rows: list[list[str]]
) -> None:
    """Nothing is lost, and the order stays."""
    assert labels(names, 2) == rows


def test_numbers_stand_close_and_long_rows_are_one_column() -> None:
    """Six numbers a row; with width one a long label changes nothing."""
    assert labels(list("1234567"), 6) == [list("123456"), ["7"]]
    assert labels(["a" * 30, "b"], 1) == [["a" * 30], ["b"]]
