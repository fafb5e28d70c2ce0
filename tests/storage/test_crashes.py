"""Whatever moment the process dies at, the next one finds a ballot that is whole."""

from pathlib import Path

import pytest

from storage import ballots
from storage.ballots import BallotState
from storage.database import Database
from tests.storage.burst import kill_one
from tests.storage.conftest import NOW, Place, settle
from tests.storage.crashing import die_everywhere
from tests.storage.test_ballots import cast, read
from tests.storage.test_paper import confirm, enter, line, mixed

VOTES = {1: "XS", 2: "HN", 3: "HN"}


@pytest.fixture
async def template(place: Place) -> Place:
    """Return a house with a ballot (id 1) in which three of five have voted."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
        for slot, level in VOTES.items():
            await cast(db, ballot, slot, {1: level})
    return place


def tally(votes: dict[int, str]) -> dict[str, int]:
    """Return what a count of these votes must give for the first subject."""
    return {level: list(votes.values()).count(level) for level in ("XS", "HTT", "HN", "KHT")}


async def outcome(db: Database, ballot_id: int = 1) -> dict[str, int]:
    """Close the ballot if it is not closed yet; returns the votes for its first subject."""
    figures = await ballots.close_ballot(db, ballot_id, None, NOW)
    for count in figures.subjects:
        assert sum(count.votes.values()) + count.blank == figures.returned
    assert len(figures.codes) == figures.returned
    assert db.keys.boxes() == frozenset()
    return dict(figures.subjects[0].votes)


async def test_dying_while_casting_loses_no_vote_that_was_told(
    template: Place, tmp_path: Path
) -> None:
    """A vote that was told is counted; one that was not told is counted or not, but whole."""
    told: list[str] = []

    async def work(place: Place) -> None:
        told.clear()
        async with place.database() as db:
            ballot = await read(db, 1)
            told.append(await cast(db, ballot, 4, {1: "KHT"}))

    async def check(place: Place, _done: bool) -> None:
        without, with_it = tally(VOTES), tally(VOTES | {4: "KHT"})
        async with place.database() as db:
            found = await outcome(db)
            figures = (await read(db, 1)).figures
        assert found in ([with_it] if told else [without, with_it])
        assert figures is not None
        assert not told or told[0] in figures.codes

    assert await die_everywhere(template, tmp_path, work, check) > 20


async def test_dying_while_casting_anew_keeps_one_of_the_two_votes(
    template: Place, tmp_path: Path
) -> None:
    """The earlier vote stands until the later one is told; never both, never neither."""
    told: list[str] = []

    async def work(place: Place) -> None:
        told.clear()
        async with place.database() as db:
            told.append(await cast(db, await read(db, 1), 1, {1: "KHT"}))

    async def check(place: Place, _done: bool) -> None:
        early, late = tally(VOTES), tally(VOTES | {1: "KHT"})
        async with place.database() as db:
            assert await outcome(db) in ([late] if told else [early, late])

    await die_everywhere(template, tmp_path, work, check)


async def test_dying_while_closing_never_changes_the_count(template: Place, tmp_path: Path) -> None:
    """At whatever statement, commit or key the process dies, the totals are those of the votes."""

    async def work(place: Place) -> None:
        async with place.database() as db:
            await ballots.close_ballot(db, 1, None, NOW)

    async def check(place: Place, done: bool) -> None:
        async with place.database(recovered=False) as db:
            recovery = await ballots.recover(db, NOW)
            assert (recovery.voided, recovery.stuck, recovery.tidy) == ((), (), True)
            state = (await read(db, 1)).state
            assert state is BallotState.CLOSED or not done
            assert state is not BallotState.CLOSING
            assert await outcome(db) == tally(VOTES)

    assert await die_everywhere(template, tmp_path, work, check) > 40


async def test_dying_while_starting_leaves_a_start_for_the_next(
    template: Place, tmp_path: Path
) -> None:
    """A start that finds a ballot closing may die as often as it likes."""
    async with template.database() as db, db.write() as tx:
        await ballots.begin_closing(tx, 1, None, NOW)

    async def work(place: Place) -> None:
        async with place.database(recovered=False) as db:
            await ballots.recover(db, NOW)

    async def check(place: Place, _done: bool) -> None:
        async with place.database(recovered=False) as db:
            assert (await ballots.recover(db, NOW)).voided == ()
            assert (await read(db, 1)).state is BallotState.CLOSED
            assert await outcome(db) == tally(VOTES)

    await die_everywhere(template, tmp_path, work, check)


async def test_dying_while_opening_leaves_a_ballot_or_none(place: Place, tmp_path: Path) -> None:
    """Either nothing was opened and no key is left, or a ballot that can be held."""
    async with place.database() as db:
        house = await settle(db)

    async def work(here: Place) -> None:
        async with here.database() as db, db.write() as tx:
            await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)

    async def check(here: Place, done: bool) -> None:
        async with here.database() as db:
            async with db.read() as tx:
                found = await ballots.ballots(tx, house.review.id)
            assert len(found) == len(db.keys.boxes())
            assert found or not done
            for ballot in found:
                assert ballot.state is BallotState.OPEN
                await cast(db, ballot, 5, {1: "HN"})
                assert await outcome(db, ballot.id) == tally({5: "HN"})

    assert await die_everywhere(place, tmp_path, work, check) > 20


async def test_dying_while_voiding_leaves_it_open_or_void(template: Place, tmp_path: Path) -> None:
    """Open with all its votes, or void without an envelope or a key."""

    async def work(place: Place) -> None:
        async with place.database() as db, db.write() as tx:
            await ballots.void(tx, db.keys, 1, None, NOW, "sai danh sách")

    async def check(place: Place, done: bool) -> None:
        async with place.database() as db:
            ballot = await read(db, 1)
            if ballot.state is BallotState.VOID:
                assert db.keys.boxes() == frozenset()
            else:
                assert not done
                assert await outcome(db) == tally(VOTES)

    await die_everywhere(template, tmp_path, work, check)


@pytest.fixture
async def with_paper(place: Place) -> Place:
    """Return a house whose ballot (id 1) waits for its tellers: three phones, three on paper."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            draft = mixed(house, 4, 3, subjects=1)
            ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        for slot, level in VOTES.items():
            await cast(db, ballot, slot, {1: level})
        async with db.write() as tx:
            await ballots.begin_closing(tx, 1, None, NOW)
    return place


