"""A text that does not rate members (tinh-uy-2019): the committee's review, or a kind refusal."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import assessments, reviews
from storage.reviews import Stage
from storage.roll import Role
from tests.conversations.assessing import (
    DEPUTY,
    MEMBER,
    OTHER,
    ROLL,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.hall import drafts, hall
from tests.conversations.talk import Phone

TEXT = "tinh-uy-2019"
COMMITTEE = OTHER
ROWS = tuple(
    replace(row, roles=frozenset({Role.COMMITTEE})) if row.full_name == COMMITTEE else row
    for row in ROLL
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """A chi bộ cơ sở with a committee of three."""
    async with a_world(tmp_path, rows=ROWS, upper=None) as made:
        yield made


async def chosen(world: World) -> Phone:
    """The secretary looks at the text."""
    phone = world.phone(SECRETARY)
    await phone.command("kydanhgia")
    await phone.tap("Hướng dẫn của Tỉnh ủy, 2019")
    return phone


async def opened(world: World) -> Phone:
    phone = await chosen(world)
    await phone.tap("Vẫn mở theo văn bản này")
    return phone


async def test_a_grassroots_committee_can_hold_its_review(world: World) -> None:
    """B.I.1.1b: the committee and its members are reviewed; the screen says what that holds."""
    phone = await chosen(world)
    assert "chi ủy và các chi ủy viên kiểm điểm" in phone.text
    assert "B.I.1.1b" in phone.text
    assert "không bỏ phiếu về đảng viên" in phone.text
    await phone.tap("Vẫn mở theo văn bản này")
    assert (await world.review()).ruleset_id == TEXT
    assert "Đã nộp bản tự đánh giá: 0/3 đồng chí" in phone.text


async def test_a_branch_under_a_committee_is_told_why_not(tmp_path: Path) -> None:
    """Its chi ủy is no cấp ủy cơ sở: no button, and a forged tap opens nothing."""
    async with a_world(tmp_path, rows=ROWS) as world:
        phone = await chosen(world)
        assert "thấp nhất là cấp ủy cơ sở (mục B.I.1.1a, B.I.1.1b, B.I.1.1c)" in phone.text
        assert "trực thuộc “Đảng ủy phường”" in phone.text
        assert len(phone.text) <= 700
        assert not any("mở" in label.lower() for label in phone.labels)
        await phone.tap_data(f"review:start:2026:{TEXT}")
        assert "không mở kỳ đánh giá theo văn bản này" in phone.toast
        async with world.db.read() as tx:
            assert await reviews.current_review(tx, world.branch.id) is None


async def test_without_a_committee_on_the_roll_it_is_named_first(tmp_path: Path) -> None:
    """The way out is told: note the committee's members, then open."""
    async with a_world(tmp_path, upper=None) as world:
        phone = await chosen(world)
        assert "Danh sách chưa ghi chi ủy viên" in phone.text
        assert "/dangvien" in phone.text
        await phone.tap_data(f"review:start:2026:{TEXT}")
        assert "không mở kỳ đánh giá theo văn bản này" in phone.toast


async def test_the_committee_s_members_assess_themselves_as_leaders(world: World) -> None:
    """Mẫu 02: its criteria one by one, then the level, which the competent committee decides."""
    await opened(world)
    phone = world.phone(DEPUTY)
    await phone.command("tudanhgia")
    assert "Câu 1/6" in phone.text
    assert "tác phong, lề lối làm việc" in phone.text
    for _ in range(6):
        await phone.tap("Tốt")
    assert "cấp có thẩm quyền quyết định" in phone.text
    assert "bỏ phiếu kín" not in phone.text
    await phone.tap("Hoàn thành tốt nhiệm vụ")
    review = await world.review()
    async with world.db.read() as tx:
        held = await assessments.assessment(tx, review.id, world.people[DEPUTY].id)
    assert (len(held.grades), held.own_level) == (6, "HTT")


