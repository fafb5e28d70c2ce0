"""The real application with one branch on its roll: everybody linked, a review under way."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from bot.application import Tusoi, build
from bot.settings import Settings
from storage import ballots, reviews, roll
from storage.ballots import Ballot, BallotDraft, BallotSubject
from storage.database import Database
from storage.migrations import upgrade
from storage.reviews import Review, Stage
from storage.roll import Branch, BranchDraft, Person, PersonDraft, Role
from tests.benchmarks.wire import TOKEN, Wire

GROUP = -1_000_000_000_001
GUIDELINE = "can-tho-2018"
START = datetime(2018, 12, 3, 1, 0, tzinfo=UTC)


class HumanClock:
    """Real time, put forward by hand: a tap sooner than people tap would count as a slip."""

    def __init__(self) -> None:
        self._ahead = START - datetime.now(UTC)

    def now(self) -> datetime:
        """The moment."""
        return datetime.now(UTC) + self._ahead

    async def sleep(self, seconds: float) -> None:
        """Wait in real time."""
        await asyncio.sleep(max(seconds, 0))

    def pass_by(self, seconds: float = 2.0) -> None:
        """Let a person's pause go by at once."""
        self._ahead += timedelta(seconds=seconds)


@dataclass(frozen=True, slots=True)
class Bench:
    """The running application, its wire and clock, and the branch."""

    tusoi: Tusoi
    wire: Wire
    clock: HumanClock
    branch: Branch
    people: tuple[Person, ...]
    review: Review

    @property
    def db(self) -> Database:
        return self.tusoi.house.db

    def account(self, place: int) -> int:
        """The Telegram id of the person at that place of the roll."""
        return account_of(self.people[place])

    async def command(self, place: int, text: str) -> None:
        """A person sends a command; returns when all is at rest."""
        self.clock.pass_by()
        self.wire.command(self.account(place), text)
        await self.tusoi.settled()

    async def tap(self, place: int, data: str) -> None:
        """A person taps; returns when all is at rest."""
        self.clock.pass_by()
        self.wire.tap(self.account(place), data)
        await self.tusoi.settled()


def account_of(person: Person) -> int:
    return 100_000 + person.id


def settings_in(folder: Path) -> Settings:
    """The settings of an application whose files lie in the folder."""
    return Settings(TOKEN, folder / "data", folder / "keys")


@asynccontextmanager
async def on_bench(
    folder: Path, people: int, *, stage: Stage = Stage.ASSESSMENT, group: bool = False
) -> AsyncIterator[Bench]:
    """The application, polling its wire; stopped at the end, and its files removed."""
    settings = settings_in(folder)
    upgrade(settings.data)
    clock, wire = HumanClock(), Wire()
    tusoi = await build(settings, request=wire, clock=clock)
    await tusoi.start()
    try:
        branch, everyone, review = await _settle(tusoi.house.db, clock.now(), people, stage, group)
        yield Bench(tusoi, wire, clock, branch, everyone, review)
    finally:
        await tusoi.stop()
        shutil.rmtree(folder)


async def open_ballot(bench: Bench, *, subjects: int, voters: int) -> Ballot:
    """A ballot on the first of the roll, all levels offered."""
    levels = tuple(one.id for one in bench.tusoi.house.library.get(GUIDELINE).levels)
    draft = BallotDraft(
        branch_id=bench.branch.id,
        review_id=bench.review.id,
        kind="member_levels",
        levels=levels,
        subjects=tuple(
            BallotSubject(number, person.id, person.full_name, levels)
            for number, person in enumerate(bench.people[:subjects], 1)
        ),
        voters=tuple(person.id for person in bench.people[:voters]),
        majority_base="summoned",
    )
    async with bench.db.write() as tx:
        secretary = bench.people[0].id
        return await ballots.open_ballot(tx, bench.db.keys, draft, secretary, bench.clock.now())


async def _settle(
    db: Database, at: datetime, people: int, stage: Stage, group: bool
) -> tuple[Branch, tuple[Person, ...], Review]:
    rows = [
        PersonDraft(
            str(number),
            f"Nguyễn Thị Bích {number}",
            joined=date(2005, 5, 19),
            official=date(2006, 5, 19),
            roles=frozenset({Role.SECRETARY}) if number == 1 else frozenset(),
        )
        for number in range(1, people + 1)
    ]
    async with db.write() as tx:
        change = await roll.write_roll(tx, BranchDraft("Chi bộ Một"), rows, None, at)
        everyone = await roll.people(tx, change.branch.id)
        secretary = everyone[0].id
        for person in everyone:
            token = await roll.issue_invite(tx, person.id, at, timedelta(days=1), None)
            await roll.use_invite(tx, token, account_of(person), "vi", at)
        if group:
            await roll.bind_group(tx, change.branch.id, GROUP, "Chi bộ Một", secretary, at)
        review = await reviews.open_review(
            tx, change.branch.id, 2018, GUIDELINE, None, secretary, at
        )
        if stage is not Stage.ASSESSMENT:
            await reviews.set_stage(tx, review.id, stage, secretary, at)
        branch = await roll.branch(tx, change.branch.id)
        review = await reviews.current_review(tx, change.branch.id) or review
    assert branch is not None
    return branch, everyone, review
