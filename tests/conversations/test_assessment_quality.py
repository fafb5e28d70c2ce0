"""What a self-assessment costs and how it reads: taps, lengths, columns, ways back and out."""

import re
from collections.abc import AsyncIterator
from html import unescape
from pathlib import Path

import pytest

from rules import Kind
from storage import assessments, reviews, suggestions
from storage.reviews import Source, Stage
from tests.conversations.assessing import LIBRARY, MEMBER, PLAIN, SECRETARY, World, a_world
from tests.conversations.talk import Phone

RULESETS = [one for one in LIBRARY.ids if LIBRARY.get(one).covers(Kind.MEMBER)]
LEVELS = (
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)
WAYS_OUT = {"🏠 Trang chính", "💾 Lưu và nghỉ"}
BACK = ("‹", "📋 Xem tổng hợp", "🏠 Trang chính", "▶️ Làm tiếp")
LIMIT = 700
WIDEST = 34
"""Characters of the longest label: more is cut on a small phone."""


def length(phone: Phone) -> int:
    """The characters that the newest screen shows."""
    return len(unescape(re.sub(r"<[^>]+>", "", phone.chat.messages[-1].screen.text)))


def assert_fit(phone: Phone, *, full: bool = False) -> None:
    """The newest screen can be read and left on a small phone, and is the task's only one."""
    message = phone.chat.messages[-1]
    assert full or length(phone) <= LIMIT, (length(phone), phone.text)
    assert length(phone) <= 4096
    assert WAYS_OUT & set(phone.labels), phone.labels
    assert any(label.startswith(BACK) for label in phone.labels), phone.labels
    for row in message.screen.rows:
        assert len(row) <= 2 or all(len(button.label) <= 2 for button in row)
    assert all(len(label) <= WIDEST for label in phone.labels), phone.labels
    tasks = [one.task for one in phone.chat.messages if one.task]
    assert len(tasks) == len(set(tasks))


@pytest.mark.parametrize("ruleset", RULESETS)
@pytest.mark.parametrize("who", ["unknown", "leader", "plain"])
async def test_interaction_cost(tmp_path: Path, ruleset: str, who: str) -> None:
    """Opening it, every question, the level and submitting take at most the criteria and six taps;
    typed are the figures that a rule needs, and nothing else.

    Of ``unknown`` nobody told anything (he turns out to lead); ``plain`` has no figures to give.
    """
    async with a_world(tmp_path) as world:
        await world.open(ruleset=ruleset)
        known = LIBRARY.get(ruleset).facts
        told = {
            "unknown": {},
            "leader": {"is_leader": "true", "leads_units": "true", "review_suggested": "true"},
            "plain": PLAIN,
        }[who]
        await world.tell(MEMBER, {fact: value for fact, value in told.items() if fact in known})
        an = world.phone(MEMBER)
        await an.command("tudanhgia")
        taps, criteria = 1, 0  # the tap at home that opens it
        for _ in range(60):
            assert_fit(an)
            if an.text.startswith("Trước hết"):
                await an.tap("Không" if who == "plain" else "Có")
            elif found := re.match(r"Câu \d+/(\d+)", an.text):
                criteria = int(found[1])
                await an.tap("Tốt")
            elif an.text.startswith("Số liệu") and who == "plain":
                await an.tap("Bỏ qua ›")
            elif an.text.startswith("Số liệu"):
                await an.type("0" if "chưa bảo đảm" in an.text else "9")
                continue
            elif an.text.startswith("Tự nhận mức"):
                await an.tap(LEVELS[1])
            else:
                break
            taps += 1
        assert_fit(an)
        await an.tap("📨 Nộp")
        taps += 1
        assert_fit(an)
        assert (await world.answers(MEMBER)).submitted_at is not None
        assert criteria >= len(
            [c for c in LIBRARY.get(ruleset).criteria(Kind.MEMBER) if not c.applies]
        )
        assert taps <= criteria + 6


@pytest.fixture
async def crowded(tmp_path: Path) -> AsyncIterator[World]:
    """Somebody of whom everything is told that makes a screen long: a leader with long texts, a
    suggestion, last year's texts, facts of every kind."""
    async with a_world(tmp_path) as world:
        async with world.db.write() as tx:
            person = world.people[MEMBER].id
            before = await reviews.open_review(
                tx, world.branch.id, 2025, "sao-do-2023", None, None, world.talk.now
            )
            await assessments.save_note(tx, before.id, person, "c:discipline", "Cũ. " * 900)
            await reviews.set_stage(tx, before.id, Stage.CLOSED, None, world.talk.now)
        review = await world.open(ruleset="sao-do-2023")
        async with world.db.write() as tx:
            await suggestions.suggest(
                tx, review.id, person, "Làm rõ trách nhiệm. " * 60, "Ban Thường vụ Thành ủy",
                None, world.talk.now,
            )  # fmt: skip
        await world.tell(
            MEMBER,
            {"is_leader": "true", "leads_units": "true", "is_civil_servant": "true",
             "office_level": '"HN"', "sick_leave_months": "4", "disciplined": "true"},
        )  # fmt: skip
        yield world


