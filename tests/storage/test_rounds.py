"""Rounds of picks, voters on paper, tellers, the plan of a ballot, a tie left to those above."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from storage import audit, ballots, schema
from storage.ballots import Ballot, BallotDraft, BallotPlan, BallotSubject, Shows
from storage.ballots.model import paper_digest
from storage.database import Database
from storage.errors import BadChoice, BadDraft, BallotNotOpen, EnvelopeAlarm, NotOnRoll
from tests.storage.conftest import NOW, House, Place, after


def picks(house: House, many: int = 2) -> BallotDraft:
    """A round that picks among three, for so many places."""
    lines = tuple(
        BallotSubject(number, person.id, person.full_name, ("XS",))
        for number, person in enumerate(house.people[:3], 1)
    )
    return replace(
        house.draft(voters=5), subjects=lines, per_voter=many, places=many, kind="member_picks"
    )


async def opened(db: Database, house: House, draft: BallotDraft) -> Ballot:
    async with db.write() as tx:
        return await ballots.open_ballot(tx, db.keys, draft, house.people[0].id, NOW)


async def cast(db: Database, ballot: Ballot, slot: int, *numbers: int) -> None:
    async with db.write() as tx:
        choices = dict.fromkeys(numbers, "XS")
        await ballots.cast(tx, db.keys, ballot, slot, choices, at=NOW)


async def test_picks_are_counted_and_an_empty_ballot_is_blank(db: Database, house: House) -> None:
    """Whoever picks fewer than he may, or nobody, has voted: the others are blank for him."""
    ballot = await opened(db, house, picks(house))
    await cast(db, ballot, 1, 1, 2)
    await cast(db, ballot, 2, 2)
    await cast(db, ballot, 3)
    figures = await ballots.close_ballot(db, ballot.id, house.people[0].id, NOW)
    assert figures.returned == 3
    assert [(one.votes["XS"], one.blank) for one in figures.subjects] == [(1, 2), (2, 1), (0, 3)]


async def test_nobody_picks_more_than_he_may(db: Database, house: House) -> None:
    """The box refuses it whatever the screens allowed, and keeps what lay in it."""
    ballot = await opened(db, house, picks(house))
    await cast(db, ballot, 1, 3)
    with pytest.raises(BadChoice):
        await cast(db, ballot, 1, 1, 2, 3)
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert [one.votes["XS"] for one in figures.subjects] == [0, 0, 1]


async def test_how_many_may_be_picked_is_sealed_with_the_paper(db: Database, house: House) -> None:
    """A number changed in the database after opening fails every envelope: the count stops."""
    ballot = await opened(db, house, picks(house))
    await cast(db, ballot, 1, 1, 2)
    async with db.write() as tx:
        await tx.execute(update(schema.ballot).values(per_voter=1))
    with pytest.raises(EnvelopeAlarm):
        await ballots.close_ballot(db, ballot.id, None, NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"per_voter": None},
        {"places": None},
        {"per_voter": 0},
        {"places": 0},
        {"voters": ()},
    ],
)
async def test_picks_need_places_and_voters(
    db: Database, house: House, wrong: dict[str, Any]
) -> None:
    """A round that could not be held so is refused before anything is made."""
    with pytest.raises(BadDraft):
        await opened(db, house, replace(picks(house), **wrong))
    assert not db.keys.boxes()


async def test_picks_offer_one_level(db: Database, house: House) -> None:
    """Where voters pick, there is nothing to choose between for one subject."""
    several = house.draft().subjects
    with pytest.raises(BadDraft, match="one level"):
        await opened(db, house, replace(picks(house), subjects=several))


def test_a_ballot_on_levels_keeps_its_digest(house: House) -> None:
    """What was sealed before there were rounds can still be counted after an upgrade."""
    draft = house.draft()
    assert paper_digest(draft) == paper_digest(replace(draft, shows=Shows.LEVELS, round_id="x"))
    assert paper_digest(picks(house, 1)) != paper_digest(picks(house, 2))


async def test_paper_voters_have_no_envelope(db: Database, house: House) -> None:
    """They are summoned, neither excused nor issued an envelope, and no slot is theirs."""
    ids = [person.id for person in house.people]
    draft = replace(
        house.draft(voters=3), paper_voters=tuple(ids[3:5]), excused=(ids[5],), tellers=(ids[0],)
    )
    ballot = await opened(db, house, draft)
    assert (ballot.paper, ballot.summoned, ballot.excused, ballot.issued) == (True, 6, 1, 3)
    async with db.read() as tx:
        assert await ballots.voters(tx, ballot.id) == tuple(ids[:3])
        assert await ballots.paper_voters(tx, ballot.id) == tuple(ids[3:5])
        assert await ballots.excused(tx, ballot.id) == (ids[5],)
        assert await ballots.tellers(tx, ballot.id) == (ids[0],)
        assert await ballots.voter_slot(tx, ballot.id, ids[3]) is None
        assert set(await ballots.unreturned(tx, ballot.id)) == set(ids[:3])


async def test_everybody_may_vote_on_paper(db: Database, house: House) -> None:
    """A ballot without a single envelope opens, and its keys are made and go like any other's."""
    ids = tuple(person.id for person in house.people[:4])
    ballot = await opened(db, house, replace(house.draft(), voters=(), paper_voters=ids))
    assert (ballot.issued, ballot.summoned) == (0, 4)
    assert db.keys.boxes() == {ballot.box}
    async with db.write() as tx:
        await ballots.void(tx, db.keys, ballot.id, None, NOW, "held again")
    assert not db.keys.boxes()