async def test_dying_while_paper_is_entered_signs_all_of_it_or_nothing(
    with_paper: Place, tmp_path: Path
) -> None:
    """The next start opens nothing; figures that were signed are whole, others can be entered."""

    async def work(place: Place) -> None:
        async with place.database() as db:
            await enter(db, await read(db, 1), (3, 3, 0), line(0, 3, 0, 0, 0))

    async def check(place: Place, done: bool) -> None:
        async with place.database() as db:
            ballot = await read(db, 1)
            assert ballot.state is BallotState.CLOSING
            async with db.read() as tx:
                found = await ballots.paper_count(tx, 1)
            signed = found is not None and found.entered_by is not None
            assert signed or not done
            if not signed:
                await enter(db, ballot, (3, 3, 0), line(0, 3, 0, 0, 0))
            await confirm(db, ballot)
            assert (await ballots.count(db, 1, None, NOW)).subjects[0].votes == MIXED

    assert await die_everywhere(with_paper, tmp_path, work, check) > 20


MIXED = tally(VOTES) | {"HTT": 3}
"""What phones and paper come to together."""


async def test_dying_while_paper_is_confirmed_and_counted_never_changes_the_count(
    with_paper: Place, tmp_path: Path
) -> None:
    """Confirmed and counted with the paper in it once, or still waiting with the box unopened."""
    async with with_paper.database() as db:
        await enter(db, await read(db, 1), (3, 3, 0), line(0, 3, 0, 0, 0))

    async def work(place: Place) -> None:
        async with place.database() as db:
            await confirm(db, await read(db, 1))
            await ballots.count(db, 1, None, NOW)

    async def check(place: Place, done: bool) -> None:
        async with place.database(recovered=False) as db:
            recovery = await ballots.recover(db, NOW)
            assert (recovery.voided, recovery.stuck, recovery.tidy) == ((), (), True)
            ballot = await read(db, 1)
            if ballot.state is BallotState.CLOSING:
                assert not done
                await confirm(db, ballot)
            figures = await ballots.count(db, 1, None, NOW)
            assert figures.subjects[0].votes == MIXED
            assert (figures.issued, figures.returned, len(figures.codes)) == (7, 6, 3)
            assert db.keys.boxes() == frozenset()

    assert await die_everywhere(with_paper, tmp_path, work, check) > 40


@pytest.mark.parametrize("seed", range(4))
async def test_a_killed_process_has_told_no_lie(tmp_path: Path, seed: int) -> None:
    """A real process, killed in the midst of casting or closing: every vote told counts once.

    `tests.storage.burst.kill_one` does one such death; run it as often as patience allows.
    """
    heard, figures = await kill_one(tmp_path, seed)
    assert heard.agrees(figures)
    by_phone = figures.returned - (0 if figures.paper is None else figures.paper.returned)
    assert len(set(figures.codes)) == len(figures.codes) == by_phone
