"""What counted ballots come to: places are filled by votes alone, and a tie stays a tie."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from conversations.ceilings import ceiling_of
from conversations.results import Picks, outcome_of, picks_of, votes_of
from rules import Kind, load_library
from storage.ballots import (
    Ballot,
    BallotState,
    BallotSubject,
    Figures,
    PaperFigures,
    SubjectCount,
)

VOTERS = 11
MOMENT = datetime(2026, 12, 5, tzinfo=UTC)


def picks(
    number: int,
    votes: Sequence[int],
    places: int,
    *,
    people: Sequence[int] = (),
    parent: int | None = None,
    left: str | None = None,
) -> Ballot:
    """A counted round in which eleven voters gave these people so many picks."""
    whom = people or range(1, len(votes) + 1)
    lines = tuple(
        BallotSubject(n, person, f"P{person}", ("XS",)) for n, person in enumerate(whom, 1)
    )
    counts = tuple(SubjectCount(n, {"XS": one}, VOTERS - one) for n, one in enumerate(votes, 1))
    return Ballot(
        id=number,
        branch_id=1,
        review_id=1,
        kind="member_picks",
        state=BallotState.CLOSED,
        opened_at=MOMENT,
        subjects=lines,
        levels=("XS", "HTT", "HN", "KHT"),
        majority_base="summoned_less_excused",
        box=f"box{number}",
        public_key=b"",
        summoned=VOTERS,
        excused=0,
        issued=VOTERS,
        figures=Figures(VOTERS, 0, VOTERS, VOTERS, counts, ()),
        parent_id=parent,
        per_voter=places,
        places=places,
        left_reason=left,
    )


def found(*rounds: Ballot) -> Picks:
    return picks_of(rounds)


@given(
    st.lists(st.integers(0, VOTERS), min_size=1, max_size=9),
    st.integers(1, 5),
    st.data(),
)
def test_places_are_filled_by_votes_and_never_by_order(
    votes: list[int], places: int, data: st.DataObject
) -> None:
    """Never more than the places, only with a majority, equal votes alike, whatever the order."""
    outcome = found(picks(1, votes, places))
    assert len(outcome.chosen) <= places
    by_person = dict(enumerate(votes, 1))
    assert all(by_person[one] > VOTERS // 2 for one in outcome.chosen)
    worst = min((by_person[one] for one in outcome.chosen), default=VOTERS + 1)
    for person, mine in by_person.items():
        if mine > VOTERS // 2 and mine >= worst:
            assert person in outcome.chosen
    for tie in outcome.ties:
        assert len({by_person[one] for one in tie.people}) == 1
        assert 0 < tie.places < len(tie.people)
        assert len(outcome.chosen) + tie.places == places
    order = data.draw(st.permutations(list(by_person)))
    again = found(picks(1, [by_person[one] for one in order], places, people=order))
    assert set(again.chosen) == set(outcome.chosen)
    assert [set(tie.people) for tie in again.ties] == [set(tie.people) for tie in outcome.ties]


def test_a_vote_among_the_tied_takes_the_ties_place() -> None:
    """Its winners join those chosen; the first tie is no longer open."""
    first = picks(1, [9, 7, 7, 7], 3)
    (tie,) = found(first).ties
    assert (tie.people, tie.places, tie.ballot.id) == ((2, 3, 4), 2, 1)
    second = picks(2, [8, 6, 3], 2, people=(2, 3, 4), parent=1)
    outcome = found(first, second)
    assert (outcome.chosen, outcome.ties) == ((1, 2, 3), ())


def test_whoever_the_vote_among_the_tied_leaves_out_is_tied_still() -> None:
    """A free place and no majority: equal before it, they stay equal."""
    first = picks(1, [7, 7, 7], 2)
    none = picks(2, [5, 5, 5], 2, people=(1, 2, 3), parent=1)
    assert [tie.people for tie in found(first, none).ties] == [(1, 2, 3)]
    one = picks(2, [8, 5, 5], 2, people=(1, 2, 3), parent=1)
    outcome = found(first, one)
    assert outcome.chosen == (1,)
    assert [(tie.people, tie.places) for tie in outcome.ties] == [((2, 3), 1)]


def test_a_tie_left_upward_is_open_no_more() -> None:
    """Nobody of it is chosen, and it is not offered again."""
    outcome = found(picks(1, [9, 7, 7], 2, left="ngang nhau"))
    assert (outcome.chosen, outcome.ties) == ((1,), ())
    assert [(tie.people, tie.reason) for tie in outcome.left] == [((2, 3), "ngang nhau")]
    assert outcome.undecided == {2, 3}


def test_a_round_of_picks_gives_nobody_a_level() -> None:
    """Whoever was not picked keeps what the ballot on levels gave him."""
    assert votes_of([picks(1, [9, 1], 1)]) == {}


def test_of_picks_every_valid_ballot_is_the_base() -> None:
    """Those that pick another say no to him; invalid ballots say nothing."""
    ballot = picks(1, [5, 3], 1)
    figures = Figures(11, 0, 11, 11, (SubjectCount(1, {"XS": 5}, 4),), (), PaperFigures(3, 3, 2))
    base = replace(ballot, majority_base="valid_ballots", figures=figures)
    outcome = outcome_of(base, figures, figures.subjects[0])
    assert (outcome.base, outcome.needed, outcome.level) == (9, 5, "XS")


def test_ceilings_are_remembered_by_guideline_kind_and_facts() -> None:
    """The same facts give the very same decision, others their own."""
    ruleset = load_library().get("can-tho-2018")
    first = ceiling_of(ruleset, Kind.MEMBER, {"standing": "official", "heard": True})
    assert ceiling_of(ruleset, Kind.MEMBER, {"heard": True, "standing": "official"}) is first
    unheard = ceiling_of(ruleset, Kind.MEMBER, {"standing": "official", "heard": False})
    assert unheard.status is not first.status
