"""A small world: the real application over real files, and a branch of seven people around it.

A stage that a test is not about is reached by the store's own functions; what it is about is done
by tapping visible labels.
"""

import io
import logging
import random
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final

from bot import logs
from bot.application import Tusoi, build
from bot.sandbox import Group, Limits, Person, Sandbox, Shown, VirtualClock
from bot.settings import Settings
from conversations.joining import invite_link_payload
from storage import ballots, reviews, roll
from storage.database import Database
from storage.roll import BranchDraft, PersonDraft, Role, Standing
from tests.end_to_end import inspection
from tests.ready import ready

START: Final = datetime(2018, 12, 3, 1, 0, tzinfo=UTC)
GUIDELINE: Final = "can-tho-2018"
XS, HTT, HN, KHT = (
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)

THU, PHO, AN, BINH, DUNG, EM, GIANG = (
    "Trần Văn Hòa",
    "Nguyễn Thị Châu",
    "Lê Văn An",
    "Phạm Thị Bình",
    "Võ Văn Dũng",
    "Lý Thị Em",
    "Mai Văn Giang",
)
"""The secretary, the deputy, three members, one on probation, and one never linked."""
ROLL: Final = (THU, PHO, AN, BINH, DUNG, EM, GIANG)
LINKED: Final = ROLL[:-1]
VOTERS: Final = (THU, PHO, AN, BINH, DUNG)


def drafts(names: tuple[str, ...] = ROLL) -> list[PersonDraft]:
    """The roll: the first is secretary, the second deputy; who is named Em is on probation."""
    roles = {0: frozenset({Role.SECRETARY}), 1: frozenset({Role.DEPUTY})}
    return [
        PersonDraft(
            str(number + 1),
            name,
            birth_year=1960 + number,
            joined=date(2010, 5, 19),
            official=None if name == EM else date(2011, 5, 19),
            standing=Standing.PROBATIONARY if name == EM else Standing.OFFICIAL,
            roles=roles.get(number, frozenset()),
        )
        for number, name in enumerate(names)
    ]


class _Steady(random.Random):
    """Every pause as long as the other."""

    def __init__(self, seconds: float) -> None:
        super().__init__(0)
        self._seconds = seconds

    def uniform(self, a: float, b: float) -> float:
        return self._seconds


@dataclass
class World:
    """The running application and its Telegram.  Made by :func:`world`."""

    folder: Path
    sandbox: Sandbox
    settings: Settings
    log: io.StringIO
    tusoi: Tusoi | None = None

    @property
    def bot(self) -> Tusoi:
        assert self.tusoi is not None
        return self.tusoi

    @property
    def db(self) -> Database:
        return self.bot.house.db

    @property
    def now(self) -> datetime:
        return self.sandbox.clock.now()

    async def start(self) -> None:
        """Build the application on the files and let it poll."""
        self.tusoi = await build(
            self.settings, request=self.sandbox.request(), clock=self.sandbox.clock
        )
        self.sandbox.settled = self.tusoi.settled
        await self.sandbox.complete(self.tusoi.start())
        await self.sandbox.rest()

    async def stop(self) -> None:
        if self.tusoi is not None:
            await self.sandbox.complete(self.tusoi.stop())
        self.tusoi = None
        self.sandbox.settled = None

    async def restart(self) -> None:
        """Stop, and build a new application on the same files: memory is gone."""
        await self.stop()
        await self.start()

    def hurry(self, seconds: float) -> None:
        """From now on everybody's next deed follows that soon (a person takes a second or two)."""
        self.sandbox._pauses = _Steady(seconds)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Whatever is done inside must leave the database as it was."""
        before = self.dump()
        yield
        after = self.dump()
        assert after.keys() == before.keys()
        for table, rows in before.items():
            assert after[table] == rows, table

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Everything in the database but where screens are, what is awaited and what is due."""
        return inspection.dump(self.settings.data)

    async def found(self, name: str = "Chi bộ 3", names: tuple[str, ...] = ROLL) -> "Branch":
        """A branch with its roll on the database, and nobody linked."""
        async with self.db.write() as tx:
            change = await roll.write_roll(tx, BranchDraft(name), drafts(names), None, self.now)
        people = {one.full_name: one.id for one in change.added}
        return Branch(self, change.branch.id, name, names, people)


