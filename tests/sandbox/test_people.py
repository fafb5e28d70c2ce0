"""What a person can do with his telephone, and what he sees on it."""

from pathlib import Path

import pytest
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat
from telegram.error import Forbidden

from bot.sandbox import Kind, NotVisible, Person, Sandbox, SandboxError
from tests.sandbox.town import Town


async def test_a_newcomer_sees_nothing_and_can_only_press_start(sandbox: Sandbox) -> None:
    """Telegram shows him an empty chat with one button."""
    chi = sandbox.person("Lê Văn Chí")
    assert chi.sees == []
    with pytest.raises(NotVisible, match="sees nothing"):
        _ = chi.screen
    with pytest.raises(NotVisible, match="has written nothing to"):
        _ = chi.answer
    with pytest.raises(SandboxError, match="has not pressed START"):
        await chi.write("xin chào")
    with pytest.raises(SandboxError, match="no empty messages"):
        await chi.write(" ")
    await chi.send("/start")
    assert chi.sees == ["/start", "Chào đồng chí"]


async def test_a_deep_link_starts_with_its_payload(sandbox: Sandbox) -> None:
    """In both of its forms."""
    chi = sandbox.person("Lê Văn Chí")
    await chi.open_link("https://t.me/tusoi_bot?start=abc-1_Z")
    await chi.open_link("tg://resolve?domain=Tusoi_Bot&start=x")
    assert chi.sees[::2] == ["/start abc-1_Z", "/start x"]
    await chi.send("/start theo lệnh")
    assert chi.answer.text == "Chào đồng chí theo lệnh"


async def test_other_addresses_only_open(sandbox: Sandbox, an: Person, town: Town) -> None:
    """The bot learns nothing of it; the transcript does."""
    before = len(town.seen)
    await an.open_link("https://dangcongsan.vn/")
    assert an.opened == ["https://dangcongsan.vn/"]
    assert len(town.seen) == before
    assert sandbox.transcript.records[-1].kind is Kind.OPEN


async def test_everyone_sees_his_own_chat_only(an: Person, binh: Person) -> None:
    """What is said to one is not on the other's screen."""
    await an.write("bí mật")
    assert "«bí mật»" in an.sees
    assert "«bí mật»" not in binh.sees


async def test_deeds_take_a_human_second_or_two(town: Town, an: Person) -> None:
    """Of the virtual clock, the same in every run."""
    before = town.clock.elapsed
    for _ in range(10):
        await an.tap("Thêm")
    assert 10 <= town.clock.elapsed - before <= 20
    again = Sandbox()
    chi = again.person("Chí")
    await chi.send("/start")
    first = again.clock.elapsed
    other = Sandbox()
    await other.person("Chí").send("/start")
    assert other.clock.elapsed == first


async def test_several_act_in_the_same_moment(
    town: Town, sandbox: Sandbox, an: Person, binh: Person
) -> None:
    """Their updates reach the bot in one answer to getUpdates."""
    before = town.clock.elapsed
    polls = len(sandbox.calls_of("getUpdates"))
    await sandbox.at_once(an.tap("Thêm"), binh.tap("Bớt"), an.write("và"))
    assert town.clock.elapsed - before <= 2
    assert (binh.screen.text, an.screen.text) == ("Đã đếm -1", "«và»")
    assert len(sandbox.calls_of("getUpdates")) == polls + 1


async def test_if_one_of_several_cannot_act_none_is_left_hanging(
    sandbox: Sandbox, an: Person, binh: Person
) -> None:
    """The error comes through, and the sandbox goes on working."""
    with pytest.raises(NotVisible):
        await sandbox.at_once(an.tap("Không có"), binh.tap("Thêm"))
    await binh.tap("Thêm")
    assert binh.screen.text == "Đã đếm 1"


async def test_long_texts_go_out_in_pieces(an: Person, town: Town) -> None:
    """As the clients cut them: 4096 characters each."""
    before = len(town.seen)
    await an.write("đ" * 10_000)
    texts = [u.message.text for u in town.seen[before:] if u.message and u.message.text]
    assert [len(text) for text in texts] == [4096, 4096, 1808]


