"""The branch's group: who can bind it, moving it, losing it, and Telegram changing its number."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations.screen import Migrated
from storage import audit, roll
from storage.roll import Branch
from tests.conversations.hall import GROUP, TITLE, Hall, drafts, hall
from tests.conversations.talk import Phone

OTHER = -2002


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """A branch that has no group yet."""
    async with hall(tmp_path, drafts(5), group=False) as found:
        yield found


async def branch(room: Hall) -> Branch:
    async with room.house.db.read() as tx:
        found = await roll.branch(tx, room.branch.id)
    assert found is not None
    return found


async def actions(room: Hall) -> list[str]:
    async with room.house.db.read() as tx:
        return [entry.action for entry in await audit.entries(tx, room.branch.id)]


async def bound(room: Hall) -> Phone:
    secretary = room.in_group(0)
    await secretary.add_bot()
    await secretary.tap("✅ Đúng nhóm chi bộ")
    return secretary


async def test_the_secretary_adds_the_bot_and_confirms(room: Hall) -> None:
    """It names the branch and asks; only the confirmation binds, and it is audited."""
    secretary = room.in_group(0)
    await secretary.add_bot()
    assert "nhóm của Chi bộ 3" in secretary.text
    assert secretary.labels == ["✅ Đúng nhóm chi bộ", "✖️ Không phải"]
    assert (await branch(room)).group is None
    await secretary.tap("✅ Đúng nhóm chi bộ")
    assert (await branch(room)).group == GROUP
    assert (await branch(room)).group_title == TITLE
    assert "Từ nay đây là nhóm của Chi bộ 3" in secretary.text
    assert "group.bound" in await actions(room)


@pytest.mark.parametrize("who", [1, 2])
async def test_only_the_secretary_can_confirm(room: Hall, who: int) -> None:
    """Deputy and members tap the button in vain; a stranger too."""
    await room.in_group(0).add_bot()
    member = room.in_group(who)
    await member.tap("✅ Đúng nhóm chi bộ")
    assert "không thuộc phần việc" in member.toast
    stranger = room.talk.phone(666, "Lạ").in_group(GROUP, TITLE)
    await stranger.tap("✅ Đúng nhóm chi bộ")
    assert stranger.toast.startswith("Xin chào!")
    assert (await branch(room)).group is None


async def test_a_stranger_or_a_member_adds_the_bot_and_it_leaves(room: Hall) -> None:
    """It says kindly why, and names no branch."""
    for number, adder in enumerate((room.talk.phone(666, "Lạ"), room.phone(2)), -50):
        group = adder.in_group(number, "Nhóm khác")
        await group.add_bot()
        assert group.chat.left
        assert "Chỉ bí thư chi bộ" in group.text
        assert "Chi bộ 3" not in group.text


async def test_an_anonymous_administrator_is_told_what_to_do(room: Hall) -> None:
    """Telegram hides who he is, so nobody vouches for the group: the bot leaves, with advice."""
    secretary = room.in_group(0)
    secretary.anonymous = True
    await secretary.add_bot()
    assert "ẩn danh" in secretary.text
    assert secretary.chat.left
    secretary.anonymous = False
    secretary.chat.left = False
    await secretary.add_bot()
    secretary.anonymous = True
    await secretary.tap("✅ Đúng nhóm chi bộ")
    assert "ẩn danh" in secretary.toast
    assert len(secretary.toast) <= 200
    assert (await branch(room)).group is None


async def test_the_secretary_says_no_and_the_bot_leaves(room: Hall) -> None:
    """Nothing was bound."""
    secretary = room.in_group(0)
    await secretary.add_bot()
    await secretary.tap("✖️ Không phải")
    assert secretary.chat.left
    assert (await branch(room)).group is None


async def test_a_second_group_moves_the_branch_only_when_confirmed(room: Hall) -> None:
    """It names the group so far; moving is audited, and the old group is told and left."""
    first = await bound(room)
    second = room.phone(0).in_group(OTHER, "Nhóm mới")
    await second.add_bot()
    assert f"đã có nhóm: “{TITLE}”" in second.text
    assert (await branch(room)).group == GROUP
    await second.tap("🔁 Chuyển sang nhóm này")
    assert (await branch(room)).group == OTHER
    await room.sweep()
    assert "đã chuyển sang nhóm khác" in first.text
    assert first.chat.left
    assert (await actions(room)).count("group.bound") == 2


async def test_a_button_from_before_the_move_changes_nothing(room: Hall) -> None:
    """The old question's “yes” asks anew, because the branch has a group meanwhile."""
    second = room.phone(0).in_group(OTHER, "Nhóm mới")
    await second.add_bot()
    await bound(room)
    await second.tap("✅ Đúng nhóm chi bộ")
    assert (await branch(room)).group == GROUP
    assert "🔁 Chuyển sang nhóm này" in second.labels


