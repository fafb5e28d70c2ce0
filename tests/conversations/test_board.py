"""The secretary's board: counts, names, one person's state, invitations, «đã kiểm điểm»."""

import io
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from bot.sheets import SheetFiles
from conversations import router
from conversations.context import Errand
from conversations.roll_import import INVITE_LASTS
from conversations.screen import Answer
from storage import outbox, roll
from storage.outbox import OutboxRow
from storage.reviews import Stage
from storage.roll import PersonDraft, Role
from tests.conversations.assessing import (
    DEPUTY,
    DRAFT,
    EXEMPT,
    MEMBER,
    NEW,
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
        for name in (SECRETARY, DEPUTY, MEMBER):
            await made.link(name)
        await made.open()
        await made.tell(MEMBER, {**PLAIN, "had_confidence_vote": "false"})
        yield made


async def board(world: World, name: str = SECRETARY) -> Phone:
    phone = world.phone(name)
    await phone.command("danhsach")
    return phone


async def test_counts_and_states(world: World) -> None:
    """One message tells how many have submitted, are writing, have not begun, are not linked."""
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    for _ in range(7):
        await an.tap("Tốt")
    bi = await board(world)
    for said in (
        "Chi bộ Khu phố 3",
        "Kỳ đánh giá năm 2026: Tự đánh giá",
        "✏️ Đang làm: 1",
        "⏳ Chưa bắt đầu: 2",
        "🔗 Chưa liên kết Telegram: 3",
        "⚪ Được miễn hoặc bị đình chỉ: 2",
    ):
        assert said in bi.text
    assert f"✏️ {MEMBER} · 7/9" in bi.labels
    assert f"⏳ {DEPUTY}" in bi.labels
    assert f"🔗 {OTHER}" in bi.labels
    assert f"⚪ {EXEMPT}" in bi.labels
    for _ in range(2):
        await an.tap("Tốt")
    while "📨 Nộp" not in an.labels:
        await an.tap("Bỏ qua ›")
    await an.tap("📨 Nộp")
    await an.tap("Vẫn nộp")
    await bi.command("danhsach")
    assert f"✅ {MEMBER}" in bi.labels


async def test_before_a_review_only_links_are_shown(tmp_path: Path) -> None:
    """Without a review the board tells who is linked, and invitations can be given out."""
    async with a_world(tmp_path, linked=False) as world:
        await world.link(SECRETARY)
        bi = await board(world)
        assert "Chưa mở kỳ đánh giá." in bi.text
        assert "📱 Đã liên kết Telegram: 1" in bi.text
        await bi.tap(MEMBER)
        assert "🔗 Đường liên kết mời" in bi.labels
        assert "📋 Thông tin để xếp loại" not in bi.labels
        await bi.tap_data(f"board:heard:{world.people[MEMBER].id}:1")
        assert "Chưa có kỳ đánh giá nào đang mở" in bi.toast


async def test_only_those_not_finished(world: World) -> None:
    """A tap shows only who still owes something; another shows everybody again."""
    await heard(world, OTHER)
    bi = await board(world)
    await bi.tap("Chỉ xem người chưa xong")
    assert not [label for label in bi.labels if OTHER in label or EXEMPT in label]
    assert f"⏳ {MEMBER}" in bi.labels
    await bi.tap("Xem tất cả")
    assert f"🗣 {OTHER}" in bi.labels


async def heard(world: World, name: str) -> Phone:
    bi = await board(world)
    await bi.tap(name)
    await bi.tap("Ghi “đã kiểm điểm”")
    return bi


async def test_recording_that_a_member_was_heard_and_taking_it_back(world: World) -> None:
    """«Đã kiểm điểm» is recorded, shown, audited, and can be taken back."""
    bi = await heard(world, OTHER)
    assert "đã kiểm điểm" in bi.toast
    assert "Đã ghi nhận: đã kiểm điểm trước chi bộ." in bi.text
    assert await world.heard(OTHER)
    await bi.tap("Bỏ ghi “đã kiểm điểm”")
    assert not await world.heard(OTHER)
    actions = [entry.action for entry in await world.audit()]
    assert actions[-2:] == ["heard.recorded", "heard.withdrawn"]


async def test_the_deputy_may_record_it_too_but_sets_no_facts(world: World) -> None:
    """A deputy sees the board and records who was heard; facts and invitations are not his."""
    pho = await board(world, DEPUTY)
    await pho.tap(OTHER)
    assert "Giới hạn" not in pho.text
    for label in ("🔗 Đường liên kết mời", "✏️ Sửa trong danh sách", "📋 Thông tin để xếp loại"):
        assert label not in pho.labels
    await pho.tap("Ghi “đã kiểm điểm”")
    assert await world.heard(OTHER)
    number = world.people[OTHER].id
    for data in (
        f"facts:pick:{number}",
        f"board:issue:{number}",
        f"facts:set:{number}:disciplined:1",
    ):
        await pho.tap_data(data)
        assert "không thuộc phần việc" in pho.toast
    assert not await world.facts(OTHER)


@pytest.mark.parametrize("name", [EXEMPT, SUSPENDED])
async def test_who_is_not_asked_cannot_be_recorded_as_heard(world: World, name: str) -> None:
    """For exempt and suspended members there is nothing to record."""
    bi = await board(world)
    await bi.tap(name)
    assert "Ghi “đã kiểm điểm”" not in " ".join(bi.labels)
    await bi.tap_data(f"board:heard:{world.people[name].id}:1")
    assert not await world.heard(name)


async def test_an_invitation_link_works_once_and_replaces_the_older(world: World) -> None:
    """The link comes in a message to forward; the one given before stops working."""
    bi = await board(world)
    await bi.tap(OTHER)
    links = []
    for _ in range(2):
        await bi.tap("Đường liên kết mời")
        assert [one for one in bi.screens if f"trong {INVITE_LASTS.days} ngày" in one]
        held = "Đường liên kết đã cấp còn dùng được đến" in " ".join(bi.screens)
        assert held is bool(links)
        await bi.tap("Cấp đường liên kết")
        assert f"mời đồng chí {OTHER}" in bi.text
        links.append(re.search(r"https://t\.me/tusoi_bot\?start=i(\S+)", bi.text)[1])  # type: ignore[index]
    async with world.db.write() as tx:
        old, new = [await roll.invite(tx, token, world.talk.now) for token in links]
        assert old is not None
        assert old.state == "revoked"
        assert new is not None
        assert (new.state, new.person.full_name) == ("open", OTHER)
        late = await roll.invite(tx, links[1], world.talk.now + INVITE_LASTS + timedelta(days=1))
        assert late is not None
        assert late.state == "expired"


async def test_who_is_linked_needs_no_invitation(world: World) -> None:
    """No link is offered for someone linked, and a forged tap issues none."""
    bi = await board(world)
    await bi.tap(MEMBER)
    assert "🔗 Đường liên kết mời" not in bi.labels
    await bi.tap_data(f"board:issue:{world.people[MEMBER].id}")
    assert "đã liên kết Telegram rồi" in bi.toast
    assert "t.me" not in bi.text


async def test_a_blocked_bot_is_told(world: World) -> None:
    """That a member has blocked the bot is seen on his page."""
    async with world.db.write() as tx:
        await roll.set_reachable(tx, 1003, False)
    bi = await board(world)
    await bi.tap(MEMBER)
    assert "đã chặn Tự Soi" in bi.text


async def test_sixty_people_in_pages(tmp_path: Path) -> None:
    """A branch of sixty is paged; going back from a person leads to the page he is on."""
    rows = tuple(
        PersonDraft(
            str(number),
            f"Đảng Viên Số {number:02}",
            joined=date(2000, 1, 1),
            roles=frozenset({Role.SECRETARY}) if number == 1 else frozenset(),
        )
        for number in range(1, 61)
    )
    async with a_world(tmp_path, rows=rows, linked=False) as world:
        await world.link("Đảng Viên Số 01")
        await world.open()
        bi = world.phone("Đảng Viên Số 01")
        await bi.command("danhsach")
        assert "Trang 1/8" in bi.text
        seen = []
        while True:
            seen += [label[-2:] for label in bi.labels if "Số" in label]
            assert len(bi.labels) <= 15
            if "Trang sau ›" not in bi.labels:
                break
            await bi.tap("Trang sau ›")
        assert seen == [f"{number:02}" for number in range(1, 61)]
        await bi.tap("‹ Trang trước")
        await bi.tap("Đảng Viên Số 50")
        await bi.tap("Quay lại")
        assert "Trang 7/8" in bi.text
        for data in (
            "board:show:999999999",
            "board:show:-1",
            "board:show:x:y",
            "board:show:1:late",
        ):
            await bi.tap_data(data)
            assert "Trang" in bi.text


@pytest.mark.parametrize(
    "person", ["0", "-1", "999999", "x", "", "1e9", "99999999999999999999999999", "١"]
)
async def test_forged_people(world: World, person: str) -> None:
    """A number that is nobody's of the branch gets a kind refusal."""
    bi = await board(world)
    before = await world.audit()
    for verb in ("person", "invite", "issue"):
        await bi.tap_data(f"board:{verb}:{person}")
        assert "Danh sách chi bộ không có người này" in bi.toast
    await bi.tap_data(f"board:heard:{person}:1")
    await bi.tap_data(f"board:heard:{world.people[OTHER].id}:7")
    assert not await world.heard(OTHER)
    assert await world.audit() == before


async def test_another_branch_is_out_of_reach(world: World) -> None:
    """A secretary sees and does nothing with people of another branch, or with who has left."""
    async with world.db.write() as tx:
        change = await roll.write_roll(
            tx,
            roll.BranchDraft("Chi bộ khác"),
            [PersonDraft("1", "Người Khác")],
            None,
            world.talk.now,
        )
        await roll.set_gone(tx, world.people[OTHER].id, date(2026, 11, 1), None, world.talk.now)
    bi = await board(world)
    for number in (change.added[0].id, world.people[OTHER].id):
        for data in (
            f"board:person:{number}",
            f"board:issue:{number}",
            f"board:heard:{number}:1",
            f"facts:pick:{number}",
            f"facts:set:{number}:disciplined:1",
        ):
            await bi.tap_data(data)
            assert "Danh sách chi bộ không có người này" in bi.toast
    assert not [label for label in bi.labels if OTHER in label]


async def test_members_and_strangers_see_no_board(world: World) -> None:
    """The board is for secretary and deputy."""
    for phone in (world.phone(MEMBER), world.talk.phone(4711, "Lạ")):
        await phone.command("danhsach")
        assert "⏳" not in phone.text
        await phone.tap_data("board:show")
        await phone.tap_data(f"board:person:{world.people[OTHER].id}")
        assert not [screen for screen in phone.screens if OTHER in screen]


async def test_a_link_can_be_withdrawn_before_it_is_used(world: World) -> None:
    """It works no more; a second tap says that it was so already."""
    bi = await board(world)
    await bi.tap(OTHER)
    await bi.tap("Đường liên kết mời")
    await bi.tap("Cấp đường liên kết")
    token = re.search(r"start=i(\S+)", bi.text)[1]  # type: ignore[index]
    assert "proxy" in bi.text
    await bi.tap("Đường liên kết mời")
    _, button = bi.button("🚫 Thu hồi đường liên kết")
    for said in ("Đã thu hồi", "ghi như vậy từ trước"):
        await bi.tap_data(button.data)
        assert said in bi.toast
    async with world.db.read() as tx:
        held = await roll.invite(tx, token, world.talk.now)
    assert held is not None
    assert held.state == "revoked"


async def outbox_rows(world: World, kind: str) -> list[OutboxRow]:
    async with world.db.read() as tx:
        return [one for one in await outbox.messages(tx) if one.kind == kind]


async def test_all_the_late_ones_are_nudged_once_a_day(world: World) -> None:
    """Linked and unfinished, each once a day; who is not linked is told of, the deputy may too;
    nobody reminds himself."""
    bi = await board(world)
    await bi.tap("🔔 Nhắc đồng chí chưa xong (2)")
    assert "3 đồng chí chưa liên kết Telegram" in bi.text
    await bi.tap("🔔 Đúng, nhắc")
    assert "Đã gửi 2 lời nhắc" in bi.toast
    await bi.tap_data("board:reminded")
    assert "đều đã được nhắc rồi" in bi.toast
    pho = await board(world, DEPUTY)
    await pho.tap_data("board:reminded")
    assert "Đã gửi 1 lời nhắc" in pho.toast
    rows = await outbox_rows(world, "board.reminder")
    assert {row.person_id for row in rows} == {
        world.people[name].id for name in (SECRETARY, DEPUTY, MEMBER)
    }
    world.talk.now += timedelta(days=1)
    await bi.tap_data("board:reminded")
    assert "Đã gửi 2 lời nhắc" in bi.toast
    await bi.tap(SECRETARY)
    assert "🔔 Nhắc" not in bi.labels
    await bi.tap_data(f"board:nudge:{world.people[SECRETARY].id}")
    assert "Đã gửi" not in bi.toast


async def test_a_reminder_says_nothing_to_a_glance_and_is_dropped_when_done(world: World) -> None:
    """No name, no branch, no level; after the closing of the stage it is not sent."""
    bi = await board(world)
    await bi.tap(MEMBER)
    await bi.tap("🔔 Nhắc")
    await bi.tap("🔔 Nhắc")
    assert "đã được nhắc rồi" in bi.toast
    (row,) = await outbox_rows(world, "board.reminder")

    async def worded() -> Answer | None:
        async with world.db.read() as tx:
            me = await roll.account_of_person(tx, world.people[MEMBER].id)
            words = world.talk.house.words_for(me)
            return await router.word(Errand(world.talk.house, tx, row, world.talk.now, words, me))

    said = await worded()
    assert said is not None
    assert "Tự Soi xin nhắc" in str(said)
    for word in (MEMBER, "Chi bộ", "chi bộ", "Đảng", "xếp loại"):
        assert word not in str(said)
    await world.set_stage(Stage.BALLOT)
    assert await worded() is None
    await bi.tap_data(f"board:nudge:{world.people[MEMBER].id}")
    assert "hiện không mở" in bi.toast


async def test_a_lost_phone_is_unlinked_told_and_linked_anew(world: World) -> None:
    """The old account can do nothing and is told, naming nobody; what he wrote is his again."""
    an = world.phone(MEMBER)
    await an.command("tudanhgia")
    await an.tap("Tốt")
    bi = await board(world)
    await bi.tap(MEMBER)
    await bi.tap("📵 Mất máy: gỡ liên kết")
    _, button = bi.button("📵 Đúng, gỡ liên kết")
    await bi.tap("📵 Đúng, gỡ liên kết")
    assert "Đã gỡ liên kết" in bi.toast
    await bi.tap_data(button.data)
    assert "chưa liên kết" in bi.toast
    (row,) = await outbox_rows(world, "board.unlinked")
    assert (row.chat_id, row.person_id) == (1003, None)
    async with world.db.read() as tx:
        words = world.talk.house.words_for(None)
        said = await router.word(Errand(world.talk.house, tx, row, world.talk.now, words, None))
    assert "không còn liên kết" in str(said)
    assert MEMBER not in str(said)
    await an.command("trangchu")
    assert MEMBER not in an.text
    await bi.tap("Đường liên kết mời")
    await bi.tap("Cấp đường liên kết")
    token = re.search(r"start=i(\S+)", bi.text)[1]  # type: ignore[index]
    new = world.talk.phone(4321, "Máy mới")
    await new.command("start", f"i{token}")
    assert "1952" in new.text
    await new.tap("✅ Đúng là tôi")
    await new.command("tudanhgia")
    assert (await world.answers(MEMBER)).grades


async def test_nobody_unlinks_himself_or_by_a_forged_button(world: World) -> None:
    """The secretary would lock himself out; a stale button parts nobody from a newer account."""
    bi = await board(world)
    me = world.people[SECRETARY].id
    for data in (f"board:unlink:{me}", f"board:unlinked:{me}:1001"):
        await bi.tap_data(data)
        assert "không tự gỡ" in bi.toast
    await bi.tap_data(f"board:unlinked:{world.people[MEMBER].id}:9999")
    assert "đã quá hạn" in bi.toast
    async with world.db.read() as tx:
        assert await roll.account_of_person(tx, world.people[MEMBER].id) is not None


async def test_links_for_everybody_come_as_a_file_that_is_good_once(world: World) -> None:
    """One link for each who is not linked; those given before work no more."""
    world.talk.house.sheets = SheetFiles()
    async with world.db.write() as tx:
        old = await roll.issue_invite(
            tx, world.people[OTHER].id, world.talk.now, INVITE_LASTS, None
        )
    bi = await board(world)
    await bi.tap("🔗 Mời người chưa vào (5)")
    assert "đừng gửi lên nhóm" in bi.text
    await bi.tap("🔗 Đúng, cấp đường liên kết")
    book = load_workbook(io.BytesIO(bi.chat.files[-1].content))
    rows = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows[1:]] == [OTHER, NEW, EXEMPT, SUSPENDED, DRAFT]
    async with world.db.read() as tx:
        for _, name, link in rows[1:]:
            held = await roll.invite(tx, str(link).rsplit("start=i", 1)[1], world.talk.now)
            assert held is not None
            assert (held.state, held.person.full_name) == ("open", name)
        before = await roll.invite(tx, old, world.talk.now)
    assert before is not None
    assert before.state == "revoked"