async def test_edits_arrive_as_edits(town: Town, an: Person) -> None:
    """Of his own messages only."""
    await an.write("sai chính tã")
    await an.edit("sai chính tả")
    update = town.seen[-1]
    assert update.edited_message is not None
    assert update.edited_message.text == "sai chính tả"
    assert update.edited_message.edit_date is not None
    with pytest.raises(SandboxError, match="his own messages only"):
        await an.edit("x", an.answer)
    binh = town.sandbox.person("Bình")
    with pytest.raises(NotVisible, match="has written nothing"):
        await binh.edit("x")


async def test_stickers_photos_and_the_like_arrive(town: Town, an: Person) -> None:
    """With the fields that python-telegram-bot needs for its objects."""
    await an.sticker()
    await an.photo(caption="Giấy khen")
    await an.voice()
    await an.dice()
    sticker, photo, voice, dice = (update.message for update in town.seen[-4:])
    assert sticker is not None
    assert sticker.sticker is not None
    assert photo is not None
    assert photo.caption == "Giấy khen"
    assert photo.photo[0].width == 1280
    assert voice is not None
    assert voice.voice is not None
    assert dice is not None
    assert dice.dice is not None


async def test_documents_go_both_ways(
    town: Town, sandbox: Sandbox, an: Person, tmp_path: Path
) -> None:
    """From disk or from memory; the bot fetches them by getFile and its address."""
    path = tmp_path / "danh sách.csv"
    path.write_bytes(b"so;ten\n")
    await an.send_file(path, caption="Đây")
    assert town.errors == []
    assert an.screen.text == "danh sách.csv: 7 byte"
    await an.send_file("trống.xlsx", b"PK")
    assert an.screen.text == "trống.xlsx: 2 byte"
    await town.bot.send_document(
        an.id, b"%PDF", filename="Biên bản.pdf", caption="<b>Gửi</b>", parse_mode="HTML"
    )
    shown = an.files[-1]
    assert (shown.file_name, shown.content) == ("Biên bản.pdf", b"%PDF")
    assert (shown.text, shown.html) == ("Gửi", "<b>Gửi</b>")
    assert sandbox.transcript.visible[-1].file == "Biên bản.pdf"


async def test_blocking_ends_the_bots_say(town: Town, an: Person) -> None:
    """It is told, refused with 403, and welcome again after START."""
    await an.block()
    await an.block()
    change = town.seen[-1].my_chat_member
    assert change is not None
    assert change.new_chat_member.status == "kicked"
    assert change.chat.id == an.id
    for attempt in (
        town.bot.send_message(an.id, "x"),
        town.bot.edit_message_text("x", an.id, an.screen.id),
        town.bot.send_chat_action(an.id, "typing"),
    ):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await attempt
    with pytest.raises(SandboxError, match="has blocked the bot"):
        await an.write("x")
    await an.send("/start")
    assert town.kinds()[-2:] == ["my_chat_member", "message"]
    assert an.screen.text == "Chào đồng chí"
    await an.block()
    await an.unblock()
    await an.unblock()
    assert town.kinds()[-2:] == ["my_chat_member", "my_chat_member"]


async def test_a_deleted_account_is_deactivated(town: Town, an: Person) -> None:
    """403 of its own kind."""
    an.delete_account()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await town.bot.send_message(an.id, "x")


async def test_clearing_the_history_is_private(town: Town, an: Person) -> None:
    """He sees an empty chat; the bot's message is still there to be edited."""
    before = an.screen
    an.clear_history()
    assert an.sees == []
    await town.bot.edit_message_text("x", an.id, before.id)


async def test_the_menu_is_the_nearest_scope_in_ones_language(town: Town, an: Person) -> None:
    """Chat before kind of chat before default, and one's language before none."""
    bot = town.bot
    await bot.set_my_commands([BotCommand("start", "Start")])
    assert an.menu() == [("start", "Start")]
    await bot.set_my_commands(
        [BotCommand("start", "Bắt đầu")],
        scope=BotCommandScopeAllPrivateChats(),
        language_code="vi",
    )
    assert an.menu() == [("start", "Bắt đầu")]
    an.user.language = "en"
    assert an.menu() == [("start", "Start")]
    await bot.set_my_commands([BotCommand("x", "Chỉ ở đây")], scope=BotCommandScopeChat(an.id))
    assert an.menu() == [("x", "Chỉ ở đây")]
    group = town.sandbox.group("Chi bộ", an)
    assert an.menu(group) == [("start", "Start")]
