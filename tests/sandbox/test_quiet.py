"""The clock waits for the database, whichever way the program gets at it."""

import asyncio
from pathlib import Path

import aiosqlite
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.sandbox import VirtualClock
from bot.sandbox.quiet import working


async def test_time_waits_for_commits_through_sqlalchemy(tmp_path: Path) -> None:
    """Ten commits, a second apart, each at its own second however long the disk takes."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite'}")
    clock = VirtualClock()
    times: list[float] = []

    async def writer() -> None:
        async with engine.begin() as tx:
            await tx.execute(text("CREATE TABLE t (at REAL)"))
        for _ in range(10):
            await clock.sleep(1)
            async with engine.begin() as tx:
                await tx.execute(text("INSERT INTO t VALUES (:at)"), {"at": clock.elapsed})
            times.append(clock.elapsed)

    task = asyncio.create_task(writer())
    await clock.advance(10)
    assert task.done()
    assert times == [float(second) for second in range(1, 11)]
    await engine.dispose()


async def test_a_task_inside_the_database_counts_as_working(tmp_path: Path) -> None:
    """Until the thread has answered; afterwards the loop is quiet."""
    connection = await aiosqlite.connect(tmp_path / "x.sqlite")
    loop = asyncio.get_running_loop()
    count = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n LIMIT 300000) "

    async def read() -> None:
        await connection.execute_fetchall(f"{count} SELECT max(i) FROM n")

    task = asyncio.create_task(read())
    await asyncio.sleep(0)
    assert working(loop)
    await VirtualClock().quiet()
    assert task.done()
    assert not working(loop)
    await connection.close()


async def test_waiting_for_one_another_is_not_working() -> None:
    """Tasks at events, queues and locks can be woken from within the loop only."""
    event, queue, lock = asyncio.Event(), asyncio.Queue[int](), asyncio.Lock()
    await lock.acquire()
    waiting = [
        asyncio.create_task(event.wait()),
        asyncio.create_task(queue.get()),
        asyncio.create_task(lock.acquire()),
    ]
    await VirtualClock().quiet()
    assert not working(asyncio.get_running_loop())
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
