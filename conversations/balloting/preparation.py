"""What a ballot would be opened with: its subjects, its voters, and what the secretary has chosen.

Everything is worked out anew whenever it is asked; only the choices are kept (`ballots.plan`), as
people's ids, so that a changed roll never excuses the wrong one.  Voters are the official members
(Điều lệ Đảng: the probationary have no vote); who of them is excused, who votes on paper and who
counts it, the secretary says.  Levels offered are those of the guideline's round at or under the
hard ceiling as it stands now; while a fact is unknown nothing is ruled out by it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zlib import crc32

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.balloting.rounds import Asked, Round, asked, offers
from conversations.balloting.situation import Candidate, situation
from conversations.context import House
from conversations.packing import MOST_SUBJECTS
from conversations.results import Tie, frozen_base
from rules import MajorityBase, Ruleset, Status
from storage import ballots, meetings, roll
from storage.ballots import BallotDraft, BallotPlan, BallotSubject, Shows
from storage.meetings import RollCall
from storage.reviews import Review
from storage.roll import Branch, Person, Role

BASES = (
    MajorityBase.SUMMONED_LESS_EXCUSED,
    MajorityBase.VALID_BALLOTS,
    MajorityBase.BALLOTS,
    MajorityBase.PRESENT,
)
"""The majority bases in the order of their buttons; the first is reading 9's default.

“Of those present” can be taken where the day's meeting had a roll-call: it tells how many.
"""
NO_QUORUM, MORE_THAN_HALF, TWO_THIRDS = range(3)
"""The least number of ballots that must come back, by its place among the buttons.

No text of the guidelines names one, so none is the default.
"""
SPANS = tuple(
    timedelta(minutes=minutes) for minutes in (0, 15, 30, 60, 120, 24 * 60, 48 * 60, 72 * 60)
)
"""How long a ballot stays open, by its place among the buttons; the first: until it is ended."""
FEW = 5
"""Among fewer voters than this secrecy is weak."""
TELLERS = 2
"""How many tellers paper ballots need: one enters, another confirms."""


@dataclass(frozen=True, slots=True)
class Preparation:
    """Everything that a ballot would be opened with, as things stand.

    ``later`` are subjects past the hundredth: they are voted on when this ballot has ended.
    ``offers`` are the ballots that could be held now, this one among them if it has a subject.
    """

    branch: Branch
    review: Review
    ruleset: Ruleset
    asked: Asked
    offers: tuple[Asked, ...]
    subjects: tuple[Candidate, ...]
    later: tuple[Candidate, ...]
    unlinked: frozenset[int]
    """Voters without an account, by person id: they cannot vote by phone."""
    plan: BallotPlan
    ties: tuple[Tie, ...]
    """Equal votes at the edge of the places of a second round, open still."""
    held: int
    """How many ballots the review has had, void ones too: a button made before one is stale."""
    roll_call: RollCall | None = None
    """The roll-call of the day's meeting, where one was taken."""

    @property
    def voters(self) -> tuple[Person, ...]:
        """The official members summoned."""
        return self.asked.voters

    @property
    def excused(self) -> tuple[Person, ...]:
        """Who of them is excused."""
        return tuple(one for one in self.voters if one.id in self.plan.excused)

    @property
    def on_paper(self) -> tuple[Person, ...]:
        """Who of the others votes on paper."""
        return tuple(
            one
            for one in self.voters
            if one.id in self.plan.paper and one.id not in self.plan.excused
        )

    @property
    def by_phone(self) -> tuple[Person, ...]:
        """Who gets an envelope in the box."""
        out = self.plan.excused | self.plan.paper
        return tuple(one for one in self.voters if one.id not in out)

    @property
    def voting(self) -> int:
        """How many get a ballot, of either kind."""
        return len(self.voters) - len(self.excused)

    @property
    def tellers(self) -> tuple[Person, ...]:
        """The tellers named, in roll order."""
        return tuple(one for one in self.voters if one.id in self.plan.tellers)

    @property
    def cut_off(self) -> tuple[Person, ...]:
        """Who would get an envelope and has no account to use it."""
        return tuple(one for one in self.by_phone if one.id in self.unlinked)

    @property
    def base(self) -> MajorityBase:
        """Of whom the majority is: the text's own base, else the one chosen."""
        chosen = self.asked.majority or MajorityBase(self.plan.base)
        return chosen if chosen in self.bases or self.asked.majority else BASES[0]

    @property
    def bases(self) -> tuple[MajorityBase, ...]:
        """The bases to choose from: of those present only where a roll-call found somebody."""
        return BASES if self.present else BASES[:-1]

    @property
    def present(self) -> int:
        """How many of those who get a ballot the day's roll-call found there; 0 without one."""
        there = frozenset() if self.roll_call is None else self.roll_call.present
        return sum(one.id in there for one in (*self.by_phone, *self.on_paper))

    @property
    def quorum(self) -> int | None:
        """How many ballots must come back at least, of those summoned."""
        return least(self.plan.quorum, len(self.voters))

    @property
    def stamp(self) -> int:
        """A number that changes with whatever the ballot would be opened with."""
        plan = self.plan
        told = (
            self.review.id,
            self.held,
            plan.round,
            [(one.number, one.options) for one in self.subjects],
            self.asked.places,
            [one.id for one in self.by_phone],
            [one.id for one in self.on_paper],
            [one.id for one in self.excused],
            [one.id for one in self.tellers],
            frozen_base(self.base, self.present),
            plan.quorum,
            plan.span,
            plan.shows.value,
        )
        return crc32(repr(told).encode())

    def draft(self, at: datetime) -> BallotDraft:
        """The ballot to open at that moment."""
        subjects = tuple(
            BallotSubject(
                number,
                None if one.person is None else one.person.id,
                one.name,
                one.options,
                one.kind.value,
            )
            for number, one in enumerate(self.subjects, 1)
        )
        places = self.asked.places
        return BallotDraft(
            branch_id=self.branch.id,
            review_id=self.review.id,
            kind=self.asked.kind,
            levels=tuple(level.id for level in self.ruleset.levels),
            subjects=subjects,
            voters=_ids(self.by_phone),
            paper_voters=_ids(self.on_paper),
            excused=_ids(self.excused),
            tellers=_ids(self.tellers),
            majority_base=frozen_base(self.base, self.present),
            parent_id=self.asked.parent,
            quorum=self.quorum,
            closes_at=at + SPANS[self.plan.span] if self.plan.span else None,
            round_id=self.asked.round_id,
            per_voter=None if places is None else min(places, len(subjects)),
            places=places,
            shows=self.plan.shows,
        )


