"""Paper beside phones: entered by one teller, confirmed by another, added only in the count."""

import asyncio
import itertools
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import func, select, update

from storage import audit, ballots, schema
from storage.backup import backup
from storage.ballots import (
    Ballot,
    BallotState,
    Mismatch,
    PaperCount,
    PaperFault,
    PaperFigures,
    PaperLine,
    SubjectCount,
    VoidReason,
    faults,
)
from storage.check import Trouble, check
from storage.database import Database
from storage.errors import (
    BadChoice,
    BallotNotClosing,
    BallotNotOpen,
    EnvelopeAlarm,
    NotOnRoll,
    PaperDoesNotAddUp,
    PaperHandedOver,
    PaperNotHandedOver,
    PaperPending,
    SameTeller,
    TooFewReturned,
)
from tests.storage.conftest import LEVELS, NOW, House, Place, settle
from tests.storage.test_ballots import cast, read

Opening = Callable[..., Awaitable[Ballot]]


def line(*figures: int) -> PaperLine:
    """Return one subject's paper: the votes for each level, best first, and the blanks."""
    return PaperLine(dict(zip(LEVELS, figures[:-1], strict=True)), figures[-1])


def mixed(house: House, phones: int, on_paper: int, subjects: int = 2) -> ballots.BallotDraft:
    """Return a ballot in which the first so many vote by phone and the next so many on paper."""
    ids = tuple(person.id for person in house.people)
    return replace(
        house.draft(voters=phones, subjects=subjects),
        paper_voters=ids[phones : phones + on_paper],
        tellers=ids[:2],
    )


@pytest.fixture
def opened_with_paper(db: Database, house: House) -> Opening:
    """Return a function that opens such a ballot."""

    async def open_one(phones: int = 4, on_paper: int = 3, subjects: int = 2) -> Ballot:
        async with db.write() as tx:
            draft = mixed(house, phones, on_paper, subjects)
            return await ballots.open_ballot(tx, db.keys, draft, None, NOW)

    return open_one


async def stop(db: Database, ballot: Ballot) -> None:
    """Stop casting."""
    async with db.write() as tx:
        await ballots.begin_closing(tx, ballot.id, None, NOW)


async def enter(
    db: Database, ballot: Ballot, totals: tuple[int, int, int], *lines: PaperLine, by: int = 1
) -> None:
    """Write everything down and hand it over."""
    async with db.write() as tx:
        await ballots.put_totals(tx, ballot, *totals)
        for number, one in enumerate(lines, 1):
            await ballots.put_line(tx, ballot, number, one)
        await ballots.hand_over(tx, ballot, by, NOW)


async def confirm(db: Database, ballot: Ballot, by: int = 2) -> None:
    """Confirm what was handed over."""
    async with db.write() as tx:
        await ballots.confirm(tx, ballot, by, NOW)


async def rows(db: Database, ballot: Ballot, table: str) -> int:
    """Return how many rows of a table concern the ballot."""
    which = schema.metadata.tables[table]
    async with db.read() as tx:
        found = select(func.count()).where(which.c.ballot_id == ballot.id)
        return int((await tx.execute(found)).scalar_one())


async def test_phones_and_paper_are_added_up(db: Database, opened_with_paper: Opening) -> None:
    """Every figure is the sum of both sides; each line makes returned less invalid."""
    ballot = await opened_with_paper()
    codes = [await cast(db, ballot, slot, {1: "XS", 2: "HN"}) for slot in (1, 2, 4)]
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 0), line(1, 1, 0, 0, 1), line(0, 0, 3, 0, 0))
    await confirm(db, ballot)
    figures = await ballots.count(db, ballot.id, 1, NOW)
    assert (figures.summoned, figures.excused, figures.issued) == (7, 0, 7)
    assert (figures.returned, figures.invalid) == (6, 0)
    assert figures.paper == PaperFigures(3, 3, 0)
    assert figures.codes == tuple(sorted(codes))
    assert figures.subjects == (
        SubjectCount(1, {"XS": 4, "HTT": 1, "HN": 0, "KHT": 0}, 1),
        SubjectCount(2, {"XS": 0, "HTT": 0, "HN": 6, "KHT": 0}, 0),
    )
    async with db.read() as tx:
        assert await ballots.turnout(tx, ballot.id) == ballots.Turnout(7, 6)
        kept = await ballots.paper_count(tx, ballot.id)
    assert kept is not None
    assert kept.lines[1] == line(1, 1, 0, 0, 1)  # three on either side: each may be told apart


