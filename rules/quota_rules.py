"""How many may reach the top level: a guideline's quotas as data."""

from dataclasses import dataclass
from enum import StrEnum

from rules.model import Kind


class Counted(StrEnum):
    """Whom "fewer than" counts."""

    RATED = "rated"
    BASE = "base"


@dataclass(frozen=True, slots=True)
class SmallGroup:
    """What a quota allows a group too small for its percentage.

    ``fewer_than`` of the group's rated subjects; ``all_at`` every one of them at that level
    or above (where the text asks for it); ``allows`` so many at the top level.
    """

    id: str
    clause: str
    says: str
    fewer_than: int
    allows: int
    all_at: str = ""


@dataclass(frozen=True, slots=True)
class Quota:
    """At most ``percent`` of those at ``of_level`` or above may be at ``level``.

    ``scope``: over whom the percentage runs, in the text's words.
    ``whole``: the scope is a whole TCCSĐ, city, office …, so that a part of it (a branch under
    a đảng ủy) only proposes; its own figure is provisional.
    ``remaining``: show beside it the strict alternative, ``percent`` of those who *stay* at
    ``of_level`` once the others are taken up.
    ``by_level``: the shares of the parts follow the parts' own level (a better one may have more).
    Rounding is always down: no text allows more than the percentage.
    """

    id: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    level: str
    of_level: str
    percent: int
    scope: str
    whole: str = ""
    remaining: bool = False
    by_level: bool = False
    small: tuple[SmallGroup, ...] = ()
    readings: tuple[str, ...] = ()
