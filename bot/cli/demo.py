"""``tusoi demo``: watch the real application carry a fictional branch through its year-end."""

import asyncio
import os
import tempfile
import time
from pathlib import Path

import click
from rich.console import Console

from bot.demo.play import Play
from bot.demo.printer import Printer
from bot.demo.stage import on_stage
from bot.sandbox import no_network
from conversations.words import Words


@click.command()
@click.option("--full", is_flag=True, help="Print every screen, the repetitions too.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
    help="Where the whole transcript and the report are left.",
)
def demo(*, full: bool, out: Path) -> None:
    """Watch a branch's whole year-end, played by the real application in a sandbox.

    No token and no network are used; the database lives in a folder that is removed at the end.
    """
    t = Words(os.environ.get("TUSOI_LOCALE", "vi"))
    console = Console(highlight=False, emoji=False, markup=False, soft_wrap=True)
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="tusoi-demo-") as folder, no_network():
        asyncio.run(_play(Path(folder), Printer(console, t, full=full), t, out))
    console.print()
    console.print(
        t.plain(
            "Done in {seconds} seconds. The whole transcript and the report: {folder}",
            seconds=str(round(time.perf_counter() - started, 1)),
            folder=str(out),
        )
    )


async def _play(folder: Path, printer: Printer, t: Words, out: Path) -> None:
    async with on_stage(folder) as stage:
        stage.sandbox.transcript.watch(printer.show)
        play = Play(stage, printer, t)
        await play.run()
        left = {"transcript.txt": stage.sandbox.transcript.text(t.zone).encode()}
        left |= {Path(shown.file_name).name: shown.content for shown in play.secretary.files}
    await asyncio.to_thread(_leave, out, left)


def _leave(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