@pytest.mark.parametrize("grade", ["Xuất sắc", "Kém"])
async def test_no_screen_is_long(crowded: World, grade: str) -> None:
    """Whatever was answered and written, no screen has over 700 characters before «xem đầy đủ»."""
    an = crowded.phone(MEMBER)
    await an.command("tudanhgia")
    long = "Bản thân luôn giữ vững lập trường. " * 110
    for _ in range(60):
        assert_fit(an)
        if an.text.startswith("Trước hết"):
            await an.tap("Có")
        elif an.text.startswith("Câu "):
            await an.tap("Ghi chú")
            assert_fit(an)
            await an.type(long)
            assert_fit(an)
            await an.type(long)
            assert_fit(an)
            await an.tap("Xóa")
            assert_fit_to_leave(an)
            await an.tap("‹ Quay lại")
            await an.tap("‹ Về câu")
            assert_fit(an)
            await an.tap("Xem đầy đủ")
            assert_fit(an, full=True)
            await an.tap(grade)
        elif an.text.startswith("Số liệu"):
            await an.type("x")
            assert_fit(an)
            await an.type("9" if "chưa bảo đảm" not in an.text else "0")
        else:
            break
    for level in LEVELS:
        await an.tap(level)
        assert_fit(an)
        await an.tap("Đổi mức tự nhận")
        assert_fit(an)
    await an.tap("Về bản tổng hợp")
    await an.tap("Phần viết")
    assert_fit(an)
    await an.tap("Viết lần lượt")
    for _ in range(20):
        assert_fit(an)
        await an.type(long)
        assert_fit(an)
        following = [label for label in an.labels if label.startswith("Phần sau")]
        if not following:
            break
        await an.tap(following[0])
    await an.tap("Xem tổng hợp")
    await an.type("…")
    assert_fit(an)
    await an.tap("Xem đầy đủ")
    for _ in range(60):
        assert_fit(an, full=True)
        if "Trang sau ›" not in an.labels:
            break
        await an.tap("Trang sau ›")
    await an.tap("Về bản tổng hợp")
    await an.tap("📨 Nộp")
    assert_fit(an)
    assert (await crowded.answers(MEMBER)).submitted_at is not None
    await an.command("trangchu")
    await crowded.tell(MEMBER, {"maternity_leave": "false"}, Source.SECRETARY)
    await an.command("tudanhgia")
    assert "Sau khi đồng chí nộp, có 1 thông tin" in an.text
    assert_fit(an)


def assert_fit_to_leave(phone: Phone) -> None:
    """A question with yes and back is short and has a way back."""
    assert length(phone) <= LIMIT
    assert "‹ Quay lại" in phone.labels


async def test_a_reminder_is_short_too(crowded: World) -> None:
    """Submitting with nothing done names what is missing within the same length."""
    an = crowded.phone(MEMBER)
    await an.command("tudanhgia")
    await an.tap("Lưu và nghỉ")
    assert_fit(an)
    await an.tap("Làm tiếp")
    await an.tap("Xem tổng hợp")
    assert_fit(an)
    await an.tap("📨 Nộp")
    assert "Trước khi nộp" in an.text
    assert_fit(an)


async def test_typed_for_another_it_is_as_short(tmp_path: Path) -> None:
    """The line that says for whom does not make a screen too long."""
    async with a_world(tmp_path, linked=False) as world:
        await world.link(SECRETARY)
        await world.open(ruleset="go-vap-p11-2021")
        bi = world.phone(SECRETARY)
        await bi.command("danhsach")
        await bi.tap_data(f"assist:open:{world.people[MEMBER].id}")
        for _ in range(40):
            assert_fit(bi)
            if "Trước hết" in bi.text:
                await bi.tap("Có")
            elif "Câu " in bi.text:
                await bi.tap("Tốt")
            else:
                break
        await bi.tap("Xem tổng hợp")
        assert_fit(bi)


async def test_every_question_has_a_way_back(crowded: World) -> None:
    """From the level back to the first question and forth again, nothing is lost."""
    an = crowded.phone(MEMBER)
    await an.command("tudanhgia")
    seen = [an.text[:30]]
    while "Bỏ qua ›" in an.labels and len(seen) < 60:
        await an.tap("Bỏ qua ›")
        seen.append(an.text[:30])
    assert "Bản tự đánh giá" in seen.pop()
    await an.tap("Chọn mức tự nhận")
    await an.tap_data("assess:back:=level")
    back = [an.text[:30]]
    while any(label.startswith(("‹ Câu trước", "‹ Quay lại")) for label in an.labels):
        await an.tap("‹ ")
        back.append(an.text[:30])
    assert back[-1] == seen[0]
    assert set(back) >= {one for one in seen if not one.startswith("Tự nhận mức")}
