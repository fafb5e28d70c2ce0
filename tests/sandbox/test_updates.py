"""getUpdates: offsets, limits, time-outs, kinds, two pollers."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError
from telegram.request import BaseRequest

from bot.sandbox import Person, Sandbox, VirtualClock
from tests.sandbox.town import Town


@pytest.fixture
def alone() -> Sandbox:
    """A sandbox without an application."""
    return Sandbox()


@pytest.fixture
async def bot(alone: Sandbox) -> AsyncIterator[Bot]:
    """A bare bot object on it."""
    async with Bot(
        alone.token, request=alone.request(), get_updates_request=alone.request()
    ) as bot:
        yield bot


async def numbers(bot: Bot, offset: int = 0, limit: int = 100) -> list[int]:
    """The numbers of the updates that wait."""
    return [update.update_id for update in await bot.get_updates(offset, limit, timeout=0)]


async def test_updates_wait_until_a_higher_offset_confirms_them(alone: Sandbox, bot: Bot) -> None:
    """The same ones come again and again until then."""
    an = alone.person("An")
    for _ in range(3):
        await an.send("/start")
    first, second, third = await numbers(bot)
    assert await numbers(bot) == [first, second, third]
    assert await numbers(bot, limit=1) == [first]
    assert await numbers(bot, offset=second) == [second, third]
    assert await numbers(bot) == [second, third]
    assert await numbers(bot, offset=third + 1) == []
    assert await numbers(bot) == []


async def test_a_negative_offset_keeps_the_last_ones(alone: Sandbox, bot: Bot) -> None:
    """The others are forgotten."""
    an = alone.person("An")
    for _ in range(3):
        await an.send("/start")
    last = (await numbers(bot))[-1]
    assert await numbers(bot, offset=-1) == [last]
    assert await numbers(bot) == [last]


async def test_a_long_poll_ends_with_its_time_on_the_virtual_clock(
    alone: Sandbox, bot: Bot
) -> None:
    """No real time is slept, and nothing comes before the time is up."""
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await alone.clock.advance(9)
    assert not poll.done()
    await alone.clock.advance(1)
    assert await poll == ()


async def test_a_long_poll_ends_with_an_update(alone: Sandbox, bot: Bot) -> None:
    """As soon as there is one."""
    poll = asyncio.create_task(bot.get_updates(timeout=10))
    await alone.clock.quiet()
    an = alone.person("An")
    deed = asyncio.create_task(an.send("/start"))
    (update,) = await poll
    await bot.get_updates(offset=update.update_id + 1, timeout=0)
    await deed
    assert update.message is not None
    assert update.message.text == "/start"


async def test_the_second_poller_ends_the_first(alone: Sandbox, bot: Bot) -> None:
    """409, in the words that every operator of two bots has read."""
    first = asyncio.create_task(bot.get_updates(timeout=10))
    await alone.clock.quiet()
    second = asyncio.create_task(bot.get_updates(timeout=10))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    await alone.clock.advance(10)
    assert await second == ()


async def test_only_kinds_asked_for_are_kept(alone: Sandbox, bot: Bot) -> None:
    """The choice holds until another is made; an empty one is the default."""
    an = alone.person("An")
    await bot.get_updates(timeout=0, allowed_updates=["callback_query"])
    await an.send("/start")
    assert await bot.get_updates(timeout=0) == ()
    await bot.get_updates(timeout=0, allowed_updates=[])
    await an.send("/start")
    assert len(await bot.get_updates(timeout=0)) == 1


async def test_changes_of_other_members_must_be_asked_for(sandbox: Sandbox, an: Person) -> None:
    """chat_member comes only to administrators who named it."""
    mailbox = sandbox.server.mailbox
    assert not mailbox.allows("chat_member")
    assert mailbox.allows("my_chat_member")


async def test_an_administrator_learns_who_comes_and_goes() -> None:
    """Once it has asked for chat_member."""
    town = Town(Sandbox())
    await town.start(allowed_updates=Update.ALL_TYPES)
    an, binh = (town.sandbox.person(name) for name in ("An", "Bình"))
    group = town.sandbox.group("Chi bộ", an)
    await group.add_bot(by=an, admin=True)
    await group.add(binh)
    await group.remove(binh, by=an)
    assert town.kinds() == [
        "my_chat_member",
        "message",
        "chat_member",
        "message",
        "chat_member",
        "message",
    ]
    change = town.seen[4].chat_member
    assert change is not None
    assert change.difference()["status"] == ("member", "kicked")
    await town.stop()


async def test_a_restart_gets_what_came_while_it_was_down(town: Town, an: Person) -> None:
    """Deeds do not wait for a bot that is not there."""
    await town.stop()
    await an.write("có ai không?")
    assert an.screen.text == "có ai không?"
    await town.restart()
    await town.sandbox.rest()
    assert an.screen.text == "«có ai không?»"


async def test_what_was_not_confirmed_comes_again(alone: Sandbox, bot: Bot) -> None:
    """A bot that dies after receiving and before confirming receives once more."""
    an = alone.person("An")
    await an.send("/start")
    (died,) = await numbers(bot)
    town = Town(alone)
    await town.start()
    await alone.rest()
    assert [update.update_id for update in town.seen] == [died]
    await town.stop()


async def test_pending_updates_can_be_dropped(alone: Sandbox, bot: Bot) -> None:
    """deleteWebhook does that, and nothing else here."""
    await alone.person("An").send("/start")
    assert await bot.delete_webhook()
    assert len(await numbers(bot)) == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await numbers(bot) == []


@pytest.mark.parametrize(("token", "error"), [("1:wrong", InvalidToken), ("none", InvalidToken)])
async def test_a_wrong_token_is_let_nowhere(
    alone: Sandbox, token: str, error: type[Exception]
) -> None:
    """401 for one that could be right, 404 for what is none."""
    with pytest.raises(error):
        await Bot(token, request=alone.request(), get_updates_request=alone.request()).initialize()
    assert alone.calls[-1].code == (401 if ":" in token else 404)


async def test_a_request_must_be_open(alone: Sandbox) -> None:
    """As the real one, it serves between initialize and shutdown only."""
    request = alone.request()
    assert isinstance(request, BaseRequest)
    with pytest.raises(NetworkError, match="not initialized"):
        await request.post(f"https://api.telegram.org/bot{alone.token}/getMe")
    async with request:
        answer = await request.post(f"https://any.server/api/bot{alone.token}/getMe")
        assert isinstance(answer, dict)
        assert answer["username"] == "tusoi_bot"
        with pytest.raises(InvalidToken):
            await request.post("https://api.telegram.org/getMe")
    with pytest.raises(NetworkError, match="not initialized"):
        await request.post(f"https://api.telegram.org/bot{alone.token}/getMe")


async def test_a_month_passes_in_no_time(town: Town, an: Person) -> None:
    """A waiting poller does not make the clock stop every ten seconds."""
    calls = len(town.sandbox.calls)
    assert isinstance(town.clock, VirtualClock)
    await town.clock.advance(30 * 86400)
    assert len(town.sandbox.calls) - calls < 5
    await an.tap("Thêm")
    assert an.screen.text == "Đã đếm 1"
