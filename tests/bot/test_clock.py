"""The machine's clock, with its time faked."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot import clock
from bot.clock import SystemClock


class Machine:
    """A machine's two times, and a sleep that only moves them."""

    def __init__(self) -> None:
        self.steady = 1000.0
        self.ahead = 1_700_000_000.0
        self.slept: list[float] = []
        self.moves: dict[int, float] = {}

    def monotonic(self) -> float:
        """The steady time."""
        return self.steady

    def time(self) -> float:
        """The time of day."""
        return self.steady + self.ahead

    async def sleep(self, seconds: float) -> None:
        """Pass the time; somebody may move the time of day meanwhile."""
        self.slept.append(seconds)
        self.steady += seconds
        self.ahead += self.moves.get(len(self.slept), 0.0)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine."""
    machine = Machine()
    monkeypatch.setattr(clock, "time", machine)
    monkeypatch.setattr(asyncio, "sleep", machine.sleep)
    return machine


def test_the_present_is_aware_and_utc() -> None:
    """Nobody has to guess a time zone."""
    before = datetime.now(UTC)
    assert before <= SystemClock().now() <= datetime.now(UTC)
    assert SystemClock().now().tzinfo is UTC


async def test_a_sleep_lasts_as_long_as_asked(machine: Machine) -> None:
    """In slices, but to the second."""
    await SystemClock().sleep(100)
    assert sum(machine.slept) == 100
    assert max(machine.slept) <= clock.SLICE


@pytest.mark.parametrize("move", [3600.0, -86400.0])
async def test_a_sleep_ends_when_the_time_of_day_is_moved(machine: Machine, move: float) -> None:
    """An administrator or a time server moved it: whoever sleeps looks again within a slice."""
    machine.moves[2] = move
    await SystemClock().sleep(10_000)
    assert len(machine.slept) == 2


@pytest.mark.parametrize("seconds", [0, -5])
async def test_nothing_is_not_waited_for(machine: Machine, seconds: float) -> None:
    """No time is no sleep."""
    await SystemClock().sleep(seconds)
    assert machine.slept == []
