"""After the count nothing of a box is left in any file that the program wrote."""

import asyncio
import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import select

from storage import ballots, driver, schema
from storage.ballots import PaperLine, recover
from storage.database import Database, database_file
from tests.storage.conftest import NOW, House, Opener, Place, settle
from tests.storage.test_ballots import cast
from tests.storage.test_paper import confirm, enter, mixed

PIECE = 12
"""Bytes in a row that count as a trace."""


async def contents(db: Database) -> list[bytes]:
    """Return every envelope in the box."""
    async with db.read() as tx:
        return list((await tx.execute(select(schema.envelope.c.sealed))).scalars())


def traces(place: Place, secrets: list[bytes]) -> list[str]:
    """Return the files in which a piece of any of these secrets can be found."""
    pieces = {
        secret[at : at + PIECE]
        for secret in secrets
        for at in range(0, len(secret) - PIECE + 1, PIECE)
    }
    found = []
    for file in (*place.data.iterdir(), *place.keys.iterdir()):
        content = file.read_bytes()
        windows = (content[at : at + PIECE] for at in range(len(content)))
        if not pieces.isdisjoint(windows):
            found.append(file.name)
    return found


async def hold(db: Database, house: House, voters: int = 7) -> tuple[ballots.Ballot, list[bytes]]:
    """Open a ballot, cast and cast anew; returns it with every envelope and key that ever was."""
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, house.draft(voters=voters), None, NOW)
    secrets = await contents(db)
    secrets += [file.read_bytes()[:32] for file in db.keys.path.iterdir() if file.suffix]
    for slot, level in ((1, "XS"), (2, "HN"), (1, "KHT"), (voters, "HTT")):
        await cast(db, ballot, slot, {1: level})
        secrets += await contents(db)
    return ballot, secrets


@pytest.mark.parametrize("ending", ["count", "void"])
async def test_no_trace_of_a_box_is_left(place: Place, ending: str) -> None:
    """Envelopes, overwritten ones too, and keys are in no file, free pages and WAL included."""
    async with place.database() as db:
        house = await settle(db)
        ballot, secrets = await hold(db, house)
        assert traces(place, secrets)  # the search can find something
        if ending == "count":
            await ballots.close_ballot(db, ballot.id, None, NOW)
        else:
            async with db.write() as tx:
                await ballots.void(tx, db.keys, ballot.id, None, NOW, "sai")
        assert traces(place, secrets) == []
        assert not db.untidy


@pytest.mark.parametrize("ending", ["few", "void"])
async def test_no_trace_of_the_paper_figures_is_left(place: Place, ending: str) -> None:
    """What one side gave is gone from every file once only sums may be told, or it is void.

    A level's name that stands nowhere else tells the rows of the paper figures.
    """
    mark = "mức-để-tìm-dấu-vết"
    async with place.database() as db:
        house = await settle(db)
        draft = mixed(house, 2, 3, subjects=1)
        subjects = (replace(draft.subjects[0], options=(mark,)),)
        draft = replace(draft, levels=(mark,), subjects=subjects)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
            await ballots.begin_closing(tx, ballot.id, None, NOW)
        await db.tidy()
        before = written(place, mark)
        await enter(db, ballot, (3, 3, 0), PaperLine({mark: 3}, 0))
        assert written(place, mark) > before
        await confirm(db, ballot)
        if ending == "few":
            figures = await ballots.count(db, ballot.id, None, NOW)
            assert figures.subjects[0].votes == {mark: 3}
            before += 2  # its row in the totals, and that row's key in the index
        else:
            async with db.write() as tx:
                await ballots.void(tx, db.keys, ballot.id, None, NOW, "sai")
        assert written(place, mark) == before


def written(place: Place, mark: str) -> int:
    """Return how often a text stands in the data folder's files, free pages and WAL included."""
    return sum(file.read_bytes().count(mark.encode()) for file in place.data.iterdir())


async def test_a_large_box_leaves_no_trace_in_freed_pages(place: Place) -> None:
    """Also a box of many pages, which deleting gives back to the file, is overwritten."""
    async with place.database() as db:
        house = await settle(db, people=60)
        boxes = [await hold(db, house, voters=60) for _ in range(3)]
        secrets = [secret for _, some in boxes for secret in some]
        for ballot, _ in boxes:
            await ballots.close_ballot(db, ballot.id, None, NOW)
        assert traces(place, secrets) == []
    with closing(driver.connect(database_file(place.data))) as connection:
        assert connection.execute("SELECT count(*) FROM envelope").fetchone() == (0,)


async def test_an_idle_reader_only_delays_the_cleaning(place: Place) -> None:
    """A reader who still needs the WAL holds up the checkpoint, not the count."""
    async with place.database() as db:
        house = await settle(db)
        ballot, secrets = await hold(db, house)
        async with db.read() as idle:
            await idle.execute(select(schema.envelope.c.slot))
            figures = await asyncio.wait_for(
                ballots.close_ballot(db, ballot.id, None, NOW), timeout=10
            )
            assert figures.returned == 3
            assert not await db.tidy()
            assert db.keys.boxes() == frozenset()
            assert db.untidy
        assert await db.tidy()
        untidy: bool = db.untidy
        assert not untidy
        assert traces(place, secrets) == []


async def test_another_processs_reader_only_delays_the_cleaning(place: Place) -> None:
    """So does a reader in another process; writing goes on meanwhile; the next start cleans up."""
    async with place.database() as db:
        house = await settle(db)
        ballot, secrets = await hold(db, house)
        with closing(sqlite3.connect(database_file(place.data), isolation_level=None)) as reader:
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM envelope").fetchall()
            await ballots.close_ballot(db, ballot.id, None, NOW)
            assert db.untidy
            async with db.write() as tx:
                await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
            copy = place.copy_to(place.data.parent / "died")
            reader.execute("ROLLBACK")
    # The first process died without having cleaned up; its follower does it at the start.
    assert traces(copy, secrets) != []
    async with copy.database(recovered=False) as db:
        assert (await recover(db, NOW)).tidy
        assert traces(copy, secrets) == []


async def test_a_process_that_dies_right_after_the_count_is_cleaned_up_after(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Committed but neither unlinked nor checkpointed: the next start does both."""
    async with place.database() as db:
        house = await settle(db)
        ballot, secrets = await hold(db, house)

        def die(*_: object, **__: object) -> bool:
            raise SystemError("as good as dead")

        with monkeypatch.context() as patch:
            patch.setattr(type(db.keys), "settle", die)
            with pytest.raises(SystemError, match="dead"):
                await ballots.close_ballot(db, ballot.id, None, NOW)
        copy = place.copy_to(place.data.parent / "died")
    assert traces(copy, secrets) != []
    async with copy.database(recovered=False) as db:
        recovery = await recover(db, NOW)
        assert recovery == ballots.Recovery((), (), (), tidy=True)
        assert traces(copy, secrets) == []
        async with db.read() as tx:
            found = await ballots.ballot(tx, ballot.id)
    assert found is not None
    assert found.figures is not None
    assert found.figures.returned == 3


async def test_no_file_is_left_beside_the_database(
    place: Place, opened: Opener, db: Database
) -> None:
    """The program writes the database, its WAL and shared memory, keys and the pairing: no more."""
    ballot = await opened()
    await cast(db, ballot, 1, {1: "XS"})
    await ballots.close_ballot(db, ballot.id, None, NOW)
    assert {file.name for file in place.data.iterdir()} <= {
        "tusoi.sqlite",
        "tusoi.sqlite-wal",
        "tusoi.sqlite-shm",
    }
    assert {file.name for file in place.keys.iterdir()} == {"pairing"}
