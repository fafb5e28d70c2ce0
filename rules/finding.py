"""What comes out of a decision: findings, conflicts, and what is still to be known or confirmed.

Findings and what they observed are named tuples: a decision makes scores of them, and a frozen
dataclass takes several times as long to make.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rules.model import Reading
from rules.rule import Confirm
from rules.truth import Truth
from rules.values import FactValue


class EffectKind(StrEnum):
    """What a rule does to a level."""

    EXCLUDES_REVIEW = "excludes_review"
    EXCLUDES_RATING = "excludes_rating"
    FORCES = "forces"
    BARS = "bars"  # a requirement: not met, it bars its level and every better one
    FALLS_TO = "falls_to"  # who fails the lowest requirement
    GIVES = "gives"  # the level comes from elsewhere
    CAPS = "caps"
    NOTES = "notes"
    REOPENS = "reopens"


@dataclass(frozen=True, slots=True)
class Effect:
    """What a rule does, and with which level (empty: none, or not known yet)."""

    kind: EffectKind
    level: str = ""


class Observed(NamedTuple):
    """A fact, or a criterion's grade, that a rule looked at; ``value`` None: not known."""

    what: str  # "fact" or "grade"
    id: str
    value: FactValue | None


class Finding(NamedTuple):
    """One rule tested in one case.

    ``outcome``: whether what the rule says is so (a requirement met, a trigger holding).
    ``bears``: it keeps the subject from the best level.
    ``limit``: the best level that this finding alone leaves (empty: it leaves all, or none).
    ``required``: the rule's conditions in the form of the data (``unless`` is its exception).
    ``private``: a private fact stands behind it; others are told the clause only.
    """

    rule: str
    clause: str
    bullet: int
    says: str
    outcome: Truth
    effect: Effect
    observed: tuple[Observed, ...]
    required: dict[str, object]
    bears: bool
    limit: str
    private: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Rules, or facts, that contradict each other: for people to settle.

    ``facts``: the facts that cannot all be so; empty where it is the rules that contradict.
    """

    rules: tuple[str, ...]
    clauses: tuple[str, ...]
    says: tuple[str, ...]
    facts: tuple[str, ...] = ()


class Status(StrEnum):
    """How far a decision got."""

    DECIDED = "decided"
    OPEN = "open"
    NOT_RATED = "not_rated"
    NOT_REVIEWED = "not_reviewed"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules say of one case.

    ``possible``: level ids that may still come out, best first; empty when not rated.
    ``exclusions``: ``not_rated`` / ``not_reviewed``, while a rule that says so is still open.
    ``level``: the level, once decided.  ``ceiling``: the best possible one.
    ``allowed``: what a ballot may give: the ceiling and every worse level
    (a forced level alone, where a text forces one).
    ``missing``: fact ids, most decisive first; ``missing_grades``: criterion ids, likewise.
    ``to_confirm``: words of a still possible level that people must confirm.
    """

    status: Status
    possible: tuple[str, ...]
    exclusions: tuple[Status, ...]
    level: str | None
    ceiling: str | None
    allowed: tuple[str, ...]
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    missing_grades: tuple[str, ...]
    conflicts: tuple[Conflict, ...]
    to_confirm: tuple[Confirm, ...]
    readings: tuple[Reading, ...]

    @property
    def why(self) -> tuple[Finding, ...]:
        """What keeps the subject from the best level, the decisive first."""
        return tuple(finding for finding in self.findings if finding.bears)

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that wait for a fact or a grade."""
        return tuple(finding for finding in self.findings if finding.outcome is Truth.UNKNOWN)

    @property
    def notices(self) -> tuple[Finding, ...]:
        """What people must know or do in this case."""
        return self._holding(EffectKind.NOTES)

    @property
    def reopened(self) -> tuple[Finding, ...]:
        """Earlier years to be rated again (a fact of ``observed`` names the year)."""
        return self._holding(EffectKind.REOPENS)

    def _holding(self, kind: EffectKind) -> tuple[Finding, ...]:
        return tuple(
            finding
            for finding in self.findings
            if finding.effect.kind is kind and finding.outcome is Truth.TRUE
        )
