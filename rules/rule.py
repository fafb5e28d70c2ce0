"""The rules of a guideline, one class for each thing that a text can do to a level.

======== ======================================================================================
exclude  keeps a subject from being reviewed at all, or from being rated
force    puts it at a level, whatever else (the cases of "Không hoàn thành nhiệm vụ")
require  what a level asks for; a higher level also asks for all that the lower ones do
otherwise the level of who meets not even the lowest level that asks for something
base     takes the level from elsewhere (another regulation, not in hand)
cap      holds the level at or under another
confirm  words that only people can judge: shown, never assumed, never in the way
notice   something people must know or do, which changes no level
reopen   an earlier year is to be rated again
======== ======================================================================================

``says`` restates the rule in one short Vietnamese sentence without private data.
``unless`` is the exception as the text prints it (TPH, bất khả kháng, already counted).
``bullet`` is the ordinal of the dash under the clause, where a clause has many.
"""

from dataclasses import dataclass
from enum import StrEnum

from rules.conditions.base import Condition
from rules.model import Kind


class Scope(StrEnum):
    """From what a subject is excluded."""

    REVIEW = "review"  # neither reviewed nor rated
    RATING = "rating"  # reviewed, but not rated


@dataclass(frozen=True, slots=True)
class Exclude:
    """Who is not reviewed, or reviewed but not rated."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    scope: Scope
    when: Condition
    unless: Condition | None = None
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Force:
    """What puts a subject at a level by itself."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level: str
    when: Condition
    unless: Condition | None = None
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Require:
    """What a level asks for: ``that`` must hold, or the exception ``unless``.

    ``when``: it is asked only of those of whom this holds (công chức, viên chức; a chi bộ …).
    """

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level: str
    that: Condition
    when: Condition | None = None
    unless: Condition | None = None
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The level of who fails the lowest level that asks for something."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level: str
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Base:
    """The level is taken from a fact: another regulation gives it."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level_from: str
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cap:
    """At most a level (``at_most``), or not above another subject's (``not_above``, a fact)."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    at_most: str = ""
    not_above: str = ""
    when: Condition | None = None
    unless: Condition | None = None
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Confirm:
    """Wording of a level that no machine can judge; people confirm it."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level: str
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notice:
    """What people must know or do in a case; it changes no level."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    when: Condition
    unless: Condition | None = None
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reopen:
    """An earlier year's level is cancelled and rated anew.

    ``year`` is the fact that names the year; ``level`` the new level, empty where people decide.
    """

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    year: str
    when: Condition
    level: str = ""
    unless: Condition | None = None
    form: str = ""
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """Facts that cannot all be so; ``says`` tells why in one sentence."""

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    when: Condition


Rule = Exclude | Force | Require | Otherwise | Base | Cap | Confirm | Notice | Reopen
"""Every rule that can become a finding."""
