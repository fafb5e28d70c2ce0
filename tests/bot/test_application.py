"""The whole wiring: start, stop, restart, and what it does when something goes wrong."""

import asyncio
import io
import logging
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from markupsafe import Markup

from bot import application, logs
from bot.errors import StartError
from bot.sandbox import Latency, VirtualClock, server_error
from bot.settings import Settings
from conversations.menu import MENU
from conversations.screen import Answer, Event, Say, Screen, Show, Tap
from storage.errors import DatabaseMissing
from tests.bot.stage import Script, Stage, screen


async def test_every_event_is_answered_in_its_chat(stage: Stage) -> None:
    """From the update to the message: each person gets his own answer."""
    stage.script.reply = lambda event: (Say(Screen(Markup(f"chào {event.name}"))),)
    an, binh = await stage.someone("An"), await stage.someone("Bình")
    assert (an.screen.text, binh.screen.text) == ("chào An", "chào Bình")


async def test_people_are_served_side_by_side(stage: Stage) -> None:
    """Forty taps at once take the time of one: nobody waits for another's network."""
    stage.script.reply = lambda event: (Say(Screen(Markup("chào"))),)
    people = [await stage.someone(f"P{number}") for number in range(20)]
    await stage.sandbox.wait(60)
    stage.sandbox.latency = Latency(0.1)
    start = stage.clock.elapsed
    await stage.sandbox.at_once(*(person.write("x") for person in people))
    assert stage.clock.elapsed - start < 2.1 + 0.2


async def test_two_quick_taps_of_one_person_are_handled_one_after_the_other(stage: Stage) -> None:
    """The second sees what the first has done."""
    running: list[str] = []
    most: list[int] = []

    async def slow(event: Event) -> Answer:
        running.append("x")
        most.append(len(running))
        await asyncio.sleep(0)
        running.pop()
        return ()

    stage.script.reply = lambda _: (Say(screen("Câu", "Một", "Hai")),)
    an = await stage.someone()
    stage.script.reply = slow
    await stage.sandbox.at_once(an.tap("Một"), an.tap("Hai"), an.tap("Một"))
    assert most == [1, 1, 1]
    assert not stage.sandbox.unanswered


async def test_drumming_gets_one_polite_word(stage: Stage) -> None:
    """Of thirty taps at once nine are handled, one is told to slow down, the rest is silence."""
    stage.script.reply = lambda _: (Say(screen("Câu", "Một")),)
    an = await stage.someone()

    async def slow(_: Event) -> Answer:
        await stage.clock.sleep(0.1)
        return ()

    stage.script.reply = slow
    await stage.sandbox.at_once(*(an.tap("Một") for _ in range(30)))
    assert len([event for event in stage.script.events if isinstance(event.what, Tap)]) == 9
    assert len(an.toasts) == 1


