"""Real processes, killed (SIGKILL) in the midst of casting bursts and of closing, again and again.

After each death the next process brings the ballot to its end, and three things are held against
what the dead one had said: every voter who was told "recorded" is counted once, nobody else is,
and of the paper every ballot is counted once.  Most deaths are of the store alone, some are of the
whole application with members tapping in the stand-in for Telegram.
"""

import asyncio
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.benchmarks.measure import Figure, duration, stopwatch
from tests.end_to_end import killed
from tests.storage.burst import kill_one, on_paper

KILLS = 200
"""How many processes are killed unless told otherwise."""
APPLICATIONS = 10
"""Every so manieth death is of the whole application."""
LINGER = 0.03
"""Seconds that a process lives on, at most, after the line at which it is to die."""


class WrongCount(AssertionError):
    """A death after which the count was not what people had been told."""


async def killing(kills: int) -> list[Figure]:
    """Kill so many processes; returns the figures.  WrongCount: with the seed that shows it."""
    chance = random.Random(1)
    seconds = stopwatch()
    deaths: Counter[str] = Counter()
    for seed in range(kills):
        with tempfile.TemporaryDirectory(prefix="tusoi-kill-") as folder:
            if seed % APPLICATIONS == APPLICATIONS - 1:
                deaths["application"] += 1
                await _application(Path(folder), seed, chance)
            else:
                what = await _store(Path(folder), seed, chance.uniform(0, LINGER))
                deaths[what] += 1
                deaths["with paper"] += on_paper(seed)
        _progress(seed + 1, kills)
    taken = duration(seconds() / max(kills, 1))
    name = f"{kills} processes killed with SIGKILL"
    figures = [Figure(name, f"{taken} each", "", "", "each told vote counted once", kills > 0)]
    figures += [Figure(f"… of these: {what}", str(n)) for what, n in sorted(deaths.items())]
    return figures


async def _store(folder: Path, seed: int, linger: float) -> str:
    """Kill a process that casts into the store; returns in what it was cut short."""
    heard, figures = await kill_one(folder, seed, linger)
    by_phone = figures.returned - (0 if figures.paper is None else figures.paper.returned)
    if not heard.agrees(figures) or len(set(figures.codes)) != by_phone:
        raise WrongCount(f"tests.storage.burst.kill_one, seed {seed}, linger {linger:.4f}")
    if heard.closed:
        return "after the count"
    return "closing" if heard.closing else "casting"


async def _application(folder: Path, seed: int, chance: random.Random) -> None:
    """Kill the whole application while members cast or tellers count."""
    lines = chance.randint(1, killed.LINES)
    death = await killed.kill_one(folder, lines, chance.uniform(0, LINGER))
    if not death.agrees:
        raise WrongCount(f"tests.end_to_end.killed.kill_one, {lines} lines (seed {seed}): {death}")


def _progress(done: int, of: int) -> None:
    sys.stderr.write(f"\rkilled {done}/{of}" + ("\n" if done == of else ""))
    sys.stderr.flush()


if __name__ == "__main__":
    for figure in asyncio.run(killing(int(sys.argv[1]) if len(sys.argv) > 1 else KILLS)):
        sys.stdout.write(f"{figure.name}: {figure.value}\n")
