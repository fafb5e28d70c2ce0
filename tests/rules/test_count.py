"""The arithmetic of a count."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import Attendance, MajorityBase, TallyError, again, approved, majority


@pytest.mark.parametrize(
    ("base", "present", "votes", "level", "needed"),
    [
        (MajorityBase.SUMMONED_LESS_EXCUSED, None, {"A": 8, "B": 4}, "A", 8),
        (MajorityBase.SUMMONED_LESS_EXCUSED, None, {"A": 7, "B": 5}, None, 8),
        (MajorityBase.PRESENT, 13, {"A": 7, "B": 5}, "A", 7),
        (MajorityBase.PRESENT, 13, {"A": 6, "B": 6}, None, 7),
        (MajorityBase.BALLOTS, None, {"A": 7, "B": 2}, "A", 7),
        (MajorityBase.BALLOTS, None, {"A": 6, "B": 2}, None, 7),
        (MajorityBase.VALID_BALLOTS, None, {"A": 5, "B": 4}, "A", 5),
        (MajorityBase.VALID_BALLOTS, None, {"A": 4, "B": 4}, None, 5),
        (MajorityBase.VALID_BALLOTS, None, {"A": 0, "B": 0}, None, 1),
    ],
)
def test_more_than_half_of_the_base(
    base: MajorityBase, present: int | None, votes: dict[str, int], level: str | None, needed: int
) -> None:
    """Half is not enough, of whichever base: 15 expected, 12 or 13 ballots, blanks among them."""
    attendance = Attendance(summoned=17, excused=2, issued=15, returned=12, present=present)
    blank = 12 - sum(votes.values())
    outcome = majority(votes, blank, attendance, base)
    assert (outcome.level, outcome.needed) == (level, needed)
    assert outcome.best_votes == max(votes.values())


def test_a_tie_names_both_and_decides_nothing() -> None:
    """Six against six: no level, both lead, the subject is voted again."""
    outcome = majority({"A": 6, "B": 6, "C": 0}, 0, Attendance(12, 0, 12, 12))
    assert (outcome.level, outcome.leading) == (None, ("A", "B"))
    assert again({"s": outcome}) == ("s",)


@pytest.mark.parametrize(
    ("votes", "blank", "attendance", "why"),
    [
        ({"A": 3}, 0, Attendance(5, 0, 5, 4), "make 3, but 4"),
        ({"A": 3, "B": -1}, 2, Attendance(5, 0, 5, 4), "cannot have -1"),
        ({"A": 4}, 0, Attendance(5, 2, 4, 4), "4 ballots issued to 3"),
        ({"A": 4}, 0, Attendance(5, 0, 3, 4), "4 ballots returned of 3"),
        ({"A": 4}, 0, Attendance(5, 6, 4, 4), "6 excused of 5"),
        ({"A": 4}, 0, Attendance(5, 0, 4, 4, present=3), "3 present"),
        ({"A": 4}, 0, Attendance(5, 0, 4, 4, present=6), "6 present"),
        ({"A": 4}, 0, Attendance(5, -1, 4, 4), "excused cannot be -1"),
    ],
)
def test_figures_that_do_not_add_up(
    votes: dict[str, int], blank: int, attendance: Attendance, why: str
) -> None:
    """No outcome is worked out from a count that cannot be."""
    with pytest.raises(TallyError, match=why):
        majority(votes, blank, attendance)


def test_those_present_must_be_taken_down() -> None:
    """A majority of those present needs to know how many they were."""
    with pytest.raises(TallyError, match="not taken down"):
        majority({"A": 4}, 0, Attendance(5, 0, 4, 4), MajorityBase.PRESENT)


def test_a_round_that_picks_needs_more_than_half_too() -> None:
    """In the XS round only those with a majority come into question."""
    attendance = Attendance(10, 0, 10, 10)
    assert approved({"a": 6, "b": 5, "c": 9}, attendance) == {"a": 6, "c": 9}
    with pytest.raises(TallyError):
        approved({"a": 11}, attendance)


@given(
    votes=st.lists(st.integers(0, 40), min_size=1, max_size=5),
    blank=st.integers(0, 40),
    silent=st.integers(0, 40),
    base=st.sampled_from(MajorityBase),
)
def test_never_two_majorities(
    votes: list[int], blank: int, silent: int, base: MajorityBase
) -> None:
    """Whatever the base, at most one level has more than half, and it has the most votes."""
    returned = sum(votes) + blank
    attendance = Attendance(returned + silent, 0, returned + silent, returned, present=returned)
    counts = {str(index): count for index, count in enumerate(votes)}
    outcome = majority(counts, blank, attendance, base)
    over = [level for level, count in counts.items() if count >= outcome.needed]
    assert over == ([outcome.level] if outcome.level else [])
