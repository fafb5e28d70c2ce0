"""The two guidelines that lie over another: what they print anew, what they leave alone."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rules import (
    Binding,
    Candidate,
    Kind,
    Library,
    Ruleset,
    Scope,
    Share,
    allot,
    dump,
    load_folder,
    weigh_plan,
)
from rules.procedure import Voters


@pytest.fixture(scope="module")
def university(library: Library) -> Ruleset:
    return library.get("dhyd-can-tho-2018")


@pytest.fixture(scope="module")
def ward(library: Library) -> Ruleset:
    return library.get("go-vap-p11-2021")


def test_the_university_votes_in_two_rounds(university: Ruleset) -> None:
    """II.B.2.5: levels 2, 3, 4 first; then 20% of level 2 are picked for level 1."""
    rounds = [
        item
        for item in university.procedure(Kind.MEMBER).ballots
        if item.voters is Voters.OFFICIAL_MEMBERS
    ]
    assert [(item.round, item.options) for item in rounds] == [
        (1, ("HTT", "HN", "KHT")),
        (2, ("XS",)),
    ]
    assert rounds[1].picks == "member-xs"
    group = [Candidate(str(n), "HTT", votes=n, proposed=n > 7) for n in range(10)]
    allotment = allot(university, Kind.MEMBER, group, Scope(whole=False, name="Chi bộ Nội"))
    assert (allotment.limit, allotment.strict_limit, allotment.clause) == (2, None, "II.B.2.5")
    assert allotment.binding is Binding.PROVISIONAL


def test_the_universitys_schedule_is_counted_for_the_year_of_the_review(
    university: Ruleset,
) -> None:
    """III (KẾ HOẠCH) 1: the dates of 2018 as printed; for another year, that year's."""
    procedure = university.procedure(Kind.MEMBER)
    stretches = {item.id: item for item in procedure.schedule}
    assert list(stretches) == [
        "plan",
        "training",
        "section-branches",
        "branches",
        "standing-committee",
        "university",
    ]
    assert stretches["standing-committee"].days(2018) == (date(2018, 12, 25), date(2019, 1, 5))
    assert stretches["university"].days(2020) == (date(2021, 1, 6), date(2021, 1, 15))
    assert all(item.printed and item.clause == "III (KẾ HOẠCH) 1" for item in procedure.schedule)
    last = {item.id: item.last_day(2018) for item in procedure.deadlines}
    assert last == {
        "draft-ahead": None,
        "file": date(2018, 12, 24),
        "leaders-file": date(2019, 1, 9),
    }


def test_the_universitys_file_has_eight_forms(university: Ruleset) -> None:
    """III (KẾ HOẠCH) 2, each by its form."""
    papers = university.procedure(Kind.MEMBER).papers
    assert [paper.number for paper in papers] == list(range(1, 9))
    forms = {form.id for form in university.sections.forms}
    assert {paper.form for paper in papers} == forms


def test_the_university_cites_its_own_sections_and_strikes_silently(university: Ruleset) -> None:
    """A plan that prints the guideline again has its sections alone, and strikes nothing out."""
    assert {clause.source for clause in university.sections.clauses} == {"dhyd-can-tho-2018"}
    assert university.clause("II.B.5")
    assert not [item for item in university.sections.provisions if item.topic == "struck"]
    deciders = [
        step.actor for step in university.procedure(Kind.MEMBER).steps if step.act == "decides"
    ]
    assert deciders == ["Đảng ủy Trường"]


def test_the_ward_shares_by_the_branches_level(ward: Ruleset) -> None:
    """1(2): a higher-rated branch may have more; a plan the other way round draws a warning."""
    shares = [Share("good", "XS", 12, 2), Share("fair", "HN", 11, 2)]
    plan = weigh_plan(ward, Kind.MEMBER, shares)
    assert (plan.limit, plan.over) == (4, 0)
    assert [(item.lower, item.better) for item in plan.lopsided] == [("fair", "good")]


@pytest.mark.parametrize("kind", [Kind.MEMBER, Kind.LEADER])
@pytest.mark.parametrize(("size", "limit"), [(4, 0), (5, 1), (9, 1), (10, 2), (23, 4)])
def test_the_wards_base_is_plain(ward: Ruleset, kind: Kind, size: int, limit: int) -> None:
    """1(2), 1(4): 20% of those at HTT or above; no strict alternative, for the text is clear."""
    group = [Candidate(str(n), "HTT") for n in range(size)]
    allotment = allot(ward, kind, group, Scope(whole=True))
    assert (allotment.limit, allotment.strict_limit) == (limit, None)
    assert allotment.clause == {Kind.MEMBER: "1(2)", Kind.LEADER: "1(4)"}[kind]


