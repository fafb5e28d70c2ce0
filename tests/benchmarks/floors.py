"""What the libraries cost by themselves: dispatch, commit, sealing."""

import asyncio
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from nacl.public import PrivateKey, SealedBox
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, bindparam, event, update
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.constants import ParseMode
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.benchmarks.measure import Sample, stopwatch
from tests.benchmarks.wire import TOKEN, Seen, Wire

DISPATCH, COMMIT, RAW, SEAL = "dispatch", "commit", "raw commit", "seal"
USER = 99
_row = Table(
    "row",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("position", Integer),
    Column("content", LargeBinary),
)
_change = (
    update(_row)
    .where(_row.c.id == bindparam("which"))
    .values(position=bindparam("place"), content=bindparam("what"))
)


def bare(wire: Wire) -> "Application":  # type: ignore[type-arg]
    """A bare PTB application that answers a tap and edits the message, and does nothing else."""

    async def answer_and_edit(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
        query = update.callback_query
        assert query is not None
        await query.answer()
        seen = wire.chats[USER]
        keyboard = InlineKeyboardMarkup(
            [
                [InlineKeyboardButton(one.text, callback_data=one.callback_data) for one in row]
                for row in query.message.reply_markup.inline_keyboard  # type: ignore[union-attr]
            ]
        )
        await query.edit_message_text(seen.text, parse_mode=ParseMode.HTML, reply_markup=keyboard)

    application = ApplicationBuilder().token(TOKEN).request(wire).get_updates_request(wire).build()
    application.add_handler(CallbackQueryHandler(answer_and_edit))
    return application


@asynccontextmanager
async def dispatching(screen: Seen) -> AsyncIterator[Sample]:
    """One dispatch of a tap on that screen, until its edit is answered."""
    wire = Wire()
    wire.chats[USER] = screen
    application = bare(wire)
    await application.initialize()
    await application.start()
    assert application.updater is not None
    await application.updater.start_polling(timeout=30)
    data = screen.buttons[0]

    async def dispatch() -> float:
        done = wire.expect(USER)
        seconds = stopwatch()
        wire.tap(USER, data)
        await done
        taken = seconds()
        await application.update_queue.join()
        return taken

    try:
        yield dispatch
    finally:
        await application.updater.stop()
        await application.stop()
        await application.shutdown()


@asynccontextmanager
async def committing(folder: Path, size: int = 300) -> AsyncIterator[tuple[Sample, Sample]]:
    """One Core UPDATE and its commit through stock aiosqlite, and the same with bare sqlite3.

    Both in WAL with ``synchronous=FULL``, on files of their own beside the bot's.
    """
    await asyncio.to_thread(folder.mkdir)
    engine = _engine(folder / "core.sqlite")
    async with engine.begin() as tx:
        await tx.run_sync(_row.metadata.create_all)
        await tx.execute(_row.insert(), {"id": 1, "position": 0, "content": b""})
    plain = sqlite3.connect(folder / "raw.sqlite", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        plain.execute(f"PRAGMA {pragma}")
    plain.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, position INTEGER, content BLOB)")
    plain.execute("INSERT INTO row VALUES (1, 0, x'')")
    content = bytes(size)
    places = iter(range(1, 1_000_000))

    async def commit() -> float:
        values = {"which": 1, "place": next(places), "what": content}
        seconds = stopwatch()
        async with engine.begin() as tx:
            await tx.execute(_change, values)
        return seconds()

    async def raw() -> float:
        place = next(places)
        seconds = stopwatch()
        plain.execute("BEGIN IMMEDIATE")
        plain.execute("UPDATE row SET position = ?, content = ? WHERE id = 1", (place, content))
        plain.execute("COMMIT")
        return seconds()

    try:
        yield commit, raw
    finally:
        plain.close()
        await engine.dispose()
        shutil.rmtree(folder)


def sealing(plaintext: int) -> Sample:
    """Sealing one envelope of so many bytes with PyNaCl alone."""
    box, content = SealedBox(PrivateKey.generate().public_key), bytes(plaintext)

    async def seal() -> float:
        seconds = stopwatch()
        box.encrypt(content)
        return seconds()

    return seal


def _engine(path: Path) -> AsyncEngine:
    engine = create_async_engine(f"sqlite+aiosqlite:///{path}")

    @event.listens_for(engine.sync_engine, "connect")
    def durable(connection: object, _: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine
