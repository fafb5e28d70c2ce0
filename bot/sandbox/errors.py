"""What can go wrong in the sandbox, and to whom it is told.

::

    Exception
    └── Refusal           Telegram says no: the application gets it as an HTTP status and JSON
    AssertionError        told to whoever drives the sandbox (a test, the demo), never to the bot
    └── SandboxError
        ├── Misuse        the application called a method, or a parameter, that Telegram or the
        │                 sandbox does not know; the caller is refused as well
        ├── NotVisible    a person was told to use what his screen does not show
        └── Stuck         the application waits for something that can never come

`SandboxError` is an `AssertionError`, so that a test fails with its text and not with an error.
"""

from bot.sandbox.json import Json, JsonObject


class Refusal(Exception):
    """Telegram's answer to a call that it will not carry out.

    `code` is both the HTTP status and the ``error_code``; `description` carries Telegram's own
    wording, prefix included; `parameters` are its machine-readable response parameters
    (``retry_after`` in seconds, ``migrate_to_chat_id``).
    """

    def __init__(self, code: int, description: str, **parameters: Json) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters

    def body(self) -> JsonObject:
        """The JSON that Telegram sends with it."""
        answer: dict[str, Json] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.parameters:
            answer["parameters"] = self.parameters
        return answer


class SandboxError(AssertionError):
    """Something that the driver of the sandbox, not the application, has to know."""


class Misuse(SandboxError):
    """The application made a call that the Bot API (or this stand-in) does not have."""


class NotVisible(SandboxError):
    """A person was asked to tap, read or open what is not on his screen."""


class Stuck(SandboxError):
    """The application did not come to rest: nothing moves, and no time that passes would help."""


def bad_request(reason: str, **parameters: Json) -> Refusal:
    """A 400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {reason}", **parameters)


def forbidden(reason: str) -> Refusal:
    """A 403 with Telegram's prefix."""
    return Refusal(403, f"Forbidden: {reason}")


def too_many(retry_after: int) -> Refusal:
    """A 429: the caller is to wait `retry_after` seconds."""
    return Refusal(429, f"Too Many Requests: retry after {retry_after}", retry_after=retry_after)
