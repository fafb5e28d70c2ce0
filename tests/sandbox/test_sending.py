"""sendMessage: what arrives, and what Telegram refuses to send."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyParameters
from telegram.error import BadRequest, Forbidden

from bot.sandbox import Person, Sandbox
from tests.sandbox.town import Town


async def test_a_message_arrives_with_its_formatting_and_buttons(town: Town, an: Person) -> None:
    """The person sees the plain text, the HTML says how it looks, labels stand below."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Có", callback_data="y")]])
    message = await town.bot.send_message(
        an.id,
        "  <b>Kính gửi</b> đồng chí &amp; gia đình\n",
        parse_mode="HTML",
        reply_markup=keyboard,
    )
    assert an.screen.text == "Kính gửi đồng chí & gia đình"
    assert an.screen.html == "<b>Kính gửi</b> đồng chí &amp; gia đình"
    assert an.screen.labels == ("Có",)
    assert an.screen.id == message.message_id
    assert message.text_html == an.screen.html
    assert message.date == town.clock.now().replace(microsecond=0)
    assert message.chat.id == an.id
    assert message.from_user is not None
    assert message.from_user.username == "tusoi_bot"


async def test_links_mentions_and_code_come_back_as_sent(town: Town, an: Person) -> None:
    """The Message object has every entity with what belongs to it."""
    html = (
        f'<a href="https://a.vn/">trang</a> <a href="tg://user?id={an.id}">An</a> '
        '<pre><code class="language-py">x</code></pre>'
    )
    message = await town.bot.send_message(an.id, html, parse_mode="HTML")
    link, mention, code = message.entities
    assert link.url == "https://a.vn/"
    assert mention.user is not None
    assert mention.user.id == an.id
    assert code.language == "py"
    assert an.screen.html == html


async def test_without_parse_mode_nothing_is_parsed(town: Town, an: Person) -> None:
    """Plain text stays as it is."""
    await town.bot.send_message(an.id, "<b>x</b> &amp;")
    assert an.screen.text == "<b>x</b> &amp;"


@pytest.mark.parametrize(
    ("text", "mode", "reason"),
    [
        ("", None, "Message text is empty"),
        (" \n ", None, "Text must be non-empty"),
        ("<b></b>", "HTML", "Text must be non-empty"),
        ("<b>x", "HTML", "Can't parse entities: can't find end tag"),
        ("a" * 4097, None, "Message is too long"),
        ("🏅" * 2049, None, "Message is too long"),
        ("đ" * 16385, None, "Text is too long"),
        ("x", "XML", "Unsupported parse_mode"),
    ],
)
async def test_texts_that_are_refused(
    town: Town, an: Person, text: str, mode: str | None, reason: str
) -> None:
    """400 with Telegram's reason, and nothing arrives."""
    before = an.sees
    with pytest.raises(BadRequest) as refused:
        await town.bot.send_message(an.id, text, parse_mode=mode)
    assert refused.value.message.lower().startswith(reason.lower())
    assert an.sees == before


async def test_the_limit_counts_after_parsing(town: Town, an: Person) -> None:
    """4096 units of text pass, whatever their tags add."""
    await town.bot.send_message(an.id, f"<b>{'&amp;' * 4096}</b>", parse_mode="HTML")
    assert an.screen.text == "&" * 4096


def one_row(count: int) -> list[list[InlineKeyboardButton]]:
    """A keyboard with one row of so many buttons."""
    return [[InlineKeyboardButton(str(n), callback_data=str(n)) for n in range(count)]]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[InlineKeyboardButton("a", callback_data="đ" * 33)]], "Button_data_invalid"),
        ([[InlineKeyboardButton("a")]], "Text buttons are unallowed in the inline keyboard"),
        ([[InlineKeyboardButton("a", callback_data="")]], "Text buttons are unallowed"),
        ([[InlineKeyboardButton("a", url="không phải")]], "URL 'không phải' is invalid"),
        (one_row(9), "Reply markup is too long"),
        (one_row(8) * 13, "Reply markup is too long"),
    ],
)
async def test_keyboards_that_are_refused(
    town: Town, an: Person, rows: list[list[InlineKeyboardButton]], reason: str
) -> None:
    """Data over 64 bytes, buttons without an effect, bad addresses, too many buttons."""
    with pytest.raises(BadRequest) as refused:
        await town.bot.send_message(an.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert reason.lower() in refused.value.message.lower()


async def test_keyboards_at_the_limits_pass(town: Town, an: Person) -> None:
    """64 bytes of data, 8 in a row, 100 in all."""
    rows = [*one_row(8) * 12, [InlineKeyboardButton("đ", callback_data="đ" * 32)] * 4]
    await town.bot.send_message(an.id, "x", reply_markup=InlineKeyboardMarkup(rows))
    assert len(an.screen.labels) == 100


async def test_an_unknown_chat_is_not_found(town: Town) -> None:
    """400 for an id that the bot has never met, and for a name nobody has."""
    stranger = town.sandbox.person("Người Lạ")
    for chat in (stranger.id, 1, -1, "@nobody"):
        with pytest.raises(BadRequest, match="Chat not found"):
            await town.bot.send_message(chat, "x")


async def test_the_bot_cannot_speak_first(town: Town, sandbox: Sandbox, an: Person) -> None:
    """403 for a user whom it knows from a group but who never pressed START."""
    shy = sandbox.person("Lê Văn Chí")
    group = sandbox.group("Chi bộ", an)
    await group.add_bot(by=an)
    await group.add(shy)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await town.bot.send_message(shy.id, "x")
    await shy.send("/start")
    await town.bot.send_message(shy.id, "x")
    assert shy.sees[-1] == "x"


async def test_replies_point_at_their_message(town: Town, an: Person) -> None:
    """A reply to what is not there is refused, unless the sender allows for it."""
    gone = ReplyParameters(9999)
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await town.bot.send_message(an.id, "x", reply_parameters=gone)
    await town.bot.send_message(
        an.id, "x", reply_parameters=ReplyParameters(9999, allow_sending_without_reply=True)
    )
    reply = await town.bot.send_message(an.id, "y", reply_parameters=ReplyParameters(an.screen.id))
    assert reply.reply_to_message is not None
    assert reply.reply_to_message.text == "x"


async def test_message_ids_run_through_private_chats_and_groups(
    town: Town, sandbox: Sandbox, an: Person, binh: Person
) -> None:
    """One counter for all of them; a supergroup counts for itself."""
    first = await town.bot.send_message(an.id, "x")
    second = await town.bot.send_message(binh.id, "x")
    assert second.message_id == first.message_id + 1
    group = sandbox.group("Chi bộ", an, supergroup=True)
    await group.add_bot(by=an)
    third = await town.bot.send_message(group.id, "x")
    assert third.message_id < first.message_id
    assert group.id < -1_000_000_000_000


async def test_typing_is_shown_to_those_who_can_be_written_to(town: Town, an: Person) -> None:
    """sendChatAction takes Telegram's actions only."""
    assert await town.bot.send_chat_action(an.id, "typing")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await town.bot.send_chat_action(an.id, "thinking")
