"""The branch's own review in words: written in the chat, kept as rows, read by the committee."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from storage import audit, body_notes, suggestions
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
from tests.conversations.hall import assert_fits
from tests.conversations.talk import Phone

COMMITTEE = OTHER
OWN, MORE = "Chi ủy đã quán triệt đầy đủ nghị quyết.", "Đã phân công từng đồng chí."
POINT = "Làm rõ việc chậm sửa nhà văn hóa."
REVIEW = "📝 Bản kiểm điểm của chi ủy"
LIMIT = 4_000
ROWS = tuple(
    replace(row, roles=frozenset({Role.COMMITTEE})) if row.full_name == COMMITTEE else row
    for row in ROLL
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, rows=ROWS) as made:
        await made.open()
        yield made


async def parts(world: World, who: str = SECRETARY) -> Phone:
    """He has the list of the collective's written parts before him."""
    phone = world.phone(who)
    await phone.command("chibo")
    await phone.tap(REVIEW)
    return phone


async def texts(world: World, kind: str = "collective") -> dict[str, str]:
    review = await world.review()
    async with world.db.read() as tx:
        found = await body_notes.notes_of_body(tx, review.id, kind)
    return {item: note.text for item, note in found.items()}


async def asked(world: World, text: str = POINT) -> int:
    """A higher committee asks the branch to explain something; returns its number."""
    review = await world.review()
    async with world.db.write() as tx:
        made = await suggestions.suggest(
            tx, review.id, None, text, "Đảng ủy phường", world.people[SECRETARY].id, world.talk.now
        )
    return made.id


async def test_a_part_is_typed_and_added_to_over_a_restart(world: World) -> None:
    """The next text is awaited as a row; what comes after is added at the end, by whomever."""
    bi = await parts(world)
    await bi.tap("▶️ Viết lần lượt")
    assert "phần viết 1/9" in bi.text
    await world.restart()
    await bi.type(OWN)
    assert "Đã ghi" in bi.text
    assert f"Đồng chí {SECRETARY} ghi lúc" in bi.text
    pho = await parts(world, DEPUTY)
    assert "1. ✅" in pho.text
    await pho.tap("1")
    assert OWN in pho.text
    await pho.type(MORE)
    assert f"Đồng chí {DEPUTY} ghi lúc" in pho.text
    assert await texts(world) == {"p:01-policy": f"{OWN}\n{MORE}"}
    await bi.command("chibo")
    assert "✍️ Phần viết: 1/9" in bi.text
    assert_fits(bi)


async def test_written_anew_the_old_text_stands_until_the_new_one_comes(world: World) -> None:
    """Going back from it, what is typed is added as before."""
    bi = await parts(world)
    await bi.tap("1")
    await bi.type(OWN)
    await bi.tap("✏️ Viết lại")
    assert "bản cũ vẫn còn" in bi.text
    assert "nối vào cuối" not in bi.text
    assert await texts(world) == {"p:01-policy": OWN}
    await bi.type(MORE)
    assert await texts(world) == {"p:01-policy": MORE}
    await bi.tap("✏️ Viết lại")
    await bi.tap("‹ Quay lại")
    await bi.type(OWN)
    assert await texts(world) == {"p:01-policy": f"{MORE}\n{OWN}"}


async def test_removing_is_asked_and_a_shaky_second_tap_removes_nothing(world: World) -> None:
    """What stands where the finger was leads back; removing twice is no fault."""
    bi = await parts(world)
    await bi.tap("1")
    await bi.type(OWN)
    await bi.tap("🗑 Xóa")
    assert "Xóa phần đã viết này?" in bi.text
    first = bi.chat.messages[-1].buttons[0]
    assert first.label == "‹ Quay lại"
    await bi.tap("🗑 Xóa phần này")
    assert "Đã xóa" in bi.toast
    assert await texts(world) == {}
    await bi.tap_data("body:wipe:c:p:01-policy")
    await bi.tap_data("body:drop:c:p:01-policy")
    await bi.type(MORE)
    assert await texts(world) == {"p:01-policy": MORE}
    review = await world.review()
    async with world.db.read() as tx:
        trail = await audit.entries(tx, review.branch_id)
    written = [one for one in trail if one.action.startswith("body_note")]
    assert [one.action for one in written] == [
        "body_note.written",
        "body_note.removed",
        "body_note.written",
    ]
    assert written[0].detail["item"] == "p:01-policy"
    assert OWN not in str(trail)


async def test_a_suggestion_for_the_branch_is_answered(world: World) -> None:
    """It stands where the form has its place, with its words; withdrawn, it is asked no more."""
    number = await asked(world)
    bi = await parts(world)
    (line,) = [one for one in bi.text.split(" ▫️ ") if one.startswith("Giải trình: ")]
    assert POINT.removesuffix(".") in line
    await bi.tap("8")
    assert "Đảng ủy phường gợi ý chi bộ giải trình" in bi.text
    assert POINT in bi.text
    await bi.type("Đã xong trong tháng 10.")
    assert await texts(world) == {f"s:{number}": "Đã xong trong tháng 10."}
    async with world.db.write() as tx:
        await suggestions.withdraw(tx, number, None, world.talk.now)
    await bi.type("Thêm nữa.")
    assert "không còn phần này" in bi.text
    assert await texts(world) == {f"s:{number}": "Đã xong trong tháng 10."}
    await bi.tap_data("body:parts:c")
    assert "Giải trình: " not in bi.text


