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
from conversations.roll_import import Imported, import_roll, known_facts
from conversations.roll_sheet import read_sheet
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


async def bring_in_roll(settings: Settings, at: datetime) -> Imported:
    """Make the database and import the demo's spreadsheet, as ``tusoi roll import`` does."""
    upgrade(settings.data)
    library = load_library()
    with as_file(files("bot.demo") / SHEET) as path:
        content = path.read_bytes()
    day = Words(settings.locale, settings.time_zone).local(at).date()
    sheet = read_sheet(SHEET, content, known_facts(library), day)
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
async def on_stage(folder: Path, *, locale: str = "vi") -> AsyncIterator[Stage]:
    """The application, polling the sandbox; stopped at the end."""
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
    imported = await bring_in_roll(settings, clock.now())
    tusoi = await build(settings, request=sandbox.request(), clock=clock)
    sandbox.settled = tusoi.settled
    await tusoi.start()
    try:
        yield Stage(tusoi, sandbox, settings, imported)
    finally:
        await tusoi.stop()
