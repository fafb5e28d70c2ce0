"""Pace: how fast the bot may speak of its own accord.

Telegram allows about 30 messages a second overall, one a second in a chat, 20 a minute in a group
(https://core.telegram.org/bots/faq#broadcasting-to-users).  Each limit is held as a **window**: of
any ``count + 1`` messages the first and the last lie more than ``seconds`` apart.  A token bucket
would let a full bucket and its refill through together, twice the limit in one second.

The overall limit is held twice.  3 in 0.102 s rather than 30 in 1 s: traffic comes evenly, and a
late packet of one burst never meets the next burst.  And 29 in a little more than a second, answers
counted: so there is always room for an answer, which waits for nobody, in a second that is full
otherwise.  That is 96% of the permitted rate.

The turn of a background message is reserved before it is worded; the moment at which it goes out is
counted too, so that a slow disk delays messages and never bunches them.

An answer to a person is counted, and what runs in the background gives way to it.  It waits only
where it would be the 31st new message within a second and the background has a part in that (many
tap while many are being reminded): the tenth of a second until there is room is less than the
second that a refusal costs.

Edits count in their chat alone, where Telegram does refuse them: the overall limit is about
messages to many people, and a branch that votes, every tap an edit, holds up no reminder.
"""

from collections import OrderedDict, deque
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``count`` messages in any ``seconds``."""

    count: int
    seconds: float


OVERALL: Final = (Limit(3, 0.102), Limit(29, 1.005))
IN_ALL: Final = Limit(30, 1.02)
"""The overall limit as everything keeps it, with room for packets that are late on their way."""
PATIENCE: Final = 0.7
"""Seconds that an answer waits at most."""
AFTER_ANSWERS: Final = 0.01
"""Seconds by which the background leaves the way to answers that wait."""
IN_A_CHAT: Final = Limit(1, 1.02)
IN_A_GROUP: Final = Limit(20, 60.5)

SPARE: Final = 32
"""Messages that a window remembers beyond its limit, for turns may be given back."""


class _Window:
    """The last messages under one limit."""

    __slots__ = ("limit", "times")

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self.times: deque[datetime] = deque(maxlen=limit.count + SPARE)

    def wait(self, now: datetime) -> float:
        """Seconds until the next message fits; a clock that was set back empties the window."""
        if self.times and self.times[-1] > now:
            self.times.clear()
        if len(self.times) < self.limit.count:
            return 0.0
        return max(0.0, self.limit.seconds - (now - self.times[-self.limit.count]).total_seconds())

    def forget(self, at: datetime | None) -> None:
        """Take back the message of that moment, if it is still remembered."""
        if at is not None and at in self.times:
            self.times.remove(at)


@dataclass(frozen=True, slots=True)
class _Hold:
    """Telegram's wish to be left alone."""

    since: datetime
    seconds: float

    def wait(self, now: datetime) -> float:
        """Seconds until it ends; a clock that was set back ends it."""
        passed = (now - self.since).total_seconds()
        return max(0.0, self.seconds - passed) if passed >= 0 else 0.0


class _Chat:
    """One chat's windows, and whether Telegram asked to leave it alone."""

    __slots__ = ("hold", "windows")

    def __init__(self, *, group: bool) -> None:
        limits = (IN_A_CHAT, IN_A_GROUP) if group else (IN_A_CHAT,)
        self.windows = tuple(_Window(limit) for limit in limits)
        self.hold: _Hold | None = None

    def wait(self, now: datetime) -> float:
        """Seconds until a background message may go there."""
        held = self.hold.wait(now) if self.hold else 0.0
        return max(held, *(window.wait(now) for window in self.windows), 0.0)


