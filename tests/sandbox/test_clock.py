"""Time moves only when told to, and wakes sleepers in order."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import VirtualClock, WallClock


async def test_sleepers_wake_in_order_each_at_his_own_time() -> None:
    """However far the clock is moved at once, everyone sees the time that he slept for."""
    clock = VirtualClock(datetime(2025, 12, 31, 23, 59, tzinfo=UTC))
    woken: list[tuple[str, datetime]] = []

    async def sleeper(name: str, seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append((name, clock.now()))

    tasks = [
        asyncio.create_task(sleeper(name, seconds))
        for name, seconds in (("c", 90.5), ("a", 30), ("b", 60))
    ]
    await clock.advance(3600)
    await asyncio.gather(*tasks)
    assert woken == [
        ("a", datetime(2025, 12, 31, 23, 59, 30, tzinfo=UTC)),
        ("b", datetime(2026, 1, 1, 0, 0, tzinfo=UTC)),
        ("c", datetime(2026, 1, 1, 0, 0, 30, 500_000, tzinfo=UTC)),
    ]
    assert clock.now() == datetime(2026, 1, 1, 0, 59, tzinfo=UTC)


async def test_whoever_goes_back_to_sleep_is_woken_again_on_the_way() -> None:
    """A loop that sleeps an hour each time runs 24 times in a day."""
    clock = VirtualClock()
    rounds = 0

    async def loop() -> None:
        nonlocal rounds
        while True:
            await clock.sleep(3600)
            rounds += 1

    task = asyncio.create_task(loop())
    await clock.advance(86400)
    task.cancel()
    assert rounds == 24


async def test_work_on_threads_is_finished_before_time_goes_on() -> None:
    """A slow disk does not change what happens at which time."""
    clock = VirtualClock()
    times: list[float] = []

    async def worker() -> None:
        for _ in range(3):
            await clock.sleep(1)
            await asyncio.to_thread(sum, range(200_000))
            times.append(clock.elapsed)

    task = asyncio.create_task(worker())
    await clock.advance(10)
    assert task.done()
    assert times == [1, 2, 3]


async def test_a_short_real_pause_is_waited_out() -> None:
    """The poller's retry pauses are real time; a step of the clock waits for them."""
    clock = VirtualClock()
    task = asyncio.create_task(asyncio.sleep(0.01, "rested"))
    await clock.quiet()
    assert task.done()


async def test_a_long_real_sleep_is_taken_for_idling() -> None:
    """A task that sleeps an hour of real time does not hold the clock up."""
    clock = VirtualClock()
    task = asyncio.create_task(asyncio.sleep(3600))
    await clock.advance(60)
    assert clock.elapsed == 60
    task.cancel()


async def test_a_cancelled_sleeper_is_forgotten() -> None:
    """Nobody is woken who has gone."""
    clock = VirtualClock()
    task = asyncio.create_task(clock.sleep(5))
    await clock.quiet()
    assert clock.next_wake == 5
    task.cancel()
    await clock.quiet()
    assert clock.next_wake is None


async def test_no_sleep_is_still_a_turn_of_the_loop() -> None:
    """Sleeping for nothing lets others run and takes no time."""
    clock = VirtualClock()
    await clock.sleep(0)
    await clock.sleep(-1)
    assert clock.elapsed == 0


async def test_advance_to_a_moment_stops_exactly_there() -> None:
    """The moment may be given in any zone."""
    clock = VirtualClock(datetime(2028, 2, 28, 12, tzinfo=UTC))
    hanoi = clock.now().astimezone(tz=None).tzinfo
    await clock.advance_to(datetime(2028, 2, 29, 12, tzinfo=UTC).astimezone(hanoi))
    assert clock.elapsed == 86400


async def test_time_does_not_run_back() -> None:
    """Neither by a negative step nor to a moment gone by."""
    clock = VirtualClock()
    with pytest.raises(ValueError, match="does not run back"):
        await clock.advance(-1)
    with pytest.raises(ValueError, match="does not run back"):
        await clock.advance_to(clock.now() - timedelta(seconds=1))


async def test_a_wrong_machine_clock_wakes_nobody() -> None:
    """`shift` changes what is shown; Telegram's clocks and the sleepers go on as before."""
    clock = VirtualClock()
    task = asyncio.create_task(clock.sleep(10))
    await clock.quiet()
    clock.shift(timedelta(hours=-5))
    await clock.quiet()
    assert not task.done()
    assert clock.true_now() - clock.now() == timedelta(hours=5)
    await clock.advance(10)
    assert task.done()


def test_the_start_must_be_aware() -> None:
    """A moment without a zone is no moment."""
    with pytest.raises(ValueError, match="aware"):
        VirtualClock(datetime(2025, 12, 1))  # noqa: DTZ001 (that is the point)


async def test_several_may_wait_for_quiet_together() -> None:
    """None of them keeps the others from it."""
    clock = VirtualClock()
    async with asyncio.timeout(60):
        await asyncio.gather(*(clock.quiet() for _ in range(5)))


async def test_someone_who_spins_is_not_waited_for() -> None:
    """A task that yields for ever cannot hang the sandbox."""
    clock = VirtualClock()
    going = True

    async def spin() -> None:
        while going:  # noqa: ASYNC110 (what is tested)
            await asyncio.sleep(0)

    task = asyncio.create_task(spin())
    await clock.quiet()
    going = False
    await task


async def test_the_wall_clock_has_the_same_face() -> None:
    """Real time passes by itself; telling it to changes nothing."""
    clock = WallClock()
    before = clock.elapsed
    await clock.sleep(0.001)
    await clock.advance(3600)
    rung = asyncio.Event()
    clock.later(0.001, rung.set)
    await rung.wait()
    assert 0.002 <= clock.elapsed - before < 60
    assert abs(clock.now() - clock.true_now()) < timedelta(seconds=1)
    await clock.quiet()
