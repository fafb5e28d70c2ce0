"""The network is away: how long it is left alone, twice as long each time."""

import logging
from datetime import datetime
from typing import Final

from bot.clock import Clock

logger = logging.getLogger(__name__)

LONGEST: Final = 60.0
"""Seconds that the outbox waits at most before it tries again."""


class Outage:
    """Counts failures in a row; a success ends it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._since: tuple[datetime, float] | None = None

    def wait(self) -> float:
        """Seconds that nothing is to be begun; a clock that was set back ends them."""
        if self._since is None:
            return 0.0
        since, seconds = self._since
        passed = (self._clock.now() - since).total_seconds()
        return max(0.0, seconds - passed) if passed >= 0 else 0.0

    def failed(self) -> None:
        """A call found no network; of several under way at once the first counts."""
        if self.wait():
            return
        self._failures += 1
        seconds = min(2.0**self._failures, LONGEST)
        self._since = (self._clock.now(), seconds)
        logger.warning("Telegram cannot be reached; the outbox waits %.0f s", seconds)

    def over(self) -> None:
        """A call went through."""
        self._failures, self._since = 0, None
