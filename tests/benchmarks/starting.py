"""From nothing to the first poll: the real application against a bare one."""

import sys
from asyncio import create_subprocess_exec
from functools import partial
from pathlib import Path

from bot.application import build
from storage.migrations import upgrade
from tests.benchmarks.branch import HumanClock, settings_in
from tests.benchmarks.floors import bare
from tests.benchmarks.measure import Figure, Rounds, stopwatch
from tests.benchmarks.wire import Wire

REAL, BARE = "real", "bare"
ROUNDS, PROCESS_ROUNDS = 7, 5


async def start_real(folder: Path) -> float:
    """Seconds until the real application polls, its database being there."""
    seconds = stopwatch()
    wire = Wire()
    tusoi = await build(settings_in(folder), request=wire, clock=HumanClock())
    await tusoi.start()
    await wire.polled.wait()
    taken = seconds()
    await tusoi.stop()
    return taken


async def start_bare(_: Path) -> float:
    """Seconds until a bare PTB application polls."""
    seconds = stopwatch()
    wire = Wire()
    application = bare(wire)
    await application.initialize()
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling(timeout=30)
    await wire.polled.wait()
    taken = seconds()
    await application.updater.stop()
    await application.stop()
    await application.shutdown()
    return taken


async def starting(folder: Path) -> list[Figure]:
    """Within a warm process, and as a process of its own, imports and all."""
    place = folder / "start"
    upgrade(settings_in(place).data)
    warm, cold = Rounds(), Rounds()
    within = {BARE: partial(start_bare, place), REAL: partial(start_real, place)}
    for sample in within.values():
        await sample()
    await warm.run(within, rounds=ROUNDS, each=1)
    alone = {name: partial(_process, name, place) for name in (BARE, REAL)}
    await cold.run(alone, rounds=PROCESS_ROUNDS, each=1)
    return [
        warm.figure("start to first poll (floor: bare PTB)", REAL, (BARE,)),
        cold.figure("the same as a new process, imports included", REAL, (BARE,)),
    ]


async def _process(name: str, folder: Path) -> float:
    seconds = stopwatch()
    process = await create_subprocess_exec(
        sys.executable, "-m", "tests.benchmarks.start", name, str(folder)
    )
    assert await process.wait() == 0
    return seconds()
