"""``tusoi roll invite``: a link for one person, most often a secretary who has lost his phone."""

import asyncio
import os
from datetime import UTC, datetime

import click

from bot.cli.bot_name import ask_name, check_name, link, no_name
from bot.settings import Settings
from conversations.joining import invite_link_payload
from conversations.roll_import import INVITE_LASTS, known_branch
from conversations.words import N_, Words
from storage import ballots
from storage import roll as rolls
from storage.database import Database
from storage.roll import Person


@click.command(
    help=N_(
        "Make a new invitation link for one person: for a secretary who has lost his "
        "phone.\n\n"
        "Everybody else is invited by the secretary, in the chat."
    )
)
@click.option("--branch", required=True, help=N_("The branch's name."))
@click.option("--number", required=True, help=N_("The person's number on the roll."))
@click.option("--unlink", is_flag=True, help=N_("Part the person from a lost account first."))
@click.option(
    "--bot-name", help=N_("The bot's user name, for the link; by default Telegram is asked.")
)
def invite(branch: str, number: str, unlink: bool, bot_name: str | None) -> None:
    """``tusoi roll invite``."""
    settings = Settings.from_env(os.environ, needs_token=False)
    t = Words(settings.locale, settings.time_zone)
    check_name(t, bot_name)
    name = bot_name or asyncio.run(ask_name(settings))
    if not name:
        raise click.ClickException(no_name(t, settings))
    person, payload = asyncio.run(_invite(settings, t, branch, number, unlink=unlink))
    click.echo(f"{person.number}. {person.full_name}: {link(name, payload)}")


async def _invite(
    settings: Settings, t: Words, name: str, number: str, *, unlink: bool
) -> tuple[Person, str]:
    """The person and his link's payload; refused for nobody, and for somebody linked already."""
    db = await Database.open(settings.data, settings.keys)
    now = datetime.now(UTC)
    try:
        async with db.write() as tx:
            found = await known_branch(tx, name)
            if found is None:
                raise click.ClickException(
                    t.plain("There is no branch of the name “{name}”.", name=name)
                )
            people = await rolls.people(tx, found.id)
            person = next((one for one in people if one.number == number), None)
            if person is None:
                raise click.ClickException(
                    t.plain("Nobody on the roll has the number {number}.", number=number)
                )
            if unlink:
                if await ballots.votes_now(tx, person, now):
                    raise click.ClickException(
                        t.plain(
                            "A ballot is open in which {name} votes: nobody else may vote in that "
                            "place. Unlink after the voting has ended. Nothing was changed.",
                            name=person.full_name,
                        )
                    )
                await rolls.unlink(tx, person.id, None, now)
            elif await rolls.account_of_person(tx, person.id) is not None:
                raise click.ClickException(
                    t.plain(
                        "{name} is linked to Telegram. For a lost phone add --unlink.",
                        name=person.full_name,
                    )
                )
            token = await rolls.issue_invite(tx, person.id, now, INVITE_LASTS, None)
    finally:
        await db.close()
    return person, invite_link_payload(token)
