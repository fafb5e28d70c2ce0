"""The two ways to the database."""

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.database import Database, database_file
from storage.driver import OneHop
from storage.errors import (
    DatabaseError,
    DatabaseMissing,
    KeyFolderRefused,
    SchemaTooNew,
    SchemaTooOld,
)
from tests.storage.conftest import Place

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "secure_delete": 1,
    "temp_store": 2,
}


async def settings(tx: AsyncConnection) -> dict[str, object]:
    """Return the settings of a connection that the house cares for."""
    return {name: (await tx.execute(text(f"PRAGMA {name}"))).scalar_one() for name in EXPECTED}


async def add_branch(tx: AsyncConnection, name: str) -> None:
    """Write a branch."""
    values = {"name": name, "time_zone": "UTC", "locale": "vi"}
    await tx.execute(insert(schema.branch), values)


async def branch_names(db: Database) -> list[str]:
    """Return the names of the branches in the database, in the order of their writing."""
    names = select(schema.branch.c.name).order_by(schema.branch.c.id)
    async with db.read() as tx:
        return list((await tx.execute(names)).scalars())


async def add_in_one(db: Database, *names: str) -> None:
    """Write branches in one transaction; an empty name is a statement that fails."""
    async with db.write() as tx:
        for name in names:
            await (add_branch(tx, name) if name else tx.execute(text("SELECT * FROM nowhere")))


async def test_every_connection_has_the_settings_of_the_house(db: Database) -> None:
    """Writer and readers, also several readers at once, run with the same safe settings."""
    async with db.write() as tx:
        assert await settings(tx) == EXPECTED
    async with db.read() as one, db.read() as two, db.read() as three:
        assert [await settings(tx) for tx in (one, two, three)] == [EXPECTED] * 3


async def test_an_error_undoes_the_transaction(db: Database) -> None:
    """What was written before an error is gone after it, and writing goes on."""

    async def fail() -> None:
        async with db.write() as tx:
            await add_branch(tx, "Một")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await branch_names(db) == []
    async with db.write() as tx:
        await add_branch(tx, "Hai")
    assert await branch_names(db) == ["Hai"]


async def test_a_failing_statement_undoes_the_transaction(db: Database) -> None:
    """A statement that the database refuses takes everything before it along."""
    with pytest.raises(OperationalError):
        await add_in_one(db, "Một", "")
    assert await branch_names(db) == []


async def test_errors_do_not_show_what_was_written(db: Database) -> None:
    """An error's text holds the statement at most, never its values."""
    with pytest.raises(Exception, match="UNIQUE") as refused:
        await add_in_one(db, "Chi bộ bí mật", "Chi bộ bí mật")
    assert "bí mật" not in str(refused.value)


async def test_reading_sees_one_moment(db: Database) -> None:
    """What others commit meanwhile does not show within one reading."""
    counting = select(func.count()).select_from(schema.branch)
    async with db.read() as tx:
        before = (await tx.execute(counting)).scalar_one()
        async with db.write() as other:
            await add_branch(other, "Một")
        assert (await tx.execute(counting)).scalar_one() == before
    assert await branch_names(db) == ["Một"]


async def test_reading_cannot_write(db: Database) -> None:
    """A reader that tries to write is refused."""
    with pytest.raises(OperationalError, match="readonly"):
        async with db.read() as tx:
            await add_branch(tx, "Một")


async def test_writers_take_turns(db: Database) -> None:
    """Forty read-then-write tasks at once lose no update."""
    async with db.write() as tx:
        await add_branch(tx, "0")

    async def add_one() -> None:
        async with db.write() as tx:
            name = (await tx.execute(select(schema.branch.c.name))).scalar_one()
            await asyncio.sleep(0)
            await tx.execute(update(schema.branch).values(name=str(int(name) + 1)))

    await asyncio.gather(*(add_one() for _ in range(40)))
    assert await branch_names(db) == ["40"]


async def test_two_processes_take_turns(place: Place) -> None:
    """Two databases open on the same files, as two processes have them, lose no update either."""
    async with place.database() as one, place.database() as two:
        async with one.write() as tx:
            await add_branch(tx, "0")

        async def add_one(db: Database) -> None:
            async with db.write() as tx:
                # The first statement takes the lock: only after it is reading safe.
                name = (await tx.execute(select(schema.branch.c.name))).scalar_one()
                await tx.execute(update(schema.branch).values(name=str(int(name) + 1)))

        await asyncio.gather(*(add_one(db) for _ in range(10) for db in (one, two)))
        assert await branch_names(one) == ["20"]


