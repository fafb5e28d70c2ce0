"""In which order updates are handled: side by side between people, one by one for each.

A *lane* is a person, or a chat where nobody in particular acts (membership of the bot, migration,
an anonymous administrator).  A lane exists only while something of it is being handled or waits,
so that memory does not grow with the number of people.

At most :data:`WAITING` updates of a lane wait behind the one at work.  What comes beyond that is
somebody drumming on a button, or a machine: it is dropped, and the first of a run is answered
(``excess``), the rest not at all, for an answer to each would be the very flood.  Since every
lane is bounded, no one can fill :data:`AT_ONCE`, and a drop takes no time at all.

PTB creates the tasks in the order of the updates and its semaphore is fair, so the order in which
updates arrive here is Telegram's.
"""

import asyncio
import inspect
from collections import deque
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from datetime import datetime
from typing import Final

from telegram import Update
from telegram.ext import BaseUpdateProcessor

from bot.clock import Clock

AT_ONCE: Final = 1024
"""Updates being handled or waiting, all lanes together; more wait in PTB's own queue."""
WAITING: Final = 8
"""Updates of one lane that wait behind the one at work."""

received_at: ContextVar[datetime] = ContextVar("received_at")
"""When the update being handled came in, before it waited: a tap's real time."""

Lane = int


def lane_of(update: object) -> Lane | None:
    """The person, or else the chat, in whose order the update belongs; None: in nobody's."""
    if not isinstance(update, Update):
        return None
    message = update.message or update.edited_message
    anonymous = message is not None and message.sender_chat is not None
    chat, user = update.effective_chat, update.effective_user
    if user is not None and not anonymous and not _about_group(update):
        return user.id
    return chat.id if chat is not None else None


def _about_group(update: Update) -> bool:
    """Whether the update tells of the group itself rather than of what a person said."""
    changed = update.my_chat_member
    if changed is not None:
        return changed.chat.type != "private"
    message = update.message
    return message is not None and bool(message.migrate_to_chat_id or message.migrate_from_chat_id)


class _Queue:
    """What waits in one lane, and whether the present run of excess was answered."""

    __slots__ = ("turns", "warned")

    def __init__(self) -> None:
        self.turns: deque[asyncio.Future[None]] = deque()
        self.warned = False


class PerUserOrder(BaseUpdateProcessor):
    """Handles updates concurrently between lanes, in order within one."""

    __slots__ = ("_clock", "_excess", "_lanes", "_waiting")

    def __init__(
        self,
        clock: Clock,
        excess: Callable[[object], Awaitable[None]] | None = None,
        *,
        waiting: int = WAITING,
        at_once: int = AT_ONCE,
    ) -> None:
        """``excess`` answers the first of each run of dropped updates; it must not raise."""
        super().__init__(at_once)
        self._clock = clock
        self._excess = excess
        self._waiting = waiting
        self._lanes: dict[Lane, _Queue] = {}

    @property
    def lanes(self) -> int:
        """How many lanes have something at work; 0 when all is handled."""
        return len(self._lanes)

    async def do_process_update(self, update: object, coroutine: "Awaitable[object]") -> None:
        """Handle the update when its turn comes; drop it where too much waits already."""
        received_at.set(self._clock.now())
        lane = lane_of(update)
        if lane is None:
            await coroutine
            return
        queue = self._lanes.get(lane)
        if queue is None:
            queue = self._lanes[lane] = _Queue()
        elif len(queue.turns) >= self._waiting:
            _discard(coroutine)
            if not queue.warned and self._excess is not None:
                queue.warned = True
                await self._excess(update)
            return
        else:
            turn = asyncio.get_running_loop().create_future()
            queue.turns.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                _discard(coroutine)
                if turn.done() and not turn.cancelled():
                    self._pass_on(lane, queue)
                raise
        try:
            await coroutine
        finally:
            self._pass_on(lane, queue)

    def _pass_on(self, lane: Lane, queue: _Queue) -> None:
        """Give the turn to the next in the lane, or close the lane."""
        while queue.turns:
            turn = queue.turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        del self._lanes[lane]

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to do: ``Application.stop`` waits until every update taken in is handled."""


def _discard(coroutine: Awaitable[object]) -> None:
    """Close a coroutine that will not run, so that nobody is warned of it."""
    if inspect.iscoroutine(coroutine):
        coroutine.close()
