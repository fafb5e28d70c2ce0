"""Measuring: rounds that take every subject in turn, so that a busy machine is busy for all.

Samples are taken turn by turn, a figure is the median of the medians of many short rounds, and a
ratio is one such figure over another: what disturbs a round disturbs both sides of the fraction,
and what disturbs a few rounds disturbs neither.
"""

from collections import deque
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter, process_time

Sample = Callable[[], Awaitable[float]]
"""Does the thing once and returns the seconds it took."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table; ``aim`` is a sentence, ``met`` None where there is none."""

    name: str
    value: str
    floor: str = ""
    ratio: str = ""
    aim: str = ""
    met: bool | None = None


class Rounds:
    """The medians of every subject in every round, in seconds."""

    def __init__(self) -> None:
        self._medians: dict[str, list[float]] = {}

    async def run(self, samples: Mapping[str, Sample], *, rounds: int, each: int) -> None:
        """Take ``each`` samples of every subject in every round, turn by turn, each first in turn:
        what comes after a commit may find the disk busy with it."""
        turns = deque(samples)
        for _ in range(rounds):
            taken: dict[str, list[float]] = {name: [] for name in samples}
            for _ in range(each):
                for name in turns:
                    taken[name].append(await samples[name]())
                turns.rotate(1)
            for name, seconds in taken.items():
                self._medians.setdefault(name, []).append(median(seconds))

    def seconds(self, *names: str) -> float:
        """The median of the rounds; of several subjects, the sum of theirs."""
        return sum(median(self._medians[name]) for name in names)

    def figure(
        self, title: str, name: str, floor: Sequence[str] = (), *, below: float | None = None
    ) -> Figure:
        """The line of a subject, against the sum of its floors, to stay ``below`` a ratio."""
        seconds = self.seconds(name)
        if not floor:
            return Figure(title, duration(seconds))
        under = self.seconds(*floor)
        return against(title, duration(seconds), duration(under), seconds / under, below)


def against(title: str, value: str, floor: str, ratio: float, below: float | None = None) -> Figure:
    """A line with its ratio, and its aim if there is one."""
    if below is None:
        return Figure(title, value, floor, f"{ratio:.2f}")
    return Figure(title, value, floor, f"{ratio:.2f}", f"ratio < {below:g}", ratio < below)


def stopwatch() -> Callable[[], float]:
    """A function that tells the seconds since now."""
    start = perf_counter()
    return lambda: perf_counter() - start


def workwatch() -> Callable[[], float]:
    """A function that tells the seconds of processor time that this process took since now."""
    start = process_time()
    return lambda: process_time() - start


def duration(seconds: float) -> str:
    """Seconds as people read them."""
    if seconds < 0.001:
        return f"{seconds * 1e6:.0f} µs"
    return f"{seconds * 1e3:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"
