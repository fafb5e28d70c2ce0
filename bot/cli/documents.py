"""``tusoi documents``: every paper of a branch's year, into a folder."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from bot.documents import filed
from bot.settings import Settings
from conversations.context import House
from conversations.dossier.collecting import open_year
from conversations.dossier.filing import year_file
from conversations.dossier.model import YearFile
from conversations.words import N_, Words
from rules import load_library
from storage import reviews, roll
from storage.database import Database


@click.command(
    help=N_(
        "Make every printed paper of a branch's year: self-reviews, sheets of grades, protocols, "
        "minutes, the summary upward, notices. The bot may go on running."
    )
)
@click.option("--branch", required=True, help=N_("The branch's name."))
@click.option("--year", type=click.IntRange(1930, 9998), help=N_("The latest review unless told."))
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help=N_("The folder that receives the papers; files of the same name are replaced."),
)
def documents(branch: str, year: int | None, out: Path) -> None:
    """``tusoi documents``."""
    settings = Settings.from_env(os.environ, needs_token=False)
    t = Words(settings.locale, settings.time_zone)
    whole = asyncio.run(_collected(settings, t, branch, year))
    console = Console(stderr=True)
    count = sum(len(section.papers) for section in whole.sections)
    said = t.plain_plural("Making {n} paper", "Making {n} papers", count)
    written = 0
    # The summary is made twice, as a paper and as a table, and the contents come on top.
    for one in track(filed(whole), said, total=count + 2, console=console):
        place = out / one.folder
        place.mkdir(parents=True, exist_ok=True)
        (place / one.file.name).write_bytes(one.file.content)
        written += 1
    click.echo(t.plain("{n} files are in {folder}.", n=written, folder=str(out)))


async def _collected(settings: Settings, t: Words, name: str, year: int | None) -> YearFile:
    """Everything that goes onto paper, read in one transaction."""
    db = await Database.open(settings.data, settings.keys)
    try:
        house = House(db, load_library(), locale=settings.locale, time_zone=settings.time_zone)
        async with db.read() as tx:
            branch = next((one for one in await roll.branches(tx) if one.name == name), None)
            if branch is None:
                raise click.ClickException(t.plain("There is no branch “{name}”.", name=name))
            held = await reviews.reviews_of(tx, branch.id)
            review = next((one for one in held if year in (None, one.year)), None)
            if review is None:
                raise click.ClickException(t.plain("The branch has had no such review."))
            at = datetime.now(UTC)
            return await year_file(await open_year(tx, house, branch, review, at))
    finally:
        await db.close()
