"""Guidelines of other shapes fit without touching the engine."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules import (
    Candidate,
    Kind,
    Library,
    Ruleset,
    Scope,
    Status,
    Truth,
    Use,
    allot,
    criteria_for,
    decide,
)
from rules.load.library import packaged
from rules.values import FactValue

SHAPES = Path(__file__).parent / "shapes"


@pytest.fixture(scope="module")
def shapes() -> Library:
    return Library(
        {
            **packaged(),
            **{
                folder.name: tuple((str(f), f.read_text("utf-8")) for f in folder.glob("*.toml"))
                for folder in SHAPES.iterdir()
            },
        }
    )


@pytest.fixture(scope="module")
def points(shapes: Library) -> Ruleset:
    return shapes.get("hundred-points")


@pytest.mark.parametrize(
    ("conduct", "work", "leading", "level"),
    [
        ("30", "50", "10", "A"),
        ("30", "49.9", "10", "B"),
        ("30", "40", "0", "B"),
        ("29.9", "40", "0", "C"),
        ("0", "30", "0", "D"),
        ("0", "29.9", "0", "E"),
    ],
)
def test_scored_criteria_make_levels_by_bounds(
    points: Ruleset, conduct: str, work: str, leading: str, level: str
) -> None:
    """General and result points together reach one of five levels, to the tenth of a point."""
    grades = {"conduct": conduct, "work": work, "leading": leading}
    decision = decide(points, Kind.MEMBER, {"leads": True}, grades)
    assert (decision.status, decision.level) == (Status.DECIDED, level)


def test_points_not_given_leave_what_they_can_still_make(points: Ruleset) -> None:
    """Forty points known and fifty to come: from D to A, never E; the missing one is named."""
    decision = decide(points, Kind.MEMBER, {"leads": True}, {"conduct": "30", "leading": "10"})
    assert decision.possible == ("A", "B", "C", "D")
    assert decision.missing_grades == ("work",)


def test_a_criterion_that_may_apply_keeps_its_points_open(points: Ruleset) -> None:
    """Who may or may not be a leader may or may not have the leader's points."""
    grades = {"conduct": "30", "work": "45", "leading": "20"}
    decision = decide(points, Kind.MEMBER, {}, grades)
    assert decision.possible == ("A", "B")
    assert decision.missing == ("leads",)


def quarters(*earned: int) -> dict[str, FactValue]:
    """A leader's points of each quarter."""
    return {f"q{n}_points": Decimal(points) for n, points in enumerate(earned, 1)}


def test_a_year_made_of_periods(points: Ruleset) -> None:
    """Quarters are listed, and a year's level may turn on their mean and on each of them."""
    assert [(period.first_month, period.last_month) for period in points.periods] == [
        (1, 3),
        (4, 6),
        (7, 9),
        (10, 12),
    ]
    facts = quarters(80, 100, 90, 90)
    assert decide(points, Kind.LEADER, facts).level == "A"
    assert decide(points, Kind.LEADER, {**facts, "q1_points": Decimal("79.9")}).level == "B"
    assert decide(points, Kind.LEADER, quarters(100, 100, 69, 100)).level == "B"
    assert decide(points, Kind.LEADER, quarters(100, 100, 70, 100)).level == "A"
    assert decide(points, Kind.LEADER, quarters(100, 100, 50, 29)).level == "C"
    del facts["q4_points"]
    assert decide(points, Kind.LEADER, facts).possible == ("A", "B", "C")


def test_another_quota(points: Ruleset) -> None:
    """Thirty percent of B or above, and one of fewer than three."""
    many = [Candidate(str(n), "B") for n in range(10)]
    assert allot(points, Kind.MEMBER, many, Scope(whole=True)).limit == 3
    few = allot(points, Kind.MEMBER, many[:2], Scope(whole=True))
    assert (few.limit, few.small.id if few.small else None) == (1, "few")


@pytest.fixture(scope="module")
def amended(shapes: Library) -> Ruleset:
    return shapes.get("amended")


HEARD = {
    "heard": True,
    "standing": "official",
    "admitted_on": date(2000, 1, 1),
    "meeting_on": date(2021, 12, 1),
    "is_civil_servant": False,
    "disciplined": False,
    "degradation_concluded": False,
    "targets_done": Decimal(100),
}


