"""Notes, the written parts of the form, answers to suggestions, last year's texts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import assessments, reviews, suggestions
from storage.assessments import Assessment
from storage.reviews import Stage
from tests.conversations.assessing import (
    MEMBER,
    OTHER,
    PLAIN,
    YEAR,
    World,
    a_world,
    grade_all,
)
from tests.conversations.talk import Phone

KNOWN = {**PLAIN, "had_confidence_vote": "false", "targets_done": "100"}
SHORTCOMINGS = "p:02-shortcomings"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, KNOWN)
        yield made


async def begin(world: World) -> Phone:
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert an.text.startswith("Câu 1/9")
    return an


async def notes(world: World) -> dict[str, str]:
    return dict((await world.answers(MEMBER)).notes)


async def earlier(world: World, texts: dict[str, str], year: int = YEAR - 1) -> None:
    """A closed review of an earlier year, in which the member wrote these texts."""
    now = await world.review()
    await world.set_stage(Stage.CLOSED)
    async with world.db.write() as tx:
        person = world.people[MEMBER].id
        before = await reviews.open_review(
            tx, world.branch.id, year, "can-tho-2018", None, None, world.talk.now
        )
        for item, text in texts.items():
            await assessments.save_note(tx, before.id, person, item, text)
        await assessments.save_grade(tx, before.id, person, "ethics", "xuat_sac", 3, world.talk.now)
        await reviews.set_stage(tx, before.id, Stage.CLOSED, None, world.talk.now)
        await reviews.set_stage(tx, now.id, Stage.ASSESSMENT, None, world.talk.now)


# ── notes ────────────────────────────────────────────────────────────────────────────────────


async def test_a_note_is_typed_on_its_button_and_shown_under_the_criterion(world: World) -> None:
    """«Ghi chú» awaits text; what is typed stands under the question, which still waits."""
    an = await begin(world)
    await an.tap("Ghi chú")
    assert "Ghi chú cho câu 1" in an.text
    await an.type("Dự đủ 12 buổi <b>sinh hoạt</b> & học tập")
    assert "Đã ghi" in an.text
    await an.tap("Về câu 1")
    assert "📝 Dự đủ 12 buổi &lt;b&gt;sinh hoạt&lt;/b&gt; &amp; học tập" in str(
        an.chat.messages[-1].screen.text
    )
    await an.tap("Tốt")
    assert "Câu 2/9" in an.text
    assert await notes(world) == {"c:political_thought": "Dự đủ 12 buổi <b>sinh hoạt</b> & học tập"}
    await an.tap("Xem tổng hợp")
    assert "Có ghi chú: câu 1" in an.text
    await an.tap("Xem đầy đủ")
    assert "1. Tư tưởng chính trị Dự đủ 12 buổi" in an.text


async def test_more_is_added_at_the_end_and_anew_takes_its_place(world: World) -> None:
    """A second message goes on with the first; «Viết lại» keeps the old until the new is there."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("Một.")
    await an.type("Hai.")
    assert await notes(world) == {"c:political_thought": "Một.\nHai."}
    assert "nối vào cuối" in an.text
    await an.tap("Viết lại")
    assert "bản cũ vẫn còn" in an.text
    assert "nối vào cuối" not in an.text
    assert await notes(world) == {"c:political_thought": "Một.\nHai."}
    await an.type("Ba.")
    await an.type("Bốn.")
    assert await notes(world) == {"c:political_thought": "Ba.\nBốn."}


async def test_removing_asks_first(world: World) -> None:
    """«Xóa» shows what would go; a shaky second tap does not remove it."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("Một.")
    await an.tap("Xóa")
    assert "Xóa phần này" in " ".join(an.labels)
    await an.tap("Xóa phần này", after=0.2)
    assert "Chạm hơi nhanh" in an.toast
    await an.tap("‹ Quay lại")
    assert await notes(world) == {"c:political_thought": "Một."}
    await an.tap("Xóa")
    await an.tap("Xóa phần này")
    assert await notes(world) == {}
    await an.type("Lại viết.")
    assert await notes(world) == {"c:political_thought": "Lại viết."}


async def test_a_text_of_the_greatest_length_is_kept_whole(world: World) -> None:
    """4000 characters are kept; one more is refused with its count, and nothing changes."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("đ" * 4000)
    assert await notes(world) == {"c:political_thought": "đ" * 4000}
    await an.type("x")
    assert "4.002 ký tự" in an.text
    assert await notes(world) == {"c:political_thought": "đ" * 4000}
    await an.tap("Viết lại")
    await an.type("y" * 4001)
    assert "4.001 ký tự" in an.text
    assert await notes(world) == {"c:political_thought": "đ" * 4000}
    await an.type("z", after=10)
    assert await notes(world) == {"c:political_thought": "z"}