def test_what_the_ward_leaves_alone_is_the_bases(ward: Ruleset) -> None:
    """The quota on collectives, and sick leave, stay the base's and are cited as such."""
    quota = ward.quota(Kind.COLLECTIVE)
    assert quota
    assert ward.clause(quota.clause).source == "can-tho-2018"
    caps = {cap.id: ward.clause(cap.clause).source for cap in ward.sections.cap}
    assert caps["member-sick-leave"] == "can-tho-2018"
    assert caps["leader-organisation"] == "go-vap-p11-2021"


def test_the_ward_reviews_covid_item_by_item(ward: Ruleset) -> None:
    """3.2 is printed twice, and 3.1.1(1) to (7) stand under the first."""
    clauses = [item.clause for item in ward.procedure(Kind.COLLECTIVE).contents]
    for number in range(1, 8):
        assert f"3.2 (thứ nhất) 3.1.1({number})" in clauses
    assert "3.2 (thứ hai)" in clauses


def test_every_kind_gets_the_two_added_criteria(ward: Ruleset) -> None:
    """3.6, for members, organisations, collectives and leaders alike."""
    for kind in Kind:
        assert {"example", "after_supervision"} <= {item.id for item in ward.criteria(kind)}


def test_the_ward_lies_over_every_base(library: Library) -> None:
    """Over any base its head's caps are the only ones, its quotas count, nothing is left over."""
    for base in library.bases("go-vap-p11-2021"):
        ruleset = library.get("go-vap-p11-2021", base)
        assert not ruleset.base_assumed
        heads = [cap for cap in ruleset.sections.cap if cap.kinds == (Kind.LEADER,)]
        assert {ruleset.clause(cap.clause).path for cap in heads} == {"1(5)"}
        for kind, clause in ((Kind.MEMBER, "1(2)"), (Kind.LEADER, "1(4)")):
            quota = ruleset.quota(kind)
            assert quota
            assert quota.clause == clause


def test_over_every_base_it_survives_dump_and_load(library: Library, tmp_path: Path) -> None:
    """What nothing rests on any longer is left out, so that the whole still checks."""
    for base in library.bases("go-vap-p11-2021"):
        ruleset = library.get("go-vap-p11-2021", base)
        folder = tmp_path / base / ruleset.id
        folder.mkdir(parents=True)
        (folder / "all.toml").write_text(dump(ruleset), encoding="utf-8")
        assert dump(load_folder(folder)) == dump(ruleset)


@pytest.mark.parametrize(
    ("kind", "clause"),
    [
        (Kind.ORGANISATION, "II.B.1.3.1"),
        (Kind.MEMBER, "II.B.2.3.1"),
        (Kind.COLLECTIVE, "II.B.3.3.1"),
        (Kind.LEADER, "II.B.4"),
    ],
)
@pytest.mark.parametrize(("size", "limit"), [(4, 0), (5, 1), (9, 1), (10, 2), (23, 4)])
def test_can_tho_sets_a_quota_on_each_kind(
    can_tho: Ruleset, kind: Kind, clause: str, size: int, limit: int
) -> None:
    """20% of those at HTT or above, rounded down, with the strict alternative beside it."""
    allotment = allot(
        can_tho, kind, [Candidate(str(n), "HTT") for n in range(size)], Scope(whole=True)
    )
    assert (allotment.limit, allotment.clause) == (limit, clause)
    assert allotment.strict_limit == size // 6


def test_least_meeting_times(can_tho: Ruleset) -> None:
    """II.A.4.2: with and without a suggestion from above."""
    assert [(item.days, item.suggested) for item in can_tho.sections.durations] == [
        (Decimal(2), Decimal("2.5")),
        (Decimal(1), Decimal("1.5")),
        (Decimal(1), Decimal("1.5")),
        (Decimal("0.5"), Decimal(1)),
    ]


def test_can_thos_deadline_is_the_day_before(can_tho: Ruleset) -> None:
    """III.2: "trước ngày 20 tháng 01 năm sau": 19 January is the last day."""
    last = {item.id: item.last_day(2018) for item in can_tho.sections.deadlines}
    assert last["file"] == date(2019, 1, 19)
