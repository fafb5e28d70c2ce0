"""What the tests of the sandbox share."""

from collections.abc import AsyncIterator

import pytest

from bot.sandbox import Person, Sandbox
from tests.sandbox.network import no_network_at_all
from tests.sandbox.town import Town

__all__ = ["no_network_at_all"]


@pytest.fixture(autouse=True)
def _time_spans(monkeypatch: pytest.MonkeyPatch) -> None:
    """RetryAfter tells its time as python-telegram-bot will from its next version on."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true")


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    """The sandbox with the counting application polling in it."""
    town = Town(Sandbox())
    await town.start()
    yield town
    await town.stop()


@pytest.fixture
def sandbox(town: Town) -> Sandbox:
    """The sandbox of the town."""
    return town.sandbox


@pytest.fixture
async def an(town: Town) -> Person:
    """Someone who has pressed START."""
    an = town.sandbox.person("Nguyễn Văn An")
    await an.send("/start")
    return an


@pytest.fixture
async def binh(town: Town) -> Person:
    """Someone else who has."""
    binh = town.sandbox.person("Trần Thị Bình")
    await binh.send("/start")
    return binh
