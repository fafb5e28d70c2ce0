"""A member assesses himself, seen from his phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rules import Kind
from storage import revisions, roll
from storage.reviews import Source, Stage
from tests.conversations.assessing import (
    EXEMPT,
    LIBRARY,
    MEMBER,
    NEW,
    OTHER,
    PLAIN,
    SECRETARY,
    SUSPENDED,
    World,
    a_world,
    grade_all,
)
from tests.conversations.talk import Phone

LEVELS = (
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, PLAIN)
        yield made


async def begin(world: World, name: str = MEMBER) -> Phone:
    """His phone, at the first criterion."""
    phone = world.phone(name)
    await phone.command("tudanhgia")
    await phone.tap("Không")
    return phone


async def test_one_criterion_at_a_time(world: World) -> None:
    """He is shown “Câu 1/9”, the official name, a hint, and the four grades in two columns."""
    an = await begin(world)
    assert "Câu 1/9 Tư tưởng chính trị Trung thành" in an.text
    rows = an.chat.messages[-1].screen.rows
    assert [[button.label for button in row] for row in rows[:2]] == [
        ["Xuất sắc", "Tốt"],
        ["Trung bình", "Kém"],
    ]


async def test_one_tap_is_one_answer(world: World) -> None:
    """A tap on a grade is kept, and brings the next question into the same message."""
    an = await begin(world)
    message = an.chat.messages[-1].number
    await an.tap("Tốt")
    assert "Câu 2/9" in an.text
    assert an.chat.messages[-1].number == message
    assert (await world.answers(MEMBER)).grades == {"political_thought": "tot"}


async def test_the_mark_already_given_is_ticked(world: World) -> None:
    """Going back shows the answer with ✓; answering anew replaces it."""
    an = await begin(world)
    await an.tap("Kém")
    await an.tap("‹ Câu trước")
    assert "Câu 1/9" in an.text
    assert "Đã chọn: Kém" in an.text
    assert "✓ Kém" in an.labels
    await an.tap("Xuất sắc")
    assert (await world.answers(MEMBER)).grades == {"political_thought": "xuat_sac"}


async def test_who_mends_one_answer_goes_on_where_he_was(world: World) -> None:
    """After going back and mending an answer, those answered since are not asked again."""
    an = await begin(world)
    for _ in range(3):
        await an.tap("Tốt")
    for _ in range(3):
        await an.tap("‹ Câu trước")
    assert "Câu 1/9" in an.text
    await an.tap("Xuất sắc")
    assert "Câu 4/9" in an.text


async def test_the_whole_text_on_request(world: World) -> None:
    """«Xem đầy đủ» shows the criterion's whole text and its clause, «Thu gọn» the question."""
    an = await begin(world)
    await an.tap("Xem đầy đủ")
    assert "chủ nghĩa Mác - Lênin" in an.text
    assert "Căn cứ: mục II.B.2.2.1" in an.text
    await an.tap("Thu gọn")
    assert "chủ nghĩa Mác - Lênin" not in an.text
    await an.tap("Tốt")
    assert "Câu 2/9" in an.text


async def test_skip_leaves_the_question_open(world: World) -> None:
    """A skipped question stays without a grade and is named before submitting."""
    an = await begin(world)
    await an.tap("Bỏ qua ›")
    assert "Câu 2/9" in an.text
    assert (await world.answers(MEMBER)).grades == {}


async def test_save_and_leave_and_come_back(world: World) -> None:
    """Leaving says where he goes on; days later it is exactly there."""
    an = await begin(world)
    for _ in range(3):
        await an.tap("Tốt")
    await an.tap("Lưu và nghỉ")
    assert "Đã lưu" in an.text
    assert "câu 4/9" in an.text
    await world.restart()
    await an.tap("Làm tiếp", after=5 * 86400)
    assert "Câu 4/9" in an.text


async def test_only_what_the_member_alone_knows_is_asked_first(world: World) -> None:
    """A fact on which a criterion hangs is asked first, and the answer decides about it."""
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert "Trước hết, về đồng chí: câu 1" in an.text
    assert "tín nhiệm" in an.text
    await an.tap("Có")
    assert "Câu 1/10" in an.text
    record = (await world.facts(MEMBER))["had_confidence_vote"]
    assert (record.value_json, record.source, record.confirmed) == ("true", Source.MEMBER, False)


async def test_what_the_secretary_told_is_not_asked(world: World) -> None:
    """A fact that is confirmed already is no question for the member."""
    await world.tell(MEMBER, {"had_confidence_vote": "false"}, Source.SECRETARY)
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert "Câu 1/9" in an.text


