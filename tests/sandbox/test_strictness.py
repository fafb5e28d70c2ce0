"""Calls that the Bot API does not have are the tester's business, loudly."""

import pytest
from telegram import MessageEntity, ReplyKeyboardMarkup
from telegram.error import BadRequest

from bot.sandbox import Misuse, Person, Stuck
from tests.sandbox.town import Town


@pytest.mark.parametrize(
    ("method", "parameters", "complaint"),
    [
        ("sendDice", {}, "does not know the method sendDice"),
        ("sendMessage", {"text": "x", "shout": True}, "does not know the parameter shout"),
        ("sendMessage", {"text": 5}, "parameter text must be of type String, not 5"),
        ("editMessageText", {"text": "x", "message_id": "7"}, "must be of type Integer"),
        ("answerCallbackQuery", {"callback_query_id": "1", "show_alert": 1}, "type Boolean"),
        ("setMyCommands", {"commands": "start"}, "must be of type Array"),
        ("sendMessage", {"text": "x", "reply_markup": []}, "must be of type Object"),
        ("sendMessage", {"text": "x", "parse_mode": "MarkdownV2"}, "knows HTML, not MarkdownV2"),
        ("getUpdates", {"allowed_updates": ["mesage"], "timeout": 0}, "unknown kinds of update"),
        (
            "sendMessage",
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "a", "pay": True}]]}},
            "does not know buttons with ['pay']",
        ),
        (
            "sendMessage",
            {
                "text": "x",
                "reply_markup": {
                    "inline_keyboard": [[{"text": "a", "url": "t.me", "callback_data": "b"}]]
                },
            },
            "both an address and callback data",
        ),
        (
            "sendMessage",
            {"text": "x", "reply_parameters": {"message_id": 1, "quote": "x"}},
            "does not know replies with ['quote']",
        ),
        ("answerCallbackQuery", {"callback_query_id": "1", "url": "t.me/x"}, "open addresses"),
    ],
)
async def test_what_the_sandbox_does_not_know_is_refused_and_reported(
    town: Town, an: Person, method: str, parameters: dict[str, object], complaint: str
) -> None:
    """The caller gets 400; the next deed of a person raises what was wrong, once."""
    arguments = (
        parameters
        if method in {"setMyCommands", "getUpdates"}
        else {
            "chat_id": an.id,
            **parameters,
        }
    )
    if method == "answerCallbackQuery":
        arguments = parameters
    with pytest.raises(BadRequest, match=r"\(sandbox\)"):
        await town.ask(method, arguments)
    with pytest.raises(Misuse) as misuse:
        await town.sandbox.rest()
    assert complaint in str(misuse.value)
    await town.sandbox.rest()


async def test_other_markup_and_ready_made_entities_are_not_simulated(
    town: Town, an: Person
) -> None:
    """Reply keyboards and entity lists: the bot has no use for them."""
    with pytest.raises(BadRequest, match="knows inline keyboards only"):
        await town.bot.send_message(an.id, "x", reply_markup=ReplyKeyboardMarkup([["a"]]))
    town.sandbox.server.misuses.clear()
    with pytest.raises(BadRequest, match="takes formatting as html"):
        await town.bot.send_message(an.id, "x", entities=[MessageEntity("bold", 0, 1)])
    town.sandbox.server.misuses.clear()


@pytest.mark.parametrize(
    ("markup", "reason"),
    [
        ({"inline_keyboard": "x"}, 'field "inline_keyboard" must be of type array'),
        ({"inline_keyboard": ["x"]}, "must be an array of arrays"),
        ({"inline_keyboard": [["x"]]}, "inlinekeyboardbutton must be an object"),
        ({"inline_keyboard": [[{"url": "t.me"}]]}, 'can\'t find field "text"'),
        ({"inline_keyboard": [[{"text": 1}]]}, 'field "text" must be of type string'),
        (
            {"inline_keyboard": [[{"text": "a", "callback_data": 1}]]},
            'field "callback_data" must be of type string',
        ),
    ],
)
async def test_malformed_keyboards(
    town: Town, an: Person, markup: dict[str, object], reason: str
) -> None:
    """Each in Telegram's words."""
    with pytest.raises(BadRequest) as refused:
        await town.ask("sendMessage", {"chat_id": an.id, "text": "x", "reply_markup": markup})
    assert reason in refused.value.message.lower()


@pytest.mark.parametrize(
    ("method", "parameters", "reason"),
    [
        ("sendMessage", {"text": "x"}, "Chat_id is empty"),
        ("setMyCommands", {}, "Can't parse commands json object"),
        ("setMyCommands", {"commands": ["x"]}, "expected an object"),
        ("setMyCommands", {"commands": [{"command": "a"}]}, "must be strings"),
        ("setMyCommands", {"commands": [], "scope": {"type": "x"}}, "unsupported type"),
        ("setMyCommands", {"commands": [], "scope": {"type": "chat"}}, "empty chat_id"),
        ("sendDocument", {"chat_id": 1}, "There is no document in the request"),
        ("sendDocument", {"chat_id": 1, "document": "attach://x"}, "not found"),
    ],
)
async def test_calls_with_something_missing(
    town: Town, method: str, parameters: dict[str, object], reason: str
) -> None:
    """Are Telegram's to refuse."""
    with pytest.raises(BadRequest) as refused:
        await town.ask(method, parameters)
    assert reason in refused.value.message


async def test_chat_ids_may_be_text(town: Town, an: Person) -> None:
    """A number in quotes is a number; anything but a number or text is a mistake."""
    await town.bot.send_message(str(an.id), "x")
    assert an.screen.text == "x"
    with pytest.raises(BadRequest, match="must be of type integer or string"):
        await town.ask("sendMessage", {"chat_id": True, "text": "x"})
    town.sandbox.server.misuses.clear()


async def test_a_deed_waits_for_what_only_time_can_bring(town: Town, an: Person) -> None:
    """With `settled` telling that work is left, the clock goes on to it by itself."""
    busy = town.application.update_queue

    async def settled() -> None:
        await busy.join()

    town.sandbox.settled = settled
    before = town.clock.elapsed
    await an.send("/wait")
    assert an.screen.text == "Xong"
    assert 11 <= town.clock.elapsed - before <= 12


async def test_an_application_that_hangs_is_reported(town: Town, an: Person) -> None:
    """With the places where its tasks wait."""
    town.sandbox.settled = town.application.update_queue.join
    with pytest.raises(Stuck, match="does not come to rest") as stuck:
        await an.send("/forever")
    assert "VirtualClock.sleep" in str(stuck.value)
    await town.clock.advance(3600)


async def test_without_settled_a_deed_ends_when_nothing_moves(town: Town, an: Person) -> None:
    """A handler that sleeps goes on when time does."""
    await an.send("/wait")
    assert an.screen.text == "/wait"
    await town.sandbox.wait(10)
    assert an.screen.text == "Xong"
