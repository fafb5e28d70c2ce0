"""Shaky hands, two devices, crashes, forged taps: the self-assessment stays true."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conversations import self_assessment
from conversations.screen import Command, Other, Tap, Text, Toast
from storage.reviews import Stage
from tests.conversations.assessing import (
    EXEMPT,
    MEMBER,
    OTHER,
    PLAIN,
    SECRETARY,
    SUSPENDED,
    World,
    a_world,
    grade_all,
)
from tests.conversations.talk import Phone


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, {**PLAIN, "had_confidence_vote": "false"})
        yield made


async def begin(world: World) -> Phone:
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert "Câu 1/9" in an.text
    return an


@pytest.mark.parametrize("after", [0.0, 0.1, 0.3, 0.69])
async def test_a_second_tap_on_the_same_spot_is_not_the_next_answer(
    world: World, after: float
) -> None:
    """A double tap answers one question; he is told that the second was not counted."""
    an = await begin(world)
    await an.tap("Tốt")
    assert "Câu 2/9" in an.text
    await an.tap("Tốt", after=after)
    assert "Chạm hơi nhanh" in an.toast
    assert "Câu 2/9" in an.text
    assert len((await world.answers(MEMBER)).grades) == 1


@pytest.mark.parametrize("after", [0.71, 1.0, 3.0])
async def test_a_quick_but_steady_hand_is_not_held_up(world: World, after: float) -> None:
    """From seven tenths of a second on a tap counts."""
    an = await begin(world)
    for _ in range(9):
        await an.tap("Tốt", after=after)
    assert len((await world.answers(MEMBER)).grades) == 9
    assert not an.toasts


async def test_a_double_tap_that_both_carry_the_first_question(world: World) -> None:
    """Two taps on the screen before its change: the same answer twice, one step forward."""
    an = await begin(world)
    _, button = an.button("Tốt")
    await an.tap("Tốt")
    await an.do(Tap(button.data, an.chat.messages[-1].number), after=0.2)
    assert "Câu 2/9" in an.text
    assert not an.toasts
    assert (await world.answers(MEMBER)).grades == {"political_thought": "tot"}


async def test_a_slip_corrected_at_once(world: World) -> None:
    """A tap on another grade of the same question, however quick, mends it."""
    an = await begin(world)
    _, good = an.button("Tốt")
    await an.tap("Kém")
    await an.do(Tap(good.data, an.chat.messages[-1].number), after=0.3)
    assert (await world.answers(MEMBER)).grades == {"political_thought": "tot"}
    assert "Câu 2/9" in an.text


async def test_a_double_skip_skips_one(world: World) -> None:
    """«Bỏ qua» tapped twice in a row skips one question."""
    an = await begin(world)
    await an.tap("Bỏ qua ›")
    await an.tap("Bỏ qua ›", after=0.2)
    assert "Câu 2/9" in an.text
    assert "Chạm hơi nhanh" in an.toast


async def test_a_double_tap_on_the_last_answer_chooses_nothing(world: World) -> None:
    """The second tap lands on the level or the overview: neither a level nor submitting comes
    of it."""
    an = await begin(world)
    await grade_all(an)
    await an.tap("‹ Quay lại")
    await an.tap("Bỏ qua ›")
    await an.tap("Hoàn thành nhiệm vụ", after=0.3)
    assert "Chạm hơi nhanh" in an.toast
    await an.tap("Xem tổng hợp")
    await an.tap("9")
    await an.tap("Kém")
    await an.tap("📨 Nộp", after=0.3)
    answers = await world.answers(MEMBER)
    assert (answers.own_level, answers.submitted_at) == (None, None)


async def test_a_double_tap_on_a_number_grades_nothing(world: World) -> None:
    """Opening a question from the overview with two quick taps gives it no grade."""
    an = await begin(world)
    await grade_all(an)
    await an.tap("Xem tổng hợp")
    await an.tap("3")
    await an.tap("Kém", after=0.3)
    assert "Chạm hơi nhanh" in an.toast
    assert (await world.answers(MEMBER)).grades["discipline"] == "tot"
    await an.tap("Kém")
    assert (await world.answers(MEMBER)).grades["discipline"] == "kem"


async def test_a_double_tap_on_submit_submits_once_and_takes_nothing_back(world: World) -> None:
    """The second tap on «Nộp» neither withdraws nor overrides a reminder."""
    an = await begin(world)
    await an.tap("Xem tổng hợp")
    await an.tap("📨 Nộp")
    await an.tap("Vẫn nộp", after=0.3)
    assert (await world.answers(MEMBER)).submitted_at is None
    await an.tap("Vẫn nộp")
    assert (await world.answers(MEMBER)).submitted_at is not None
    await an.tap("Rút về để sửa", after=0.3)
    assert (await world.answers(MEMBER)).submitted_at is not None


async def test_two_devices_last_tap_wins_and_both_see_the_truth(world: World) -> None:
    """Taps from an old screen on a second device count, and what is shown is what is kept."""
    an = await begin(world)
    _, old = an.button("Kém")
    for _ in range(4):
        await an.tap("Tốt")
    await an.do(Tap(old.data, an.chat.messages[-1].number))
    assert (await world.answers(MEMBER)).grades["political_thought"] == "kem"
    assert "Câu 5/9" in an.text
    for _ in range(4):
        await an.tap("‹ Câu trước")
    assert "✓ Kém" in an.labels


async def test_two_devices_at_the_same_moment(world: World) -> None:
    """Two taps at once on different questions are both kept."""
    an = await begin(world)
    message = an.chat.messages[-1].number
    marks = ("xuat_sac", "tot", "trung_binh", "kem")
    await asyncio.gather(
        *(an.do(Tap(f"assess:grade:ethics:{mark}", message), after=1) for mark in marks),
        an.do(Tap("assess:grade:duties:kem", message), after=1),
    )
    grades = (await world.answers(MEMBER)).grades
    assert set(grades) == {"ethics", "duties"}


async def test_nothing_is_lost_by_a_restart_between_any_two_events(world: World) -> None:
    """The program is killed and started anew before every tap of a whole self-assessment."""
    an = await begin(world)
    seen = []
    for label in [
        *["Tốt"] * 3, "‹ Câu trước", "Kém", "Xem đầy đủ", "Bỏ qua ›", *["Xuất sắc"] * 5,
        "‹ Quay lại", "Bỏ qua ›", "Xem tổng hợp", "Chấm tiếp", "Tốt", "Bỏ qua ›",
        "Xem tổng hợp", "6", "Trung bình", "Xem đầy đủ", "Về bản tổng hợp", "Chọn mức tự nhận",
        "Hoàn thành nhiệm vụ", "📨 Nộp", "Rút về để sửa", "📨 Nộp",
    ]:  # fmt: skip
        await world.restart()
        await an.tap(label)
        seen.append(an.text)
    answers = await world.answers(MEMBER)
    assert answers.submitted_at is not None
    assert answers.own_level == "HN"
    assert len(answers.grades) == 9
    assert answers.grades["duties"] == "trung_binh"
    assert not an.toasts


FORGED = [
    "assess:grade:nothing:tot",
    "assess:grade:duties:great",
    "assess:grade:duties:",
    "assess:grade::",
    "assess:grade:leader_unity:tot",  # a leader's, not his
    "assess:fact:nothing:1",
    "assess:fact:is_leader:1",  # the secretary's to tell
    "assess:fact:disciplined:0",
    "assess:fact:had_confidence_vote:9",
    "assess:skip:nothing",
    "assess:back:nothing",
    "assess:ask:leader_unity",
    "assess:ask:99999999999999999999:r",
    "assess:full:nothing",
    "assess:level:GREAT",
    "assess:level:",
    "assess:grade:duties",
    "assess:grade:duties:tot:r:x",
    "assess:",
    "assess",
    "assess:nothing",
    "assess:figure:met:1",
    "assess:skip:=set:x",
    "assess:ask:==",
    "assess:write:c",
    "assess:write:f:set",
    "assess:read:0:1",
]


@pytest.mark.parametrize("data", FORGED)
async def test_forged_taps_change_nothing(world: World, data: str) -> None:
    """Forged data gets a kind toast and leaves answers and facts as they were."""
    an = await begin(world)
    await an.tap("Tốt")
    before, facts = await world.answers(MEMBER), await world.facts(MEMBER)
    toasts = len(an.toasts)
    await an.tap_data(data)
    assert len(an.toasts) > toasts
    assert await world.answers(MEMBER) == before
    assert await world.facts(MEMBER) == facts


async def test_nobody_answers_for_another(world: World) -> None:
    """Whoever taps whatever, only his own self-assessment can change."""
    an = await begin(world)
    await an.tap("Tốt")
    before = await world.answers(MEMBER)
    for name in (OTHER, SECRETARY, EXEMPT, SUSPENDED):
        phone = world.phone(name)
        for data in ("assess:grade:duties:kem", "assess:submit", "assess:anyway"):
            await phone.tap_data(data)
    stranger = world.talk.phone(4711, "Người lạ")
    await stranger.tap_data("assess:grade:duties:kem")
    assert await world.answers(MEMBER) == before


async def test_not_in_the_group(world: World) -> None:
    """In a group nothing of it is shown or changed."""
    an = await begin(world)
    there = an.in_group(-100, "Chi bộ")
    await there.command("tudanhgia")
    await there.tap_data("assess:grade:duties:kem")
    assert "riêng" in there.screens[-1]
    assert (await world.answers(MEMBER)).grades == {}


async def test_stickers_and_edited_messages_change_nothing(world: World) -> None:
    """A sticker, a photo, a voice message or an edited text is not an answer."""
    an = await begin(world)
    for kind in ("sticker", "photo", "voice", "edited", "other"):
        await an.other(kind)
    assert (await world.answers(MEMBER)).grades == {}


LABELS = st.sampled_from(
    [
        "Tốt", "Kém", "Xuất sắc", "Bỏ qua ›", "‹ Câu trước", "Xem đầy đủ", "Thu gọn",
        "Xem tổng hợp", "Chấm tiếp", "3", "A", "Lưu và nghỉ", "Làm tiếp", "Có", "Không",
        "Chưa rõ", "Hoàn thành tốt nhiệm vụ", "📨 Nộp", "Vẫn nộp", "Rút về để sửa",
        "Về bản tổng hợp", "Ghi chú", "Sửa ghi chú", "Viết lại", "Xóa", "Xóa phần này",
        "‹ Về câu", "Phần viết", "Viết lần lượt", "Phần sau ›", "Các phần viết", "Số liệu",
        "Cả ", "Không có", "Chọn mức tự nhận", "Trang sau ›",
    ]
)  # fmt: skip
VERBS = sorted(self_assessment.dialogue.taps)
THINGS = st.sampled_from(
    [
        "",
        "duties",
        "is_leader",
        "had_confidence_vote",
        "leads_units",
        "tot",
        "XS",
        "1",
        "r",
        "-1",
        "x" * 20,
        "c",
        "p",
        "s",
        "02-shortcomings",
        "=set",
        "=level",
        "set",
        "met",
    ]
)
EVENTS = st.one_of(
    LABELS,
    st.builds(
        lambda verb, args: Tap(":".join(["assess", verb, *args]), 1),
        st.sampled_from(VERBS),
        st.lists(THINGS, max_size=4),
    ),
    st.builds(Text, st.one_of(st.text(max_size=60), st.sampled_from(["9", "0", "y" * 4096]))),
    st.builds(Command, st.just("tudanhgia"), st.text(max_size=5)),
    st.builds(Other, st.sampled_from(["sticker", "edited"])),
    st.sampled_from(list(Stage)[:2]),
    st.just("restart"),
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(EVENTS, st.sampled_from([0.1, 0.5, 2.0])), max_size=50))
def test_any_event_in_any_state(events: list[tuple[object, float]]) -> None:
    """Whatever comes, nothing breaks, toasts are short, and a closed stage changes no answer."""

    async def run(folder: Path) -> None:
        async with a_world(folder) as world:
            await world.open()
            phone = world.phone(OTHER)
            await phone.command("tudanhgia")
            for event, after in events:
                await step(world, phone, event, after)

    with TemporaryDirectory() as folder:
        asyncio.run(run(Path(folder)))


async def step(world: World, phone: Phone, event: object, after: float) -> None:
    before = await world.answers(OTHER)
    closed = (await world.review()).stage is not Stage.ASSESSMENT
    match event:
        case Stage():
            await world.set_stage(event)
        case "restart":
            await world.restart()
        case str():
            try:
                phone.button(event)
            except AssertionError:
                return
            await phone.tap(event, after=after)
        case Tap() | Text() | Command() | Other():
            parts = await phone.do(event, after=after)
            assert all(len(part.text) <= 200 for part in parts if isinstance(part, Toast))
    if closed:
        assert await world.answers(OTHER) == before
    for message in phone.chat.messages:
        if message.task == "assess":
            assert len(message.screen.text) < 4096
