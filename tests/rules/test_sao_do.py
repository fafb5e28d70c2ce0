"""What of sao-do-2023 no case table shows: quotas, awards, dates and the procedure."""

from collections.abc import Mapping
from datetime import date

import pytest

from rules import (
    AwardFinding,
    Candidate,
    FactValue,
    Kind,
    Library,
    Ruleset,
    Scope,
    Truth,
    Year,
    allot,
    due,
    share_of,
)

WHOLE = Scope(whole=True)
XS = Year(level="XS", awards=frozenset())


@pytest.fixture(scope="module")
def sao_do(library: Library) -> Ruleset:
    return library.get("sao-do-2023")


# --- Quotas: II.B.1.3a, 2.3a, 3.3a, 4 and II.B.5 ---


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize(
    ("size", "limit", "strict"),
    [(1, 1, None), (4, 1, None), (5, 1, 0), (9, 1, 1), (10, 2, 1), (23, 4, 3)],
)
def test_a_fifth_rounded_down_and_one_of_fewer_than_five(
    sao_do: Ruleset, kind: Kind, size: int, limit: int, strict: int | None
) -> None:
    """All four kinds: 20% of those at HTT or above; of fewer than five, all at HTT: one.

    That one is no percentage, so no stricter way of counting stands beside it.
    """
    allotment = allot(sao_do, kind, [Candidate(str(n), "HTT") for n in range(size)], WHOLE)
    assert (allotment.limit, allotment.strict_limit) == (limit, strict)
    assert (allotment.clause == "II.B.5") is (size < 5)


@pytest.mark.parametrize("size", [0, 1, 3])
def test_fewer_than_five_but_not_all_at_htt(sao_do: Ruleset, size: int) -> None:
    """One below HTT among fewer than five: no place at the top."""
    group = [Candidate(str(n), "HTT") for n in range(size)] + [Candidate("hn", "HN")]
    assert allot(sao_do, Kind.MEMBER, group, WHOLE).limit == 0


def test_a_branch_under_the_committee_only_proposes(sao_do: Ruleset) -> None:
    """II.B.2.3a counts over the whole TCCSĐ."""
    part = allot(sao_do, Kind.MEMBER, [Candidate("a", "XS")], Scope(whole=False))
    assert part.binding.value == "provisional"


# --- Awards: II.C ---


def awards(
    ruleset: Ruleset,
    kind: Kind,
    history: Mapping[int, Year],
    facts: Mapping[str, FactValue] | None = None,
) -> dict[str, AwardFinding]:
    """Every award finding of 2023 by award."""
    return {item.award: item for item in due(ruleset, kind, 2023, history, facts or {})}


def run_of(years: int, year: Year = XS, last: int = 2023) -> dict[int, Year]:
    """So many years alike, ending with ``last``."""
    return {last - back: year for back in range(years)}


@pytest.mark.parametrize(
    ("level", "outcome"), [("XS", Truth.TRUE), ("HTT", Truth.FALSE), (None, Truth.UNKNOWN)]
)
def test_a_member_at_xs_in_the_year(sao_do: Ruleset, level: str | None, outcome: Truth) -> None:
    """II.C.1.1.1: the ward's giấy khen, decided by the ward's Đảng ủy."""
    found = awards(sao_do, Kind.MEMBER, {2023: Year(level=level)})["member-commendation-base"]
    assert (found.outcome, found.clause) == (outcome, "II.C.1.1.1")
    assert found.decides == "Đảng ủy phường"


@pytest.mark.parametrize(
    ("history", "outcome"),
    [
        (run_of(5), Truth.TRUE),
        ({**run_of(5), 2021: Year(level="HTT")}, Truth.FALSE),
        (run_of(4), Truth.UNKNOWN),
        (run_of(5, last=2022), Truth.UNKNOWN),
    ],
)
def test_a_member_five_years_running(
    sao_do: Ruleset, history: Mapping[int, Year], outcome: Truth
) -> None:
    """II.C.1.1.2, 1.1.3: five years at XS without a break, the year of the award among them."""
    found = awards(sao_do, Kind.MEMBER, history)
    assert found["member-commendation-city"].outcome is outcome
    assert found["member-merit-province"].outcome is outcome


