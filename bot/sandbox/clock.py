"""Time in the sandbox: one that is moved by hand, and the real one with the same face.

`VirtualClock` has the face of the application's own clock (`now`, `sleep`) and a second one for
whoever drives the world: `advance`, `advance_to`, `quiet`. Advancing goes from one sleeper to the
next, in order of their times, and lets the program come to rest at each before it goes on: a
reminder due at 07:00 is sent at 07:00, however far the clock is moved at once.

Two readings are kept apart. `elapsed` only ever grows, at the pace at which time passes; `now` is
what the machine's clock shows, which `shift` can put wrong, as an operator or a time server would.
Sleepers and Telegram's own limits go by the first.
"""

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Protocol

from bot.sandbox.quiet import quiet

START = datetime(2025, 12, 1, 1, 0, tzinfo=UTC)
"""08:00 on a Monday in Việt Nam, at the beginning of the season of year-end reviews."""

MICROSECONDS = 1_000_000


class WorldClock(Protocol):
    """What the sandbox needs of a clock. `VirtualClock` and `WallClock` have it."""

    @property
    def elapsed(self) -> float:
        """Seconds since some fixed moment; never goes back."""

    @property
    def virtual(self) -> bool:
        """Whether time passes only by `advance`."""

    def now(self) -> datetime:
        """What the application's clock shows, aware, in UTC."""

    def true_now(self) -> datetime:
        """What Telegram's clocks show, aware, in UTC."""

    async def sleep(self, seconds: float) -> None:
        """Return when that much time has passed."""

    async def advance(self, seconds: float) -> None:
        """Let that much time pass (a real clock passes by itself: nothing happens)."""

    async def quiet(self) -> None:
        """Return when the program has come to rest."""

    def later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back once that much time has passed; returns what cancels it."""


class _Resting:
    """`quiet`, for any number of tasks that wait for it together."""

    def __init__(self) -> None:
        self._resting: asyncio.Future[None] | None = None

    async def quiet(self) -> None:
        """Return when the program has come to rest; see `bot.sandbox.quiet`."""
        if self._resting is None:
            self._resting = asyncio.ensure_future(quiet())
            self._resting.add_done_callback(self._rested)
        await asyncio.shield(self._resting)

    def _rested(self, _: asyncio.Future[None]) -> None:
        self._resting = None


class VirtualClock(_Resting):
    """A clock that stands still until it is told to move."""

    def __init__(self, start: datetime = START) -> None:
        super().__init__()
        if start.tzinfo is None:
            raise ValueError("the clock needs an aware moment to start from")
        self._start = start.astimezone(UTC)
        self._passed = 0
        self._shifted = timedelta()
        self._order = itertools.count()
        self._sleepers: list[tuple[int, int, asyncio.Future[None]]] = []
        self._alarms: dict[int, tuple[int, Callable[[], None]]] = {}

    @property
    def virtual(self) -> bool:
        """True."""
        return True

    @property
    def elapsed(self) -> float:
        """Seconds that have passed since the start."""
        return self._passed / MICROSECONDS

    def now(self) -> datetime:
        """The moment that the machine's clock shows, aware, in UTC."""
        return self.true_now() + self._shifted

    def true_now(self) -> datetime:
        """The moment that it really is, whatever `shift` did to the machine's clock."""
        return self._start + timedelta(microseconds=self._passed)

    def shift(self, by: timedelta) -> None:
        """Put the machine's clock forward or back; no time passes and nobody wakes."""
        self._shifted += by

    async def sleep(self, seconds: float) -> None:
        """Return once `seconds` have passed; at once (but after a turn of the loop) for 0 or less.

        Cancelling the sleeping task is safe.
        """
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        due = self._passed + ceil(seconds * MICROSECONDS)
        heapq.heappush(self._sleepers, (due, next(self._order), waiter))
        await waiter

    def later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back when the clock is found at or past that time.

        Unlike a sleeper, this does not make `advance` stop on its way: it is for time-outs that
        change nothing but the caller (a long poll that ends without an update).
        """
        ticket = next(self._order)
        self._alarms[ticket] = (self._passed + ceil(seconds * MICROSECONDS), callback)

        def cancel() -> None:
            self._alarms.pop(ticket, None)

        return cancel

    @property
    def next_wake(self) -> float | None:
        """Seconds from now until the next sleeper wakes; None when nobody sleeps."""
        self._drop_cancelled()
        return (self._sleepers[0][0] - self._passed) / MICROSECONDS if self._sleepers else None

    async def advance(self, seconds: float) -> None:
        """Let `seconds` pass, waking every sleeper at his own time and in order.

        After each, the program is let come to rest (`quiet`) before time goes on.
        """
        if seconds < 0:
            raise ValueError("time does not run back; `shift` sets the machine's clock")
        await self._run_to(self._passed + ceil(seconds * MICROSECONDS))

    async def advance_to(self, moment: datetime) -> None:
        """Let time pass until the machine's clock shows `moment` (aware, not in the past)."""
        await self.advance((moment - self.now()).total_seconds())

    async def _run_to(self, target: int) -> None:
        await self.quiet()
        while True:
            self._drop_cancelled()
            if not self._sleepers or self._sleepers[0][0] > target:
                break
            self._passed = max(self._passed, self._sleepers[0][0])
            while self._sleepers and self._sleepers[0][0] <= self._passed:
                _, _, waiter = heapq.heappop(self._sleepers)
                if not waiter.done():
                    waiter.set_result(None)
            self._ring()
            await self.quiet()
        if target > self._passed:
            self._passed = target
            if self._ring():
                await self.quiet()

    def _ring(self) -> bool:
        due = [ticket for ticket, (at, _) in self._alarms.items() if at <= self._passed]
        for ticket in due:
            _, callback = self._alarms.pop(ticket)
            callback()
        return bool(due)

    def _drop_cancelled(self) -> None:
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)


class WallClock(_Resting):
    """Real time with the face of the sandbox's clock, for benchmarks and soak runs."""

    @property
    def virtual(self) -> bool:
        """False: time passes by itself."""
        return False

    @property
    def elapsed(self) -> float:
        """Seconds of the machine's monotonic clock."""
        return time.monotonic()

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    def true_now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Sleep in real time."""
        await asyncio.sleep(seconds)

    async def advance(self, seconds: float) -> None:
        """Nothing: people in front of a real clock do not pause for the sake of the story."""

    def later(self, seconds: float, callback: Callable[[], None]) -> Callable[[], None]:
        """Call back after `seconds` of real time."""
        return asyncio.get_running_loop().call_later(seconds, callback).cancel
