"""Taps through the real application: one alone, its answer saved; forty at once."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from pathlib import Path
from statistics import median

from tests.benchmarks.branch import Bench, on_bench
from tests.benchmarks.floors import COMMIT, DISPATCH, RAW, committing, dispatching
from tests.benchmarks.measure import Figure, Rounds, duration, stopwatch, workwatch
from tests.benchmarks.wire import Seen

TAP, ONE, ALL = "tap", "one", "all"
ROUNDS, EACH = 30, 5
CROWD, CROWD_ROUNDS = 40, 8
LATENCY = 0.06
_GRADE = "assess:grade:"


async def first_question(bench: Bench, place: int) -> Seen:
    """Open a self-assessment and go on to its first criterion."""
    user = bench.account(place)
    await bench.command(place, "/tudanhgia")
    while (fact := bench.wire.chats[user].button("assess:fact:", ":0")) is not None:
        await bench.tap(place, fact)
    return bench.wire.chats[user]


async def one_tap(folder: Path) -> list[Figure]:
    """A grade, until its message is edited; what it saves is committed by then."""
    rounds = Rounds()
    async with on_bench(folder / "tap", people=60) as bench:
        taps = _taps(bench, range(1, 60))
        screen = await first_question(bench, 0)

        async def tap() -> float:
            return await anext(taps)

        async with dispatching(screen) as dispatch, committing(folder / "floor") as (commit, raw):
            samples = {DISPATCH: dispatch, COMMIT: commit, RAW: raw, TAP: tap}
            for warm in samples.values():
                await warm()
            await rounds.run(samples, rounds=ROUNDS, each=EACH)
    return [
        rounds.figure("floor: PTB dispatches a tap, answers, edits", DISPATCH),
        rounds.figure("floor: Core UPDATE + commit, aiosqlite", COMMIT),
        rounds.figure("beside it: UPDATE + commit, bare sqlite3", RAW),
        rounds.figure("a tap (grade) with its state saved", TAP, (DISPATCH, COMMIT), below=2.5),
    ]


async def _taps(bench: Bench, places: range) -> AsyncIterator[float]:
    """Grade after grade, member after member: the seconds until the edit is answered."""
    for place in places:
        user = bench.account(place)
        seen = await first_question(bench, place)
        while (data := seen.button(_GRADE, ":tot")) is not None:
            bench.clock.pass_by()
            done = bench.wire.expect(user)
            seconds = stopwatch()
            bench.wire.tap(user, data)
            await done
            taken = seconds()
            await bench.tusoi.settled()
            yield taken
            seen = bench.wire.chats[user]


async def crowd(folder: Path) -> list[Figure]:
    """Forty members tap a grade in the same moment; each call takes 60 ms."""
    rounds = Rounds()
    everyone = range(CROWD)
    async with on_bench(folder / "crowd", people=CROWD) as bench:
        for place in everyone:
            await first_question(bench, place)
        bench.wire.latency = LATENCY
        turn = iter(everyone)
        at_work: list[float] = []

        async def one() -> float:
            return await _together(bench, [next(turn)])

        async def all_of_them() -> float:
            work = workwatch()
            seconds = await _together(bench, everyone)
            at_work.append(work())
            return seconds

        await rounds.run({ONE: one, ALL: all_of_them}, rounds=CROWD_ROUNDS, each=1)
    work = median(at_work)
    return [
        rounds.figure(
            f"{CROWD} members tapping at once, 60 ms a call (floor: one)", ALL, (ONE,), below=1.5
        ),
        Figure("of it processor time (the machine's load aside)", duration(work)),
    ]


async def _together(bench: Bench, places: Iterable[int]) -> float:
    """The seconds until the last of them sees the answer to his grade."""
    bench.clock.pass_by()
    wire = bench.wire
    taps = []
    for place in places:
        user = bench.account(place)
        taps.append((user, wire.chats[user].only(_GRADE, ":tot")))
    answers = [wire.expect(user) for user, _ in taps]
    seconds = stopwatch()
    for user, data in taps:
        wire.tap(user, data)
    await asyncio.gather(*answers)
    taken = seconds()
    await bench.tusoi.settled()
    return taken