async def test_a_fact_can_be_taken_back(world: World) -> None:
    """«Chưa rõ» makes the fact unknown again, and the criterion a doubtful one."""
    an = await begin(world)
    await an.tap("‹ Câu trước")
    assert "✓ Không" in an.labels
    await an.tap("Chưa rõ")
    assert "Câu 1/10" in an.text
    assert "had_confidence_vote" not in await world.facts(MEMBER)


async def test_a_doubtful_criterion_says_so(world: World) -> None:
    """A criterion of which nobody knows whether it applies is shown with a note."""
    binh = world.phone(OTHER)
    await binh.command("tudanhgia")
    while "Trước hết" in binh.text:
        await binh.tap("Chưa rõ")
    while "Xây dựng hệ thống chính trị" not in binh.text:
        await binh.tap("Tốt")
    assert "Câu này chỉ dành cho người thuộc diện: Là cán bộ lãnh đạo, quản lý" in binh.text


async def test_the_overview_comes_after_the_last_answer(world: World) -> None:
    """After the own level everything is on one screen: answers, what they allow, why."""
    an = await begin(world)
    await grade_all(an)
    assert "Tự nhận mức xếp loại" in an.text
    assert "cao nhất là Hoàn thành tốt nhiệm vụ" in an.text
    assert set(LEVELS) <= set(an.labels)
    await an.tap(LEVELS[1])
    assert "Đã chấm 9/9" in an.text
    assert "Tốt: câu 1–9" in an.text
    assert "cao nhất là Hoàn thành tốt nhiệm vụ" in an.text
    assert "đều phải đạt “Xuất sắc” (mục II.B.2.3.1)" in an.text
    assert "Mức tự nhận: Hoàn thành tốt nhiệm vụ" in an.text


async def test_the_overview_in_full_names_everything(world: World) -> None:
    """«Xem đầy đủ» lists every criterion by name with its grade."""
    an = await begin(world)
    await grade_all(an)
    await an.tap("Xem tổng hợp")
    await an.tap("Xem đầy đủ")
    short = [one.short for one in LIBRARY.get("can-tho-2018").criteria(Kind.MEMBER)]
    for name in (*short[:7], short[-3], short[-2]):
        assert f"{name}: Tốt" in an.text
    await an.tap("Về bản tổng hợp")
    assert "Tốt: câu 1" in an.text


async def test_jump_to_any_item_and_back(world: World) -> None:
    """A number on the overview opens that question; its answer leads back to the overview."""
    an = await begin(world)
    await grade_all(an)
    await an.tap("Xem tổng hợp")
    await an.tap("6")
    assert "Câu 6/9" in an.text
    await an.tap("Trung bình")
    assert "Trung bình: câu 6" in an.text
    assert "cao nhất là Hoàn thành nhiệm vụ" in an.text
    await an.tap("A")
    assert "tín nhiệm" in an.text
    await an.tap("Có")
    assert "Đã chấm 9/10" in an.text


async def test_the_overview_from_the_middle_and_on(world: World) -> None:
    """Looking at the overview half-way loses nothing: «Chấm tiếp» goes to the first open one."""
    an = await begin(world)
    await an.tap("Tốt")
    await an.tap("Xem tổng hợp")
    assert "Đã chấm 1/9" in an.text
    await an.tap("Chấm tiếp")
    assert "Câu 2/9" in an.text
    await an.tap("Tốt")
    assert "Câu 3/9" in an.text


async def test_all_four_levels_and_a_warning_never_a_block(world: World) -> None:
    """He may claim more than the rules allow: he is warned, with the reason, and it is kept."""
    an = await begin(world)
    await grade_all(an)
    await an.tap(LEVELS[1])
    assert "⚠️" not in an.text
    await an.tap("Đổi mức tự nhận")
    assert "✓ " + LEVELS[1] in an.labels
    await an.tap(LEVELS[0])
    assert "⚠️ Cao hơn mức theo tự chấm và thông tin" in an.text
    assert (await world.answers(MEMBER)).own_level == "XS"
    await an.tap("📨 Nộp")
    assert (await world.answers(MEMBER)).submitted_at is not None


async def test_own_facts_advise_but_bind_nobody(world: World) -> None:
    """What he says of himself moves what he sees, and never the secretary's ceiling."""
    await world.tell(MEMBER, {"targets_done": "40"}, Source.MEMBER, sure=False)
    an = await begin(world)
    await an.tap("Xem tổng hợp")
    assert "tự chấm và thông tin: Không hoàn thành nhiệm vụ" in an.text
    assert "dưới 50%" in an.text
    bi = world.phone(SECRETARY)
    await bi.command("danhsach")
    await bi.tap(MEMBER)
    assert "đã xác nhận: cao nhất là Hoàn thành xuất sắc nhiệm vụ" in bi.text