class Pace:
    """Counts every message and says how long background traffic has to wait."""

    __slots__ = (
        "_answering",
        "_chats",
        "_clock",
        "_hold",
        "_in_all",
        "_overall",
        "_reserved",
        "_spoke",
    )

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._overall = tuple(map(_Window, OVERALL))
        self._in_all = _Window(IN_ALL)
        self._spoke: datetime | None = None
        self._answering = 0
        self._hold: _Hold | None = None
        self._chats: OrderedDict[int, _Chat] = OrderedDict()
        self._reserved: dict[int, datetime] = {}

    def wait(self, chat: int | None = None) -> float:
        """Seconds until a background message may go to ``chat`` (or at all); 0 means now."""
        now = self._clock.now()
        held = self._hold.wait(now) if self._hold else 0.0
        overall = max(held, *(window.wait(now) for window in self._overall))
        if self._answering:
            overall = max(overall, self._in_all.wait(now) + AFTER_ANSWERS)
        known = None if chat is None else self._chats.get(chat)
        return overall if known is None else max(overall, known.wait(now))

    def is_free(self, chat: int) -> bool:
        """Whether a background message may go there as far as the chat itself is concerned."""
        known = self._chats.get(chat)
        return known is None or known.wait(self._clock.now()) == 0

    def count(self, chat: int, *, new: bool = True) -> None:
        """Count an answer that goes out to ``chat`` now; ``new``: it is no edit."""
        now = self._clock.now()
        for window in (*self._overall, self._in_all) if new else ():
            window.times.append(now)
        self._count_in(chat, now)

    def reserve(self, chat: int) -> None:
        """Take a turn for a message that is worded only now; ``go`` or ``give_back`` follows."""
        now = self._clock.now()
        for window in self._overall:
            window.times.append(now)
        self._count_in(chat, now)
        self._reserved[chat] = now

    async def go(self, chat: int) -> None:
        """Count the message for which a turn was reserved: it goes out now.

        Where its wording took long, or answers came in between, it waits until it fits.
        """
        while (seconds := self._in_all.wait(self._clock.now())) > 0:
            await self._clock.sleep(seconds + AFTER_ANSWERS * (self._answering > 0))
        now = self._spoke = self._clock.now()
        self._in_all.times.append(now)
        at = self._reserved.pop(chat, None)
        for window in self._chat(chat).windows:
            window.forget(at)
        self._count_in(chat, now)

    def give_back(self, chat: int) -> None:
        """A turn was reserved and nothing is sent: it is not counted any more."""
        at = self._reserved.pop(chat, None)
        for window in (*self._overall, *self._chat(chat).windows):
            window.forget(at)

    def _count_in(self, chat: int, now: datetime) -> None:
        for window in self._chat(chat).windows:
            window.times.append(now)
        self._forget(now)

    async def answer(self, chat: int, *, new: bool) -> None:
        """Count an answer; a new message waits until it is not one too many in its second.

        Where answers alone are too many, waiting helps nobody: then Telegram decides.
        """
        left = PATIENCE if new else 0.0
        self._answering += 1
        try:
            while (seconds := min(self._crowded(), left)) > 0:
                await self._clock.sleep(seconds)
                left -= seconds
        finally:
            self._answering -= 1
        self.count(chat, new=new)

    def _crowded(self) -> float:
        """Seconds until one more fits beside what the background has just said; 0 if it is mute."""
        now = self._clock.now()
        silent = None if self._spoke is None else (now - self._spoke).total_seconds()
        speaks = silent is not None and 0 <= silent < IN_ALL.seconds
        return self._in_all.wait(now) if speaks else 0.0

    async def turn(self, chat: int) -> None:
        """Wait until a background message may go to ``chat``, and reserve its turn."""
        while (seconds := self.wait(chat)) > 0:
            await self._clock.sleep(seconds)
        self.reserve(chat)

    def hold(self, chat: int, seconds: float) -> None:
        """Telegram asked for patience: leave the chat alone, or everyone.

        A private chat under our pace is never over its own limit, so a refusal there is meant
        for all; a group may be busy by other bots' doing, and is held alone.
        """
        hold = _Hold(self._clock.now(), seconds)
        if chat < 0:
            self._chat(chat).hold = hold
        else:
            self._hold = hold

    def _chat(self, chat: int) -> _Chat:
        known = self._chats.get(chat)
        if known is None:
            known = self._chats[chat] = _Chat(group=chat < 0)
        self._chats.move_to_end(chat)
        return known

    def _forget(self, now: datetime) -> None:
        """Forget chats that nothing limits any more, the longest silent first."""
        while self._chats:
            chat, oldest = next(iter(self._chats.items()))
            last = oldest.windows[-1].times
            silent = not last or (now - last[-1]).total_seconds() > IN_A_GROUP.seconds
            if not silent or (oldest.hold is not None and oldest.hold.wait(now)):
                return
            del self._chats[chat]
