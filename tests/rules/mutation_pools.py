"""What no single case can show, as tables: contradictions, criteria, quotas, awards.

``mutation_tables/<id>.toml``:

    [[conflicts]]
    rule = "…"                          the record of ``impossible``
    kind = "member"
    so = [{ … }, …]                     facts that contradict each other, in its words
    fine = [{ … }, …]                   facts that do not

    [[criteria]]
    kind = "collective"
    facts = { … }
    expect = ["…"]                      the criteria that apply, in printed order
    open = ["…"]                        those that may

    [[effects]]
    rule = "…"                          a rule, and what it is to each of these
    kind = "member"
    level = "KHT"                       the level it does something with
    shared = { … }                      facts that all rows share
    met = [{ … }, …]                    further facts of which it is met, not met, unknown
    not_met = [{ … }, …]
    unknown = [{ … }, …]

    [[quotas]]
    name = "…"                          what it shows
    clause = "II.B.2.3.1"               the clause it shows
    kind = "member"
    levels = { XS = 3, HTT = 10 }       how many are at each level (candidates XS-1 …, no votes)
    whole = true
    expect = { limit = 2, base = 13 }   any keys of the command line's answer
    absent = ["strict_limit"]           keys that have nothing there

    [[awards]]
    name = "…"
    clause = "…"
    kind = "member"
    year = 2023
    history = { 2022 = { level = "XS", awards = [], facts = {} }, … }
    same = [{ from = 2019, to = 2023, level = "XS", … }, …]    the same for a stretch of years
    facts = {}
    expect = { AWARD = "met" | "not met" | "unknown" }

    [[shares]]
    clause = "…"
    kind = "organisation"
    levels = { XS = 40, HTT = 40 }      how many units of the award's scope are at each level
    expect = { AWARD = 16 }             how many may have it
"""

import tomllib
from collections.abc import Container, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

from rules import (
    FactValue,
    Kind,
    Library,
    RulesError,
    Ruleset,
    Truth,
    allot,
    contradictions,
    criteria_for,
    decide,
    due,
    from_jsonable,
    share_of,
)
from rules.answer import allotment_data, read_pool
from rules.answer_awards import read_history

TABLES = Path(__file__).parent / "mutation_tables"
Row = dict[str, object]
_TRUTHS = {"met": Truth.TRUE, "not_met": Truth.FALSE, "unknown": Truth.UNKNOWN}


@cache
def read_rows(ruleset_id: str, what: str) -> list[Row]:
    """The rows of a guideline's quota groups or award histories."""
    file = TABLES / f"{ruleset_id}.toml"
    if not file.exists():
        return []
    tables = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
    rows: list[Row] = tables.get(what, [])
    return rows


def wrong_pools(
    library: Library, ruleset_id: str, kinds: Container[str] = frozenset(Kind)
) -> Iterator[str]:
    """What comes out otherwise than the tables say of those kinds of subject, a sentence each."""
    for what, look in (
        ("conflicts", wrong_conflict),
        ("criteria", wrong_criteria),
        ("effects", wrong_effect),
        ("quotas", wrong_quota),
        ("awards", wrong_award),
        ("shares", wrong_share),
    ):
        for row in read_rows(ruleset_id, what):
            if row.get("kind") in kinds or "kind" not in row:
                yield from _wrong(library, ruleset_id, row, look)


def _wrong(library: Library, ruleset_id: str, row: Row, look: object) -> Iterator[str]:
    assert callable(look)
    try:
        found = look(library.get(ruleset_id, row.get("over")), row)
    except (RulesError, KeyError) as error:
        found = [str(error)]
    named = row.get("name", row.get("rule", row["kind"]))
    yield from (f"[{row.get('clause', '')}] {named}: {what}" for what in found)


def facts_of(ruleset: Ruleset, written: object) -> dict[str, FactValue]:
    """A table of facts as values."""
    assert isinstance(written, dict)
    return {name: from_jsonable(ruleset.facts[name], value) for name, value in written.items()}