def test_a_broken_run_names_its_years(sao_do: Ruleset) -> None:
    """The years that break a run, and those not known, are told."""
    history = {**run_of(4), 2022: Year(level="HN")}
    (run,) = awards(sao_do, Kind.MEMBER, history)["member-commendation-city"].runs
    assert (run.broken, run.unknown) == ((2022,), (2019,))


def test_a_branch_and_its_awards(sao_do: Ruleset) -> None:
    """II.C.1.1.1–1.1.3, II.C.1.3: bằng khen also asks for both giấy khen within the five years."""
    branch: dict[str, FactValue] = {"org_rank": "under_grassroots"}
    found = awards(sao_do, Kind.ORGANISATION, run_of(5), branch)
    assert found["branch-commendation-base"].outcome is Truth.TRUE
    assert found["branch-commendation-city"].outcome is Truth.TRUE
    assert found["branch-merit-province"].outcome is Truth.FALSE
    assert found["tccsd-commendation-city"].outcome is Truth.FALSE
    held = frozenset({"branch-commendation-base", "branch-commendation-city"})
    history = {**run_of(5), 2022: Year(level="XS", awards=held)}
    found = awards(sao_do, Kind.ORGANISATION, history, branch)
    assert found["branch-merit-province"].outcome is Truth.TRUE
    unknown = {**run_of(5), 2022: Year(level="XS")}
    found = awards(sao_do, Kind.ORGANISATION, unknown, branch)
    assert found["branch-merit-province"].outcome is Truth.UNKNOWN
    assert (
        awards(sao_do, Kind.ORGANISATION, run_of(5))["branch-commendation-base"].outcome
        is Truth.UNKNOWN
    )


WARD: dict[str, FactValue] = {
    "org_rank": "grassroots",
    "tccsd_kind": "ward",
    "ward_staff_title": True,
    "in_provincial_agencies": False,
}
COMMENDED = Year(level="XS", awards=frozenset({"tccsd-commendation-city"}))
MERIT = Year(level="XS", awards=frozenset({"tccsd-commendation-city", "tccsd-merit-province"}))


def test_bang_khen_of_a_tccsd(sao_do: Ruleset) -> None:
    """II.C.1.1.3: giấy khen four years running, XS in the fifth, and the standards of II.C.1.2."""
    history = {2023: XS, **run_of(4, COMMENDED, 2022)}
    found = awards(sao_do, Kind.ORGANISATION, history, WARD)
    assert found["tccsd-merit-province"].outcome is Truth.TRUE
    assert found["tccsd-flag-province"].outcome is Truth.FALSE
    three = {2023: XS, 2019: XS, **run_of(3, COMMENDED, 2022)}
    found = awards(sao_do, Kind.ORGANISATION, three, WARD)
    assert found["tccsd-merit-province"].outcome is Truth.FALSE
    assert found["tccsd-commendation-city"].outcome is Truth.TRUE


@pytest.mark.parametrize(
    ("facts", "outcome"),
    [
        ({"tccsd_kind": "ward", "ward_staff_title": False}, Truth.FALSE),
        ({"tccsd_kind": "armed_forces", "unit_victory_title": True}, Truth.TRUE),
        ({"tccsd_kind": "armed_forces", "unit_victory_title": False}, Truth.FALSE),
        ({"tccsd_kind": "other", "sector_rank_percent": 25}, Truth.TRUE),
        ({"tccsd_kind": "other", "sector_rank_percent": 26}, Truth.FALSE),
        ({"tccsd_kind": "other"}, Truth.UNKNOWN),
    ],
)
def test_standards_of_a_bang_khen(
    sao_do: Ruleset, facts: Mapping[str, FactValue], outcome: Truth
) -> None:
    """II.C.1.2.1–1.2.3, by the kind of TCCSĐ."""
    history = {2023: XS, **run_of(4, COMMENDED, 2022)}
    case = {"org_rank": "grassroots", "in_provincial_agencies": False, **facts}
    found = awards(sao_do, Kind.ORGANISATION, history, case)
    assert found["tccsd-merit-province"].outcome is outcome


