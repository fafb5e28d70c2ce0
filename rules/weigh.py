"""From the truth of every rule to the levels that may come out.

The stages, in this order: *exclude → force → levels → caps*.

- A subject excluded from review is nothing else; excluded from rating, it has no level.
- A forced worst level beats everything; two different forced levels, or a forced level above
  a cap, contradict each other and are handed to people.
- A level asks for all that it and every worse level require. From the level of ``otherwise``
  one climbs while the requirements hold; where one is UNKNOWN one may stop or go on.
- Caps then hold the result down.

``outcomes`` takes the rules' truths as if each unknown one could turn out either way by itself:
it never leaves out a level that can come, but may keep one that cannot, where two rules hang
on the same fact. ``rules.possible`` sorts those out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.case import Seen
from rules.conditions.base import Condition, Gap
from rules.rule import Base, Cap, Exclude, Force, Notice, Reopen, Require, Rule, Scope
from rules.truth import Truth, either

NOT_REVIEWED = -1
NOT_RATED = -2
CONFLICT = -3
"""Outcomes that are no level; levels are their ranks, 0 the best."""


@dataclass(frozen=True, slots=True)
class Weight:
    """The truth of one rule in one case; for a requirement, whether it is met."""

    rule: Rule
    truth: Truth


def guarded(case: Seen, when: Condition | None, unless: Condition | None, good: bool) -> Truth:
    """``when`` and not ``unless``; a missing ``when`` holds always."""
    first = Truth.TRUE if when is None else when.truth(case, good)
    if unless is None or first is Truth.FALSE:
        return first
    excepted = unless.truth(case, not good)
    if excepted is Truth.TRUE:
        return Truth.FALSE
    return first if excepted is Truth.FALSE else Truth.UNKNOWN


def triggered(
    case: Seen, rule: Exclude | Force | Cap | Notice | Reopen, good: bool = False
) -> Truth:
    """Whether what a rule waits for is so, its exception aside."""
    known = case.truths[good]
    truth = known.get(rule.id)
    if truth is None:
        truth = known[rule.id] = guarded(case, rule.when, rule.unless, good)
    return truth


def required(case: Seen, rule: Require) -> Truth:
    """Whether a requirement is met: not asked of the subject, or held to, or excepted."""
    known = case.truths[True]
    truth = known.get(rule.id)
    if truth is None:
        truth = known[rule.id] = _required(case, rule)
    return truth


def _required(case: Seen, rule: Require) -> Truth:
    met = rule.that.truth(case, good=True)
    if met is not Truth.TRUE and rule.unless is not None:
        met = either((met, rule.unless.truth(case, good=True)))
    if met is not Truth.TRUE and rule.when is not None:
        met = either((met, ~rule.when.truth(case, good=False)))
    return met


def cap_truth(case: Seen, cap: Cap) -> Truth:
    """Whether a cap holds; UNKNOWN also while the level it looks at is not known."""
    holds = triggered(case, cap)
    if holds is Truth.TRUE and cap.not_above and cap.not_above not in case.facts:
        return Truth.UNKNOWN
    return holds


def cap_rank(case: Seen, cap: Cap) -> int | None:
    """The rank a cap holds at; None while that is not known."""
    if cap.at_most:
        return case.level_rank[cap.at_most]
    level = case.facts.get(cap.not_above)
    return case.level_rank[level] if isinstance(level, str) else None


def outcomes(case: Seen) -> frozenset[int]:
    """Every outcome that the rules' truths, each by itself, leave open."""
    found: set[int] = set()
    rated = True
    for exclude in case.program.excludes:
        value = triggered(case, exclude)
        if value is Truth.FALSE:
            continue
        if exclude.scope is Scope.REVIEW and value is Truth.TRUE:
            return frozenset({NOT_REVIEWED})
        found.add(NOT_REVIEWED if exclude.scope is Scope.REVIEW else NOT_RATED)
        rated = rated and value is Truth.UNKNOWN
    return frozenset(found | _levels(case)) if rated else frozenset(found)


def _levels(case: Seen) -> set[int]:
    worst = len(case.level_rank) - 1
    sure: set[int] = set()
    maybe: set[int] = set()
    for force in case.program.forces:
        value = triggered(case, force, good=_helps(case, force))
        if value is not Truth.FALSE:
            (sure if value is Truth.TRUE else maybe).add(case.level_rank[force.level])
    if worst in sure:
        return {worst}
    if sure:
        found = {CONFLICT} if len(sure | (maybe - {worst})) > 1 else set()
        if len(sure) == 1:
            found |= _under_forced(case, next(iter(sure)))
        return found | (maybe & {worst})
    found = _capped(case, _climb(case))
    for rank in maybe:
        found |= {rank} if rank == worst else _under_forced(case, rank)
    if len(maybe - {worst}) > 1:
        found.add(CONFLICT)
    return found


