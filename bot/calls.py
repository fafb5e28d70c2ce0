"""One call to Telegram: repeated where that is safe, its refusals told apart.

What may be repeated depends on where the call was lost.

=====================================  =======================================================
refused by Telegram (4xx)              repeated never; 429 after the time that Telegram names
answered with a fault of its own (5xx) repeated: an error is an answer, nothing was done
never sent (no connection, no slot)    repeated
lost on the way or timed out           perhaps done: repeated only if doing it twice is the same
=====================================  =======================================================
"""

import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeVar

import httpx
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from bot.clock import Clock

# PTB's opt-in to the type that RetryAfter.retry_after will have; without it, it warns each time.
os.environ.setdefault("PTB_TIMEDELTA", "1")

Result = TypeVar("Result")

ATTEMPTS: Final = 4
"""How often a call is made at most while somebody waits for it."""
PATIENCE: Final = 30.0
"""Seconds that Telegram may ask to wait while somebody waits for the answer."""
_NEVER_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
)


class Reason(StrEnum):
    """Why a call did not do what it was made for."""

    UNCHANGED = "unchanged"
    """The message is already as wanted."""
    STALE = "stale"
    """The tap was too long ago to be answered."""
    GONE = "gone"
    """The message is no longer there, or may no longer be changed."""
    UNREACHABLE = "unreachable"
    """Blocked, kicked out, or without the right to write there."""
    MALFORMED = "malformed"
    """Telegram could not read the tags: a fault of ours."""
    BUSY = "busy"
    """Telegram asks for patience, for longer than anyone would wait; ``seconds`` says how long."""
    NETWORK = "network"
    """Telegram could not be reached, or is at fault; nothing was done."""
    UNKNOWN = "unknown"
    """Perhaps done, perhaps not."""
    REFUSED = "refused"
    """Any other refusal."""


class NotDone(Exception):
    """A call that was not done, or perhaps done: an outcome for the caller to judge."""

    def __init__(self, reason: Reason, words: str = "", seconds: float = 0.0) -> None:
        super().__init__(reason, words)
        self.reason = reason
        self.words = words
        self.seconds = seconds


_REASONS: Final = (
    ("message is not modified", Reason.UNCHANGED),
    ("query is too old", Reason.STALE),
    ("query id is invalid", Reason.STALE),
    ("query_id_invalid", Reason.STALE),
    ("message to edit not found", Reason.GONE),
    ("message to delete not found", Reason.GONE),
    ("message can't be edited", Reason.GONE),
    ("message can't be deleted", Reason.GONE),
    ("message_id_invalid", Reason.GONE),
    ("there is no text in the message to edit", Reason.GONE),
    ("can't parse entities", Reason.MALFORMED),
    ("chat not found", Reason.UNREACHABLE),
    ("user not found", Reason.UNREACHABLE),
    ("peer_id_invalid", Reason.UNREACHABLE),
    ("group chat was deactivated", Reason.UNREACHABLE),
    ("group chat was upgraded", Reason.UNREACHABLE),
    ("chat_write_forbidden", Reason.UNREACHABLE),
    ("rights to send", Reason.UNREACHABLE),
    ("have no rights to send", Reason.UNREACHABLE),
)
"""Telegram tells refusals apart by their words alone; these are the ones that matter here."""


def reason_of(error: TelegramError) -> Reason:
    """What a refusal or a lost call means for the caller."""
    if isinstance(error, Forbidden):
        return Reason.UNREACHABLE
    if isinstance(error, RetryAfter):
        return Reason.BUSY
    if isinstance(error, BadRequest):
        words = error.message.lower()
        return next((reason for part, reason in _REASONS if part in words), Reason.REFUSED)
    if isinstance(error, NetworkError):
        cause = error.__cause__
        if isinstance(cause, _NEVER_SENT):
            return Reason.NETWORK
        answered = cause is None or isinstance(cause, TelegramError)
        lost = isinstance(error, TimedOut) or not answered
        return Reason.UNKNOWN if lost else Reason.NETWORK
    return Reason.REFUSED


def seconds_of(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


async def call(
    clock: Clock,
    make: Callable[[], Awaitable[Result]],
    *,
    twice_is_once: bool,
    attempts: int = ATTEMPTS,
    patience: float = PATIENCE,
    busy: Callable[[float], None] | None = None,
) -> Result:
    """Make a call, and make it again where that is safe; raises NotDone, ChatMigrated.

    ``twice_is_once`` says that doing it twice is the same as once (edits are, new messages are
    not).  ``busy`` is told how many seconds Telegram wants to be left alone.
    """
    waited = 0.0
    for attempt in range(1, attempts + 1):
        try:
            return await make()
        except ChatMigrated:
            raise
        except TelegramError as error:
            reason = reason_of(error)
            pause = 0.5 * 2 ** (attempt - 1)
            if isinstance(error, RetryAfter):
                pause = seconds_of(error)
                if busy is not None:
                    busy(pause)
            again = reason in {Reason.NETWORK, Reason.BUSY} or (
                reason is Reason.UNKNOWN and twice_is_once
            )
            waited += pause
            if not again or attempt == attempts or waited > patience:
                seconds = pause if reason is Reason.BUSY else 0.0
                if reason is Reason.UNKNOWN and twice_is_once:
                    reason = Reason.NETWORK  # whether it was done makes no difference
                raise NotDone(reason, error.message, seconds) from error
        await clock.sleep(pause)
    raise AssertionError("the last attempt returns or raises")
