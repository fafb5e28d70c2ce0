"""The stage: the real application over real files, with Telegram's stand-in around it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from bot.application import Tusoi, build
from bot.demo.cast import SHEET
from bot.sandbox import Sandbox, VirtualClock
from bot.settings import Settings
from bot.sheets import read_sheet
from conversations.roll_import import Imported, import_roll, known_facts
from conversations.words import Words
from rules import load_library
from storage.database import Database
from storage.migrations import upgrade
from storage.roll import BranchDraft

START: Final = datetime(2018, 12, 3, 1, 0, tzinfo=UTC)
"""Monday, 3 December 2018, 08:00 in Việt Nam: the first review under the guideline of Cần Thơ."""


@dataclass(slots=True)
class Stage:
    """The running application, the world around it, and what the roll's import gave."""

    tusoi: Tusoi
    sandbox: Sandbox
    settings: Settings
    imported: Imported

    @property
    def links(self) -> dict[str, str]:
        """The invitation links by the name of whom they are for."""
        return {
            one.person.full_name: f"{self.sandbox.link}?start={one.payload}"
            for one in self.imported.invitations
        }

    async def down(self, seconds: float) -> None:
        """Stop the application, let time pass, and start it anew over the same files."""
        await self.sandbox.complete(self.tusoi.stop())
        self.sandbox.settled = None
        clock = self.sandbox.clock
        await clock.advance(seconds)
        self.tusoi = await build(self.settings, request=self.sandbox.request(), clock=clock)
        self.sandbox.settled = self.tusoi.settled
        await self.sandbox.complete(self.tusoi.start())
        await self.sandbox.rest()


def packaged_roll() -> tuple[str, bytes]:
    """The demo's own spreadsheet: its name and what it holds."""
    with as_file(files("bot.demo") / SHEET) as path:
        return SHEET, path.read_bytes()


async def bring_in_roll(settings: Settings, at: datetime, name: str, content: bytes) -> Imported:
    """Make the database and import a spreadsheet, as ``tusoi roll import`` does."""
    upgrade(settings.data)
    library = load_library()
    day = Words(settings.locale, settings.time_zone).local(at).date()
    sheet = read_sheet(name, content, known_facts(library), day)
    if sheet.branch is None or sheet.faults:
        raise ValueError("the demo's own sheet has faults")
    db = await Database.open(settings.data, settings.keys)
    try:
        async with db.write() as tx:
            draft = BranchDraft(sheet.branch, sheet.upper, settings.time_zone, settings.locale)
            return await import_roll(tx, library, sheet, draft, None, at)
    finally:
        await db.close()


@asynccontextmanager
async def on_stage(
    folder: Path, *, locale: str = "vi", roll: tuple[str, bytes] | None = None
) -> AsyncIterator[Stage]:
    """The application, polling the sandbox; stopped at the end.

    ``roll``: another spreadsheet than the demo's own, by its name and what it holds.
    """
    clock = VirtualClock(START)
    sandbox = Sandbox(clock)
    settings = Settings.from_env(
        {
            "TUSOI_TOKEN": sandbox.token,
            "TUSOI_DATA": str(folder / "data"),
            "TUSOI_KEYS": str(folder / "keys"),
            "TUSOI_LOCALE": locale,
        }
    )
    name, content = roll or packaged_roll()
    imported = await bring_in_roll(settings, clock.now(), name, content)
    tusoi = await build(settings, request=sandbox.request(), clock=clock)
    sandbox.settled = tusoi.settled
    await tusoi.start()
    stage = Stage(tusoi, sandbox, settings, imported)
    try:
        yield stage
    finally:
        await stage.tusoi.stop()