def _helps(case: Seen, force: Force) -> bool:
    return case.level_rank[force.level] == 0


def _under_forced(case: Seen, rank: int) -> set[int]:
    """A forced level that a cap would lower contradicts the cap."""
    return {rank if held == rank else CONFLICT for held in _capped(case, {rank})}


def _climb(case: Seen) -> set[int]:
    """The levels that the requirements leave open, before caps."""
    program = case.program
    ranks = len(case.level_rank)
    if program.base is not None:
        return _given(case, program.base)
    start = case.level_rank[program.otherwise.level] if program.otherwise else ranks - 1
    found: set[int] = set()
    rank = start
    for better in range(start - 1, -1, -1):
        value = Truth.TRUE
        for rule in program.requires[better]:
            met = required(case, rule)
            if met is Truth.FALSE:
                value = met
                break
            if met is Truth.UNKNOWN:
                value = met
        if value is Truth.FALSE:
            break
        if value is Truth.UNKNOWN:
            found.add(rank)
        rank = better
    found.add(rank)
    if program.otherwise is None:
        # The text in hand does not say who gets a lower level: every one stays open.
        found |= set(range(rank, ranks))
    return found


def _given(case: Seen, base: Base) -> set[int]:
    level = case.facts.get(base.level_from)
    if isinstance(level, str):
        return {case.level_rank[level]}
    return set(range(len(case.level_rank)))


def _capped(case: Seen, found: set[int]) -> set[int]:
    ranks = len(case.level_rank)
    for cap in case.program.caps:
        holds = triggered(case, cap)
        if holds is Truth.FALSE:
            continue
        at = cap_rank(case, cap)
        if at is None:
            found = found | {max(rank, other) for rank in found for other in range(ranks)}
        else:
            held = {max(rank, at) for rank in found}
            found = held if holds is Truth.TRUE else found | held
    return found


def open_gaps(case: Seen) -> Iterator[tuple[Rule, Gap]]:
    """What is missing in every rule that is still open and can still change the outcome."""
    for rule in _open_rules(case):
        gaps = case.gaps.get(rule.id)
        if gaps is None:
            gaps = case.gaps[rule.id] = tuple(_gaps(case, rule))
        for gap in gaps:
            yield rule, gap


def _open_rules(case: Seen) -> Iterator[Exclude | Force | Base | Require | Cap]:
    program = case.program
    for exclude in program.excludes:
        if triggered(case, exclude) is Truth.UNKNOWN:
            yield exclude
    if len(_levels(case)) == 1:
        return
    worst = len(case.level_rank) - 1
    for force in program.forces:
        if triggered(case, force, _helps(case, force)) is Truth.UNKNOWN:
            yield force
    climbed = _climb(case)
    if program.base is None:
        best = max([min(climbed), *_sure_caps(case)])
        for rank in range(worst, best - 1, -1):
            for rule in program.requires[rank]:
                if required(case, rule) is Truth.UNKNOWN:
                    yield rule
    elif program.base.level_from not in case.facts:
        yield program.base
    for cap in program.caps:
        at = cap_rank(case, cap)
        matters = any(rank < (worst if at is None else at) for rank in climbed)
        if matters and (triggered(case, cap) is not Truth.FALSE):
            yield cap


def _sure_caps(case: Seen) -> Iterator[int]:
    for cap in case.program.caps:
        at = cap_rank(case, cap)
        if at is not None and cap_truth(case, cap) is Truth.TRUE:
            yield at


def _gaps(case: Seen, rule: Exclude | Force | Base | Require | Cap) -> Iterator[Gap]:
    """What is missing in one rule: an exception helps against a trigger;
    beside a requirement it is one more way to meet it."""
    match rule:
        case Base():
            yield Gap("fact", rule.level_from)
        case Require():
            yield from _gaps_in(case, (rule.when, False), (rule.that, True), (rule.unless, True))
        case Force():
            good = _helps(case, rule)
            yield from _gaps_in(case, (rule.when, good), (rule.unless, not good))
        case Exclude() | Cap():
            if triggered(case, rule) is Truth.UNKNOWN:
                yield from _gaps_in(case, (rule.when, False), (rule.unless, True))
            if isinstance(rule, Cap) and cap_rank(case, rule) is None:
                yield Gap("fact", rule.not_above)


def _gaps_in(case: Seen, *parts: tuple[Condition | None, bool]) -> Iterator[Gap]:
    """What is missing in conditions, each with whether being TRUE helps the subject."""
    for condition, good in parts:
        if condition is not None and condition.truth(case, good) is Truth.UNKNOWN:
            yield from condition.gaps(case, good)
