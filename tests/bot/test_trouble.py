"""The sweeper in bad weather: everything that can go wrong, at random, and restarts besides."""

from datetime import timedelta

import pytest
from markupsafe import Markup

from bot.sandbox import broken, flood, server_error, timeout_after, timeout_before
from conversations.screen import Say, Screen
from storage.outbox import State
from tests.bot.stage import Stage


@pytest.mark.parametrize("seed", range(4))
async def test_trouble_of_every_kind_loses_and_doubles_nothing(stage: Stage, seed: int) -> None:
    """429s, 5xx, time-outs and restarts at random: each message comes exactly once, except where
    Telegram left it unknown, and that is on record."""
    stage.script.words = lambda errand: (Say(Screen(Markup(errand.row.key))),)
    members = [await stage.member(f"P{number}") for number in range(12)]
    stage.sandbox.faults.rain(
        seed,
        0.3,
        (flood(2), flood(90), server_error(), broken(), timeout_after(), timeout_before()),
        ("sendMessage",),
    )
    for number in range(6):
        for _, person in members:
            due = stage.now + timedelta(minutes=number)
            await stage.put(f"tin {number}/{person.id}", due, person_id=person.id)
    for _ in range(3):
        stage.tusoi.sweeper.kick()
        await stage.clock.advance(70)
        await stage.restart()
    await stage.sandbox.wait(6 * 3600)
    unknown = 0
    for one, person in members:
        for number in range(6):
            row = await stage.row(f"tin {number}/{person.id}")
            assert row.state is State.SENT
            unknown += row.perhaps_sent
            assert row.perhaps_sent or one.sees.count(row.key) == 1
    assert 0 < unknown < 72
