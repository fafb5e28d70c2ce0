"""What somebody finds out who copies the files after every single vote.

He has the database, its WAL and its free pages from every moment; he knows who voted when
(the `returned` flags tell it) and how envelopes are made. He has no key.
The same attack is made on a plain table of votes, where it must succeed:
an attack that finds nothing anywhere would prove nothing here.
"""

import random
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import pairwise
from math import comb, log
from pathlib import Path

import pytest

from storage import ballots, envelopes
from storage.database import database_file
from storage.migrations import upgrade
from tests.storage.conftest import LEVELS, NOW, Place, settle
from tests.storage.test_ballots import cast
from tests.storage.test_paper import mixed

VOTERS, SUBJECTS = 24, 3
PAGE, WAL_HEAD, FRAME_HEAD = 4096, 32, 24
Votes = dict[int, dict[int, str]]
Moment = dict[str, bytes]
"""The bytes of every file in the data folder."""
PlaceInRow = tuple[str, int, int]
"""A table, a column, and which byte of the value."""


def files(place: Place) -> Moment:
    """Copy the data folder's files as they are now."""
    return {
        file.name: file.read_bytes()
        for file in place.data.iterdir()
        if not file.name.endswith("-shm")
    }


def seeded_votes(seed: int) -> Votes:
    """Return a vote for each voter, as varied as voters are."""
    chance = random.Random(seed)
    return {
        slot: {number: chance.choice(LEVELS) for number in range(1, SUBJECTS + 1)}
        for slot in range(1, VOTERS + 1)
    }


def frames(wal: bytes) -> list[tuple[int, bytes]]:
    """Return the pages in a WAL in the order of writing, without salts and checksums."""
    size = PAGE + FRAME_HEAD
    starts = range(WAL_HEAD, len(wal) - size + 1, size)
    return [
        (int.from_bytes(wal[at : at + 4], "big"), wal[at + FRAME_HEAD : at + size]) for at in starts
    ]


