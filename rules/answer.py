"""Decisions, allotments and rulesets as plain JSON data: the stable door for other programs.

Reading (``read_*``) raises RulesError with one clear sentence for anything that is not so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from rules.case import read_grades
from rules.decide import Use, contradictions, decide
from rules.errors import N_, ContradictoryFacts, RulesError, UnknownFact, shown
from rules.facts import from_jsonable, jsonable
from rules.finding import Conflict, Decision, Finding
from rules.load.records import write_record
from rules.model import FactDef, Kind, Reading, limits
from rules.quota import Allotment, Candidate, Plan, Scope, Share
from rules.ruleset import Ruleset
from rules.values import FactValue
from rules.written import KEY_COUNTS, KEY_HOLDS, Record, count_of, is_id, record_of, table_of

Json = dict[str, object]

_CASE = Record(
    frozenset({"id", "facts", "grades", "use", "readings"}),
    N_("a case must be a JSON object, not {value}"),
    N_("a case has no {unknown}; known: {known}"),
)
_POOL = Record(
    frozenset({"id", "whole", "name", "candidates"}),
    N_("a quota group must be a JSON object, not {value}"),
    N_("a quota group has no {unknown}; known: {known}"),
)
_CANDIDATE = Record(
    frozenset({"id", "level", "votes", "proposed"}),
    N_("a candidate must be a JSON object, not {value}"),
    N_("a candidate has no {unknown}; known: {known}"),
)
_PLAN = Record(
    frozenset({"id", "shares"}),
    N_("a plan must be a JSON object, not {value}"),
    N_("a plan has no {unknown}; known: {known}"),
)
_SHARE = Record(
    frozenset({"id", "level", "base", "given"}),
    N_("a share must be a JSON object, not {value}"),
    N_("a share has no {unknown}; known: {known}"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """One case as asked: its id (anything, given back), what is known, and how to judge."""

    id: object
    facts: dict[str, FactValue]
    grades: dict[str, str]
    use: Use
    options: dict[str, str]


def read_case(ruleset: Ruleset, kind: Kind, written: object) -> Asked:
    """One case from JSON; raises FactError, GradeError, RulesError.

    ``{"id": …, "facts": {fact: value}, "grades": {criterion: grade}, "use": "all" | "facts",
    "readings": {reading: option}}``; only ``facts`` is needed.
    """
    case = record_of(written, _CASE)
    facts: dict[str, FactValue] = {}
    for fact_id, value in table_of(case.get("facts", {}), KEY_HOLDS, key="facts").items():
        fact = ruleset.facts.get(fact_id)
        if fact is None or kind not in fact.kinds:
            raise UnknownFact(fact_id)
        if value is not None:  # null is how JSON says "not known"
            facts[fact_id] = from_jsonable(fact, value)
    grades = {
        criterion: str(grade)
        for criterion, grade in table_of(case.get("grades", {}), KEY_HOLDS, key="grades").items()
        if grade is not None
    }
    read_grades(ruleset, kind, ruleset.program(kind).criteria, grades)
    for conflict in contradictions(ruleset, kind, facts):
        raise ContradictoryFacts(conflict.facts, conflict.says[0])
    use = case.get("use", Use.ALL)
    if not isinstance(use, str) or use not in set(Use):
        raise RulesError(
            "use is one of {known}, not {value}", known=", ".join(Use), value=shown(use)
        )
    readings = table_of(case.get("readings", {}), KEY_HOLDS, key="readings")
    return Asked(
        id=case.get("id", ""),
        facts=facts,
        grades=grades,
        use=Use(use),
        options={reading: str(option) for reading, option in readings.items()},
    )


def answer_case(ruleset: Ruleset, kind: Kind, asked: Asked) -> Json:
    """The decision on a case, as JSON data."""
    decision = decide(
        ruleset, kind, asked.facts, asked.grades, use=asked.use, options=asked.options
    )
    return {"id": asked.id, **decision_data(ruleset, decision), **_laid_over(ruleset)}


def _laid_over(ruleset: Ruleset) -> Json:
    """The guideline that this one lies over (none: null), and whether nobody named it."""
    return {"laid_over": ruleset.base_id or None, "base_assumed": ruleset.base_assumed}


def decision_data(ruleset: Ruleset, decision: Decision) -> Json:
    """A decision as JSON data."""
    return {
        "status": str(decision.status),
        "possible": list(decision.possible),
        "exclusions": [str(status) for status in decision.exclusions],
        "level": decision.level,
        "ceiling": decision.ceiling,
        "allowed": list(decision.allowed),
        "missing": list(decision.missing),
        "missing_grades": list(decision.missing_grades),
        "findings": [_finding(ruleset, finding) for finding in decision.findings],
        "conflicts": [_conflict(conflict) for conflict in decision.conflicts],
        "to_confirm": [
            {"rule": item.id, "level": item.level, "clause": item.clause, "says": item.says}
            for item in decision.to_confirm
        ],
        "notices": [finding.rule for finding in decision.notices],
        "reopened": [finding.rule for finding in decision.reopened],
        "readings": [_reading(reading) for reading in decision.readings],
    }


def _finding(ruleset: Ruleset, finding: Finding) -> Json:
    clause = ruleset.clause(finding.clause)
    return {
        "rule": finding.rule,
        "clause": clause.path,
        "source": clause.source,
        "bullet": finding.bullet or None,
        "outcome": finding.outcome.value,
        "effect": {"kind": str(finding.effect.kind), "level": finding.effect.level or None},
        "bears": finding.bears,
        "limit": finding.limit or None,
        "private": finding.private,
        "says": finding.says,
        "observed": [
            {
                "what": item.what,
                "id": item.id,
                "value": None if item.value is None else jsonable(item.value),
            }
            for item in finding.observed
        ],
        "required": plain_data(finding.required),
    }


def _conflict(conflict: Conflict) -> Json:
    return {
        "rules": list(conflict.rules),
        "clauses": list(conflict.clauses),
        "says": list(conflict.says),
        "facts": list(conflict.facts),
    }


def _reading(reading: Reading) -> Json:
    return {"id": reading.id, "number": reading.number, "title": reading.title}


def plain_data(value: object) -> object:
    """Decimals as numbers, tuples as lists, everything inside likewise."""
    match value:
        case Decimal():
            return jsonable(value)
        case Mapping():
            return {str(key): plain_data(item) for key, item in value.items()}
        case list() | tuple():
            return [plain_data(item) for item in value]
        case _:
            return value


def read_pool(
    ruleset: Ruleset, kind: Kind, written: object
) -> tuple[object, list[Candidate], Scope]:
    """A group for the quota from JSON; raises RulesError.

    ``{"id": …, "whole": true, "candidates": [{"id": …, "level": …, "votes": 9,
    "proposed": true}]}``
    """
    pool = record_of(written, _POOL)
    rows = pool.get("candidates")
    if not isinstance(rows, list):
        raise RulesError("a quota group has a list of candidates")
    whole = pool.get("whole", False)
    if not isinstance(whole, bool):
        raise RulesError("whole is true or false, not {value}", value=shown(whole))
    candidates = []
    for row in rows:
        item = record_of(row, _CANDIDATE)
        votes, proposed = item.get("votes"), item.get("proposed")
        if not is_id(item.get("id")) or not isinstance(item.get("level"), str):
            raise RulesError("a candidate has an id and a level")
        if votes is not None and (isinstance(votes, bool) or not isinstance(votes, int)):
            raise RulesError("votes are a whole number, not {value}", value=shown(votes))
        if proposed is not None and not isinstance(proposed, bool):
            raise RulesError("proposed is true or false, not {value}", value=shown(proposed))
        candidate = Candidate(str(item["id"]), str(item["level"]), votes, proposed)
        if proposed and _is_below(ruleset, kind, candidate.level):
            raise RulesError(
                "the candidate '{id}' is at {level}: too low to be proposed",
                id=candidate.id,
                level=candidate.level,
            )
        candidates.append(candidate)
    return pool.get("id", ""), candidates, Scope(whole, str(pool.get("name", "")))


def _is_below(ruleset: Ruleset, kind: Kind, level: str) -> bool:
    """Whether the level is below those that the quota's percentage is taken of."""
    quota, rank = ruleset.quota(kind), ruleset.level_rank
    return quota is not None and level in rank and rank[level] > rank[quota.of_level]


