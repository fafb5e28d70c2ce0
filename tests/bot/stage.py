"""The real wiring over the sandbox, with a conversation that each test scripts for itself."""

import inspect
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast

from markupsafe import Markup

from bot.application import Tusoi
from bot.sandbox import Person, Sandbox, VirtualClock
from bot.settings import Settings
from conversations.context import Errand, House
from conversations.screen import SILENCE, Answer, Button, Event, Screen
from rules import Library
from storage import dialogues, outbox, roll
from storage.database import Database
from storage.outbox import OutboxRow
from tests.ready import ready

Reply = Callable[[Event], Answer | Awaitable[Answer]]
Wording = Callable[[Errand], Answer | None]


def screen(text: str, *labels: str, data: str = "x:y") -> Screen:
    """A screen with a button a row, each tapping ``data:<its label>``."""
    rows = tuple((Button(label, f"{data}:{label}"),) for label in labels)
    return Screen(Markup(text), rows)


class Script:
    """The conversation of a test: what it answers, and what it was told."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.reply: Reply = lambda _: SILENCE
        self.words: Wording = lambda _: SILENCE
        self.worded: list[OutboxRow] = []

    async def answer(self, _: House, event: Event) -> Answer:
        """In place of ``router.answer``."""
        self.events.append(event)
        answer = self.reply(event)
        return await answer if inspect.isawaitable(answer) else answer

    async def word(self, errand: Errand) -> Answer | None:
        """In place of ``router.word``."""
        self.worded.append(errand.row)
        return self.words(errand)

    @property
    def last(self) -> Event:
        """The last event."""
        return self.events[-1]


class Stage:
    """The running bot, its Telegram, its clock, its script."""

    def __init__(self, folder: Path, script: Script) -> None:
        self.clock = VirtualClock()
        self.sandbox = Sandbox(self.clock)
        self.script = script
        self.settings = Settings(self.sandbox.token, folder / "data", folder / "keys")
        self.tusoi: Tusoi

    async def open(self) -> Tusoi:
        """Put the bot together, like ``build`` but for the library, which no test here needs."""
        ready(self.settings.data)
        db = await Database.open(self.settings.data, self.settings.keys)
        house = House(db, cast(Library, None))
        self.tusoi = Tusoi(self.settings, house, self.sandbox.request(), self.clock)
        self.sandbox.settled = self.tusoi.settled
        return self.tusoi

    async def start(self) -> None:
        """Open and start."""
        await self.open()
        await self.tusoi.start()

    async def restart(self) -> None:
        """Stop, and start again over the same files."""
        await self.tusoi.stop()
        await self.start()

    @property
    def db(self) -> Database:
        """The bot's database."""
        return self.tusoi.house.db

    @property
    def now(self) -> datetime:
        """The moment."""
        return self.clock.now()

    async def someone(self, name: str = "An") -> Person:
        """Somebody who has pressed START."""
        person = self.sandbox.person(name)
        await person.start()
        return person

    async def member(self, name: str = "An") -> tuple[Person, roll.Person]:
        """Somebody who has pressed START and is linked to a person on the roll."""
        person = await self.someone(name)
        async with self.db.write() as tx:
            draft = roll.BranchDraft(f"Chi bộ {name}")
            change = await roll.write_roll(tx, draft, [roll.PersonDraft("1", name)], None, self.now)
            token = await roll.issue_invite(tx, change.added[0].id, self.now, LONG, None)
            await roll.use_invite(tx, token, person.id, None, self.now)
        return person, change.added[0]

    async def live(self, chat: int, task: str) -> int | None:
        """The live message on record."""
        async with self.db.read() as tx:
            return await dialogues.live(tx, chat, task)

    async def put(self, key: str, due: datetime | None = None, **where: object) -> None:
        """Put a row of kind ``note`` into the outbox, as a dialogue would."""
        async with self.db.write() as tx:
            await outbox.put(tx, key, "note", {}, due or self.now, **where)  # type: ignore[arg-type]

    async def sweep(self) -> None:
        """Let the sweeper do what is due."""
        self.tusoi.sweeper.kick()
        await self.sandbox.rest()

    async def row(self, key: str) -> OutboxRow:
        """A row of the outbox."""
        async with self.db.read() as tx:
            found = await outbox.message(tx, key)
        assert found is not None
        return found


LONG = timedelta(days=7)
