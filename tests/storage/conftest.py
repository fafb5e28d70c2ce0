"""A database on disk, a branch of seven on its roll, and a ballot about them."""

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

import pytest

from storage import ballots, reviews, roll
from storage.database import Database
from tests.ready import ready

NOW = datetime(2024, 12, 5, 12, 30, tzinfo=UTC)
LEVELS = ("XS", "HTT", "HN", "KHT")
NAMES = ("Lê Thị An", "Trần Văn Bình", "Phạm Chi", "Ngô Dũng", "Võ Em", "Đỗ Giang", "Hồ Hà")


def after(**span: float) -> datetime:
    """Return a moment some time after NOW."""
    return NOW + timedelta(**span)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a test keeps its files, and how it opens them."""

    data: Path
    keys: Path

    @asynccontextmanager
    async def database(self, *, recovered: bool = True) -> AsyncIterator[Database]:
        """Give an open database, ready for ballots, and close it."""
        db = await Database.open(self.data, self.keys)
        try:
            if recovered:
                await ballots.recover(db, NOW)
            yield db
        finally:
            await db.close()

    def copy_to(self, folder: Path) -> "Place":
        """Copy all files as they are at this moment, as if the machine had died just now."""
        copy = Place(folder / "data", folder / "keys")
        for source, target in ((self.data, copy.data), (self.keys, copy.keys)):
            target.mkdir(mode=0o700, parents=True)
            for file in source.iterdir():
                if not file.name.endswith("-shm"):  # rebuilt from the WAL, as after a crash
                    shutil.copy2(file, target)
        return copy


@dataclass(frozen=True, slots=True)
class House:
    """A branch with its review: `people[0]` is the secretary."""

    branch: roll.Branch
    people: tuple[roll.Person, ...]
    review: reviews.Review

    def draft(
        self, *, voters: int = 5, excused: int = 0, subjects: int = 3, kind: str = "member_levels"
    ) -> ballots.BallotDraft:
        """Return a ballot of the first so many voters on the first so many subjects."""
        ids = [person.id for person in self.people]
        lines = tuple(
            ballots.BallotSubject(number, person.id, person.full_name, LEVELS)
            for number, person in enumerate(self.people[:subjects], 1)
        )
        return ballots.BallotDraft(
            branch_id=self.branch.id,
            review_id=self.review.id,
            kind=kind,
            levels=LEVELS,
            subjects=lines,
            voters=tuple(ids[:voters]),
            excused=tuple(ids[voters : voters + excused]),
            majority_base="summoned",
        )


async def settle(db: Database, name: str = "Chi bộ Một", people: int = len(NAMES)) -> House:
    """Write a branch of so many (seven unless said) with its review into a database."""
    rows = [
        roll.PersonDraft(
            str(number),
            full_name,
            birth_year=1950 + number,
            roles=frozenset({roll.Role.SECRETARY}) if number == 1 else frozenset(),
        )
        for number, full_name in zip(range(1, people + 1), cycle(NAMES), strict=False)
    ]
    async with db.write() as tx:
        change = await roll.write_roll(tx, roll.BranchDraft(name), rows, None, NOW)
        secretary = change.added[0].id
        review = await reviews.open_review(
            tx, change.branch.id, 2024, "can-tho-2018", None, secretary, NOW
        )
    return House(change.branch, change.added, review)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """Return a place with an empty, upgraded database."""
    ready(tmp_path / "data")
    return Place(tmp_path / "data", tmp_path / "keys")


@pytest.fixture
async def db(place: Place) -> AsyncIterator[Database]:
    """Return an open database."""
    async with place.database() as opened:
        yield opened


@pytest.fixture
async def house(db: Database) -> House:
    """Return a branch with its review."""
    return await settle(db)


Opener = Callable[..., Awaitable[ballots.Ballot]]


@pytest.fixture
def opened(db: Database, house: House) -> Opener:
    """Return a function that opens a ballot."""

    async def open_one(voters: int = 5, excused: int = 0, subjects: int = 3) -> ballots.Ballot:
        draft = house.draft(voters=voters, excused=excused, subjects=subjects)
        async with db.write() as tx:
            return await ballots.open_ballot(tx, db.keys, draft, house.people[0].id, NOW)

    return open_one
