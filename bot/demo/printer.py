"""The transcript on the screen, as it happens: who wrote what in which chat, what was tapped.

In a terminal the messages stand in frames; elsewhere they are plain lines.  Scenes that repeat
what was already seen are told in one line of counts, unless everything was asked for.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from rich.box import ROUNDED
from rich.console import Console, Group
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from bot.sandbox import Kind, Record
from conversations.words import Words

SHOWN = {Kind.MESSAGE, Kind.EDIT, Kind.TAP, Kind.OPEN, Kind.TOAST, Kind.ALERT, Kind.SERVICE}
WIDTH = 76


class Printer:
    """Prints records; ``full`` prints the repetitions too."""

    def __init__(self, console: Console, t: Words, *, full: bool = False) -> None:
        self._console = console
        self._t = t
        self._zone = t.zone
        self._full = full
        self._folded: Counter[Kind] | None = None

    def scene(self, title: str) -> None:
        """A heading of the story."""
        self._console.print()
        self._console.print(Rule(Text(title, style="bold"), characters="═"))

    def say(self, text: str) -> None:
        """A line of the story."""
        self._console.print(Text(text, style="italic"))

    @contextmanager
    def folded(self, what: str) -> Iterator[None]:
        """Tell what happens meanwhile in one line of counts."""
        if self._full:
            yield
            return
        self._folded = Counter()
        try:
            yield
        finally:
            counts, self._folded = self._folded, None
            self._console.print(
                Text(
                    self._t.plain(
                        "… {what}: {taps} taps, {messages} screens (--full shows all of them)",
                        what=what,
                        taps=counts[Kind.TAP] + counts[Kind.OPEN],
                        messages=counts[Kind.MESSAGE] + counts[Kind.EDIT],
                    ),
                    style="dim italic",
                )
            )

    def show(self, record: Record) -> None:
        """Print one record of the transcript, or count it."""
        if record.kind not in SHOWN:
            return
        if self._folded is not None:
            self._folded[record.kind] += 1
            return
        time = f"{record.at.astimezone(self._zone):%d/%m %H:%M}"
        if record.by_bot and record.kind in {Kind.MESSAGE, Kind.EDIT}:
            self._screen(record, time)
        elif record.kind in {Kind.TOAST, Kind.ALERT}:
            self._console.print(Text(f"    💬 {record.text}", style="yellow"))
        elif record.kind in {Kind.TAP, Kind.OPEN}:
            place = "" if record.private else f" ({record.chat})"
            line = Text.assemble((f"👆 {record.author}{place}: ", "green"), (record.text, "bold"))
            self._console.print(line)
        elif record.kind is Kind.SERVICE:
            self._console.print(Text(f"· {record.chat}: {record.text}", style="dim"))
        else:
            self._console.print(Text(f"✍️  {record.author}: {record.text}{record.file}", "green"))

    def _screen(self, record: Record, time: str) -> None:
        parts: list[Text] = [Text(record.text)]
        if record.file:
            parts.append(Text(f"📎 {record.file}", style="cyan"))
        if record.buttons:
            parts.append(Text())
            parts += [
                Text("  ".join(f"[ {label} ]" for label in row), style="cyan")
                for row in record.buttons
            ]
        place = record.chat if record.private else f"👥 {record.chat}"
        mark = "✎ " if record.kind is Kind.EDIT else ""
        if self._console.is_terminal:
            self._console.print(
                Panel(
                    Group(*parts),
                    title=f"{mark}Tự Soi → {place} · {time}",
                    title_align="left",
                    width=min(WIDTH, self._console.width),
                    box=ROUNDED,
                    border_style="blue" if record.private else "magenta",
                )
            )
            return
        self._console.print(Text(f"{mark}Tự Soi → {place} · {time}"))
        for line in "\n".join(part.plain for part in parts).split("\n"):
            self._console.print(Text(f"    {line}".rstrip()))
