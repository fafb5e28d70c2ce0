"""The values of a ballot."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2b

SUBJECTS_AT_MOST = 100

TIME_UP = "time_up"
"""What an open ballot is past its closing time: it takes no votes and awaits the count."""


class BallotState(StrEnum):
    """Where a ballot stands."""

    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    VOID = "void"


class VoidReason(StrEnum):
    """Why the program itself made a ballot void; people give reasons in their own words."""

    KEYS_MISSING = "keys_missing"
    RESTORED = "restored"


class Shows(StrEnum):
    """What the group sees of a counted ballot, beside the receipts."""

    FIGURES = "figures"
    """How many ballots were issued and returned."""
    TOTALS = "totals"
    """The votes for each subject and level as well."""
    LEVELS = "levels"
    """The level that each subject reached, or that none did."""


@dataclass(frozen=True, slots=True)
class BallotSubject:
    """One line of the ballot: its number, whom or what it is about, the levels offered, best first.

    `name` is frozen as it stood at opening; `kind` is the guideline's kind of subject.
    """

    number: int
    person_id: int | None
    name: str
    options: tuple[str, ...]
    kind: str = "member"


@dataclass(frozen=True, slots=True)
class BallotDraft:
    """What a ballot is opened with.

    `voters`, `paper_voters` and `excused` are person ids: those summoned, as they vote in the bot,
    vote on paper, or may stay away. `tellers` are person ids too.
    `levels`: every level id of the ruleset, best first; `options` of subjects are among them.
    `majority_base`: the id of the base in `rules`; of those present with how many they are, after a
    colon. `parent_id`: the ballot that this one follows.
    `closes_at`: from then on nothing can be cast; counting still needs a person.
    `round_id`: the guideline's round. `per_voter`: how many subjects each voter may pick at most,
    where he picks instead of giving each a level; `places`: how many the picks are to fill.
    """

    branch_id: int
    review_id: int
    kind: str
    levels: tuple[str, ...]
    subjects: tuple[BallotSubject, ...]
    voters: tuple[int, ...]
    excused: tuple[int, ...] = ()
    majority_base: str = ""
    parent_id: int | None = None
    quorum: int | None = None
    closes_at: datetime | None = None
    paper_voters: tuple[int, ...] = ()
    tellers: tuple[int, ...] = ()
    round_id: str | None = None
    per_voter: int | None = None
    places: int | None = None
    shows: Shows = Shows.FIGURES


def paper_digest(asked: "BallotDraft | Ballot") -> bytes:
    """Return the 32 bytes that stand for a ballot paper: whatever changes on it changes them."""
    lines = [[line.number, line.person_id, line.name, line.options] for line in asked.subjects]
    told: list[object] = [asked.levels, lines]
    if asked.per_voter is not None:
        told.append(asked.per_voter)
    paper = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return blake2b(paper.encode(), digest_size=32, person=b"tusoi-paper").digest()


@dataclass(frozen=True, slots=True)
class Card:
    """The ballot's message in its group."""

    chat_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class SubjectCount:
    """A subject's votes by level id (every offered level, perhaps 0) and its blanks."""

    number: int
    votes: Mapping[str, int]
    blank: int


@dataclass(frozen=True, slots=True)
class PaperFigures:
    """The paper ballots of a count, which its sums include: issued ≥ returned ≥ invalid."""

    issued: int
    returned: int
    invalid: int


@dataclass(frozen=True, slots=True)
class Figures:
    """The outcome of a count. For each subject: returned = votes + blank + invalid.

    `issued` and `returned` count phones and paper together; `paper` what of them was paper.
    `codes` are the receipts, sorted: their order says nothing of anyone.
    """

    summoned: int
    excused: int
    issued: int
    returned: int
    subjects: tuple[SubjectCount, ...]
    codes: tuple[str, ...]
    paper: PaperFigures | None = None

    @property
    def invalid(self) -> int:
        """How many ballots were invalid as a whole: only paper can be."""
        return 0 if self.paper is None else self.paper.invalid


@dataclass(frozen=True, slots=True)
class Ballot:
    """A ballot as everyone may know it. `figures` only when it is closed.

    `issued`: envelopes, so phones alone; a count adds the paper ballots to it.
    `left_reason`: why a tie for the places was left to the higher committee, where it was.
    """

    id: int
    branch_id: int
    review_id: int
    kind: str
    state: BallotState
    opened_at: datetime
    subjects: tuple[BallotSubject, ...]
    levels: tuple[str, ...]
    majority_base: str
    box: str
    public_key: bytes
    summoned: int
    excused: int
    issued: int
    card: Card | None = None
    figures: Figures | None = None
    parent_id: int | None = None
    quorum: int | None = None
    closes_at: datetime | None = None
    ended_at: datetime | None = None
    void_reason: str | None = None
    round_id: str | None = None
    per_voter: int | None = None
    places: int | None = None
    shows: Shows = Shows.FIGURES
    paper: bool = False
    left_reason: str | None = None

    @property
    def picks(self) -> bool:
        """Say whether voters pick subjects for places, instead of giving each a level."""
        return self.per_voter is not None

    def takes_votes(self, at: datetime) -> bool:
        """Say whether an envelope can be cast at that moment."""
        in_time = self.closes_at is None or at < self.closes_at
        return self.state is BallotState.OPEN and in_time


@dataclass(frozen=True, slots=True)
class Turnout:
    """How many envelopes were issued, and how many have come back: a number, never names."""

    issued: int
    returned: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter gets for his envelope; shown once, kept nowhere in the clear until the count."""

    code: str