def allotment_data(ruleset: Ruleset, allotment: Allotment) -> Json:
    """An allotment as JSON data."""
    return {
        "quota": allotment.quota,
        "clause": ruleset.clause(allotment.clause).path,
        "kind": str(allotment.kind),
        "level": allotment.level,
        "percent": allotment.percent,
        "scope": allotment.scope,
        "binding": str(allotment.binding),
        "rated": allotment.rated,
        "base": allotment.base,
        "limit": allotment.limit,
        "strict_limit": allotment.strict_limit,
        "small": allotment.small.id if allotment.small else None,
        "proposed": list(allotment.proposed),
        "over": allotment.over,
        "chosen": None if allotment.chosen is None else list(allotment.chosen),
        "tied": list(allotment.tied),
        "places_left": allotment.places_left,
        "needs_people": allotment.needs_people,
        "says": allotment.says,
        "readings": [_reading(reading) for reading in allotment.readings],
        **_laid_over(ruleset),
    }


def read_plan(written: object) -> tuple[object, list[Share]]:
    """A plan that shares a quota out from JSON; raises RulesError.

    ``{"id": …, "shares": [{"id": …, "level": …, "base": 12, "given": 2}]}``
    """
    plan = record_of(written, _PLAN)
    rows = plan.get("shares")
    if not isinstance(rows, list):
        raise RulesError("a plan has a list of shares")
    shares = []
    for row in rows:
        item = record_of(row, _SHARE)
        if "id" not in item or not isinstance(item.get("level"), str):
            raise RulesError("a share has an id and a level")
        base, given = (count_of(item.get(name), KEY_COUNTS, key=name) for name in ("base", "given"))
        shares.append(Share(str(item["id"]), str(item["level"]), base, given))
    return plan.get("id", ""), shares


