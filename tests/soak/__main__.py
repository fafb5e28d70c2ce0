"""``make soak``: what takes minutes.  Aims are told as met or missed; a wrong count fails.

python -m tests.soak [--kills N] [--only kills|burst|fan]
"""

import argparse
import asyncio

from tests.benchmarks.measure import Figure, stopwatch
from tests.benchmarks.table import show
from tests.soak.burst import burst
from tests.soak.dying import FANS, dying
from tests.soak.fanout import FEW, MANY, fanning
from tests.soak.killing import KILLS, killing


def main() -> None:
    """Run it and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak")
    parser.add_argument("--kills", type=int, default=KILLS, help="how many processes are killed")
    parser.add_argument("--only", choices=("kills", "burst", "fan"), help="do only this part")
    wanted = parser.parse_args()
    seconds = stopwatch()
    figures: list[Figure] = []
    if wanted.only in {None, "kills"}:
        figures += asyncio.run(killing(wanted.kills))
    if wanted.only in {None, "burst"}:
        figures += asyncio.run(burst())
    if wanted.only in {None, "fan"}:
        figures += asyncio.run(fanning(MANY, FEW))
        figures += dying(FANS)
    show(figures, f"Tự Soi under load, {seconds():.0f} s")


if __name__ == "__main__":
    main()
