"""Trouble on purpose: what the caller gets, and what happened all the same."""

import asyncio

import pytest
from telegram.error import NetworkError, RetryAfter, TimedOut

from bot.sandbox import (
    Call,
    Latency,
    Person,
    Sandbox,
    broken,
    flood,
    server_error,
    timeout_after,
    timeout_before,
)
from tests.sandbox.town import Town, seconds


async def test_a_time_out_after_delivery_has_delivered(town: Town, an: Person) -> None:
    """The caller cannot know, the person sees it, and the record says both."""
    town.sandbox.faults.script(timeout_after(), "sendMessage")
    with pytest.raises(TimedOut):
        await town.bot.send_message(an.id, "đến rồi")
    assert an.screen.text == "đến rồi"
    call = town.sandbox.calls_of("sendMessage")[-1]
    assert (call.done, call.ok, call.code) == (True, False, 0)


async def test_a_time_out_before_delivery_has_not(town: Town, an: Person) -> None:
    """For the caller the two look the same."""
    town.sandbox.faults.script(timeout_before(), "sendMessage")
    with pytest.raises(TimedOut):
        await town.bot.send_message(an.id, "không đến")
    assert an.screen.text != "không đến"
    assert not town.sandbox.calls_of("sendMessage")[-1].done


async def test_a_broken_connection(town: Town, an: Person) -> None:
    """Is a NetworkError and no time-out."""
    town.sandbox.faults.script(broken())
    with pytest.raises(NetworkError, match="ConnectError") as failed:
        await town.bot.send_message(an.id, "x")
    assert not isinstance(failed.value, TimedOut)


@pytest.mark.parametrize("code", [500, 502, 503])
async def test_a_failing_server(town: Town, an: Person, code: int) -> None:
    """5xx are NetworkErrors; nothing is delivered."""
    before = an.sees
    town.sandbox.faults.script(server_error(code, "Không ổn"), "sendMessage")
    with pytest.raises(NetworkError, match="Không ổn"):
        await town.bot.send_message(an.id, "x")
    assert an.sees == before


async def test_a_flood_wait_out_of_the_blue(town: Town, an: Person) -> None:
    """429 with the seconds that Telegram wants."""
    town.sandbox.faults.script(flood(7), "sendMessage")
    with pytest.raises(RetryAfter) as refused:
        await town.bot.send_message(an.id, "x")
    assert seconds(refused.value) == 7


async def test_faults_strike_what_they_are_meant_for(town: Town, an: Person, binh: Person) -> None:
    """So many times, and only the calls that the condition picks."""
    faults = town.sandbox.faults
    faults.script(
        timeout_before(), "sendMessage", times=2, when=lambda call: call.chat_id == binh.id
    )
    await town.bot.send_message(an.id, "x")
    for _ in range(2):
        with pytest.raises(TimedOut):
            await town.bot.send_message(binh.id, "x")
    await town.bot.send_message(binh.id, "x")
    assert [call.chat_id for call, _ in faults.struck] == [binh.id, binh.id]
    faults.script(broken())
    faults.clear()
    await town.bot.send_message(an.id, "x")


async def test_random_trouble_is_the_same_for_the_same_seed(town: Town, an: Person) -> None:
    """About as often as asked for."""

    async def failures(seed: int) -> list[bool]:
        town.sandbox.faults.rain(seed, 0.3, [timeout_before(), server_error()], ["sendChatAction"])
        outcome = []
        for _ in range(100):
            try:
                await town.bot.send_chat_action(an.id, "typing")
            except NetworkError:
                outcome.append(True)
            else:
                outcome.append(False)
        return outcome

    first, second, other = await failures(1), await failures(1), await failures(2)
    assert first == second != other
    assert 15 < sum(first) < 45
    await town.bot.send_message(an.id, "x")


async def test_latency_takes_time_of_the_virtual_clock(town: Town, an: Person) -> None:
    """A deed waits until the slow calls are through: here an answer and an edit."""
    town.sandbox.latency = Latency(0.5)
    before = town.clock.elapsed
    await an.tap("Thêm")
    assert an.screen.text == "Đã đếm 1"
    assert 2.0 <= town.clock.elapsed - before <= 3.0


async def test_latency_can_be_real(town: Town, an: Person) -> None:
    """For benchmarks; half of it before the call is carried out."""
    town.sandbox.latency = Latency(0.02, real=True, polls=True)
    loop = asyncio.get_running_loop()
    began = loop.time()
    await an.tap("Thêm")
    assert loop.time() - began >= 0.04
    assert an.screen.text == "Đã đếm 1"


async def test_a_hook_sees_each_call_before_it_happens(
    town: Town, sandbox: Sandbox, an: Person
) -> None:
    """Plain functions and coroutine functions."""
    seen: list[tuple[str, str, list[str]]] = []

    def look(call: Call) -> None:
        seen.append((call.method, call.text, an.sees))

    async def wait(_: Call) -> None:
        await asyncio.sleep(0)

    sandbox.on_call(look)
    sandbox.on_call(wait)
    await town.bot.send_message(an.id, "mới")
    assert seen == [("sendMessage", "mới", ["/start", "Chào đồng chí"])]


async def test_trouble_while_polling_loses_nothing(town: Town, an: Person) -> None:
    """The poller comes back, and the update is still there."""
    town.sandbox.faults.script(timeout_before(), "getUpdates", times=3)
    await town.clock.advance(10)
    await an.write("vẫn đây")
    assert an.screen.text == "«vẫn đây»"
