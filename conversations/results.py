"""What the counted ballots of a review come to: each subject's level, and who was picked.

A ballot on levels gives a subject the level that a majority chose; a later one takes the place of
what came before.  A round of *picks* puts the best of those picked by a majority into its places:
equal votes at the edge are a tie, voted again among the tied or left to the committee above, never
settled by name or by chance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from rules import Attendance, Kind, MajorityBase, Outcome, approved, majority, pick
from rules.count import base_of as majority_of
from storage.ballots import Ballot, BallotState, BallotSubject, Figures, SubjectCount

FROZEN = ":"
"""Between the base of those present and their number, in what a ballot keeps of its majority."""


@dataclass(frozen=True, slots=True)
class Vote:
    """One subject's count on one ballot, and what it comes to."""

    ballot: Ballot
    subject: BallotSubject
    count: SubjectCount
    figures: Figures
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Tie:
    """Equal votes at the edge of the places of a round of picks: who, and for how many places.

    ``reason``: why it was left to the higher committee; None while it was not.
    """

    ballot: Ballot
    people: tuple[int, ...]
    places: int
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Picks:
    """All rounds of picks of a review together.

    ``votes``: every count of those voted on, oldest first, by person id; ``chosen``: who has a
    place.  ``ties`` are open still; ``left`` were left to the higher committee.
    """

    ballots: tuple[Ballot, ...] = ()
    votes: Mapping[int, tuple[Vote, ...]] = field(default_factory=dict)
    chosen: tuple[int, ...] = ()
    ties: tuple[Tie, ...] = ()
    left: tuple[Tie, ...] = ()

    @property
    def undecided(self) -> frozenset[int]:
        """Who stands in a tie, open or left, by person id."""
        return frozenset(person for tie in (*self.ties, *self.left) for person in tie.people)


def closed(every: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """The ballots that were counted, in order."""
    return tuple(one for one in every if one.state is BallotState.CLOSED and one.figures)


def votes_of(counted: Iterable[Ballot]) -> dict[int, Vote]:
    """Each member's latest count on a ballot on levels, by person id."""
    return {
        vote.subject.person_id: vote
        for vote in _each(one for one in counted if not one.picks)
        if vote.subject.person_id is not None
    }


def group_votes_of(counted: Iterable[Ballot]) -> dict[Kind, Vote]:
    """The latest count on the branch's own level and on that of its committee, by kind."""
    return {
        Kind(vote.subject.kind): vote for vote in _each(counted) if vote.subject.person_id is None
    }


def picks_of(counted: Iterable[Ballot]) -> Picks:
    """What the rounds of picks come to; a round that follows another's tie takes its place."""
    rounds = tuple(one for one in counted if one.picks)
    followed = {one.parent_id for one in rounds}
    ids = {one.id for one in rounds}
    votes: dict[int, tuple[Vote, ...]] = {}
    chosen: list[int] = []
    ties: list[Tie] = []
    left: list[Tie] = []
    for ballot in rounds:
        mine = {str(vote.subject.person_id): vote for vote in _each([ballot])}
        for person, vote in mine.items():
            votes[int(person)] = (*votes.get(int(person), ()), vote)
        placed, tie = _places(ballot, mine, again=ballot.parent_id in ids)
        chosen += placed
        if tie is not None and tie.reason is not None:
            left.append(tie)
        elif tie is not None and ballot.id not in followed:
            ties.append(tie)
    return Picks(rounds, votes, tuple(dict.fromkeys(chosen)), tuple(ties), tuple(left))


def outcome_of(ballot: Ballot, figures: Figures, count: SubjectCount) -> Outcome:
    """What one subject's count comes to; raises TallyError where figures do not add up.

    Where voters pick, every ballot says yes or no of everyone, so all of them are valid for him.
    """
    attendance, base = attendance_of(ballot, figures), base_of(ballot)
    outcome = majority(count.votes, count.blank, attendance, base)
    if not ballot.picks:
        return outcome
    valid = figures.returned - figures.invalid
    of_how_many = majority_of(attendance, valid, base)
    needed = of_how_many // 2 + 1
    level = next(iter(count.votes)) if outcome.best_votes >= needed else None
    return replace(outcome, level=level, needed=needed, valid=valid, base=of_how_many)


def attendance_of(ballot: Ballot, figures: Figures) -> Attendance:
    """The figures of a count as the arithmetic takes them.

    Whoever returned a ballot took part, noted at the roll-call or not.
    """
    present = present_of(ballot)
    return Attendance(
        figures.summoned,
        figures.excused,
        figures.issued,
        figures.returned,
        present=None if present is None else max(present, figures.returned),
        invalid=figures.invalid,
    )


def base_of(ballot: Ballot) -> MajorityBase:
    """Of whom a majority of the ballot is."""
    word = ballot.majority_base.partition(FROZEN)[0]
    return MajorityBase(word or MajorityBase.SUMMONED_LESS_EXCUSED)


def present_of(ballot: Ballot) -> int | None:
    """How many were present as frozen at opening; None where the majority is of another base."""
    number = ballot.majority_base.partition(FROZEN)[2]
    return int(number) if number else None


def frozen_base(base: MajorityBase, present: int) -> str:
    """The base as a ballot keeps it: of those present with how many they were at opening."""
    return f"{base.value}{FROZEN}{present}" if base is MajorityBase.PRESENT else base.value


def _each(counted: Iterable[Ballot]) -> Iterable[Vote]:
    for ballot in counted:
        figures = ballot.figures
        if figures is None:
            continue
        by_number = {subject.number: subject for subject in ballot.subjects}
        for count in figures.subjects:
            outcome = outcome_of(ballot, figures, count)
            yield Vote(ballot, by_number[count.number], count, figures, outcome)


def _places(
    ballot: Ballot, votes: Mapping[str, Vote], *, again: bool
) -> tuple[tuple[int, ...], Tie | None]:
    """Who has a place by one round, and the tie it ends in.

    Of a vote ``again`` among the tied, whoever it leaves without a place while one is free is tied
    still: they were equal before it.
    """
    figures = ballot.figures
    if figures is None or ballot.places is None:
        return (), None
    marks = {person: sum(vote.count.votes.values()) for person, vote in votes.items()}
    passed = approved(marks, attendance_of(ballot, figures), base_of(ballot))
    picked = pick(dict(passed), ballot.places)
    placed = picked.chosen or ()
    tied: tuple[str, ...] = picked.tied
    if again and picked.places_left and not tied:
        tied = tuple(person for person in votes if person not in placed)
    people = tuple(int(person) for person in votes if person in tied)
    tie = Tie(ballot, people, picked.places_left, ballot.left_reason) if people else None
    return tuple(int(person) for person in placed), tie
