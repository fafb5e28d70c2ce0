"""getMe, commands, descriptions, files by number."""

import pytest
from telegram import BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeChat
from telegram.error import BadRequest

from bot.sandbox import Person
from bot.sandbox.methods.files import MAX_DOWNLOAD, MAX_UPLOAD
from tests.sandbox.town import Town


async def test_the_bot_knows_itself(town: Town) -> None:
    """Name, user name, and that it does not read everything in groups."""
    me = await town.bot.get_me()
    assert (me.first_name, me.username, me.is_bot) == ("Tự Soi", "tusoi_bot", True)
    assert me.can_read_all_group_messages is False


async def test_commands_are_kept_by_scope_and_language(town: Town) -> None:
    """Each list is its own; one that was never set is empty."""
    groups = BotCommandScopeAllGroupChats()
    await town.bot.set_my_commands([BotCommand("vote", "Bỏ phiếu")], groups, "vi")
    assert await town.bot.get_my_commands(groups, "vi") == (BotCommand("vote", "Bỏ phiếu"),)
    assert await town.bot.get_my_commands(groups) == ()
    assert await town.bot.get_my_commands() == ()


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([BotCommand("Start", "x")], "Bot_command_invalid"),
        ([BotCommand("bỏ_phiếu", "x")], "Bot_command_invalid"),
        ([BotCommand("a" * 33, "x")], "Bot_command_invalid"),
        ([BotCommand("start", "")], "Bot_command_description_invalid"),
        ([BotCommand("start", "x" * 257)], "Bot_command_description_invalid"),
        ([BotCommand("start", "x")] * 101, "Bot_commands_too_much"),
    ],
)
async def test_commands_that_are_refused(
    town: Town, commands: list[BotCommand], reason: str
) -> None:
    """Latin lower case, digits and underscores, up to 32; a description of up to 256."""
    with pytest.raises(BadRequest, match=reason):
        await town.bot.set_my_commands(commands)


async def test_scopes_and_languages_must_exist(town: Town) -> None:
    """A chat must be known, a language have two letters."""
    with pytest.raises(BadRequest, match="Chat not found"):
        await town.bot.set_my_commands([BotCommand("a", "b")], BotCommandScopeChat(1))
    with pytest.raises(BadRequest, match="Invalid language code specified"):
        await town.bot.set_my_commands([BotCommand("a", "b")], language_code="vi-VN")


async def test_descriptions_have_their_limits(town: Town) -> None:
    """512 characters, and 120 for the short one; by language."""
    await town.bot.set_my_description("đ" * 512, "vi")
    await town.bot.set_my_short_description("đ" * 120)
    assert town.sandbox.server.profile.description == {"vi": "đ" * 512}
    assert town.sandbox.server.profile.short_description == {"": "đ" * 120}
    with pytest.raises(BadRequest, match="Description_too_long"):
        await town.bot.set_my_description("đ" * 513)
    with pytest.raises(BadRequest, match="Short_description_too_long"):
        await town.bot.set_my_short_description("đ" * 121)


async def test_documents_that_are_refused(town: Town, an: Person) -> None:
    """Empty, too big, unknown, or under too long a caption."""
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await town.bot.send_document(an.id, b"x", caption="x" * 1025)
    with pytest.raises(BadRequest, match="File must be non-empty"):
        await town.bot.send_document(an.id, b"")
    with pytest.raises(BadRequest, match="Wrong file identifier/http url specified"):
        await town.bot.send_document(an.id, "no-such-file")
    with pytest.raises(Exception, match="Request Entity Too Large"):
        await town.bot.send_document(an.id, bytes(MAX_UPLOAD + 1))
    assert an.files == []


async def test_a_document_can_be_sent_again_by_its_number(town: Town, an: Person) -> None:
    """Nothing is uploaded the second time."""
    first = await town.bot.send_document(an.id, b"x", filename="a.txt")
    assert first.document is not None
    again = await town.bot.send_document(an.id, first.document.file_id)
    assert again.document == first.document
    assert not town.sandbox.calls_of("sendDocument")[-1].uploads


async def test_files_are_fetched_by_number(town: Town, an: Person) -> None:
    """Unknown ones and those over 20 MB are refused; an address nobody gave leads nowhere."""
    with pytest.raises(BadRequest, match="File_id not specified"):
        await town.bot.get_file("")
    with pytest.raises(BadRequest, match="Wrong file_id or the file is temporarily unavailable"):
        await town.bot.get_file("no-such-file")
    await an.send_file("lớn.bin", bytes(MAX_DOWNLOAD + 1))
    assert "File is too big" in str(town.errors[-1])
    message = await town.bot.send_document(an.id, b"x", filename="a.txt")
    assert message.document is not None
    file = await message.document.get_file()
    assert file.file_path is not None
    with pytest.raises(Exception, match="Not Found"):
        await town.bot.request.retrieve(file.file_path.replace("file_", "nope_"))