async def test_nothing_is_opened_before_two_tellers_agree(
    db: Database, opened_with_paper: Opening
) -> None:
    """A count, a close and a start leave the box alone until the second teller has confirmed."""
    ballot = await opened_with_paper()
    await cast(db, ballot, 1, {1: "XS"})
    with pytest.raises(PaperPending):
        await ballots.close_ballot(db, ballot.id, None, NOW)
    for step in range(3):
        if step == 1:
            await enter(db, ballot, (3, 3, 0), line(3, 0, 0, 0, 0), line(0, 0, 0, 0, 3))
        if step == 2:
            async with db.write() as tx:
                await ballots.send_back(tx, ballot, 2, NOW)
        with pytest.raises(PaperPending):
            await ballots.count(db, ballot.id, None, NOW)
        assert await ballots.resume_closing(db, NOW) == ((), ())
        assert (await read(db, ballot.id)).state is BallotState.CLOSING
        assert await rows(db, ballot, "envelope") == 4
        assert await rows(db, ballot, "tally") == 0
        assert db.keys.boxes() == {ballot.box}


async def test_a_start_counts_what_was_confirmed(place: Place) -> None:
    """Confirmed, then the process died: the next one counts, paper and all."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, mixed(house, 4, 3), None, NOW)
        await stop(db, ballot)
        await enter(db, ballot, (3, 3, 0), line(0, 1, 0, 0, 2), line(0, 0, 0, 1, 2))
        await confirm(db, ballot)
    async with place.database(recovered=False) as db:
        recovery = await ballots.recover(db, NOW)
        assert (recovery.counted, recovery.stuck) == ((ballot.id,), ())
        figures = (await read(db, ballot.id)).figures
    assert figures is not None
    assert (figures.returned, figures.invalid) == (3, 0)
    assert figures.subjects[1] == SubjectCount(2, {"XS": 0, "HTT": 0, "HN": 0, "KHT": 1}, 2)


async def test_a_branch_that_votes_on_paper_alone_gets_through(
    db: Database, opened_with_paper: Opening
) -> None:
    """No envelope was ever issued: the count is that of the paper."""
    ballot = await opened_with_paper(phones=0, on_paper=6)
    assert await rows(db, ballot, "envelope") == 0
    await stop(db, ballot)
    await enter(db, ballot, (6, 5, 0), line(1, 4, 0, 0, 0), line(0, 0, 2, 2, 1))
    await confirm(db, ballot)
    figures = await ballots.count(db, ballot.id, None, NOW)
    assert (figures.issued, figures.returned, figures.codes) == (6, 5, ())
    assert figures.subjects[0].votes["HTT"] == 4


@pytest.mark.parametrize(("by_phone", "valid"), [(2, 3), (3, 2), (0, 3), (3, 0), (4, 3)])
async def test_few_on_one_side_leave_only_sums(
    db: Database, opened_with_paper: Opening, by_phone: int, valid: int
) -> None:
    """With fewer than three ballots on a side, what paper gave alone is nowhere any more."""
    ballot = await opened_with_paper()
    for slot in range(1, by_phone + 1):
        await cast(db, ballot, slot, {1: "XS", 2: "HN"})
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 3 - valid), *[line(valid, 0, 0, 0, 0)] * 2)
    await confirm(db, ballot)
    figures = await ballots.count(db, ballot.id, None, NOW)
    assert figures.subjects[0].votes["XS"] == by_phone + valid
    kept = await rows(db, ballot, "paper_tally")
    assert (kept > 0) is (min(by_phone, valid) >= 3)


async def test_who_votes_on_paper_has_no_envelope(
    db: Database, house: House, opened_with_paper: Opening
) -> None:
    """The roll gives him no slot, and he is neither excused nor waited for."""
    ballot = await opened_with_paper(phones=3, on_paper=2)
    on_paper = tuple(person.id for person in house.people[3:5])
    async with db.read() as tx:
        assert await ballots.paper_voters(tx, ballot.id) == on_paper
        assert await ballots.excused(tx, ballot.id) == ()
        for person in on_paper:
            assert await ballots.voter_slot(tx, ballot.id, person) is None
            assert person not in await ballots.unreturned(tx, ballot.id)
        assert await ballots.tellers(tx, ballot.id) == tuple(one.id for one in house.people[:2])
    with pytest.raises(NotOnRoll):
        await cast(db, ballot, 4, {1: "XS"})


async def test_an_excused_latecomer_can_vote_on_paper(db: Database, house: House) -> None:
    """He gets no envelope; the ballot then waits for paper, though it had none at opening."""
    async with db.write() as tx:
        draft = house.draft(voters=3, excused=1, subjects=1)
        ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        late = house.people[3].id
        await ballots.admit(tx, db.keys, ballot, late, None, NOW, paper=True)
    ballot = await read(db, ballot.id)
    assert (ballot.paper, ballot.issued, ballot.excused) == (True, 3, 0)
    for slot in (1, 3):
        await cast(db, ballot, slot, {1: "HN"})
    with pytest.raises(PaperPending):
        await ballots.close_ballot(db, ballot.id, None, NOW)
    await enter(db, ballot, (1, 1, 0), line(0, 1, 0, 0, 0))
    await confirm(db, ballot)
    figures = await ballots.count(db, ballot.id, None, NOW)
    assert (figures.issued, figures.returned) == (4, 3)


COUNT = PaperCount(5, 5, 1, {1: line(1, 2, 1, 0, 0), 2: line(0, 0, 0, 0, 4)}, None, None)


@pytest.mark.parametrize(
    ("count", "found"),
    [
        (COUNT, ()),
        (replace(COUNT, issued=6), (PaperFault(Mismatch.ISSUED, 6, 5),)),
        (replace(COUNT, issued=4), (PaperFault(Mismatch.RETURNED, 5, 4),)),
        (
            replace(COUNT, returned=0, lines={1: line(0, 0, 0, 0, 0), 2: line(0, 0, 0, 0, 1)}),
            (
                PaperFault(Mismatch.INVALID, 1, 0),
                PaperFault(Mismatch.LINE, 0, -1, 1),
                PaperFault(Mismatch.LINE, 1, -1, 2),
            ),
        ),
        (replace(COUNT, lines={1: COUNT.lines[1]}), (PaperFault(Mismatch.MISSING, 0, 4, 2),)),
        (
            replace(COUNT, lines={1: line(1, 2, 1, 1, 0), 2: COUNT.lines[2]}),
            (PaperFault(Mismatch.LINE, 5, 4, 1),),
        ),
    ],
)
async def test_every_mismatch_is_named(
    opened_with_paper: Opening, count: PaperCount, found: tuple[PaperFault, ...]
) -> None:
    """Which figure is wrong, what it is and what it should be."""
    ballot = await opened_with_paper(phones=2, on_paper=5)
    assert faults(ballot, 5, count) == found


async def test_no_more_names_are_picked_than_ballots_can(opened_with_paper: Opening) -> None:
    """Where each ballot picks at most two, four valid ones pick at most eight names."""
    ballot = replace(await opened_with_paper(phones=2, on_paper=5), per_voter=1)
    lines = {number: PaperLine({"XS": votes}, 4 - votes) for number, votes in ((1, 4), (2, 1))}
    wrong = faults(ballot, 5, replace(COUNT, lines=lines))
    assert wrong == (PaperFault(Mismatch.PICKS, 5, 4),)


async def test_what_does_not_add_up_is_not_handed_over(
    db: Database, opened_with_paper: Opening
) -> None:
    """The figures stay to be mended; nothing of them is signed."""
    ballot = await opened_with_paper()
    await stop(db, ballot)
    async with db.write() as tx:
        with pytest.raises(PaperDoesNotAddUp):
            await ballots.hand_over(tx, ballot, 1, NOW)
        await ballots.put_totals(tx, ballot, 3, 3, 0)
        await ballots.put_line(tx, ballot, 1, line(3, 0, 0, 0, 0))
        await ballots.put_line(tx, ballot, 2, line(1, 1, 1, 1, 0))
        with pytest.raises(PaperDoesNotAddUp):
            await ballots.hand_over(tx, ballot, 1, NOW)
        await ballots.put_line(tx, ballot, 2, line(1, 1, 1, 0, 0))
        handed = await ballots.hand_over(tx, ballot, 1, NOW)
    assert handed.lines[2] == line(1, 1, 1, 0, 0)


async def test_figures_handed_over_stand_until_they_are_sent_back(
    db: Database, opened_with_paper: Opening
) -> None:
    """Nobody changes them, and who entered them does not confirm them; sent back, he can again."""
    ballot = await opened_with_paper()
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2, by=1)
    async with db.write() as tx:
        for change in (
            ballots.put_totals(tx, ballot, 2, 2, 0),
            ballots.put_line(tx, ballot, 1, line(0, 3, 0, 0, 0)),
            ballots.hand_over(tx, ballot, 2, NOW),
        ):
            with pytest.raises(PaperHandedOver):
                await change
        with pytest.raises(SameTeller):
            await ballots.confirm(tx, ballot, 1, NOW)
        await ballots.send_back(tx, ballot, 2, NOW)
        for answer in (ballots.confirm(tx, ballot, 2, NOW), ballots.send_back(tx, ballot, 2, NOW)):
            with pytest.raises(PaperNotHandedOver):
                await answer
        await ballots.put_line(tx, ballot, 1, line(0, 3, 0, 0, 0))
        await ballots.hand_over(tx, ballot, 2, NOW)
    await confirm(db, ballot, by=1)
    with pytest.raises(PaperNotHandedOver):
        await confirm(db, ballot, by=1)
    figures = await ballots.count(db, ballot.id, None, NOW)
    assert figures.subjects[0].votes["HTT"] == 3
    async with db.read() as tx:
        trail = [
            (one.action, one.person_id)
            for one in await audit.entries(tx, ballot.branch_id)
            if one.action.startswith("ballot.paper")
        ]
    assert trail == [
        ("ballot.paper_entered", 1),
        ("ballot.paper_sent_back", 2),
        ("ballot.paper_entered", 2),
        ("ballot.paper_confirmed", 1),
    ]


async def test_paper_is_written_down_only_while_the_ballot_is_closing(
    db: Database, opened_with_paper: Opening
) -> None:
    """Not while votes are taken, not after the count, and never in a ballot without paper."""
    ballot = await opened_with_paper()

    async def refused() -> None:
        async with db.write() as tx:
            for change in (
                ballots.put_totals(tx, ballot, 1, 1, 0),
                ballots.put_line(tx, ballot, 1, line(1, 0, 0, 0, 0)),
                ballots.hand_over(tx, ballot, 1, NOW),
                ballots.send_back(tx, ballot, 1, NOW),
                ballots.confirm(tx, ballot, 1, NOW),
            ):
                with pytest.raises(BallotNotClosing):
                    await change

    await refused()
    await stop(db, ballot)
    await enter(db, ballot, (0, 0, 0), *[line(0, 0, 0, 0, 0)] * 2)
    await confirm(db, ballot)
    await ballots.count(db, ballot.id, None, NOW)
    await refused()
    ballot = await opened_with_paper(on_paper=0)
    await stop(db, ballot)
    await refused()
    assert (await ballots.count(db, ballot.id, None, NOW)).paper is None


async def test_strange_figures_are_refused(db: Database, opened_with_paper: Opening) -> None:
    """Below nought, for no subject, for other levels than are offered."""
    ballot = await opened_with_paper()
    await stop(db, ballot)
    async with db.write() as tx:
        for change in (
            ballots.put_totals(tx, ballot, 3, 3, -1),
            ballots.put_line(tx, ballot, 1, line(-1, 0, 0, 0, 0)),
            ballots.put_line(tx, ballot, 3, line(1, 0, 0, 0, 0)),
            ballots.put_line(tx, ballot, 1, PaperLine({"XS": 1}, 0)),
            ballots.put_line(tx, ballot, 1, PaperLine({**line(1, 0, 0, 0, 0).votes, "": 1}, 0)),
        ):
            with pytest.raises(BadChoice):
                await change


@pytest.mark.parametrize("step", ["entering", "handed over", "confirmed"])
async def test_a_ballot_with_paper_can_be_made_void_at_any_step(
    db: Database, opened_with_paper: Opening, step: str
) -> None:
    """Nothing of it is left: no envelope, no paper figure, no key."""
    ballot = await opened_with_paper()
    await cast(db, ballot, 1, {1: "XS"})
    await stop(db, ballot)
    async with db.write() as tx:
        await ballots.put_totals(tx, ballot, 3, 3, 0)
        await ballots.put_line(tx, ballot, 1, line(3, 0, 0, 0, 0))
    if step != "entering":
        await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
    if step == "confirmed":
        await confirm(db, ballot)
    async with db.write() as tx:
        await ballots.void(tx, db.keys, ballot.id, 1, NOW, "kiểm nhầm phiếu")
    for table in ("envelope", "paper_count", "paper_tally", "tally"):
        assert await rows(db, ballot, table) == 0
    assert db.keys.boxes() == frozenset()
    with pytest.raises(BallotNotClosing):
        await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)


async def test_one_more_teller_can_be_named_while_the_ballot_is_under_way(
    db: Database, house: House, opened_with_paper: Opening
) -> None:
    """Once, audited; not after the end."""
    ballot = await opened_with_paper()
    third = house.people[2].id
    async with db.write() as tx:
        assert await ballots.add_teller(tx, ballot, third, 1, NOW)
        assert not await ballots.add_teller(tx, ballot, third, 1, NOW)
        assert third in await ballots.tellers(tx, ballot.id)
        await ballots.void(tx, db.keys, ballot.id, 1, NOW, "kiểm nhầm phiếu")
        with pytest.raises(BallotNotOpen):
            await ballots.add_teller(tx, ballot, house.people[3].id, 1, NOW)


async def test_two_counts_at_once_add_the_paper_once(
    db: Database, opened_with_paper: Opening
) -> None:
    """Both get the same figures."""
    ballot = await opened_with_paper()
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
    await confirm(db, ballot)
    counts = [ballots.count(db, ballot.id, None, NOW) for _ in range(3)]
    first, *others = await asyncio.gather(*counts)
    assert all(one == first for one in others)
    assert (first.issued, first.returned) == (7, 3)


async def test_a_box_that_was_tampered_with_stops_a_count_with_paper(
    db: Database, opened_with_paper: Opening
) -> None:
    """Copied, swapped, forged or cut short: the alarm, and the paper figures stay for later."""
    ballot = await opened_with_paper()
    for slot in (1, 2):
        await cast(db, ballot, slot, {1: "XS"})
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
    await confirm(db, ballot)
    box = schema.envelope
    async with db.read() as tx:
        sealed = {row.slot: row.sealed for row in await tx.execute(select(box))}
    for changes in (
        {2: sealed[1]},
        {1: sealed[2], 2: sealed[1]},
        {1: bytes(len(sealed[1]))},
        {1: sealed[1][:-1]},
    ):
        await put_envelopes(db, sealed | changes)
        with pytest.raises(EnvelopeAlarm):
            await ballots.count(db, ballot.id, None, NOW)
        assert await rows(db, ballot, "paper_tally") == 10
    await put_envelopes(db, sealed)
    assert (await ballots.count(db, ballot.id, None, NOW)).returned == 5


async def put_envelopes(db: Database, sealed: dict[int, bytes]) -> None:
    """Write into the box as somebody who has the database file could."""
    box = schema.envelope
    async with db.write() as tx:
        for slot, content in sealed.items():
            await tx.execute(update(box).where(box.c.slot == slot).values(sealed=content))


@pytest.mark.parametrize("confirmed", [False, True])
async def test_missing_keys_make_a_ballot_with_paper_void(
    db: Database, opened_with_paper: Opening, confirmed: bool
) -> None:
    """At a start or at the count: void, with its paper figures gone."""
    ballot = await opened_with_paper()
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
    if confirmed:
        await confirm(db, ballot)
    for file in db.keys.path.glob(f"{ballot.box}.*"):
        file.unlink()
    recovery = await ballots.recover(db, NOW)
    assert recovery.voided == (ballot.id,)
    assert (await read(db, ballot.id)).void_reason == VoidReason.KEYS_MISSING
    assert await rows(db, ballot, "paper_count") == 0


async def test_a_restored_database_voids_a_ballot_that_waits_for_paper(place: Place) -> None:
    """The figures in the copy may be old ones: nothing of it is counted."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, mixed(house, 4, 3), None, NOW)
        await stop(db, ballot)
        await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
        await confirm(db, ballot)
        copy = place.copy_to(place.data.parent / "copy")
    async with Place(copy.data, place.keys).database(recovered=False) as db:
        recovery = await ballots.recover(db, NOW)
        assert (recovery.voided, recovery.counted) == ((ballot.id,), ())
        assert (await read(db, ballot.id)).void_reason == VoidReason.RESTORED
        assert await rows(db, ballot, "paper_tally") == 0


