"""Messages that are not an answer to a tap."""

from collections.abc import Mapping

import pytest

from storage import outbox
from storage.database import Database
from storage.outbox import State
from tests.storage.conftest import NOW, Place, after

SOON = after(minutes=1)


async def put(db: Database, key: str, minutes: float = 0, **rest: object) -> bool:
    """Put a message that is due some minutes from now."""
    payload: Mapping[str, str | int] = {"text": key}
    async with db.write() as tx:
        return await outbox.put(tx, key, "note", payload, after(minutes=minutes), **rest)  # type: ignore[arg-type]


async def claim(db: Database, minutes: float, limit: int = 10) -> list[outbox.OutboxRow]:
    """Claim what is due some minutes from now."""
    async with db.write() as tx:
        return list(await outbox.claim_due(tx, after(minutes=minutes), limit))


async def states(db: Database) -> dict[str, str]:
    """Return the state of every message, by key."""
    async with db.read() as tx:
        return {row.key: row.state.value for row in await outbox.messages(tx)}


async def test_a_key_has_one_message(db: Database) -> None:
    """A second put with the same key changes nothing, whatever became of the first."""
    assert await put(db, "a")
    assert not await put(db, "a", 5)
    (row,) = await claim(db, 1)
    assert not await put(db, "a")
    async with db.write() as tx:
        await outbox.mark_sent(tx, row.id, NOW)
    assert not await put(db, "a")
    assert await claim(db, 60) == []
    assert await states(db) == {"a": "sent"}


async def test_messages_come_in_due_order(db: Database) -> None:
    """The earliest due comes first, the earlier put first among equals; what is not due waits."""
    for key, minutes in (("c", 3), ("a", 1), ("x", 99), ("b", 2), ("a2", 1)):
        await put(db, key, minutes)
    async with db.read() as tx:
        assert await outbox.next_due(tx) == after(minutes=1)
    assert [row.key for row in await claim(db, 5, 3)] == ["a", "a2", "b"]
    assert [row.key for row in await claim(db, 5, 3)] == ["c"]
    async with db.read() as tx:
        assert await outbox.next_due(tx) == after(minutes=99)


async def test_a_message_carries_what_it_was_put_with(db: Database) -> None:
    """Kind, payload, addressee and times come back as given."""
    await put(db, "a", 1, chat_id=-100, expires=after(hours=1))
    (row,) = await claim(db, 1)
    assert row == outbox.OutboxRow(
        row.id, "a", "note", {"text": "a"}, None, -100, SOON, after(hours=1),
        State.CLAIMED, 1, False, None,
    )  # fmt: skip


async def test_a_claim_keeps_others_away(db: Database) -> None:
    """What is claimed is nobody else's until its lease has run out."""
    await put(db, "a")
    assert len(await claim(db, 0)) == 1
    assert await claim(db, 4) == []
    (again,) = await claim(db, 5)
    assert (again.perhaps_sent, again.attempts) == (True, 2)


async def test_a_retry_waits_for_its_time(db: Database) -> None:
    """A message put off comes again when due, with its reason and no doubt about delivery."""
    await put(db, "a")
    (row,) = await claim(db, 0)
    async with db.write() as tx:
        await outbox.retry_at(tx, row.id, after(minutes=2), "429")
    assert await claim(db, 1) == []
    (again,) = await claim(db, 2)
    assert (again.perhaps_sent, again.attempts, again.reason) == (False, 2, "429")


async def test_a_timeout_leaves_delivery_in_doubt(db: Database) -> None:
    """A try that may have delivered is remembered, also over a further retry."""
    await put(db, "a")
    for due, doubtful in ((1, True), (2, False)):
        (row,) = await claim(db, due)
        async with db.write() as tx:
            await outbox.retry_at(tx, row.id, after(minutes=due + 1), "x", perhaps_sent=doubtful)
    (row,) = await claim(db, 3)
    assert row.perhaps_sent


async def test_what_came_due_too_late_is_dropped_with_a_record(db: Database) -> None:
    """After downtime, a message past its use is dropped and one of use is sent."""
    await put(db, "meeting", 0, expires=after(minutes=30))
    await put(db, "result", 0)
    await put(db, "later", 0, expires=after(minutes=90))
    assert [row.key for row in await claim(db, 30)] == ["result", "later"]
    async with db.read() as tx:
        dropped = await outbox.message(tx, "meeting")
    assert dropped is not None
    assert (dropped.state, dropped.reason, dropped.attempts) == (State.DROPPED, "expired", 0)


