"""Every case table, case by case."""

import pytest

from rules import Library, Truth
from tests.rules.tables import FOLDER, Case, clauses_behind, differences, read_cases, run

RULESETS = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
CASES = [(ruleset, case) for ruleset in RULESETS for case in read_cases(ruleset)]


@pytest.mark.parametrize(("ruleset_id", "case"), CASES, ids=[f"{r}/{c}" for r, c in CASES])
def test_case(library: Library, ruleset_id: str, case: Case) -> None:
    """The case comes out as its table says, and the clause it names is among those cited."""
    ruleset = library.get(ruleset_id, case.base)
    decision = run(ruleset, case)
    assert not differences(case, decision)
    assert case.clause in clauses_behind(ruleset, decision)


@pytest.mark.parametrize("ruleset_id", RULESETS)
def test_every_rule_is_shown_met_not_met_and_unknown(library: Library, ruleset_id: str) -> None:
    """No rule of a guideline goes without a case in which it is met, not met, and unknown."""
    shown: dict[str, set[Truth]] = {}
    kinds = set()
    for case in read_cases(ruleset_id):
        if case.base:  # that base's own rules are shown in that base's tables
            continue
        ruleset = library.get(ruleset_id)
        kinds.add(case.kind)
        for finding in run(ruleset, case).findings:
            shown.setdefault(finding.rule, set()).add(finding.outcome)
    held = library.get(ruleset_id).sections
    for rule in (*held.base, *(cap for cap in held.cap if not cap.when)):
        shown.setdefault(rule.id, set()).add(Truth.FALSE)  # it holds of everyone
    lacking = {rule: set(Truth) - outcomes for rule, outcomes in shown.items()}
    assert kinds == set(library.get(ruleset_id).kinds)
    assert not {rule: missing for rule, missing in lacking.items() if missing}