async def test_an_unforeseen_error_is_told_by_its_reference(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    """The person reads a short code, no traceback; the log has the code once."""

    def fail(_: Event) -> Answer:
        raise LookupError("bí mật")

    stage.script.reply = fail
    an = await stage.someone()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(errors) == 1
    reference = errors[0].getMessage().split()[2]
    assert reference in an.screen.text
    assert "LookupError" not in an.screen.text
    assert "bí mật" not in an.screen.text


async def test_an_error_on_a_tap_is_an_alert(stage: Stage) -> None:
    """The wheel stops, and the code is shown where he looks."""
    stage.script.reply = lambda _: (Say(screen("Câu", "Một")),)
    an = await stage.someone()

    def fail(_: Event) -> Answer:
        raise LookupError

    stage.script.reply = fail
    toast = await an.tap("Một")
    assert toast is not None
    assert an.toasts[-1].alert


async def test_a_fault_outside_the_conversations_is_logged_once(
    stage: Stage, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error in the wiring itself goes to the log under a reference, without the update."""

    def fail(*_: object) -> None:
        raise LookupError("bí mật")

    monkeypatch.setattr(application, "event_of", fail)
    an = await stage.someone()
    errors = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert [record.name for record in errors] == ["bot.application"]
    assert an.sees == ["/start"]


async def test_the_log_of_a_whole_day_holds_no_token(
    tmp_path: Path, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    """Start, errors, refusals, stop: the token is nowhere, nor what was typed."""
    stream = io.StringIO()
    level = logging.getLogger().level
    handler = logs.set_up(stream, logging.DEBUG)
    try:
        stage = Stage(tmp_path, script)
        await stage.start()

        def fail(event: Event) -> Answer:
            raise ValueError(str(event))

        script.reply = fail
        an = await stage.someone()
        await an.write("bí mật")
        await stage.tusoi.stop()
    finally:
        logging.getLogger().removeHandler(handler)
        logging.getLogger().setLevel(level)
    assert "ValueError" in stream.getvalue()
    assert stage.sandbox.token.split(":")[1] not in stream.getvalue()
    assert "bí mật" not in stream.getvalue()


async def test_stop_lets_what_is_under_way_finish(stage: Stage) -> None:
    """An update taken in before the stop is handled and answered to its end."""
    stage.script.reply = lambda _: (Say(screen("Câu", "Một")),)
    an = await stage.someone()
    begun, go = asyncio.Event(), asyncio.Event()

    async def slow(_: Event) -> Answer:
        begun.set()
        await go.wait()
        return (Say(Screen(Markup("xong"))),)

    stage.script.reply = slow
    stage.sandbox.settled = None
    tapping = asyncio.create_task(an.tap("Một"))
    await begun.wait()
    stopping = asyncio.create_task(stage.tusoi.stop())
    for _ in range(50):
        await asyncio.sleep(0)
    assert not stopping.done()
    go.set()
    await stopping
    await tapping
    assert "xong" in an.sees


async def test_stopping_twice_is_stopping_once(stage: Stage) -> None:
    """A second stop, and one before any start, do nothing."""
    await stage.tusoi.stop()
    await stage.tusoi.stop()
    tusoi = await stage.open()
    await tusoi.stop()


async def test_sigterm_stops_cleanly(tmp_path: Path, script: Script) -> None:
    """``run`` returns after SIGTERM, with everything closed and every update confirmed."""
    stage = Stage(tmp_path, script)
    tusoi = await stage.open()
    script.reply = lambda _: (Say(Screen(Markup("chào"))),)
    started = asyncio.Event()
    running = asyncio.create_task(tusoi.run(started.set))
    an = stage.sandbox.person("An")
    await started.wait()
    await an.start()
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    assert an.screen.text == "chào"
    assert not tusoi.application.running
    assert not stage.sandbox.server.mailbox.pending


async def test_sigterm_during_the_start_stops_too(tmp_path: Path, script: Script) -> None:
    """While Telegram cannot be reached, nobody has to wait for its time-out."""
    stage = Stage(tmp_path, script)
    tusoi = await stage.open()
    stage.sandbox.latency = Latency(1000)
    running = asyncio.create_task(tusoi.run())
    await stage.clock.quiet()
    assert not running.done()
    os.kill(os.getpid(), signal.SIGTERM)
    await running
    assert not tusoi.application.running


async def test_a_second_bot_on_the_same_data_is_refused(stage: Stage) -> None:
    """Another process that starts on the folder ends with a sentence and changes nothing."""
    code = (
        "import sys; from pathlib import Path; from bot.solo import Solo\n"
        "from bot.errors import StartError\n"
        "try: Solo(Path(sys.argv[1])).take()\n"
        "except StartError as error: print(error)"
    )
    command = [sys.executable, "-c", code, str(stage.settings.data)]
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert done.stdout.startswith("Another `tusoi run` is at work")
    await stage.tusoi.stop()
    done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True)
    assert done.stdout == ""


async def test_a_token_refused_while_running_stops_the_bot(tmp_path: Path, script: Script) -> None:
    """PTB only logs that polling has ended: here the bot ends too, with a clear sentence."""
    stage = Stage(tmp_path, script)
    tusoi = await stage.open()

    def revoke() -> None:
        stage.sandbox.server.token = "7000000001:AAanother-token-altogether-now"
        loop = asyncio.get_running_loop()
        loop.call_soon(lambda: asyncio.ensure_future(stage.clock.advance(60)))

    with pytest.raises(StartError, match="no longer accepts the token"):
        await tusoi.run(revoke)


async def test_a_refused_token_is_one_sentence(tmp_path: Path, script: Script) -> None:
    """At the start, too, and the token is not in it."""
    stage = Stage(tmp_path, script)
    tusoi = await stage.open()
    stage.sandbox.server.token = "7000000001:AAanother-token-altogether-now"
    with pytest.raises(StartError) as caught:
        await tusoi.start()
    assert str(caught.value).startswith("Telegram refused the token")
    assert caught.value.__cause__ is None
    assert stage.settings.token not in str(caught.value)


async def test_an_unreachable_telegram_is_one_sentence(tmp_path: Path, script: Script) -> None:
    """It names the address and hints at the proxy."""
    stage = Stage(tmp_path, script)
    tusoi = await stage.open()
    stage.sandbox.faults.script(server_error(), "getMe", times=5)
    with pytest.raises(StartError, match=r"https://api\.telegram\.org .*TUSOI_PROXY"):
        await tusoi.start()


async def test_building_needs_a_database(tmp_path: Path) -> None:
    """``build`` makes no database of its own: that is a decision of the command line."""
    settings = Settings("1:" + "x" * 30, tmp_path / "data", tmp_path / "keys")
    with pytest.raises(DatabaseMissing):
        await application.build(settings, clock=VirtualClock())


async def test_the_menu_is_told_per_scope_and_language(stage: Stage) -> None:
    """Private chats and groups have their own commands, each language its own words."""
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    assert [name for name, _ in an.menu()] == [entry.name for entry in MENU if entry.private]
    assert [name for name, _ in an.menu(group)] == [entry.name for entry in MENU if entry.group]
    english = stage.sandbox.person("Ann", language="en")
    assert dict(english.menu()) == {entry.name: entry.says for entry in MENU if entry.private}
    profile = stage.sandbox.server.profile
    assert set(profile.description) == set(profile.short_description) == {"", "en"}


async def test_a_menu_that_cannot_be_set_stops_nothing(tmp_path: Path, script: Script) -> None:
    """The menu of the last start stays; the bot works."""
    stage = Stage(tmp_path, script)
    stage.sandbox.faults.script(server_error(400, "Bad Request: no"), "setMyCommands", times=9)
    await stage.start()
    script.reply = lambda _: (Show(Screen(Markup("chào")), "home"),)
    an = await stage.someone()
    assert an.screen.text == "chào"
    await stage.tusoi.stop()
