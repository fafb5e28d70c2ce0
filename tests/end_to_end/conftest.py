"""The world of each test, and what is looked at after every one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox import UNLIMITED
from tests.end_to_end import inspection
from tests.end_to_end.world import World, world
from tests.sandbox.network import no_network_at_all

__all__ = ["no_network_at_all"]


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[World]:
    """The application with nobody on its rolls.  Afterwards: nobody waits for an answer, every
    screen that was ever shown is fit to be read, and the log has kept silent."""
    async with world(tmp_path) as made:
        yield made
        await made.sandbox.rest()
    _all_is_well(made)


@pytest.fixture
async def crowd(tmp_path: Path) -> AsyncIterator[World]:
    """The same, in a Telegram without limits on how much is sent."""
    async with world(tmp_path, UNLIMITED) as made:
        yield made
        await made.sandbox.rest()
    _all_is_well(made)


def _all_is_well(made: World) -> None:
    faults = inspection.faults_of(made.sandbox, made.log.getvalue())
    assert not faults, "\n".join(dict.fromkeys(faults))
