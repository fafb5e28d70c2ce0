"""``tusoi outbox``: what is due, sent, failed and why; of a ballot's rows never to whom."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from storage import outbox, roll
from storage.database import Database
from storage.roll import BranchDraft, PersonDraft
from tests.ready import ready

NOW = datetime(2026, 12, 5, 1, 0, tzinfo=UTC)
AN, BINH = "Lê Văn An", "Phạm Thị Bình"


async def _fill(folder: Path) -> None:
    db = await Database.open(folder / "data", folder / "keys")
    async with db.write() as tx:
        change = await roll.write_roll(
            tx, BranchDraft("Chi bộ 3"), [PersonDraft("1", AN), PersonDraft("2", BINH)], None, NOW
        )
        await roll.write_roll(tx, BranchDraft("Chi bộ 9"), [PersonDraft("1", "Vũ")], None, NOW)
        an, binh = (one.id for one in change.added)
        await roll.bind_group(tx, change.branch.id, -5, "Nhóm", an, NOW)
        await outbox.put(tx, "1", "remind.person", {}, NOW, person_id=an)
        await outbox.put(tx, "2", "ballot.time", {}, NOW, person_id=binh)
        await outbox.put(tx, "3", "meet.card", {}, NOW + timedelta(days=1), chat_id=-5)
        await outbox.put(tx, "4", "remind.moment", {"branch": change.branch.id}, NOW)
        rows = {row.key: row.id for row in await outbox.claim_due(tx, NOW, 10)}
        await outbox.mark_failed(tx, rows["1"], "unreachable: blocked", NOW)
        await outbox.mark_sent(tx, rows["2"], NOW)
        await outbox.drop(tx, rows["4"], "no longer needed", NOW)
    await db.close()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A database with a row of each kind."""
    ready(tmp_path / "data")
    asyncio.run(_fill(tmp_path))
    return tmp_path


def look(folder: Path, *options: str) -> Result:
    """Run the command on the folder."""
    env = {"TUSOI_DATA": str(folder / "data"), "TUSOI_KEYS": str(folder / "keys")}
    return CliRunner().invoke(main, ["outbox", *options], env=env | {"TUSOI_LOCALE": "vi"})


def test_each_row_says_what_became_of_it_and_why(folder: Path) -> None:
    """Due time, kind, state, branch, to whom, reason; counts at the end."""
    lines = look(folder).output.splitlines()
    assert f"08:00 ngày 05/12/2026 | remind.person | không gửi được | Chi bộ 3 | {AN}" in (
        "\n".join(lines)
    )
    assert lines[0].startswith("08:00 ngày 06/12/2026 | meet.card | chờ gửi | Chi bộ 3")
    assert any("đã bỏ | Chi bộ 3 | – | no longer needed" in line for line in lines)
    assert lines[-1] == "chờ gửi: 1; đã gửi: 1; không gửi được: 1; đã bỏ: 1"


def test_of_a_ballot_s_rows_nobody_is_named(folder: Path) -> None:
    """Neither in the list nor in the JSON."""
    for options in ((), ("--json",), ("--state", "sent")):
        output = look(folder, *options).output
        assert "ballot.time" in output
        assert BINH not in output


def test_only_one_branch_and_some_states(folder: Path) -> None:
    """Filters narrow rows and counts; a limit cuts the list."""
    found = json.loads(look(folder, "--json", "--branch", "Chi bộ 9").output)
    assert found == {"counts": {}, "rows": []}
    found = json.loads(look(folder, "--json", "--state", "failed", "--state", "dropped").output)
    assert {row["kind"] for row in found["rows"]} == {"remind.person", "remind.moment"}
    assert {row["reason"] for row in found["rows"]} == {"unreachable: blocked", "no longer needed"}
    assert len(json.loads(look(folder, "--json", "--limit", "2").output)["rows"]) == 2


def test_a_branch_that_is_not_there_is_one_sentence(folder: Path) -> None:
    """Exit code 1, no traceback."""
    result = look(folder, "--branch", "Chi bộ 4")
    assert result.exit_code == 1
    assert "Không có chi bộ “Chi bộ 4”" in result.output
