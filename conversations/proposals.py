"""What follows for each member: own level, advised level, ceiling, votes, and the proposal.

The proposal is the ballot's result, held under the hard ceiling as it stands *now*: a fact that was
confirmed after the ballot had been opened holds it down, and is named.  Without a majority there
is no proposal (the subject is voted again), and where facts contradict each other, people decide.
Nothing is computed here that a person is to settle: ties at the quota's edge stay ties.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.context import House
from conversations.evidence import HEARD, Evidence
from rules import (
    Allotment,
    Attendance,
    Candidate,
    Decision,
    EffectKind,
    Finding,
    Kind,
    MajorityBase,
    Outcome,
    Ruleset,
    Scope,
    Status,
    Truth,
    allot,
    majority,
)
from storage import ballots
from storage.ballots import Ballot, BallotState, BallotSubject, Figures, SubjectCount
from storage.reviews import Review
from storage.roll import Branch, Person


@dataclass(frozen=True, slots=True)
class Vote:
    """One member's count on one ballot, and what it comes to."""

    ballot: Ballot
    subject: BallotSubject
    count: SubjectCount
    figures: Figures
    outcome: Outcome


@dataclass(frozen=True)
class Proposal:
    """Everything about one member's level, side by side; levels are ids.

    ``level`` is what is proposed: None while nobody has voted, no level has a majority, or the
    facts contradict each other.  ``late`` are ids of facts that were confirmed after the ballot
    had been opened and bear on the ceiling.
    """

    ruleset: Ruleset = field(repr=False)
    evidence: Evidence
    ceiling: Decision
    vote: Vote | None
    level: str | None
    late: tuple[str, ...]

    @cached_property
    def advised(self) -> Decision:
        """What the confirmed facts and the member's own grades give; worked out when asked for."""
        return evidence.advised(self.ruleset, if_heard(self.evidence))

    @property
    def person(self) -> Person:
        return self.evidence.person

    @property
    def own(self) -> str | None:
        """The level that the member gave himself."""
        return self.evidence.assessment.own_level

    @property
    def result(self) -> str | None:
        """The level that a majority chose."""
        return None if self.vote is None else self.vote.outcome.level

    @property
    def held(self) -> bool:
        """Whether the ballot's result is not what is proposed."""
        return self.result is not None and self.level != self.result

    @property
    def rated(self) -> bool:
        """Whether the guideline rates the member at all (contradicting facts are for people)."""
        return self.ceiling.status not in {Status.NOT_RATED, Status.NOT_REVIEWED}

    @property
    def exclusions(self) -> tuple[Finding, ...]:
        """The rules by which the member is not rated."""
        return tuple(one for one in self.ceiling.findings if excludes(one))


@dataclass(frozen=True, slots=True)
class Proposals:
    """A branch's proposals: who is rated, who is not, and the quota over those proposed."""

    branch: Branch
    review: Review
    ruleset: Ruleset
    rated: tuple[Proposal, ...]
    unrated: tuple[Proposal, ...]
    ballots: tuple[Ballot, ...]
    """The counted ones, oldest first."""
    quota: Allotment | None

    @property
    def open(self) -> tuple[Proposal, ...]:
        """Who is to be rated and has no proposal yet."""
        return tuple(one for one in self.rated if one.level is None)

    def of(self, person_id: int) -> Proposal | None:
        """One member's proposal, rated or not; None: nobody of this branch."""
        everyone = (*self.rated, *self.unrated)
        return next((one for one in everyone if one.person.id == person_id), None)


async def propose(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, today: date
) -> Proposals:
    """The branch's proposals, with facts and ballots as they stand now.

    Months are counted to the day of the last counted ballot (the meeting's), else to ``today``.
    """
    ruleset = evidence.ruleset_of(house, review)
    counted = closed(await ballots.ballots(tx, review.id))
    on = today
    if counted:
        on = house.words_of_branch(branch).local(counted[-1].opened_at).date()
    everyone = await evidence.gather(tx, ruleset, branch, review, on)
    votes = votes_of(counted)
    found = [_proposal(ruleset, one, votes.get(person)) for person, one in everyone.items()]
    rated = tuple(one for one in found if one.rated)
    return Proposals(
        branch=branch,
        review=review,
        ruleset=ruleset,
        rated=rated,
        unrated=tuple(one for one in found if not one.rated),
        ballots=counted,
        quota=_quota(ruleset, branch, rated),
    )


