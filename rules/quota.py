"""How many may be at the top level, and what people have to settle when there are more.

The limit is ``percent`` of the base, rounded down.
Those over it are not dropped by the program: with votes given, the highest are put inside the
limit; a tie at its edge, or votes not given, is left to people.  Never by name, never by chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rules.errors import QuotaError
from rules.model import Kind, Reading
from rules.quota_rules import Quota, SmallGroup
from rules.ruleset import Ruleset


class Binding(StrEnum):
    """Whether an allotment settles the matter or only a part of the whole was counted."""

    FINAL = "final"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One rated subject: its level by the first round, and its votes for the top level.

    ``proposed``: put forward for the top level; None: if its level is the top one
    (in a two-round ballot, where round one stops below it, the caller says so).
    """

    id: str
    level: str
    votes: int | None = None
    proposed: bool | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """What the candidates are: the quota's whole scope, or a part of it.

    ``whole``: all of the TCCSĐ (a chi bộ cơ sở); else one branch among others under a đảng ủy.
    """

    whole: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Allotment:
    """What a quota says of a group.

    ``rated``: those rated; ``base``: those of them at the base's level or above;
    ``limit``: how many may be at the top level; ``small``: the rule for small groups that set it.
    ``strict_limit``: percent of those who stay at the base's level (None: the text is clear, or
    a rule for small groups sets the limit, which is no percentage).
    ``proposed``: candidates for the top level, by votes where given; ``over``: how many too many.
    ``chosen``: those within the limit, None while people must settle it wholly;
    ``tied``: those with equal votes at the edge, voted again among themselves
    for the ``places_left``.
    """

    quota: str
    clause: str
    kind: Kind
    level: str
    percent: int
    rated: int
    base: int
    limit: int
    small: SmallGroup | None
    strict_limit: int | None
    proposed: tuple[str, ...]
    over: int
    chosen: tuple[str, ...] | None
    tied: tuple[str, ...]
    places_left: int
    needs_people: bool
    binding: Binding
    scope: str
    says: str
    readings: tuple[Reading, ...]


def allot(ruleset: Ruleset, kind: Kind, candidates: Sequence[Candidate], scope: Scope) -> Allotment:
    """The quota over these rated subjects (all of the scope, or of one part of it).

    Raises QuotaError: no quota on that kind, an unknown level, an id twice, negative votes.
    """
    quota = ruleset.quota(kind)
    if quota is None:
        raise _no_quota(ruleset, kind)
    _check(ruleset, candidates)
    edge = ruleset.level_rank[quota.of_level]
    base = sum(1 for item in candidates if ruleset.level_rank[item.level] <= edge)
    limit, small = limit_of(ruleset, quota, candidates, base)
    proposed = [item for item in candidates if _is_proposed(item, quota)]
    picked = pick({item.id: item.votes for item in proposed}, limit)
    whole = scope.whole or not quota.whole
    return Allotment(
        quota=quota.id,
        clause=small.clause if small else quota.clause,
        kind=kind,
        level=quota.level,
        percent=quota.percent,
        rated=len(candidates),
        base=base,
        limit=limit,
        small=small,
        strict_limit=_strict_limit(quota, base) if small is None else None,
        proposed=tuple(item.id for item in sorted(proposed, key=lambda item: -(item.votes or 0))),
        over=max(0, len(proposed) - limit),
        chosen=picked.chosen,
        tied=picked.tied,
        places_left=picked.places_left,
        needs_people=picked.needs_people,
        binding=Binding.FINAL if whole else Binding.PROVISIONAL,
        scope=quota.scope,
        says=small.says if small else quota.says,
        readings=tuple(ruleset.readings[reading] for reading in quota.readings),
    )


def _no_quota(ruleset: Ruleset, kind: Kind) -> QuotaError:
    return QuotaError(
        "{ruleset} sets no quota on the kind '{kind}'", ruleset=ruleset.id, kind=str(kind)
    )


def _strict_limit(quota: Quota, base: int) -> int | None:
    return base * quota.percent // (100 + quota.percent) if quota.remaining else None


