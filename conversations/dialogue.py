"""How a dialogue is declared: which events it answers, and the right that each of them needs.

::

    dialogue = Dialogue("assess")

    @dialogue.tap("grade", Action.ASSESS)
    async def grade(c: Context, question: str, mark: str) -> Answer: ...

A tap's data is ``assess:grade:3:tot``: the dialogue, the verb, the handler's arguments as text.
The router checks the right before the handler runs, and that the number of arguments fits; what
they hold is untrusted still.  The tables are plain, so that a test can walk through all of them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from inspect import Parameter, signature
from typing import Concatenate, TypeVar

from conversations.authority import Action
from conversations.context import Context, Errand, House
from conversations.screen import DATA_BYTES, Answer, Event, File
from storage.roll import Account

Handler = TypeVar("Handler")
TapFunction = Callable[Concatenate[Context, ...], Awaitable[Answer]]
CommandFunction = Callable[[Context, str], Awaitable[Answer]]
TextFunction = Callable[[Context, str, str], Awaitable[Answer]]
OpenedFile = Callable[[Context, str], Awaitable[Answer]]
FileFunction = Callable[[House, Event, File], Awaitable[OpenedFile]]
DeliveryFunction = Callable[[Errand], Awaitable[Answer | None]]
FanFunction = Callable[[Errand], Awaitable[tuple[Account, ...]]]
SpreadFunction = Callable[[Errand], Awaitable[bool]]


@dataclass(frozen=True, slots=True)
class TapHandler:
    """A tap's handler; ``least`` and ``most`` arguments after the context (``most`` None: any)."""

    needs: Action
    function: TapFunction
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class CommandHandler:
    needs: Action
    function: CommandFunction


@dataclass(frozen=True, slots=True)
class TextHandler:
    """Handles the typed answer that a dialogue awaits, given the payload it left."""

    needs: Action
    function: TextFunction


@dataclass(frozen=True, slots=True)
class FileHandler:
    """Handles the file that a dialogue awaits, in two steps: fetching and reading take a while and
    come first, outside any transaction; what that gives is then called inside, with the payload."""

    needs: Action
    function: FileFunction


@dataclass(slots=True)
class Dialogue:
    """One dialogue's tables: commands, taps by verb, awaited texts and files, deliveries."""

    name: str
    commands: dict[str, CommandHandler] = field(default_factory=dict)
    taps: dict[str, TapHandler] = field(default_factory=dict)
    texts: dict[str, TextHandler] = field(default_factory=dict)
    files: dict[str, FileHandler] = field(default_factory=dict)
    deliveries: dict[str, DeliveryFunction] = field(default_factory=dict)
    fans: dict[str, FanFunction] = field(default_factory=dict)
    spreads: dict[str, SpreadFunction] = field(default_factory=dict)

    def data(self, verb: str, *arguments: object) -> str:
        """The data of a button of this dialogue; raises ValueError past the limit or unknown."""
        if verb not in self.taps:
            raise ValueError(f"no such tap: {self.name}:{verb}")
        data = ":".join([self.name, verb, *map(str, arguments)])
        if len(data.encode()) > DATA_BYTES:
            raise ValueError(f"too much for a button: {data!r}")
        return data

    def tap(self, verb: str, needs: Action) -> Callable[[TapFunction], TapFunction]:
        """Declare what answers a tap ``<dialogue>:<verb>``."""

        def declare(function: TapFunction) -> TapFunction:
            parameters = list(signature(function).parameters.values())[1:]
            plain = [p for p in parameters if p.kind is not Parameter.VAR_POSITIONAL]
            least = sum(p.default is Parameter.empty for p in plain)
            most = len(plain) if len(plain) == len(parameters) else None
            self._once(self.taps, verb, TapHandler(needs, function, least, most))
            return function

        return declare

    def command(self, *names: str, needs: Action) -> Callable[[CommandFunction], CommandFunction]:
        """Declare what answers ``/name``; the function gets the text behind it."""

        def declare(function: CommandFunction) -> CommandFunction:
            for name in names:
                self._once(self.commands, name, CommandHandler(needs, function))
            return function

        return declare

    def text(self, awaits: str, needs: Action) -> Callable[[TextFunction], TextFunction]:
        """Declare what takes the typed answer awaited as ``<dialogue>:<awaits>``."""

        def declare(function: TextFunction) -> TextFunction:
            self._once(self.texts, f"{self.name}:{awaits}", TextHandler(needs, function))
            return function

        return declare

    def file(self, awaits: str, needs: Action) -> Callable[[FileFunction], FileFunction]:
        """Declare what takes the file awaited as ``<dialogue>:<awaits>``."""

        def declare(function: FileFunction) -> FileFunction:
            self._once(self.files, f"{self.name}:{awaits}", FileHandler(needs, function))
            return function

        return declare

    def delivery(self, kind: str) -> Callable[[DeliveryFunction], DeliveryFunction]:
        """Declare what words an outbox row of ``kind`` at sending; None drops it as not needed."""

        def declare(function: DeliveryFunction) -> DeliveryFunction:
            self._once(self.deliveries, kind, function)
            return function

        return declare

    def fan(self, kind: str) -> Callable[[FanFunction], FanFunction]:
        """Declare to whom an outbox row of ``kind`` that names nobody goes, found at sending.

        For what may not be kept as a row for each of them; its words are a delivery's.
        """

        def declare(function: FanFunction) -> FanFunction:
            self._once(self.fans, kind, function)
            return function

        return declare

    def spread(self, kind: str) -> Callable[[SpreadFunction], SpreadFunction]:
        """Declare what turns an outbox row of ``kind`` into rows of its own when it falls due.

        It puts them through the errand's transaction, in which the row itself ends: all of it or
        nothing.  False: nobody needs it any more.
        """

        def declare(function: SpreadFunction) -> SpreadFunction:
            self._once(self.spreads, kind, function)
            return function

        return declare

    @staticmethod
    def _once(table: dict[str, Handler], key: str, handler: Handler) -> None:
        if key in table:
            raise ValueError(f"declared twice: {key}")
        table[key] = handler
