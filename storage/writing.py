"""The one writing connection: a turn for each who writes, one COMMIT for those in line.

Turns are taken one after the other.  Where others wait already, a turn that is done leaves its
transaction open to the next, whose changes a savepoint sets apart; the last of them commits for
all.  Waiting for the disk is the dearest part of a tap: forty at once wait a few times, not forty.

Nobody goes on before what he wrote, and what he saw of others, is committed: a voter told
"recorded" is counted.  One who fails undoes his own changes and nobody else's.
"""

import asyncio
import contextlib
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.driver import driver_of
from storage.keys import KeyFolder
from storage.uninterrupted import uninterrupted

MOST = 16
"""Turns under one COMMIT, so that the first of them does not wait for a whole crowd."""


class _Batch:
    """The turns that one COMMIT keeps, and its outcome."""

    def __init__(self) -> None:
        self.turns = 0
        """How many are done and to be kept."""
        self.left_open = False
        self.outcome: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @property
    def savepoint(self) -> str:
        """What sets the next turn apart: by its name, no turn can undo one that is to be kept."""
        return f"turn_{self.turns}"

    def end(self, error: BaseException | None) -> None:
        """Tell those who wait how it went."""
        if error is None:
            self.outcome.set_result(None)
        else:
            self.outcome.set_exception(error)
            self.outcome.exception()  # where nobody waits, nobody need be warned


class Writer:
    """The writing connection of a database, its turns and its batches."""

    def __init__(self, engine: AsyncEngine, keys: KeyFolder) -> None:
        self.untidy = True
        """Whether envelopes of a box that has ended may still be in the WAL."""
        self._engine = engine
        self._keys = keys
        self._lock = asyncio.Lock()
        self._waiting = 0
        self._holder: asyncio.Task[object] | None = None
        self._connection: AsyncConnection | None = None
        self._batch: _Batch | None = None
        self._last_turns: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[AsyncConnection]:
        """Give the writing transaction: committed when this returns, undone on any error.

        Within one task it cannot be nested (RuntimeError).  A task cancelled in its turn undoes
        what it did and leaves the turn to the next; one cancelled while the disk writes leaves it
        open whether that stands.
        """
        connection, batch = await self._take_turn()
        try:
            yield connection
        except BaseException:
            await uninterrupted(self._fail(batch))
            raise
        batch.turns += 1
        await self._end_turn(batch)
        await asyncio.shield(batch.outcome)

    @asynccontextmanager
    async def pause(self) -> AsyncIterator[None]:
        """Give a moment in which nobody writes and nothing is left to be committed."""
        async with self._lock:
            if self._batch is not None:
                with contextlib.suppress(Exception):  # those whom it concerns are told
                    await uninterrupted(self._commit(self._batch))
            yield

    async def close(self) -> None:
        """End the connection. A second call does nothing."""
        async with self.pause():
            await self._drop_connection()
        await self._engine.dispose()

    async def _take_turn(self) -> tuple[AsyncConnection, _Batch]:
        task = asyncio.current_task()
        if self._holder is not None and self._holder is task:
            raise RuntimeError("this task is already inside Database.write()")
        self._waiting += 1
        try:
            await self._lock.acquire()
        finally:
            self._waiting -= 1
        self._holder = task
        batch = self._batch
        if batch is None:
            batch = self._batch = _Batch()
        try:
            if not batch.turns:
                return await self._begin(), batch
            return await self._run(f"SAVEPOINT {batch.savepoint}"), batch
        except BaseException:
            await uninterrupted(self._fail(batch))
            raise

    async def _begin(self) -> AsyncConnection:
        if self._connection is not None and (
            self._connection.closed or self._connection.invalidated
        ):
            await self._drop_connection()
        if self._connection is None:
            self._connection = await self._engine.connect()
        await self._connection.begin()
        return self._connection

    async def _run(self, statement: str) -> AsyncConnection:
        """Run a statement of a turn's bounds, past SQLAlchemy; its errors are SQLAlchemy's."""
        assert self._connection is not None
        try:
            await driver_of(self._connection).run(statement)
        except sqlite3.Error as error:
            raise OperationalError(statement, None, error) from error
        return self._connection

    async def _fail(self, batch: _Batch) -> None:
        """Undo the turn and end it; how it goes for the others is told to them alone."""
        try:
            await self._undo(batch)
            if self._keys.unsettled:
                await self._settle(committed=False)
        finally:
            with contextlib.suppress(Exception):
                await self._end_turn(batch)

    async def _undo(self, batch: _Batch) -> None:
        """Undo the present turn; all of the batch, if it is the only one or nothing else helps."""
        lost: BaseException | None = None
        if batch.turns:
            try:
                await self._run(f"ROLLBACK TO {batch.savepoint}")
            except BaseException as error:
                lost = error
            else:
                return
        self._batch = None
        try:
            await self._roll_back()
        finally:
            batch.end(lost)

    async def _end_turn(self, batch: _Batch) -> None:
        """Commit what the batch holds, or leave it to those who wait; the next has his turn."""
        try:
            if self._batch is not batch:
                return
            if self._keys.unsettled or (batch.turns > 1 and self._is_full(batch)):
                await uninterrupted(self._commit(batch))
            elif self._is_full(batch):
                await self._commit(batch)
            elif not batch.left_open:
                batch.left_open = True
                last = asyncio.create_task(self._last_turn(batch))
                self._last_turns.add(last)
                last.add_done_callback(self._last_turns.discard)
        finally:
            self._holder = None
            self._lock.release()

    def _is_full(self, batch: _Batch) -> bool:
        return not self._waiting or batch.turns >= MOST

    async def _last_turn(self, batch: _Batch) -> None:
        """Stand in line behind those who may join the batch, and commit it if they did not."""
        async with self._lock:
            if self._batch is batch:
                with contextlib.suppress(Exception):
                    await self._commit(batch)

    async def _commit(self, batch: _Batch) -> None:
        assert self._connection is not None
        self._batch = None
        failed: BaseException | None = None
        try:
            await self._connection.commit()
        except BaseException as error:
            failed = error
            # SQLAlchemy counts it as ended; only the end of the connection surely undoes it.
            await uninterrupted(self._drop_connection())
            raise
        finally:
            if self._keys.unsettled:
                await self._settle(committed=failed is None)
            batch.end(failed)

    async def _settle(self, *, committed: bool) -> None:
        """Bring the key folder to where the ended transaction left the database."""
        if await asyncio.to_thread(self._keys.settle, committed=committed):
            self.untidy = True

    async def _roll_back(self) -> None:
        """Roll back; a connection that cannot is given up, which rolls back as well."""
        if self._connection is None:
            return
        try:
            if not self._connection.invalidated:
                await self._connection.rollback()
                return
        except Exception:  # noqa: S110 - the cause is already on its way to the caller
            pass
        await self._drop_connection()

    async def _drop_connection(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with contextlib.suppress(Exception):
                await connection.invalidate()
            await connection.close()
