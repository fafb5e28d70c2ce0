"""The queue of updates, and getUpdates with all it means.

An update stays here until a later call *confirms* it with a higher offset, so a bot that dies
between receiving and confirming receives it again. Only one poller may wait at a time: a second one
ends the first with 409. A poll that waits is woken by an update or by its time-out on the sandbox's
clock; no real time is slept.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bot.sandbox.clock import WorldClock
from bot.sandbox.errors import Refusal
from bot.sandbox.json import Json, JsonObject

ONLY_WHEN_ASKED: Final = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
"""Kinds of update that a bot gets only if it names them."""

LONGEST: Final = 50
"""Seconds: a longer time-out is cut to this."""

FIRST_UPDATE: Final = 880_000_001


@dataclass(frozen=True, slots=True)
class Update:
    """One update: its number, its kind (the field's name) and its content."""

    id: int
    kind: str
    content: JsonObject

    def json(self) -> JsonObject:
        """The Update object."""
        return {"update_id": self.id, self.kind: self.content}


@dataclass(slots=True)
class _Poll:
    """A getUpdates that waits."""

    answer: asyncio.Future[None]
    cancel: Callable[[], None]


class Mailbox:
    """Updates on their way to the bot."""

    def __init__(self, clock: WorldClock) -> None:
        self._clock = clock
        self._next = FIRST_UPDATE
        self._pending: list[Update] = []
        self._held: list[Update] = []
        self._again: list[Update] = []
        self._in_flight: list[Update] = []
        self._allowed: frozenset[str] | None = None
        self._poll: _Poll | None = None
        self._watchers: list[tuple[int, asyncio.Future[None]]] = []
        self.holding = False
        """While True, new updates are kept back; `release` lets them go together."""
        self.online = False
        """Whether a bot is there that polls."""

    @property
    def pending(self) -> tuple[Update, ...]:
        """What is not confirmed yet, oldest first."""
        return (*self._again, *self._in_flight, *self._pending, *self._held)

    def allows(self, kind: str) -> bool:
        """Whether the bot wants updates of that kind."""
        if self._allowed is None:
            return kind not in ONLY_WHEN_ASKED
        return kind in self._allowed

    def put(self, kind: str, content: JsonObject) -> Update | None:
        """Queue a new update; None if the bot does not want its kind."""
        if not self.allows(kind):
            return None
        update = Update(self._next, kind, content)
        self._next += 1
        if self.holding:
            self._held.append(update)
        else:
            self._pending.append(update)
            self._wake()
        return update

    def put_again(self, update: Update) -> None:
        """Deliver an old update once more, under its old number."""
        self._again.append(update)
        if not self.holding:
            self._wake()

    def release(self) -> None:
        """End `holding`: everything kept back arrives at once."""
        self.holding = False
        self._pending += self._held
        self._held.clear()
        if self._pending or self._again:
            self._wake()

    async def taken(self, update: Update) -> None:
        """Return when the bot has fetched the update and come back for more."""
        if any(update.id == waiting.id for waiting in self.pending):
            watcher: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._watchers.append((update.id, watcher))
            await watcher

    async def poll(
        self, offset: int, limit: int, seconds: int, allowed: Sequence[str] | None
    ) -> list[Json]:
        """The answer to getUpdates: up to `limit` Update objects, after `seconds` none.

        `allowed` None leaves the kinds as the last call set them; empty is Telegram's default.
        Raises `Refusal` (409) in the *earlier* of two polls.
        """
        if allowed is not None:
            self._allowed = frozenset(allowed) or None
        limit = min(max(limit, 1), 100)
        self._confirm(offset)
        self._end_poll(
            Refusal(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        )
        self.online = seconds > 0
        if seconds > 0 and not (self._again or self._pending):
            await self._wait(min(seconds, LONGEST))
        if self._again:
            self._in_flight, self._again = self._again, []
            return [update.json() for update in self._in_flight]
        return [update.json() for update in self._pending[:limit]]

    def drop(self) -> None:
        """Forget everything that waits (``drop_pending_updates``)."""
        self._pending.clear()
        self._again.clear()
        self._notify()

    async def _wait(self, seconds: int) -> None:
        answer: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        poll = _Poll(answer, self._clock.later(seconds, lambda: _finish(answer)))
        self._poll = poll
        try:
            await answer
        except asyncio.CancelledError:
            self.online = False
            raise
        finally:
            poll.cancel()
            if self._poll is poll:
                self._poll = None

    def _confirm(self, offset: int) -> None:
        self._in_flight.clear()
        if offset > 0:
            self._pending = [update for update in self._pending if update.id >= offset]
        elif offset < 0:
            self._pending = self._pending[offset:]
        self._notify()

    def _notify(self) -> None:
        waiting = {update.id for update in self.pending}
        for watched, watcher in self._watchers:
            if watched not in waiting:
                _finish(watcher)
        self._watchers = [(number, w) for number, w in self._watchers if not w.done()]

    def _wake(self) -> None:
        if self._poll is not None:
            _finish(self._poll.answer)

    def _end_poll(self, refusal: Refusal) -> None:
        poll, self._poll = self._poll, None
        if poll is not None and not poll.answer.done():
            poll.answer.set_exception(refusal)


def _finish(future: asyncio.Future[None]) -> None:
    if not future.done():
        future.set_result(None)
