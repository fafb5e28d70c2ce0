"""Those who wait in line to write share a commit, and nothing else."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from storage import ballots
from storage.ballots import BallotState
from storage.database import Database, database_file
from storage.driver import OneHop, driver_of
from storage.writing import MOST
from tests.storage.conftest import NOW, House, Place, settle
from tests.storage.crashing import die_everywhere
from tests.storage.test_ballots import cast, read
from tests.storage.test_database import add_branch, branch_names

CROWD = 40


def on_disk(db: Database) -> frozenset[str]:
    """Return the branches that another process would see at this moment."""
    with closing(sqlite3.connect(database_file(db.data))) as other:
        return frozenset(name for (name,) in other.execute("SELECT name FROM branch"))


@contextmanager
def commits(fail: bool = False) -> Iterator[list[str]]:
    """Count the commits that go to the disk; all of them fail, if it is said."""
    seen: list[str] = []
    execute = OneHop._execute

    async def watched(
        hop: OneHop, fn: Callable[..., Any], *a: Any, here: bool = False, **kw: Any
    ) -> Any:
        if fn.__name__ == "commit" and not here:
            seen.append("commit")
            if fail:
                raise sqlite3.OperationalError("disk I/O error")
        return await execute(hop, fn, *a, here=here, **kw)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(OneHop, "_execute", watched)
        yield seen


async def add(db: Database, name: str, told: list[str] | None = None) -> None:
    """Write a branch, and tell what is on the disk by then."""
    async with db.write() as tx:
        await add_branch(tx, name)
    assert name in on_disk(db)
    if told is not None:
        told.append(name)


async def test_a_crowd_waits_for_the_disk_a_few_times(db: Database) -> None:
    """The first of forty waits for nobody, the others share; all is on the disk when it is told."""
    told: list[str] = []
    with commits() as seen:
        await asyncio.gather(*(add(db, str(number), told) for number in range(CROWD)))
    assert len(seen) == 1 + -(-(CROWD - 1) // MOST)
    assert told == [str(number) for number in range(CROWD)]
    assert await branch_names(db) == told


async def test_one_after_the_other_each_has_a_commit(db: Database) -> None:
    """Where nobody waits, nobody is waited for."""
    with commits() as seen:
        for number in range(5):
            await add(db, str(number))
    assert len(seen) == 5


async def test_who_fails_undoes_his_own_alone(db: Database) -> None:
    """Of twelve at once every third fails, the first and the last as well: the others stand."""

    async def one(number: int) -> None:
        async with db.write() as tx:
            await add_branch(tx, str(number))
            if number % 3 == 0 or number == 11:
                await add_branch(tx, f"{number}, mà chưa xong")
                raise ZeroDivisionError

    ended = await asyncio.gather(*map(one, range(12)), return_exceptions=True)
    failed = [number for number, error in enumerate(ended) if error is not None]
    assert failed == [0, 3, 6, 9, 11]
    assert await branch_names(db) == [str(number) for number in range(12) if number not in failed]


async def test_a_commit_that_fails_is_told_to_all_whom_it_concerns(db: Database) -> None:
    """Nobody takes for saved what the disk refused, and writing goes on afterwards."""
    told: list[str] = []
    with commits(fail=True) as seen:
        ended = await asyncio.gather(
            *(add(db, str(number), told) for number in range(5)), return_exceptions=True
        )
    assert len(seen) == 2  # the first waited for nobody
    assert [type(error) for error in ended] == [OperationalError] * 5
    assert told == []
    await add(db, "Mới")
    assert await branch_names(db) == ["Mới"]


async def test_a_transaction_that_is_lost_is_told_to_all_whom_it_concerns(db: Database) -> None:
    """Where the database itself undid everything, those before are told so as well."""

    async def lose() -> None:
        async with db.write() as tx:
            await driver_of(tx).run("ROLLBACK")  # as SQLite does by itself when a disk is full
            raise ZeroDivisionError

    ended = await asyncio.gather(
        add(db, "Một"), add(db, "Hai"), lose(), add(db, "Ba"), return_exceptions=True
    )
    assert [type(error) for error in ended] == [
        type(None),  # he waited for nobody
        OperationalError,
        ZeroDivisionError,
        type(None),
    ]
    assert await branch_names(db) == ["Một", "Ba"]


@pytest.mark.parametrize("turns", range(0, 24, 2))
async def test_who_is_cancelled_takes_nobody_along(db: Database, turns: int) -> None:
    """In line, in his turn or waiting for the disk: the others are saved, he wholly or not."""
    told: list[str] = []
    tasks = [asyncio.create_task(add(db, str(number), told)) for number in range(5)]
    for _ in range(turns):
        await asyncio.sleep(0)
    for unlucky in (tasks[0], tasks[2], tasks[4]):
        unlucky.cancel()
    async with asyncio.timeout(30):
        await asyncio.gather(*tasks, return_exceptions=True)
        await add(db, "Mới")
    names = await branch_names(db)
    assert {"1", "3", "Mới", *told} <= set(names)
    assert len(names) == len(set(names))


async def test_a_box_opened_in_a_crowd_is_settled_with_its_commit(
    db: Database, house: House
) -> None:
    """Keys at stake end the waiting: they are there with the ballot, or gone with it."""

    async def open_one(fail: bool) -> None:
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
            if fail:
                raise ZeroDivisionError

    await asyncio.gather(
        add(db, "Một"),
        open_one(fail=True),
        add(db, "Hai"),
        open_one(fail=False),
        add(db, "Ba"),
        return_exceptions=True,
    )
    async with db.read() as tx:
        (opened,) = await ballots.ballots(tx, house.review.id)
    assert opened.state is BallotState.OPEN
    assert db.keys.boxes() == {opened.box}
    assert on_disk(db) >= {"Một", "Hai", "Ba"}


async def test_closing_amid_a_crowd_of_casts_counts_whoever_was_told(
    db: Database, house: House
) -> None:
    """Each vote is told and counted, or refused, also where it shares the close's commit."""
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, house.draft(voters=7), None, NOW)
    casts = [cast(db, ballot, slot, {1: "HN"}) for slot in range(1, 8)]
    casts.insert(4, ballots.close_ballot(db, ballot.id, None, NOW))  # type: ignore[arg-type]
    ended = await asyncio.gather(*casts, return_exceptions=True)
    told = [code for code in ended if isinstance(code, str)]
    figures = (await read(db, ballot.id)).figures
    assert figures is not None
    assert set(figures.codes) == set(told)
    assert figures.subjects[0].votes["HN"] == len(told) >= 4
    assert not db.untidy


async def test_dying_in_a_crowd_loses_no_vote_that_was_told(place: Place, tmp_path: Path) -> None:
    """Five cast in one moment and the process dies: who was told is counted, whole votes only."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, house.draft(subjects=2), None, NOW)
    told: list[str] = []

    async def vote(db: Database, slot: int) -> None:
        told.append(await cast(db, ballot, slot, {1: "HN", 2: "KHT"}))

    async def work(here: Place) -> None:
        told.clear()
        async with here.database() as db, asyncio.TaskGroup() as crowd:
            for slot in range(1, 6):
                crowd.create_task(vote(db, slot))

    async def check(here: Place, _done: bool) -> None:
        async with here.database() as db:
            figures = await ballots.close_ballot(db, ballot.id, None, NOW)
        assert set(told) <= set(figures.codes)
        first, second = figures.subjects
        assert first.votes["HN"] == second.votes["KHT"] == figures.returned == len(figures.codes)

    assert await die_everywhere(place, tmp_path, work, check) > 20
