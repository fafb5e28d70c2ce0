"""Taps and their answers."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message
from telegram.error import BadRequest

from bot.sandbox import NotVisible, Person, Sandbox
from tests.sandbox.town import Town


async def test_a_tap_reaches_the_application_and_its_answer_the_person(
    town: Town, an: Person
) -> None:
    """The toast is what the tap returns; the message is edited in place."""
    assert await an.tap("Thêm") == "1 rồi"
    assert an.screen.text == "Đã đếm 1"
    assert [toast.text for toast in an.toasts] == ["1 rồi"]
    query = town.seen[-1].callback_query
    assert query is not None
    assert query.data == "count:1"
    assert query.from_user.id == an.id
    assert isinstance(query.message, Message)
    assert query.message.text == "Chào đồng chí"


async def test_labels_are_found_exactly_or_without_their_signs(an: Person) -> None:
    """People read words: "Bớt" is the button "− Bớt"."""
    await an.tap("− Bớt")
    assert an.screen.text == "Đã đếm -1"
    await an.tap("Bớt")
    assert an.screen.text == "Đã đếm -2"


async def test_what_is_not_shown_cannot_be_tapped(an: Person) -> None:
    """The error shows the person's whole screen."""
    with pytest.raises(NotVisible) as missing:
        await an.tap("Xóa hết")
    assert "Nguyễn Văn An sees no button 'Xóa hết'" in str(missing.value)
    assert "[− Bớt] [✅ Thêm]" in str(missing.value)


async def test_two_equal_labels_on_one_message_are_ambiguous(town: Town, an: Person) -> None:
    """A person could not choose either."""
    twice = [InlineKeyboardButton("Tốt", callback_data=str(n)) for n in range(2)]
    await town.bot.send_message(an.id, "x", reply_markup=InlineKeyboardMarkup([twice]))
    with pytest.raises(NotVisible, match="several buttons read 'Tốt'"):
        await an.tap("Tốt")


async def test_the_newest_message_that_shows_the_label_is_meant(town: Town, an: Person) -> None:
    """Older messages keep their buttons and are reached when nothing newer shows the label."""
    await an.send("/start")
    older, newer = (shown for shown in an.screen_of() if shown.labels)
    await an.tap("Thêm")
    assert an.screen.id == newer.id
    await town.bot.edit_message_reply_markup(an.id, newer.id)
    await an.tap("Thêm")
    texts = {shown.id: shown.text for shown in an.screen_of()}
    assert texts[older.id] == "Đã đếm 1"


async def test_a_query_is_answered_once(town: Town, sandbox: Sandbox, an: Person) -> None:
    """The second answer comes too late, and a number nobody gave is refused."""
    await an.tap("Thêm")
    query = town.seen[-1].callback_query
    assert query is not None
    for number in (query.id, "1"):
        with pytest.raises(
            BadRequest,
            match="Query is too old and response timeout expired or query id is invalid",
        ):
            await town.bot.answer_callback_query(number)
    assert not sandbox.unanswered


async def test_a_query_grows_too_old(town: Town, sandbox: Sandbox, an: Person) -> None:
    """A tap that waited while the bot was down can be handled but not answered."""
    await town.stop()
    await an.tap("Thêm")
    await town.clock.advance(60)
    await town.restart()
    await sandbox.rest()
    assert isinstance(town.errors[-1], BadRequest)
    assert "Query is too old" in town.errors[-1].message
    assert len(sandbox.unanswered) == 1
    assert an.toasts == []


async def test_answers_are_short(town: Town, sandbox: Sandbox, an: Person) -> None:
    """200 characters pass, 201 do not; an alert is told from a toast."""
    town.application.handlers.clear()
    await an.tap("Thêm")
    number = sandbox.unanswered[0].id
    with pytest.raises(BadRequest, match="Message_too_long"):
        await town.bot.answer_callback_query(number, "x" * 201)
    await town.bot.answer_callback_query(number, "x" * 200, show_alert=True)
    assert an.toasts[-1].alert


async def test_a_tap_on_an_earlier_state_of_a_message(an: Person) -> None:
    """Its old button still sends its old data, whatever the message shows by now."""
    old = an.screen
    await an.tap("Thêm")
    await an.tap("Thêm")
    await an.tap_stale(old, "Thêm")
    assert an.screen.text == "Đã đếm 1"


async def test_a_tap_on_a_deleted_message_tells_no_more_than_its_number(
    town: Town, an: Person
) -> None:
    """The bot gets it without its content and dated zero; its edit fails."""
    old = an.screen
    await town.bot.delete_message(an.id, old.id)
    await an.tap_stale(old, "Thêm")
    query = town.seen[-1].callback_query
    assert query is not None
    assert query.message is not None
    assert not query.message.is_accessible
    assert query.message.message_id == old.id
    assert "Message to edit not found" in str(town.errors[-1])


async def test_forged_data_arrives_as_sent(town: Town, an: Person, binh: Person) -> None:
    """Under the sender's own id, from a message of his or of anyone's."""
    await an.forge("count:1000")
    assert an.screen.text == "Đã đếm 1000"
    await an.forge("count:7", binh.screen)
    query = town.seen[-1].callback_query
    assert query is not None
    assert query.from_user.id == an.id
    assert isinstance(query.message, Message)
    assert query.message.chat.id == binh.id


async def test_the_same_update_can_arrive_twice(town: Town, an: Person) -> None:
    """As after a crash before confirming: same number, same content."""
    await an.tap("Thêm")
    await an.replay()
    first, second = town.seen[-2:]
    assert first.update_id == second.update_id
    assert first.callback_query is not None
    assert second.callback_query is not None
    assert first.callback_query.id == second.callback_query.id
    await an.write("và tiếp tục")
    assert an.screen.text == "«và tiếp tục»"