async def test_another_branchs_group_is_refused(room: Hall) -> None:
    """Adding, confirming by forged data, and asking by command: the group stays whose it is."""
    await bound(room)
    other = await room.secretary_of_another_branch()
    intruder = other.in_group(GROUP, TITLE)
    await intruder.add_bot()
    assert "đã thuộc một chi bộ khác" in intruder.text
    for data in ("group:bind:2", "group:bind:1", "group:move:2:1", "group:refuse:1"):
        await intruder.tap_data(data)
        assert "Chưa có gì thay đổi" in intruder.toast
    await intruder.command("nhom")
    assert "thuộc chi bộ khác" in intruder.text
    assert (await branch(room)).group == GROUP
    assert not intruder.chat.left


@pytest.mark.parametrize(
    "data",
    ["group:bind:", "group:bind:x", "group:bind:999", "group:bind:-1", "group:move:1", "group:bind",
     "group:move:1:x", "group:refuse:99999999999999999999"],
)  # fmt: skip
async def test_forged_buttons_bind_nothing(room: Hall, data: str) -> None:
    """Even the secretary's own forged tap is refused or only binds what he could confirm."""
    secretary = room.in_group(0)
    await secretary.add_bot()
    await secretary.tap_data(data)
    assert (await branch(room)).group is None or data == "group:move:1:x"


async def test_the_same_group_again_is_only_welcomed(room: Hall) -> None:
    """Added again, asked again: it is the branch's group, and stays so."""
    secretary = await bound(room)
    await secretary.add_bot()
    assert "đã trở lại nhóm của Chi bộ 3" in secretary.text
    await secretary.command("nhom")
    assert "Đây là nhóm của Chi bộ 3" in secretary.text
    await secretary.tap_data(f"group:refuse:{room.branch.id}")
    assert not secretary.chat.left
    assert (await branch(room)).group == GROUP


async def test_the_bot_is_removed_and_the_secretary_is_told(room: Hall) -> None:
    """The branch has no group any more; adding it again and confirming mends that."""
    secretary = await bound(room)
    await room.in_group(2).remove_bot()
    assert (await branch(room)).group is None
    assert "group.unbound" in await actions(room)
    await room.sweep()
    assert f"Tự Soi đã bị đưa ra khỏi nhóm “{TITLE}”" in room.phone(0).text
    await secretary.add_bot()
    await secretary.tap("✅ Đúng nhóm chi bộ")
    assert (await branch(room)).group == GROUP


async def test_removed_and_added_again_at_once_tells_nobody(room: Hall) -> None:
    """What is no longer true is not sent."""
    await bound(room)
    before = len(room.phone(0).screens)
    await room.in_group(2).remove_bot()
    await bound(room)
    await room.sweep()
    assert len(room.phone(0).screens) == before


async def test_removed_from_a_group_that_is_nobodys_is_silent(room: Hall) -> None:
    """Nothing changes and nobody is told."""
    stranger = room.talk.phone(666, "Lạ").in_group(OTHER, "x")
    assert await stranger.remove_bot() == ()


async def test_the_group_becomes_a_supergroup(room: Hall) -> None:
    """Telegram gives it a new number and says so twice; the branch follows in silence, audited."""
    secretary = await bound(room)
    assert await secretary.do(Migrated(-100777)) == ()
    assert await secretary.do(Migrated(-100777)) == ()
    assert (await branch(room)).group == -100777
    assert (await actions(room)).count("group.migrated") == 1
    again = room.phone(0).in_group(-100777, TITLE)
    await again.command("nhom")
    assert "Đây là nhóm của Chi bộ 3" in again.text


async def test_chatter_in_the_group_is_not_answered(room: Hall) -> None:
    """Texts, stickers, files and unknown commands of a group are none of its business."""
    group = await bound(room)
    before = len(group.chat.messages)
    await group.type("Chào các đồng chí")
    await group.other("sticker")
    await group.send_file("a.xlsx", b"x")
    await group.command("xyz")
    await group.command("start")
    assert len(group.chat.messages) == before
