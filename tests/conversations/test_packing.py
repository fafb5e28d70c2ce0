"""The draft in a button: one spelling, small enough, and deaf to anything else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.packing import (
    MOST_BALLOT,
    MOST_SUBJECTS,
    MOST_VOTERS,
    QUORUMS,
    SPANS,
    STAMPS,
    Plan,
    ballot_of,
    pack,
    pack_plan,
    unpack,
    unpack_plan,
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
    st.integers(0, 3),
    st.integers(0, STAMPS - 1),
    st.lists(st.booleans(), max_size=MOST_VOTERS),
    st.integers(0, QUORUMS - 1),
    st.integers(0, SPANS - 1),
)
def test_a_plan_comes_back_for_its_own_lists_only(
    base: int, stamp: int, excused: list[bool], quorum: int, span: int
) -> None:
    """The secretary's plan is read for the very lists it was made for, and for no others."""
    plan = Plan(base, stamp, tuple(excused), quorum, span)
    word = pack_plan(plan)
    assert unpack_plan(word, 4, stamp, len(excused)) == plan
    assert unpack_plan(word, 4, (stamp + 1) % STAMPS, len(excused)) is None
    assert unpack_plan(word, 4, stamp, len(excused) + 6) is None
    assert unpack_plan(word, base, stamp, len(excused)) is None


@given(st.text(max_size=45), st.integers(0, STAMPS - 1), st.integers(0, MOST_VOTERS))
def test_any_text_as_a_plan_is_read_strictly(word: str, stamp: int, voters: int) -> None:
    """Any text is either exactly what would be packed, or nothing."""
    plan = unpack_plan(word, 3, stamp, voters)
    assert plan is None or pack_plan(plan) == word


def test_excused_past_the_last_voter_are_nothing() -> None:
    """The unused bits of a plan's last character must be zero."""
    assert unpack_plan("AAAAAB", 3, 0, 5) is None  # B = 000001


@pytest.mark.parametrize(
    "data",
    ["ballot:open:262143:{}", "ballot:heard:9999999999:99:{}", "ballot:absent:99:{}"],
)
def test_the_longest_plan_fits_every_button(data: str) -> None:
    """The preparation of the largest branch stays within 64 bytes."""
    word = pack_plan(Plan(3, STAMPS - 1, (True,) * MOST_VOTERS, 2, 7))
    assert len(data.format(word).encode()) <= DATA_BYTES


@pytest.mark.parametrize(
    "plan",
    [
        Plan(64, 0, ()),
        Plan(0, 0, (), 3),
        Plan(0, 0, (), 0, 8),
        Plan(0, STAMPS, ()),
        Plan(0, 0, (True,) * (MOST_VOTERS + 1)),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(plan: Plan) -> None:
    """Nothing of a plan is cut silently."""
    with pytest.raises(ValueError, match="fit"):
        pack_plan(plan)


def test_a_draft_tells_no_mark_when_printed() -> None:
    """Its representation names ballot and place only."""
    packed = unpack(pack(9, 1, 4, [4, 3, 2]), 3, LEVELS)
    assert repr(packed) == "Packed(ballot=9, place=1)"
