"""The secretary types the self-assessment of a member who has no phone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations import self_assessment
from storage import roll
from storage.reviews import Source, Stage
from tests.conversations.assessing import (
    DEPUTY,
    EXEMPT,
    MEMBER,
    OTHER,
    PLAIN,
    SECRETARY,
    SUSPENDED,
    World,
    a_world,
)
from tests.conversations.talk import Phone


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path, linked=False) as made:
        for name in (SECRETARY, DEPUTY, OTHER):
            await made.link(name)
        await made.open()
        await made.tell(MEMBER, {**PLAIN, "had_confidence_vote": "false"})
        yield made


async def begin(world: World, name: str = MEMBER) -> Phone:
    """The secretary's phone, at the first question about the member."""
    bi = world.phone(SECRETARY)
    await bi.command("danhsach")
    await bi.tap_data(f"assist:open:{world.people[name].id}")
    return bi


async def test_a_whole_one_is_typed_and_marked(world: World) -> None:
    """Every screen says for whom; grades, figures, texts and level are the member's, and the row
    tells who typed them."""
    bi = await begin(world)
    assert f"Ghi thay: {MEMBER} Câu 1/9" in bi.text
    await bi.tap("Ghi chú")
    assert MEMBER in bi.text
    await bi.type("Ông kể: dự đủ 12 buổi.")
    await bi.tap("Về câu 1")
    while "Câu " in bi.text[:60]:
        await bi.tap("Tốt")
        assert f"Ghi thay: {MEMBER}" in bi.text
    await bi.type("8")
    await bi.tap("Cả 8")
    await bi.tap("Hoàn thành tốt nhiệm vụ")
    assert f"Ghi thay: {MEMBER}" in bi.text
    await bi.tap("📨 Nộp")
    assert "in ra để đồng chí ấy ký" in bi.text
    found = await world.answers(MEMBER)
    assert found.submitted_at is not None
    assert found.written_by == world.people[SECRETARY].id
    assert len(found.grades) == 9
    assert dict(found.notes) == {"c:political_thought": "Ông kể: dự đủ 12 buổi."}
    assert (await world.answers(SECRETARY)).grades == {}
    fact = (await world.facts(MEMBER))["targets_done"]
    assert (fact.source, fact.confirmed, fact.said_by) == (
        Source.MEMBER,
        False,
        world.people[SECRETARY].id,
    )


async def test_it_stands_beside_his_own_in_a_message_of_its_own(world: World) -> None:
    """The secretary's own self-assessment and the one he types do not mix."""
    bi = world.phone(SECRETARY)
    await world.tell(SECRETARY, {**PLAIN, "had_confidence_vote": "false"})
    await bi.command("tudanhgia")
    await bi.tap("Kém")
    await begin(world)
    await bi.tap("Xuất sắc")
    tasks = [message.task for message in bi.chat.messages if message.task]
    assert {"assess", f"assess:{world.people[MEMBER].id}"} <= set(tasks)
    assert dict((await world.answers(MEMBER)).grades) == {"political_thought": "xuat_sac"}
    assert dict((await world.answers(SECRETARY)).grades) == {"political_thought": "kem"}
    await bi.tap("Ghi chú")
    await bi.type("Về đồng chí ấy.")
    assert (await world.answers(SECRETARY)).notes == {}


async def test_who_is_linked_writes_alone(world: World) -> None:
    """A linked member's is not opened, nor changed by an old button once he is linked."""
    bi = await begin(world)
    await bi.tap("Tốt")
    await world.link(MEMBER)
    before = await world.answers(MEMBER)
    await bi.tap("Tốt")
    assert "đã vào Tự Soi nên tự viết" in bi.toast
    await bi.tap_data(f"assist:open:{world.people[MEMBER].id}")
    assert "đã vào Tự Soi nên tự viết" in bi.toast
    await bi.type("Chữ gõ muộn.")
    assert await world.answers(MEMBER) == before


async def test_once_linked_he_sees_who_typed_it_and_makes_it_his_own(world: World) -> None:
    """He is told that the secretary typed it; what he submits himself carries no such mark."""
    bi = await begin(world)
    while "Câu " in bi.text[:60]:
        await bi.tap("Tốt")
    await bi.tap("Bỏ qua ›")
    await bi.tap("Hoàn thành tốt nhiệm vụ")
    await bi.tap("📨 Nộp")
    await world.link(MEMBER)
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert "do bí thư ghi thay đồng chí" in an.text
    await an.tap("Rút về để sửa")
    await an.tap("1")
    await an.tap("Kém")
    await an.tap("📨 Nộp")
    assert "bí thư ghi thay" not in an.text
    assert (await world.answers(MEMBER)).written_by is None


async def test_leaving_and_restarts_lose_nothing(world: World) -> None:
    """Killed between any two events, the next tap or text works as if nothing had happened."""
    bi = await begin(world)
    for label in ("Tốt", "Ghi chú"):
        await world.restart()
        await bi.tap(label)
    await world.restart()
    await bi.type("Một.")
    for label in ("Về câu 2", "Kém", "Lưu và nghỉ", "Làm tiếp", "Xem tổng hợp"):
        await world.restart()
        await bi.tap(label)
    found = await world.answers(MEMBER)
    assert dict(found.grades) == {"political_thought": "tot", "ethics": "kem"}
    assert dict(found.notes) == {"c:ethics": "Một."}


@pytest.mark.parametrize("name", [EXEMPT, SUSPENDED])
async def test_who_is_not_asked_is_not_typed_for(world: World, name: str) -> None:
    """Exempt and suspended members have no self-assessment, by anybody's hand."""
    bi = await begin(world, name)
    assert "không áp dụng" in bi.toast
    await bi.tap_data(f"assist:grade:{world.people[name].id}:duties:tot")
    assert (await world.answers(name)).grades == {}


