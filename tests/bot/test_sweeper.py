"""The sweeper: everything due is sent, in order, in time, once."""

from datetime import timedelta

import pytest
from markupsafe import Markup

from bot.sandbox import broken, flood, server_error, timeout_after, timeout_before
from conversations.context import Errand
from conversations.screen import Answer, Say, Screen
from storage import outbox, roll
from storage.outbox import State
from tests.bot.stage import Script, Stage, screen


def by_key(errand: Errand) -> Answer:
    """Says its row's key."""
    return (Say(Screen(Markup(errand.row.key))),)


@pytest.fixture
def script(script: Script) -> Script:
    """Each row says its key."""
    script.words = by_key
    return script


async def test_a_row_is_sent_when_it_is_due(stage: Stage) -> None:
    """Not a moment before, and in that very moment, without anything else happening."""
    an, person = await stage.member()
    await stage.put("nhắc", stage.now + timedelta(hours=3), person_id=person.id)
    await stage.sweep()
    await stage.sandbox.wait(3 * 3600 - 5)
    assert "nhắc" not in an.sees
    await stage.sandbox.wait(5)
    assert an.screen.text == "nhắc"
    assert an.screen.at - stage.now <= timedelta(seconds=0)
    row = await stage.row("nhắc")
    assert (row.state, row.perhaps_sent) == (State.SENT, False)


async def test_what_an_event_puts_is_sent_after_its_answer(stage: Stage) -> None:
    """The answer first, then the notice that it caused."""
    an, person = await stage.member()

    async def answer(event: object) -> Answer:
        await stage.put("báo", person_id=person.id)
        return (Say(Screen(Markup("đáp"))),)

    stage.script.reply = answer
    await an.write("x")
    assert an.sees[-2:] == ["đáp", "báo"]


async def test_a_chat_gets_its_messages_in_due_order(stage: Stage) -> None:
    """However many fall due together, each chat reads them in their order."""
    an, person = await stage.member()
    for number in (3, 1, 2, 5, 4):
        due = stage.now - timedelta(minutes=10 - number)
        await stage.put(f"tin {number}", due, person_id=person.id)
    await stage.sweep()
    assert an.sees[-5:] == [f"tin {number}" for number in (1, 2, 3, 4, 5)]


async def test_a_busy_group_holds_up_nobody(stage: Stage) -> None:
    """Thirty messages for a group, due before it: the person's own comes at once."""
    an, person = await stage.member()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    for number in range(30):
        due = stage.now - timedelta(minutes=60 - number)
        await stage.put(f"nhóm {number:02}", due, chat_id=group.id)
    await stage.put("riêng", person_id=person.id)
    start = stage.clock.elapsed
    await stage.sweep()
    private = next(one for one in an.screen_of() if one.text == "riêng")
    assert (private.at - group.messages[-1].at).total_seconds() < -55
    assert [text for text in group.texts if text.startswith("nhóm")] == [
        f"nhóm {number:02}" for number in range(30)
    ]
    assert 60 < stage.clock.elapsed - start < 80
    assert stage.sandbox.server.traffic.refused == 0


async def test_a_fan_out_keeps_telegram_s_limits(stage: Stage) -> None:
    """Three hundred people: not one 429 of our making, at 95% of the permitted rate."""
    members = [await stage.member(f"P{number}") for number in range(120)]
    await stage.sandbox.wait(60)
    for number in range(3):
        for _, person in members:
            await stage.put(f"{number}:{person.id}", person_id=person.id)
    start = stage.clock.elapsed
    stage.sandbox.patience = 600
    await stage.sweep()
    assert stage.sandbox.server.traffic.refused == 0
    assert stage.clock.elapsed - start <= 360 / 30 / 0.95
    assert all(len(one.sees) >= 4 for one, _ in members)


async def test_taps_are_answered_at_once_during_a_fan_out(stage: Stage) -> None:
    """While hundreds of messages wait for their turn, an answer waits for none of them."""
    members = [await stage.member(f"P{number}") for number in range(60)]
    await stage.sandbox.wait(60)
    stage.script.reply = lambda _: (Say(Screen(Markup("đáp"))),)
    for _, person in members:
        await stage.put(f"x:{person.id}", person_id=person.id)
    an = members[0][0]
    await an.write("x")
    asked = next(one for one in reversed(an.screen_of()) if one.text == "x" and not one.by_bot)
    reply = next(one for one in an.screen_of() if one.text == "đáp")
    assert reply.at == asked.at


async def test_what_is_no_longer_needed_is_dropped(stage: Stage) -> None:
    """Words that come back as None drop the row, with a record, and use up no turn."""
    _, person = await stage.member()
    stage.script.words = lambda _: None
    for number in range(100):
        await stage.put(f"x{number}", person_id=person.id)
    start = stage.clock.elapsed
    await stage.sweep()
    row = await stage.row("x99")
    assert (row.state, row.reason) == (State.DROPPED, "no longer needed")
    assert stage.clock.elapsed - start < 2


