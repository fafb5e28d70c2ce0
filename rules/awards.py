"""Awards checked against a history of levels: who is due one, and how many may have it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rules.award_rules import Award, Run, ShareOf
from rules.decide import Use, look
from rules.errors import RulesError
from rules.model import Kind
from rules.ruleset import Ruleset
from rules.truth import Truth, both, of
from rules.values import FactValue


@dataclass(frozen=True, slots=True)
class Year:
    """One year of a history; what is None, or absent from ``facts``, is not known."""

    level: str | None = None
    awards: frozenset[str] | None = None
    facts: Mapping[str, bool] | None = None


@dataclass(frozen=True, slots=True)
class RunFinding:
    """A run held against a history: the years that break it, and those not known."""

    run: Run
    outcome: Truth
    broken: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class AwardFinding:
    """Whether one award is due; ``condition`` is the truth of its other terms."""

    award: str
    clause: str
    says: str
    decides: str
    outcome: Truth
    runs: tuple[RunFinding, ...]
    condition: Truth
    also: tuple[str, ...]


def due(
    ruleset: Ruleset,
    kind: Kind,
    year: int,
    history: Mapping[int, Year],
    facts: Mapping[str, FactValue],
) -> tuple[AwardFinding, ...]:
    """Every award for that kind of subject in that year, with what speaks for and against it.

    Raises KindNotCovered, FactError, and RulesError for unknown levels or awards in the history.
    """
    known = {award.id for award in ruleset.awards}
    for past in history.values():
        if past.level is not None and past.level not in ruleset.level_rank:
            raise RulesError("the history has an unknown level '{level}'", level=past.level)
        for held in sorted((past.awards or frozenset()) - known):
            raise RulesError("the history has an unknown award '{award}'", award=held)
    case = look(ruleset, kind, facts, use=Use.FACTS)
    found: dict[str, AwardFinding] = {}

    def finding(award: Award) -> AwardFinding:
        if award.id not in found:
            runs = tuple(_run(ruleset, run, year, history) for run in award.runs)
            condition = Truth.TRUE if award.that is None else award.that.truth(case, good=True)
            others = [finding(other).outcome for other in ruleset.awards if other.id in award.also]
            found[award.id] = AwardFinding(
                award=award.id,
                clause=award.clause,
                says=award.says,
                decides=award.decides,
                outcome=both((*(run.outcome for run in runs), condition, *others)),
                runs=runs,
                condition=condition,
                also=award.also,
            )
        return found[award.id]

    return tuple(finding(award) for award in ruleset.awards if kind in award.kinds)


def _run(ruleset: Ruleset, run: Run, year: int, history: Mapping[int, Year]) -> RunFinding:
    last = year - 1 if run.until_last_year else year
    years = range(last - run.years + 1, last + 1)
    truths = {past: _in_year(ruleset, run, history.get(past, Year())) for past in years}
    broken = tuple(past for past, truth in truths.items() if truth is Truth.FALSE)
    unknown = tuple(past for past, truth in truths.items() if truth is Truth.UNKNOWN)
    needed = run.at_least or run.years
    sure = run.years - len(broken) - len(unknown)
    if sure >= needed:
        outcome = Truth.TRUE
    else:
        outcome = Truth.UNKNOWN if sure + len(unknown) >= needed else Truth.FALSE
    return RunFinding(run, outcome, broken, unknown)


def _in_year(ruleset: Ruleset, run: Run, past: Year) -> Truth:
    truths = []
    if run.level:
        truths.append(
            Truth.UNKNOWN
            if past.level is None
            else of(ruleset.level_rank[past.level] <= ruleset.level_rank[run.level])
        )
    if run.award:
        wanted = {run.award, *run.or_awards}
        truths.append(Truth.UNKNOWN if past.awards is None else of(bool(wanted & past.awards)))
    if run.no_award:
        truths.append(Truth.UNKNOWN if past.awards is None else of(run.no_award not in past.awards))
    if run.fact:
        value = (past.facts or {}).get(run.fact)
        truths.append(Truth.UNKNOWN if value is None else of(value))
    return both(truths)


@dataclass(frozen=True, slots=True)
class AwardShare:
    """How many may have an award: ``limit`` None where the text sets none."""

    award: str
    clause: str
    base: int
    limit: int | None
    given: int
    over: int


def share_of(
    ruleset: Ruleset, award_id: str, levels: Mapping[str, int], given: Sequence[int]
) -> AwardShare:
    """The share of one award in a year.

    ``levels``: how many units were rated at each level, in the award's scope;
    ``given``: how many this award and those counted with it are to go to.
    Rounded down.  Raises RulesError for an unknown award or level, or negative figures.
    """
    award = next((item for item in ruleset.awards if item.id == award_id), None)
    if award is None:
        raise RulesError("{ruleset} has no award '{award}'", ruleset=ruleset.id, award=award_id)
    for level, count in levels.items():
        if level not in ruleset.level_rank or count < 0:
            raise RulesError(
                "there cannot be {count} at the level '{level}'", count=count, level=level
            )
    base = sum(
        count
        for level, count in levels.items()
        if award.share_of is ShareOf.UNITS
        or not award.of_level
        or ruleset.level_rank[level] <= ruleset.level_rank[award.of_level]
    )
    limit = award.number if award.percent is None else base * award.percent // 100
    total = sum(given)
    over = 0 if limit is None else max(0, total - limit)
    return AwardShare(award.id, award.clause, base, limit, total, over)