async def test_others_are_asked_nothing(world: World) -> None:
    """A member outside the committee is told so kindly; nobody counts or nudges him."""
    await opened(world)
    phone = world.phone(MEMBER)
    await phone.command("trangchu")
    assert "đồng chí không phải làm gì" in phone.text
    await phone.command("tudanhgia")
    assert "đồng chí không phải tự đánh giá" in phone.text
    await phone.tap_data("assess:open")
    review = await world.review()
    async with world.db.read() as tx:
        held = await assessments.assessments(tx, review.id)
    assert world.people[MEMBER].id not in held
    board = world.phone(SECRETARY)
    await board.command("danhsach")
    assert "Không thuộc diện kiểm điểm theo văn bản này: 5" in board.text
    assert "(2)" in next(label for label in board.labels if "Nhắc" in label)


async def test_the_committee_takes_its_level_and_its_papers_are_there(world: World) -> None:
    """Mẫu 01 in chat; no body but the committee; its members one by one in /chiuy."""
    await opened(world)
    phone = world.phone(SECRETARY)
    await phone.command("chibo")
    assert "Chi ủy" in phone.text
    assert not any("chi bộ" in label for label in phone.labels if "Cấp trên" in label)
    await phone.tap_data("body:level:c:HTT")
    assert "Mức tự nhận: Hoàn thành tốt nhiệm vụ" in phone.text
    await phone.command("chiuy")
    assert "Căn cứ: mục\n" not in phone.text
    assert MEMBER not in " ".join(phone.labels)
    assert DEPUTY in " ".join(phone.labels)
    await phone.command("bieumau")
    assert "🏛 Chi bộ, chi ủy" in phone.labels


async def test_the_report_says_what_there_is(world: World) -> None:
    """No proposals for members; the head is warned by the level of his collective (B.II.2)."""
    await opened(world)
    phone = world.phone(SECRETARY)
    await phone.command("chibo")
    await phone.tap_data("body:level:c:HTT")
    await phone.command("baocao")
    assert "Văn bản không xếp loại đảng viên" in phone.text
    assert "Chi ủy: Hoàn thành tốt nhiệm vụ theo mức tự nhận" in phone.text
    await phone.tap("👥 Từng đảng viên (3)")
    review = await world.review()
    await phone.tap_data(f"report:member:{review.id}:0")
    assert SECRETARY in phone.text
    assert "Chi bộ không bỏ phiếu về mức của đồng chí" in phone.text
    assert "không được cao hơn “Hoàn thành tốt nhiệm vụ” (mục B.II.2)" in phone.text
    await phone.tap("‹ Danh sách")
    await phone.tap("‹ Báo cáo")
    await phone.tap("📎 Toàn bộ trong một tệp")
    assert phone.chat.files


async def test_the_self_assessment_is_locked_as_ever(world: World) -> None:
    """The stages go on without any ballot on members."""
    await opened(world)
    review = await world.review()
    phone = world.phone(SECRETARY)
    await phone.command("kydanhgia")
    await phone.tap("🔒 Khóa phần tự đánh giá")
    await phone.tap(phone.labels[0])
    async with world.db.read() as tx:
        now = await reviews.review(tx, review.id)
    assert now is not None
    assert now.stage is Stage.BALLOT


async def test_only_the_committee_s_own_level_can_be_voted_on(tmp_path: Path) -> None:
    """No text asks for a ballot: the committee's own way, by its own votes; members none."""
    rows = drafts(5)
    rows[2] = replace(rows[2], roles=frozenset({Role.COMMITTEE}))
    async with hall(tmp_path, rows, ruleset=TEXT) as h:
        phone = h.phone(0)
        await phone.command("bophieu")
        assert "chi ủy" in phone.text.lower()
        assert "Số phiếu phát ra: 3" in phone.text
        await phone.tap_data("ballot:prepare:levels")
        assert "Số phiếu phát ra: 3" in phone.text