async def test_a_row_is_worded_for_its_reader(stage: Stage) -> None:
    """The words are the recipient's: his language, his branch's time."""
    an, person = await stage.member()
    async with stage.db.write() as tx:
        await roll.set_locale(tx, an.id, "en")
    seen: list[str] = []

    def words(errand: Errand) -> Answer:
        seen.append(errand.t.locale)
        assert errand.me is not None
        assert errand.me.person.id == person.id
        return by_key(errand)

    stage.script.words = words
    await stage.put("x", person_id=person.id)
    await stage.sweep()
    assert seen == ["en"]


async def test_who_is_not_linked_gets_nothing(stage: Stage) -> None:
    """The row fails with its reason; nothing is sent to anybody else."""
    async with stage.db.write() as tx:
        draft = [roll.PersonDraft("1", "An")]
        change = await roll.write_roll(tx, roll.BranchDraft("X"), draft, None, stage.now)
    await stage.put("x", person_id=change.added[0].id)
    await stage.sweep()
    row = await stage.row("x")
    assert (row.state, row.reason) == (State.FAILED, "not linked")


async def test_who_blocked_the_bot_is_recorded_and_comes_back(stage: Stage) -> None:
    """A refusal for good fails the row and notes the person; a success notes him back."""
    an, person = await stage.member()
    an.user.blocked = True
    await stage.put("1", person_id=person.id)
    await stage.sweep()
    assert (await stage.row("1")).state is State.FAILED
    async with stage.db.read() as tx:
        account = await roll.account_of_person(tx, person.id)
    assert account is not None
    assert not account.reachable
    an.user.blocked = False
    await stage.put("2", person_id=person.id)
    await stage.sweep()
    async with stage.db.read() as tx:
        account = await roll.account_of_person(tx, person.id)
    assert account is not None
    assert account.reachable


@pytest.mark.parametrize("fault", [flood(20), server_error(), broken()])
async def test_what_was_not_delivered_is_sent_later_in_its_order(
    stage: Stage, fault: object
) -> None:
    """After a 429, a 5xx or no network the same message goes first, once, when it can."""
    an, person = await stage.member()
    stage.sandbox.faults.script(fault, "sendMessage")  # type: ignore[arg-type]
    for number in (1, 2):
        await stage.put(f"tin {number}", stage.now, person_id=person.id)
    await stage.sweep()
    assert an.sees[-2:] == ["tin 1", "tin 2"]
    assert (await stage.row("tin 1")).state is State.SENT


async def test_long_displeasure_puts_the_row_back(stage: Stage) -> None:
    """When Telegram wants ten minutes, the row waits that long in the outbox, due anew."""
    an, person = await stage.member()
    stage.sandbox.faults.script(flood(600), "sendMessage")
    await stage.put("tin", person_id=person.id)
    await stage.sweep()
    row = await stage.row("tin")
    assert row.state is State.WAITING
    assert row.due - stage.now == timedelta(seconds=600)
    await stage.sandbox.wait(601)
    assert an.screen.text == "tin"


async def test_an_outage_is_waited_out(stage: Stage) -> None:
    """However long the network is away, everything is sent afterwards, once, and not sooner."""
    members = [await stage.member(f"P{number}") for number in range(40)]
    stage.sandbox.patience = 4000
    stage.sandbox.faults.script(broken(), "sendMessage", times=60)
    for _, person in members:
        await stage.put(f"x{person.id}", person_id=person.id)
    await stage.sweep()
    assert all(one.sees.count(f"x{person.id}") == 1 for one, person in members)


@pytest.mark.parametrize(("fault", "arrives"), [(timeout_after(), True), (timeout_before(), False)])
async def test_a_time_out_is_perhaps_delivered(stage: Stage, fault: object, arrives: bool) -> None:
    """It is not sent again, and the record says that nobody knows."""
    an, person = await stage.member()
    stage.sandbox.faults.script(fault, "sendMessage")  # type: ignore[arg-type]
    await stage.put("tin", person_id=person.id)
    await stage.sweep()
    await stage.sandbox.wait(4000)
    row = await stage.row("tin")
    assert (row.state, row.perhaps_sent) == (State.SENT, True)
    assert an.sees.count("tin") == arrives


async def test_a_message_begun_is_brought_to_its_end(stage: Stage) -> None:
    """Of a message of several pages, a 429 in the middle neither loses nor doubles a page."""
    an, person = await stage.member()
    text = " ".join(f"dòng{number:04}" for number in range(1500))
    stage.script.words = lambda _: (Say(screen(text, "Xem")),)
    before = len(stage.sandbox.calls_of("sendMessage"))
    calls = 0

    def second(_: object) -> bool:
        nonlocal calls
        calls += 1
        return calls == 2

    stage.sandbox.faults.script(flood(5), "sendMessage", when=second)
    await stage.put("dài", person_id=person.id)
    await stage.sweep()
    read = " ".join(one.text for one in an.screen_of() if one.text.startswith("dòng"))
    assert read.split() == text.split()
    assert len(stage.sandbox.calls_of("sendMessage")) == before + 5
    assert (await stage.row("dài")).state is State.SENT


