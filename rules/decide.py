"""From facts and grades to a level, with every step cited.

``decide`` tests every rule of the guideline for that kind of subject, in the stages
*exclude → force → levels → caps* (see ``rules.weigh``), in strong Kleene truth:
an unknown fact leaves the set of levels still possible and is named as missing.

``Use.ALL`` judges on facts and grades: the advised level; a grade not given is unknown.
``Use.FACTS`` judges on facts alone: the hard ceiling, above which no ballot may propose;
grades count as able to be met.
"""

from collections.abc import Mapping
from enum import StrEnum

from rules.aspects import facts_in
from rules.case import Seen, read_grades
from rules.conditions import Gap
from rules.contradiction import contradicting
from rules.errors import RulesError
from rules.facts import check_facts
from rules.finding import Conflict, Decision, Finding, Status
from rules.findings import find
from rules.model import Kind, Reading
from rules.possible import completions, grouped, possible
from rules.rule import Cap, Force, Notice, Reopen, Rule
from rules.ruleset import Ruleset
from rules.truth import Truth
from rules.values import FactValue
from rules.weigh import CONFLICT, NOT_RATED, NOT_REVIEWED, open_gaps, outcomes, triggered

_STATUS = {
    CONFLICT: Status.CONFLICT,
    NOT_RATED: Status.NOT_RATED,
    NOT_REVIEWED: Status.NOT_REVIEWED,
}
_NOTHING: Mapping[str, str] = {}


class Use(StrEnum):
    """What to judge on."""

    ALL = "all"
    FACTS = "facts"


def look(
    ruleset: Ruleset,
    kind: Kind,
    facts: Mapping[str, FactValue],
    grades: Mapping[str, str] = _NOTHING,
    *,
    use: Use = Use.ALL,
    options: Mapping[str, str] = _NOTHING,
) -> Seen:
    """The case, checked; raises KindNotCovered, FactError, GradeError, or RulesError (option)."""
    program = ruleset.program(kind)
    ranks, earned = read_grades(ruleset, kind, program.criteria, grades)
    chosen = dict(ruleset.default_options)
    for reading, option in options.items():
        held = ruleset.readings.get(reading)
        if held is None or option not in {known.id for known in held.options}:
            raise RulesError(
                "reading '{reading}' of {ruleset} has no option '{option}'",
                reading=reading,
                ruleset=ruleset.id,
                option=option,
            )
        chosen[reading] = option
    return Seen(
        ruleset,
        program,
        check_facts(ruleset, kind, facts),
        ranks,
        earned,
        chosen,
        hopeful=use is Use.FACTS,
    )


def decide(
    ruleset: Ruleset,
    kind: Kind,
    facts: Mapping[str, FactValue],
    grades: Mapping[str, str] = _NOTHING,
    *,
    use: Use = Use.ALL,
    options: Mapping[str, str] = _NOTHING,
) -> Decision:
    """The decision on one case.

    ``facts``: known facts only (an unknown one is an absent key), ids as in ``ruleset.facts``.
    ``grades``: grade id (or points as a decimal numeral) of each graded criterion;
    grades of criteria that turn out not to apply are left out of account.
    ``options``: readings that the branch takes otherwise than by default.
    Raises KindNotCovered, FactError, GradeError; facts that contradict each other do not raise
    but give ``Status.CONFLICT``.
    """
    case = look(ruleset, kind, facts, grades, use=use, options=options)
    contradictions = _contradictions(case)
    reached = frozenset({CONFLICT}) if contradictions else possible(case)
    ranks = sorted(rank for rank in reached if rank >= 0)
    levels = tuple(ruleset.levels[rank].id for rank in ranks)
    status = _status(reached, ranks)
    ceiling = levels[0] if levels else None
    tested = find(case)
    missing, missing_grades = _missing(case, status, reached)
    return Decision(
        status=status,
        possible=levels,
        exclusions=tuple(_STATUS[out] for out in (NOT_RATED, NOT_REVIEWED) if out in reached),
        level=levels[0] if status is Status.DECIDED else None,
        ceiling=ceiling,
        allowed=_allowed(case, ranks),
        findings=tuple(finding for _, finding in tested),
        missing=missing,
        missing_grades=missing_grades,
        conflicts=contradictions or (_clashes(case) if CONFLICT in reached else ()),
        to_confirm=tuple(rule for rule in case.program.confirms if rule.level in levels),
        readings=_readings(case, tested),
    )


def _status(reached: frozenset[int], ranks: list[int]) -> Status:
    if reached == {CONFLICT}:
        return Status.CONFLICT
    if not ranks and CONFLICT not in reached:
        return Status.NOT_REVIEWED if reached == {NOT_REVIEWED} else Status.NOT_RATED
    return Status.DECIDED if len(reached) == 1 else Status.OPEN


def _allowed(case: Seen, ranks: list[int]) -> tuple[str, ...]:
    if not ranks:
        return ()
    forced = {
        case.level_rank[force.level]
        for force in case.program.forces
        if triggered(case, force) is Truth.TRUE
    }
    if forced:
        return tuple(case.ruleset.levels[rank].id for rank in ranks)
    return tuple(level.id for level in case.ruleset.levels[ranks[0] :])


def contradictions(
    ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]
) -> tuple[Conflict, ...]:
    """The facts among these that cannot all be so; raises FactError for impossible values."""
    return _contradictions(look(ruleset, kind, facts, use=Use.FACTS))


def _contradictions(case: Seen) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(
            tuple(rule.id for rule in rules),
            tuple(rule.clause for rule in rules),
            tuple(rule.says for rule in rules),
            tuple(
                dict.fromkeys(fact for rule in rules for fact in facts_in(rule.when, case.tallies))
            ),
        )
        for rules in contradicting(case)
    )


def _clashes(case: Seen) -> tuple[Conflict, ...]:
    """The forced levels (and caps) that cannot all be right."""
    clashing: tuple[Force | Cap, ...] = (*case.program.forces, *case.program.caps)
    together = [rule for rule in clashing if triggered(case, rule) is not Truth.FALSE]
    return (
        Conflict(
            tuple(rule.id for rule in together),
            tuple(rule.clause for rule in together),
            tuple(rule.says for rule in together),
        ),
    )


def _missing(
    case: Seen, status: Status, reached: frozenset[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Missing facts and grades; those first whose knowledge leaves the fewest outcomes."""
    if status not in {Status.OPEN, Status.NOT_RATED} or len(reached) == 1:
        return (), ()
    gaps: dict[Gap, int] = {}
    for _, gap in open_gaps(case):
        gaps.setdefault(gap, len(gaps))
    left: dict[Gap, float] = {}
    for gap in {grouped(case, gap) for gap in gaps}:
        after = [len(outcomes(completed)) for completed in completions(case, gap)]
        left[gap] = sum(after) / len(after) if after else float(len(reached))
    ordered = sorted(gaps, key=lambda gap: (left[grouped(case, gap)], gaps[gap]))
    return (
        tuple(gap.id for gap in ordered if gap.what == "fact"),
        tuple(gap.id for gap in ordered if gap.what == "grade"),
    )


def _readings(case: Seen, tested: tuple[tuple[Rule, Finding], ...]) -> tuple[Reading, ...]:
    """The readings behind what bears on the result, is still open, or must be known."""
    used: dict[str, None] = {}
    for rule, finding in tested:
        told = finding.outcome is Truth.TRUE and isinstance(rule, (Notice, Reopen))
        if finding.bears or finding.outcome is Truth.UNKNOWN or told:
            used.update(dict.fromkeys(rule.readings))
    return tuple(case.ruleset.readings[reading] for reading in used)
