"""aiosqlite with one thread hop a statement instead of four.

SQLAlchemy's adapter asks its driver for a cursor, runs it, fetches and closes it:
four trips to the connection's thread, each as dear as the statement itself.
Here the four happen in one trip, and a tap costs what it should.
The values of statements are never logged, at any level.
"""

import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import aiosqlite

BUSY_SECONDS = 10.0
"""How long a statement waits for another process that is writing."""

PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",  # nothing of the box is sorted in a file of its own
    "PRAGMA trusted_schema=OFF",
)


def connect(
    path: Path, *, busy: float | None = None, read_only: bool = False
) -> sqlite3.Connection:
    """Return a plain connection with the house's settings; transactions are begun by hand."""
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS if busy is None else busy,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=256,
    )
    try:
        mode = "PRAGMA query_only=ON" if read_only else "PRAGMA journal_mode=WAL"
        for pragma in (mode, *PRAGMAS):
            connection.execute(pragma).close()
    except BaseException:
        connection.close()
        raise
    return connection


class _Ran(NamedTuple):
    """What one statement brought back from its thread."""

    rows: Sequence[Any]
    description: Any
    rowcount: int
    lastrowid: int | None


class _Cursor:
    """The part of an asynchronous cursor that SQLAlchemy's adapter uses."""

    __slots__ = ("_connection", "_ran", "arraysize")

    def __init__(self, connection: "OneHop") -> None:
        self._connection = connection
        self._ran = _Ran((), None, -1, None)
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        self._ran = await self._connection.run(sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        self._ran = await self._connection.run_many(sql, parameters)
        return self

    async def fetchall(self) -> Sequence[Any]:
        return self._ran.rows

    async def close(self) -> None:
        """Nothing to do: the cursor was closed in its own thread."""

    @property
    def description(self) -> Any:
        return self._ran.description

    @property
    def rowcount(self) -> int:
        return self._ran.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._ran.lastrowid


class OneHop(aiosqlite.Connection):
    """An aiosqlite connection whose cursors run, fetch and close in one trip."""

    _opening: str | None = None

    if TYPE_CHECKING:
        _thread: Any

    def begin(self, opening: str) -> None:
        """Have the next statement begin a transaction in its own trip; without one, none begins."""
        self._opening = opening

    def cursor(self) -> _Cursor:  # type: ignore[override]
        """Return a cursor that needs no trip of its own."""
        return _Cursor(self)

    async def run(self, sql: str, parameters: Sequence[Any] = ()) -> _Ran:
        """Run one statement and return all that it brings back."""

        def statement() -> _Ran:
            self._begin_now()
            cursor = self._conn.execute(sql, parameters)
            try:
                rows = cursor.fetchall() if cursor.description else ()
                return _Ran(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
            finally:
                cursor.close()

        return await self._in_thread(statement)

    async def run_many(self, sql: str, parameters: Sequence[Sequence[Any]]) -> _Ran:
        """Run one statement for each row of parameters."""

        def statement() -> _Ran:
            self._begin_now()
            cursor = self._conn.executemany(sql, parameters)
            try:
                return _Ran((), None, cursor.rowcount, cursor.lastrowid)
            finally:
                cursor.close()

        return await self._in_thread(statement)

    async def commit(self) -> None:
        """Commit; a transaction that no statement has begun costs nothing."""
        if self._opening is None:
            await super().commit()
        self._opening = None

    async def rollback(self) -> None:
        """Roll back; a transaction that no statement has begun costs nothing."""
        if self._opening is None:
            await super().rollback()
        self._opening = None

    def _begin_now(self) -> None:
        opening, self._opening = self._opening, None
        if opening is not None:
            self._conn.execute(opening).close()

    async def _in_thread(self, statement: Callable[[], _Ran]) -> _Ran:
        ran: _Ran = await self._execute(statement)  # type: ignore[no-untyped-call]
        return ran


async def _open(path: Path, read_only: bool) -> OneHop:
    connection = OneHop(lambda: connect(path, read_only=read_only), iter_chunk_size=64)
    connection._thread.daemon = True
    await connection
    return connection


def creator(path: Path, *, read_only: bool) -> Callable[[], Coroutine[Any, Any, OneHop]]:
    """Return what `create_async_engine(async_creator=…)` wants."""
    return lambda: _open(path, read_only)
