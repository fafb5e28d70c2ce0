"""Copies that say what they are, and putting one in place of a database.

A copy carries no envelope and no paper figure of a ballot that was under way: it knows only that
there was one, so nothing in a drawer can ever be opened, and after a restore that ballot is void.
All functions are synchronous: they serve the command line, not the bot.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from storage import driver, pairing
from storage.database import database_file, revision_of
from storage.errors import BackupRefused, DatabaseMissing

EMPTIED = "DELETE FROM envelope"
"""Envelopes, and with them who had returned one, stay out of copies."""
OPENED = "DELETE FROM live WHERE task LIKE 'vote:%'"
"""So does who has a ballot's message in his chat, and has thus opened it."""
UNCOUNTED = (
    "DELETE FROM paper_tally WHERE ballot_id NOT IN (SELECT id FROM ballot WHERE state = 'closed')"
)
"""So does what paper alone gave before the count: held against the sums it would tell the rest."""


def backup(data: Path, target: Path) -> int:
    """Write a marked copy of the data folder's database to `target`; returns its size in bytes.

    Works while the bot runs. DatabaseMissing: nothing to copy.
    BackupRefused: `target` exists, or its folder does not.
    """
    source = database_file(data)
    if not source.is_file():
        raise DatabaseMissing("There is no database at {path}.", path=str(source))
    if target.exists():
        raise BackupRefused("{path} exists already: choose another name.", path=str(target))
    if not target.parent.is_dir():
        raise BackupRefused("There is no folder {path}.", path=str(target.parent))
    # By way of memory, so that envelopes are on no disk but the one they were on.
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as copy:
        with closing(driver.connect(source, read_only=True)) as connection:
            if revision_of(connection) is None:
                raise DatabaseMissing("The database at {path} is empty.", path=str(source))
            connection.backup(copy)
        _mark(copy, pairing.COPY)
        _write_whole(copy, target)
    return target.stat().st_size


def restore(data: Path, copy: Path, *, replace: bool = False) -> None:
    """Put a copy made by `backup` in place as the data folder's database.

    The next start finds it marked as restored: ballots under way in it are void.
    BackupRefused: the copy is not one; a database is there and `replace` is not set;
    or it is in use. With `replace` the database in place is gone for good: back it up first.
    """
    place = database_file(data)
    if not copy.is_file():
        raise BackupRefused("There is no file {path}.", path=str(copy))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as restored:
        _load(copy, restored)
        _mark(restored, pairing.RESTORED)
        if place.exists():
            if not replace:
                raise BackupRefused(
                    "There is a database at {path} already; to throw it away, add --replace.",
                    path=str(place),
                )
            _take_over(place)
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = place.with_suffix(".restoring")
        fresh.unlink(missing_ok=True)
        _write_whole(restored, fresh)
        fresh.replace(place)
        _sync(data)


def _mark(database: sqlite3.Connection, origin: str) -> None:
    """Say what it is, and leave no envelope or uncounted paper in it, not even in free space."""
    database.execute("PRAGMA secure_delete=ON").close()
    database.execute(EMPTIED)
    database.execute(OPENED)
    if database.execute("SELECT 1 FROM sqlite_master WHERE name = 'paper_tally'").fetchone():
        database.execute(UNCOUNTED)  # a copy of an older schema has no paper
    database.execute("UPDATE store SET origin = ?", (origin,))
    database.execute("VACUUM")


def _load(copy: Path, into: sqlite3.Connection) -> None:
    """Read a copy into memory, leaving the file as it is; refuse what is not a sound copy."""
    try:
        with closing(sqlite3.connect(f"{copy.resolve().as_uri()}?mode=ro", uri=True)) as source:
            source.backup(into)
        (sound,) = into.execute("PRAGMA integrity_check(1)").fetchone()
        (origin,) = into.execute("SELECT origin FROM store").fetchone()
    except (sqlite3.DatabaseError, TypeError) as error:
        raise BackupRefused("{path} is not a backup of Tự Soi.", path=str(copy)) from error
    if sound != "ok":
        raise BackupRefused("The backup {path} is damaged.", path=str(copy))
    if origin != pairing.COPY:
        raise BackupRefused(
            "{path} is not marked as a backup: make copies with `tusoi db backup`.", path=str(copy)
        )


def _take_over(place: Path) -> None:
    """Make sure that nobody uses the database, and fold its WAL into it; BackupRefused if not."""
    try:
        with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
            # Only the last connection may leave WAL mode: this is the question, not the aim.
            (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except sqlite3.OperationalError:
        mode = "busy"
    except sqlite3.DatabaseError:
        mode = "delete"  # Not a database: all the more reason to replace it.
    if mode != "delete":
        raise BackupRefused("The database is in use: stop the bot first.")


def _write_whole(source: sqlite3.Connection, target: Path) -> None:
    """Write a database in memory to a new file, readable by this user alone, durably."""
    os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    try:
        with closing(sqlite3.connect(target, isolation_level=None)) as written:
            source.backup(written)
            # A copy is one file: it needs no WAL beside it to be read.
            written.execute("PRAGMA journal_mode=DELETE").close()
        with target.open("rb+") as handle:
            os.fsync(handle.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    _sync(target.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
