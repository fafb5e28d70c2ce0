"""Copies that say what they are, and what becomes of ballots when one is put back."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from storage import audit, ballots, schema
from storage.backup import backup, restore
from storage.ballots import BallotState, VoidReason
from storage.check import Finding, Trouble, check
from storage.database import Database, database_file
from storage.errors import BackupCopy, BackupRefused, DatabaseMissing
from tests.storage.conftest import NOW, Place, settle
from tests.storage.test_ballots import cast, read
from tests.storage.test_residue import PIECE, hold


async def with_a_ballot(place: Place) -> tuple[ballots.Ballot, list[bytes]]:
    """Settle a house with one counted ballot and one under way; returns the latter, its secrets."""
    async with place.database() as db:
        house = await settle(db)
        over, _ = await hold(db, house)
        await ballots.close_ballot(db, over.id, None, NOW)
        return await hold(db, house)


async def test_a_backup_is_taken_while_the_bot_runs(place: Place, tmp_path: Path) -> None:
    """The copy is one file, readable by this user alone, with all that was committed."""
    async with place.database() as db:
        house = await settle(db)
        size = backup(place.data, tmp_path / "copy.sqlite")
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
    copy = tmp_path / "copy.sqlite"
    assert copy.stat().st_size == size
    assert copy.stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "copy.sqlite-wal").exists()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT count(*) FROM person").fetchone() == (7,)
        assert connection.execute("SELECT origin FROM store").fetchone() == ("copy",)


async def test_a_backup_holds_no_envelope_and_no_key(place: Place, tmp_path: Path) -> None:
    """Not in its tables, not in its free space; nor does it tell who had voted."""
    _, secrets = await with_a_ballot(place)
    backup(place.data, tmp_path / "copy.sqlite")
    content = (tmp_path / "copy.sqlite").read_bytes()
    pieces = (
        secret[at : at + PIECE]
        for secret in secrets
        for at in range(0, len(secret) - PIECE + 1, PIECE)
    )
    assert not any(piece in content for piece in pieces)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        assert connection.execute("SELECT count(*) FROM envelope").fetchone() == (0,)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_backup_never_overwrites(place: Place, tmp_path: Path) -> None:
    """A file in the way, or no folder for it, is a refusal; so is nothing to copy."""
    (tmp_path / "there").write_text("dear to someone")
    with pytest.raises(BackupRefused, match="exists already"):
        backup(place.data, tmp_path / "there")
    assert (tmp_path / "there").read_text() == "dear to someone"
    with pytest.raises(BackupRefused, match="no folder"):
        backup(place.data, tmp_path / "nowhere" / "copy")
    with pytest.raises(DatabaseMissing):
        backup(tmp_path / "nowhere", tmp_path / "copy")


async def test_a_copy_put_in_place_by_hand_is_refused(place: Place, tmp_path: Path) -> None:
    """A start on a backup's copy is noticed and points to the right command."""
    backup(place.data, tmp_path / "copy.sqlite")
    (tmp_path / "copy.sqlite").replace(database_file(place.data))
    with pytest.raises(BackupCopy, match="tusoi db restore"):
        await Database.open(place.data, place.keys)


async def test_a_ballot_under_way_in_a_restored_backup_is_void(
    place: Place, tmp_path: Path
) -> None:
    """Keys or no keys: it is void with the reason in the trail, and its keys go; figures stay."""
    ballot, _ = await with_a_ballot(place)
    async with place.database() as db:
        figures = (await read(db, 1)).figures
    backup(place.data, tmp_path / "copy.sqlite")
    async with place.database() as db:
        await cast(db, ballot, 3, {1: "HN"})
    restore(place.data, tmp_path / "copy.sqlite", replace=True)
    async with place.database(recovered=False) as db:
        recovery = await ballots.recover(db, NOW)
        assert (recovery.voided, recovery.tidy) == ((ballot.id,), True)
        found = await read(db, ballot.id)
        assert (found.state, found.void_reason) == (BallotState.VOID, VoidReason.RESTORED)
        assert (await read(db, 1)).figures == figures
        assert db.keys.boxes() == frozenset()
        async with db.read() as tx:
            last = (await audit.entries(tx, ballot.branch_id))[-1]
        assert (last.action, last.detail["reason"]) == ("ballot.void", "restored")
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == ()


async def test_a_backup_from_before_the_ballot_knows_nothing_of_it(
    place: Place, tmp_path: Path
) -> None:
    """The ballot is gone, its keys are unlinked, and a new one starts afresh."""
    async with place.database() as db:
        house = await settle(db)
    backup(place.data, tmp_path / "copy.sqlite")
    async with place.database() as db, db.write() as tx:
        await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
    restore(place.data, tmp_path / "copy.sqlite", replace=True)
    async with place.database(recovered=False) as db:
        assert (await ballots.recover(db, NOW)).voided == ()
        assert db.keys.boxes() == frozenset()
        async with db.write() as tx:
            assert await ballots.ballots(tx, house.review.id) == ()
            fresh = await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
        await cast(db, fresh, 1, {1: "HN"})
        assert (await ballots.close_ballot(db, fresh.id, None, NOW)).returned == 1


