"""What the members' results say of the branch and of its committee, and who has the last word."""

from dataclasses import replace
from pathlib import Path

import pytest

from conversations.body_evidence import BodyEvidence, gather_bodies
from conversations.body_results import Origin
from conversations.dossier import reviewing
from conversations.dossier.collecting import open_year
from conversations.dossier.forms import Use
from conversations.dossier.model import Review
from rules import Asks, Kind
from storage.roll import PersonDraft, Role
from tests.conversations.hall import LIBRARY, Hall, drafts, hall
from tests.conversations.talk import Phone

HTT, HN = "Hoàn thành tốt nhiệm vụ", "Hoàn thành nhiệm vụ"
COMMITTEE = 2
BRANCH = "🏠 Mức của chi bộ"


def rows() -> list[PersonDraft]:
    made = drafts(5)
    made[COMMITTEE] = replace(made[COMMITTEE], roles=frozenset({Role.COMMITTEE}))
    return made


async def body(h: Hall, kind: Kind = Kind.ORGANISATION) -> BodyEvidence:
    async with h.house.db.read() as tx:
        bodies = await gather_bodies(tx, h.house, h.branch, h.review, h.talk.now.date())
    return bodies[kind]


async def voted(h: Hall, *marks: str, which: str = "") -> None:
    ballot = await h.open(which)
    for who in range(ballot.summoned):
        await h.vote(who, ballot, *marks)
    await h.close(ballot)


async def page(h: Hall) -> Phone:
    phone = h.phone(0)
    await phone.command("chibo")
    return phone


async def test_members_levels_are_counted_with_where_they_come_from(tmp_path: Path) -> None:
    """II.B.1.3.1: one member at HN keeps the branch from XS; the page says why, and from what."""
    async with hall(tmp_path, rows()) as h:
        assert not (await body(h)).unconfirmed
        await voted(h, *[HTT] * 4, HN)
        found = await body(h)
        assert {fact: one.value for fact, one in found.results.items()} == {
            "members_xs": 0,
            "members_htt": 4,
            "members_hn": 1,
            "members_kht": 0,
        }
        phone = await page(h)
        assert f"Tính cả kết quả chưa xác nhận: cao nhất là {HTT}" in phone.text
        assert "100% đảng viên từ Hoàn thành tốt nhiệm vụ trở lên (mục II.B.1.3.1)" in phone.text
        assert len(phone.text) <= 700
        await phone.tap("📖 Căn cứ: chi bộ")
        assert "HTXSNV 0 · HTTNV 4 · HTNV 1 · KHTNV 0 (theo kết quả bỏ phiếu" in phone.text


async def test_proposals_advise_and_bind_once_confirmed(tmp_path: Path) -> None:
    """Not decided yet, they only warn; what the secretary confirms the ballot no longer offers."""
    rules = LIBRARY.get("can-tho-2018")
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[HTT] * 4, HN)
        assert (await body(h)).ceiling(rules).ceiling == "XS"
        phone = h.phone(0)
        await phone.command("bophieu")
        await phone.tap_data("ballot:prepare:branch")
        assert f"Theo kết quả đã có, chưa xác nhận: cao nhất là {HTT}" in phone.text
        await page(h)
        await phone.tap("📋 Thông tin về chi bộ")
        await phone.tap("✅ Xác nhận kết quả (4 mục)")
        assert f"đã xác nhận: cao nhất là {HTT}" in phone.text
        assert not any("Xác nhận kết quả" in label for label in phone.labels)
        assert (await body(h)).ceiling(rules).ceiling == "HTT"
        ballot = await h.open(BRANCH)
        assert ballot.subjects[0].options == ("HTT", "HN", "KHT")
        voter = await h.enter(3, ballot)
        await voter.tap("▶️ Bắt đầu")
        await voter.tap("Vì sao?")
        assert "100% đảng viên" in voter.text


async def test_confirming_twice_records_once(tmp_path: Path) -> None:
    """A doubled tap finds nothing left to confirm."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[HTT] * 5)
        phone = await page(h)
        for _ in range(2):
            await phone.tap_data("facts:take:o")
        found = await body(h)
        assert len(found.records) == 4
        assert not found.unconfirmed


async def test_what_the_secretary_says_counts_and_the_conflict_is_told(tmp_path: Path) -> None:
    """Both figures are shown; taking his back lets the results count again."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[HTT] * 5)
        phone = await page(h)
        await phone.tap_data("facts:fact:o:members_htt")
        assert "theo kết quả bỏ phiếu về đảng viên" in phone.text
        await phone.type("3")
        assert "Kết quả đã có là: 5 đảng viên" in phone.text
        found = await body(h)
        assert (found.said["members_htt"], found.differing) == (3, ("members_htt",))
        await page(h)
        assert "3 đảng viên (kết quả là: 5 đảng viên)" in phone.text
        await phone.tap_data("facts:forget:o:members_htt")
        found = await body(h)
        assert (found.said["members_htt"], found.differing) == (5, ())


