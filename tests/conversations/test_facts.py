"""The secretary sets a member's facts by buttons, and sees what that does to the ceiling."""

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from conversations import router
from conversations.context import Errand
from conversations.fact_words import TYPED, choices_of, wanted
from conversations.facts import setting
from conversations.screen import Say
from conversations.words import Words
from rules import FactType, jsonable
from storage import assessments, outbox, roll
from storage.reviews import Source, Stage
from tests.conversations.assessing import (
    EXEMPT,
    LIBRARY,
    MEMBER,
    NEW,
    PLAIN,
    ROLL,
    SECRETARY,
    World,
    a_world,
)
from tests.conversations.talk import Phone


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        await made.tell(MEMBER, PLAIN)
        yield made


async def facts_of(world: World, name: str = MEMBER) -> Phone:
    """The secretary's phone, with that member's facts before him."""
    bi = world.phone(SECRETARY)
    await bi.command("danhsach")
    await bi.tap(name)
    await bi.tap("Thông tin để xếp loại")
    return bi


async def open_fact(world: World, fact: str, name: str = MEMBER) -> Phone:
    """The secretary's phone, with one fact before him."""
    bi = await facts_of(world, name)
    await bi.tap_data(f"facts:fact:{world.people[name].id}:{fact}")
    return bi


async def test_the_missing_ones_come_first(world: World) -> None:
    """What the ceiling still hangs on stands on top; what is known below, with its value."""
    bi = await facts_of(world)
    text = bi.text
    assert text.index("Còn cần biết") < text.index("1. Bị kết luận có biểu hiện suy thoái: chưa rõ")
    assert "cao nhất là Hoàn thành xuất sắc nhiệm vụ" in text
    await bi.tap("Trang sau ›")
    assert "Đã có thông tin:" in bi.text
    assert "Là công chức, viên chức: Không" in bi.text


async def test_only_what_is_worth_asking(world: World) -> None:
    """The office's rating is not asked of someone who is not a civil servant, nor what the
    program works out itself of anybody."""
    bi = await facts_of(world)
    shown = bi.text
    while "Trang sau ›" in bi.labels:
        await bi.tap("Trang sau ›")
        shown += bi.text
    assert "Cơ quan xếp loại" not in shown
    assert "Đã kiểm điểm" not in shown
    assert "Ngày kết nạp" not in shown
    bi = await open_fact(world, "is_civil_servant")
    await bi.tap("Có")
    await bi.tap("Các mục thông tin")
    assert "Cơ quan xếp loại công chức, viên chức: chưa rõ" in bi.text


async def test_a_fact_with_its_meaning(world: World) -> None:
    """A fact is shown with whose it is, what it means, its clause, whether voters see it."""
    bi = await facts_of(world)
    await bi.tap("1")
    for said in (
        "Bị kết luận có biểu hiện suy thoái",
        f"Đồng chí: {MEMBER}",
        "Cấp có thẩm quyền đã kết luận",
        "Căn cứ: mục II.B.2.3.4",
        "Hỏi ai: bí thư",
        "người bỏ phiếu không thấy",
        "Hiện nay: chưa rõ",
    ):
        assert said in bi.text
    assert bi.labels[:2] == ["Có", "Không"]


async def test_a_yes_changes_the_ceiling_and_says_why(world: World) -> None:
    """One tap records it as confirmed by the secretary; the change of the ceiling is told."""
    bi = await open_fact(world, "disciplined")
    await bi.tap("Có")
    assert "Mức được xét không đổi" in bi.text  # it may have been counted last year
    assert "Chưa có thông tin:" in bi.text
    record = (await world.facts(MEMBER))["disciplined"]
    assert (record.value_json, record.source, record.confirmed) == ("true", Source.SECRETARY, True)
    assert record.said_by == world.people[SECRETARY].id
    bi = await open_fact(world, "discipline_already_counted")
    await bi.tap("Không")
    assert "Trước đó: cao nhất là Hoàn thành xuất sắc nhiệm vụ" in bi.text
    assert "Theo thông tin đã xác nhận: Không hoàn thành nhiệm vụ" in bi.text
    assert "(mục II.B.2.3.4)" in bi.text
    assert [entry.action for entry in await world.audit()][-2:] == ["fact.recorded"] * 2