def test_an_overlay_replaces_what_it_says_anew(amended: Ruleset) -> None:
    """Three months' sick leave no longer caps; four do, cited by the overlay's own clause."""
    three = decide(amended, Kind.MEMBER, {**HEARD, "sick_leave_months": Decimal(3)}, use=Use.FACTS)
    four = decide(amended, Kind.MEMBER, {**HEARD, "sick_leave_months": Decimal(4)}, use=Use.FACTS)
    assert (three.level, four.level) == ("XS", "HN")
    assert amended.clause(four.why[0].clause).source == "amended"


def test_what_an_overlay_leaves_alone_is_cited_as_the_bases(amended: Ruleset) -> None:
    """The base's rules hold, with the base's clauses under the base's name."""
    decision = decide(amended, Kind.MEMBER, {"degradation_concluded": True}, use=Use.FACTS)
    clause = amended.clause(decision.why[0].clause)
    assert (clause.source, clause.path) == ("can-tho-2018", "II.B.2.3.4")
    assert amended.base_assumed


def test_an_overlay_strikes_out_and_says_so(amended: Ruleset) -> None:
    """The struck notice is gone, and a provision tells on what authority."""
    assert not [rule for rule in amended.sections.notice if rule.id == "member-maternity"]
    assert [item.clause for item in amended.sections.provisions if item.topic == "struck"] == [
        "1(2)"
    ]


def test_an_overlay_adds_criteria(amended: Ruleset) -> None:
    """A criterion of the overlay stands after the base's."""
    names = [item.criterion.id for item in criteria_for(amended, Kind.MEMBER, {"is_leader": False})]
    assert names[-1] == "example"
    assert "political_thought" in names


def test_where_an_overlay_says_nothing_it_is_its_base(shapes: Library, amended: Ruleset) -> None:
    """The same case gets the same decision under base and overlay, clause names apart."""
    base = shapes.get("can-tho-2018")
    facts = {**HEARD, "sick_leave_months": Decimal(0)}
    for level in ("XS", "HTT", "HN", "KHT"):
        rated = {**facts, "is_civil_servant": True, "office_level": level}
        one = decide(base, Kind.MEMBER, rated, use=Use.FACTS)
        other = decide(amended, Kind.MEMBER, rated, use=Use.FACTS)
        assert one.possible == other.possible == (level,)


def test_the_branch_names_the_base(shapes: Library) -> None:
    """Laid over a base that was named, nothing is assumed."""
    named = shapes.get("amended", "can-tho-2018")
    assert not named.base_assumed
    assert shapes.bases("amended")[0] == "can-tho-2018"
    assert shapes.bases("can-tho-2018") == ()


@pytest.mark.parametrize(
    ("average", "failed", "possible"),
    [
        ("8.0", False, ("A", "B", "C", "D", "E")),
        ("7.9", False, ("B", "C", "D", "E")),
        ("8.0", True, ("B", "C", "D", "E")),
        ("5.0", False, ("B", "C", "D", "E")),
        ("4.9", False, ("E",)),
    ],
)
def test_a_table_of_bounds(
    shapes: Library, average: str, failed: bool, possible: tuple[str, ...]
) -> None:
    """A reprinted guideline adds a table by programme; each bound is a finding of its own."""
    ruleset = shapes.get("reprinted")
    facts = {
        "leads": False,
        "programme": "full",
        "average": Decimal(average),
        "failed_courses": failed,
    }
    decision = decide(ruleset, Kind.MEMBER, facts, use=Use.FACTS)
    assert decision.allowed == possible
    outcomes = {item.rule: item.outcome for item in decision.findings}
    assert outcomes["student-1-1"] is (Truth.TRUE if average == "8.0" else Truth.FALSE)


def test_a_reprinted_guideline_cites_its_own_sections(shapes: Library) -> None:
    """Inherited rules are cited by the sections of the text that prints them again."""
    ruleset = shapes.get("reprinted")
    assert {clause.source for clause in ruleset.sections.clauses} == {"reprinted"}
    assert {rule.clause for rule in ruleset.sections.require} == {"II", "III"}
    assert ruleset.quotas[0].small[0].clause == "IV"
    assert 2018 in ruleset.years
    assert 2019 not in ruleset.years