@dataclass
class Branch:
    """A branch and its people's telephones; each step returns when it is reached."""

    world: World
    id: int
    name: str
    names: tuple[str, ...]
    ids: dict[str, int]
    people: dict[str, Person] = field(default_factory=dict)
    _group: Group | None = None

    def __getitem__(self, name: str) -> Person:
        return self.people[name]

    @property
    def secretary(self) -> Person:
        return self.people[self.names[0]]

    @property
    def group(self) -> Group:
        assert self._group is not None
        return self._group

    async def invite(self, name: str, lasts: timedelta = timedelta(days=30)) -> str:
        """A new invitation's link."""
        async with self.world.db.write() as tx:
            token = await roll.issue_invite(tx, self.ids[name], self.world.now, lasts, None)
        return f"{self.world.sandbox.link}?start={invite_link_payload(token)}"

    async def linked(self, *names: str) -> "Branch":
        """These people (all but the last, if none are named) are linked and see their home."""
        names = names or self.names[:-1]
        for name in names:
            person = self.people[name] = self.world.sandbox.person(name)
            async with self.world.db.write() as tx:
                now = self.world.now
                token = await roll.issue_invite(tx, self.ids[name], now, timedelta(days=1), None)
                await roll.use_invite(tx, token, person.id, None, now)
        await self.world.sandbox.at_once(*(self.people[name].start() for name in names))
        return self

    async def bound(self) -> "Branch":
        """All are in a group with the bot, and the secretary has confirmed it."""
        self._group = self.world.sandbox.group(self.name, self.secretary)
        await self.group.add(*(one for one in self.people.values() if one is not self.secretary))
        await self.group.add_bot(by=self.secretary, admin=True)
        await self.secretary.tap("Đúng nhóm chi bộ", in_=self.group)
        return self

    async def reviewing(self) -> "Branch":
        """The year's review is open (by the store: nobody is told)."""
        async with self.world.db.write() as tx:
            await reviews.open_review(
                tx, self.id, 2018, GUIDELINE, None, self.ids[self.names[0]], self.world.now
            )
        await self.world.sandbox.rest()
        return self

    async def half_done(self, name: str) -> Person:
        """He has answered what comes before the criteria, and four criteria."""
        person = self.people[name]
        await person.send("/tudanhgia")
        while person.screen.text.startswith("Trước hết"):
            await person.tap("Không")
        for _ in range(4):
            await person.tap("Tốt")
        return person

    async def heard(self) -> "Branch":
        """Everyone has been heard, and the self-assessment is closed."""
        me = self.ids[self.names[0]]
        async with self.world.db.write() as tx:
            review = await reviews.current_review(tx, self.id)
            assert review is not None
            for person in self.ids.values():
                await reviews.record_heard(tx, review.id, person, True, me, self.world.now)
            await reviews.set_stage(tx, review.id, reviews.Stage.BALLOT, me, self.world.now)
        return self

    async def voting(self) -> "Branch":
        """The ballot is open and its card stands in the group."""
        if not self.people:
            await self.linked()
        await self.bound()
        await self.reviewing()
        await self.heard()
        await self.secretary.send("/bophieu")
        await self.secretary.tap("Đưa nút mở vào nhóm")
        await self.secretary.tap("Mở bỏ phiếu kín", in_=self.group)
        return self

    async def enter(self, name: str) -> Person:
        """He opens his ballot from the card and sees its first subject."""
        person = self.people[name]
        await person.tap("Bỏ phiếu", in_=self.group)
        label = "Bỏ phiếu lại" if "🗳 Bỏ phiếu lại" in person.screen.labels else "Bắt đầu"
        await person.tap(label)
        return person

    async def vote(self, name: str, level: str | None = HTT, of: int = len(ROLL)) -> str:
        """He marks everyone alike and casts; returns the receipt's code."""
        person = await self.enter(name)
        for _ in range(of):
            await person.tap(level or "Để trống")
        await person.tap("Bỏ phiếu")
        await person.tap("Đúng, bỏ phiếu")
        return inspection.receipts(person)[-1]

    async def cast_blank(self, *names: str) -> list[str]:
        """These cast blank ballots, by the store, for a count needs three; returns the codes."""
        keys, codes = self.world.db.keys, []
        async with self.world.db.write() as tx:
            (ballot,) = await ballots.open_ballots(tx, self.id)
            for name in names:
                slot = await ballots.voter_slot(tx, ballot.id, self.ids[name])
                assert slot is not None
                receipt = await ballots.cast(tx, keys, ballot, slot, {}, at=self.world.now)
                codes.append(receipt.code)
        return codes

    async def close(self) -> None:
        """The secretary ends the voting; everybody is told."""
        await self.secretary.send("/ketthuc")
        await self.secretary.tap("Kết thúc và kiểm phiếu")
        await self.world.sandbox.wait(60)

    @property
    def card(self) -> Shown:
        """The newest card or word on a ballot in the group."""
        return self.group.messages[-1]


@asynccontextmanager
async def world(
    folder: Path, limits: Limits | None = None, *, start: datetime = START
) -> AsyncIterator[World]:
    """The application, polling, with its log as the program sets it up; stopped at the end."""
    sandbox = Sandbox(VirtualClock(start), limits=limits or Limits())
    settings = Settings(sandbox.token, folder / "data", folder / "keys")
    ready(settings.data)
    stream = io.StringIO()
    root = logging.getLogger()
    level = root.level
    handler = logs.set_up(stream, logging.DEBUG)
    made = World(folder, sandbox, settings, stream)
    try:
        await made.start()
        try:
            yield made
        finally:
            await made.stop()
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        logging.captureWarnings(capture=False)
