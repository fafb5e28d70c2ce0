"""The draft in a button: one spelling, small enough, and deaf to anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.packing import (
    MOST_BALLOT,
    MOST_SUBJECTS,
    Packed,
    ballot_of,
    pack,
    pack_picks,
    unpack,
    unpack_picks,
)
from conversations.screen import DATA_BYTES, Button

LEVELS = 4
marks_of = st.lists(st.integers(0, LEVELS), min_size=1, max_size=MOST_SUBJECTS)


@given(st.integers(0, MOST_BALLOT), marks_of, st.integers(0, LEVELS), st.data())
def test_round_trip(ballot: int, marks: list[int], mark: int, data: st.DataObject) -> None:
    """What is packed comes back unchanged."""
    place = data.draw(st.integers(0, len(marks) - 1))
    packed = unpack(pack(ballot, place, mark, marks), len(marks), LEVELS)
    assert packed is not None
    assert (packed.ballot, packed.place, packed.mark) == (ballot, place, mark)
    assert packed.marks == tuple(marks)


def test_the_largest_ballot_fits_a_button() -> None:
    """A hundred subjects on the largest ballot stay within Telegram's 64 bytes."""
    word = pack(MOST_BALLOT, MOST_SUBJECTS - 1, 7, [7] * MOST_SUBJECTS)
    data = f"vote:m:{word}"
    assert len(data.encode()) == DATA_BYTES
    assert Button("x", data).data == data


@given(
    st.text(alphabet="ABCabc019-_+/= ạ:", max_size=70) | st.text(max_size=70),
    st.integers(1, MOST_SUBJECTS),
)
def test_any_text_is_read_strictly(word: str, subjects: int) -> None:
    """Any text is either exactly what would be packed, or nothing; never an exception."""
    packed = unpack(word, subjects, LEVELS)
    ballot_of(word)
    if packed is not None:
        assert pack(packed.ballot, packed.place, packed.mark, packed.marks) == word


@given(st.integers(0, MOST_BALLOT), marks_of, st.data())
def test_one_changed_character_never_breaks_the_rules(
    ballot: int, marks: list[int], data: st.DataObject
) -> None:
    """A forged character gives valid marks in range, or nothing."""
    word = pack(ballot, 0, 0, marks)
    at = data.draw(st.integers(0, len(word) - 1))
    forged = word[:at] + data.draw(st.characters(codec="ascii")) + word[at + 1 :]
    packed = unpack(forged, len(marks), LEVELS)
    if packed is not None:
        assert len(packed.marks) == len(marks)
        assert all(0 <= mark <= LEVELS for mark in packed.marks)
        assert 0 <= packed.place < len(marks)
        assert pack(packed.ballot, packed.place, packed.mark, packed.marks) == forged


@pytest.mark.parametrize("subjects", [1, 3, 14, 16, 99])
def test_another_length_is_nothing(subjects: int) -> None:
    """A word packed for another number of subjects is not read."""
    assert unpack(pack(9, 0, 1, [1] * 60), subjects, LEVELS) is None


def test_filling_that_is_not_zero_is_nothing() -> None:
    """The unused half of the last character must be zero."""
    word = pack(9, 0, 1, [1, 2, 3])
    assert unpack(word[:-1] + "Z", 3, LEVELS) is None  # Z = 011 001


def test_marks_past_the_last_level_are_nothing() -> None:
    """A mark or a draft that names no level of the ballot is not read."""
    assert unpack(pack(9, 0, 5, [0, 0]), 2, LEVELS) is None
    assert unpack(pack(9, 0, 1, [0, 5]), 2, LEVELS) is None


def test_a_place_past_the_last_subject_is_nothing() -> None:
    """A button about a subject that is not on the ballot is not read."""
    assert unpack(pack(9, 2, 1, [0, 0]), 2, LEVELS) is None


@pytest.mark.parametrize(
    ("ballot", "place", "mark", "marks"),
    [
        (-1, 0, 0, [0]),
        (MOST_BALLOT + 1, 0, 0, [0]),
        (1, -1, 0, [0]),
        (1, 0, 8, [0]),
        (1, 0, 0, [8]),
        (1, 0, 0, [0] * (MOST_SUBJECTS + 1)),
    ],
)
def test_what_does_not_fit_is_refused(ballot: int, place: int, mark: int, marks: list[int]) -> None:
    """Packing never cuts anything silently."""
    with pytest.raises(ValueError, match="fit"):
        pack(ballot, place, mark, marks)


@given(
    st.integers(0, MOST_BALLOT),
    st.lists(st.integers(0, 1), min_size=1, max_size=MOST_SUBJECTS),
    st.integers(0, 1),
    st.data(),
)
def test_picks_come_back(ballot: int, picked: list[int], mark: int, data: st.DataObject) -> None:
    """A draft of picks comes back unchanged, for exactly so many subjects, and fits a button."""
    place = data.draw(st.integers(0, len(picked) - 1))
    word = pack_picks(ballot, place, mark, picked)
    assert unpack_picks(word, len(picked)) == Packed(ballot, place, mark, tuple(picked))
    assert unpack_picks(word, len(picked) + 6) is None
    assert ballot_of(word) == ballot
    assert len(Button("x", f"vote:m:{word}").data.encode()) <= DATA_BYTES


@given(st.text(max_size=30), st.integers(1, MOST_SUBJECTS))
def test_any_text_as_picks_is_read_strictly(word: str, subjects: int) -> None:
    """Any text is either exactly what would be packed, or nothing."""
    packed = unpack_picks(word, subjects)
    if packed is not None:
        assert pack_picks(packed.ballot, packed.place, packed.mark, packed.marks) == word


@pytest.mark.parametrize(
    "word",
    ["AAAAAAAB", "AAAAABAA", "AAAAAACA", "AAAAAA", "AAAAAAAAA", "AAAAAAA=", ""],
)
def test_picks_of_another_spelling_are_nothing(word: str) -> None:
    """A filling that is not zero, a place past the last, a mark that is none, a wrong length."""
    assert unpack_picks(word, 5) is None


@pytest.mark.parametrize(
    ("ballot", "place", "mark", "picked"),
    [(-1, 0, 0, [0]), (2**32, 0, 0, [0]), (1, 101, 0, [0]), (1, 0, 2, [0]), (1, 0, 0, [2])],
)
def test_picks_that_do_not_fit_are_refused(
    ballot: int, place: int, mark: int, picked: list[int]
) -> None:
    """Nothing is cut silently."""
    with pytest.raises(ValueError, match="fit"):
        pack_picks(ballot, place, mark, picked)


def test_a_draft_tells_no_mark_when_printed() -> None:
    """Its representation names ballot and place only."""
    packed = unpack(pack(9, 1, 4, [4, 3, 2]), 3, LEVELS)
    assert repr(packed) == "Packed(ballot=9, place=1)"
