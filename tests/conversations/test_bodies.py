"""The branch and its committee: facts, grades, levels with their clauses."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from conversations.body_evidence import CODES, gather_body
from conversations.body_results import counted
from conversations.proposals import propose
from rules import Kind
from storage import appraisals, reviews
from storage.appraisals import Appraisal
from storage.reviews import FactRecord
from storage.roll import Role
from tests.conversations.assessing import (
    DEPUTY,
    LIBRARY,
    MEMBER,
    OTHER,
    ROLL,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone

COMMITTEE = OTHER
RULES = LIBRARY.get("can-tho-2018")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    rows = tuple(
        replace(row, roles=frozenset({Role.COMMITTEE})) if row.full_name == COMMITTEE else row
        for row in ROLL
    )
    async with a_world(tmp_path, rows=rows) as made:
        await made.open()
        yield made


async def page(world: World, who: str = SECRETARY) -> Phone:
    phone = world.phone(who)
    await phone.command("chibo")
    return phone


async def view(world: World, kind: str) -> Appraisal:
    review = await world.review()
    async with world.db.read() as tx:
        return await appraisals.appraisal_of_body(tx, review.id, kind)


async def facts(world: World) -> dict[str, FactRecord]:
    review = await world.review()
    async with world.db.read() as tx:
        return await reviews.facts_of(tx, review.id, None)


async def test_both_stand_on_one_page(world: World) -> None:
    """The branch and its committee, each with its ceiling and what is missing."""
    bi = await page(world)
    assert bi.text.count("Theo thông tin đã xác nhận") == 2
    assert "Còn cần biết" in bi.text or "Chưa có thông tin" in bi.text
    assert len(bi.text) <= 700


async def test_without_a_committee_there_is_none_to_rate(tmp_path: Path) -> None:
    """A branch whose roll names no committee member rates itself only, and says so."""
    async with a_world(tmp_path) as world:
        await world.open()
        bi = await page(world)
        assert bi.text.count("Theo thông tin đã xác nhận") == 1
        assert "không ghi ai là chi ủy viên" in bi.text
        await bi.tap_data("body:go:c")
        assert "không xếp loại đối tượng này" in bi.toast
        await bi.tap_data("facts:pick:c")
        assert "không xếp loại đối tượng này" in bi.toast


async def test_the_secretary_sets_a_fact_of_the_branch(world: World) -> None:
    """A fact of the branch is asked with its meaning, kept for no person, and moves its ceiling."""
    bi = await page(world)
    await bi.tap("Thông tin về chi bộ")
    assert "Còn cần biết" in bi.text
    await bi.tap_data("facts:fact:o:branch_member_disciplined")
    assert "Chi bộ có đảng viên bị kỷ luật" in bi.text
    assert "Đồng chí:" not in bi.text
    await bi.tap("Có")
    await bi.tap_data("facts:fact:o:branch_member_self_remedied")
    await bi.tap("Không")
    assert "Trước đó" in bi.text
    assert "đã xác nhận: cao nhất là Không hoàn thành nhiệm vụ" in bi.text
    record = (await facts(world))["branch_member_disciplined"]
    assert (record.value_json, record.confirmed) == ("true", True)
    assert "branch_member_disciplined" not in await world.facts(MEMBER)
    await bi.tap("Các mục thông tin")
    await bi.tap("Quay lại")
    assert "🏛 Chi bộ và chi ủy" in bi.text
    assert "(mục II.B.1.3" in bi.text


async def test_a_typed_fact_survives_a_restart(world: World) -> None:
    """A percentage of the branch's targets is typed; the question is a row."""
    bi = await page(world)
    await bi.tap_data("facts:fact:o:org_targets_done")
    await world.restart()
    await bi.type("40%")
    assert (await facts(world))["org_targets_done"].value_json == "40"
    assert "Hiện nay: 40%" in bi.text


async def test_counts_are_not_asked_for_by_guess(world: World) -> None:
    """How many members reached a level is counted, once all have a proposal: nobody is asked."""
    bi = await page(world)
    await bi.tap("Thông tin về chi bộ")
    shown = bi.text
    while "Trang sau ›" in bi.labels:
        await bi.tap("Trang sau ›")
        shown += bi.text
    assert "Số đảng viên Hoàn thành" not in shown
    assert "Loại tổ chức đảng" not in shown


async def test_members_levels_are_counted_when_all_have_one(world: World) -> None:
    """Until the last member has a proposal nothing is counted; then every level is, zero too."""
    review, house = await world.review(), world.talk.house
    async with world.db.read() as tx:
        found = await propose(tx, house, world.branch, review, world.talk.now.date())
    assert counted(RULES, found) == {}
    levels = ("XS", "HTT", "HTT", "HN", "HN", "HN")[: len(found.rated)]
    rated = tuple(replace(one, level=level) for one, level in zip(found.rated, levels, strict=True))
    assert counted(RULES, replace(found, rated=rated)) == {
        "members_xs": 1,
        "members_htt": 2,
        "members_hn": levels.count("HN"),
        "members_kht": 0,
    }


