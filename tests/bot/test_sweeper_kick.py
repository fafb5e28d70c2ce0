"""The kick: after an event the sweeper looks at once, and at no other time for nothing.

Nobody waits here until the bot has come to rest, for whoever waits for that makes it look.
"""

from datetime import timedelta

import pytest
from markupsafe import Markup

from bot.sweeper.loop import LOOK_AGAIN, LOOK_APART
from conversations.context import Errand
from conversations.screen import SILENCE, Answer, Say, Screen
from storage import outbox
from tests.bot.stage import Script, Stage


@pytest.fixture
def script(script: Script) -> Script:
    """Each row says its key."""

    def by_key(errand: Errand) -> Answer:
        return (Say(Screen(Markup(errand.row.key))),)

    script.words = by_key
    return script


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """An entry for each time that the sweeper looks when something is due."""
    seen: list[object] = []
    real = outbox.next_due

    async def seeing(tx: object) -> object:
        seen.append(tx)
        return await real(tx)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "next_due", seeing)
    return seen


async def alone(stage: Stage) -> None:
    """From now on nobody looks but the sweeper itself; it has just looked."""
    await stage.sweep()
    stage.sandbox.settled = None
    await stage.clock.advance(60)


async def test_what_an_event_puts_goes_out_by_itself(stage: Stage) -> None:
    """The event's own kick is enough: within two looks, though the next would be half an hour
    away."""
    an, person = await stage.member()

    async def answer(_: object) -> Answer:
        await stage.put("báo", person_id=person.id)
        return SILENCE

    stage.script.reply = answer
    await alone(stage)
    await an.write("x")
    asked = stage.clock.elapsed
    await stage.clock.advance(2 * LOOK_APART)
    assert an.screen.text == "báo"
    assert stage.clock.elapsed - asked < 1


async def test_what_an_event_puts_for_later_wakes_the_sweeper_then(stage: Stage) -> None:
    """It sleeps no longer than until the new row falls due."""
    an, person = await stage.member()

    async def answer(_: object) -> Answer:
        await stage.put("nhắc", stage.now + timedelta(minutes=5), person_id=person.id)
        return SILENCE

    stage.script.reply = answer
    await alone(stage)
    await an.write("x")
    due = stage.now + timedelta(minutes=5)
    await stage.clock.advance(299)
    assert "nhắc" not in an.sees
    await stage.clock.advance(1)
    assert an.screen.text == "nhắc"
    assert an.screen.at <= due


async def test_many_events_are_one_look(stage: Stage, looks: list[object]) -> None:
    """However many people tap in the same moment, the outbox is looked at once or twice."""
    people = [await stage.someone(f"P{number}") for number in range(30)]
    await alone(stage)
    looks.clear()
    await stage.sandbox.at_once(*(one.write("x") for one in people))
    await stage.clock.advance(10)
    assert 1 <= len(looks) <= 2


async def test_nothing_happens_and_nothing_is_looked_at(stage: Stage, looks: list[object]) -> None:
    """At rest the outbox is looked at every half an hour, no more."""
    await stage.someone()
    await alone(stage)
    looks.clear()
    await stage.clock.advance(LOOK_AGAIN - 120)
    assert not looks
    await stage.clock.advance(LOOK_AGAIN)
    assert looks


async def test_what_another_process_puts_is_found_in_the_end(stage: Stage) -> None:
    """The command line puts a row and nobody kicks: it goes out within the half hour."""
    an, person = await stage.member()
    await alone(stage)
    await stage.put("từ dòng lệnh", person_id=person.id)
    await stage.clock.advance(LOOK_AGAIN + 1)
    assert an.screen.text == "từ dòng lệnh"