def wrong_conflict(ruleset: Ruleset, row: Row) -> list[str]:
    """Facts that should contradict each other and do not, and the other way round."""
    wrong = []
    for key, wanted in (("so", True), ("fine", False)):
        sets = row.get(key, [])
        assert isinstance(sets, list)
        for facts in sets:
            found = contradictions(ruleset, Kind(str(row["kind"])), facts_of(ruleset, facts))
            if any(row["rule"] in item.rules for item in found) is not wanted:
                wrong.append(f"{facts} {'is let pass' if wanted else 'is refused'}")
    return wrong


def wrong_criteria(ruleset: Ruleset, row: Row) -> list[str]:
    """Criteria that apply otherwise than expected."""
    facts = facts_of(ruleset, row["facts"])
    found = criteria_for(ruleset, Kind(str(row["kind"])), facts)
    wrong = []
    for key, truth in (("expect", Truth.TRUE), ("open", Truth.UNKNOWN)):
        applying = [item.criterion.id for item in found if item.applies is truth]
        if applying != row.get(key, []):
            wrong.append(f"{key}: {applying}, not {row.get(key, [])}")
    return wrong


def wrong_effect(ruleset: Ruleset, row: Row) -> list[str]:
    """Outcomes and levels of one rule that are other than expected."""
    wrong = []
    shared, kind = row.get("shared", {}), Kind(str(row["kind"]))
    assert isinstance(shared, dict)
    for key, truth in _TRUTHS.items():
        rows = row.get(key, [])
        assert isinstance(rows, list)
        for facts in rows:
            decision = decide(ruleset, kind, facts_of(ruleset, {**shared, **facts}))
            found = {item.rule: item for item in decision.findings}.get(str(row["rule"]))
            if found is None or found.outcome is not truth:
                wrong.append(f"{facts}: {found and found.outcome}, not {truth}")
            elif found.effect.level != row.get("level", found.effect.level):
                wrong.append(f"its level is {found.effect.level}, not {row['level']}")
    return wrong


def wrong_quota(ruleset: Ruleset, row: Row) -> list[str]:
    """What a quota group's answer has otherwise than expected."""
    levels, expect = row["levels"], row["expect"]
    assert isinstance(levels, dict)
    assert isinstance(expect, dict)
    candidates = [
        {"id": f"{level}-{n}", "level": level}
        for level, count in levels.items()
        for n in range(1, count + 1)
    ]
    kind = Kind(str(row["kind"]))
    written = {"whole": row.get("whole", True), "candidates": candidates}
    _, read, scope = read_pool(ruleset, kind, written)
    answer = allotment_data(ruleset, allot(ruleset, kind, read, scope))
    absent = row.get("absent", [])
    assert isinstance(absent, list)
    return [f"{key} is {answer[key]!r}" for key in absent if answer[key] is not None] + [
        f"{key} is {answer[key]!r}, not {wanted!r}"
        for key, wanted in expect.items()
        if answer[key] != wanted
    ]


def wrong_award(ruleset: Ruleset, row: Row) -> list[str]:
    """What an award history's answer has otherwise than expected."""
    history, expect = dict(row.get("history", {})), row["expect"]
    assert isinstance(expect, dict)
    for stretch in row.get("same", []):
        every = {key: value for key, value in stretch.items() if key not in {"from", "to"}}
        for year in range(stretch["from"], stretch["to"] + 1):
            history[str(year)] = {**every, **history.get(str(year), {})}
    kind = Kind(str(row["kind"]))
    _, year, years, facts = read_history(
        ruleset, kind, {"year": row["year"], "history": history, "facts": row.get("facts", {})}
    )
    found = {item.award: item.outcome.value for item in due(ruleset, kind, year, years, facts)}
    return [
        f"award {award} is {found.get(award)!r}, not {wanted!r}"
        for award, wanted in expect.items()
        if found.get(award) != wanted
    ]


def wrong_share(ruleset: Ruleset, row: Row) -> list[str]:
    """Awards whose share is other than expected."""
    levels, expect = row["levels"], row["expect"]
    assert isinstance(levels, dict)
    assert isinstance(expect, dict)
    limits = {award: share_of(ruleset, award, levels, []).limit for award in expect}
    return [
        f"share of {award} is {limits[award]}, not {wanted}"
        for award, wanted in expect.items()
        if limits[award] != wanted
    ]