async def test_failed_and_dropped_messages_keep_their_reason(db: Database) -> None:
    """Both end the message, and neither can be ended twice."""
    await put(db, "a")
    await put(db, "b")
    one, two = await claim(db, 0)
    async with db.write() as tx:
        await outbox.mark_failed(tx, one.id, "Forbidden", NOW)
        await outbox.drop(tx, two.id, "not needed", NOW)
        await outbox.mark_sent(tx, one.id, NOW)
        await outbox.retry_at(tx, two.id, NOW, "late")
        found = await outbox.messages(tx, State.FAILED, State.DROPPED)
    assert [(row.key, row.reason) for row in found] == [("a", "Forbidden"), ("b", "not needed")]


async def test_cancelling_takes_a_family_of_keys(db: Database) -> None:
    """The prefix is taken literally; what is claimed or sent is past cancelling."""
    for key in ("m:1:a", "m:1:b", "m:10:a", "M:1:c", "m%1:a", "m:1"):
        await put(db, key)
    (first, *_) = await claim(db, 0, 1)
    assert first.key == "m:1:a"
    async with db.write() as tx:
        assert await outbox.cancel(tx, "m:1:", NOW) == 1
    assert {key for key, state in (await states(db)).items() if state == "cancelled"} == {"m:1:b"}


async def test_a_cancelled_message_may_be_put_again(db: Database) -> None:
    """A plan that is changed and changed back has its message once."""
    await put(db, "a", 1)
    async with db.write() as tx:
        await outbox.cancel(tx, "a", NOW)
    assert await claim(db, 5) == []
    assert await put(db, "a", 7)
    assert not await put(db, "a", 8)
    (row,) = await claim(db, 7)
    assert (row.due, row.reason) == (after(minutes=7), None)


async def test_a_claim_survives_the_claimants_death(place: Place) -> None:
    """What a dead process had claimed is claimable at the next start, as perhaps sent."""
    async with place.database() as db:
        await put(db, "a")
        await put(db, "b")
        assert [row.key for row in await claim(db, 0, 1)] == ["a"]
    async with place.database() as db:
        async with db.write() as tx:
            assert await outbox.release(tx) == 1
        assert [(row.key, row.perhaps_sent) for row in await claim(db, 0)] == [
            ("a", True),
            ("b", False),
        ]


async def test_what_causes_a_message_and_the_message_stand_or_fall_together(
    db: Database,
) -> None:
    """A message put in a transaction that fails was never put."""

    async def fail() -> None:
        async with db.write() as tx:
            await outbox.put(tx, "a", "note", {}, NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await states(db) == {}
    assert await put(db, "a")


async def test_an_empty_outbox_is_never_due(db: Database) -> None:
    """With nothing waiting there is no next moment and no row of a key."""
    async with db.read() as tx:
        assert await outbox.next_due(tx) is None
        assert await outbox.message(tx, "a") is None


async def test_what_a_wrong_clock_dropped_waits_again_and_what_it_sent_stays_sent(
    db: Database,
) -> None:
    """The clock ran ahead and was set back: what ended after "now" and was dropped is not over."""
    for key in ("sent", "needless", "expired", "earlier"):
        expires = after(minutes=30) if key == "expired" else None
        await put(db, key, 0 if key == "earlier" else 10, expires=expires)
    (earlier,) = await claim(db, 1)
    async with db.write() as tx:
        await outbox.drop(tx, earlier.id, "no longer needed", after(minutes=1))
    claimed = {row.key: row.id for row in await claim(db, 60)}
    async with db.write() as tx:
        await outbox.mark_sent(tx, claimed["sent"], after(minutes=60))
        await outbox.drop(tx, claimed["needless"], "no longer needed", after(minutes=60))
        assert await outbox.reconsider(tx, after(minutes=5)) == 2
    assert await states(db) == {
        "sent": "sent",
        "needless": "waiting",
        "expired": "waiting",
        "earlier": "dropped",
    }
    assert not await claim(db, 9)
    assert {row.key for row in await claim(db, 11)} == {"needless", "expired"}
