"""One call of the Bot API: what was asked, read strictly, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.errors import Misuse, bad_request
from bot.sandbox.json import Json, JsonObject


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str


@dataclass(slots=True)
class Call:
    """A call and its outcome.

    `code` is the HTTP status that the caller got; 0 while the call is under way, and for good when
    the caller got none (time-out, broken connection). `description` is the refusal or the trouble.
    `done` says whether the world was changed, whatever the caller was told: a call that timed out
    after delivery is `done` without a code.
    """

    number: int
    at: datetime
    method: str
    parameters: JsonObject
    uploads: Mapping[str, Upload] = field(default_factory=dict)
    code: int = 0
    description: str = ""
    done: bool = False

    @property
    def chat_id(self) -> int:
        """The chat it is about; 0 when it is about none."""
        value = self.parameters.get("chat_id")
        return value if isinstance(value, int) else 0

    @property
    def text(self) -> str:
        """The text or caption it carries, as sent (HTML)."""
        value = self.parameters.get("text", self.parameters.get("caption", ""))
        return value if isinstance(value, str) else ""

    @property
    def ok(self) -> bool:
        """Whether the caller was told that it succeeded."""
        return self.code == 200


class Parameters:
    """The parameters of a call, each of the type that the Bot API gives it.

    A parameter that nobody read is unknown (`finish`); a wrong type is a `Misuse` at once. Both
    are mistakes of a program, not of a person, so they are reported loudly.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self._read: set[str] = set()

    @property
    def call(self) -> Call:
        """The call they belong to."""
        return self._call

    def given(self, name: str) -> bool:
        """Whether it came with the call (as a value or as a file)."""
        return name in self._call.parameters or name in self._call.uploads

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        value = self._get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int):
            raise self._wrong(name, "Integer", value)
        return value

    def text(self, name: str, default: str = "") -> str:
        """A string."""
        value = self._get(name)
        if value is None:
            return default
        if not isinstance(value, str):
            raise self._wrong(name, "String", value)
        return value

    def flag(self, name: str) -> bool:
        """A Boolean; False when missing."""
        value = self._get(name)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self._wrong(name, "Boolean", value)
        return value

    def value(self, name: str) -> Json:
        """Any JSON value; None when missing."""
        return self._get(name)

    def object(self, name: str) -> JsonObject | None:
        """An object; None when missing."""
        value = self._get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            raise self._wrong(name, "Object", value)
        return value

    def array(self, name: str) -> Sequence[Json] | None:
        """An array; None when missing."""
        value = self._get(name)
        if value is None:
            return None
        if isinstance(value, str) or not isinstance(value, Sequence):
            raise self._wrong(name, "Array", value)
        return value

    def upload(self, name: str) -> Upload | None:
        """The file sent under that name, also through an ``attach://`` reference."""
        self._read.add(name)
        if name in self._call.uploads:
            return self._call.uploads[name]
        value = self._call.parameters.get(name)
        if isinstance(value, str) and value.startswith("attach://"):
            part = value.removeprefix("attach://")
            self._read.add(part)
            if part not in self._call.uploads:
                raise bad_request(f'attached file "{part}" not found')
            return self._call.uploads[part]
        return None

    def chat(self) -> int | str:
        """The ``chat_id``: a number, or a name with ``@``."""
        value = self._get("chat_id")
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            return int(value) if value.removeprefix("-").isdecimal() else value
        if value is None:
            raise bad_request("chat_id is empty")
        raise self._wrong("chat_id", "Integer or String", value)

    def ignore(self, *names: str) -> None:
        """Accept these, though they change nothing that the sandbox shows."""
        self._read.update(names)

    def finish(self) -> None:
        """Raise `Misuse` if anything came with the call that nobody read."""
        unread = {*self._call.parameters, *self._call.uploads} - self._read
        if unread:
            raise Misuse(
                f"{self._call.method}: the sandbox does not know the parameter"
                f"{'s' if len(unread) > 1 else ''} {', '.join(sorted(unread))}"
            )

    def _get(self, name: str) -> Json:
        self._read.add(name)
        return self._call.parameters.get(name)

    def _wrong(self, name: str, wanted: str, value: Json) -> Misuse:
        return Misuse(
            f"{self._call.method}: parameter {name} must be of type {wanted}, not {value!r}"
        )