def plan_data(ruleset: Ruleset, kind: Kind, plan: Plan) -> Json:
    """A plan held against the quota on that kind, as JSON data."""
    quota = ruleset.quota(kind)
    assert quota is not None  # weigh_plan() has looked
    return {
        "quota": quota.id,
        "clause": ruleset.clause(quota.clause).path,
        "kind": str(kind),
        "base": plan.base,
        "limit": plan.limit,
        "given": plan.given,
        "over": plan.over,
        "lopsided": [{"lower": item.lower, "better": item.better} for item in plan.lopsided],
        "says": quota.says,
        "readings": [_reading(ruleset.readings[reading]) for reading in quota.readings],
        **_laid_over(ruleset),
    }


def ruleset_data(ruleset: Ruleset) -> Json:
    """A whole ruleset as JSON data: its sections, each record under its id, as in its TOML."""
    held = ruleset.sections
    data: Json = {
        "id": ruleset.id,
        **_laid_over(ruleset),
        "kinds": [str(kind) for kind in ruleset.kinds],
    }
    for section in fields(held):
        value = getattr(held, section.name)
        if section.name == "about":
            data["guideline"] = json_data(write_record(value, with_id=True))
        else:
            data[section.name] = {record.id: json_data(write_record(record)) for record in value}
    return data


def json_data(value: object) -> object:
    """TOML data as JSON data: dates as YYYY-MM-DD."""
    plain = plain_data(value)
    if isinstance(plain, date):
        return plain.isoformat()
    if isinstance(plain, dict):
        return {key: json_data(item) for key, item in plain.items()}
    return [json_data(item) for item in plain] if isinstance(plain, list) else plain


def fact_data(fact: FactDef) -> Json:
    """A fact's definition as JSON data."""
    least, most = limits(fact)
    return {
        "id": fact.id,
        "name": fact.name,
        "type": str(fact.type),
        "unit": fact.unit or None,
        "meaning": fact.meaning,
        "asked_of": str(fact.asked_of),
        "kinds": [str(kind) for kind in fact.kinds],
        "private": fact.private,
        "judgement": fact.judgement,
        "minimum": None if least is None else jsonable(least),
        "maximum": None if most is None else jsonable(most),
        "choices": [{"id": choice.id, "name": choice.name} for choice in fact.choices] or None,
        "clause": fact.clause,
        "when": None if fact.when is None else plain_data(fact.when.data()),
    }
