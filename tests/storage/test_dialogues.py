"""What a dialogue remembers."""

from storage import dialogues
from storage.database import Database
from storage.dialogues import Awaited


async def test_one_question_awaits_text(db: Database) -> None:
    """A newer question takes the place of the older, and clearing forgets it."""
    async with db.write() as tx:
        await dialogues.await_text(tx, 501, "note", "a")
        await dialogues.await_text(tx, 501, "year", "b")
        await dialogues.await_text(tx, 502, "note", "c")
        assert await dialogues.awaited(tx, 501) == Awaited("year", "b")
        assert await dialogues.clear_awaited(tx, 501)
        assert not await dialogues.clear_awaited(tx, 501)
        assert await dialogues.awaited(tx, 501) is None
        assert await dialogues.awaited(tx, 502) == Awaited("note", "c")


async def test_a_task_has_one_live_message_in_a_chat(db: Database) -> None:
    """A new message retires the old; other chats and tasks are left alone."""
    async with db.write() as tx:
        await dialogues.set_live(tx, 1, "vote", 10)
        await dialogues.set_live(tx, 1, "vote", 20)
        await dialogues.set_live(tx, 1, "home", 15)
        await dialogues.set_live(tx, 2, "vote", 20)
        assert await dialogues.live(tx, 1, "vote") == 20
        assert await dialogues.live_task(tx, 1, 20) == "vote"
        assert await dialogues.live_task(tx, 1, 10) is None
        assert await dialogues.drop_live(tx, 1, "vote")
        assert not await dialogues.drop_live(tx, 1, "vote")
        assert await dialogues.live(tx, 1, "vote") is None
        assert await dialogues.live(tx, 1, "home") == 15
        assert await dialogues.live(tx, 2, "vote") == 20
