"""The demo's year-end, played once for all tests that look at it.

Files are copied whenever a voter opens his ballot and whenever he gets his receipt, as somebody
could who holds the machine: what they tell is for the forensic tests to find out.
"""

import asyncio
import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.demo.afterwards import Traces
from bot.demo.play import Play
from bot.demo.printer import Printer
from bot.demo.stage import on_stage
from bot.sandbox import Call, Record, no_network
from conversations.words import Words
from rules import Ruleset

Moment = dict[str, bytes]
"""The bytes of every file that the application wrote, at one moment."""


@dataclass
class YearEnd:
    """What happened, and what was left."""

    records: list[Record]
    traces: Traces
    ruleset: Ruleset
    names: tuple[str, ...]
    printed: str
    moments: list[Moment] = field(default_factory=list)
    final: Moment = field(default_factory=dict)

    def seen_by(self, name: str) -> list[Record]:
        """What the bot showed a person in his private chat."""
        return [r for r in self.records if r.private and r.by_bot and r.chat == name]

    def in_group(self) -> list[Record]:
        """What the bot showed the group."""
        return [r for r in self.records if not r.private and r.by_bot]

    def toasts_of(self, name: str) -> list[str]:
        """The toasts of a person, wherever he tapped."""
        return [r.text for r in self.records if r.kind in {"toast", "alert"} and name == r.author]


@cache
def play() -> YearEnd:
    """Play the whole year-end; once a process, for whoever looks at it."""
    with TemporaryDirectory() as folder, no_network():
        return asyncio.run(_play(Path(folder)))


async def _play(folder: Path) -> YearEnd:
    out = io.StringIO()
    t = Words("vi")
    moments: list[Moment] = []
    async with on_stage(folder) as stage:
        printer = Printer(Console(file=out, width=100, highlight=False), t)
        stage.sandbox.transcript.watch(printer.show)

        def copy(call: Call) -> None:
            if call.method == "sendMessage" and list((folder / "keys").glob("*.private")):
                moments.append(_files(folder / "data"))

        stage.sandbox.on_call(copy)
        play_ = Play(stage, printer, t)
        traces = await play_.run()
        result = YearEnd(
            records=list(stage.sandbox.transcript.visible),
            traces=traces,
            ruleset=play_.ruleset,
            names=tuple(stage.links),
            printed=out.getvalue(),
            moments=moments,
        )
    result.final = _files(folder)
    return result


def _files(folder: Path) -> Moment:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.endswith("-shm")
    }