async def test_waiting_for_another_process_holds_up_nobody_else(place: Place) -> None:
    """While another process writes, the writer waits in its thread and the loop goes on."""
    async with place.database() as db:
        async with db.write() as tx:
            await add_branch(tx, "Một")
        with closing(sqlite3.connect(database_file(place.data), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            waiting = asyncio.create_task(add_in_one(db, "Hai", "Ba"))
            assert await branch_names(db) == ["Một"]
            other.execute("COMMIT")
            await waiting
        assert await branch_names(db) == ["Một", "Hai", "Ba"]


@pytest.mark.parametrize("trips", [0, 1])
async def test_only_what_changed_something_goes_to_the_thread(
    db: Database, monkeypatch: pytest.MonkeyPatch, trips: int
) -> None:
    """Statements run in place; a commit is a trip of its own where there is something to keep."""
    given = 0
    execute = OneHop._execute

    async def counted(self: OneHop, fn: Callable[..., object], *, here: bool = False) -> object:
        nonlocal given
        given += not here
        return await execute(self, fn, here=here)

    async with db.write() as tx:
        await add_branch(tx, "Một")
    monkeypatch.setattr(OneHop, "_execute", counted)
    async with db.write() as tx:
        await tx.execute(select(schema.branch.c.name))
        if trips:
            await add_branch(tx, "Hai")
    assert given == trips
    monkeypatch.undo()
    assert await branch_names(db) == ["Một", "Hai"][: trips + 1]


async def test_one_task_cannot_wait_for_itself(db: Database) -> None:
    """A write inside a write is a mistake that is told, not a deadlock."""
    async with db.write():
        with pytest.raises(RuntimeError, match="already inside"):
            async with db.write():
                pass
    async with db.write() as tx:
        await add_branch(tx, "Một")


async def test_a_transaction_without_a_statement_costs_nothing(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that neither reads nor writes does not touch the disk."""
    trips = 0
    execute = OneHop._execute

    async def counted(self: OneHop, fn: Callable[..., object], *, here: bool = False) -> object:
        nonlocal trips
        trips += 1
        return await execute(self, fn, here=here)

    async with db.write() as tx:
        await add_branch(tx, "Một")
    monkeypatch.setattr(OneHop, "_execute", counted)
    async with db.write():
        pass
    assert trips == 0


@pytest.mark.parametrize("trip", range(1, 5))
async def test_a_cancelled_task_undoes_and_gives_way(
    place: Place, monkeypatch: pytest.MonkeyPatch, trip: int
) -> None:
    """Cancelled in the midst of any trip to the database, a task leaves nothing half done.

    The fourth trip is the commit: it may stand, for nobody was told either way.  Nobody can cancel
    what runs in place, so the trip that is cancelled goes to the thread.
    """
    trips = 0
    execute = OneHop._execute

    async def cancelling(self: OneHop, fn: Callable[..., object], *, here: bool = False) -> object:
        nonlocal trips
        trips += 1
        if trips == trip:
            task = asyncio.current_task()
            assert task is not None
            task.cancel()
        return await execute(self, fn, here=here and trips != trip)

    async with place.database() as db:
        async with db.write() as tx:
            await add_branch(tx, "Cũ")
        with monkeypatch.context() as patch:
            patch.setattr(OneHop, "_execute", cancelling)
            with pytest.raises(asyncio.CancelledError):
                await asyncio.create_task(add_in_one(db, "Một", "Hai", "Ba"))
        async with asyncio.timeout(5), db.write() as tx:
            await add_branch(tx, "Mới")
        names = await branch_names(db)
    assert names in (
        [["Cũ", "Mới"]] if trip < 4 else [["Cũ", "Mới"], ["Cũ", "Một", "Hai", "Ba", "Mới"]]
    )


async def test_a_task_cancelled_while_it_waits_leaves_the_queue(db: Database) -> None:
    """One who gives up waiting for his turn does not hold up those behind him."""
    async with db.write() as tx:
        await add_branch(tx, "Một")

        async def wait() -> None:
            async with db.write() as late:
                await add_branch(late, "Hai")

        waiting = asyncio.create_task(wait())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert await branch_names(db) == ["Một"]


async def test_a_busy_database_is_an_error_that_leaves_no_trace(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When another process does not let go, the write fails and the next one works."""
    monkeypatch.setattr("storage.driver.BUSY_SECONDS", 0.0)
    async with place.database() as db:
        with closing(sqlite3.connect(database_file(place.data), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(OperationalError, match="locked"):
                async with db.write() as tx:
                    await add_branch(tx, "Một")
            other.execute("ROLLBACK")
        async with db.write() as tx:
            await add_branch(tx, "Hai")
        assert await branch_names(db) == ["Hai"]


async def test_no_database_no_bot(tmp_path: Path) -> None:
    """An empty folder is not silently made into a database."""
    with pytest.raises(DatabaseMissing, match="tusoi db upgrade"):
        await Database.open(tmp_path / "data", tmp_path / "keys")
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ("UPDATE alembic_version SET version_num = '9999'", SchemaTooNew),
        ("DELETE FROM alembic_version", SchemaTooOld),
        ("DROP TABLE alembic_version", SchemaTooOld),
    ],
)
async def test_another_schema_is_refused(
    place: Place, change: str, error: type[DatabaseError]
) -> None:
    """A database of a newer or older program is left alone."""
    with closing(sqlite3.connect(database_file(place.data))) as connection, connection:
        connection.execute(change)
    with pytest.raises(error):
        await Database.open(place.data, place.keys)


async def test_a_file_that_is_no_database_is_refused(place: Place) -> None:
    """Garbage in place of the database is one clear error."""
    database_file(place.data).write_bytes(b"no database" * 1000)
    with pytest.raises(DatabaseError):
        await Database.open(place.data, place.keys)


async def test_the_key_folder_lies_apart(place: Place, tmp_path: Path) -> None:
    """A key folder that would be copied with the data is refused, links and all."""
    (tmp_path / "link").symlink_to(place.data)
    for keys in (place.data, place.data / "keys", tmp_path / "link" / "keys", tmp_path):
        with pytest.raises(KeyFolderRefused):
            await Database.open(place.data, keys)
    assert not (place.data / "keys").exists()


async def test_the_key_folder_is_nobody_elses(place: Place) -> None:
    """A folder that others may look into is refused; one that we make is ours alone."""
    db = await Database.open(place.data, place.keys)
    await db.close()
    assert place.keys.stat().st_mode & 0o777 == 0o700
    place.keys.chmod(0o750)
    with pytest.raises(KeyFolderRefused, match="chmod 700"):
        await Database.open(place.data, place.keys)


async def test_closing_twice_is_harmless(place: Place) -> None:
    """A second close does nothing; nothing is left running."""
    db = await Database.open(place.data, place.keys)
    await branch_names(db)
    await db.close()
    await db.close()
