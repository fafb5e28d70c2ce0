"""A branch with its phones, on disk: what the tests of reviewing, board, facts, assessing share.

``World.restart`` throws away everything in memory and opens the same files anew.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from conversations.context import House
from rules import Library, load_library
from storage import assessments, audit, reviews, roll
from storage.assessments import Assessment
from storage.audit import Entry
from storage.database import Database
from storage.reviews import FactRecord, Review, Source, Stage
from storage.roll import Person, PersonDraft, Role, Standing
from tests.conversations.talk import Phone, Talk
from tests.ready import ready

START = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
YEAR = 2026
RULESET = "can-tho-2018"
LIBRARY: Library = load_library()

SECRETARY, DEPUTY, MEMBER, OTHER = "Lê Văn Bí", "Trần Thị Phó", "Nguyễn Văn An", "Phạm Thị Bình"
NEW, EXEMPT, SUSPENDED, DRAFT = "Võ Thị Mới", "Hồ Văn Miễn", "Đỗ Văn Đình", "Ngô Thị Dự"

ROLL = (
    PersonDraft(
        "01", SECRETARY, birth_year=1950, joined=date(1980, 1, 1), roles=frozenset({Role.SECRETARY})
    ),
    PersonDraft(
        "02", DEPUTY, birth_year=1960, joined=date(1990, 1, 1), roles=frozenset({Role.DEPUTY})
    ),
    PersonDraft("03", MEMBER, birth_year=1952, joined=date(1985, 5, 19)),
    PersonDraft("04", OTHER, birth=date(1975, 3, 8), joined=date(2000, 2, 3)),
    PersonDraft(
        "05", NEW, birth_year=1999, joined=date(2026, 9, 2), standing=Standing.PROBATIONARY
    ),
    PersonDraft("06", EXEMPT, birth_year=1935, joined=date(1960, 1, 1), standing=Standing.EXEMPT),
    PersonDraft(
        "07", SUSPENDED, birth_year=1980, joined=date(2010, 1, 1), standing=Standing.SUSPENDED
    ),
    PersonDraft(
        "08", DRAFT, birth_year=1998, joined=date(2025, 12, 30), standing=Standing.PROBATIONARY
    ),
)
PLAIN = {"is_leader": "false", "review_suggested": "false", "is_civil_servant": "false"}
"""What makes a member one with nine criteria, once he has said that no vote of confidence was."""


@dataclass
class World:
    """Files, people, phones."""

    folder: Path
    db: Database
    talk: Talk
    people: dict[str, Person]
    branch: roll.Branch

    async def restart(self) -> None:
        """What a crash leaves: the files."""
        await self.db.close()
        self.db = await Database.open(self.folder / "data", self.folder / "keys")
        self.talk.house = _house(self.db)

    def phone(self, name: str, language: str = "vi") -> Phone:
        """The phone of someone on the roll; its account is 1000 and his number."""
        return self.talk.phone(1000 + int(self.people[name].number), name, language)

    async def open(self, stage: Stage = Stage.ASSESSMENT, ruleset: str = RULESET) -> Review:
        """Open the year's review behind the dialogues' back."""
        async with self.db.write() as tx:
            review = await reviews.open_review(
                tx, self.branch.id, YEAR, ruleset, None, None, self.talk.now
            )
            await reviews.set_stage(tx, review.id, stage, None, self.talk.now)
            return review

    async def tell(
        self, name: str, facts: dict[str, str], source: Source = Source.ROLL, *, sure: bool = True
    ) -> None:
        """Record facts as an import would; values as JSON."""
        review = await self.review()
        async with self.db.write() as tx:
            for fact, value in facts.items():
                await reviews.record_fact(
                    tx, review.id, self.people[name].id, fact, value, source, None,
                    self.talk.now, sure,
                )  # fmt: skip

    async def review(self) -> Review:
        async with self.db.read() as tx:
            found = await reviews.current_review(tx, self.branch.id)
        assert found is not None
        return found

    async def no_review(self) -> bool:
        async with self.db.read() as tx:
            return await reviews.current_review(tx, self.branch.id) is None

    async def set_stage(self, stage: Stage) -> None:
        review = await self.review()
        async with self.db.write() as tx:
            await reviews.set_stage(tx, review.id, stage, None, self.talk.now)

    async def answers(self, name: str) -> Assessment:
        review = await self.review()
        async with self.db.read() as tx:
            return await assessments.assessment(tx, review.id, self.people[name].id)

    async def facts(self, name: str) -> dict[str, FactRecord]:
        review = await self.review()
        async with self.db.read() as tx:
            return await reviews.facts_of(tx, review.id, self.people[name].id)

    async def heard(self, name: str) -> bool:
        review = await self.review()
        async with self.db.read() as tx:
            return self.people[name].id in await reviews.heard(tx, review.id)

    async def audit(self) -> list[Entry]:
        async with self.db.read() as tx:
            return list(await audit.entries(tx, self.branch.id))

    async def link(self, name: str) -> None:
        """Link a person's phone, as joining does."""
        person = self.people[name]
        async with self.db.write() as tx:
            token = await roll.issue_invite(tx, person.id, self.talk.now, _MONTH, None)
            await roll.use_invite(tx, token, 1000 + int(person.number), None, self.talk.now)


async def grade_all(phone: Phone, grade: str = "Tốt") -> None:
    """Grade every criterion alike and leave the year's figures unknown: at the own level now."""
    while phone.text.startswith("Câu "):
        await phone.tap(grade)
    if phone.text.startswith("Số liệu"):
        await phone.tap("Bỏ qua ›")


def _house(db: Database) -> House:
    return House(db, LIBRARY, bot_name="tusoi_bot")


_MONTH = datetime(2026, 2, 1, tzinfo=UTC) - datetime(2026, 1, 1, tzinfo=UTC)


@asynccontextmanager
async def a_world(
    folder: Path,
    *,
    rows: tuple[PersonDraft, ...] = ROLL,
    linked: bool = True,
    upper: str | None = "Đảng ủy phường",
) -> AsyncIterator[World]:
    """A branch of eight under a đảng ủy (``upper``; None: under none), everybody's phone linked."""
    ready(folder / "data")
    db = await Database.open(folder / "data", folder / "keys")
    async with db.write() as tx:
        draft = roll.BranchDraft("Chi bộ Khu phố 3", upper)
        change = await roll.write_roll(tx, draft, rows, None, START)
    people = {person.full_name: person for person in change.added}
    world = World(folder, db, Talk(_house(db), START), people, change.branch)
    try:
        if linked:
            for name in people:
                await world.link(name)
        yield world
    finally:
        await world.db.close()
