"""``make soak``: what takes minutes.  Aims are told as met or missed; a wrong count fails."""

import asyncio

from tests.benchmarks.measure import stopwatch
from tests.benchmarks.table import show
from tests.soak.burst import burst


def main() -> None:
    """Run it and print the table."""
    seconds = stopwatch()
    figures = asyncio.run(burst())
    show(figures, f"Tự Soi under load, {seconds():.0f} s")


if __name__ == "__main__":
    main()
