"""The real wiring over the sandbox, with a conversation that each test scripts for itself."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from conversations import router
from tests.bot.stage import Script, Stage
from tests.sandbox.network import no_network_at_all

__all__ = ["no_network_at_all"]


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Script:
    """The conversation of the test."""
    script = Script()
    monkeypatch.setattr(router, "answer", script.answer)
    monkeypatch.setattr(router, "word", script.word)
    return script


@pytest.fixture
async def stage(tmp_path: Path, script: Script) -> AsyncIterator[Stage]:
    """The bot, polling."""
    stage = Stage(tmp_path, script)
    await stage.start()
    yield stage
    await stage.tusoi.stop()
