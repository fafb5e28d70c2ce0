"""What the members' results, the roll and the branch's own level say of the branch's bodies.

Every figure tells where it comes from.  What rests on facts that the secretary confirmed counts as
confirmed; what rests on proposals, which the committee above has yet to decide, advises until the
secretary confirms it.  Unknown is not no: «none disciplined» is said only where it is known of
everyone.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from conversations.evidence import IN_COMMITTEE, Evidence
from conversations.heads import BodyLevel
from conversations.proposals import Proposals
from rules import AskedOf, FactValue, Kind, Ruleset
from storage.roll import Person, Role

DISCIPLINED, REMEDIED = "disciplined", "discipline_self_remedied"
DEGRADED = "degradation_concluded"
"""The ids of the members' facts that those of the bodies follow from; see the guidelines' data."""
BODY_LEVEL = "body_level"
"""The level of the organisation that a collective leads: it is not rated above it."""
SIZE, ONLY_SECRETARIES = "collective_size", "only_secretaries"


class Origin(StrEnum):
    """Where a figure comes from."""

    LEVELS = "levels"
    """The members' levels, as counted ballots propose them."""
    MEMBERS = "members"
    """What the secretary confirmed of each member."""
    ROLL = "roll"
    BRANCH = "branch"
    """The branch's own level, as it is known now."""


@dataclass(frozen=True, slots=True)
class Result:
    """A fact of a body that follows from results; ``sure``: it counts as confirmed."""

    value: FactValue
    origin: Origin
    sure: bool


@dataclass(frozen=True, slots=True)
class _Follows:
    """A body's fact that follows from one of its members'.

    ``of_those``: only of such members; ``where``: only where that other fact of the body is so.
    """

    kind: Kind
    fact: str
    of: str
    committee: bool = False
    of_those: str = ""
    where: str = ""


def _discipline(kind: Kind, whose: str, *, committee: bool) -> tuple[_Follows, ...]:
    """That some of them were disciplined, and whether all of those had mended it themselves."""
    fact, excuse = f"{whose}_disciplined", f"{whose}_self_remedied"
    return (
        _Follows(kind, fact, DISCIPLINED, committee),
        _Follows(kind, excuse, REMEDIED, committee, of_those=DISCIPLINED, where=fact),
    )


_FOLLOWING = (
    *_discipline(Kind.ORGANISATION, "branch_member", committee=False),
    *_discipline(Kind.ORGANISATION, "committee_member", committee=True),
    *_discipline(Kind.COLLECTIVE, "collective_member", committee=True),
    _Follows(Kind.COLLECTIVE, "member_degraded", DEGRADED, committee=True),
)
"""The bodies' facts by their ids in the guidelines' data."""


def results_for(ruleset: Ruleset, kind: Kind, proposals: Proposals) -> dict[str, Result]:
    """What is known of such a body from results, by fact id; facts of the guideline only."""
    everyone = [one.evidence for one in (*proposals.rated, *proposals.unrated)]
    found = {
        fact: Result(value, Origin.LEVELS, sure=False)
        for fact, value in counted(ruleset, proposals).items()
    }
    for one in _FOLLOWING:
        value = _follows(one, everyone)
        if value is not None and one.kind is kind:
            found[one.fact] = Result(value, Origin.MEMBERS, sure=True)
    committee = committee_among(one.person for one in everyone)
    if kind is Kind.ORGANISATION and everyone:
        only = not any(Role.COMMITTEE in one.roles for one in committee)
        found[ONLY_SECRETARIES] = Result(only, Origin.ROLL, sure=True)
    elif everyone:
        found[SIZE] = Result(len(committee), Origin.ROLL, sure=True)
    level = proposals.levels.get(Kind.ORGANISATION)
    if level is not None:
        found[BODY_LEVEL] = _of_branch(level)
    return {
        fact: one
        for fact, one in found.items()
        if fact in ruleset.facts and kind in ruleset.facts[fact].kinds
    }


def overruled(results: Mapping[str, Result], said: Mapping[str, FactValue]) -> frozenset[str]:
    """The results that fall with another which somebody said is not so."""
    return frozenset(
        one.fact for one in _FOLLOWING if one.where in results and said.get(one.where) is False
    )


def counted(ruleset: Ruleset, proposals: Proposals) -> dict[str, FactValue]:
    """How many members are proposed for each level; nothing while one has no proposal yet."""
    if proposals.open or not proposals.rated:
        return {}
    levels = [one.level for one in proposals.rated]
    return {
        fact_id: levels.count(level)
        for counts in ruleset.tallies.values()
        for level, fact_id in counts.items()
        if ruleset.facts[fact_id].asked_of is AskedOf.DERIVED
    }


def committee_among(people: Iterable[Person]) -> tuple[Person, ...]:
    """Those who make up the branch's committee: secretary, deputies and its members."""
    return tuple(one for one in people if one.left is None and one.roles & IN_COMMITTEE)


def _of_branch(level: BodyLevel) -> Result:
    return Result(level.level, Origin.BRANCH, sure=level.decided)


def _follows(one: _Follows, everyone: Iterable[Evidence]) -> bool | None:
    """Whether it is so of anybody; of what excuses, whether of all concerned.  None: open."""
    people = [
        held.confirmed for held in everyone if not one.committee or held.person.roles & IN_COMMITTEE
    ]
    if not one.of_those:
        return _any(known.get(one.of) for known in people)
    if _any(known.get(one.of_those) for known in people) is not True:
        return None
    concerned: list[Mapping[str, FactValue]] = [
        known for known in people if known.get(one.of_those)
    ]
    failing = _any(None if (said := known.get(one.of)) is None else not said for known in concerned)
    return None if failing is None else not failing


def _any(values: Iterable[FactValue | None]) -> bool | None:
    """Whether one of them is true; None while one that is not known could be."""
    told = list(values)
    if any(told):
        return True
    return None if not told or any(one is None for one in told) else False
