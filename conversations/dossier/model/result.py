"""What goes upward and what members are told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from conversations.dossier.model.terms import Heading, Person, Scale


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the summary upward; ``notes`` are sentences that name their clauses.

    ``remark``: what the committee says of him.
    """

    number: int
    person: Person
    own: str | None = None
    committee: str | None = None
    votes: Mapping[str, int] = field(default_factory=dict)
    blank: int | None = None
    proposal: str | None = None
    notes: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """The summary sent upward (Mẫu 06, Mẫu 9); ``unrated`` are those not rated, and why.

    ``remarked``: the committee's remarks stand on it, for no other form has a place for them.
    """

    year: int
    heading: Heading
    scale: Scale
    rows: tuple[Row, ...]
    unrated: tuple[Row, ...] = ()
    returned: int | None = None
    quota: str = ""
    signer: str = ""
    remarked: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """The result told to a member; ``decided_by`` in words, and the clauses it rests on."""

    year: int
    heading: Heading
    scale: Scale
    person: Person | None = None
    level: str | None = None
    own: str | None = None
    votes: Mapping[str, int] = field(default_factory=dict)
    blank: int | None = None
    returned: int | None = None
    grounds: tuple[str, ...] = ()
    guideline: str = ""
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Cancellation:
    """The decision that cancels a year's level and sets another (Mẫu 03 of sao-do-2023).

    A ``year`` of 0 is left to be filled in.
    """

    year: int
    heading: Heading
    scale: Scale
    person: Person | None = None
    unit: str = ""
    old: str | None = None
    new: str | None = None
    grounds: tuple[str, ...] = ()
