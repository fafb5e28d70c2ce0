"""Groups: coming and going, roles, pins, privacy, the way to a supergroup."""

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden

from bot.sandbox import Group, Person, Sandbox, SandboxError
from tests.sandbox.town import Town


@pytest.fixture
async def group(sandbox: Sandbox, an: Person, binh: Person) -> Group:
    """An's group, with Bình and the bot in it."""
    group = sandbox.group("Chi bộ 3", an)
    await group.add(binh)
    await group.add_bot(by=an)
    return group


async def test_the_bot_is_told_that_it_was_added(town: Town, group: Group, an: Person) -> None:
    """Once by its own change of standing, once by the group's note."""
    change, note = town.seen[-2:]
    assert change.my_chat_member is not None
    assert change.my_chat_member.difference()["status"] == ("left", "member")
    assert change.my_chat_member.from_user.id == an.id
    assert note.message is not None
    assert [user.id for user in note.message.new_chat_members] == [town.bot.id]
    assert note.message.chat.title == "Chi bộ 3"
    with pytest.raises(SandboxError, match="already"):
        await group.add_bot(by=an)
    before = len(group.history)
    await group.add(an)
    assert len(group.history) == before


async def test_commands_in_a_group_carry_the_bots_name(
    town: Town, group: Group, an: Person
) -> None:
    """As from the client's menu; all members see the answer."""
    await an.send("/start xin chào", in_=group)
    assert group.messages[-2].text == "/start@tusoi_bot xin chào"
    assert group.texts[-1] == "Chào đồng chí xin chào"
    assert town.seen[-1].effective_user is not None
    assert town.seen[-1].effective_user.id == an.id


async def test_privacy_keeps_chatter_from_the_bot(
    town: Town, sandbox: Sandbox, group: Group, an: Person
) -> None:
    """Until it is an administrator, only commands for it and replies to it arrive."""
    before = len(town.seen)
    await an.write("Chào cả nhà", in_=group)
    await an.write("/start@other_bot", in_=group)
    assert len(town.seen) == before
    await an.write("🏅 /start@tusoi_bot", in_=group)
    assert len(town.seen) == before + 1
    await an.send("/start", in_=group)
    await an.write("Vâng", in_=group, reply_to=group.messages[-1])
    assert group.texts[-1] == "«Vâng»"
    await group.promote_bot(by=an)
    await an.write("Ai cũng nghe", in_=group)
    assert group.texts[-1] == "«Ai cũng nghe»"


async def test_everyone_in_the_group_can_tap(group: Group, an: Person, binh: Person) -> None:
    """And nobody outside it."""
    await an.send("/start", in_=group)
    await binh.tap("Thêm", in_=group)
    assert an.screen_in(group).text == "Đã đếm 1"
    await group.remove(binh, by=an)
    with pytest.raises(AssertionError, match=r"\(nothing\)"):
        await binh.tap("Thêm", in_=group)
    with pytest.raises(SandboxError, match="is not in Chi bộ 3"):
        await binh.write("?", in_=group)


async def test_a_newcomer_sees_nothing_from_before(
    sandbox: Sandbox, group: Group, an: Person
) -> None:
    """In a plain group; a supergroup shows its past."""
    await an.send("/start", in_=group)
    new = sandbox.person("Lê Thị Mới")
    await group.add(new)
    assert new.sees_in(group) == []
    await group.upgrade()
    await an.send("/start", in_=group)
    later = sandbox.person("Phan Văn Sau")
    await group.add(later)
    assert later.sees_in(group) == ["/start@tusoi_bot", "Chào đồng chí"]


async def test_a_button_into_the_private_chat(group: Group, an: Person, binh: Person) -> None:
    """A deep link opens the tapper's own chat and sends /start with its payload."""
    await an.send("/start", in_=group)
    await binh.tap("Vào riêng", in_=group)
    assert binh.sees[-2:] == ["/start from_0", "Chào đồng chí from_0"]
    assert "from_0" not in " ".join(group.texts)