async def test_an_unchanged_ceiling_is_said_to_be_so(world: World) -> None:
    """A fact that moves nothing says that nothing moved."""
    bi = await open_fact(world, "maternity_leave")
    await bi.tap("Có")
    assert "Mức được xét không đổi" in bi.text


async def test_back_to_unknown(world: World) -> None:
    """«Chưa rõ» forgets what was said; the ceiling follows."""
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    assert "đã xác nhận: Không hoàn thành nhiệm vụ" in bi.text
    await bi.tap("Chưa rõ")
    assert "degradation_concluded" not in await world.facts(MEMBER)
    assert "đã xác nhận: cao nhất là Hoàn thành xuất sắc nhiệm vụ" in bi.text
    assert (await world.audit())[-1].action == "fact.forgotten"


async def test_the_office_confirms_its_rating(world: World) -> None:
    """A level is chosen by button; «Cơ quan xác nhận» notes the office as its source."""
    await world.tell(MEMBER, {"is_civil_servant": "true"})
    bi = await open_fact(world, "office_level")
    await bi.tap("Hoàn thành nhiệm vụ")
    assert "đã xác nhận: cao nhất là Hoàn thành nhiệm vụ" in bi.text
    assert (await world.facts(MEMBER))["office_level"].source is Source.SECRETARY
    await bi.tap("Cơ quan xác nhận")
    record = (await world.facts(MEMBER))["office_level"]
    assert (record.value_json, record.source, record.confirmed) == ('"HN"', Source.OFFICE, True)
    assert "Nguồn: cơ quan, đơn vị" in bi.text
    assert "Bí thư xác nhận" in " ".join(bi.labels)


async def test_what_a_member_said_is_confirmed_by_a_tap(world: World) -> None:
    """A member's own figure is shown as unconfirmed; confirming it makes it count."""
    await world.tell(MEMBER, {"targets_done": "40"}, Source.MEMBER, sure=False)
    bi = await open_fact(world, "targets_done")
    assert "Nguồn: đảng viên tự khai" in bi.text
    assert "chưa dùng để xét mức cao nhất" in bi.text
    await bi.tap("Xác nhận như đã khai")
    assert "đã xác nhận: Không hoàn thành nhiệm vụ" in bi.text
    record = (await world.facts(MEMBER))["targets_done"]
    assert (record.value_json, record.confirmed) == ("40", True)


async def test_typed_numbers(world: World) -> None:
    """A number is typed; rubbish gets a kind answer and the question anew, a good one is kept."""
    bi = await open_fact(world, "targets_done")
    assert "Xin nhập số từ 0 đến 100." in bi.text
    for bad in ("nhiều lắm", "101", "-1", "", "1e999999999", "NaN", "∞", "9" * 10_000, "40 50"):
        await bi.type(bad)
        assert "nên chưa ghi" in bi.text
        assert "Xin nhập số từ 0 đến 100." in bi.text
        assert "targets_done" not in await world.facts(MEMBER)
    await world.restart()
    await bi.type(" 45,5 % ")
    assert "Đã ghi" in bi.text
    assert (await world.facts(MEMBER))["targets_done"].value_json == "45.5"
    assert "45,5%" in bi.text


async def test_months_of_sick_leave(world: World) -> None:
    """Three months of sick leave hold the ceiling at Hoàn thành nhiệm vụ, with the clause."""
    bi = await open_fact(world, "sick_leave_months")
    assert "Xin nhập số từ 0 đến 12." in bi.text
    await bi.type("3")
    assert "đã xác nhận: cao nhất là Hoàn thành nhiệm vụ" in bi.text
    assert "Nghỉ ốm từ 03 tháng trở lên" in bi.text
    assert "(mục II.B.6)" in bi.text


async def test_leaving_a_typed_fact_forgets_the_question(world: World) -> None:
    """A text sent after going back is not taken for the number asked before."""
    bi = await open_fact(world, "targets_done")
    await bi.tap("Các mục thông tin")
    await bi.type("40")
    assert "targets_done" not in await world.facts(MEMBER)


