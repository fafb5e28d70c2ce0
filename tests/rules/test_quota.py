"""The quota of can-tho-2018, and what holds of every quota."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import (
    Binding,
    Candidate,
    Kind,
    QuotaError,
    Ruleset,
    Scope,
    Share,
    allot,
    pick,
    weigh_plan,
)

WHOLE = Scope(whole=True)


@pytest.mark.parametrize(
    ("size", "limit", "strict"),
    [(0, 0, 0), (4, 0, 0), (5, 1, 0), (6, 1, 1), (9, 1, 1), (10, 2, 1), (12, 2, 2), (23, 4, 3)],
)
def test_twenty_percent_rounded_down(can_tho: Ruleset, size: int, limit: int, strict: int) -> None:
    """Of those at HTT or above, rounded down; beside it 20% of those who stay at HTT."""
    group = [Candidate(str(n), "HTT") for n in range(size)] + [Candidate("hn", "HN")]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert (allotment.base, allotment.limit, allotment.strict_limit) == (size, limit, strict)
    assert allotment.clause == "II.B.2.3.1"
    assert {reading.number for reading in allotment.readings} == {1, 2, 10}


def test_within_the_limit_all_are_chosen(can_tho: Ruleset) -> None:
    """No votes are needed where there is room for all."""
    group = [Candidate("a", "XS"), *(Candidate(str(n), "HTT") for n in range(4))]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert (allotment.chosen, allotment.over, allotment.needs_people) == (("a",), 0, False)


def test_over_the_limit_the_highest_have_the_places(can_tho: Ruleset) -> None:
    """The votes order those over the limit."""
    group = [Candidate(str(n), "XS", votes=n) for n in range(10)]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert (allotment.chosen, allotment.over) == (("9", "8"), 8)
    assert not allotment.needs_people


def test_a_tie_at_the_edge_is_left_to_people(can_tho: Ruleset) -> None:
    """Equal votes for the last place: voted again among them, never by name or chance."""
    votes = {"a": 9, "b": 7, "c": 7, "d": 3}
    group = [Candidate(name, "XS", count) for name, count in votes.items()]
    group += [Candidate(str(n), "HTT") for n in range(6)]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert allotment.limit == 2
    assert (allotment.chosen, allotment.tied, allotment.places_left) == (("a",), ("b", "c"), 1)
    assert allotment.needs_people


def test_votes_not_given_choose_nobody(can_tho: Ruleset) -> None:
    """Over the limit without votes, people decide."""
    group = [Candidate(str(n), "XS") for n in range(10)]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert (allotment.chosen, allotment.needs_people) == (None, True)


def test_a_branch_under_a_committee_only_proposes(can_tho: Ruleset) -> None:
    """The quota runs over the whole TCCSĐ: a branch's own figure is provisional."""
    group = [Candidate("a", "XS")]
    part = allot(can_tho, Kind.MEMBER, group, Scope(whole=False, name="Chi bộ 1"))
    assert part.binding is Binding.PROVISIONAL
    assert allot(can_tho, Kind.MEMBER, group, WHOLE).binding is Binding.FINAL


def test_a_second_round_proposes_among_those_at_the_lower_level(can_tho: Ruleset) -> None:
    """Where round one stops below the top level, the caller says who is put forward."""
    group = [Candidate(str(n), "HTT", votes=n, proposed=n > 7) for n in range(10)]
    allotment = allot(can_tho, Kind.MEMBER, group, WHOLE)
    assert (allotment.proposed, allotment.chosen) == (("9", "8"), ("9", "8"))


@pytest.mark.parametrize(
    "group",
    [
        [Candidate("a", "XS"), Candidate("a", "XS")],
        [Candidate("a", "best")],
        [Candidate("a", "XS", votes=-1)],
    ],
)
def test_impossible_candidates(can_tho: Ruleset, group: list[Candidate]) -> None:
    """An id twice, an unknown level, negative votes."""
    with pytest.raises(QuotaError):
        allot(can_tho, Kind.MEMBER, group, WHOLE)


def test_sharing_out_a_whole(can_tho: Ruleset) -> None:
    """A plan for all branches is held against the whole's limit."""
    shares = [Share("one", "XS", 12, 3), Share("two", "HTT", 11, 2)]
    plan = weigh_plan(can_tho, Kind.MEMBER, shares)
    assert (plan.base, plan.limit, plan.over) == (23, 4, 1)
    with pytest.raises(QuotaError):
        weigh_plan(can_tho, Kind.MEMBER, [Share("one", "XS", 2, 3)])


@given(
    votes=st.dictionaries(st.text(min_size=1), st.integers(0, 9) | st.none(), max_size=12),
    places=st.integers(0, 12),
)
def test_a_quota_is_never_exceeded(votes: dict[str, int | None], places: int) -> None:
    """However the votes fall, no more are chosen than there are places, and no tie is broken."""
    picked = pick(votes, places)
    chosen = picked.chosen or ()
    assert len(chosen) + picked.places_left <= max(places, len(chosen))
    assert len(chosen) <= places
    if picked.tied:
        assert len(picked.tied) > picked.places_left
        assert len({votes[one] for one in picked.tied}) == 1
        assert picked.needs_people
    if picked.chosen is not None and picked.chosen:
        left = [votes[one] or 0 for one in votes if one not in chosen]
        assert len(votes) <= places or min(votes[one] or 0 for one in chosen) > max(left)


def test_no_quota_on_a_kind_is_said(can_tho: Ruleset) -> None:
    """Asking for what a guideline does not set is refused."""
    bare = Ruleset(replace(can_tho.sections, quotas=()))
    with pytest.raises(QuotaError):
        allot(bare, Kind.MEMBER, [], WHOLE)