async def test_nobody_is_on_the_roll_in_two_ways(db: Database, house: House) -> None:
    """By phone and on paper at once would be two votes."""
    ids = [person.id for person in house.people]
    with pytest.raises(BadDraft, match="twice"):
        await opened(db, house, replace(house.draft(voters=3), paper_voters=(ids[2],)))


async def test_a_latecomer_may_vote_on_paper(db: Database, house: House) -> None:
    """He gets no slot, is excused no longer, cannot be admitted twice, and makes it a paper one."""
    ballot = await opened(db, house, house.draft(voters=4, excused=2))
    late, later = house.people[4].id, house.people[5].id
    async with db.write() as tx:
        assert await ballots.admit(tx, db.keys, ballot, late, None, NOW, paper=True) is None
        assert await ballots.admit(tx, db.keys, ballot, later, None, NOW) == 5
    for on_paper in (True, False):
        with pytest.raises(NotOnRoll):
            async with db.write() as tx:
                await ballots.admit(tx, db.keys, ballot, late, None, NOW, paper=on_paper)
    async with db.read() as tx:
        found = await ballots.ballot(tx, ballot.id)
        assert found is not None
        assert (found.paper, found.issued, found.excused) == (True, 5, 0)
        assert await ballots.paper_voters(tx, ballot.id) == (late,)


async def test_a_plan_is_kept_over_a_restart(place: Place, db: Database, house: House) -> None:
    """One a branch, replaced as a whole, read back as it was."""
    first = BallotPlan(house.branch.id, house.review.id, "levels", "ballots")
    last = replace(
        first,
        round="picks",
        excused=frozenset({3, 1}),
        paper=frozenset({2}),
        tellers=frozenset({4, 5}),
        quorum=2,
        span=7,
        shows=Shows.TOTALS,
    )
    for chosen in (first, last):
        async with db.write() as tx:
            await ballots.keep_plan(tx, chosen)
    await db.close()
    async with place.database() as again, again.read() as tx:
        assert await ballots.plan(tx, house.branch.id) == last
        assert await ballots.plan(tx, house.branch.id + 1) is None


async def test_a_tie_is_left_upward_once_and_only_after_the_count(
    db: Database, house: House
) -> None:
    """The first reason stands, audited; a ballot on levels or an open one has no such tie."""
    levels = await opened(db, house, house.draft())
    await ballots.close_ballot(db, levels.id, None, NOW)
    ballot = await opened(db, house, picks(house))
    me = house.people[0].id
    async with db.write() as tx:
        assert not await ballots.leave_upward(tx, levels, "no tie", me, NOW)
        assert not await ballots.leave_upward(tx, ballot, "too early", me, NOW)
    await ballots.close_ballot(db, ballot.id, None, NOW)
    async with db.write() as tx:
        assert await ballots.leave_upward(tx, ballot, "equal in everything", me, after(minutes=1))
        assert not await ballots.leave_upward(tx, ballot, "another", me, after(minutes=2))
    async with db.read() as tx:
        found = await ballots.ballot(tx, ballot.id)
        entries = await audit.entries(tx, house.branch.id)
    assert found is not None
    assert found.left_reason == "equal in everything"
    left = [one for one in entries if one.action == "ballot.left_upward"]
    assert [(one.person_id, one.detail["reason"]) for one in left] == [(me, "equal in everything")]


async def test_a_voided_round_takes_no_picks(db: Database, house: House) -> None:
    """A second round is a ballot like any other: its own keys, void at any point."""
    ballot = await opened(db, house, picks(house))
    async with db.write() as tx:
        await ballots.void(tx, db.keys, ballot.id, None, NOW, "wrong list")
    with pytest.raises(BallotNotOpen):
        await cast(db, ballot, 1, 1)
