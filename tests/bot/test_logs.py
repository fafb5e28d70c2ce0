"""The log holds no token, no update's body, nothing of what somebody typed."""

import io
import logging
import sqlite3
import warnings
from collections.abc import Iterator

import pytest
from telegram.error import InvalidToken

from bot import logs

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"
SECRET = "vote:mark:bí mật"
logger = logging.getLogger("bot.test")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """The log as the program sets it up, and what it holds."""
    root = logging.getLogger()
    level = root.level
    stream = io.StringIO()
    handler = logs.set_up(stream)
    yield stream
    root.removeHandler(handler)
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def typed(text: str) -> int:
    """Stands in for a dialogue that stumbles over what somebody sent."""
    return int(text)


@pytest.mark.parametrize(
    "text",
    [
        TOKEN,
        f"HTTP Request: POST https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN.replace(':', '%3A')}/x",
        f"The token `{TOKEN}` was rejected",
    ],
)
def test_a_token_is_masked_wherever_it_stands(log: io.StringIO, text: str) -> None:
    """In the message, in its arguments, in an exception: never the token."""
    logger.warning(text)
    logger.warning("seen: %s", text)
    logger.warning("seen: %(text)s", {"text": text})
    logger.error("refused", exc_info=InvalidToken(text))
    assert "AAabc" not in log.getvalue()
    assert log.getvalue().count("<token>") >= 4


def test_the_password_of_a_proxy_is_masked(log: io.StringIO) -> None:
    """An address keeps its host and loses its password."""
    logger.warning("via %s", "http://me:secret@proxy.example:3128")
    assert "secret" not in log.getvalue()
    assert "proxy.example:3128" in log.getvalue()


@pytest.mark.parametrize("name", ["httpx", "httpcore.connection", "telegram.ext.Application"])
def test_chatter_of_libraries_is_not_logged(log: io.StringIO, name: str) -> None:
    """What the libraries say below a warning holds addresses and updates: it is left out."""
    logging.getLogger(name).info("HTTP Request: %s", "https://x")
    logging.getLogger(name).debug("Processing update %s", {"text": "bí mật"})
    assert log.getvalue() == ""


@pytest.mark.parametrize(
    ("message", "body"),
    [
        ("Error while parsing updates! Received data was %r", [{"message": {"text": "bí mật"}}]),
        ("Error while building CallbackContext for update %s.", {"data": "vote:mark:bí mật"}),
        ('Can not load invalid JSON data: "%s"', '{"text": "bí mật"'),
    ],
)
def test_the_library_quotes_no_update(log: io.StringIO, message: str, body: object) -> None:
    """Where PTB quotes what it received, the log says of which kind it was and no more."""
    logging.getLogger("telegram.Bot").critical(message, body)
    logging.getLogger("telegram.Bot").critical(message, body, exc_info=ValueError(SECRET))
    assert "bí mật" not in log.getvalue()
    assert f"<{type(body).__name__}>" in log.getvalue()


def test_an_unforeseen_error_is_logged_once_under_its_reference(log: io.StringIO) -> None:
    """The log has where it happened and what it was, not the words that quote the person."""
    try:
        typed(SECRET)
    except ValueError as error:
        reference = logs.report(logger, error, "answering a Tap")
    text = log.getvalue()
    assert text.count(reference) == 1
    assert "in typed" in text
    assert "builtins.ValueError" in text
    assert "bí mật" not in text


def test_what_led_to_an_error_is_logged_too(log: io.StringIO) -> None:
    """Causes are told in order, each with what it may say."""
    try:
        try:
            raise sqlite3.OperationalError("database is locked")
        except sqlite3.Error as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        logs.report(logger, error, "saving")
    text = log.getvalue()
    assert text.index("database is locked") < text.index("which led to") < text.index("Runtime")
    assert "bí mật" not in text


def test_errors_in_a_group_are_told_apart() -> None:
    """A group of errors is told with its parts."""
    group = ExceptionGroup("two", [OSError("disk full"), ValueError(SECRET)])
    text = logs.describe(group)
    assert "disk full" in text
    assert "builtins.ValueError" in text
    assert "bí mật" not in text


def test_a_warning_goes_through_the_log(log: io.StringIO) -> None:
    """Python's warnings are masked like everything else."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(capture=True)
        warnings.warn(f"odd {TOKEN}", UserWarning, stacklevel=1)
    assert "AAabc" not in log.getvalue()


def test_a_record_that_cannot_be_formatted_is_kept(log: io.StringIO) -> None:
    """A log call with the wrong arguments is logged as it is, and raises nothing."""
    logger.warning("one %s two %s", "only one")  # noqa: PLE1206 - the fault is the point
    assert "one %s two %s" in log.getvalue()


def test_setting_up_twice_logs_once(log: io.StringIO) -> None:
    """A second start in one process replaces the handler."""
    handler = logs.set_up(log)
    logger.warning("once")
    logging.getLogger().removeHandler(handler)
    assert log.getvalue().count("once") == 1
