"""How fast a bot may speak: Telegram's limits, with its 429.

Telegram says: not more than one message a second in a chat, though short bursts pass; 20 a minute
in a group; about 30 a second in all. It does not say how edits count. Here they count in their chat
and group, where bots do see them refused, and not in the overall rate, which is about messages to
many people. Answers to callback queries, reads and deletions are free.

Time is that of the sandbox's clock (`elapsed`, seconds).
"""

from collections import deque
from dataclasses import dataclass
from math import ceil
from typing import Final

from bot.sandbox.errors import too_many
from bot.sandbox.world import Chat

ROUNDING: Final = 1e-6
"""Seconds by which floating point may be off."""

SENDS: Final = frozenset({"sendMessage", "sendDocument"})
EDITS: Final = frozenset({"editMessageText", "editMessageReplyMarkup"})


@dataclass(frozen=True, slots=True)
class Limits:
    """The numbers. 0 switches a limit off."""

    per_second: int = 30
    burst_in_chat: int = 5
    """Messages that one chat takes at once; after that, one a second."""
    per_minute_in_group: int = 20
    edits_count: bool = True


UNLIMITED: Final = Limits(0, 0, 0)
"""No limits at all."""


@dataclass(slots=True)
class _Bucket:
    level: float
    at: float


class Traffic:
    """What was sent when, and what is too much."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.refused = 0
        """Calls refused so far because of these limits."""
        self._all: deque[float] = deque()
        self._groups: dict[int, deque[float]] = {}
        self._chats: dict[int, _Bucket] = {}

    def admit(self, method: str, chat: Chat, now: float) -> None:
        """Count one call of `method` in `chat`; raises `Refusal` (429) when it is one too many.

        A refused call is not counted.
        """
        sends = method in SENDS
        if not sends and not (method in EDITS and self.limits.edits_count):
            return
        bucket = self._bucket(chat.id, now)
        group = self._groups.setdefault(chat.id, deque())
        waits = [0.0]
        if sends and self.limits.per_second:
            waits.append(_wait(self._all, now, 1, self.limits.per_second))
        if not chat.private and self.limits.per_minute_in_group:
            waits.append(_wait(group, now, 60, self.limits.per_minute_in_group))
        if self.limits.burst_in_chat and bucket.level < 1 - ROUNDING:
            waits.append(1 - bucket.level)
        if max(waits) > 0:
            self.refused += 1
            raise too_many(max(1, ceil(max(waits) - ROUNDING)))
        bucket.level -= 1
        group.append(now)
        if sends:
            self._all.append(now)

    def _bucket(self, chat_id: int, now: float) -> _Bucket:
        bucket = self._chats.setdefault(chat_id, _Bucket(self.limits.burst_in_chat, now))
        bucket.level = min(self.limits.burst_in_chat, bucket.level + now - bucket.at)
        bucket.at = now
        return bucket


def _wait(times: deque[float], now: float, window: float, most: int) -> float:
    """Seconds until one more fits into the sliding window; 0 if it fits now."""
    while times and times[0] <= now - window + ROUNDING:
        times.popleft()
    return times[-most] + window - now if len(times) >= most else 0.0