async def test_only_the_secretary_and_only_in_his_branch(world: World) -> None:
    """Neither deputy nor member nor a stranger types for anybody; the number of another branch,
    or of nobody, is refused."""
    number = world.people[MEMBER].id
    for phone in (world.phone(DEPUTY), world.phone(OTHER), world.talk.phone(4711, "Người lạ")):
        for verb in ("open", "submit", "anyway", "overview", "read", "parts"):
            await phone.tap_data(f"assist:{verb}:{number}")
        await phone.tap_data(f"assist:grade:{number}:duties:kem")
        assert not any(MEMBER in text for text in phone.screens)
    bi = world.phone(SECRETARY)
    for which in ("999", "", "x", "-1", "9" * 20):
        await bi.tap_data(f"assist:open:{which}")
        assert "không có người này" in bi.toast
    assert (await world.answers(MEMBER)).grades == {}


async def test_never_a_ballot(world: World) -> None:
    """Typing for a member reaches his self-assessment alone: no deed of it is a vote."""
    assert set(self_assessment.assistance.taps) - {"anew"} <= set(self_assessment.dialogue.taps)
    bi = await begin(world)
    await world.set_stage(Stage.BALLOT)
    await bi.tap("Tốt")
    assert "Bí thư đã khóa" in bi.toast
    assert not any("Bỏ phiếu" in label for label in bi.labels)


async def part(world: World, name: str = MEMBER) -> None:
    """The member's phone is lost: nobody is linked to him any more."""
    async with world.db.write() as tx:
        await roll.unlink(tx, world.people[name].id, None, world.talk.now)


async def his_draft(world: World) -> Phone:
    """The member has graded one criterion and written a note on it; he has not submitted."""
    await world.link(MEMBER)
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    await an.tap("Ghi chú")
    await an.type("Chỉ mình tôi biết.")
    await an.tap("Về câu 1")
    await an.tap("Kém")
    return an


async def test_a_draft_that_its_member_began_is_read_by_nobody_else(world: World) -> None:
    """His phone lost, the secretary is shown the ways to go on and not a word of it, by whatever
    old button; with a new link he goes on where he was."""
    bi = await begin(world, OTHER)
    await his_draft(world)
    await part(world)
    before = await world.answers(MEMBER)
    bi = await begin(world)
    assert "chưa nộp" in bi.text
    assert {"🔗 Đường liên kết mời", "✍️ Ghi thay từ đầu"} <= set(bi.labels)
    number = world.people[MEMBER].id
    for verb in ("overview", "read", "parts", "write:c:political_thought", "submit", "leave"):
        which, _, rest = verb.partition(":")
        await bi.tap_data(":".join(["assist", which, str(number), *([rest] if rest else [])]))
        assert "Chỉ mình tôi biết" not in " ".join(bi.screens)
        assert "Kém" not in bi.text
    assert await world.answers(MEMBER) == before
    await world.link(MEMBER)
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    assert "Câu 2/9" in an.text


async def test_asked_to_write_for_him_the_secretary_begins_anew(world: World) -> None:
    """Two taps; the draft is erased unread, the record says so, and the pen is the secretary's."""
    await his_draft(world)
    await part(world)
    bi = await begin(world)
    await bi.tap("✍️ Ghi thay từ đầu")
    assert (await world.answers(MEMBER)).notes
    await bi.tap("🗑 Xóa và ghi từ đầu")
    assert f"Ghi thay: {MEMBER} Câu 1/9" in bi.text
    assert (await world.answers(MEMBER)).grades == {}
    assert (await world.answers(MEMBER)).notes == {}
    await bi.tap("Tốt")
    assert (await world.answers(MEMBER)).written_by == world.people[SECRETARY].id
    assert "assessment.begun_anew" in {entry.action for entry in await world.audit()}
    await bi.tap_data(f"assist:anew:{world.people[MEMBER].id}:x")
    assert (await world.answers(MEMBER)).grades == {"political_thought": "tot"}


async def test_a_draft_stays_closed_once_the_stage_is_closed(world: World) -> None:
    """Neither read nor begun anew."""
    await his_draft(world)
    await part(world)
    await world.set_stage(Stage.BALLOT)
    before = await world.answers(MEMBER)
    bi = await begin(world)
    assert "chưa nộp" in bi.text
    assert "✍️ Ghi thay từ đầu" not in bi.labels
    await bi.tap_data(f"assist:anew:{world.people[MEMBER].id}:x")
    assert await world.answers(MEMBER) == before


async def test_what_he_submitted_himself_is_read_and_not_taken_back(world: World) -> None:
    """Submitted, it is the branch's to read; changing it stays with who wrote it."""
    an = await his_draft(world)
    while "Câu " in an.text[:60]:
        await an.tap("Tốt")
    await an.tap("Bỏ qua ›")
    await an.tap("Hoàn thành tốt nhiệm vụ")
    await an.tap("📨 Nộp")
    await part(world)
    bi = await begin(world)
    assert "Đã nộp" in bi.text
    assert "✏️ Rút về để sửa" not in bi.labels
    await bi.tap_data(f"assist:withdraw:{world.people[MEMBER].id}")
    assert "tự nộp" in bi.toast
    assert (await world.answers(MEMBER)).submitted_at is not None


async def test_what_its_member_goes_on_with_is_his_own(world: World) -> None:
    """Typed for him first, changed by himself later: from then on it is his draft."""
    bi = await begin(world)
    await bi.tap("Tốt")
    await world.link(MEMBER)
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    await an.tap("Kém")
    await part(world)
    bi = await begin(world)
    assert "✍️ Ghi thay từ đầu" in bi.labels