async def test_facts_that_contradict_each_other_are_not_kept(world: World) -> None:
    """A fact that cannot be so beside a confirmed one is refused with the guideline's sentence."""
    await world.tell(MEMBER, {"is_civil_servant": "true", "office_level": '"HTT"'})
    bi = await open_fact(world, "is_civil_servant")
    await bi.tap("Không")
    assert "Chưa ghi: Không phải công chức, viên chức thì không thể có mức" in bi.text
    assert (await world.facts(MEMBER))["is_civil_servant"].value_json == "true"


async def test_the_day_of_admission_where_the_roll_has_none(tmp_path: Path) -> None:
    """What the roll does not tell can be typed as a day; what it tells cannot be overridden."""
    rows = tuple(replace(row, joined=None) if row.full_name == MEMBER else row for row in ROLL)
    async with a_world(tmp_path, rows=rows) as world:
        await world.open()
        bi = await open_fact(world, "admitted_on")
        assert "ngày/tháng/năm" in bi.text
        for bad in ("31/02/2026", "hôm qua", "2026"):
            await bi.type(bad)
            assert "nên chưa ghi" in bi.text
        await bi.type("2/9/2026")
        assert "có kiểm điểm, không xếp loại" in bi.text
        await bi.tap_data(f"facts:fact:{world.people[NEW].id}:admitted_on")
        assert "không ghi ở đây được" in bi.toast


@pytest.mark.parametrize(
    "rest",
    [
        "disciplined:9",
        "disciplined:",
        "disciplined:1:x",
        "nothing:1",
        "office_level:GREAT",
        "targets_done:1000",
        "targets_done:1e9999999",
        "heard:1",
        "meeting_on:2026-01-01",
        "standing:exempt",
        "admitted_on:2020-01-01",
        "branch_is_tccsd:1",
    ],
)
async def test_forged_values(world: World, rest: str) -> None:
    """Forged facts and values are refused kindly, and nothing is recorded."""
    bi = await facts_of(world)
    before = await world.facts(MEMBER)
    await bi.tap_data(f"facts:set:{world.people[MEMBER].id}:{rest}")
    assert bi.toast
    assert await world.facts(MEMBER) == before


async def test_members_set_no_facts(world: World) -> None:
    """A member's forged taps set nothing, about himself or another."""
    an = world.phone(MEMBER)
    for data in ("facts:pick:{0}", "facts:fact:{0}:disciplined", "facts:set:{0}:disciplined:0"):
        await an.tap_data(data.format(world.people[MEMBER].id))
        assert "không thuộc phần việc" in an.toast
    assert "disciplined" not in await world.facts(MEMBER)


async def test_facts_can_be_corrected_after_the_self_assessment_is_closed(world: World) -> None:
    """At the ballot stage a fact can still be set: it holds the proposal later."""
    await world.set_stage(Stage.BALLOT)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    assert "degradation_concluded" in await world.facts(MEMBER)


async def test_no_screen_is_long(world: World) -> None:
    """Every page of the facts and every fact stay within 700 characters, even after a change."""
    bi = world.phone(SECRETARY)
    person = world.people[MEMBER].id
    await bi.tap_data(f"facts:pick:{person}")

    def length() -> int:
        return len(re.sub(r"<[^>]+>", "", bi.chat.messages[-1].screen.text))

    longest = length()
    while "Trang sau ›" in bi.labels:
        await bi.tap("Trang sau ›")
        longest = max(longest, length())
    for fact in LIBRARY.get("can-tho-2018").facts.values():
        await bi.tap_data(f"facts:fact:{person}:{fact.id}")
        longest = max(longest, length())
        if fact.type is FactType.BOOL and "Có" in bi.labels:
            await bi.tap("Có")
            longest = max(longest, length())
    assert longest <= 700


async def test_exempt_members_have_facts_too(world: World) -> None:
    """Forged or not, the facts of an exempt member can be looked at without harm."""
    bi = world.phone(SECRETARY)
    await bi.tap_data(f"facts:pick:{world.people[EXEMPT].id}")
    assert "không kiểm điểm, không xếp loại" in bi.text