async def test_the_tail_of_a_text_that_telegram_cut_is_not_kept_alone(world: World) -> None:
    """A text over 4096 characters comes in two: both halves are refused, a later one is kept."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("a" * 4096)
    await an.type("đuôi", after=0.1)
    assert await notes(world) == {}
    assert "dài nhất 4.000 ký tự" in an.text
    await an.type("Viết ngắn lại.", after=20)
    assert await notes(world) == {"c:political_thought": "Viết ngắn lại."}


async def test_a_tap_elsewhere_ends_the_waiting_for_text(world: World) -> None:
    """What is typed after an answer by tap is not taken for the note before it."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.tap_data("assess:grade:political_thought:tot")
    await an.type("Không phải ghi chú.")
    assert "xin trả lời bằng nút" in an.text
    for label in ("Ghi chú", "Xem tổng hợp"):
        await an.tap(label)
    await an.type("Cũng không.")
    await an.tap("2")
    await an.tap("Ghi chú")
    await an.tap("Về câu 2")
    await an.type("Vẫn không.")
    assert await notes(world) == {}


async def test_the_text_awaited_survives_a_restart(world: World) -> None:
    """Killed between asking and typing: the text still goes where it was asked for."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await world.restart()
    await an.type("Một.")
    await world.restart()
    await an.type("Hai.")
    assert await notes(world) == {"c:political_thought": "Một.\nHai."}


async def test_a_recording_gets_a_hint_how_to_dictate(world: World) -> None:
    """A voice message where text is awaited: he is told of the keyboard's microphone, and the
    way back leads to the text."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.other("voice")
    assert "chạm micrô trên bàn phím" in an.text
    await an.tap("Làm tiếp")
    assert "Ghi chú cho câu 1" in an.text
    await an.type("Đã đọc.")
    assert await notes(world) == {"c:political_thought": "Đã đọc."}


# ── the parts of the form ────────────────────────────────────────────────────────────────────


async def test_the_parts_are_those_of_the_form_in_its_order(world: World) -> None:
    """Each can be written, skipped and opened by its number; the overview counts them."""
    an = await begin(world)
    await an.tap("Xem tổng hợp")
    assert "Phần viết: 0/" in an.text
    await an.tap("Phần viết")
    assert "Hạn chế, khuyết điểm và nguyên nhân" in an.text
    assert an.text.index("Hạn chế, khuyết điểm") < an.text.index("Phương hướng, biện pháp")
    await an.tap("Viết lần lượt")
    assert "Phần viết 1/" in an.text
    await an.type("Bản thân giữ vững lập trường.")
    await an.tap("Phần sau ›")
    await an.tap("Bỏ qua ›")
    assert "Phần viết 3/" in an.text
    await an.tap("‹ Phần trước")
    assert "Phần viết 2/" in an.text
    await an.tap("Các phần viết")
    assert "1. ✅" in an.text
    assert "2. ▫️" in an.text
    assert await notes(world) == {"p:02-conduct": "Bản thân giữ vững lập trường."}


async def test_submitting_names_the_parts_left_empty_and_holds_nobody_up(world: World) -> None:
    """With grades and level given one tap submits; what is empty is named."""
    an = await begin(world)
    await grade_all(an)
    await an.tap("Hoàn thành tốt nhiệm vụ")
    await an.tap("📨 Nộp")
    assert (await world.answers(MEMBER)).submitted_at is not None
    assert "Phần viết còn trống: 1. Về phẩm chất chính trị" in an.text