async def test_the_bot_can_be_added_by_link(sandbox: Sandbox, town: Town, an: Person) -> None:
    """?startgroup= adds it and says /start there."""
    group = sandbox.group("Mới", an)
    with pytest.raises(SandboxError, match="in which group"):
        await an.open_link(f"{sandbox.link}?startgroup=x")
    await an.open_link(f"{sandbox.link}?startgroup=x", in_=group)
    assert group.texts == ["/start@tusoi_bot x", "Chào đồng chí x"]
    assert town.kinds()[-3:] == ["my_chat_member", "message", "message"]


async def test_after_removal_the_bot_is_kicked(town: Town, group: Group, an: Person) -> None:
    """It is told of it once, and refused from then on."""
    await group.remove_bot(by=an)
    change = town.seen[-1].my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await town.bot.send_message(group.id, "x")
    with pytest.raises(Forbidden, match="bot was kicked"):
        await town.bot.get_chat_administrators(group.id)
    before = len(town.seen)
    await an.send("/start", in_=group)
    assert len(town.seen) == before


async def test_the_bot_can_leave(town: Town, sandbox: Sandbox, group: Group, an: Person) -> None:
    """After that it is not a member; a supergroup does not even show itself."""
    assert await town.bot.leave_chat(group.id)
    await sandbox.rest()
    assert town.kinds()[-1] == "my_chat_member"
    with pytest.raises(Forbidden, match="bot is not a member of the group chat"):
        await town.bot.send_message(group.id, "x")
    assert (await town.bot.get_chat(group.id)).title == "Chi bộ 3"
    big = sandbox.group("Lớn", an, supergroup=True)
    await big.add_bot(by=an)
    await town.bot.leave_chat(big.id)
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        await town.bot.get_chat(big.id)
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        await town.bot.leave_chat(an.id)


