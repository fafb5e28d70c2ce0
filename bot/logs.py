"""The log: what an operator needs to find a fault, and nothing of what people said.

Three things never reach it, whoever logs them:

- the token, and the password of a proxy (httpx logs whole addresses, PTB quotes a refused token);
- the body of an update, callback data included: PTB quotes updates when something goes wrong;
- the words of an unforeseen exception, which may quote what somebody typed or tapped
  (``invalid literal for int(): '…'``).  Its classes and the places in the code are logged, its
  words only where they come from Telegram, the operating system or SQLite.

An unforeseen error is logged once, under a short reference that the person concerned is told.
"""

import logging
import re
import secrets
import sqlite3
import traceback
from collections.abc import Iterator
from typing import Final, TextIO

from telegram.error import TelegramError

from bot.errors import BotError

FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
QUIET: Final = ("telegram", "httpx", "httpcore", "aiosqlite", "sqlalchemy", "alembic", "asyncio")
"""Loggers of others: warnings and errors only, for what is below quotes whole requests."""

_SECRETS: Final = (
    # A token, also within an address (bot123:ABC…) and with its colon percent-encoded.
    (re.compile(r"\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"(?<=://)[^/@\s]+(?=@)"), "<password>"),
)
_OF_TELEGRAM: Final = ("telegram", "httpx", "httpcore")
_SPEAKING: Final = (TelegramError, BotError, OSError, sqlite3.Error)
"""Errors whose words quote nobody."""
_LONGEST: Final = 300


def mask(text: str) -> str:
    """The text with everything of a secret's shape taken out."""
    for shape, instead in _SECRETS:
        text = shape.sub(instead, text)
    return text


def describe(error: BaseException) -> str:
    """What is logged of an error: its classes, the places in the code, words that quote nobody."""
    return "\n".join(_lines(error, set()))


def _lines(error: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(error))
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before is not None and id(before) not in seen:
        yield from _lines(before, seen)
        yield "which led to:"
    for line in traceback.format_tb(error.__traceback__):
        yield mask(line.rstrip())
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    words = mask(str(error))[:_LONGEST] if isinstance(error, _SPEAKING) else ""
    yield f"{name}: {words}" if words else name
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            if id(part) not in seen:
                yield from _lines(part, seen)


class Discreet(logging.Filter):
    """Takes secrets and bodies out of a record, for the handler that it sits on."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true: a record is mended, never dropped."""
        if record.name.split(".")[0] in _OF_TELEGRAM:
            record.args = _harmless(record.args)
        try:
            message = record.getMessage()
        except Exception:  # a record whose own formatting fails must not be lost
            message = str(record.msg)
        record.msg, record.args = mask(message), ()
        if record.exc_info and record.exc_info[1] is not None:
            record.exc_text = describe(record.exc_info[1])
        elif record.exc_text:
            record.exc_text = mask(record.exc_text)
        record.exc_info = None
        record.stack_info = mask(record.stack_info) if record.stack_info else None
        return True


def _harmless(args: object) -> tuple[object, ...]:
    """A library's arguments without bodies: numbers, short plain words, names of classes."""
    values = args if isinstance(args, tuple) else (args,) if args else ()
    return tuple(_shown(value) for value in values)


def _shown(value: object) -> object:
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, BaseException):
        return f"{type(value).__name__}: {mask(str(value))[:_LONGEST]}"
    if isinstance(value, str) and len(value) <= 100 and not set(value) & set("{}[]\"'"):
        return value
    return f"<{type(value).__name__}>"


def set_up(stream: TextIO | None = None, level: int = logging.INFO) -> logging.Handler:
    """Log to ``stream`` (standard error) discreetly; returns the one handler of the program."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter(FORMAT))
    handler.addFilter(Discreet())
    root = logging.getLogger()
    for old in list(root.handlers):
        if any(isinstance(part, Discreet) for part in old.filters):
            root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level)
    quieten()
    logging.captureWarnings(capture=True)
    return handler


def quieten() -> None:
    """Keep the libraries' chatter (whole requests, updates, statements) out of every log."""
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def report(logger: logging.Logger, error: BaseException, doing: str) -> str:
    """Log an unforeseen error once; returns the short reference to tell the person concerned.

    ``doing`` says what was being done, in words that name nobody.
    """
    reference = secrets.token_hex(3)
    logger.error("unforeseen error %s while %s", reference, doing, exc_info=error)
    return reference
