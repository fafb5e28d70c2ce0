"""The clock: the one source of time in the program, so that tests and the demo can wind their own.

Rooms below take moments as arguments; only the wiring reads a clock.
"""

import asyncio
import time
from datetime import UTC, datetime
from typing import Final, Protocol

SLICE: Final = 30.0
"""Seconds after which a sleeper looks whether the time of day was moved."""
MOVED: Final = 2.0
"""Seconds of difference that count as moved, not as a time server's gentle correction."""


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """The present moment: aware, UTC."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; returns at once for nothing or less, and perhaps early: look at ``now`` again."""
        ...


class SystemClock:
    """The machine's own clock."""

    __slots__ = ()

    def now(self) -> datetime:
        """The machine's time, which an administrator may move back and forth."""
        return datetime.now(UTC)

    async def sleep(self, seconds: float) -> None:
        """Wait by the steady clock, but no longer once somebody moves the time of day.

        What was due at a time of day may be due at once then, or much later.
        """
        ends, drift = time.monotonic() + seconds, _drift()
        while abs(_drift() - drift) < MOVED:
            rest = ends - time.monotonic()
            if rest <= 0:
                return
            await asyncio.sleep(min(rest, SLICE))


def _drift() -> float:
    """How far the time of day is ahead of the steady clock: constant, unless it is moved."""
    return time.time() - time.monotonic()
