"""Invitations: whom a link is for, who may use it, and every way in which it does not help."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from conversations.joining import invite_link_payload
from storage import roll
from storage.roll import Account
from tests.conversations.hall import Hall, assert_fits, drafts, hall
from tests.conversations.talk import Phone

DAY = timedelta(days=1)
STRANGER = "Xin chào! Đây là nơi dành cho đảng viên của chi bộ dùng Tự Soi."


@pytest.fixture
async def room(tmp_path: Path) -> AsyncIterator[Hall]:
    """Members 3 and 4 are not linked yet."""
    async with hall(tmp_path, drafts(5), unlinked=(3, 4)) as found:
        yield found


async def token_for(room: Hall, who: int, lasts: timedelta = DAY) -> str:
    async with room.house.db.write() as tx:
        return await roll.issue_invite(tx, room.people[who].id, room.talk.now, lasts, None)


async def account_of(room: Hall, who: int) -> Account | None:
    async with room.house.db.read() as tx:
        return await roll.account_of_person(tx, room.people[who].id)


async def opened(room: Hall, number: int, token: str) -> Phone:
    """A new phone on which the link was opened."""
    phone = room.talk.phone(number, "Tên trên Telegram")
    await phone.command("start", invite_link_payload(token))
    return phone


async def test_a_member_sees_whom_he_is_taken_for_confirms_and_is_linked(room: Hall) -> None:
    """Name and branch first, nothing linked by looking; “Đúng là tôi” links, then home opens."""
    name = room.people[3].full_name
    phone = await opened(room, 501, await token_for(room, 3))
    assert name in phone.text
    assert "Chi bộ 3" in phone.text
    assert phone.labels == ["✅ Đúng là tôi", "✖️ Không phải tôi"]
    assert await account_of(room, 3) is None
    await phone.tap("✅ Đúng là tôi")
    account = await account_of(room, 3)
    assert account is not None
    assert account.telegram_id == 501
    assert f"Từ nay tài khoản này là của đồng chí {name}" in phone.screens[-2]
    assert f"Đồng chí {name}" in phone.text
    assert_fits(phone)


async def test_it_is_not_he_and_nothing_is_linked(room: Hall) -> None:
    """The invitation stays open for the one it was made for."""
    token = await token_for(room, 3)
    phone = await opened(room, 501, token)
    await phone.tap("✖️ Không phải tôi")
    assert "Chưa liên kết tài khoản nào" in phone.text
    assert phone.labels == []
    assert await account_of(room, 3) is None
    rightful = await opened(room, 502, token)
    assert "Có phải đồng chí không?" in rightful.text


async def test_the_confirmation_tapped_twice_links_once(room: Hall) -> None:
    """A second tap, or the link opened again later, welcomes and changes nothing."""
    token = await token_for(room, 3)
    phone = await opened(room, 501, token)
    await phone.tap_data(f"join:yes:{token}")
    await phone.tap_data(f"join:yes:{token}")
    assert "đã được liên kết từ trước" in phone.text
    await phone.command("start", invite_link_payload(token))
    assert "đã được liên kết từ trước" in phone.text
    account = await account_of(room, 3)
    assert account is not None
    assert account.telegram_id == 501


async def test_a_used_link_helps_nobody_else(room: Hall) -> None:
    """The second finder is told so, and sees no name."""
    token = await token_for(room, 3)
    await (await opened(room, 501, token)).tap("✅ Đúng là tôi")
    thief = await opened(room, 666, token)
    assert "đã được dùng" in thief.text
    assert room.people[3].full_name not in thief.text
    await thief.tap_data(f"join:yes:{token}")
    assert "đã được dùng" in thief.text


async def test_an_expired_link_is_refused_also_between_question_and_answer(room: Hall) -> None:
    """A day later the question that still stands in the chat links nobody."""
    token = await token_for(room, 3, timedelta(minutes=5))
    phone = await opened(room, 501, token)
    room.talk.now += DAY
    await phone.tap("✅ Đúng là tôi")
    assert "đã hết hạn" in phone.text
    assert await account_of(room, 3) is None


async def test_a_newer_link_takes_the_place_of_the_older(room: Hall) -> None:
    """Of two links for one person only the last works."""
    old, new = await token_for(room, 3), await token_for(room, 3)
    assert "không còn hiệu lực" in (await opened(room, 501, old)).text
    assert "Có phải đồng chí không?" in (await opened(room, 501, new)).text


@pytest.mark.parametrize(
    "payload",
    [
        "i",
        "i" + "A" * 32,
        "i" + "A" * 60,
        "i'; DROP TABLE invite;--",
        "i" + "ă" * 32,
        "zz",
        "b9" * 9,
    ],
)
async def test_forged_links_tell_a_stranger_nothing(room: Hall, payload: str) -> None:
    """One kind sentence, no name, no branch, no button."""
    phone = room.talk.phone(666, "Mallory")
    await phone.command("start", payload)
    assert "Chi bộ 3" not in phone.text
    assert phone.labels == []
    assert STRANGER in phone.text or "Đường liên kết này không đúng" in phone.text


@pytest.mark.parametrize("data", ["join:yes:" + "A" * 32, "join:yes:", "join:no:x", "join:yes"])
async def test_a_forged_confirmation_links_nobody(room: Hall, data: str) -> None:
    """The button's data is checked like a link."""
    phone = room.talk.phone(666, "Mallory")
    await phone.tap_data(data)
    async with room.house.db.read() as tx:
        assert await roll.find_account(tx, 666) is None