async def test_too_long_is_refused_whole_with_its_tail(world: World) -> None:
    """Telegram cuts a long text in two: neither half is kept; a fitting one is, all of it."""
    bi = await parts(world)
    await bi.tap("1")
    await bi.type("dài " * 1_024)
    assert "4.095 ký tự" in bi.text
    await bi.type("phần còn lại", after=0.5)
    assert await texts(world) == {}
    await bi.type("\u0000 \n", after=10)
    assert "không có chữ nào" in bi.text
    await bi.type("đ" * LIMIT, after=10)
    assert await texts(world) == {"p:01-policy": "đ" * LIMIT}
    await bi.type(MORE)
    assert f"{LIMIT + 1 + len(MORE):,} ký tự".replace(",", ".") in bi.text
    assert await texts(world) == {"p:01-policy": "đ" * LIMIT}
    assert_fits(bi)


async def test_all_of_a_long_text_is_read_page_by_page(world: World) -> None:
    """Every word of it, in screens that fit a small phone."""
    words = " ".join(f"việc{n}" for n in range(300))
    bi = await parts(world)
    await bi.tap("1")
    await bi.type(words)
    assert len(bi.text) <= 700
    await bi.tap("📖 Xem đầy đủ")
    seen = bi.text
    while "Trang sau ›" in bi.labels:
        assert len(bi.text) <= 700
        await bi.tap("Trang sau ›")
        seen += f" {bi.text}"
    assert all(one in seen.split() for one in words.split())
    await bi.tap("‹ Quay lại")
    assert "phần viết 1/9" in bi.text


async def test_the_committee_reads_and_writes_nothing(world: World) -> None:
    """Its members see every text; what they type or forge is not kept.  Others see nothing."""
    bi = await parts(world)
    await bi.tap("1")
    await bi.type(OWN)
    binh = await parts(world, COMMITTEE)
    assert "Bí thư, phó bí thư viết" in binh.text
    await binh.tap("1")
    assert OWN in binh.text
    assert not any("Viết" in label or "Xóa" in label for label in binh.labels)
    await binh.type(MORE)
    for data in ("body:anew:c:p:01-policy", "body:wipe:c:p:01-policy"):
        await binh.tap_data(data)
        assert "không thuộc phần việc" in binh.toast
    await binh.tap_data("body:part:c:p:01-plans")
    assert "Phần này chưa viết." in binh.text
    an = world.phone(MEMBER)
    await an.command("trangchu")
    for verb in ("parts:c", "part:c:p:01-policy", "whole:c:p:01-policy:0", "drop:c:p:01-policy"):
        await an.tap_data(f"body:{verb}")
        assert "không thuộc phần việc" in an.toast
    assert not any(OWN in one for one in an.screens)
    assert await texts(world) == {"p:01-policy": OWN}


async def test_forged_arguments(world: World) -> None:
    """Unknown bodies, parts, pages are answered and change nothing."""
    bi = await parts(world)
    for data in (
        "body:parts:x", "body:parts:o", "body:part:c:p:nothing", "body:part:c:c:01-policy",
        "body:part:c:s:1", "body:part:o:p:01-policy", "body:part:c:p:01-targets",
        "body:anew:c:p:", "body:wipe:c::", "body:whole:c:p:nothing:0",
    ):  # fmt: skip
        bi.toasts.clear()
        await bi.tap_data(data)
        assert bi.toast, data
    for page in ("9" * 14, "-1", "x", "99"):
        await bi.tap_data(f"body:whole:c:p:01-policy:{page}")
        assert_fits(bi)
    assert await texts(world) == {}


async def test_something_else_than_text_is_told_what_is_awaited(world: World) -> None:
    """A sticker is answered, with the way back to the part."""
    bi = await parts(world)
    await bi.tap("2")
    await bi.other("sticker")
    assert "Đang chờ một phần của bản kiểm điểm" in bi.text
    await bi.tap("▶️ Làm tiếp")
    assert "phần viết 2/9" in bi.text
    await bi.tap("🏠 Trang chính")
    await bi.type(OWN)
    assert await texts(world) == {}


@pytest.mark.parametrize("ruleset", [one for one in LIBRARY.ids if not LIBRARY.bases(one)])
async def test_each_guideline_s_form_can_be_written_through(tmp_path: Path, ruleset: str) -> None:
    """Whatever its parts, each is opened and written, and no screen is too long."""
    async with a_world(tmp_path, rows=ROWS) as world:
        await world.open(ruleset=ruleset)
        await asked(world, POINT * 40)
        bi = await parts(world)
        assert len(bi.text) <= 700, bi.text
        await bi.tap("▶️ Viết lần lượt")
        many = 0
        while True:
            await bi.type("Nội dung kiểm điểm dài vừa phải. " * 30)
            many += 1
            assert len(bi.text) <= 700, bi.text
            assert_fits(bi)
            if "Phần sau ›" not in bi.labels:
                break
            await bi.tap("Phần sau ›")
            assert len(bi.text) <= 700, bi.text
        assert len(await texts(world)) == many >= 9
        await bi.tap("📑 Các phần viết")
        assert "▫️" not in bi.text