async def test_a_backup_holds_no_paper_figures_of_a_ballot_under_way(
    place: Place, tmp_path: Path
) -> None:
    """Held against the sums told later they would tell the phones; a counted ballot's are kept."""
    copies = (tmp_path / "before.sqlite", tmp_path / "after.sqlite")
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, mixed(house, 4, 3), None, NOW)
        for slot in (1, 2, 3):
            await cast(db, ballot, slot, {1: "XS"})
        await stop(db, ballot)
        await enter(db, ballot, (3, 3, 0), *[line(3, 0, 0, 0, 0)] * 2)
        backup(place.data, copies[0])
        await confirm(db, ballot)
        await ballots.count(db, ballot.id, None, NOW)
        backup(place.data, copies[1])
    kept = []
    for copy in copies:
        with closing(sqlite3.connect(copy)) as connection:
            kept.append(connection.execute("SELECT count(*) FROM paper_tally").fetchone()[0])
    assert kept == [0, 10]


async def test_the_check_knows_paper_and_finds_a_sum_that_was_changed(
    place: Place, db: Database, opened_with_paper: Opening
) -> None:
    """Sound at every step, with invalid ballots too; a changed total of a counted one is found."""
    ballot = await opened_with_paper()
    await cast(db, ballot, 1, {1: "XS"})
    await stop(db, ballot)
    await enter(db, ballot, (3, 3, 1), *[line(2, 0, 0, 0, 0)] * 2)
    assert check(place.data, place.keys) == ()
    await confirm(db, ballot)
    await ballots.count(db, ballot.id, None, NOW)
    assert check(place.data, place.keys) == ()
    async with db.write() as tx:
        await tx.execute(update(schema.paper_count).values(invalid=0))
    assert {one.trouble for one in check(place.data, place.keys)} == {Trouble.FIGURES}