async def test_submitting_names_what_is_missing_first(world: World) -> None:
    """Ungraded criteria and a missing level are named; submitting all the same is allowed."""
    an = await begin(world)
    for _ in range(7):
        await an.tap("Tốt")
    await an.tap("Bỏ qua ›")
    await grade_all(an)
    await an.tap("Xem tổng hợp")
    await an.tap("📨 Nộp")
    assert "Còn 1 tiêu chí chưa chấm: 8. Thực hiện cam kết tu dưỡng" in an.text
    assert "chưa chọn mức tự nhận" in an.text
    assert (await world.answers(MEMBER)).submitted_at is None
    await an.tap("Chấm tiếp")
    assert "Câu 8/9" in an.text
    await grade_all(an)
    await an.tap("Xem tổng hợp")
    assert "Đã chấm 9/9" in an.text
    await an.tap("📨 Nộp")
    await an.tap("Vẫn nộp")
    assert "Cảm ơn đồng chí" in an.text
    assert (await world.answers(MEMBER)).submitted_at is not None


async def test_after_submitting_it_can_be_taken_back(world: World) -> None:
    """Until the stage is closed a submitted self-assessment can be withdrawn, changed, sent."""
    an = await submitted(world)
    assert "Đã nộp lúc" in an.text
    assert "6" not in an.labels
    await an.tap("Rút về để sửa")
    assert (await world.answers(MEMBER)).submitted_at is None
    await an.tap("6")
    await an.tap("Kém")
    await an.tap("📨 Nộp")
    answers = await world.answers(MEMBER)
    assert answers.submitted_at is not None
    assert answers.grades["duties"] == "kem"


async def submitted(world: World) -> Phone:
    """His phone after submitting nine times «Tốt»."""
    an = await begin(world)
    await grade_all(an)
    await an.tap(LEVELS[1])
    await an.tap("📨 Nộp")
    return an


async def test_a_submitted_one_is_not_changed_by_old_buttons(world: World) -> None:
    """Buttons of questions left from before submitting change nothing and say why."""
    an = await submitted(world)
    before = await world.answers(MEMBER)
    for data in ("assess:grade:duties:kem", "assess:level:KHT", "assess:skip:duties"):
        await an.tap_data(data)
        assert "Đồng chí đã nộp" in an.toast
    assert await world.answers(MEMBER) == before


@pytest.mark.parametrize("stage", [Stage.BALLOT])
async def test_when_closed_it_can_only_be_read(world: World, stage: Stage) -> None:
    """After the secretary closes the stage everything is shown, and nothing can be changed."""
    an = await submitted(world)
    await world.set_stage(stage)
    before = await world.answers(MEMBER)
    for label in ("Rút về để sửa",):
        await an.tap(label)
        assert "Bí thư đã khóa phần tự đánh giá" in an.toast
    assert "nay chỉ xem được" in an.text
    assert not {"✏️ Rút về để sửa", "📨 Nộp", "1"} & set(an.labels)
    for data in ("assess:grade:duties:kem", "assess:submit", "assess:anyway", "assess:withdraw"):
        await an.tap_data(data)
        assert "Bí thư đã khóa" in an.toast
    assert await world.answers(MEMBER) == before
    await an.command("tudanhgia")
    assert "nay chỉ xem được" in an.text


async def test_given_back_after_the_meeting_it_is_his_alone_to_revise(world: World) -> None:
    """Though the stage is closed he changes and submits it once more; then it is closed again."""
    an = await submitted(world)
    await world.set_stage(Stage.BALLOT)
    review = await world.review()
    async with world.db.write() as tx:
        person, secretary = world.people[MEMBER].id, world.people[SECRETARY].id
        await revisions.give_back(tx, review.id, person, secretary, world.talk.now)
    await an.command("tudanhgia")
    assert "được trả lại để đồng chí sửa" in an.text
    assert "💬 Ý kiến tại cuộc họp" in an.labels
    await an.tap("Rút về để sửa")
    await an.tap("6")
    await an.tap("Kém")
    await an.tap("📨 Nộp")
    assert "Chi bộ đã nhận bản tự đánh giá đã sửa" in an.text
    assert "Rút về để sửa" not in " ".join(an.labels)
    before = await world.answers(MEMBER)
    assert before.grades["duties"] == "kem"
    async with world.db.read() as tx:
        found = await revisions.revision_of(tx, review.id, person)
    assert found is not None
    assert found.revised_at == before.submitted_at
    await an.tap_data("assess:withdraw")
    assert await world.answers(MEMBER) == before
    for _ in range(2):
        assert "Đã sửa sau cuộc họp, nộp lại lúc" in an.text
        await world.restart()
        await an.command("tudanhgia")
    await an.tap("Xem đầy đủ")
    assert "Đã sửa sau cuộc họp" in an.text
    async with world.db.write() as tx:
        await revisions.give_back(tx, review.id, person, secretary, world.talk.now)
    await an.command("tudanhgia")
    assert "Đã sửa sau cuộc họp" not in an.text
    assert "được trả lại để đồng chí sửa" in an.text


