"""The words of the field as values: subjects, levels, grades, facts, clauses, readings, criteria.

Everything here is read from a guideline's TOML by field name (see ``rules.load``),
so a field added here is a key that a jurist may write there.
Prose fields are Vietnamese and belong to the guideline.
"""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rules.conditions.base import Condition


class Kind(StrEnum):
    """The four kinds of subject."""

    MEMBER = "member"
    ORGANISATION = "organisation"
    COLLECTIVE = "collective"
    LEADER = "leader"


class FactType(StrEnum):
    """What a fact's value is; ``months`` and ``decimal`` are Decimals, ``count`` a whole number."""

    BOOL = "bool"
    INTEGER = "integer"
    PERCENT = "percent"
    DECIMAL = "decimal"
    CHOICE = "choice"
    DATE = "date"
    LEVEL = "level"
    MONTHS = "months"
    COUNT = "count"


class AskedOf(StrEnum):
    """Who is asked a fact; the program works ``derived`` ones out (roll, meeting, results)."""

    MEMBER = "member"
    SECRETARY = "secretary"
    OFFICE = "office"
    DERIVED = "derived"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a choice."""

    id: str
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """A level (mức xếp loại); a ruleset lists them from best to worst."""

    id: str
    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade (cấp độ) of one criterion; listed from best to worst."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One printed section, restated.

    ``path`` is the whole printed path; ``source`` the guideline that prints it
    (another one's, where an overlay leaves its base's rules in force).
    ``judged`` says where the program asks people, ``outside`` why the program does nothing.
    """

    id: str
    text: str
    path: str = ""
    source: str = ""
    judged: str = ""
    outside: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to read an unclear text; the first option of a reading is its default."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How the program reads what a text leaves open: shown as a reading, never as law.

    ``number`` is the reading's number in the project's rulebook.
    A branch may choose another of ``options``, with a reason.
    """

    id: str
    number: int
    title: str
    text: str
    reason: str
    clauses: tuple[str, ...]
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Successor:
    """A later text that replaced this one or what it implements."""

    id: str
    replaces: str
    in_force: date | None = None
    note: str = ""
    encoded: str = ""

    @property
    def text(self) -> str:
        """The later text's number."""
        return self.id


@dataclass(frozen=True, slots=True)
class Years:
    """First and last year of review under a guideline; ``last`` None: not replaced."""

    first: int
    last: int | None

    def __contains__(self, year: object) -> bool:
        return (
            isinstance(year, int)
            and self.first <= year
            and (self.last is None or year <= self.last)
        )


@dataclass(frozen=True, slots=True)
class FactDef:
    """A fact that a guideline turns on.

    ``private``: never told to other members, nor to voters.
    ``judgement``: people decide it at the meeting; it is recorded, not found out.
    ``when``: worth asking only then (shown to whoever asks; ``decide`` does not need it).
    ``choices`` of a fact of type ``level`` are the ruleset's levels, filled in by the loader.
    """

    id: str
    name: str
    type: FactType
    meaning: str
    asked_of: AskedOf
    kinds: tuple[Kind, ...]
    clause: str
    unit: str = ""
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    private: bool = False
    judgement: bool = False
    when: Condition | None = None


def limits(fact: FactDef) -> tuple[Decimal | None, Decimal | None]:
    """The least and the greatest value a numeric fact may have; None where it is open."""
    least = fact.minimum
    if least is None and fact.type in {FactType.PERCENT, FactType.MONTHS, FactType.COUNT}:
        least = Decimal(0)
    most = fact.maximum
    if most is None and fact.type is FactType.PERCENT:
        most = Decimal(100)
    return least, most


@dataclass(frozen=True, slots=True)
class Tally:
    """Which count facts hold how many subjects of a group reached each level.

    ``counts`` maps level ids to fact ids (``Choice.id`` the level, ``Choice.name`` the fact).
    """

    id: str
    name: str
    clause: str
    counts: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Criteria that a guideline judges together (its heading as printed)."""

    id: str
    name: str
    kinds: tuple[Kind, ...]
    clause: str


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion: official name, a label for a button, a plain hint, its whole content.

    ``applies``: only to those for whom it holds (the leaders' seven, "nếu có").
    ``points``: the most it can earn, where a guideline scores instead of grading.
    """

    id: str
    name: str
    short: str
    hint: str
    full: str
    group: str
    kinds: tuple[Kind, ...]
    clause: str
    applies: Condition | None = None
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A part of the year that is rated by itself, where a guideline has such."""

    id: str
    name: str
    clause: str
    first_month: int
    last_month: int


@dataclass(frozen=True, slots=True)
class About:
    """A guideline's own particulars; see ``guideline.toml``.

    ``extends``: built on another guideline, whose rules it prints again under its own sections.
    ``default_base``: amends a text not in hand; laid over a base that the branch names.
    """

    id: str
    title: str
    short_title: str
    issuer: str
    number: str
    first_year: int
    issued: date | None = None
    last_year: int | None = None
    note: str = ""
    implements: tuple[str, ...] = ()
    extends: str = ""
    default_base: str = ""


@dataclass(frozen=True, slots=True)
class Drop:
    """A record of the base that an overlay strikes out: ``section.id``, and on what authority."""

    id: str
    clause: str
    says: str


@dataclass(frozen=True, slots=True)
class Recite:
    """Where a guideline built on another prints a section of that one (base path → own path)."""

    id: str
    to: str = field(default="")
