"""A fan-out of reminders, planned and worded by the real application, under Telegram's real limits.

Branches of fifty fall due in the same moment.  On the virtual clock it is ten thousand reminders,
on the real one five hundred, each call taking 60 ms.  Measured are the rate against what Telegram
permits, refusals (429) of our own making, and how soon taps are answered meanwhile, some of which
come together.  With trouble rained on the calls, what is counted is who got his reminder not at
all, or twice; so it is where processes are killed in the midst of it (``dying``).
"""

import asyncio
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import quantiles

from bot.sandbox import (
    Kind,
    Latency,
    Person,
    Record,
    broken,
    flood,
    server_error,
    timeout_after,
)
from bot.sandbox.clock import WallClock
from tests.benchmarks.measure import Figure, duration, stopwatch
from tests.soak.town import Town, is_reminder

MANY, FEW = 10_000, 500
"""How many reminders on the virtual clock, and on the real one."""
PERMITTED = 30.0
"""Messages a second that Telegram permits overall."""
AIM = 0.95
LATENCY = 0.06
TOGETHER = 4
"""So many tap in the same moment, each on the reminder that he has just got."""
ROUNDS = 50
"""So often they do, at most."""
EACH = 2.5
"""Seconds from one time to the next."""
TROUBLE = (flood(2), server_error(), broken(), timeout_after())
STRUCK = 0.05
"""The share of calls that trouble strikes."""


@dataclass(frozen=True, slots=True)
class Fanned:
    """What came of it: seconds are those of the clock it ran on."""

    people: int
    seconds: float
    rate: float
    """The share of the permitted rate that was used, answers counted."""
    refused: int
    waits: Sequence[float]
    """Seconds from each tap to its answer."""
    lost: int
    twice: int
    unknown: int

    @property
    def p95(self) -> float:
        """In how many seconds 95 of 100 taps were answered."""
        return quantiles(self.waits, n=100)[94]


async def fan_out(many: int, *, real: bool = False, troubled: bool = False) -> Fanned:
    """Send so many reminders; returns what came of it."""
    with tempfile.TemporaryDirectory(prefix="tusoi-fan-") as folder:
        town = Town(Path(folder), WallClock() if real else None)
        town.sandbox.patience = many
        town.meet(many)
        await town.start()
        try:
            await town.settle()
            if real:
                town.sandbox.latency = Latency(LATENCY, real=True)
            if troubled:
                town.sandbox.faults.rain(1, STRUCK, TROUBLE, {"sendMessage"})
            town.tusoi.sweeper.kick()
            await _tapping(town, min(ROUNDS, int(many / PERMITTED / 4)), real=real)
            await town.finished(1 + many / PERMITTED / 20)
            return await _counted(town)
        finally:
            await town.stop()


async def _tapping(town: Town, rounds: int, *, real: bool) -> None:
    """Some of those who have just been reminded answer together, again and again."""
    reminded = (one for one in town.people if any("🔔" in text for text in one.sees))
    for _ in range(rounds):
        await (asyncio.sleep(EACH) if real else town.clock.advance(EACH))
        some: list[Person] = [one for _, one in zip(range(TOGETHER), reminded, strict=False)]
        await town.sandbox.at_once(*(one.tap("Có mặt") for one in some))


async def _counted(town: Town) -> Fanned:
    told = [one for one in town.sandbox.transcript.visible if one.by_bot]
    reminders = [one for one in told if is_reminder(one)]
    counts = Counter(one.chat_id for one in reminders)
    first, last = reminders[0].at, reminders[-1].at
    seconds = (last - first).total_seconds()
    sent = [one for one in told if one.kind is Kind.MESSAGE and first < one.at <= last]
    unknown = {who for who, row in (await town.rows()).items() if row.perhaps_sent}
    return Fanned(
        len(town.people),
        seconds,
        len(sent) / seconds / PERMITTED,
        town.sandbox.server.traffic.refused,
        _waits(town.sandbox.transcript.visible),
        sum(not counts[person.id] for person in town.people),
        sum(times > 1 for times in counts.values()),
        len(unknown),
    )


def _waits(records: Sequence[Record]) -> list[float]:
    """Seconds from each tap to the screen that answers it."""
    by_chat: dict[int, list[Record]] = {}
    for one in records:
        if one.kind in {Kind.TAP, Kind.MESSAGE}:
            by_chat.setdefault(one.chat_id, []).append(one)
    return [
        (answer.at - tap.at).total_seconds()
        for several in by_chat.values()
        for tap, answer in pairwise(several)
        if tap.kind is Kind.TAP and answer.by_bot
    ]


async def fanning(many: int, few: int) -> list[Figure]:
    """The figures: many on the virtual clock, with and without trouble; few on the real one."""
    seconds = stopwatch()
    figures = _told("virtual clock", await fan_out(many))
    figures.append(Figure("… which took this machine", duration(seconds())))
    figures += _told("real clock, each call 60 ms", await fan_out(few, real=True))
    return [*figures, _troubled(await fan_out(many // 5, troubled=True))]


def _told(clock: str, one: Fanned) -> list[Figure]:
    aim = f"at least {AIM:.0%} of the permitted rate, no 429, none lost or twice"
    met = one.rate >= AIM and not (one.refused or one.lost or one.twice)
    rate = f"{one.rate:.1%}"
    return [
        Figure(
            f"{one.people} reminders, {clock}", duration(one.seconds), "30 a second", rate, aim, met
        ),
        Figure(
            f"{len(one.waits)} taps meanwhile, {TOGETHER} at a time: p95",
            duration(one.p95),
            "",
            "",
            "all within 1 s",
            max(one.waits) < 1,
        ),
    ]


def _troubled(one: Fanned) -> Figure:
    return Figure(
        f"{one.people} reminders, {STRUCK:.0%} of calls fail or time out after delivery",
        f"{one.lost} lost, {one.twice} twice",
        f"{one.unknown} left unknown",
        "",
        "none lost, none twice",
        not (one.lost or one.twice),
    )
