"""aiosqlite with one thread hop a statement instead of four, and none where nothing can wait.

SQLAlchemy's adapter asks its driver for a cursor, runs it, fetches and closes it:
four trips to the connection's thread, each dearer than the statement itself.
Here a reader makes the four in one trip.  The writer makes one for a whole transaction: its
commit, which waits for the disk.  So a tap costs what it should.
The values of statements are never logged, at any level.
"""

import sqlite3
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Self, TypeVar

import aiosqlite
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncConnection

Result = TypeVar("Result")

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
    """An aiosqlite connection whose cursors run, fetch and close in one trip, or in none.

    The writer works *in place*: its statements run where they are asked for.  A statement costs
    less than the trip to a thread, and inside the one writing transaction none of them waits for
    anybody.  What may have to wait still goes to the thread: a beginning while another process
    writes, the commit of what was changed, and many rows at once.
    """

    _opening: str | None = None
    _in_place = False
    _given = _done = 0
    """Work given to the thread, and work that it has done: each counted by one side alone."""
    _changes = -1
    """How much the connection had changed in its life when the transaction began."""

    if TYPE_CHECKING:
        _thread: Any

    def work_in_place(self) -> None:
        """From now on statements run in place; only the beginning waits for other processes."""
        self._in_place = True
        self._conn.execute("PRAGMA busy_timeout=0").close()

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

        return await self._execute(statement, here=self._begun_here())

    async def run_many(self, sql: str, parameters: Sequence[Sequence[Any]]) -> _Ran:
        """Run one statement for each row of parameters."""

        def statement() -> _Ran:
            self._begin_now()
            cursor = self._conn.executemany(sql, parameters)
            try:
                return _Ran((), None, cursor.rowcount, cursor.lastrowid)
            finally:
                cursor.close()

        return await self._execute(statement)

    async def commit(self) -> None:
        """Commit; what changed nothing is committed in place, what no statement began, never."""

        def commit() -> None:
            self._conn.commit()

        if self._opening is None:
            await self._execute(commit, here=self._has_nothing_to_keep())
        self._opening = None

    async def rollback(self) -> None:
        """Roll back; what changed nothing is rolled back in place, what no statement began, never.

        That is also how a reader lets go of its snapshot.
        """

        def rollback() -> None:
            self._conn.rollback()

        if self._opening is None:
            await self._execute(rollback, here=self._has_nothing_to_keep())
        self._opening = None

    def _is_idle(self) -> bool:
        """Whether the thread has done all that it was given, also by a task since cancelled."""
        return self._given == self._done

    def _has_nothing_to_keep(self) -> bool:
        return self._is_idle() and self._conn.total_changes == self._changes

    def _begun_here(self) -> bool:
        """Whether the transaction is begun, or could be at once; False: the thread has to."""
        if not (self._in_place and self._is_idle()):
            return False
        opening, self._opening = self._opening, None
        if opening is not None:
            try:
                self._conn.execute(opening).close()
            except sqlite3.OperationalError:  # most likely busy: the thread has the patience
                self._opening = opening
                return False
            self._changes = self._conn.total_changes
        return True

    def _begin_now(self) -> None:
        opening, self._opening = self._opening, None
        if opening is None:
            return
        if self._in_place:
            self._conn.execute(f"PRAGMA busy_timeout={int(1000 * BUSY_SECONDS)}").close()
        try:
            self._conn.execute(opening).close()
        finally:
            if self._in_place:
                self._conn.execute("PRAGMA busy_timeout=0").close()
        self._changes = self._conn.total_changes

    async def _execute(
        self, fn: Callable[..., Result], *arguments: Any, here: bool = False, **named: Any
    ) -> Result:
        """Do a piece of work: `here`, or in the thread after whatever it was given before."""
        if here:
            return fn(*arguments, **named)

        def work() -> Result:
            try:
                return fn(*arguments, **named)
            finally:
                self._done += 1

        self._given += 1
        done: Result = await super()._execute(work)  # type: ignore[no-untyped-call]
        return done


async def _open(path: Path, read_only: bool) -> OneHop:
    connection = OneHop(lambda: connect(path, read_only=read_only), iter_chunk_size=64)
    connection._thread.daemon = True
    await connection
    if not read_only:
        connection.work_in_place()
    return connection


def creator(path: Path, *, read_only: bool) -> Callable[[], Coroutine[Any, Any, OneHop]]:
    """Return what `create_async_engine(async_creator=…)` wants."""
    return lambda: _open(path, read_only)


def driver_of(connection: Connection | AsyncConnection) -> OneHop:
    """Return the driver's connection beneath SQLAlchemy's; raises when it has been given up."""
    plain = connection if isinstance(connection, Connection) else connection.sync_connection
    assert plain is not None
    found = plain.connection.driver_connection
    assert isinstance(found, OneHop)
    return found
