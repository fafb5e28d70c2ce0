"""The command line ``tusoi``: a subcommand's module is imported only when it is called.

An error that the operator can mend is one clear sentence and exit code 1.  An unforeseen one says
so and shows its kind and places in the code, masked like the log: what a traceback of Python's own
would print might hold the token.
"""

import gettext
import os
from importlib import import_module
from importlib.resources import files
from typing import Any, Final, NamedTuple

import click

from conversations.words import N_, Words

_VERSION: Final = "Show the version and exit."
"""Click's own words, in its own catalogue (``locales/*/LC_MESSAGES/click.po``)."""


class Subcommand(NamedTuple):
    """Where a subcommand lives (``module:name`` of a click command) and what it is for."""

    place: str
    help: str


SUBCOMMANDS: Final = {
    "demo": Subcommand("bot.cli.demo:demo", N_("Watch a branch's whole year-end in the sandbox.")),
    "run": Subcommand("bot.cli.run:run", N_("Run the bot.")),
    "rules": Subcommand("bot.cli.rules:rules", N_("Guidelines and cases: show, check, decide …")),
    "roll": Subcommand("bot.cli.roll:roll", N_("A branch's roll: import, export.")),
    "documents": Subcommand(
        "bot.cli.documents:documents", N_("Every printed paper of a branch's year, into a folder.")
    ),
    "outbox": Subcommand(
        "bot.cli.outbox:outbox", N_("What is due, sent, failed, dropped, and why.")
    ),
    "db": Subcommand("bot.cli.db:db", N_("The database: upgrade, back up, restore, check.")),
}


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the command line, click's own words in the operator's language too."""
        _teach_click(words().locale)
        for parameter in self.params:
            if isinstance(parameter, click.Option) and parameter.name == "version":
                parameter.help = gettext.gettext(_VERSION)
        return super().main(*args, **extra)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the table."""
        return list(SUBCOMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The subcommand, imported; None when there is none of that name."""
        subcommand = SUBCOMMANDS.get(cmd_name)
        if subcommand is None:
            return None
        module, _, name = subcommand.place.partition(":")
        command = getattr(import_module(module), name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{subcommand.place} is not a click command")
        translate(command, words())
        return command

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the program is, in the operator's words."""
        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text(words().plain(self.help or ""))

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, from the table alone: nothing is imported for it."""
        t = words()
        with formatter.section(t.plain("Commands")):
            formatter.write_dl(
                [(name, t.plain(subcommand.help)) for name, subcommand in SUBCOMMANDS.items()]
            )

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; errors of our own rooms become one sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            raise told(error, words()) from None


def words() -> Words:
    """The operator's words, in the language of TUSOI_LOCALE; Vietnamese where it names none."""
    return Words(os.environ.get("TUSOI_LOCALE", "").strip())


def _teach_click(locale: str) -> None:
    """Have click speak a language: it asks Python's gettext, which looks at the environment."""
    gettext.bindtextdomain("click", str(files("locales")))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = locale


def translate(command: click.Command, t: Words) -> None:
    """Put the help of a command, of its options and of its own subcommands into words."""
    if command.help:
        command.help = t.plain(command.help)
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            parameter.help = t.plain(parameter.help)
    if isinstance(command, click.Group):
        for subcommand in command.commands.values():
            translate(subcommand, t)


def told(error: Exception, t: Words) -> click.ClickException:
    """What the operator reads: our own sentence, or that this is a fault of the program."""
    from bot import logs  # noqa: PLC0415 - only a failing command pays for it
    from bot.cli.refusals import refusal  # noqa: PLC0415
    from bot.errors import BotError  # noqa: PLC0415
    from rules.errors import RulesError  # noqa: PLC0415
    from storage.errors import ToldError  # noqa: PLC0415

    if isinstance(error, BotError | ToldError):
        return click.ClickException(logs.mask(t.plain(error.says, **error.fields)))
    if isinstance(error, RulesError):
        return click.ClickException(logs.mask(refusal(error, t)))
    return click.ClickException(
        t.plain(
            "This is a fault of the program, please report it:\n{trace}",
            trace=logs.describe(error),
        )
    )


@click.group(cls=LazyGroup, help=N_("Tự Soi: the year-end review of a Party branch on Telegram."))
@click.version_option(package_name="tusoi", message="%(package)s %(version)s")
def main() -> None:
    """The command ``tusoi``."""
