"""The values of the roll, and how a row becomes one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from storage.reviews import Review
from storage.statements import AnyRow


class Role(StrEnum):
    """What someone on the roll is besides a member; one person may hold several."""

    SECRETARY = "secretary"
    DEPUTY = "deputy"
    COMMITTEE = "committee"
    TELLER = "teller"
    OFFICER = "officer"
    """Of the higher committee."""


class Standing(StrEnum):
    """Where a member stands: official, probationary, exempt from work, suspended from activity."""

    OFFICIAL = "official"
    PROBATIONARY = "probationary"
    EXEMPT = "exempt"
    SUSPENDED = "suspended"


@dataclass(frozen=True, slots=True)
class Branch:
    """A chi bộ. `upper` is its đảng ủy; None: a chi bộ cơ sở. `group` is its Telegram group."""

    id: int
    name: str
    upper: str | None
    time_zone: str = "Asia/Ho_Chi_Minh"
    locale: str = "vi"
    group: int | None = None
    group_title: str | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Someone on a branch's roll; `number` is the stable key in it.

    `joined` is the ngày kết nạp, `official` the ngày chính thức, `left` the day of leaving.
    """

    id: int
    branch_id: int
    number: str
    full_name: str
    birth: date | None
    birth_year: int | None
    joined: date | None
    official: date | None
    standing: Standing
    roles: frozenset[Role]
    left: date | None


@dataclass(frozen=True, slots=True)
class Account:
    """A Telegram account with the person behind it, his branch and its review under way."""

    telegram_id: int
    locale: str | None
    reachable: bool
    person: Person
    branch: Branch
    review: Review | None


@dataclass(frozen=True, slots=True)
class BranchDraft:
    """A branch as a sheet states it; found again by its name."""

    name: str
    upper: str | None = None
    time_zone: str = "Asia/Ho_Chi_Minh"
    locale: str = "vi"


@dataclass(frozen=True, slots=True)
class PersonDraft:
    """A person as a sheet states him; found again by his number."""

    number: str
    full_name: str
    birth: date | None = None
    birth_year: int | None = None
    joined: date | None = None
    official: date | None = None
    standing: Standing = Standing.OFFICIAL
    roles: frozenset[Role] = frozenset()


@dataclass(frozen=True, slots=True)
class RollChange:
    """What writing a roll did. `missing` are on the roll but not in the sheet: left untouched."""

    branch: Branch
    added: tuple[Person, ...]
    changed: tuple[Person, ...]
    unchanged: tuple[Person, ...]
    missing: tuple[Person, ...]


def as_branch(row: AnyRow, at: int = 0) -> Branch:
    """Read a branch from the seven columns that start at place `at`."""
    return Branch(*row[at : at + 7])


def as_person(row: AnyRow, at: int = 0) -> Person:
    """Read a person from the eleven columns that start at place `at`."""
    which, home, number, full_name, birth, birth_year, joined, official = row[at : at + 8]
    standing, roles, left = row[at + 8 : at + 11]
    return Person(
        which,
        home,
        number,
        full_name,
        birth,
        birth_year,
        joined,
        official,
        Standing(standing),
        frozenset(map(Role, roles)),
        left,
    )