async def test_texts_after_submitting_change_nothing(world: World) -> None:
    """Neither typing nor an old button reaches a submitted self-assessment."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("Một.")
    before = await submit(an, world)
    await an.type("Hai.")
    for data in ("assess:write:c:ethics", "assess:again:c:political_thought", "assess:parts"):
        await an.tap_data(data)
        assert "Đồng chí đã nộp" in an.toast
    await an.tap_data("assess:wipe:c:political_thought")
    assert await world.answers(MEMBER) == before


async def submit(an: Phone, world: World) -> Assessment:
    await an.tap_data("assess:anyway")
    found = await world.answers(MEMBER)
    assert found.submitted_at is not None
    return found


@pytest.mark.parametrize(
    "data",
    [
        "assess:write:c:nothing", "assess:write:p:nothing", "assess:write:s:1",
        "assess:write:s:99999999999999999999", "assess:write:x:ethics", "assess:write::",
        "assess:again:p:", "assess:clear:c:leader_unity", "assess:wipe:s:0",
        "assess:earlier:p:nothing", "assess:earlier", "assess:read:-1", "assess:read:9999",
    ],
)  # fmt: skip
async def test_forged_taps_write_nothing(world: World, data: str) -> None:
    """Nothing that is not his can be opened, removed or taken over."""
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.type("Một.")
    before = await world.answers(MEMBER)
    await an.tap_data(data)
    await an.type("Hai.")
    after = await world.answers(MEMBER)
    assert after.notes.keys() == before.notes.keys()
    assert after.grades == before.grades


# ── suggestions ──────────────────────────────────────────────────────────────────────────────


async def suggest(world: World, name: str, text: str) -> int:
    review = await world.review()
    async with world.db.write() as tx:
        made = await suggestions.suggest(
            tx, review.id, world.people[name].id, text, "Đảng ủy phường", None, world.talk.now
        )
    return made.id


async def test_a_suggestion_is_seen_and_answered(world: World) -> None:
    """What a higher committee asks stands among the parts; unanswered it is named before
    submitting; the answer is kept under it."""
    which = await suggest(world, MEMBER, "Làm rõ việc thu quỹ năm 2026.")
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    await an.tap("Xem tổng hợp")
    assert "Còn 1 gợi ý kiểm điểm của cấp trên chưa giải trình" in an.text
    await an.tap("📨 Nộp")
    await an.tap("Giải trình gợi ý")
    assert "Đảng ủy phường gợi ý đồng chí giải trình: Làm rõ việc thu quỹ" in an.text
    await an.type("Đã nộp đủ trong tháng 02.")
    assert await notes(world) == {f"s:{which}": "Đã nộp đủ trong tháng 02."}
    await an.tap("Xem tổng hợp")
    assert "chưa giải trình" not in an.text


async def test_nobody_answers_the_suggestion_to_another(world: World) -> None:
    """Its button, forged by another member, opens nothing."""
    which = await suggest(world, OTHER, "Làm rõ việc thu quỹ năm 2026.")
    an = await begin(world)
    await an.tap_data(f"assess:write:s:{which}")
    assert "Làm rõ việc thu quỹ" not in " ".join(an.screens)
    await an.type("Tôi trả lời thay.")
    assert await notes(world) == {}


# ── last year's texts ────────────────────────────────────────────────────────────────────────


async def test_last_years_texts_are_a_starting_point_and_grades_are_not(world: World) -> None:
    """A part that is empty can be filled with what he wrote the year before; no grade comes."""
    await earlier(world, {SHORTCOMINGS: "Ít phát biểu.", "c:ethics": "Ghi chú cũ."})
    an = await begin(world)
    await an.tap("Xem tổng hợp")
    await an.tap("Phần viết")
    await an.tap("Lấy lại bản năm 2025")
    assert "đọc và sửa" in an.toast
    found = await world.answers(MEMBER)
    assert (dict(found.notes), dict(found.grades)) == ({SHORTCOMINGS: "Ít phát biểu."}, {})
    assert not any("Lấy lại" in label for label in an.labels)


async def test_last_years_text_of_one_item(world: World) -> None:
    """On an empty item its own old text is offered; what was written since is never overwritten."""
    await earlier(world, {"c:political_thought": "Ghi chú cũ."})
    an = await begin(world)
    await an.tap("Ghi chú")
    await an.tap("Lấy lại bản năm 2025")
    assert await notes(world) == {"c:political_thought": "Ghi chú cũ."}
    await an.tap("Viết lại")
    await an.type("Ghi chú mới.")
    await an.tap_data("assess:earlier:c:political_thought")
    assert "Không có phần nào để lấy lại" in an.toast
    assert await notes(world) == {"c:political_thought": "Ghi chú mới."}


async def test_only_the_latest_earlier_year_is_offered(world: World) -> None:
    """Two years ago is not offered where last year has texts; nobody else's are."""
    await earlier(world, {SHORTCOMINGS: "Năm 2024."}, year=2024)
    await earlier(world, {SHORTCOMINGS: "Năm 2025."}, year=2025)
    an = await begin(world)
    await an.tap("Xem tổng hợp")
    await an.tap("Phần viết")
    await an.tap("Lấy lại bản năm 2025")
    assert await notes(world) == {SHORTCOMINGS: "Năm 2025."}
    binh = world.phone(OTHER)
    await binh.command("tudanhgia")
    await binh.tap("Xem tổng hợp")
    await binh.tap("Phần viết")
    assert not any("Lấy lại" in label for label in binh.labels)


async def test_long_texts_are_read_page_by_page(world: World) -> None:
    """In full everything is there, page after page, each within a message of Telegram."""
    an = await begin(world)
    await an.tap("Ghi chú")
    long = " ".join(f"ý{number}" for number in range(700))
    await an.type(long)
    await an.tap("Xem tổng hợp")
    await an.tap("Xem đầy đủ")
    shown = an.text
    while any("Trang sau" in label for label in an.labels):
        await an.tap("Trang sau ›")
        assert len(an.text) <= 4096
        shown += " " + an.text
    assert all(f"ý{number}" in shown.split() for number in range(700))
    await an.tap("‹ Trang trước")
    await an.tap("Về bản tổng hợp")
    assert "Đã chấm 0/9" in an.text