def if_heard(found: Evidence) -> Evidence:
    """The evidence as if he had been heard: who was not is kept apart here, not ruled out."""
    if HEARD not in found.confirmed:
        return found
    return replace(found, confirmed={**found.confirmed, HEARD: True})


def closed(every: Iterable[Ballot]) -> tuple[Ballot, ...]:
    """The ballots that were counted, in order."""
    return tuple(one for one in every if one.state is BallotState.CLOSED and one.figures)


def votes_of(counted: Iterable[Ballot]) -> dict[int, Vote]:
    """Each member's latest count, by person id: a re-vote takes the place of what came before."""
    found: dict[int, Vote] = {}
    for ballot in counted:
        figures = ballot.figures
        if figures is None:
            continue
        by_number = {subject.number: subject for subject in ballot.subjects}
        for count in figures.subjects:
            subject = by_number[count.number]
            if subject.person_id is not None:
                outcome = outcome_of(ballot, figures, count)
                found[subject.person_id] = Vote(ballot, subject, count, figures, outcome)
    return found


def outcome_of(ballot: Ballot, figures: Figures, count: SubjectCount) -> Outcome:
    """What one subject's count comes to; raises TallyError where figures do not add up."""
    attendance = Attendance(figures.summoned, figures.excused, figures.issued, figures.returned)
    base = MajorityBase(ballot.majority_base or MajorityBase.SUMMONED_LESS_EXCUSED)
    return majority(count.votes, count.blank, attendance, base)


def decided_before(counted: Iterable[Ballot]) -> frozenset[int]:
    """Who has a majority from a counted ballot, by person id: they are not voted on again."""
    votes = votes_of(counted)
    return frozenset(person for person, vote in votes.items() if vote.outcome.level is not None)


def excludes(finding: Finding) -> bool:
    """Whether the finding keeps the member from being rated."""
    return finding.outcome is Truth.TRUE and finding.effect.kind in {
        EffectKind.EXCLUDES_RATING,
        EffectKind.EXCLUDES_REVIEW,
    }


def _proposal(ruleset: Ruleset, found: Evidence, vote: Vote | None) -> Proposal:
    ceiling = evidence.ceiling(ruleset, if_heard(found))
    return Proposal(
        ruleset=ruleset,
        evidence=found,
        ceiling=ceiling,
        vote=vote,
        level=None if vote is None else _held(ruleset, vote.outcome.level, ceiling),
        late=() if vote is None else _late(found, vote, ceiling),
    )


def _held(ruleset: Ruleset, result: str | None, ceiling: Decision) -> str | None:
    """The result under the ceiling; a level that a text forces takes its place."""
    if result is None or not ceiling.allowed:
        return None
    return result if result in ceiling.allowed else ceiling.allowed[0]


def _late(found: Evidence, vote: Vote, ceiling: Decision) -> tuple[str, ...]:
    """The facts behind the ceiling that were confirmed only after the ballot had been opened."""
    bearing = dict.fromkeys(
        observed.id
        for finding in ceiling.findings
        if finding.bears or excludes(finding)
        for observed in finding.observed
        if observed.what == "fact"
    )
    return tuple(
        fact
        for fact in bearing
        if (record := found.records.get(fact)) is not None
        and record.confirmed
        and record.said_at > vote.ballot.opened_at
    )


def _quota(ruleset: Ruleset, branch: Branch, rated: tuple[Proposal, ...]) -> Allotment | None:
    quota = ruleset.quota(Kind.MEMBER)
    if quota is None:
        return None
    candidates = [
        Candidate(str(one.person.id), one.level, _votes(one.vote, quota.level))
        for one in rated
        if one.level is not None
    ]
    whole = branch.upper is None
    return allot(ruleset, Kind.MEMBER, candidates, Scope(whole=whole, name=branch.name))


def _votes(vote: Vote | None, level: str) -> int | None:
    return None if vote is None else vote.count.votes.get(level)


def by_person(proposals: Proposals) -> Mapping[str, Proposal]:
    """The rated, by the id that the quota's candidates carry."""
    return {str(one.person.id): one for one in proposals.rated}