def test_the_flag_of_the_province(sao_do: Ruleset) -> None:
    """II.C.1.1.3: bằng khen four years running, and due again in the fifth."""
    history = {2023: XS, **run_of(4, MERIT, 2022)}
    assert awards(sao_do, Kind.ORGANISATION, history, WARD)["tccsd-flag-province"].outcome is (
        Truth.TRUE
    )
    poor = {**history, 2023: Year(level="HTT")}
    assert awards(sao_do, Kind.ORGANISATION, poor, WARD)["tccsd-flag-province"].outcome is (
        Truth.FALSE
    )


def test_units_of_the_provincial_agencies(sao_do: Ruleset) -> None:
    """II.C.1.1.3: the same, with a share of 30%."""
    history = {2023: XS, **run_of(4, COMMENDED, 2022)}
    case: dict[str, FactValue] = {
        "org_rank": "grassroots",
        "in_provincial_agencies": True,
        "tccsd_kind": "other",
        "sector_rank_percent": 10,
    }
    found = awards(sao_do, Kind.ORGANISATION, history, case)
    assert found["tccsd-merit-province-agencies"].outcome is Truth.TRUE
    assert found["tccsd-merit-province"].outcome is Truth.FALSE
    assert found["tccsd-flag-province-agencies"].outcome is Truth.FALSE


def person(years: int, **facts: bool) -> dict[int, Year]:
    """A person's years, each with these yes/no facts."""
    return run_of(years, Year(facts=facts))


def test_secretaries(sao_do: Ruleset) -> None:
    """II.C.1.1.2, 1.1.3: three years in post and not commended; four of five for bằng khen."""
    led: dict[str, FactValue] = {"led_tccsd_commended": True, "led_branch_commended": True}
    three = person(3, tccsd_secretary=True, branch_secretary=False, not_commended=True)
    found = awards(sao_do, Kind.MEMBER, three, led)
    assert found["secretary-commendation-city"].outcome is Truth.TRUE
    assert found["branch-secretary-commendation-city"].outcome is Truth.FALSE
    commended = {**three, 2022: Year(facts={"tccsd_secretary": True, "not_commended": False})}
    found = awards(sao_do, Kind.MEMBER, commended, led)
    assert found["secretary-commendation-city"].outcome is Truth.FALSE
    assert awards(sao_do, Kind.MEMBER, three)["secretary-commendation-city"].outcome is (
        Truth.UNKNOWN
    )
    branch = person(3, branch_secretary=True, not_commended=True)
    found = awards(sao_do, Kind.MEMBER, branch, led)
    assert found["branch-secretary-commendation-city"].outcome is Truth.TRUE
    five = person(5, tccsd_secretary=True, led_tccsd_xs=True)
    five[2019] = Year(facts={"tccsd_secretary": False, "led_tccsd_xs": True})
    found = awards(sao_do, Kind.MEMBER, five, {"led_tccsd_flag": True})
    assert found["secretary-merit-province"].outcome is Truth.TRUE
    five[2020] = Year(facts={"tccsd_secretary": False, "led_tccsd_xs": True})
    found = awards(sao_do, Kind.MEMBER, five, {"led_tccsd_flag": True})
    assert found["secretary-merit-province"].outcome is Truth.FALSE


@pytest.mark.parametrize(
    ("agency", "due_awards"),
    [
        ("city", {"agency-commendation-city", "department-merit-province"}),
        ("province", {"agency-merit-province"}),
        ("department", {"department-merit-province"}),
        ("none", set()),
    ],
)
def test_party_agencies(sao_do: Ruleset, agency: str, due_awards: set[str]) -> None:
    """II.C.2: who of the Party's agencies may have which award."""
    found = awards(sao_do, Kind.COLLECTIVE, {2023: XS}, {"party_agency": agency})
    assert {name for name, item in found.items() if item.outcome is Truth.TRUE} == due_awards


