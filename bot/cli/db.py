"""``tusoi db``: the database is made, brought up to date, copied, put back and examined."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import click

from bot.settings import Settings
from bot.solo import Solo
from conversations.words import N_, Words
from storage import backup as copies
from storage import migrations
from storage.check import Finding, Trouble, check

MEANINGS: Final = {
    Trouble.MISSING: N_("There is no database at {what}: run “tusoi db upgrade”."),
    Trouble.UNREADABLE: N_("The file {what} is not a database that can be read."),
    Trouble.REVISION: N_("The schema is at revision “{what}”: run “tusoi db upgrade”."),
    Trouble.BACKUP_COPY: N_("This is a backup's copy: put it in place with “tusoi db restore”."),
    Trouble.DAMAGED: N_("The file is damaged: {what}"),
    Trouble.REFERENCE: N_("A row of the table “{what}” refers to one that is not there."),
    Trouble.JOURNAL: N_("The database is not in WAL mode but “{what}”; the next start mends it."),
    Trouble.OPEN_TO_OTHERS: N_("Other users can read {what}: chmod 700 its folder."),
    Trouble.KEY_FOLDER: N_(
        "The key folder {what} is none, open to other users, or in the wrong place."
    ),
    Trouble.NOT_A_PAIR: N_(
        "The keys in {what} are not those last used with this database: "
        "the next start makes the ballots under way void."
    ),
    Trouble.KEYS_MISSING: N_(
        "The keys of ballot {what} are missing: the next start makes it void."
    ),
    Trouble.KEYS_LEFT: N_(
        "Keys of a past ballot are left (box {what}): the next start unlinks them."
    ),
    Trouble.ENVELOPES_LEFT: N_("Ballot {what} is over, but envelopes are left in its box."),
    Trouble.BOX_INCOMPLETE: N_(
        "Ballot {what} is under way, but envelopes are missing from its box."
    ),
    Trouble.FIGURES: N_("The figures of ballot/subject {what} do not add up."),
}


def _settings() -> Settings:
    return Settings.from_env(os.environ, needs_token=False)


def _words(settings: Settings) -> Words:
    return Words(settings.locale, settings.time_zone)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """While no bot runs on the data folder, and none may start; raises StartError."""
    if not settings.data.is_dir():
        yield
        return
    solo = Solo(settings.data)
    solo.take()
    try:
        yield
    finally:
        solo.give_up()


@click.group(
    help=N_(
        "The database: upgrade, back up, restore, check.\n\n"
        "Its folder is TUSOI_DATA, the ballots' keys are in TUSOI_KEYS."
    )
)
def db() -> None:
    """``tusoi db``."""


@db.command(help=N_("Make the database, or bring it to this version. Stop the bot before."))
def upgrade() -> None:
    """``tusoi db upgrade``."""
    settings = _settings()
    t = _words(settings)
    with _alone(settings):
        click.echo(t.plain("Upgrading the database in {folder} …", folder=str(settings.data)))
        changed = migrations.upgrade(settings.data)
    click.echo(t.plain("Done.") if changed else t.plain("It was up to date."))


@db.command(
    help=N_(
        "Copy the database to FILE, marked as a copy. The bot may go on running.\n\n"
        "Envelopes and keys of a ballot under way stay out of the copy: restored, that "
        "ballot is void."
    )
)
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """``tusoi db backup``."""
    settings = _settings()
    t = _words(settings)
    click.echo(t.plain("Copying the database to {file} …", file=str(file)))
    size = copies.backup(settings.data, file)
    click.echo(t.plain("Done: {size} KiB.", size=t.number(round(size / 1024))))


@db.command(
    help=N_(
        "Put the copy FILE in place as the database. Stop the bot before.\n\n"
        "A ballot that was under way in the copy is void at the next start, and is held "
        "again."
    )
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help=N_("Throw away the database that is there now."))
def restore(file: Path, *, replace: bool) -> None:
    """``tusoi db restore``."""
    settings = _settings()
    t = _words(settings)
    with _alone(settings):
        click.echo(t.plain("Restoring the database in {folder} …", folder=str(settings.data)))
        copies.restore(settings.data, file, replace=replace)
        migrations.upgrade(settings.data)
    click.echo(t.plain("Done. Ballots that were under way in it will be void."))


@db.command(
    "check",
    help=N_(
        "Examine the database and its key folder; changes nothing. Exit code 1: something is wrong."
    ),
)
def check_() -> None:
    """``tusoi db check``."""
    settings = _settings()
    t = _words(settings)
    click.echo(t.plain("Examining the database in {folder} …", folder=str(settings.data)))
    findings = check(settings.data, settings.keys)
    for finding in findings:
        click.echo(f"• {meaning(t, finding)}")
    if findings:
        raise click.exceptions.Exit(1)
    click.echo(t.plain("All is well."))


def meaning(t: Words, finding: Finding) -> str:
    """The finding as a sentence for the operator."""
    return t.plain(MEANINGS[finding.trouble], what=finding.subject)
