"""Case tables: TOML beside the guideline they test, each case naming its clause.

    [baseline.NAME]                 facts, and grades by group or criterion, that cases start from
    kind = "member"
    facts = { … }
    grades = { all = "xuat_sac", task_result = "tot", targets = "kem" }

    [[cases]]
    name = "…"                      what the case shows
    clause = "II.B.2.3.1"           the clause it shows
    base = "NAME"
    unknown = ["fact", …]           facts, criteria or groups of the baseline not known here
    facts = { … }                   facts and grades on top of the baseline's
    grades = { … }
    use = "facts"                   default "all"
    expect = { status = "decided", level = "HN", possible = ["XS", "HN"], first = "fact", … }

``expect`` may hold: ``status``, ``level``, ``possible``, ``ceiling``, ``allowed``, ``exclusions``,
``missing`` (exactly these), ``first`` (the first missing fact), ``met`` / ``not_met`` / ``open``
(a rule id, or several, with that outcome), ``why`` (the first rule that bears),
``notices`` (rule ids), ``confirm`` (rule ids), ``readings`` (ids among those used).
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from rules import Decision, FactValue, Kind, Ruleset, Truth, Use, decide
from rules.facts import from_jsonable

FOLDER = Path(__file__).parent / "cases"


@dataclass(frozen=True)
class Case:
    """One row of a case table."""

    file: str
    name: str
    clause: str
    kind: Kind
    facts: Mapping[str, object]
    grades: Mapping[str, str]
    use: Use
    options: Mapping[str, str]
    base: str | None
    expect: Mapping[str, object]

    def __str__(self) -> str:
        return f"{self.file}: [{self.clause}] {self.name}"


def read_cases(ruleset_id: str) -> Iterator[Case]:
    """Every case of a guideline's tables."""
    for file in sorted((FOLDER / ruleset_id).glob("*.toml")):
        tables = tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)
        for row in tables["cases"]:
            yield _case(file.stem, tables["baseline"], row)


def _case(file: str, baselines: Mapping[str, dict[str, object]], row: dict[str, object]) -> Case:
    known = {"name", "clause", "base", "unknown", "facts", "grades", "use", "expect"}
    assert set(row) <= known | {"readings", "over"}, f"{row['name']}: {set(row) - known}"
    baseline = baselines[str(row["base"])]
    facts = {**baseline.get("facts", {}), **row.get("facts", {})}
    grades = {**baseline.get("grades", {}), **row.get("grades", {})}
    for name in row.get("unknown", ()):
        assert name in facts or name in grades, f"{row['name']}: {name} was not known"
        facts.pop(name, None)
        grades.pop(name, None)
    return Case(
        file=file,
        name=str(row["name"]),
        clause=str(row["clause"]),
        kind=Kind(str(baseline["kind"])),
        facts=facts,
        grades=grades,
        use=Use(str(row.get("use", "all"))),
        options=row.get("readings", {}),
        base=row.get("over"),
        expect=row["expect"],
    )


def facts_of(ruleset: Ruleset, case: Case) -> dict[str, FactValue]:
    """The case's facts as values."""
    return {name: from_jsonable(ruleset.facts[name], value) for name, value in case.facts.items()}


def grades_of(ruleset: Ruleset, case: Case) -> dict[str, str]:
    """The case's grades by criterion: ``all``, then groups, then single criteria."""
    criteria = ruleset.criteria(case.kind)
    names = {"all"} | {item.group for item in criteria} | {item.id for item in criteria}
    assert set(case.grades) <= names, f"{case}: {set(case.grades) - names}"
    grades = {}
    for criterion in criteria:
        for name in ("all", criterion.group, criterion.id):
            if name in case.grades:
                grades[criterion.id] = case.grades[name]
    return grades


def run(ruleset: Ruleset, case: Case) -> Decision:
    """The decision on the case."""
    return decide(
        ruleset,
        case.kind,
        facts_of(ruleset, case),
        grades_of(ruleset, case),
        use=case.use,
        options=case.options,
    )


_OUTCOMES = {"met": Truth.TRUE, "not_met": Truth.FALSE, "open": Truth.UNKNOWN}


def differences(case: Case, decision: Decision) -> list[str]:
    """What a decision has otherwise than the case expects."""
    found: dict[str, object] = {
        "status": str(decision.status),
        "level": decision.level,
        "possible": list(decision.possible),
        "ceiling": decision.ceiling,
        "allowed": list(decision.allowed),
        "exclusions": [str(item) for item in decision.exclusions],
        "missing": list(decision.missing),
        "first": decision.missing[0] if decision.missing else None,
        "why": decision.why[0].rule if decision.why else None,
        "notices": [item.rule for item in decision.notices],
        "confirm": [item.id for item in decision.to_confirm],
        "reopened": [item.rule for item in decision.reopened],
    }
    wrong = []
    outcomes = {item.rule: item.outcome for item in decision.findings}
    for key, wanted in case.expect.items():
        if key in _OUTCOMES:
            rules = [wanted] if isinstance(wanted, str) else list(wanted)
            wrong += [
                f"{rule} is {outcomes.get(rule)}, not {key}"
                for rule in rules
                if outcomes.get(rule) is not _OUTCOMES[key]
            ]
        elif key == "readings":
            used = {item.id for item in decision.readings}
            wrong += [f"reading {item} is not used" for item in wanted if item not in used]
        elif found[key] != wanted:
            wrong.append(f"{key} is {found[key]!r}, not {wanted!r}")
    return wrong


def clauses_behind(ruleset: Ruleset, decision: Decision) -> set[str]:
    """Every clause that a decision cites."""
    cited = {item.clause for item in decision.findings}
    cited |= {item.clause for item in decision.to_confirm}
    cited |= {clause for item in decision.conflicts for clause in item.clauses}
    return cited | {ruleset.clause(clause).path for clause in cited}
