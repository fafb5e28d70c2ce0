"""Awards as data: what a history of levels must show, who decides, and how many may have one."""

from dataclasses import dataclass
from enum import StrEnum

from rules.conditions.base import Condition
from rules.model import Kind


class ShareOf(StrEnum):
    """What an award's percentage is a percentage of (a figure given with the request)."""

    AT_OR_ABOVE = "at_or_above"  # those at ``of_level`` or above, in the year
    UNITS = "units"  # all units, rated how they may be


@dataclass(frozen=True, slots=True)
class Run:
    """So many years in a row, ending with the year of the award (or with the year before it).

    Each of them: ``level``, at that level or better; ``award``, holding that award
    (or one of ``or_awards``, which presuppose it);
    ``no_award``, not holding it; ``fact``, a yes/no of that year (bí thư in post …).
    ``at_least``: of the years only so many need to be so (0: every one).
    """

    years: int
    level: str = ""
    award: str = ""
    or_awards: tuple[str, ...] = ()
    no_award: str = ""
    fact: str = ""
    at_least: int = 0
    until_last_year: bool = False


@dataclass(frozen=True, slots=True)
class Award:
    """One award: for whom, on what, by whom, and the share that may have it.

    ``percent`` of ``share_of``, or a fixed ``number``; neither: no limit.
    ``counts``: other awards whose holders count in the same share.
    ``also``: other awards that must be due as well this year.
    """

    id: str
    name: str
    kinds: tuple[Kind, ...]
    clause: str
    says: str
    decides: str
    recipient: str
    runs: tuple[Run, ...] = ()
    that: Condition | None = None
    percent: int | None = None
    number: int | None = None
    share_of: ShareOf = ShareOf.AT_OR_ABOVE
    of_level: str = ""
    scope: str = ""
    counts: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
