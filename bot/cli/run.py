"""``tusoi run``: the bot, until SIGTERM or Ctrl+C."""

import asyncio
import os

import click

from bot import logs
from bot.application import build
from bot.settings import Settings
from conversations.words import N_, Words
from storage import reviews, roll
from storage.database import Database, database_file
from storage.migrations import upgrade


@click.command(
    help=N_(
        "Run the bot with the settings TUSOI_* of the environment.\n\n"
        "Makes the database where there is none yet; one of an older version is upgraded "
        "by `tusoi db upgrade` only, after a backup."
    )
)
def run() -> None:
    """``tusoi run``."""
    settings = Settings.from_env(os.environ)
    logs.set_up()
    t = Words(settings.locale, settings.time_zone)
    if not database_file(settings.data).exists():
        upgrade(settings.data)
        click.echo(t.plain("Made a new database in {folder}.", folder=str(settings.data)))
    asyncio.run(_run(settings, t))


async def _run(settings: Settings, t: Words) -> None:
    tusoi = await build(settings)
    for line in [*folders(settings, t), *await branches(tusoi.house.db, t)]:
        click.echo(line)

    def started() -> None:
        click.echo(
            t.plain(
                "Polling as @{name}: https://t.me/{name} (stop with Ctrl+C or SIGTERM).",
                name=tusoi.house.bot_name,
            )
        )

    await tusoi.run(started)
    click.echo(t.plain("Stopped; everything under way was finished."))


def folders(settings: Settings, t: Words) -> list[str]:
    """Where the data and the keys are, and through what Telegram is reached."""
    reached = (
        t.plain("Telegram: {address}, through the proxy of TUSOI_PROXY", address=settings.api_url)
        if settings.proxy
        else t.plain("Telegram: {address}", address=settings.api_url)
    )
    return [
        t.plain("Data folder: {folder}", folder=str(settings.data)),
        t.plain(
            "Key folder: {folder} (never copy it together with the data)",
            folder=str(settings.keys),
        ),
        reached,
    ]


async def branches(db: Database, t: Words) -> list[str]:
    """One line for each branch: its people, how many are linked, its group, its review."""
    lines = []
    async with db.read() as tx:
        for branch in await roll.branches(tx):
            people = await roll.people(tx, branch.id)
            linked = await roll.accounts(tx, branch.id)
            review = await reviews.current_review(tx, branch.id)
            said = [
                t.plain("{n} people, {linked} linked", n=len(people), linked=len(linked)),
                t.plain("no group yet") if branch.group is None else t.plain("group bound"),
                t.plain(
                    "review of {year} ({ruleset})", year=str(review.year), ruleset=review.ruleset_id
                )
                if review
                else t.plain("no review"),
            ]
            lines.append(f"  {branch.name}: {', '.join(said)}")
    if not lines:
        return [t.plain("No branch yet: bring one in with `tusoi roll import FILE.xlsx`.")]
    return [t.plain("Branches: {n}", n=len(lines)), *lines]