def _check(ruleset: Ruleset, candidates: Sequence[Candidate]) -> None:
    seen = set()
    for item in candidates:
        if item.id in seen:
            raise QuotaError("the candidate '{id}' is there twice", id=item.id)
        seen.add(item.id)
        if item.level not in ruleset.level_rank:
            raise QuotaError(
                "the candidate '{id}' has an unknown level '{level}'",
                id=item.id,
                level=item.level,
            )
        if item.votes is not None and item.votes < 0:
            raise QuotaError(
                "the candidate '{id}' cannot have {votes} votes", id=item.id, votes=item.votes
            )


def _is_proposed(item: Candidate, quota: Quota) -> bool:
    return item.level == quota.level if item.proposed is None else item.proposed


def limit_of(
    ruleset: Ruleset, quota: Quota, candidates: Sequence[Candidate], base: int
) -> tuple[int, SmallGroup | None]:
    """How many the quota allows, and the rule for small groups where that one says so."""
    limit = base * quota.percent // 100
    for small in quota.small:
        if not 0 < len(candidates) < small.fewer_than:
            continue
        if small.all_at and any(
            ruleset.level_rank[item.level] > ruleset.level_rank[small.all_at] for item in candidates
        ):
            continue
        if small.allows != limit:
            return small.allows, small
    return limit, None


@dataclass(frozen=True, slots=True)
class Picked:
    """Who of those voted on has a place; see ``Allotment``."""

    chosen: tuple[str, ...] | None
    tied: tuple[str, ...]
    places_left: int
    needs_people: bool


def pick(votes: Mapping[str, int | None], places: int) -> Picked:
    """The highest by votes into the places; a tie at the edge stays open.

    With no more candidates than places all are chosen, votes or not.
    With more, and any votes missing, nothing is chosen: people decide.
    """
    ordered = sorted(votes, key=lambda item: -(votes[item] or 0))
    if len(votes) <= places:
        return Picked(tuple(ordered), (), places - len(votes), needs_people=False)
    known = {item: count for item, count in votes.items() if count is not None}
    if len(known) < len(votes):
        return Picked(None, (), places, needs_people=True)
    if places == 0:
        return Picked((), (), 0, needs_people=False)
    edge = known[ordered[places - 1]]
    if known[ordered[places]] < edge:
        return Picked(tuple(ordered[:places]), (), 0, needs_people=False)
    above = tuple(item for item in ordered if known[item] > edge)
    tied = tuple(item for item in ordered if known[item] == edge)
    return Picked(above, tied, places - len(above), needs_people=True)


@dataclass(frozen=True, slots=True)
class Share:
    """One branch's part of a quota: its own level, its base, and how many it is given."""

    id: str
    level: str
    base: int
    given: int


@dataclass(frozen=True, slots=True)
class Lopsided:
    """A lower-rated branch that is given a higher share than a better-rated one."""

    lower: str
    better: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole TCCSĐ's places shared out among its branches.

    ``over``: how many more than the limit are given; ``lopsided`` matters only where
    the quota goes ``by_level``: allowed there, not commanded, hence a warning.
    """

    base: int
    limit: int
    given: int
    over: int
    lopsided: tuple[Lopsided, ...]


def weigh_plan(ruleset: Ruleset, kind: Kind, shares: Sequence[Share]) -> Plan:
    """A plan that shares a quota out among branches, held against it.

    Raises QuotaError: no quota on that kind, an unknown level, more given than there are.
    """
    quota = ruleset.quota(kind)
    if quota is None:
        raise _no_quota(ruleset, kind)
    for share in shares:
        if share.level not in ruleset.level_rank:
            raise QuotaError(
                "the branch '{id}' has an unknown level '{level}'",
                id=share.id,
                level=share.level,
            )
        if not 0 <= share.given <= share.base:
            raise QuotaError(
                "the branch '{id}' cannot have {given} of {base}",
                id=share.id,
                given=share.given,
                base=share.base,
            )
    base = sum(share.base for share in shares)
    given = sum(share.given for share in shares)
    limit = base * quota.percent // 100
    lopsided = [
        Lopsided(lower.id, better.id)
        for lower in shares
        for better in shares
        if quota.by_level
        and ruleset.level_rank[lower.level] > ruleset.level_rank[better.level]
        and lower.given * better.base > better.given * lower.base
    ]
    return Plan(base, limit, given, max(0, given - limit), tuple(lopsided))
