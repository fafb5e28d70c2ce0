"""The figures as one table."""

import os
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import Figure

_MET = {None: "", True: "met", False: "MISSED"}


def show(figures: Sequence[Figure], title: str) -> None:
    """Print the table, plain where the output is no terminal, and what was missed."""
    console = Console(highlight=False, width=None if os.isatty(1) else 150)
    table = Table(title=title, title_justify="left")
    for name in ("measured", "figure", "floor", "ratio", "aim", ""):
        table.add_column(name, justify="left" if name in {"measured", "aim", ""} else "right")
    for one in figures:
        style = "bold red" if one.met is False else None
        table.add_row(
            one.name, one.value, one.floor, one.ratio, one.aim, _MET[one.met], style=style
        )
    console.print(table)
    missed = [one.name for one in figures if one.met is False]
    held = sum(one.met is True for one in figures)
    console.print(f"Aims met: {held} of {held + len(missed)}.")
    for name in missed:
        console.print(f"MISSED: {name}")
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    if load > cores:
        console.print(
            f"The machine was busy (load {load:.1f} on {cores} cores): trust ratios, not times; "
            "what waits for 60 ms calls suffers more from it than what it is compared with."
        )