async def test_a_restore_wants_a_marked_copy(place: Place, tmp_path: Path) -> None:
    """Files that are no copy of ours are refused, and the database in place stays as it was."""
    before = database_file(place.data).read_bytes()
    copy = tmp_path / "copy.sqlite"
    plain = tmp_path / "plain.sqlite"
    with closing(sqlite3.connect(plain)) as connection, connection:
        connection.execute("CREATE TABLE x (y)")
    (tmp_path / "text").write_text("chữ " * 5000)
    (tmp_path / "empty").touch()
    raw = tmp_path / "raw"
    raw.write_bytes(before)
    backup(place.data, copy)
    broken = bytearray(copy.read_bytes())
    broken[5000:9000] = bytes(4000)
    (tmp_path / "broken").write_bytes(broken)
    for file in (tmp_path / "nowhere", plain, tmp_path / "text", tmp_path / "empty", raw):
        with pytest.raises(BackupRefused):
            restore(place.data, file, replace=True)
    with pytest.raises(BackupRefused):
        restore(place.data, tmp_path / "broken", replace=True)
    with pytest.raises(BackupRefused, match="already"):
        restore(place.data, copy)
    assert database_file(place.data).read_bytes() == before


async def test_a_restore_waits_for_the_bot_to_stop(place: Place, tmp_path: Path) -> None:
    """While anyone has the database open it is not replaced."""
    async with place.database() as db:
        house = await settle(db)
        backup(place.data, tmp_path / "copy.sqlite")
        async with db.read() as tx:
            await ballots.open_ballots(tx, house.branch.id)
            with pytest.raises(BackupRefused, match="in use"):
                restore(place.data, tmp_path / "copy.sqlite", replace=True)
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
    restore(place.data, tmp_path / "copy.sqlite", replace=True)


async def test_a_restore_into_an_empty_place_makes_a_house(place: Place, tmp_path: Path) -> None:
    """A lost machine is rebuilt from a copy alone."""
    await with_a_ballot(place)
    backup(place.data, tmp_path / "copy.sqlite")
    elsewhere = Place(tmp_path / "new" / "data", tmp_path / "new" / "keys")
    restore(elsewhere.data, tmp_path / "copy.sqlite")
    async with elsewhere.database() as db:
        assert (await read(db, 2)).state is BallotState.VOID


async def test_a_sound_house_has_no_findings(place: Place) -> None:
    """A ballot counted and one under way, keys in place: nothing to report, running or not."""
    assert check(place.data, place.keys) == ()
    await with_a_ballot(place)
    assert check(place.data, place.keys) == ()
    async with place.database():
        assert check(place.data, place.keys) == ()


async def test_a_check_changes_nothing(place: Place, tmp_path: Path) -> None:
    """It neither makes a key folder nor mends anything."""
    before = database_file(place.data).read_bytes()
    assert check(place.data, tmp_path / "elsewhere") == ()
    assert not (tmp_path / "elsewhere").exists()
    assert database_file(place.data).read_bytes() == before


DAMAGE = {
    Trouble.REFERENCE: "UPDATE person SET branch_id = 99",
    Trouble.FIGURES: "UPDATE tally SET votes = votes + 1 WHERE number = 1 AND level = 'XS'",
    Trouble.BOX_INCOMPLETE: "DELETE FROM envelope WHERE slot = 1",
    Trouble.ENVELOPES_LEFT: "INSERT INTO envelope VALUES (1, 1, 0, x'00')",
    Trouble.BACKUP_COPY: "UPDATE store SET origin = 'copy'",
    Trouble.NOT_A_PAIR: "UPDATE store SET pairing = 'x', pairing_before = 'y'",
    Trouble.REVISION: "UPDATE alembic_version SET version_num = '9999'",
}


@pytest.mark.parametrize("trouble", DAMAGE)
async def test_each_trouble_in_the_database_is_found(place: Place, trouble: Trouble) -> None:
    """What was damaged is named."""
    await with_a_ballot(place)
    with closing(sqlite3.connect(database_file(place.data))) as connection, connection:
        connection.execute(DAMAGE[trouble])
    assert trouble in {finding.trouble for finding in check(place.data, place.keys)}


async def test_each_trouble_with_the_files_is_found(place: Place, tmp_path: Path) -> None:
    """Keys missing or left over, folders open to others, no database, no database at all."""
    ballot, _ = await with_a_ballot(place)
    assert check(place.data, tmp_path / "none") == (Finding(Trouble.KEYS_MISSING, str(ballot.id)),)
    (place.keys / "old.private").write_bytes(bytes(32))
    assert check(place.data, place.keys) == (Finding(Trouble.KEYS_LEFT, "old"),)
    (place.keys / f"{ballot.box}.mac").unlink()
    troubles = {finding.trouble for finding in check(place.data, place.keys)}
    assert troubles == {Trouble.KEYS_LEFT, Trouble.KEYS_MISSING}
    place.keys.chmod(0o755)
    assert check(place.data, place.keys) == (Finding(Trouble.KEY_FOLDER, str(place.keys)),)
    place.data.chmod(0o755)
    troubles = {finding.trouble for finding in check(place.data, place.keys)}
    assert Trouble.OPEN_TO_OTHERS in troubles
    database_file(place.data).write_bytes(b"x" * 9000)
    assert [one.trouble for one in check(place.data, place.keys)] == [Trouble.UNREADABLE]
    database_file(place.data).unlink()
    assert [one.trouble for one in check(place.data, place.keys)] == [Trouble.MISSING]


def test_every_table_is_copied(place: Place, tmp_path: Path) -> None:
    """A copy has every table that the schema has."""
    backup(place.data, tmp_path / "copy.sqlite")
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as connection:
        tables = {
            row[0]
            for row in connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        }
    assert set(schema.metadata.tables) <= tables
