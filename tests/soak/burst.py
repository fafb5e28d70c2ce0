"""Five hundred voters within a minute, every call of the Bot API taking 60 ms.

Each opens the ballot of sixty subjects, marks a few, looks it through, casts, and is told his
receipt, tapping about once a second; a second burst over the same ballot casts anew.  Measured is
the time from a tap to its answer beyond the calls' own latency, and the memory after each burst.
"""

import asyncio
import os
import random
import tempfile
from pathlib import Path
from statistics import quantiles

from storage import ballots
from storage.reviews import Stage
from tests.benchmarks.branch import Bench, on_bench, open_ballot
from tests.benchmarks.measure import Figure, duration, stopwatch
from tests.benchmarks.memory import resident

VOTERS, SUBJECTS, MARKED = 500, 60, 6
WITHIN = 60.0
"""Seconds in which all of them vote."""
PAUSE = (0.8, 1.4)
"""Seconds from an answer to the next tap; sooner counts as a slip of the finger."""
LATENCY = 0.06
BURSTS = 2
_LONGEST = (MARKED + 5) * (PAUSE[1] + 3 * LATENCY)
_AIM = "beyond latency: none over 1 s"


async def burst() -> list[Figure]:
    """The figures of all bursts."""
    figures: list[Figure] = []
    memory: list[float] = []
    with tempfile.TemporaryDirectory(prefix="tusoi-soak-") as folder:
        place = Path(folder) / "burst"
        async with on_bench(place, people=VOTERS, stage=Stage.BALLOT, group=True) as bench:
            ballot = await open_ballot(bench, subjects=SUBJECTS, voters=VOTERS)
            bench.wire.latency = LATENCY
            chance = random.Random(1)
            for number in range(1, BURSTS + 1):
                waits: list[float] = []
                voters = [
                    _vote(bench, ballot.id, who, waits, random.Random(chance.random()))
                    for who in range(VOTERS)
                ]
                seconds = stopwatch()
                async with asyncio.timeout(4 * WITHIN):
                    await asyncio.gather(*voters)
                figures += _told(number, waits, seconds())
                await bench.tusoi.settled()
                memory.append(resident())
            async with bench.db.read() as tx:
                turnout = await ballots.turnout(tx, ballot.id)
            assert turnout.returned == VOTERS, turnout
    growth = memory[-1] / memory[0]
    figures.append(
        Figure(
            "memory after the last burst",
            f"{memory[-1]:.0f} MB",
            f"{memory[0]:.0f} MB after the first",
            f"{growth:.2f}",
            "flat: ratio < 1.1",
            growth < 1.1,
        )
    )
    return figures


async def _vote(
    bench: Bench, ballot: int, who: int, waits: list[float], chance: random.Random
) -> None:
    """One voter's taps, from the link on the group's card to his receipt."""
    wire, user = bench.wire, bench.account(who)
    await asyncio.sleep(chance.uniform(0, WITHIN - _LONGEST))

    async def tap(data: str, answer: str = "editMessageText") -> None:
        await asyncio.sleep(chance.uniform(*PAUSE))
        done = wire.expect(user, answer)
        seconds = stopwatch()
        wire.tap(user, data)
        await done
        calls = 3 if answer == "sendMessage" else 2  # the tap is answered, the message edited
        waits.append(seconds() - calls * LATENCY)

    done = wire.expect(user, "editMessageText", "sendMessage")
    wire.command(user, f"/start b{ballot}")
    await done
    await tap(wire.chats[user].only("vote:n:"))
    for _ in range(MARKED):
        await tap(chance.choice(wire.chats[user].all("vote:m:")))
    await tap(wire.chats[user].only("vote:r:"))
    await tap(wire.chats[user].only("vote:c:"))
    await tap(wire.chats[user].only("vote:y:"), "sendMessage")


def _told(number: int, waits: list[float], taken: float) -> list[Figure]:
    cuts = quantiles(waits, n=100)
    worst = max(waits)
    load = os.getloadavg()[0]
    return [
        Figure(
            f"burst {number}: {VOTERS} voters × {SUBJECTS} subjects, {len(waits)} taps",
            f"in {taken:.0f} s",
            f"load {load:.1f}",
        ),
        Figure("tap to answer beyond latency, p50", duration(cuts[49])),
        Figure("tap to answer beyond latency, p95", duration(cuts[94])),
        Figure("tap to answer beyond latency, max", duration(worst), "", "", _AIM, worst < 1),
    ]
