"""A line of a guideline's page and what it stands in: headings, columns, the clause in brackets."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conversations.words import Words
from rules import Ruleset
from rules.model import Reading

t = Words(os.environ.get("TUSOI_LOCALE", "vi"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: the clause it rests on (an id), the dash under it, and what it says.

    ``notes`` follow it, fainter: that people confirm it, how the program reads the text.
    """

    clause: str
    says: str
    bullet: int = 0
    notes: tuple[str, ...] = ()


def read_as(readings: Iterable[Reading]) -> tuple[str, ...]:
    """That it rests on such readings; none: nothing."""
    numbers = ", ".join(dict.fromkeys(str(reading.number) for reading in readings))
    return (t.plain("(reading {numbers})", numbers=numbers),) if numbers else ()


def part(held: Ruleset, heading: str, lines: Iterable[Line]) -> Iterator[RenderableType]:
    """A heading and its lines in two columns; a clause is named once for lines that share it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column()
    before = ""
    for line in lines:
        named = clause_path(held, line.clause) + (f" –{line.bullet}" if line.bullet else "")
        notes = escape(" ".join(line.notes))
        says = f"{line.says} [dim]{notes}[/dim]" if notes else line.says
        table.add_row("" if named == before else escape(f"[{named}]"), says)
        before = named
    if table.row_count:
        yield heading_line(t.plain(heading))
        yield Padding(table, (0, 0, 0, 2))


def heading_line(text: str) -> RenderableType:
    """A heading after an empty line."""
    return Text(f"\n{text}", style="underline")


def indented(text: str) -> RenderableType:
    """A paragraph under a heading."""
    return Padding(Text.from_markup(text), (0, 0, 0, 2))


def clause_path(held: Ruleset, clause_id: str) -> str:
    """The clause as printed, with the guideline that prints it where that is another one."""
    clause = held.clause(clause_id)
    return clause.path if clause.source == held.id else f"{clause.source} {clause.path}"