def least(quorum: int, summoned: int) -> int | None:
    """The least number of ballots by its place among the buttons; None where none is set."""
    if quorum == MORE_THAN_HALF:
        return summoned // 2 + 1
    return -(-2 * summoned // 3) if quorum == TWO_THIRDS else None


async def prepare(
    tx: AsyncConnection,
    house: House,
    branch: Branch,
    review: Review,
    on: date,
    round_: Round | None = None,
) -> Preparation | None:
    """The preparation as things stand; ``on`` is the day of the meeting.

    ``round_``: another ballot than the one prepared last.  Where that one cannot be held (any
    more), it is the first that can.  None: the guideline asks the branch for no ballot at all.
    """
    found = await situation(tx, house, branch, review, on)
    called = await meetings.present(tx, branch.id, on)
    plan = await ballots.plan(tx, branch.id)
    if plan is None or plan.review_id != review.id:
        plan = BallotPlan(
            branch.id,
            review.id,
            Round.LEVELS,
            BASES[0].value,
            excused=frozenset() if called is None else called.excused,
            tellers=frozenset(one.id for one in found.officials if Role.TELLER in one.roles),
            shows=Shows.FIGURES,
        )
    held = offers(found)
    wanted = asked(found, round_ or _known(plan.round))
    ready = next((one for one in held if one.subjects and one.named), None)
    if wanted is None or (round_ is None and not wanted.subjects and found.counted):
        any_other = next((one for one in held if one.subjects), None)
        wanted = ready or wanted or asked(found, Round.LEVELS) or any_other
    if wanted is None:
        return None
    linked = {account.person.id for account in await roll.accounts(tx, branch.id)}
    return Preparation(
        branch=branch,
        review=review,
        ruleset=found.ruleset,
        asked=wanted,
        offers=held,
        subjects=wanted.subjects[:MOST_SUBJECTS],
        later=wanted.subjects[MOST_SUBJECTS:],
        unlinked=frozenset(one.id for one in wanted.voters if one.id not in linked),
        plan=replace(plan, round=wanted.round),
        ties=found.picks.ties,
        held=len(found.held),
        roll_call=called,
    )


def not_rated(candidate: Candidate) -> bool:
    """Whether the guideline keeps the member from being rated (else his facts contradict)."""
    return candidate.decision.status in {Status.NOT_RATED, Status.NOT_REVIEWED}


def _known(word: str) -> Round:
    return Round(word) if word in set(Round) else Round.LEVELS


def _ids(people: Iterable[Person]) -> tuple[int, ...]:
    return tuple(one.id for one in people)
