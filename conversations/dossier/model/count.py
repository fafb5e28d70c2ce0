"""Ballot papers and the protocol of a count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from conversations.dossier.model.terms import Heading, Scale
from rules import Kind


@dataclass(frozen=True, slots=True)
class Line:
    """One subject of a ballot, and the levels offered for him, best first."""

    number: int
    name: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PaperBallots:
    """Ballot papers, ``copies`` of them, all alike: nothing on one tells whose it is.

    ``places``: how many names a voter may pick (None: he gives each a level).
    """

    year: int
    heading: Heading
    scale: Scale
    kind: Kind
    lines: tuple[Line, ...]
    copies: int = 1
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """One subject's count; ``votes`` by level id, of the levels that were offered."""

    number: int
    name: str
    votes: Mapping[str, int] = field(default_factory=dict)
    blank: int | None = None
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """A count with every figure of it; None where it is filled in by hand.

    returned = valid + invalid; for each subject valid = votes + blank.  ``paper``: how many of
    those issued and of those returned were on paper.  ``needed``: the votes for a majority,
    and ``majority``, in words, of whom.  ``codes``: the receipts of ballots cast by phone, sorted.
    """

    year: int
    heading: Heading
    scale: Scale
    kind: Kind
    opened: datetime | None = None
    ended: datetime | None = None
    at: str = ""
    summoned: int | None = None
    excused: int | None = None
    present: int | None = None
    issued: int | None = None
    returned: int | None = None
    valid: int | None = None
    invalid: int | None = None
    paper: tuple[int, int] | None = None
    needed: int | None = None
    majority: str = ""
    places: int | None = None
    counted: tuple[Counted, ...] = ()
    chair: str = ""
    tellers: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