@pytest.mark.parametrize(
    ("award", "levels", "given", "base", "limit", "over"),
    [
        ("branch-commendation-base", {"XS": 4, "HTT": 19, "HN": 3}, (3, 1), 23, 4, 0),
        ("branch-commendation-base", {"XS": 4, "HTT": 19, "HN": 3}, (3, 2), 23, 4, 1),
        ("tccsd-commendation-city", {"XS": 5, "HTT": 4}, (1,), 9, 1, 0),
        ("tccsd-merit-province", {"XS": 5, "HTT": 5}, (2, 1), 10, 2, 1),
        ("tccsd-merit-province-agencies", {"XS": 5, "HTT": 5}, (3,), 10, 3, 0),
        ("branch-merit-province", {"XS": 19, "HTT": 60}, (1,), 19, 1, 0),
        ("member-merit-province", {"XS": 149, "HTT": 500}, (3,), 149, 2, 1),
        ("agency-commendation-city", {"XS": 2, "HTT": 4, "HN": 1}, (2,), 7, 2, 0),
        ("department-merit-province", {"XS": 10, "KHT": 3}, (3,), 13, 3, 0),
        ("agency-merit-province", {"XS": 8}, (3,), 8, 2, 1),
        ("member-commendation-base", {"XS": 8}, (8,), 8, None, 0),
    ],
)
def test_shares_of_awards(
    sao_do: Ruleset,
    award: str,
    levels: Mapping[str, int],
    given: tuple[int, ...],
    base: int,
    limit: int | None,
    over: int,
) -> None:
    """II.C: each share of its own base, rounded down, those counted together added."""
    share = share_of(sao_do, award, levels, given)
    assert (share.base, share.limit, share.over) == (base, limit, over)


def test_what_counts_in_the_same_share(sao_do: Ruleset) -> None:
    """II.C.1.1.1, 1.1.3: "tính cả số lượng đề nghị cấp trên khen"."""
    held = {award.id: award.counts for award in sao_do.awards}
    assert held["branch-commendation-base"] == ("branch-commendation-city", "branch-merit-province")
    assert held["tccsd-merit-province"] == ("tccsd-commendation-city",)


# --- Dates, lengths, who decides ---


def test_deadlines_are_days_before(sao_do: Ruleset) -> None:
    """II.D.2.1.1, 2.1.2: "trước ngày": the day before is the last; II.D.1: within quarter I."""
    procedure = sao_do.procedure(Kind.MEMBER)
    days = {item.id: item.last_day(2024) for item in procedure.deadlines}
    assert days == {
        "draft-ahead": None,
        "branch-proposals": date(2024, 12, 5),
        "ward-report": date(2024, 12, 19),
        "registration": date(2024, 3, 31),
    }
    (length,) = procedure.durations
    assert (float(length.days), float(length.suggested or 0)) == (1.0, 1.5)


def test_who_decides(sao_do: Ruleset) -> None:
    """II.B.1.4, 2.4, 2.5, 3.4: each kind has its deciders, each with its clause."""
    deciders = {
        kind: [step.clause for step in sao_do.procedure(kind).steps if step.act == "decides"]
        for kind in Kind
    }
    assert deciders == {
        Kind.MEMBER: ["II.B.2.4", "II.B.2.5"],
        Kind.ORGANISATION: ["II.B.1.4a", "II.B.1.4b"],
        Kind.COLLECTIVE: ["II.B.3.4a", "II.B.3.4b", "II.B.3.4c"],
        Kind.LEADER: ["II.B.4"],
    }
    ballots = {item.id: item.majority for item in sao_do.procedure(Kind.ORGANISATION).ballots}
    assert ballots["org-levels"] == "ballots"  # "tính theo đa số phiếu"


def test_every_reading_of_the_rulebook_is_stored(sao_do: Ruleset) -> None:
    """The readings that touch this text, by their number in the rulebook."""
    numbers = {reading.number for reading in sao_do.readings.values()}
    assert numbers >= {1, 2, 3, 5, 8, 9, 10, 12, 13, 15, 16}


def test_what_hangs_on_the_projects_own_readings_says_so(sao_do: Ruleset) -> None:
    """Where text and rulebook are silent, the rule names the reading that it follows."""
    sections = sao_do.sections
    rules = {rule.id: rule.readings for rule in (*sections.require, *sections.notice)}
    assert rules["collective-xs-core"] == rules["collective-htt-core"] == ("collective-core",)
    assert rules["member-violation-elsewhere"] == ("violation-elsewhere",)
    steps = {step.id: step.readings for step in sections.steps}
    assert steps["collective-3-city"] == ("branch-committee-decided",)
    merits = {
        award.id: award.readings for award in sao_do.awards if "merit-counts" in award.readings
    }
    assert set(merits) == {"tccsd-merit-province", "tccsd-merit-province-agencies"}