NUMBERS = itertools.count(1)
VOTE = st.dictionaries(st.integers(1, 2), st.sampled_from(LEVELS))


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    phones=st.lists(st.none() | VOTE, max_size=4),
    paper=st.lists(st.none() | VOTE, max_size=3),
    invalid=st.integers(0, 3),
)
def test_the_protocols_identities_always_hold(
    place: Place,
    phones: list[dict[int, str] | None],
    paper: list[dict[int, str] | None],
    invalid: int,
) -> None:
    """Issued ≥ returned = valid + invalid; each subject's votes and blanks make the valid ones;
    and both sides together are what was voted; of one ballot or two there is no count at all."""
    asyncio.run(_identities(place, phones, paper, min(invalid, 3 - len(paper))))


async def _identities(
    place: Place,
    phones: list[dict[int, str] | None],
    paper: list[dict[int, str] | None],
    invalid: int,
) -> None:
    async with place.database() as db:
        house = await settle(db, f"Chi bộ {next(NUMBERS)}")
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, mixed(house, 4, 3), None, NOW)
        for slot, vote in enumerate(phones, 1):
            if vote is not None:
                await cast(db, ballot, slot, vote)
        await stop(db, ballot)
        valid = [vote for vote in paper if vote is not None]
        lines = [_tallied([vote.get(number) for vote in valid]) for number in (1, 2)]
        issued, returned = len(paper) + invalid, len(valid) + invalid
        one, other = house.people[0].id, house.people[1].id
        await enter(db, ballot, (issued, returned, invalid), *lines, by=one)
        everyone = [vote for vote in (*phones, *valid) if vote is not None]
        if 0 < len(everyone) < ballots.COUNTED_AT_LEAST:
            with pytest.raises(TooFewReturned):
                await confirm(db, ballot, by=other)
            with pytest.raises(PaperPending):
                await ballots.count(db, ballot.id, None, NOW)
            return
        await confirm(db, ballot, by=other)
        figures = await ballots.count(db, ballot.id, None, NOW)
    assert figures.summoned - figures.excused >= figures.issued >= figures.returned
    assert figures.returned == len(everyone) + invalid == len(figures.codes) + returned
    assert figures.invalid == invalid
    for count in figures.subjects:
        wanted = _tallied([vote.get(count.number) for vote in everyone])
        assert (dict(count.votes), count.blank) == (dict(wanted.votes), wanted.blank)
        assert sum(count.votes.values()) + count.blank + figures.invalid == figures.returned


def _tallied(marks: list[str | None]) -> PaperLine:
    return PaperLine({level: marks.count(level) for level in LEVELS}, marks.count(None))
