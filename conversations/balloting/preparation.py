"""Who is on a ballot, who is left off and why, who votes: worked out anew whenever it is asked.

A subject is a member whom the guideline rates, who has been through the review, and whose level no
earlier ballot of this review has decided.  Voters are the official members (Điều lệ Đảng: the
probationary have no vote); who of them is excused, the secretary says.  Levels offered are those
at or under the hard ceiling as it stands now; while a fact is unknown nothing is ruled out by it.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.context import House
from conversations.packing import MOST_SUBJECTS, STAMPS, Plan, unpack_plan
from conversations.paper import MEMBER_LEVELS
from conversations.proposals import closed, decided_before, if_heard
from rules import Decision, MajorityBase, Ruleset, Status
from storage import ballots, roll
from storage.ballots import BallotDraft, BallotSubject
from storage.reviews import Review
from storage.roll import Branch, Person, Role, Standing

KIND = MEMBER_LEVELS
BASES = (
    MajorityBase.SUMMONED_LESS_EXCUSED,
    MajorityBase.VALID_BALLOTS,
    MajorityBase.BALLOTS,
)
"""The majority bases in the order of their buttons; the first is reading 9's default.

“Of those present” is not among them: nobody takes down who is present at a vote by phone.
"""
NO_QUORUM, MORE_THAN_HALF, TWO_THIRDS = range(3)
"""The least number of ballots that must come back, by its place among the buttons.

No text of the guidelines names one, so none is the default.
"""
SPANS = tuple(
    timedelta(minutes=minutes) for minutes in (0, 15, 30, 60, 120, 24 * 60, 48 * 60, 72 * 60)
)
"""How long a ballot stays open, by its place among the buttons; the first: until it is ended."""
FEW, TOO_FEW = 5, 3
"""Fewer voters than the first: secrecy is weak; fewer than the second: no secret ballot."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A member to be voted on, with his hard ceiling; ``options`` are the levels offered."""

    person: Person
    decision: Decision

    @property
    def options(self) -> tuple[str, ...]:
        return self.decision.allowed


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything that a ballot would be opened with, as things stand.

    ``later`` are subjects past the hundredth: they are voted on when this ballot has ended.
    """

    branch: Branch
    review: Review
    ruleset: Ruleset
    subjects: tuple[Candidate, ...]
    later: tuple[Candidate, ...]
    unheard: tuple[Person, ...]
    left_off: tuple[Candidate, ...]
    """Not rated, or with facts that contradict each other."""
    decided: tuple[Person, ...]
    """Whose level an earlier ballot has decided."""
    voters: tuple[Person, ...]
    unlinked: frozenset[int]
    """Voters without an account, by person id: they cannot vote by phone."""
    tellers: tuple[Person, ...]
    parent: int | None
    """The last counted ballot of the review, which this one follows."""
    held: int
    """How many ballots the review has had, void ones too: a button made before one is stale."""

    @property
    def stamp(self) -> int:
        """A number that changes when the list of voters does."""
        return _stamp([self.review.id, *(person.id for person in self.voters)])

    @property
    def subjects_stamp(self) -> int:
        """A number that changes when the list of subjects does, and with every ballot held."""
        subjects = (one.person.id for one in self.subjects)
        return _stamp([self.review.id, self.held, *subjects])

    def plan(self, word: str | None) -> Plan | None:
        """The secretary's plan as a button carries it; a fresh one for None.

        None: it was made for other lists than these.
        """
        if word is None:
            return Plan(0, self.stamp, (False,) * len(self.voters))
        return unpack_plan(word, len(BASES), self.stamp, len(self.voters))

    def excused(self, plan: Plan) -> tuple[Person, ...]:
        """Who of the voters is excused under the plan."""
        return tuple(person for person, out in zip(self.voters, plan.excused, strict=True) if out)

    def voting(self, plan: Plan) -> tuple[Person, ...]:
        """Who gets a ballot under the plan."""
        return tuple(
            person for person, out in zip(self.voters, plan.excused, strict=True) if not out
        )

    def quorum(self, plan: Plan) -> int | None:
        """How many ballots must come back at least under the plan, of those summoned."""
        summoned = len(self.voters)
        if plan.quorum == MORE_THAN_HALF:
            return summoned // 2 + 1
        return -(-2 * summoned // 3) if plan.quorum == TWO_THIRDS else None

    def draft(self, plan: Plan, at: datetime) -> BallotDraft:
        """The ballot to open under the plan at that moment."""
        return BallotDraft(
            branch_id=self.branch.id,
            review_id=self.review.id,
            kind=KIND,
            levels=tuple(level.id for level in self.ruleset.levels),
            subjects=tuple(
                BallotSubject(
                    number, candidate.person.id, candidate.person.full_name, candidate.options
                )
                for number, candidate in enumerate(self.subjects, 1)
            ),
            voters=tuple(person.id for person in self.voting(plan)),
            excused=tuple(person.id for person in self.excused(plan)),
            majority_base=BASES[plan.base].value,
            parent_id=self.parent,
            quorum=self.quorum(plan),
            closes_at=at + SPANS[plan.span] if plan.span else None,
        )


async def prepare(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, on: date
) -> Preparation:
    """The preparation as things stand; ``on`` is the day of the meeting."""
    ruleset = evidence.ruleset_of(house, review)
    everyone = await evidence.gather(tx, ruleset, branch, review, on)
    held = await ballots.ballots(tx, review.id)
    counted = closed(held)
    done = decided_before(counted)
    linked = {account.person.id for account in await roll.accounts(tx, branch.id)}
    subjects: list[Candidate] = []
    unheard: list[Person] = []
    left_off: list[Candidate] = []
    decided: list[Person] = []
    for person_id, found in everyone.items():
        candidate = Candidate(found.person, evidence.ceiling(ruleset, if_heard(found)))
        if not candidate.options:
            left_off.append(candidate)
        elif person_id in done:
            decided.append(found.person)
        elif not found.heard:
            unheard.append(found.person)
        else:
            subjects.append(candidate)
    voters = tuple(
        found.person for found in everyone.values() if found.person.standing is Standing.OFFICIAL
    )
    return Preparation(
        branch=branch,
        review=review,
        ruleset=ruleset,
        subjects=tuple(subjects[:MOST_SUBJECTS]),
        later=tuple(subjects[MOST_SUBJECTS:]),
        unheard=tuple(unheard),
        left_off=tuple(left_off),
        decided=tuple(decided),
        voters=voters,
        unlinked=frozenset(person.id for person in voters if person.id not in linked),
        tellers=tuple(one.person for one in everyone.values() if Role.TELLER in one.person.roles),
        parent=counted[-1].id if counted else None,
        held=len(held),
    )


def _stamp(numbers: list[int]) -> int:
    return crc32(repr(numbers).encode()) % STAMPS


def not_rated(candidate: Candidate) -> bool:
    """Whether the guideline keeps the member from being rated (else his facts contradict)."""
    return candidate.decision.status in {Status.NOT_RATED, Status.NOT_REVIEWED}