@pytest.mark.parametrize("ruleset", ["can-tho-2018", "sao-do-2023"])
async def test_discipline_follows_from_the_members_facts(tmp_path: Path, ruleset: str) -> None:
    """One disciplined committee member is enough; none is said only where all are known."""
    async with hall(tmp_path, rows(), ruleset=ruleset, upper="Đảng ủy phường") as h:
        for who in range(4):
            await h.fact(who, "disciplined", False)
        kept = (await body(h, Kind.COLLECTIVE)).results["collective_member_disciplined"]
        assert (kept.value, kept.origin, kept.sure) == (False, Origin.MEMBERS, True)
        assert (await body(h)).confirmed["committee_member_disciplined"] is False
        assert "branch_member_disciplined" not in (await body(h)).results
        await h.fact(COMMITTEE, "disciplined", True)
        await h.fact(COMMITTEE, "discipline_self_remedied", True)
        found = await body(h)
        assert found.confirmed["committee_member_disciplined"] is True
        assert found.confirmed["committee_member_self_remedied"] is True
        if ruleset == "can-tho-2018":
            assert found.confirmed["branch_member_disciplined"] is True
        phone = await page(h)
        await phone.tap("📖 Căn cứ: chi ủy")
        assert "Có thành viên của tập thể bị kỷ luật: Có (theo thông tin đã xác nhận" in phone.text


async def test_what_a_member_says_of_himself_is_no_result(tmp_path: Path) -> None:
    """Reading 15: only what the secretary confirmed of him speaks for the branch."""
    async with hall(tmp_path, rows()) as h:
        await h.fact(3, "disciplined", True, confirmed=False)
        assert "branch_member_disciplined" not in (await body(h)).results


async def test_the_secretary_may_say_otherwise_of_discipline(tmp_path: Path) -> None:
    """His “no” takes the excuse that hangs on it along; nothing contradicts itself."""
    async with hall(tmp_path, rows(), ruleset="sao-do-2023", upper="Đảng ủy phường") as h:
        await h.fact(COMMITTEE, "disciplined", True)
        await h.fact(COMMITTEE, "discipline_self_remedied", True)
        phone = await page(h)
        await phone.tap_data("facts:fact:c:collective_member_disciplined")
        await phone.tap("Không")
        found = await body(h, Kind.COLLECTIVE)
        assert found.confirmed["collective_member_disciplined"] is False
        assert "collective_member_self_remedied" not in found.results
        assert not found.ceiling(LIBRARY.get("sao-do-2023")).conflicts
        await page(h)
        assert "Không (kết quả là: Có)" in phone.text


async def test_the_committee_reads_no_private_fact(tmp_path: Path) -> None:
    """A committee member sees the counts, but not what is kept for the secretary."""
    async with hall(tmp_path, rows()) as h:
        await h.fact(3, "disciplined", True)
        phone = h.phone(COMMITTEE)
        await phone.command("chibo")
        await phone.tap("📖 Căn cứ: chi bộ")
        assert "bị kỷ luật: Có" not in phone.text
        await phone.tap_data("facts:take:o")
        assert "không thuộc phần việc" in phone.toast


async def test_the_committee_stands_under_the_branch(tmp_path: Path) -> None:
    """II.B.3.3.1: a voted level of the branch advises its committee, a decided one binds it."""
    rules = LIBRARY.get("can-tho-2018")
    async with hall(tmp_path, rows()) as h:
        phone = await page(h)
        await phone.tap_data("body:level:o:HN")
        found = await body(h, Kind.COLLECTIVE)
        assert (found.ceiling(rules).ceiling, found.likely(rules).ceiling) == ("XS", "HN")
        await phone.tap("⚖️ Cấp trên: chi bộ")
        await phone.tap(HN)
        assert (await body(h, Kind.COLLECTIVE)).ceiling(rules).ceiling == "HN"
        assert "Mức của tập thể không được cao hơn" in phone.text


async def test_mau_01_bears_the_figures(tmp_path: Path) -> None:
    """The targets that were recorded and the members' levels stand on the committee's review."""
    async with hall(tmp_path, rows()) as h:
        await voted(h, *[HTT] * 4, HN)
        phone = await page(h)
        await phone.tap_data("facts:fact:o:org_targets_done")
        await phone.type("96%")
        async with h.house.db.read() as tx:
            year = await open_year(tx, h.house, h.branch, h.review, h.talk.now)
            paper = await reviewing.body_paper(year, Kind.COLLECTIVE, Use.BODY_REVIEW)
        assert paper is not None
        assert isinstance(paper.data, Review)
        part = next(one for one in paper.data.parts if one.asks is Asks.TARGETS)
        told = {one.name: one.value for one in part.figures}
        assert told["Chỉ tiêu, nhiệm vụ tổ chức đảng đã hoàn thành"] == "96%"
        assert told["Số đảng viên Hoàn thành tốt nhiệm vụ"] == "4 đảng viên"
        assert told["Số đảng viên Không hoàn thành nhiệm vụ"] == "0 đảng viên"