async def test_the_committee_grades_the_branch(world: World) -> None:
    """Grades go on from criterion to criterion; at the end the level with reasons and clauses."""
    phone = await page(world, COMMITTEE)
    assert not any("Thông tin" in label for label in phone.labels)
    await phone.tap("Chấm chi bộ")
    assert "tiêu chí 1/8" in phone.text
    await phone.tap("Xem đầy đủ")
    assert "Căn cứ: mục II.B.1.2" in phone.text
    for _ in range(8):
        await phone.tap("Trung bình")
    assert "Tự nhận mức nào?" in phone.text
    assert "cao nhất là Hoàn thành nhiệm vụ" in phone.text
    assert "(mục II.B.1.3" in phone.text
    await phone.tap("Hoàn thành nhiệm vụ")
    assert "Mức tự nhận: Hoàn thành nhiệm vụ" in phone.text
    held = await view(world, "organisation")
    assert held.level == "HN"
    assert set(held.grades.values()) == {"trung_binh"}
    assert (await view(world, "collective")).said_at is None
    assert (await world.audit())[-1].detail["body"] == "organisation"


async def test_two_quick_taps_grade_one_criterion(world: World) -> None:
    """A second tap just after the screen changed is not taken for the next criterion."""
    phone = await page(world, DEPUTY)
    await phone.tap("Chấm chi ủy")
    await phone.tap("Tốt")
    await phone.tap("Tốt", after=0.3)
    assert "hơi nhanh" in phone.toast
    assert len((await view(world, "collective")).grades) == 1


@pytest.mark.parametrize("ruleset", [one for one in LIBRARY.ids if one != "tinh-uy-2019"])
async def test_each_guideline_s_bodies_can_be_decided(tmp_path: Path, ruleset: str) -> None:
    """Whatever the guideline, with nothing known the page is shown and the facts are asked."""
    rows = (*ROLL[:3], replace(ROLL[3], roles=frozenset({Role.COMMITTEE})))
    async with a_world(tmp_path, rows=rows) as world:
        base = LIBRARY.get(ruleset).base_id if LIBRARY.bases(ruleset) else None
        async with world.db.write() as tx:
            review = await reviews.open_review(
                tx, world.branch.id, 2026, ruleset, base, None, world.talk.now
            )
        bi = await page(world)
        assert len(bi.text) <= 700, bi.text
        for code, kind in CODES.items():
            await bi.tap_data(f"facts:pick:{code}")
            assert "Còn cần biết" in bi.text
            assert len(bi.text) <= 700, bi.text
            while "Trang sau ›" in bi.labels:
                await bi.tap("Trang sau ›")
                assert len(bi.text) <= 700, bi.text
            async with world.db.read() as tx:
                held = await gather_body(
                    tx, world.talk.house, world.branch, review, kind, world.talk.now.date()
                )
            assert held.advised(LIBRARY.get(ruleset)).possible
            await bi.tap_data(f"body:go:{code}")
            assert "tiêu chí 1/" in bi.text


async def test_members_have_no_business_here(world: World) -> None:
    """A member's forged taps are answered and change nothing; a committee member sets no facts."""
    an = world.phone(MEMBER)
    await an.command("trangchu")
    for data in ("body:show", "body:go:o", "body:grade:o:org_ideology:tot", "body:level:o:XS"):
        await an.tap_data(data)
        assert "không thuộc phần việc" in an.toast
    binh = world.phone(COMMITTEE)
    await binh.command("trangchu")
    await binh.tap_data("facts:set:o:branch_member_disciplined:1")
    assert "không thuộc phần việc" in binh.toast
    assert await facts(world) == {}
    assert (await view(world, "organisation")).said_at is None


async def test_forged_arguments(world: World) -> None:
    """Forged bodies, criteria, grades, levels and facts are answered and change nothing."""
    bi = await page(world)
    for data in (
        "body:go:x", "body:ask:o:nothing", "body:grade:o:nothing:tot", "body:level:o:GREAT",
        "body:grade:o:org_ideology:great", "body:why:x", "facts:set:o:members_xs:x",
        "facts:fact:o:disciplined", "facts:set:c:branch_member_disciplined:1",
    ):  # fmt: skip
        bi.toasts.clear()
        await bi.tap_data(data)
        assert bi.toast, data
    assert await facts(world) == {}
    assert (await view(world, "organisation")).said_at is None


def test_a_body_is_no_member() -> None:
    """Codes of bodies can never be taken for a person's number."""
    assert not any(code.isdigit() for code in CODES)
    assert Kind.MEMBER not in CODES.values()


async def test_the_page_stays_short_when_all_is_graded(world: World) -> None:
    """With both bodies graded and their levels taken the page still fits a small phone."""
    phone = await page(world)
    for code in CODES:
        await phone.tap_data(f"body:go:{code}")
        while "Kém" in phone.labels:
            await phone.tap("Kém")
        await phone.tap("Không hoàn thành nhiệm vụ")
    assert phone.text.count("Mức tự nhận") == 2
    assert len(phone.text) <= 700, phone.text
    await phone.tap("Căn cứ: chi bộ")
    assert "(mục II.B.1.3.4)" in phone.text
    assert "Chưa có thông tin" in phone.text
    assert len(phone.text) <= 700
    await phone.tap("Quay lại")
    assert "Chi bộ và chi ủy" in phone.text