def pages(moment: Moment) -> dict[tuple[str, int], bytes]:
    """Return every page of every database as it stands: the main file, overlaid by its WAL."""
    found: dict[tuple[str, int], bytes] = {}
    for name, content in sorted(moment.items()):
        if name.endswith("-wal"):
            for number, page in frames(content):
                found[name.removesuffix("-wal"), number] = page
        else:
            for at in range(0, len(content), PAGE):
                found[name, at // PAGE + 1] = content[at : at + PAGE]
    return found


def rows(moment: Moment) -> set[tuple[str, tuple[object, ...]]]:
    """Return every row of every table, read as SQLite reads it."""
    found: set[tuple[str, tuple[object, ...]]] = set()
    whole = pages(moment)
    for name in {name for name, _ in whole}:
        content = bytearray(b"".join(whole[key] for key in sorted(whole) if key[0] == name))
        content[18:20] = b"\x01\x01"  # no WAL beside it: its pages are in place already
        with closing(sqlite3.connect(":memory:")) as copy:
            copy.deserialize(bytes(content))
            tables = copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            for (table,) in tables:
                found |= {(table, row) for row in copy.execute(f'SELECT * FROM "{table}"')}
    return found


@dataclass(frozen=True, slots=True)
class Change:
    """What one vote changed: the bytes in the files, and the rows in the tables."""

    raw: bytes
    rows: frozenset[tuple[str, tuple[object, ...]]]

    @property
    def pieces(self) -> set[bytes]:
        """Every short piece of the bytes."""
        return {self.raw[at : at + length] for length in (2, 3, 4) for at in range(len(self.raw))}

    @property
    def places(self) -> dict[PlaceInRow, int]:
        """Every byte of the new values, by its place."""
        found: dict[PlaceInRow, int] = {}
        for table, row in self.rows:
            for column, value in enumerate(row):
                spelled = value if isinstance(value, bytes) else str(value).encode()
                found |= {(table, column, at): byte for at, byte in enumerate(spelled)}
        return found


def changed(before: Moment, after: Moment) -> Change:
    """Return what one vote changed."""
    return Change(fresh(before, after), frozenset(rows(after) - rows(before)))


def fresh(before: Moment, after: Moment) -> bytes:
    """Return the bytes that one vote changed, with a little of what stands around them."""
    old, new = pages(before), pages(after)
    found = bytearray()
    for which, page in new.items():
        was = old.get(which, bytes(len(page)))
        if page == was:
            continue
        other = {at for at in range(len(page)) if page[at] != was[at]}
        near = sorted({at + step for at in other for step in (-2, -1, 0, 1, 2)})
        found += bytes(page[at] for at in near if 0 <= at < len(page))
    return bytes(found)


@dataclass(frozen=True, slots=True)
class Learned:
    """What votes that are known teach of those that are not."""

    levels: Counter[str]
    pieces: dict[bytes, Counter[str]]
    telling: dict[int, Counter[str]]
    """Which levels went along with which byte in the one place that told them apart best."""
    place: PlaceInRow

    def guess(self, change: Change) -> str:
        """Guess which level was marked for the first subject.

        By its name where that is to be read; by the place that tells most; else by the pieces that
        went along with it before, weighed by how much oftener than the level itself was seen.
        """
        for level in LEVELS:
            if b"1|" + level.encode() + b";" in change.raw:
                return level
        told = self.telling.get(change.places.get(self.place, -1))
        if told is not None:
            return max(told, key=told.__getitem__)
        share = {level: times / self.levels.total() for level, times in self.levels.items()}
        scores = {level: log(times) for level, times in self.levels.items()}
        for piece in change.pieces:
            seen = self.pieces.get(piece, Counter())
            for level in scores:
                likely = (seen[level] + share[level]) / (seen.total() + 1)
                scores[level] += log(likely / share[level])
        return max(scores, key=scores.__getitem__)


def learn(changes: Sequence[Change], levels: Sequence[str]) -> Learned:
    """Note what went along with which level, in votes that are known."""
    pieces: dict[bytes, Counter[str]] = {}
    places: dict[PlaceInRow, dict[int, Counter[str]]] = {}
    for change, level in zip(changes, levels, strict=True):
        for piece in change.pieces:
            pieces.setdefault(piece, Counter())[level] += 1
        for place, byte in change.places.items():
            places.setdefault(place, {}).setdefault(byte, Counter())[level] += 1
    best = max(places, key=lambda place: agreement(places[place].values()))
    return Learned(Counter(levels), pieces, places[best], best)


def agreement(groups: Collection[Counter[str]]) -> int:
    """Return by how many more pairs of votes with the same byte agree in their level than not."""
    agree = sum(comb(times, 2) for group in groups for times in group.values())
    return 2 * agree - sum(comb(group.total(), 2) for group in groups)


def attack(history: Sequence[Moment], votes: Votes, order: Sequence[int]) -> int:
    """Return how many votes are guessed rightly: half of them known before, the others guessed."""
    changes = [changed(before, after) for before, after in pairwise(history)]
    levels = [votes[slot][1] for slot in order]
    half = len(order) // 2
    learned = learn(changes[:half], levels[:half])
    return sum(
        learned.guess(change) == level
        for change, level in zip(changes[half:], levels[half:], strict=True)
    )


async def our_history(
    place: Place, votes: Votes, order: Sequence[int], on_paper: int = 0
) -> list[Moment]:
    """Hold a ballot, perhaps with paper beside phones, and copy the files after every vote."""
    async with place.database() as db:
        house = await settle(db, people=VOTERS + on_paper)
        draft = mixed(house, VOTERS, on_paper, SUBJECTS)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        await db.tidy()
        history = [files(place)]
        for slot in order:
            await cast(db, ballot, slot, votes[slot])
            history.append(files(place))
    return history


def plain_history(
    place: Place, votes: Votes, order: Sequence[int], mark: Callable[[str], str]
) -> list[Moment]:
    """The weak thing: a table of votes, copied after every vote."""
    place.data.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(place.data / "plain.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE vote (slot INTEGER PRIMARY KEY, marks TEXT)")
        history = [files(place)]
        for slot in order:
            marks = "".join(f"{number}|{mark(level)};" for number, level in votes[slot].items())
            connection.execute("INSERT INTO vote VALUES (?, ?)", (slot, marks))
            history.append(files(place))
    return history


def shuffled(seed: int) -> list[int]:
    """Return the voters in some order."""
    order = list(range(1, VOTERS + 1))
    random.Random(seed).shuffle(order)
    return order


def test_the_attack_succeeds_on_a_plain_table(tmp_path: Path) -> None:
    """Where votes are written as they are, every one of them is guessed."""
    votes, order = seeded_votes(1), shuffled(2)
    history = plain_history(Place(tmp_path / "a", tmp_path / "k"), votes, order, str)
    assert attack(history, votes, order) == VOTERS // 2


def test_the_attack_learns_what_hides_behind_a_code(tmp_path: Path) -> None:
    """Where votes are written in a code that never changes, most of them are guessed."""
    secret = dict(zip(LEVELS, ("q7", "Zk", "0v", "mm"), strict=True))
    votes, order = seeded_votes(1), shuffled(2)
    history = plain_history(Place(tmp_path / "a", tmp_path / "k"), votes, order, secret.__getitem__)
    assert attack(history, votes, order) >= VOTERS // 2 - 1


def unsealed(_public: bytes, plaintext: bytes) -> bytes:
    """No sealing at all: whoever opens the file reads the marks."""
    return plaintext + bytes(48)


def padded(_public: bytes, plaintext: bytes) -> bytes:
    """A secret that never changes: the same mark always looks the same."""
    pad = random.Random(7).randbytes(len(plaintext))
    return bytes(one ^ other for one, other in zip(plaintext, pad, strict=True)) + bytes(48)


@pytest.mark.parametrize("weak", [unsealed, padded])
async def test_the_attack_succeeds_on_our_box_where_its_sealing_is_weak(
    place: Place, monkeypatch: pytest.MonkeyPatch, weak: Callable[[bytes, bytes], bytes]
) -> None:
    """The same files and the same script; only what seals is worse: every vote is guessed."""
    monkeypatch.setattr(envelopes, "seal_bytes", weak)
    votes, order = seeded_votes(2), shuffled(52)
    history = await our_history(place, votes, order)
    assert attack(history, votes, order) == VOTERS // 2


async def test_the_attack_finds_no_vote_in_the_box(tmp_path: Path) -> None:
    """Over several ballots, guessing from the files is no better than guessing blindly."""
    right = tries = 0
    for seed in range(4):
        place = Place(tmp_path / f"d{seed}", tmp_path / f"k{seed}")
        upgrade(place.data)
        votes, order = seeded_votes(seed), shuffled(seed + 50)
        history = await our_history(place, votes, order, on_paper=5 * (seed % 2))
        right += attack(history, votes, order)
        tries += VOTERS // 2
    # One in four by chance: 12 of 48. Twice as many has a chance of one in ten thousand.
    assert right < tries / 2


async def test_no_file_ever_holds_a_level_marked_or_a_receipt(place: Place) -> None:
    """After every cast, no file's bytes say what was marked or which code was given.

    What the ballot offers is public and stands in the files from the start;
    a cast must not make any level's name stand there once more.
    """
    votes, order = seeded_votes(9), shuffled(9)
    codes: list[str] = []
    async with place.database() as db:
        house = await settle(db, people=VOTERS)
        draft = house.draft(voters=VOTERS, subjects=SUBJECTS)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        await db.tidy()
        start = files(place)
        for slot in (*order, *order[:5]):
            codes.append(await cast(db, ballot, slot, votes[slot]))
            now = files(place)
            assert names(now) == names(start)
            for code in codes:
                for spelled in (code, code.replace("-", "")):
                    assert not any(spelled.encode() in content for content in now.values())


def names(moment: Moment) -> list[int]:
    """Return how often each level's name stands in the pages, quoted so that chance cannot."""
    everything = b"".join(page for _, page in sorted(pages(moment).items()))
    return [everything.count(f'"{level}"'.encode()) for level in LEVELS]


async def test_what_is_published_does_not_tell_an_order(place: Place) -> None:
    """Receipts are published sorted, whoever got them first; and they alone are in the files."""
    async with place.database() as db:
        house = await settle(db, people=VOTERS)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(
                tx, db.keys, house.draft(voters=VOTERS, subjects=SUBJECTS), None, NOW
            )
        given = [await cast(db, ballot, slot, {1: "HN"}) for slot in shuffled(3)]
        recast = await cast(db, ballot, 1, {1: "HN"})
        old = given[shuffled(3).index(1)]
        figures = await ballots.close_ballot(db, ballot.id, None, NOW)
        assert list(figures.codes) == sorted({*given, recast} - {old})
        assert not any(old.encode() in content for content in files(place).values())


def told_order(places: Sequence[int]) -> float:
    """Return which share of votes lies physically behind the one cast before: 1 is the order."""
    behind = [before < after for before, after in pairwise(places)]
    return sum(behind) / len(behind)


def test_an_appended_table_tells_in_which_order_it_was_filled(tmp_path: Path) -> None:
    """The weak thing: a row a vote, written one after the other, lies in the order of casting."""
    file = tmp_path / "plain.sqlite"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE vote (marks TEXT)")
        for slot in shuffled(1):
            connection.execute("INSERT INTO vote VALUES (?)", (f"phiếu {slot};",))
    content = file.read_bytes()
    # SQLite fills a page from its end.
    places = [-content.find(f"phiếu {slot};".encode()) for slot in shuffled(1)]
    assert told_order(places) == 1


async def test_our_box_lies_in_no_order_of_casting(tmp_path: Path) -> None:
    """The same look at the box: whoever votes later lies before or behind as his slot does."""
    place = Place(tmp_path / "data", tmp_path / "keys")
    upgrade(place.data)
    await our_history(place, seeded_votes(1), shuffled(1))
    layout = envelope_layout(place)
    assert 0.2 < told_order([layout[slot - 1] for slot in shuffled(1)]) < 0.8


async def test_the_box_does_not_tell_in_which_order_it_was_filled(tmp_path: Path) -> None:
    """Two ballots cast in opposite orders leave the same rows in the same physical places."""
    layouts = []
    for name, order in (("a", shuffled(1)), ("b", shuffled(1)[::-1])):
        place = Place(tmp_path / name, tmp_path / f"{name}-keys")
        upgrade(place.data)
        await our_history(place, seeded_votes(1), order)
        layouts.append(envelope_layout(place))
    assert layouts[0] == layouts[1]


def envelope_layout(place: Place) -> list[int]:
    """Return where in the main file each envelope lies, in the order of slots."""
    with closing(sqlite3.connect(database_file(place.data))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        rows = connection.execute("SELECT sealed FROM envelope ORDER BY slot").fetchall()
    content = database_file(place.data).read_bytes()
    places = [content.find(sealed) for (sealed,) in rows]
    assert -1 not in places
    return places
