"""``tusoi roll``: a branch's roll in from a spreadsheet, and out to one."""

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path

import click
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.cli.bot_name import ask_name, check_name, link, no_name
from bot.cli.roll_invite import invite
from bot.settings import Settings
from bot.sheets import read_sheet
from bot.sheets.writing import SUFFIXES, save_book, save_links
from conversations.roll_import import (
    Imported,
    SecretaryMissing,
    import_roll,
    known_branch,
    known_facts,
)
from conversations.roll_sheet import MOST_BYTES, Sheet, roll_lines
from conversations.words import N_, Words
from rules import load_library
from storage import ballots
from storage import roll as rolls
from storage.database import Database, database_file
from storage.migrations import upgrade
from storage.roll import Branch, BranchDraft


@click.group(help=N_("A branch's roll: import it from a spreadsheet, export it to one."))
def roll() -> None:
    """``tusoi roll``."""


roll.add_command(invite)


@roll.command(
    "import",
    help=N_(
        "Make or update a branch's roll from FILE (.xlsx or .csv), all of it or nothing.\n\n"
        "Links are made for all who are not linked and have none that still works."
    ),
)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--branch", help=N_("The branch's name; by default the line “Chi bộ …” of the sheet.")
)
@click.option(
    "--upper", help=N_("Its đảng ủy; by default the line “Đảng ủy …”. Empty: chi bộ cơ sở.")
)
@click.option(
    "--bot-name", help=N_("The bot's user name, for the links; by default Telegram is asked.")
)
@click.option("--renew-links", is_flag=True, help=N_("New links for all who are not linked yet."))
@click.option(
    "--invitations",
    type=click.Path(dir_okay=False, path_type=Path),
    help=N_("Also write the links to this file (.csv or .xlsx)."),
)
def import_(
    file: Path,
    branch: str | None,
    upper: str | None,
    bot_name: str | None,
    renew_links: bool,
    invitations: Path | None,
) -> None:
    """``tusoi roll import``."""
    settings = Settings.from_env(os.environ, needs_token=False)
    t = Words(settings.locale, settings.time_zone)
    now = datetime.now(UTC)
    _check(t, invitations, bot_name)
    sheet = _read(t, file, now)
    name = bot_name or asyncio.run(ask_name(settings))
    imported = asyncio.run(
        _import(settings, t, sheet, branch, upper, now, name=name, renew_links=renew_links)
    )
    _tell(t, sheet, imported, name)
    if invitations is not None:
        save_links(
            invitations,
            (t.plain("Number"), t.plain("Full name"), t.plain("Link")),
            [
                (one.person.number, one.person.full_name, link(name, one.payload))
                for one in imported.invitations
            ],
        )
        click.echo(t.plain("The links are in {file} too.", file=str(invitations)))


def _check(t: Words, invitations: Path | None, bot_name: str | None) -> None:
    """Refuse what could only fail after the import; the links are shown only once."""
    check_name(t, bot_name)
    if invitations is None:
        return
    if invitations.suffix.lower() not in SUFFIXES:
        raise click.ClickException(t.plain("The file for the links must end in .csv or .xlsx."))
    if not os.access(invitations.absolute().parent, os.W_OK):
        raise click.ClickException(
            t.plain("No file can be made in {folder}.", folder=str(invitations.absolute().parent))
        )


def _read(t: Words, file: Path, now: datetime) -> Sheet:
    """The sheet without faults; else they are listed, and nothing is imported."""
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    sheet = read_sheet(file.name, content, known_facts(load_library()), t.local(now).date())
    if not sheet.faults:
        return sheet
    if sheet.tab:
        click.echo(t.plain("The tab “{tab}” was read.", tab=sheet.tab), err=True)
    for fault in sheet.faults:
        click.echo(fault.line(t), err=True)
    raise click.ClickException(
        t.plain_plural(
            "{n} fault: nothing was imported.",
            "{n} faults: nothing was imported.",
            len(sheet.faults),
        )
    )


async def _draft(
    tx: AsyncConnection,
    settings: Settings,
    t: Words,
    sheet: Sheet,
    branch: str | None,
    upper: str | None,
) -> BranchDraft:
    """The branch as options and sheet state it; what they do not say stays as it is known."""
    name = " ".join((branch or sheet.branch or "").split())
    if not name:
        raise click.ClickException(
            t.plain("The sheet does not name the branch: add --branch “Chi bộ …”.")
        )
    above = upper.strip() if upper is not None else sheet.upper
    known = await known_branch(tx, name)
    if known is None:
        return BranchDraft(name, above or None, settings.time_zone, settings.locale)
    above = known.upper if above is None else above
    return BranchDraft(known.name, above or None, known.time_zone, known.locale)


