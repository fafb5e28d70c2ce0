"""The sandbox as a whole: one bot's Telegram, its people and its clock.

::

    clock = VirtualClock()
    sandbox = Sandbox(clock)
    application = await build(settings, request=sandbox.request(), clock=clock)
    sandbox.settled = application.settled
    await application.start()
    an = sandbox.person("Nguyễn Văn An")
    await an.send("/start")
    await an.tap("Tốt")

Every deed of a person goes the real way: the update lies in the queue until the application's own
polling fetches it. The deed returns when the application has confirmed the update and says (through
`settled`) that it is done. If it waits for time to pass (a retry, pacing), time passes; if it waits
for nothing that could come, `Stuck` is raised with what its tasks are waiting at.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import TypeVar

from bot.sandbox.calls import Call
from bot.sandbox.clock import VirtualClock, WorldClock
from bot.sandbox.errors import Stuck
from bot.sandbox.faults import Faults
from bot.sandbox.groups import Group
from bot.sandbox.limits import Limits
from bot.sandbox.mailbox import Update
from bot.sandbox.people import Person
from bot.sandbox.quiet import frames
from bot.sandbox.request import SandboxRequest
from bot.sandbox.server import Latency, Query, Server
from bot.sandbox.transcript import Transcript
from bot.sandbox.world import Message

Result = TypeVar("Result")

PATIENCE = 300.0
"""Seconds of virtual time that a deed may take the application before it counts as stuck."""

STANDARD = Limits()


class Sandbox:
    """A Telegram for one bot.

    `settled` is awaited after each deed, once the application has fetched what the deed caused;
    without it the sandbox waits until the event loop is quiet. `limits` are Telegram's own;
    `UNLIMITED` switches them off.
    """

    def __init__(
        self,
        clock: WorldClock | None = None,
        *,
        settled: Callable[[], Awaitable[None]] | None = None,
        username: str = "tusoi_bot",
        name: str = "Tự Soi",
        limits: Limits = STANDARD,
        seed: int = 1,
    ) -> None:
        self.clock: WorldClock = clock or VirtualClock()
        self.settled = settled
        self.server = Server(self.clock, username, name, limits)
        self.patience = PATIENCE
        self._pauses = random.Random(seed)  # noqa: S311 (human pauses, repeatable)
        self._together: list[Update] | None = None
        self._settling = asyncio.Lock()

    # Making things

    def request(self) -> SandboxRequest:
        """A request object for python-telegram-bot; may be used for getUpdates as well."""
        return SandboxRequest(self.server)

    def person(self, name: str, language: str = "vi", *, last_name: str = "") -> Person:
        """Someone new, who has never heard of the bot."""
        return Person(self, name, last_name, language)

    def group(self, title: str, creator: Person, *, supergroup: bool = False) -> Group:
        """A new group, with its creator in it and nobody else."""
        return Group(self, title, creator, supergroup=supergroup)

    # What there is

    @property
    def token(self) -> str:
        """The only token that is let in."""
        return self.server.token

    @property
    def link(self) -> str:
        """The address of the bot, to which ``?start=…`` can be added."""
        return f"https://t.me/{self.server.bot.username}"

    @property
    def transcript(self) -> Transcript:
        """What happened, in order."""
        return self.server.transcript

    @property
    def faults(self) -> Faults:
        """What is going to go wrong."""
        return self.server.faults

    @property
    def calls(self) -> list[Call]:
        """Every call of the Bot API so far."""
        return self.server.calls

    def calls_of(self, method: str) -> list[Call]:
        """The calls of one method."""
        return [call for call in self.calls if call.method == method]

    @property
    def unanswered(self) -> list[Query]:
        """Taps whose wheel still turns: the bot has not answered the query (yet)."""
        return [query for query in self.server.queries.values() if not query.answered]

    @property
    def everything_said(self) -> list[Message]:
        """Every message of every chat, deleted ones included, each with all its versions."""
        return [
            message
            for chat in self.server.world.chats.values()
            for message in chat.messages.values()
        ]

    @property
    def latency(self) -> Latency | None:
        """How long each call takes."""
        return self.server.latency

    @latency.setter
    def latency(self, latency: Latency | None) -> None:
        self.server.latency = latency

    def on_call(self, hook: Callable[[Call], Awaitable[None] | None]) -> None:
        """Let `hook` see every call before it is carried out; it may be a coroutine function."""
        self.server.hooks.append(hook)

    # Time and order

    async def at_once(self, *deeds: Coroutine[object, object, object]) -> None:
        """Let several people act in the same moment: their updates reach the bot together.

        Returns when all of them are dealt with.
        """
        await self.pause()
        self._together = []
        self.server.mailbox.holding = True
        rest = list(deeds)
        try:
            while rest:
                await rest.pop(0)
        finally:
            for deed in rest:
                deed.close()
            together, self._together = self._together, None
            self.server.mailbox.release()
        await self.handled(together)

    async def wait(self, seconds: float) -> None:
        """Let time pass, and whatever is due happen."""
        await self.clock.advance(seconds)
        await self.rest()

    async def rest(self) -> None:
        """Return when the application has nothing left to do at this moment."""
        await self.handled([])

    async def complete(self, work: Coroutine[object, object, Result]) -> Result:
        """Await something of the application's (its start, its stop), letting time pass for it.

        On a virtual clock plain ``await`` would wait for ever if the work sleeps on that clock.
        Returns what the work returns; raises `Stuck` when neither `patience` nor anything else
        brings it to its end.
        """
        clock = self.clock
        if not isinstance(clock, VirtualClock):
            return await work
        task = asyncio.ensure_future(work)
        waited = 0.0
        try:
            while True:
                await clock.quiet()
                if task.done() and not self.server.under_way:
                    return task.result()
                step = clock.next_wake
                if step is None or waited + step > self.patience:
                    raise Stuck(_where())
                waited += step
                await clock.advance(step)
        finally:
            task.cancel()

    async def pause(self) -> None:
        """The second or two that a person takes before he does something."""
        if self._together is None:
            await self.clock.advance(round(self._pauses.uniform(1, 2), 1))

    async def handled(self, updates: Sequence[Update]) -> None:
        """Return when the application has fetched and dealt with these updates.

        At once if it is not running: they wait for it. Raises `Stuck`, and any `Misuse` of the API
        that it has committed meanwhile.
        """
        if self._together is not None:
            self._together += updates
            return
        async with self._settling:
            if not self.server.mailbox.online:
                await self.clock.quiet()
            if self.server.mailbox.online:
                await self._settle(updates)
        if self.server.misuses:
            misuse, *_ = self.server.misuses
            self.server.misuses.clear()
            raise misuse

    async def _done(self, updates: Sequence[Update]) -> None:
        for update in updates:
            await self.server.mailbox.taken(update)
        if self.settled is not None:
            await self.settled()
        elif not self.clock.virtual:
            await self.clock.quiet()

    async def _settle(self, updates: Sequence[Update]) -> None:
        try:
            await self.complete(self._done(updates))
        except Stuck as stuck:
            sent = ", ".join(f"{update.kind} {update.id}" for update in updates)
            raise Stuck(f"{stuck}\nSent to it: {sent or 'nothing'}") from None


def _where() -> str:
    """What the program is waiting at, for whoever has to find out why."""
    lines = ["the application does not come to rest; its tasks wait at"]
    for task in asyncio.all_tasks():
        stack = frames(task)
        if stack and task is not asyncio.current_task():
            places = [f"{frame.f_code.co_qualname}:{frame.f_lineno}" for frame in stack[-3:]]
            lines.append(f"  {task.get_name()}: {' > '.join(places)}")
    return "\n".join(lines)