async def test_a_group_without_the_bot_is_not_found(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """It was never there."""
    group = sandbox.group("Kín", an)
    with pytest.raises(BadRequest, match="Chat not found"):
        await town.bot.get_chat(group.id)


async def test_upgrading_changes_the_id(town: Town, group: Group, an: Person) -> None:
    """Both chats tell of it; calls to the old id are refused with the new one."""
    old = group.id
    await an.send("/start", in_=group)
    before = group.messages[-1]
    await group.upgrade(by=an)
    there, here = (update.message for update in town.seen[-2:])
    assert there is not None
    assert here is not None
    assert (there.chat.id, there.migrate_to_chat_id) == (old, group.id)
    assert (here.chat.id, here.migrate_from_chat_id) == (group.id, old)
    assert here.chat.type == "supergroup"
    with pytest.raises(ChatMigrated) as refused:
        await town.bot.send_message(old, "x")
    assert refused.value.new_chat_id == group.id
    with pytest.raises(ChatMigrated):
        await town.bot.edit_message_text("x", old, before.id)
    await town.bot.send_message(group.id, "Chuyển nhà rồi")
    assert an.sees_in(group)[-1] == "Chuyển nhà rồi"
    with pytest.raises(SandboxError, match="already"):
        await group.upgrade(by=an)


async def test_roles_are_shown_to_those_who_ask(
    town: Town, sandbox: Sandbox, group: Group, an: Person, binh: Person
) -> None:
    """getChatMember and getChatAdministrators tell creator, administrator, member, left."""
    await group.promote(binh)
    statuses = {
        member.user.id: member.status for member in await town.bot.get_chat_administrators(group.id)
    }
    assert statuses == {an.id: "creator", binh.id: "administrator"}
    assert (await town.bot.get_chat_member(group.id, town.bot.id)).status == "member"
    await binh.leave(group)
    assert (await town.bot.get_chat_member(group.id, binh.id)).status == "left"
    stranger = sandbox.person("Lạ")
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await town.bot.get_chat_member(group.id, stranger.id)
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await town.bot.get_chat_member(group.id, 0)
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await town.bot.get_chat_administrators(an.id)


async def test_anonymous_administrators_write_as_the_group(
    town: Town, group: Group, an: Person
) -> None:
    """The bot sees Telegram's own account and the group as sender; taps stay personal."""
    await group.promote(an, anonymous=True)
    await an.send("/start", in_=group)
    message = town.seen[-1].message
    assert message is not None
    assert message.from_user is not None
    assert message.from_user.username == "GroupAnonymousBot"
    assert message.sender_chat is not None
    assert message.sender_chat.id == group.id
    await an.tap("Thêm", in_=group)
    assert town.seen[-1].callback_query is not None
    assert town.seen[-1].callback_query.from_user.id == an.id
    (owner,) = await town.bot.get_chat_administrators(group.id)
    assert owner.to_dict()["is_anonymous"] is True


async def test_pins_need_the_right_to_pin(town: Town, group: Group, an: Person) -> None:
    """An administrator pins; the group shows the pin and a note; unpinning undoes it."""
    message = await town.bot.send_message(group.id, "Họp 19h30 thứ bảy")
    refusal = "Not enough rights to manage pinned messages in the chat"
    with pytest.raises(BadRequest, match=refusal):
        await town.bot.pin_chat_message(group.id, message.message_id)
    await group.promote_bot(by=an)
    await town.bot.pin_chat_message(group.id, message.message_id)
    await town.bot.pin_chat_message(group.id, message.message_id)
    assert [shown.text for shown in group.pinned] == ["Họp 19h30 thứ bảy"]
    assert an.screen_of(group)[-1].kind == "pinned_message"
    pinned = (await town.bot.get_chat(group.id)).pinned_message
    assert pinned is not None
    assert pinned.text == "Họp 19h30 thứ bảy"
    await town.bot.unpin_chat_message(group.id)
    assert group.pinned == []
    with pytest.raises(BadRequest, match="Message to unpin not found"):
        await town.bot.unpin_chat_message(group.id)
    await group.demote_bot(by=an)
    with pytest.raises(BadRequest, match=refusal):
        await town.bot.pin_chat_message(group.id, message.message_id)


async def test_in_private_chats_anyone_may_pin(town: Town, an: Person) -> None:
    """But not a service message, nor one that is not there."""
    await town.bot.pin_chat_message(an.id, an.screen.id)
    await town.bot.unpin_chat_message(an.id, an.screen_of()[-2].id)
    with pytest.raises(BadRequest, match="Message can't be pinned"):
        await town.bot.pin_chat_message(an.id, an.screen_of()[-1].id)
    with pytest.raises(BadRequest, match="Message to pin not found"):
        await town.bot.pin_chat_message(an.id, 9999)


async def test_a_group_can_be_renamed(town: Town, group: Group, an: Person) -> None:
    """The bot is told the new title."""
    await group.rename("Chi bộ Ba", by=an)
    message = town.seen[-1].message
    assert message is not None
    assert message.new_chat_title == "Chi bộ Ba"
    assert message.chat.title == group.title == "Chi bộ Ba"


async def test_a_silent_group_hears_administrators_only(
    town: Town, group: Group, an: Person
) -> None:
    """400 for a plain member; the right comes with the office."""
    group.silence()
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await town.bot.send_message(group.id, "x")
    await group.promote_bot(by=an)
    await town.bot.send_message(group.id, "x")


async def test_after_an_upgrade_the_old_messages_stay_on_screen(
    town: Town, group: Group, an: Person
) -> None:
    """Their buttons still work, from a chat that the bot can no longer write to."""
    await an.send("/start", in_=group)
    await group.upgrade()
    assert an.sees_in(group)[-1] == "Chào đồng chí"
    await an.tap("Thêm", in_=group)
    assert isinstance(town.errors[-1], ChatMigrated)
    assert [toast.text for toast in an.toasts] == ["1 rồi"]


async def test_deletions_and_upgrades_leave_the_whole_history(
    town: Town, group: Group, an: Person
) -> None:
    """For tests that look for what should never have been said."""
    message = await town.bot.send_message(group.id, "lỡ lời")
    await town.bot.delete_message(group.id, message.message_id)
    await group.upgrade()
    assert "lỡ lời" in [said.content.text for said in group.history]
    assert "lỡ lời" not in group.texts
