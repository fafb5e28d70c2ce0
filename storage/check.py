"""What `tusoi db check` looks at, and what it may find. Changes nothing; opens no envelope."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from stat import S_IMODE

from storage import driver, pairing
from storage.database import database_file, revision_of
from storage.errors import DatabaseError, KeyFolderRefused
from storage.keys import KeyFolder
from storage.schema import REVISIONS


class Trouble(StrEnum):
    """What may be found."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    REVISION = "revision"
    BACKUP_COPY = "backup_copy"
    DAMAGED = "damaged"
    REFERENCE = "reference"
    JOURNAL = "journal"
    OPEN_TO_OTHERS = "open_to_others"
    KEY_FOLDER = "key_folder"
    NOT_A_PAIR = "not_a_pair"
    KEYS_MISSING = "keys_missing"
    KEYS_LEFT = "keys_left"
    ENVELOPES_LEFT = "envelopes_left"
    BOX_INCOMPLETE = "box_incomplete"
    FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Finding:
    """One trouble; `subject` is the file, table or ballot that it is about."""

    trouble: Trouble
    subject: str


def check(data: Path, keys: Path) -> tuple[Finding, ...]:
    """Return all that is wrong with a data folder and its key folder; nothing: all is well."""
    path = database_file(data)
    if not path.is_file():
        return (Finding(Trouble.MISSING, str(path)),)
    try:
        with closing(driver.connect(path, read_only=True)) as connection:
            return tuple(_check(connection, data, keys))
    except (sqlite3.DatabaseError, DatabaseError):
        return (Finding(Trouble.UNREADABLE, str(path)),)


def _check(connection: sqlite3.Connection, data: Path, keys: Path) -> Iterator[Finding]:
    yield from _files(data)
    for (line,) in connection.execute("PRAGMA integrity_check(20)"):
        if line != "ok":
            yield Finding(Trouble.DAMAGED, line)
    for table, *_ in connection.execute("PRAGMA foreign_key_check"):
        yield Finding(Trouble.REFERENCE, table)
    (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    if mode != "wal":
        yield Finding(Trouble.JOURNAL, mode)
    revision = revision_of(connection)
    if revision != REVISIONS[-1]:
        yield Finding(Trouble.REVISION, revision or "none")
        return
    yield from _boxes(connection)
    yield from _figures(connection)
    try:
        folder = KeyFolder.open(keys, data, make=False) if keys.exists() else None
    except KeyFolderRefused:
        yield Finding(Trouble.KEY_FOLDER, str(keys))
        return
    yield from _keys(connection, folder)


def _files(data: Path) -> Iterator[Finding]:
    for path in sorted(data.iterdir()):
        if S_IMODE(path.stat().st_mode) & 0o077 and S_IMODE(data.stat().st_mode) & 0o077:
            yield Finding(Trouble.OPEN_TO_OTHERS, str(path))


def _boxes(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Compare each box with its ballot: full while under way, empty otherwise."""
    for ballot_id, state, issued, found in connection.execute(
        "SELECT id, state, issued, (SELECT count(*) FROM envelope WHERE ballot_id = ballot.id)"
        " FROM ballot ORDER BY id"
    ):
        under_way = state in {"open", "closing"}
        if under_way and found != issued:
            yield Finding(Trouble.BOX_INCOMPLETE, str(ballot_id))
        if not under_way and found:
            yield Finding(Trouble.ENVELOPES_LEFT, str(ballot_id))


def _figures(connection: sqlite3.Connection) -> Iterator[Finding]:
    """Compare, for every subject counted: returned = votes + blank + invalid (on paper)."""
    for ballot_id, number in connection.execute(
        "SELECT ballot_id, number FROM ballot_subject JOIN ballot ON ballot.id = ballot_id"
        " WHERE state = 'closed' AND returned IS NOT blank + (SELECT sum(votes) FROM tally"
        " WHERE tally.ballot_id = ballot.id AND tally.number = ballot_subject.number)"
        " + coalesce((SELECT invalid FROM paper_count WHERE paper_count.ballot_id = ballot.id), 0)"
    ):
        yield Finding(Trouble.FIGURES, f"{ballot_id}/{number}")


def _keys(connection: sqlite3.Connection, folder: KeyFolder | None) -> Iterator[Finding]:
    """Compare database and keys; no folder yet is well as long as nothing would be in it."""
    origin, mark, before = connection.execute(
        "SELECT origin, pairing, pairing_before FROM store"
    ).fetchone()
    under_way = connection.execute(
        "SELECT id, box, public_key FROM ballot WHERE state IN ('open', 'closing') ORDER BY id"
    ).fetchall()
    if origin == pairing.COPY:
        yield Finding(Trouble.BACKUP_COPY, "store")
    if folder is None:
        yield from (Finding(Trouble.KEYS_MISSING, str(row[0])) for row in under_way)
        return
    if under_way and (origin != pairing.LIVE or folder.pairing() not in {mark, before}):
        yield Finding(Trouble.NOT_A_PAIR, str(folder.path))
    for ballot_id, box, public_key in under_way:
        if not folder.complete(box, public_key):
            yield Finding(Trouble.KEYS_MISSING, str(ballot_id))
    for box in sorted(folder.boxes() - {row[1] for row in under_way}):
        yield Finding(Trouble.KEYS_LEFT, box)