async def _import(
    settings: Settings,
    t: Words,
    sheet: Sheet,
    branch: str | None,
    upper: str | None,
    at: datetime,
    *,
    name: str,
    renew_links: bool,
) -> Imported:
    """Import in one transaction: whatever is refused here leaves nothing behind."""
    if not database_file(settings.data).exists():
        upgrade(settings.data)
    db = await Database.open(settings.data, settings.keys)
    try:
        async with db.write() as tx:
            draft = await _draft(tx, settings, t, sheet, branch, upper)
            await _refuse_while_voting(tx, t, draft.name, at)
            imported = await import_roll(
                tx, load_library(), sheet, draft, None, at, renew_links=renew_links
            )
            if imported.invitations and not name:
                raise click.ClickException(no_name(t, settings))
            return imported
    except SecretaryMissing as missing:
        raise click.ClickException(
            t.plain(
                "{name} is the secretary on the roll, but is not in the sheet. Please list that "
                "person too, with the role held now. Nothing was imported.",
                name=missing.secretary.full_name,
            )
        ) from None
    finally:
        await db.close()


async def _refuse_while_voting(tx: AsyncConnection, t: Words, name: str, at: datetime) -> None:
    """Refuse a sheet while the branch votes, as the chat does: its roll is frozen."""
    branch = await known_branch(tx, name)
    if branch is not None and await ballots.takes_votes(tx, branch.id, at):
        raise click.ClickException(
            t.plain(
                "A ballot of {name} is open: its roll stays as it is until the voting has ended. "
                "Nothing was imported.",
                name=branch.name,
            )
        )


def _tell(t: Words, sheet: Sheet, imported: Imported, bot_name: str) -> None:
    change = imported.change
    _tell_branch(t, sheet, imported)
    click.echo(
        t.plain(
            "Added: {added} · changed: {changed} · unchanged: {unchanged}",
            added=len(change.added),
            changed=len(change.changed),
            unchanged=len(change.unchanged),
        )
    )
    if change.missing:
        names = ", ".join(person.full_name for person in change.missing)
        click.echo(
            t.plain("On the roll but not in the sheet, left as they are: {names}", names=names)
        )
    if sheet.ignored:
        click.echo(t.plain("Columns not used: {names}", names=", ".join(sheet.ignored)))
    for remark in sheet.remarks:
        click.echo(t.plain("Note: {remark}", remark=remark.line(t)))
    if imported.invited:
        names = ", ".join(person.full_name for person in imported.invited)
        click.echo(
            t.plain(
                "Their earlier links still work (new ones by --renew-links): {names}", names=names
            )
        )
    if imported.invitations:
        click.echo(t.plain("Invitation links (each for one person, once, within 30 days):"))
    for invitation in imported.invitations:
        person = invitation.person
        click.echo(f"  {person.number}. {person.full_name}: {link(bot_name, invitation.payload)}")


def _tell_branch(t: Words, sheet: Sheet, imported: Imported) -> None:
    """Which branch it is, new or known, and where it stands: quota and procedure depend on it."""
    branch: Branch = imported.branch
    says = (
        t.plain("{name} (a new branch)", name=branch.name)
        if imported.fresh
        else t.plain("{name} (known already)", name=branch.name)
    )
    click.echo(says)
    if branch.upper:
        click.echo(t.plain("Under: {name}", name=branch.upper))
    else:
        click.echo(t.plain("A chi bộ cơ sở: no đảng ủy is named above it."))
    if sheet.tab:
        click.echo(t.plain("The tab “{tab}” was read.", tab=sheet.tab))


@roll.command(help=N_("Write a branch's roll to FILE (.xlsx), as it can be imported again."))
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--branch", required=True, help=N_("The branch's name."))
def export(file: Path, branch: str) -> None:
    """``tusoi roll export``."""
    settings = Settings.from_env(os.environ, needs_token=False)
    t = Words(settings.locale, settings.time_zone)
    if file.suffix.lower() != ".xlsx":
        raise click.ClickException(t.plain("The file for the roll must end in .xlsx."))
    found = asyncio.run(_export(settings, file, branch))
    if found is None:
        raise click.ClickException(t.plain("There is no branch of the name “{name}”.", name=branch))
    click.echo(
        t.plain_plural(
            "{n} person written to {file}.", "{n} people written to {file}.", found, file=str(file)
        )
    )


async def _export(settings: Settings, file: Path, name: str) -> int | None:
    db = await Database.open(settings.data, settings.keys)
    try:
        async with db.read() as tx:
            branch = await known_branch(tx, name)
            if branch is None:
                return None
            people = await rolls.people(tx, branch.id)
            told = await rolls.told(tx, branch.id)
    finally:
        await db.close()
    facts = known_facts(load_library())
    known = {
        person_id: {fact_id: value for fact_id, value in one.items() if fact_id in facts}
        for person_id, one in told.items()
    }
    save_book(file, "Danh sách", roll_lines(branch, people, known))
    return len(people)
