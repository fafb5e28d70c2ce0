"""The two ways to the database, and the checkpoint after which nothing of a box is left.

One connection writes, one turn after the other: `BEGIN IMMEDIATE`, a few statements, `COMMIT`
(`writing`: those who wait in line share a commit).
A few others read, each in a snapshot of its own.
What only SQLite knows (its settings, its WAL) is here and in `driver`, nowhere else.
"""

import asyncio
import contextlib
import json
import logging
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import driver, pairing
from storage.driver import driver_of
from storage.errors import BackupCopy, DatabaseError, DatabaseMissing, SchemaTooNew, SchemaTooOld
from storage.keys import KeyFolder
from storage.schema import REVISIONS
from storage.writing import Writer

log = logging.getLogger(__name__)

FILE = "tusoi.sqlite"
OLDEST_SQLITE = (3, 35)
READERS = 4
TIDY_TRIES = 4
TIDY_WAIT = 0.05
"""Seconds that one try of the checkpoint waits for readers, and the pause between two tries."""


def database_file(data: Path) -> Path:
    """Return where the database of a data folder lies."""
    return data / FILE


class Database:
    """An open database with its key folder. Made by `open`, ended by `close`."""

    def __init__(
        self, data: Path, keys: KeyFolder, writer: AsyncEngine, reader: AsyncEngine
    ) -> None:
        self.data = data
        self.keys = keys
        self._writer = Writer(writer, keys)
        self._reader = reader

    @property
    def untidy(self) -> bool:
        """Whether deleted envelopes may still be in the WAL: `tidy` has work to do."""
        return self._writer.untidy

    @classmethod
    async def open(cls, data: Path, keys: Path) -> "Database":
        """Open the database of a data folder with its key folder; changes nothing in it.

        DatabaseMissing, SchemaTooOld, SchemaTooNew, BackupCopy, KeyFolderRefused:
        see `storage.errors`. Before its first ballot a process must call
        `storage.ballots.recover`, which proves that keys and database belong together.
        """
        data = await asyncio.to_thread(_examine, data)
        path = database_file(data)
        folder = await asyncio.to_thread(KeyFolder.open, keys, data)
        return cls(data, folder, _engine(path, read_only=False), _engine(path, read_only=True))

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """Give one unchanging snapshot, taken at its first look, in which writing is refused."""
        async with self._reader.connect() as connection:
            await connection.begin()
            yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncConnection]:
        """Give the one writing transaction: committed at the end, undone on any error.

        Waits for its turn; within one task it cannot be nested (RuntimeError).
        A cancelled task undoes what it did and leaves the turn to the next.
        """
        async with self._writer.turn() as connection:
            yield connection
            at_stake = self.keys.unsettled
        if at_stake and self.untidy:
            await self.tidy()

    async def tidy(self) -> bool:
        """Empty the WAL, with whatever a counted box left in it; say whether it is done.

        A reader that still needs the WAL is waited for a moment, not for ever:
        then False, `untidy` stays set, and the sweeper or the next start tries again.
        """
        for attempt in range(TIDY_TRIES):
            if attempt:
                await asyncio.sleep(TIDY_WAIT)
            async with self._writer.pause():
                done = await asyncio.to_thread(_truncate_wal, database_file(self.data))
            if done:
                self._writer.untidy = False
                return True
        self._writer.untidy = True
        return False

    async def close(self) -> None:
        """End all connections. A second call does nothing.

        The pairing is renewed before, so that a copy made while we ran is not taken for us.
        """
        proved, self.keys.proved = self.keys.proved, False
        try:
            if proved:
                async with self.write() as tx:
                    await pairing.renew(tx, self.keys)
        except (SQLAlchemyError, OSError):
            log.warning("the pairing of database and keys could not be renewed")
        finally:
            await self._writer.close()
            await self._reader.dispose()


def _engine(path: Path, *, read_only: bool) -> AsyncEngine:
    """Return an engine that begins its transactions itself and shows no parameters in errors."""
    engine = create_async_engine(
        "sqlite+aiosqlite:///",  # which file it is, the creator knows
        async_creator=driver.creator(path, read_only=read_only),
        poolclass=AsyncAdaptedQueuePool,
        pool_size=READERS if read_only else 1,
        max_overflow=READERS if read_only else 0,
        pool_reset_on_return=None,
        hide_parameters=True,
        json_serializer=partial(json.dumps, ensure_ascii=False, separators=(",", ":")),
        skip_autocommit_rollback=False,
    )
    event.listen(engine.sync_engine, "begin", _begin_snapshot if read_only else _begin_writing)
    return engine


def _begin_writing(connection: Connection) -> None:
    driver_of(connection).begin("BEGIN IMMEDIATE")


def _begin_snapshot(connection: Connection) -> None:
    driver_of(connection).begin("BEGIN")


def _examine(data: Path) -> Path:
    """Refuse a database, or an SQLite, not to be worked on; returns the folder's whole path."""
    data = data.absolute()
    path = database_file(data)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise DatabaseError(
            "SQLite {version} is too old: 3.35 is needed.", version=sqlite3.sqlite_version
        )
    if not path.is_file():
        raise DatabaseMissing(
            "There is no database at {path}: run `tusoi db upgrade`.", path=str(path)
        )
    try:
        connection = driver.connect(path)
    except sqlite3.DatabaseError as error:
        raise DatabaseError("{path} is not a database that can be read.", path=str(path)) from error
    with contextlib.closing(connection):
        revision = revision_of(connection)
        if revision is None or (revision in REVISIONS and revision != REVISIONS[-1]):
            raise SchemaTooOld(
                "The database {path} is of an older Tự Soi: run `tusoi db upgrade`.", path=str(path)
            )
        if revision not in REVISIONS:
            raise SchemaTooNew(
                "The database {path} is of a newer Tự Soi: upgrade the program.", path=str(path)
            )
        (origin,) = connection.execute("SELECT origin FROM store").fetchone()
        if origin == "copy":
            raise BackupCopy(
                "{path} is a backup's copy: put it in place with `tusoi db restore`.",
                path=str(path),
            )
    return data


def revision_of(connection: sqlite3.Connection) -> str | None:
    """Return the revision of the database's schema; None when it has none yet.

    DatabaseError: it is not an SQLite database.
    """
    try:
        found = connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        ).fetchone()
        row = (
            connection.execute("SELECT version_num FROM alembic_version").fetchone()
            if found
            else None
        )
    except sqlite3.DatabaseError as error:
        raise DatabaseError("The file is not a database that can be read.") from error
    return None if row is None else str(row[0])


def _truncate_wal(path: Path) -> bool:
    """Run one checkpoint that empties the WAL; say whether its row reports success."""
    with contextlib.closing(driver.connect(path, busy=TIDY_WAIT)) as connection:
        busy, log, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return (busy, log) == (0, 0)
