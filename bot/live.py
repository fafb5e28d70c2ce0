"""Live messages: which message of a chat is the living one of a task.

The record is in the database; the latest of it is kept here too, so that an ordinary tap, which
edits the message it was made on, reads nothing.  That is safe because only the gateway of the one
polling process writes the record.
"""

import asyncio
from collections import OrderedDict
from typing import Final
from weakref import WeakValueDictionary

from storage import dialogues
from storage.database import Database

REMEMBERED: Final = 10_000
"""Live messages kept in memory; the others are read from the database when needed."""


class LiveMessages:
    """The record of live messages, with its newest part in memory."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._known: OrderedDict[tuple[int, str], int] = OrderedDict()
        self._locks: WeakValueDictionary[tuple[int, str], asyncio.Lock] = WeakValueDictionary()

    def lock(self, chat: int, task: str) -> asyncio.Lock:
        """The lock under which a task's live message changes; it lives while somebody holds it."""
        return self._locks.setdefault((chat, task), asyncio.Lock())

    async def find(self, chat: int, task: str) -> int | None:
        """The number of the task's live message in the chat."""
        known = self._known.get((chat, task))
        if known is not None:
            self._known.move_to_end((chat, task))
            return known
        async with self._db.read() as tx:
            found = await dialogues.live(tx, chat, task)
        if found is not None:
            self._remember(chat, task, found)
        return found

    async def record(self, chat: int, task: str, message: int) -> None:
        """From now on ``message`` is the live one."""
        async with self._db.write() as tx:
            await dialogues.set_live(tx, chat, task, message)
        self._remember(chat, task, message)

    async def drop(self, chat: int, task: str) -> None:
        """Keep no record of the task's message: that one stood there is nobody's business."""
        async with self._db.write() as tx:
            await dialogues.drop_live(tx, chat, task)
        self._known.pop((chat, task), None)

    def forget(self, chat: int) -> None:
        """Trust the database alone for this chat: it has moved, or been cleared."""
        for known in [known for known in self._known if known[0] == chat]:
            del self._known[known]

    def _remember(self, chat: int, task: str, message: int) -> None:
        self._known[chat, task] = message
        self._known.move_to_end((chat, task))
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
