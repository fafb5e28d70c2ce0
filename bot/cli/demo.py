"""``tusoi demo``: watch the real application carry a fictional branch through its year-end."""

import asyncio
import os
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Final
from zipfile import ZipFile

import click
from rich.console import Console

from bot.demo import december, sixty
from bot.demo.december import December
from bot.demo.play import Play
from bot.demo.printer import Printer
from bot.demo.stage import on_stage
from bot.demo.two_rounds import TwoRounds
from bot.sandbox import no_network
from conversations.words import N_, Words

YEAR, ROUNDS, DECEMBER = "year-end", "two-rounds", "december"

ROLLS: Final = {
    ROUNDS: (sixty.SHEET, sixty.sheet()),
    DECEMBER: (december.SHEET, december.sheet()),
}
"""The scenarios with a roll of their own."""
PLAYS: Final[dict[str, type[Play] | type[TwoRounds] | type[December]]] = {
    YEAR: Play,
    ROUNDS: TwoRounds,
    DECEMBER: December,
}


@click.command(
    help=N_(
        "Watch a branch's whole year-end, played by the real application in a sandbox.\n\n"
        "No token and no network are used; the database lives in a folder that is removed "
        "at the end."
    )
)
@click.option("--full", is_flag=True, help=N_("Print every screen, the repetitions too."))
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
    help=N_("Where the whole transcript and the report are left."),
)
@click.option(
    "--scenario",
    type=click.Choice([YEAR, ROUNDS, DECEMBER]),
    default=YEAR,
    show_default=True,
    help=N_(
        "A whole year-end, two rounds of balloting in a branch of sixty, or a month of reminders."
    ),
)
def demo(*, full: bool, out: Path, scenario: str) -> None:
    """``tusoi demo``."""
    t = Words(os.environ.get("TUSOI_LOCALE", "vi"))
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tusoi-demo-") as folder, no_network():
        asyncio.run(_play(Path(folder), Printer(console, t, full=full), t, out, scenario))
    console.print()
    console.print(
        t.plain(
            "Done in {seconds} seconds. The transcript, the report and the forms: {folder}",
            seconds=str(round(time.perf_counter() - started, 1)),
            folder=str(out),
        )
    )


async def _play(folder: Path, printer: Printer, t: Words, out: Path, scenario: str) -> None:
    roll = ROLLS.get(scenario)
    async with on_stage(folder, roll=roll) as stage:
        stage.sandbox.transcript.watch(printer.show)
        play = PLAYS[scenario](stage, printer, t)
        await play.run()
        left = {"transcript.txt": stage.sandbox.transcript.text(t.zone).encode()}
        left |= {Path(shown.file_name).name: shown.content for shown in play.secretary.files}
    await asyncio.to_thread(_leave, out, left)


def _leave(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        if name.endswith(".zip"):
            with ZipFile(BytesIO(content)) as held:
                held.extractall(folder / name.removesuffix(".zip"))
        else:
            (folder / name).write_bytes(content)
