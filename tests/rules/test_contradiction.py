"""Facts that contradict each other, alone or only through several rules together."""

import random

import pytest

from rules import FactValue, Kind, Library, Ruleset, Status, contradictions, decide
from rules.decide import Use

TOGETHER: list[tuple[dict[str, FactValue], set[str]]] = [
    # What kind of organisation it is, is not known: it can be neither.
    (
        {
            "org_rank": "under_section",
            "committee_member_disciplined": True,
            "branch_member_disciplined": False,
        },
        {"org-rank", "org-committee-member-is-member"},
    ),
    # Whether a member of the committee was disciplined is not known: it can be neither.
    (
        {
            "org_type": "chi_bo",
            "committee_member_self_remedied": True,
            "branch_member_disciplined": False,
        },
        {"org-remedied-without-discipline", "org-committee-member-is-member"},
    ),
]


def test_facts_that_one_rule_forbids(can_tho: Ruleset) -> None:
    """The rule is named, with its clause and the facts it looks at."""
    (conflict,) = contradictions(
        can_tho, Kind.MEMBER, {"standing": "exempt", "on_voter_roll": True}
    )
    assert conflict.rules == ("member-exempt-votes",)
    assert set(conflict.facts) == {"standing", "on_voter_roll"}
    assert conflict.clauses[0] in can_tho.clauses
    assert conflict.says[0]


@pytest.mark.parametrize("ruleset_id", ["can-tho-2018", "dhyd-can-tho-2018"])
@pytest.mark.parametrize(("facts", "rules"), TOGETHER)
@pytest.mark.parametrize("use", Use)
def test_facts_that_several_rules_forbid_together(
    library: Library, ruleset_id: str, facts: dict[str, FactValue], rules: set[str], use: Use
) -> None:
    """No one rule says so, yet whatever the missing fact is: a conflict that names them all."""
    decision = decide(library.get(ruleset_id), Kind.ORGANISATION, facts, use=use)
    assert decision.status is Status.CONFLICT
    (conflict,) = decision.conflicts
    assert set(conflict.rules) == rules
    assert set(facts) <= set(conflict.facts)
    assert len(conflict.says) == len(conflict.clauses) == len(rules)


@pytest.mark.parametrize(("facts", "rules"), TOGETHER)
def test_it_is_no_contradiction_while_one_of_the_facts_is_open(
    can_tho: Ruleset, facts: dict[str, FactValue], rules: set[str]
) -> None:
    """Every one of the facts is needed, and every one of the rules."""
    assert rules
    for left_out in facts:
        less = {name: value for name, value in facts.items() if name != left_out}
        assert not contradictions(can_tho, Kind.ORGANISATION, less)


def test_a_fact_that_is_not_to_be_known_is_no_contradiction(can_tho: Ruleset) -> None:
    """Whoever has no office has no rating by it: one rule alone forbids every value of that."""
    facts: dict[str, FactValue] = {"is_civil_servant": False}
    assert not contradictions(can_tho, Kind.MEMBER, facts)
    assert contradictions(can_tho, Kind.MEMBER, {**facts, "office_level": "HTT"})
    assert decide(can_tho, Kind.MEMBER, facts).status is Status.OPEN


def test_nothing_is_left_unrated_without_a_reason(library: Library) -> None:
    """Random facts of an organisation: whatever comes out, there is a level or a reason."""
    ruleset = library.get("dhyd-can-tho-2018")
    chance = random.Random(2018)
    together = tried = 0
    while tried < 40 or not together:
        facts = {
            name: chance.choice(values)
            for name, values in ruleset.domains[Kind.ORGANISATION].values.items()
            if chance.random() < 0.5
        }
        found = contradictions(ruleset, Kind.ORGANISATION, facts)
        together += any(len(conflict.rules) > 1 for conflict in found)
        if not found and tried < 40:
            tried += 1
            decision = decide(ruleset, Kind.ORGANISATION, facts)
            assert decision.status is not Status.CONFLICT
            assert decision.possible or decision.exclusions
