"""The command line ``tusoi``: a subcommand's module is imported only when it is called.

An error that the operator can mend is one clear sentence and exit code 1.  An unforeseen one says
so and shows its kind and places in the code, masked like the log: what a traceback of Python's own
would print might hold the token.
"""

from importlib import import_module
from typing import Final, NamedTuple

import click


class Subcommand(NamedTuple):
    """Where a subcommand lives (``module:name`` of a click command) and what it is for."""

    place: str
    help: str


SUBCOMMANDS: Final = {
    "demo": Subcommand("bot.cli.demo:demo", "Watch a branch's whole year-end in the sandbox."),
    "run": Subcommand("bot.cli.run:run", "Run the bot."),
    "rules": Subcommand("bot.cli.rules:rules", "Guidelines and cases: show, check, decide …"),
    "roll": Subcommand("bot.cli.roll:roll", "A branch's roll: import, export."),
    "db": Subcommand("bot.cli.db:db", "The database: upgrade, back up, restore, check."),
}


class LazyGroup(click.Group):
    """A group whose subcommands are imported when they are called."""

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
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in the help, from the table alone: nothing is imported for it."""
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, subcommand.help) for name, subcommand in SUBCOMMANDS.items()]
            )

    def invoke(self, ctx: click.Context) -> object:
        """Run the subcommand; errors of our own rooms become one sentence."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            raise told(error) from None


def told(error: Exception) -> click.ClickException:
    """What the operator reads: our own sentence, or that this is a fault of the program."""
    from bot import logs  # noqa: PLC0415 - only a failing command pays for it
    from bot.errors import BotError  # noqa: PLC0415
    from rules.errors import RulesError  # noqa: PLC0415
    from storage.errors import StorageError  # noqa: PLC0415

    if isinstance(error, BotError | StorageError | RulesError):
        return click.ClickException(logs.mask(str(error)))
    return click.ClickException(
        f"this is a fault of the program, please report it:\n{logs.describe(error)}"
    )


@click.group(cls=LazyGroup)
@click.version_option(package_name="tusoi", message="%(package)s %(version)s")
def main() -> None:
    """Tự Soi: the year-end review of a Party branch on Telegram."""
