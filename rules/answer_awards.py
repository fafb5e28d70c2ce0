"""Histories of levels and what awards they are due, as plain JSON data."""

import re
from collections.abc import Mapping

from rules.answer import Json, read_case
from rules.awards import AwardFinding, AwardShare, Year, share_of
from rules.errors import N_, RulesError, UnknownFact, shown
from rules.model import Kind
from rules.ruleset import Ruleset
from rules.values import FactValue
from rules.written import KEY_COUNTS, KEY_HOLDS, Record, count_of, record_of, table_of

_YEAR = re.compile(r"[0-9]{4}")
_HISTORY = Record(
    frozenset({"id", "year", "history", "facts", "shares"}),
    N_("a history must be a JSON object, not {value}"),
    N_("a history has no {unknown}; known: {known}"),
)
_ONE_YEAR = Record(
    frozenset({"level", "awards", "facts"}),
    N_("a year must be a JSON object, not {value}"),
    N_("a year has no {unknown}; known: {known}"),
)
_SHARE = Record(
    frozenset({"levels", "given"}),
    N_("a share must be a JSON object, not {value}"),
    N_("a share has no {unknown}; known: {known}"),
)
_FACTS_HOLD = N_("a year's facts must be a JSON object, not {value}")
_LEVELS_HOLD = N_("a share's levels must be a JSON object, not {value}")
_LEVEL_COUNTS = N_("how many are at {level} is a whole number, not {value}")


def read_history(
    ruleset: Ruleset, kind: Kind, written: object
) -> tuple[object, int, dict[int, Year], dict[str, FactValue]]:
    """A history for the awards from JSON: (id, year, history, facts); raises RulesError.

    ``{"id": …, "year": 2023, "history": {"2022": {"level": "XS", "awards": [award ids],
    "facts": {fact: true}}}, "facts": {fact: value}}``
    """
    case = record_of(written, _HISTORY)
    year = count_of(case.get("year"), KEY_COUNTS, key="year")
    history = {}
    for name, row in table_of(case.get("history", {}), KEY_HOLDS, key="history").items():
        if not _YEAR.fullmatch(name):
            raise RulesError("the history is told by years, not by '{name}'", name=name)
        history[int(name)] = _read_year(ruleset, kind, row)
    asked = read_case(ruleset, kind, {"facts": case.get("facts", {})})
    return case.get("id", ""), year, history, asked.facts


def _read_year(ruleset: Ruleset, kind: Kind, written: object) -> Year:
    row = record_of(written, _ONE_YEAR)
    level, awards = row.get("level"), row.get("awards")
    if level is not None and not isinstance(level, str):
        raise RulesError("a year's level is a level id, not {value}", value=shown(level))
    if awards is not None and not isinstance(awards, list):
        raise RulesError("a year's awards are a list, not {value}", value=shown(awards))
    facts = {}
    for fact, value in table_of(row.get("facts", {}), _FACTS_HOLD).items():
        if fact not in ruleset.facts or kind not in ruleset.facts[fact].kinds:
            raise UnknownFact(fact)
        if value is None:
            continue
        if not isinstance(value, bool):
            raise RulesError(
                "a year's fact '{fact}' is true or false, not {value}",
                fact=fact,
                value=shown(value),
            )
        facts[fact] = value
    return Year(
        level=level,
        awards=None if awards is None else frozenset(map(str, awards)),
        facts=facts,
    )


def read_shares(ruleset: Ruleset, kind: Kind, written: object) -> dict[str, AwardShare]:
    """The shares asked about in a history from JSON, by award; raises RulesError.

    ``"shares": {award: {"levels": {"XS": 4, "HTT": 20}, "given": 3}}``: how many were rated at
    each level in the award's scope, and how many it, and those counted with it, are to go to.
    """
    shares = {}
    known = {award.id for award in ruleset.awards if kind in award.kinds}
    asked = record_of(written, _HISTORY).get("shares", {})
    for award, row in table_of(asked, KEY_HOLDS, key="shares").items():
        if award not in known:
            raise RulesError(
                "{ruleset} has no award '{award}' for the kind '{kind}'",
                ruleset=ruleset.id,
                award=award,
                kind=str(kind),
            )
        share = record_of(row, _SHARE)
        levels = {
            level: count_of(count, _LEVEL_COUNTS, level=level)
            for level, count in table_of(share.get("levels", {}), _LEVELS_HOLD).items()
        }
        given = count_of(share.get("given", 0), KEY_COUNTS, key="given")
        if given < 0:
            raise RulesError("{given} cannot be given", given=given)
        shares[award] = share_of(ruleset, award, levels, [given])
    return shares


def award_data(
    ruleset: Ruleset, finding: AwardFinding, shares: Mapping[str, AwardShare] | None = None
) -> Json:
    """An award finding as JSON data, with the share that was asked about."""
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
        "share": _share(ruleset, finding.award, (shares or {}).get(finding.award)),
    }


def _share(ruleset: Ruleset, award_id: str, share: AwardShare | None) -> Json | None:
    """How many may have the award; None where the text sets no limit."""
    award = next(item for item in ruleset.awards if item.id == award_id)
    if award.percent is None and award.number is None:
        return None
    return {
        "percent": award.percent,
        "of_level": award.of_level or None,
        "scope": award.scope,
        "counted_with": list(award.counts),
        "base": share.base if share else None,
        "limit": share.limit if share else award.number,
        "given": share.given if share else None,
        "over": share.over if share else None,
    }