@pytest.mark.parametrize("ruleset", LIBRARY.ids)
def test_every_value_of_every_fact_fits_a_button(ruleset: str) -> None:
    """The longest person's number, every fact and every value fit into a button's data."""
    t = Words("vi")
    rules = LIBRARY.get(ruleset)
    for fact in rules.facts.values():
        for value, code, _ in choices_of(t, rules, fact):
            setting.dialogue.data("set", 999_999, fact.id, code)
            setting.dialogue.data("set", 999_999, fact.id, jsonable(value), "o")
        if fact.type in TYPED:
            assert wanted(t, fact)
            setting.dialogue.data("set", 999_999, fact.id, "2026-12-31", "o")


# ── after the member has submitted ───────────────────────────────────────────────────────────


async def submitted(world: World) -> Phone:
    review = await world.review()
    async with world.db.write() as tx:
        await assessments.submit(tx, review.id, world.people[MEMBER].id, world.talk.now)
    return world.phone(MEMBER)


async def told(world: World, after: timedelta) -> list[str]:
    """What notices of changed facts say once that time has passed."""
    world.talk.now += after
    async with world.db.write() as tx:
        found = []
        for row in await outbox.claim_due(tx, world.talk.now, 100):
            me = await roll.account_of_person(tx, row.person_id or 0)
            t = world.talk.house.words_for(me)
            parts = await router.word(Errand(world.talk.house, tx, row, world.talk.now, t, me))
            if row.kind == "facts.changed" and parts and isinstance(parts[0], Say):
                found.append(str(parts[0].screen.text))
            await outbox.mark_sent(tx, row.id, world.talk.now)
        return found


async def test_a_change_after_submission_is_told_once_and_shown(world: World) -> None:
    """Several corrections make one discreet notice; his own screen says what each is now."""
    an = await submitted(world)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    bi = await open_fact(world, "targets_done")
    await bi.type("60")
    assert await told(world, timedelta(minutes=5)) == []
    (notice,) = await told(world, timedelta(minutes=6))
    assert "đã thay đổi" in notice
    assert "suy thoái" not in notice
    await an.tap_data("facts:mine")
    assert "Bị kết luận có biểu hiện suy thoái: nay là Có" in an.text
    assert "nay là 60%" in an.text
    assert "(mục II.B.2.3.4)" in an.text
    assert await told(world, timedelta(hours=1)) == []


async def test_a_later_change_is_told_again(world: World) -> None:
    """What changes after a notice went out makes another one."""
    await submitted(world)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    assert len(await told(world, timedelta(minutes=11))) == 1
    await bi.tap("Không")
    assert len(await told(world, timedelta(minutes=11))) == 1


async def test_a_fact_made_unknown_again_is_a_change(world: World) -> None:
    """What he knew to be settled when he submitted, and is open now, is told and shown."""
    await world.tell(MEMBER, {"degradation_concluded": "false"})
    an = await submitted(world)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Chưa rõ")
    assert len(await told(world, timedelta(minutes=11))) == 1
    await an.tap_data("facts:mine")
    assert "Bị kết luận có biểu hiện suy thoái: nay là chưa rõ" in an.text


async def test_a_slip_that_was_mended_is_not_told(world: World) -> None:
    """Set wrongly and set right again within minutes: nothing is different, nobody is told."""
    await world.tell(MEMBER, {"degradation_concluded": "false"})
    an = await submitted(world)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    await bi.tap("Không")
    assert await told(world, timedelta(minutes=11)) == []
    await an.tap_data("facts:mine")
    assert "Không có gì thay đổi" in an.text


async def test_confirming_what_he_said_is_no_change(world: World) -> None:
    """His own figure, confirmed as it stands, is not told to him as something new."""
    await world.tell(MEMBER, {"targets_done": "80"}, Source.MEMBER, sure=False)
    await submitted(world)
    bi = await open_fact(world, "targets_done")
    await bi.tap("Xác nhận như đã khai")
    assert await told(world, timedelta(minutes=11)) == []


async def test_before_submission_nothing_is_told(world: World) -> None:
    """While he is still writing he sees the facts as they are: no notice."""
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    assert await told(world, timedelta(minutes=11)) == []


async def test_he_sees_only_what_is_his(world: World) -> None:
    """Another member's screen of changes knows nothing of his."""
    await submitted(world)
    bi = await open_fact(world, "degradation_concluded")
    await bi.tap("Có")
    moi = world.phone(NEW)
    await moi.tap_data("facts:mine")
    assert "suy thoái" not in moi.text
