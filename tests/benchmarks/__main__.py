"""``make bench``: every figure against a floor measured in the same run.

The aims are told as met or missed; missing one is no failure of the run.
"""

import asyncio
import tempfile
from pathlib import Path

from tests.benchmarks.casting import casting, closing
from tests.benchmarks.deciding import deciding
from tests.benchmarks.measure import Figure, stopwatch
from tests.benchmarks.papers import papers
from tests.benchmarks.starting import starting
from tests.benchmarks.table import show
from tests.benchmarks.tapping import crowd, one_tap


async def _through_the_application(folder: Path) -> list[Figure]:
    return [
        figure
        for part in (one_tap, casting, crowd, starting, closing)
        for figure in await part(folder)
    ]


def main() -> None:
    """Measure everything and print the table."""
    seconds = stopwatch()
    with tempfile.TemporaryDirectory(prefix="tusoi-bench-") as folder:
        figures = asyncio.run(_through_the_application(Path(folder)))
    figures += deciding()
    figures += papers()
    show(figures, f"Tự Soi, measured in {seconds():.0f} s (medians of interleaved rounds)")


if __name__ == "__main__":
    main()