async def test_what_came_due_while_the_bot_was_down_is_sent_or_dropped(stage: Stage) -> None:
    """Still of use: sent at the start. Expired: dropped, with a record."""
    an, person = await stage.member()
    soon = stage.now + timedelta(hours=1)
    await stage.put("còn", soon, person_id=person.id)
    await stage.put("hết", soon, person_id=person.id, expires=soon + timedelta(hours=1))
    await stage.tusoi.stop()
    await stage.clock.advance(86400)
    await stage.start()
    await stage.sandbox.rest()
    assert "còn" in an.sees
    assert "hết" not in an.sees
    assert (await stage.row("hết")).state is State.DROPPED


async def test_nothing_is_sent_twice_over_a_restart(stage: Stage) -> None:
    """What was sent before is not sent again."""
    an, person = await stage.member()
    await stage.put("một", person_id=person.id)
    await stage.sweep()
    await stage.restart()
    await stage.sandbox.rest()
    assert an.sees.count("một") == 1


async def test_stopping_puts_back_what_has_not_begun(stage: Stage) -> None:
    """A stop in the middle of a fan-out loses nothing: the rest is sent after the start."""
    an, person = await stage.member()
    await stage.sandbox.wait(60)
    for number in range(10):
        await stage.put(
            f"tin {number}", stage.now + timedelta(milliseconds=number), person_id=person.id
        )
    stage.tusoi.sweeper.kick()
    await stage.clock.advance(3.5)
    await stage.tusoi.stop()
    sent = [text for text in an.sees if text.startswith("tin")]
    assert 0 < len(sent) < 10
    await stage.start()
    await stage.sandbox.wait(60)
    assert [text for text in an.sees if text.startswith("tin")] == [
        f"tin {number}" for number in range(10)
    ]
    assert not any([(await stage.row(f"tin {number}")).perhaps_sent for number in range(10)])


async def test_a_dead_process_s_rows_are_sent_at_the_start(stage: Stage) -> None:
    """Claimed and never ended: sent by the next process, with the record that it may be twice."""
    an, person = await stage.member()
    await stage.tusoi.sweeper.stop()
    await stage.put("tin", person_id=person.id)
    async with stage.db.write() as tx:
        await outbox.claim_due(tx, stage.now, 10)
    await stage.restart()
    await stage.sandbox.rest()
    row = await stage.row("tin")
    assert (row.state, row.perhaps_sent) == (State.SENT, True)
    assert an.sees.count("tin") == 1


async def test_a_fault_in_the_words_is_tried_again_and_then_recorded(stage: Stage) -> None:
    """A wording that fails holds up nobody else; after three tries the row has failed."""
    an, person = await stage.member()

    def words(errand: Errand) -> Answer:
        if errand.row.key == "hỏng":
            raise LookupError
        return by_key(errand)

    stage.script.words = words
    await stage.put("hỏng", person_id=person.id)
    await stage.put("lành", stage.now + timedelta(seconds=1), person_id=person.id)
    await stage.sandbox.wait(1)
    assert "lành" in an.sees
    await stage.sandbox.wait(3600)
    row = await stage.row("hỏng")
    assert (row.state, row.attempts) == (State.FAILED, 3)
    assert (row.reason or "").startswith("error ")


async def test_a_clock_set_forward_or_back_neither_loses_nor_doubles(stage: Stage) -> None:
    """Whatever somebody does to the machine's time, each message comes once."""
    an, person = await stage.member()
    await stage.put("hôm nay", stage.now + timedelta(hours=2), person_id=person.id)
    await stage.sweep()
    stage.clock.shift(timedelta(days=1))
    await stage.sandbox.wait(2000)
    assert an.sees.count("hôm nay") == 1
    await stage.put("mai", stage.now + timedelta(hours=2), person_id=person.id)
    stage.clock.shift(timedelta(days=-2))
    await stage.sandbox.wait(3 * 86400)
    assert (an.sees.count("hôm nay"), an.sees.count("mai")) == (1, 1)


async def test_a_group_that_moved_gets_its_messages(stage: Stage) -> None:
    """Rows for the old number go to the supergroup."""
    an = await stage.someone()
    group = stage.sandbox.group("Chi bộ 3", creator=an)
    await group.add_bot(by=an)
    old = group.id
    await group.upgrade(by=an)
    await stage.put("tin", chat_id=old)
    await stage.sweep()
    assert group.texts[-1] == "tin"
    assert (await stage.row("tin")).state is State.SENT


async def test_a_fault_of_the_sweeper_s_own_is_survived(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error while looking at the outbox is logged, and a minute later all goes on."""
    an, person = await stage.member()
    real = outbox.claim_due
    failed: list[bool] = []

    async def fail_once(*arguments: object) -> object:
        if not failed:
            failed.append(True)
            raise OSError("disk")
        return await real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(outbox, "claim_due", fail_once)
    await stage.put("tin", person_id=person.id)
    await stage.sweep()
    assert an.sees.count("tin") == 1
    assert failed
