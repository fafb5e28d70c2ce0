"""What of tinh-uy-2019 no case table shows: quotas, the two ballots, dates, the file."""

from datetime import date

import pytest

from rules import Candidate, Kind, KindNotCovered, Library, Ruleset, Scope, allot, decide

WHOLE = Scope(whole=True)


@pytest.fixture(scope="module")
def tinh_uy(library: Library) -> Ruleset:
    return library.get("tinh-uy-2019")


@pytest.mark.parametrize(
    ("size", "collectives", "leaders"),
    [(1, 0, 1), (4, 0, 1), (5, 1, 1), (9, 1, 1), (10, 2, 2), (23, 4, 4)],
)
def test_a_fifth_rounded_down(tinh_uy: Ruleset, size: int, collectives: int, leaders: int) -> None:
    """B.II.1.4(1), B.II.2, B.II.4: rounded down; of fewer than five leaders at most one."""
    group = [Candidate(str(n), "HTT") for n in range(size)]
    assert allot(tinh_uy, Kind.COLLECTIVE, group, WHOLE).limit == collectives
    allotment = allot(tinh_uy, Kind.LEADER, group, WHOLE)
    assert allotment.limit == leaders
    assert (allotment.clause == "B.II.4") is (size < 5)


def test_no_strict_alternative(tinh_uy: Ruleset) -> None:
    """B.II.4 itself names the base: those at HTT in the first ballot."""
    group = [Candidate(str(n), "HTT") for n in range(10)] + [Candidate("hn", "HN")]
    allotment = allot(tinh_uy, Kind.COLLECTIVE, group, WHOLE)
    assert (allotment.base, allotment.limit, allotment.strict_limit) == (10, 2, None)


@pytest.mark.parametrize("kind", [Kind.COLLECTIVE, Kind.LEADER])
def test_the_second_ballot_picks_from_the_first(tinh_uy: Ruleset, kind: Kind) -> None:
    """B.II.4: HTT is voted first; XS in a second ballot that fills the quota."""
    first, second = tinh_uy.procedure(kind).ballots
    assert (first.round, first.options, first.picks) == (1, ("HTT", "HN", "KHT"), "")
    assert (second.round, second.options, second.picks) == (2, ("XS",), f"{kind}-xs")


def test_dates_and_lengths(tinh_uy: Ruleset) -> None:
    """B.I.4.1, B.I.4.2, B.II.3: "trước ngày": the day before is the last."""
    procedure = tinh_uy.procedure(Kind.COLLECTIVE)
    assert {item.id: item.last_day(2021) for item in procedure.deadlines} == {
        "draft-ahead": None,
        "suggestions": date(2021, 11, 19),
        "file": date(2022, 1, 31),
    }
    assert {
        item.id: (float(item.days), float(item.suggested or 0)) for item in procedure.durations
    } == {
        "province-standing": (2, 3),
        "district-standing": (2, 2.5),
        "province-party-groups": (1, 1.5),
        "other-province": (0.5, 1),
    }


def test_the_file_has_six_parts(tinh_uy: Ruleset) -> None:
    """B.II.3 (1)–(6)."""
    numbers = [paper.number for paper in tinh_uy.procedure(Kind.LEADER).papers]
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_members_and_organisations_are_elsewhere(tinh_uy: Ruleset) -> None:
    """They follow HD 09-HD/TU, which is not in hand: nothing is guessed."""
    assert tinh_uy.kinds == (Kind.COLLECTIVE, Kind.LEADER)
    with pytest.raises(KindNotCovered):
        decide(tinh_uy, Kind.MEMBER, {})
