"""Edits and deletions: of one's own, in time, and not for nothing."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Kind, Person, Sandbox
from tests.sandbox.town import Town, counter

DAY = 86400


async def test_an_edit_replaces_text_and_keyboard(town: Town, an: Person) -> None:
    """The message keeps its id; without a keyboard in the call the old one goes."""
    before = an.screen
    edited = await town.bot.edit_message_text("<i>Mới</i>", an.id, before.id, parse_mode="HTML")
    assert an.screen.id == before.id
    assert (an.screen.html, an.screen.labels) == ("<i>Mới</i>", ())
    assert an.screen.edited
    assert before.text == "Chào đồng chí"
    assert not isinstance(edited, bool)
    assert edited.edit_date is not None


async def test_the_keyboard_alone_can_be_changed(town: Town, an: Person) -> None:
    """editMessageReplyMarkup leaves the text; without markup it takes the buttons away."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Khác", callback_data="x")]])
    await town.bot.edit_message_reply_markup(an.id, an.screen.id, reply_markup=keyboard)
    assert (an.screen.text, an.screen.labels) == ("Chào đồng chí", ("Khác",))
    await town.bot.edit_message_reply_markup(an.id, an.screen.id)
    assert an.screen.labels == ()


async def test_an_edit_that_changes_nothing_is_refused(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """400 "message is not modified", also when only blanks or the way of writing tags differ."""
    same = counter(0, sandbox.link)
    for text in ("<b>Chào đồng chí</b>", " <strong>Chào đồng chí</strong>\n"):
        with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
            await town.bot.edit_message_text(
                text, an.id, an.screen.id, parse_mode="HTML", reply_markup=same
            )
    with pytest.raises(BadRequest, match="Message is not modified"):
        await town.bot.edit_message_reply_markup(an.id, an.screen.id, reply_markup=same)


async def test_a_change_of_formatting_alone_is_a_change(town: Town, an: Person) -> None:
    """The same words in bold are another message."""
    await town.bot.edit_message_text("Chào đồng chí", an.id, an.screen.id)
    assert an.screen.html == "Chào đồng chí"


async def test_only_the_bots_own_messages_can_be_edited(town: Town, an: Person) -> None:
    """What a person wrote stays his; what is not there is not found."""
    await an.write("của tôi")
    mine = next(shown for shown in an.screen_of() if shown.text == "của tôi")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await town.bot.edit_message_text("của bot", an.id, mine.id)
    for number in (99999, 0):
        with pytest.raises(BadRequest, match="Message to edit not found"):
            await town.bot.edit_message_text("x", an.id, number)


async def test_own_messages_can_be_edited_at_any_age(town: Town, an: Person) -> None:
    """Telegram's 48 hours hold for deletions, not for a bot's edits of its own messages."""
    await town.clock.advance(30 * DAY)
    await town.bot.edit_message_text("Vẫn sửa được", an.id, an.screen.id)
    assert an.screen.text == "Vẫn sửa được"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Message text is empty"),
        ("x" * 4097, "Message_too_long"),
        ("<x>", "Can't parse entities: unsupported start tag"),
    ],
)
async def test_texts_that_an_edit_refuses(town: Town, an: Person, text: str, reason: str) -> None:
    """As in sending, but a text too long is called by its constant."""
    with pytest.raises(BadRequest) as refused:
        await town.bot.edit_message_text(text, an.id, an.screen.id, parse_mode="HTML")
    assert refused.value.message.lower().startswith(reason.lower())


async def test_a_document_has_no_text_to_edit(town: Town, an: Person) -> None:
    """Its keyboard can be changed, though."""
    await town.bot.send_document(an.id, b"x", filename="a.txt")
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await town.bot.edit_message_text("x", an.id, an.screen.id)
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    await town.bot.edit_message_reply_markup(an.id, an.screen.id, reply_markup=keyboard)
    assert an.screen.labels == ("a",)


async def test_the_bot_deletes_in_private_chats(town: Town, an: Person) -> None:
    """Its own messages and the person's, within 48 hours; twice is not found."""
    await an.write("nhầm")
    own, echo = an.screen_of()[-2:]
    for shown in (own, echo):
        assert await town.bot.delete_message(an.id, shown.id)
    assert an.sees == ["/start", "Chào đồng chí"]
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await town.bot.delete_message(an.id, own.id)
    with pytest.raises(BadRequest, match="Message identifier is not specified"):
        await town.bot.delete_message(an.id, 0)


async def test_old_messages_cannot_be_deleted(town: Town, sandbox: Sandbox, an: Person) -> None:
    """After 48 hours, in words that differ by the kind of chat."""
    group = sandbox.group("Chi bộ", an, supergroup=True)
    await group.add_bot(by=an, admin=True)
    there = await town.bot.send_message(group.id, "x")
    await town.clock.advance(2 * DAY + 1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await town.bot.delete_message(an.id, an.screen.id)
    with pytest.raises(BadRequest, match=r"Message can't be deleted$"):
        await town.bot.delete_message(group.id, there.message_id)


async def test_in_groups_others_messages_need_a_right(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """A plain member deletes its own only; an administrator with the right deletes any."""
    group = sandbox.group("Chi bộ", an)
    await group.add_bot(by=an)
    await an.write("ồn ào", in_=group)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await town.bot.delete_message(group.id, an.screen_in(group).id)
    await group.promote_bot(by=an)
    await town.bot.delete_message(group.id, an.screen_in(group).id)
    assert group.texts == []


async def test_what_a_person_deleted_the_bot_cannot_edit(town: Town, an: Person) -> None:
    """Nobody tells the bot; it finds out."""
    gone = an.screen
    an.delete(gone)
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await town.bot.edit_message_text("x", an.id, gone.id)


async def test_every_version_is_kept_for_forensics(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """Deleted and overwritten texts are found in the history, with their times."""
    await an.tap("Thêm")
    number = an.screen.id
    await town.bot.delete_message(an.id, number)
    (message,) = (said for said in an.history if said.id == number)
    assert message in sandbox.everything_said
    assert [version.content.text for version in message.versions] == [
        "Chào đồng chí",
        "Đã đếm 1",
        "Đã đếm 1",
    ]
    assert [version.deleted for version in message.versions] == [False, False, True]
    assert sandbox.transcript.visible[-1].kind is Kind.DELETE
