"""Telegram's rates: 429 for what is too fast, on the virtual clock."""

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import RetryAfter

from bot.sandbox import UNLIMITED, Limits, Person, Sandbox, WallClock
from tests.sandbox.town import Town, seconds


async def test_one_chat_takes_one_a_second_after_a_short_burst(town: Town, an: Person) -> None:
    """Five at once, then 429 with the seconds to wait, which then suffice."""
    await town.clock.advance(60)
    for n in range(5):
        await town.bot.send_message(an.id, str(n))
    with pytest.raises(RetryAfter) as refused:
        await town.bot.send_message(an.id, "quá nhanh")
    assert seconds(refused.value) == 1
    assert town.sandbox.calls[-1].code == 429
    await town.clock.advance(1)
    await town.bot.send_message(an.id, "vừa kịp")
    assert an.sees[-2:] == ["4", "vừa kịp"]
    assert town.sandbox.server.traffic.refused == 1


async def test_a_group_takes_twenty_a_minute(town: Town, an: Person) -> None:
    """However they are spread; edits count as well."""
    group = town.sandbox.group("Chi bộ", an)
    await group.add_bot(by=an)
    for n in range(20):
        await town.clock.advance(1)
        message = await town.bot.send_message(group.id, str(n))
    await town.clock.advance(1)
    with pytest.raises(RetryAfter) as refused:
        await town.bot.edit_message_text("x", group.id, message.message_id)
    assert seconds(refused.value) == 40
    await town.clock.advance(40)
    await town.bot.edit_message_text("x", group.id, message.message_id)


async def test_thirty_a_second_in_all(town: Town) -> None:
    """To however many people; a second later there is room for thirty more."""
    people = [town.sandbox.person(f"Người {n}") for n in range(31)]
    for person in people:
        await person.send("/start")
    await town.clock.advance(60)
    for person in people[:30]:
        await town.bot.send_message(person.id, "x")
    with pytest.raises(RetryAfter):
        await town.bot.send_message(people[30].id, "x")
    await town.clock.advance(1)
    for person in people[1:]:
        await town.bot.send_message(person.id, "y")


async def test_who_keeps_to_the_rates_is_never_refused(town: Town) -> None:
    """A thousand messages at thirty a second take 33 seconds and meet no 429."""
    people = [town.sandbox.person(f"Người {n}") for n in range(1000)]
    for person in people:
        person.user.started = True
        town.sandbox.server.world.private_chat(person.user)

    async def send_all() -> None:
        for number, person in enumerate(people):
            if number and number % 30 == 0:
                await town.clock.sleep(1)
            await town.bot.send_message(person.id, "Mời họp")

    before = town.clock.elapsed
    await town.sandbox.complete(send_all())
    assert town.clock.elapsed - before == 33
    assert town.sandbox.server.traffic.refused == 0
    assert all(person.sees == ["Mời họp"] for person in people)


async def test_edits_for_many_people_are_not_mass_mail(town: Town) -> None:
    """Forty taps in one moment are all answered."""
    people = [town.sandbox.person(f"Người {n}") for n in range(40)]
    for person in people:
        await person.send("/start")
    await town.sandbox.at_once(*(person.tap("Thêm") for person in people))
    assert {person.screen.text for person in people} == {"Đã đếm 1"}
    assert town.errors == []


async def test_limits_can_be_set_and_switched_off() -> None:
    """For benchmarks of something else."""
    for limits, expected in ((UNLIMITED, 0), (Limits(burst_in_chat=2, edits_count=False), 2)):
        town = Town(Sandbox(limits=limits))
        await town.start()
        an = town.sandbox.person("An")
        await an.send("/start")
        for n in range(3):
            try:
                await town.bot.send_message(an.id, str(n))
            except RetryAfter:
                continue
        for n in range(10):
            keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data=str(n))]])
            await town.bot.edit_message_reply_markup(an.id, an.screen.id, reply_markup=keyboard)
        assert town.sandbox.server.traffic.refused == expected
        await town.stop()


async def test_the_sandbox_runs_on_a_real_clock_too() -> None:
    """For benchmarks: the same deeds, without human pauses."""
    town = Town(Sandbox())
    real = Sandbox(WallClock(), limits=UNLIMITED)
    town.sandbox = real
    town.application = town._build()
    chi = real.person("Chí")
    await chi.send("/start")
    assert chi.sees == ["/start"]
    await town.start()
    await real.rest()
    await real.at_once(chi.tap("Thêm"))
    assert chi.screen.text == "Đã đếm 1"
    await town.stop()
