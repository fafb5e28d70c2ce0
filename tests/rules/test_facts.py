"""Facts as people type them, as JSON has them, and as they cannot be."""

from datetime import date
from decimal import Decimal

import pytest

from rules import (
    FactError,
    FactFault,
    FactValue,
    GradeError,
    Kind,
    KindNotCovered,
    Ruleset,
    UnknownFact,
    Use,
    decide,
    fact_from_json,
    fact_to_json,
    known_facts,
    parse_fact,
)


@pytest.mark.parametrize(
    ("fact", "typed", "value"),
    [
        ("disciplined", "có", True),
        ("disciplined", " KHÔNG ", False),
        ("disciplined", "x", True),
        ("disciplined", "0", False),
        ("targets_done", "95%", Decimal(95)),
        ("targets_done", "49,9", Decimal("49.9")),
        ("targets_done", "49.9 %", Decimal("49.9")),
        ("sick_leave_months", "2,5", Decimal("2.5")),
        ("admitted_on", "3/2/2000", date(2000, 2, 3)),
        ("admitted_on", "2000-02-03", date(2000, 2, 3)),
        ("admitted_on", "2000-02-03 00:00:00", date(2000, 2, 3)),
        ("office_level", "HTXSNV", "XS"),
        ("office_level", "hoàn thành tốt nhiệm vụ", "HTT"),
        ("office_level", "Không hoàn thành nhiệm vụ", "KHT"),
        ("standing", "Đảng viên dự bị", "probationary"),
    ],
)
def test_what_people_type(can_tho: Ruleset, fact: str, typed: str, value: FactValue) -> None:
    """Vietnamese yes and no, commas, percent signs, day first, names or ids."""
    assert parse_fact(can_tho.facts[fact], typed) == value


@pytest.mark.parametrize(
    ("fact", "typed", "reason"),
    [
        ("disciplined", "có lẽ", FactFault.WRONG_TYPE),
        ("targets_done", "120", FactFault.TOO_HIGH),
        ("targets_done", "-1", FactFault.TOO_LOW),
        ("targets_done", "NaN", FactFault.WRONG_TYPE),
        ("sick_leave_months", "13", FactFault.TOO_HIGH),
        ("sick_leave_months", "-0,5", FactFault.TOO_LOW),
        ("admitted_on", "31/2/2000", FactFault.WRONG_TYPE),
        ("admitted_on", "hôm qua", FactFault.WRONG_TYPE),
        ("office_level", "giỏi", FactFault.NOT_A_CHOICE),
        ("standing", "", FactFault.NOT_A_CHOICE),
    ],
)
def test_what_nobody_can_have_meant(
    can_tho: Ruleset, fact: str, typed: str, reason: FactFault
) -> None:
    """Each refusal tells the fact and the reason."""
    with pytest.raises(FactError) as caught:
        parse_fact(can_tho.facts[fact], typed)
    assert (caught.value.fact, caught.value.reason) == (fact, reason)


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        ("disciplined", True),
        ("targets_done", Decimal("49.9")),
        ("sick_leave_months", Decimal(3)),
        ("admitted_on", date(2018, 6, 15)),
        ("office_level", "HN"),
    ],
)
def test_json_keeps_a_fact(can_tho: Ruleset, fact: str, value: FactValue) -> None:
    """What is written as JSON is read back the same."""
    definition = can_tho.facts[fact]
    assert fact_from_json(definition, fact_to_json(definition, value)) == value


@pytest.mark.parametrize("text", ["", "{}", "null", '"2018-13-01"', "20180615"])
def test_json_that_is_no_date(can_tho: Ruleset, text: str) -> None:
    """Anything else than the fact's own JSON is refused."""
    with pytest.raises(FactError):
        fact_from_json(can_tho.facts["admitted_on"], text)


def test_unknown_facts_grades_and_kinds(can_tho: Ruleset) -> None:
    """A decision refuses what its guideline does not know."""
    with pytest.raises(UnknownFact):
        decide(can_tho, Kind.MEMBER, {"shoe_size": 41})
    with pytest.raises(FactError):
        decide(can_tho, Kind.MEMBER, {"disciplined": 1})
    with pytest.raises(GradeError):
        decide(can_tho, Kind.MEMBER, {}, {"shoe_size": "tot"})
    with pytest.raises(GradeError):
        decide(can_tho, Kind.MEMBER, {}, {"duties": "splendid"})
    assert known_facts(can_tho, Kind.MEMBER, {"shoe_size": 41, "heard": True}) == {"heard": True}


def test_a_kind_without_rules(can_tho: Ruleset) -> None:
    """A guideline that says nothing of a kind says so."""
    uncovered = [kind for kind in Kind if not can_tho.covers(kind)]
    for kind in uncovered:
        with pytest.raises(KindNotCovered):
            decide(can_tho, kind, {})


@pytest.mark.parametrize("violation", ["disciplined", "degradation_concluded"])
def test_an_added_violation_never_helps(can_tho: Ruleset, violation: str) -> None:
    """Whatever else is so, a violation more never raises the level."""
    for months in (0, 3):
        for office in ("XS", "HTT", "HN", "KHT"):
            facts: dict[str, FactValue] = {
                "is_civil_servant": True,
                "office_level": office,
                "sick_leave_months": Decimal(months),
            }
            clean = decide(can_tho, Kind.MEMBER, {**facts, violation: False}, use=Use.FACTS)
            guilty = decide(can_tho, Kind.MEMBER, {**facts, violation: True}, use=Use.FACTS)
            assert clean.ceiling is not None
            assert guilty.ceiling is not None
            rank = can_tho.level_rank
            assert rank[guilty.ceiling] >= rank[clean.ceiling]
