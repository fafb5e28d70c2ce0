"""Decisions, allotments and rulesets as plain JSON data: the stable door for other programs.

Reading (``read_*``) raises RulesError with one clear sentence for anything that is not so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal

from rules.awards import AwardFinding, Year
from rules.case import read_grades
from rules.decide import Use, contradictions, decide
from rules.errors import ContradictoryFacts, RulesError, UnknownFact
from rules.facts import from_jsonable, jsonable
from rules.finding import Conflict, Decision, Finding
from rules.load.records import write_record
from rules.model import FactDef, Kind, Reading, limits
from rules.quota import Allotment, Candidate, Scope
from rules.ruleset import Ruleset
from rules.values import FactValue

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """One case as asked: its id, what is known, and how to judge."""

    id: str
    facts: dict[str, FactValue]
    grades: dict[str, str]
    use: Use
    options: dict[str, str]


def read_case(ruleset: Ruleset, kind: Kind, written: object) -> Asked:
    """One case from JSON; raises FactError, GradeError, RulesError.

    ``{"id": …, "facts": {fact: value}, "grades": {criterion: grade}, "use": "all" | "facts",
    "readings": {reading: option}}``; only ``facts`` is needed.
    """
    case = _table(written, "a case")
    _only(case, {"id", "facts", "grades", "use", "readings"}, "a case")
    facts: dict[str, FactValue] = {}
    for fact_id, value in _table(case.get("facts", {}), "facts").items():
        fact = ruleset.facts.get(fact_id)
        if fact is None or kind not in fact.kinds:
            raise UnknownFact(fact_id)
        if value is not None:  # null is how JSON says "not known"
            facts[fact_id] = from_jsonable(fact, value)
    grades = {
        criterion: str(grade)
        for criterion, grade in _table(case.get("grades", {}), "grades").items()
        if grade is not None
    }
    read_grades(ruleset, kind, ruleset.program(kind).criteria, grades)
    for conflict in contradictions(ruleset, kind, facts):
        raise ContradictoryFacts(conflict.facts, conflict.says[0])
    use = case.get("use", Use.ALL)
    if use not in set(Use):
        raise RulesError(f"use is one of {', '.join(Use)}, not {use!r}")
    readings = _table(case.get("readings", {}), "readings")
    return Asked(
        id=str(case.get("id", "")),
        facts=facts,
        grades=grades,
        use=Use(str(use)),
        options={reading: str(option) for reading, option in readings.items()},
    )


def answer_case(ruleset: Ruleset, kind: Kind, asked: Asked) -> Json:
    """The decision on a case, as JSON data."""
    decision = decide(
        ruleset, kind, asked.facts, asked.grades, use=asked.use, options=asked.options
    )
    return {"id": asked.id, **decision_data(ruleset, decision)}


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


def read_pool(written: object) -> tuple[str, list[Candidate], Scope]:
    """A group for the quota from JSON; raises RulesError.

    ``{"id": …, "whole": true, "candidates": [{"id": …, "level": …, "votes": 9,
    "proposed": true}]}``
    """
    pool = _table(written, "a quota group")
    _only(pool, {"id", "whole", "name", "candidates"}, "a quota group")
    rows = pool.get("candidates")
    if not isinstance(rows, list):
        raise RulesError("a quota group has a list of candidates")
    whole = pool.get("whole", False)
    if not isinstance(whole, bool):
        raise RulesError(f"whole is true or false, not {whole!r}")
    candidates = []
    for row in rows:
        item = _table(row, "a candidate")
        _only(item, {"id", "level", "votes", "proposed"}, "a candidate")
        votes, proposed = item.get("votes"), item.get("proposed")
        if "id" not in item or not isinstance(item.get("level"), str):
            raise RulesError("a candidate has an id and a level")
        if votes is not None and (isinstance(votes, bool) or not isinstance(votes, int)):
            raise RulesError(f"votes are a whole number, not {votes!r}")
        if proposed is not None and not isinstance(proposed, bool):
            raise RulesError(f"proposed is true or false, not {proposed!r}")
        candidates.append(Candidate(str(item["id"]), str(item["level"]), votes, proposed))
    return str(pool.get("id", "")), candidates, Scope(whole, str(pool.get("name", "")))


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
    }


def read_history(
    ruleset: Ruleset, kind: Kind, written: object
) -> tuple[str, int, dict[int, Year], dict[str, FactValue]]:
    """A history for the awards from JSON: (id, year, history, facts); raises RulesError.

    ``{"id": …, "year": 2023, "history": {"2022": {"level": "XS", "awards": [award ids],
    "facts": {fact: true}}}, "facts": {fact: value}}``
    """
    case = _table(written, "a history")
    _only(case, {"id", "year", "history", "facts"}, "a history")
    year = case.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        raise RulesError(f"year is a whole number, not {year!r}")
    history = {}
    for name, row in _table(case.get("history", {}), "history").items():
        if not name.isdecimal():
            raise RulesError(f"the history is told by years, not by {name!r}")
        history[int(name)] = _read_year(row)
    asked = read_case(ruleset, kind, {"facts": case.get("facts", {})})
    return str(case.get("id", "")), year, history, asked.facts


def _read_year(written: object) -> Year:
    row = _table(written, "a year")
    _only(row, {"level", "awards", "facts"}, "a year")
    level, awards = row.get("level"), row.get("awards")
    if level is not None and not isinstance(level, str):
        raise RulesError(f"a year's level is a level id, not {level!r}")
    if awards is not None and not isinstance(awards, list):
        raise RulesError(f"a year's awards are a list, not {awards!r}")
    facts = _table(row.get("facts", {}), "a year's facts")
    for fact, value in facts.items():
        if not isinstance(value, bool):
            raise RulesError(f"a year's fact {fact!r} is true or false, not {value!r}")
    return Year(
        level=level,
        awards=None if awards is None else frozenset(map(str, awards)),
        facts={fact: bool(value) for fact, value in facts.items()},
    )


def award_data(ruleset: Ruleset, finding: AwardFinding) -> Json:
    """An award finding as JSON data."""
    return {
        "award": finding.award,
        "clause": ruleset.clause(finding.clause).path,
        "outcome": finding.outcome.value,
        "says": finding.says,
        "decides": finding.decides,
        "runs": [
            {
                "years": run.run.years,
                "outcome": run.outcome.value,
                "broken": list(run.broken),
                "unknown": list(run.unknown),
            }
            for run in finding.runs
        ],
        "condition": finding.condition.value,
        "also": list(finding.also),
    }


def ruleset_data(ruleset: Ruleset) -> Json:
    """A whole ruleset as JSON data: its sections, each record under its id, as in its TOML."""
    held = ruleset.sections
    data: Json = {
        "id": ruleset.id,
        "base": ruleset.base_id or None,
        "base_assumed": ruleset.base_assumed,
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


def _table(value: object, what: str) -> dict[str, object]:
    if not isinstance(value, dict):
        raise RulesError(f"{what} must be a JSON object, not {value!r}")
    return {str(key): item for key, item in value.items()}


def _only(table: Mapping[str, object], known: set[str], what: str) -> None:
    unknown = sorted(set(table) - known)
    if unknown:
        raise RulesError(f"{what} has no {', '.join(unknown)}; known: {', '.join(sorted(known))}")