async def test_facts_told_after_submitting_are_shown(world: World) -> None:
    """He sees that something was told since, and what, with its day; before he sees nothing."""
    an = await submitted(world)
    assert "🔔" not in an.text
    await an.command("trangchu")
    await world.tell(MEMBER, {"sick_leave_months": "4"}, Source.SECRETARY)
    await an.command("tudanhgia")
    assert "Sau khi đồng chí nộp, có 1 thông tin" in an.text
    assert "cao nhất là Hoàn thành nhiệm vụ" in an.text
    await an.tap("Xem đầy đủ")
    assert "🔔 " in an.text
    assert "đã xác nhận, 05/12/2026" in an.text
    await an.tap("Về bản tổng hợp")
    await an.tap("Xem điều đã thay đổi")
    assert "4" in an.text


async def test_when_closed_before_submitting(world: World) -> None:
    """Who was late is told kindly, and whom to turn to."""
    an = await begin(world)
    await an.tap("Tốt")
    await world.set_stage(Stage.BALLOT)
    await an.tap("Tốt")
    assert "Bí thư đã khóa" in an.toast
    assert "Bản này chưa nộp. Mong đồng chí trao đổi với bí thư" in an.text
    assert len((await world.answers(MEMBER)).grades) == 1


async def test_typed_words_get_a_reminder_and_the_question_anew(world: World) -> None:
    """Typing where a tap is asked changes nothing: the question stands again below the text."""
    an = await begin(world)
    await an.tap("Tốt")
    for text in ("tốt", "Em thấy mình làm tốt ạ", "x" * 10_000, "<b>&", "/"):
        old = an.chat.messages[-1].number
        await an.type(text)
        assert "xin trả lời bằng nút" in an.text
        assert "Câu 2/9" in an.text
        assert an.chat.messages[-1].number > old
    assert len(an.screens) == 1
    assert len((await world.answers(MEMBER)).grades) == 1
    await an.tap("Tốt")
    assert "Câu 3/9" in an.text


async def test_exempt_members_are_told_why(world: World) -> None:
    """An exempt member gets a kind word with the clause, and no question."""
    phone = world.phone(EXEMPT)
    await phone.command("tudanhgia")
    assert "Đồng chí được miễn công tác và sinh hoạt đảng" in phone.text
    assert "(mục II.B.2.1)" in phone.text
    assert phone.labels == ["🏠 Trang chính"]
    await phone.tap_data("assess:grade:duties:tot")
    assert (await world.answers(EXEMPT)).grades == {}


async def test_suspended_members_are_told_why(world: World) -> None:
    """A suspended member gets a kind word, and no question."""
    phone = world.phone(SUSPENDED)
    await phone.command("tudanhgia")
    assert "Đồng chí đang bị đình chỉ sinh hoạt đảng" in phone.text
    await phone.tap_data("assess:grade:duties:tot")
    assert (await world.answers(SUSPENDED)).grades == {}


async def test_who_was_admitted_in_september_is_reviewed_but_not_rated(world: World) -> None:
    """He answers like everybody, is told the clause, and is not asked for a level."""
    await world.tell(NEW, {**PLAIN, "had_confidence_vote": "false"})
    phone = world.phone(NEW)
    await phone.command("tudanhgia")
    assert "Năm nay đồng chí kiểm điểm nhưng không xếp loại." in phone.text
    assert "chưa đủ 06 tháng" in phone.text
    assert "(mục II.B.6)" in phone.text
    assert "Câu 1/9" in phone.text
    while "Câu 9/9" not in phone.text:
        await phone.tap("Tốt")
    await phone.tap("Tốt")
    assert "có kiểm điểm, không xếp loại" in phone.text
    assert not set(LEVELS) & set(phone.labels)
    await phone.tap("📨 Nộp")
    assert "Cảm ơn đồng chí" in phone.text


async def test_no_review_yet(tmp_path: Path) -> None:
    """Before a review is opened he is told that he will hear of it."""
    async with a_world(tmp_path) as world:
        an = world.phone(MEMBER)
        await an.command("tudanhgia")
        assert "Chi bộ chưa mở kỳ đánh giá" in an.text
        await an.tap_data("assess:grade:duties:tot")
        assert "Chưa có kỳ đánh giá nào đang mở" in an.toast


async def test_in_english(world: World) -> None:
    """A member whose phone speaks English is spoken to in English; the text's own names stay."""
    async with world.db.write() as tx:
        await roll.set_locale(tx, 1003, "en")
    an = world.phone(MEMBER, "en")
    await an.command("tudanhgia")
    await an.tap("No")
    assert "Question 1/9" in an.text
    await an.tap("Tốt")
    assert "Question 2/9" in an.text