async def test_one_account_is_for_one_person(room: Hall) -> None:
    """Who is linked cannot take a second name; he is told in whose name he is linked."""
    phone = room.phone(2)
    await phone.command("start", invite_link_payload(await token_for(room, 3)))
    assert f"đã liên kết với đồng chí {room.people[2].full_name}" in phone.text
    assert room.people[3].full_name not in phone.text
    assert phone.labels == ["🏠 Trang chính"]
    assert await account_of(room, 3) is None


async def test_one_person_has_one_account(room: Hall) -> None:
    """A second account for a linked person is refused until the secretary unlinks the first."""
    token = await token_for(room, 2)
    phone = await opened(room, 777, token)
    assert "đã liên kết với một tài khoản Telegram khác" in phone.text
    await phone.tap_data(f"join:yes:{token}")
    account = await account_of(room, 2)
    assert account is not None
    assert account.telegram_id == room.account(room.people[2])


async def test_who_has_left_the_roll_cannot_join(room: Hall) -> None:
    """His link is withdrawn with him."""
    token = await token_for(room, 3)
    async with room.house.db.write() as tx:
        await roll.set_gone(tx, room.people[3].id, room.talk.now.date(), None, room.talk.now)
    assert "không còn hiệu lực" in (await opened(room, 501, token)).text


async def test_a_link_opened_or_confirmed_in_a_group_does_nothing(room: Hall) -> None:
    """A name is confirmed in one's own chat, never before the others."""
    token = await token_for(room, 3)
    group = room.talk.phone(501, "An").in_group(-1001, "Chi bộ 3")
    await group.command("start", invite_link_payload(token))
    assert group.chat.messages == []
    await group.tap_data(f"join:yes:{token}")
    assert "trò chuyện riêng" in group.toast
    assert group.chat.messages == []
    assert await account_of(room, 3) is None


async def test_a_stranger_gets_one_kind_refusal_whatever_he_does(room: Hall) -> None:
    """Commands, taps, text, files, stickers: the same sentence, and nothing of the branch."""
    phone = room.talk.phone(666, "Người lạ")
    await phone.command("start")
    for command in (
        "trangchu",
        "huy",
        "tudanhgia",
        "bophieu",
        "baocao",
        "xyz",
        "ngonngu",
        "trogiup",
    ):
        await phone.command(command)
    await phone.type("x" * 10_000)
    await phone.other("sticker")
    await phone.send_file("a.xlsx", b"x")
    assert all(STRANGER in text for text in phone.screens)
    for data in ("home:show", "board:show", "vote:open:1", "report:show", "review:open"):
        await phone.tap_data(data)
    assert all(STRANGER in toast.text for toast in phone.toasts)
    assert all(len(toast.text) <= 200 for toast in phone.toasts)
    assert not any("Chi bộ 3" in text for text in phone.screens)


async def test_a_stranger_is_spoken_to_in_his_own_language(room: Hall) -> None:
    """English where the phone is English; anything else gets Vietnamese."""
    phone = room.talk.phone(666, "Stranger", language="en-GB")
    await phone.command("start")
    assert phone.text.startswith("Hello!")
    other = room.talk.phone(667, "Inconnu", language="fr")
    await other.command("start")
    assert STRANGER in other.text


async def test_who_moved_to_another_branch_joins_it_with_the_same_account(room: Hall) -> None:
    """His former place on a roll keeps no hold on his phone."""
    phone = room.phone(2)
    async with room.house.db.write() as tx:
        await roll.set_gone(tx, room.people[2].id, room.talk.now.date(), None, room.talk.now)
        change = await roll.write_roll(
            tx,
            roll.BranchDraft("Chi bộ 7"),
            [roll.PersonDraft("1", "Lê Văn Chuyển", birth_year=1960)],
            None,
            room.talk.now,
        )
        token = await roll.issue_invite(tx, change.added[0].id, room.talk.now, DAY, None)
    await phone.command("start", invite_link_payload(token))
    assert "1960" in phone.text
    await phone.tap("✅ Đúng là tôi")
    assert "Đồng chí Lê Văn Chuyển" in phone.text
    assert await account_of(room, 2) is None
