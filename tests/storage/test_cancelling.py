"""A task cancelled at any turn of the loop leaves database and keys whole."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from storage import ballots
from storage.ballots import BallotState
from storage.database import Database
from tests.storage.conftest import NOW, House, Opener
from tests.storage.test_ballots import cast, read

TURNS = range(0, 120, 3)


async def cancel_after(turns: int, work: Coroutine[Any, Any, object]) -> bool:
    """Cancel the work after so many turns of the loop; says whether it was done before."""
    task = asyncio.create_task(work)
    for _ in range(turns):
        if task.done():
            break
        await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return False
    return True


async def test_opening_can_be_cancelled_at_any_turn(db: Database, house: House) -> None:
    """Either there is a ballot with its keys, or neither; and the next opening works."""

    async def work() -> None:
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)

    for turns in TURNS:
        done = await cancel_after(turns, work())
        async with db.read() as tx:
            opened = await ballots.ballots(tx, house.review.id)
        under_way = [one for one in opened if one.state is BallotState.OPEN]
        assert db.keys.boxes() == {one.box for one in under_way}
        assert under_way or not done
        for one in under_way:
            await ballots.close_ballot(db, one.id, None, NOW)


async def test_closing_can_be_cancelled_at_any_turn(
    db: Database, house: House, opened: Opener
) -> None:
    """Whenever the closer gives up, the next one gets the right figures and the keys go."""
    for turns in TURNS:
        ballot = await opened()
        code = await cast(db, ballot, 2, {1: "HN"})
        await cancel_after(turns, ballots.close_ballot(db, ballot.id, None, NOW))
        figures = await ballots.close_ballot(db, ballot.id, None, NOW)
        assert (figures.returned, figures.codes) == (1, (code,))
        assert figures.subjects[0].votes["HN"] == 1
        assert db.keys.boxes() == frozenset()
        assert (await read(db, ballot.id)).state is BallotState.CLOSED


async def test_casting_can_be_cancelled_at_any_turn(db: Database, opened: Opener) -> None:
    """A vote is whole or absent, and the writer's turn goes on to the next."""
    ballot = await opened()
    for turns in TURNS:
        await cancel_after(turns, cast(db, ballot, 1, {1: "XS"}))
        async with asyncio.timeout(30):
            await cast(db, ballot, 2, {1: "HN"})
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert figures.subjects[0].votes["HN"] == 1
    assert figures.returned == 1 + figures.subjects[0].votes["XS"]
