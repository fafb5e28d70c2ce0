"""A ballot from opening to totals."""

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from storage import audit, ballots
from storage.ballots import BallotDraft, BallotState, BallotSubject, SubjectCount, Turnout
from storage.database import Database
from storage.errors import (
    BadChoice,
    BadDraft,
    BallotIsVoid,
    BallotNotClosing,
    BallotNotOpen,
    BoxNotReady,
    NotOnRoll,
    TooFewReturned,
)
from tests.storage.conftest import LEVELS, NOW, House, Opener, Place, after, settle


async def cast(
    db: Database, ballot: ballots.Ballot, slot: int, choices: dict[int, str] | None = None
) -> str:
    """Cast in a transaction of its own; returns the receipt's code."""
    async with db.write() as tx:
        return (await ballots.cast(tx, db.keys, ballot, slot, choices or {}, at=NOW)).code


async def read(db: Database, ballot_id: int) -> ballots.Ballot:
    """Return a ballot as it stands."""
    async with db.read() as tx:
        found = await ballots.ballot(tx, ballot_id)
    assert found is not None
    return found


async def test_a_ballot_counts_the_last_envelope_of_each_voter(
    db: Database, house: House, opened: Opener
) -> None:
    """Two casts of one voter count once, as the later one says; what was left out is blank."""
    ballot = await opened(voters=4, excused=1)
    first = await cast(db, ballot, 1, {1: "XS", 2: "KHT"})
    second = await cast(db, ballot, 1, {1: "HTT"})
    third = await cast(db, ballot, 3, {1: "HTT", 2: "HN", 3: "XS"})
    async with db.read() as tx:
        assert await ballots.turnout(tx, ballot.id) == Turnout(4, 2)
        assert await ballots.unreturned(tx, ballot.id) == (house.people[1].id, house.people[3].id)

    figures = await ballots.close_ballot(db, ballot.id, house.people[0].id, NOW)

    assert (figures.summoned, figures.excused, figures.issued, figures.returned) == (5, 1, 4, 2)
    assert figures.subjects == (
        SubjectCount(1, {"XS": 0, "HTT": 2, "HN": 0, "KHT": 0}, 0),
        SubjectCount(2, {"XS": 0, "HTT": 0, "HN": 1, "KHT": 0}, 1),
        SubjectCount(3, {"XS": 1, "HTT": 0, "HN": 0, "KHT": 0}, 1),
    )
    assert figures.codes == tuple(sorted((second, third)))
    assert first not in figures.codes
    async with db.read() as tx:
        assert await ballots.turnout(tx, ballot.id) == Turnout(4, 2)
        assert await ballots.unreturned(tx, ballot.id) == ()


async def test_a_blank_that_was_cast_is_not_an_envelope_that_never_came(
    db: Database, opened: Opener
) -> None:
    """Who casts a wholly blank ballot has returned it; who does nothing has not."""
    ballot = await opened(voters=3, subjects=1)
    code = await cast(db, ballot, 2)
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert (figures.issued, figures.returned, figures.codes) == (3, 1, (code,))
    assert figures.subjects[0] == SubjectCount(1, dict.fromkeys(LEVELS, 0), 1)


async def test_a_ballot_that_nobody_cast_is_counted_too(db: Database, opened: Opener) -> None:
    """No envelope returned: every figure is nought."""
    ballot = await opened()
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert (figures.issued, figures.returned, figures.codes) == (5, 0, ())


async def test_an_open_ballot_is_as_drafted(db: Database, house: House) -> None:
    """What was drafted is what everyone sees; the card and the parent come along."""
    draft = replace(house.draft(excused=1), quorum=4, closes_at=after(hours=1))
    async with db.write() as tx:
        first = await ballots.open_ballot(tx, db.keys, draft, house.people[0].id, NOW)
        again = replace(draft, parent_id=first.id, kind="member_levels_again")
        second = await ballots.open_ballot(tx, db.keys, again, house.people[0].id, after(minutes=2))
        await ballots.set_card(tx, second.id, -100, 7)
        listed = await ballots.open_ballots(tx, house.branch.id)
        assert await ballots.ballots(tx, house.review.id) == listed
        assert await ballots.ballot(tx, 999) is None
    assert [one.id for one in listed] == [first.id, second.id]
    found = listed[1]
    assert (found.subjects, found.levels, found.state) == (draft.subjects, LEVELS, BallotState.OPEN)
    assert (found.parent_id, found.quorum, found.closes_at) == (first.id, 4, after(hours=1))
    assert (found.card, found.figures, found.majority_base) == (
        ballots.Card(-100, 7),
        None,
        "summoned",
    )
    assert (found.summoned, found.excused, found.issued) == (6, 1, 5)


async def test_the_roll_is_frozen_at_opening(db: Database, house: House, opened: Opener) -> None:
    """Voters have their slots, the excused and everyone else have none."""
    ballot = await opened(voters=3, excused=2)
    async with db.read() as tx:
        slots = [await ballots.voter_slot(tx, ballot.id, one.id) for one in house.people]
        assert await ballots.voter_slot(tx, 999, house.people[0].id) is None
    assert slots == [1, 2, 3, None, None, None, None]


async def test_a_vote_too_late_is_refused(db: Database, opened: Opener) -> None:
    """Once closing has begun, casting says that the ballot is closing, and then closed."""
    ballot = await opened()
    for slot in (1, 2, 3):
        await cast(db, ballot, slot, {1: "HN"})
    async with db.write() as tx:
        await ballots.begin_closing(tx, ballot.id, None, NOW)
    with pytest.raises(BallotNotOpen) as refused:
        await cast(db, ballot, 1, {1: "XS"})
    assert refused.value.state == "closing"
    figures = await ballots.count(db, ballot.id, None, NOW)
    assert figures.subjects[0].votes["HN"] == 3
    with pytest.raises(BallotNotOpen) as refused:
        await cast(db, ballot, 1, {1: "XS"})
    assert refused.value.state == "closed"
    assert (await read(db, ballot.id)).figures == figures


@pytest.mark.parametrize("returned", [1, 2])
async def test_so_few_ballots_are_never_counted(
    db: Database, opened: Opener, returned: int
) -> None:
    """One or two: casting is not stopped, nothing is opened, a third can still come."""
    ballot = await opened()
    for slot in range(1, returned + 1):
        await cast(db, ballot, slot, {1: "HN"})
    with pytest.raises(TooFewReturned):
        async with db.write() as tx:
            await ballots.begin_closing(tx, ballot.id, None, NOW)
    assert (await read(db, ballot.id)).state is BallotState.OPEN
    for slot in (3, 4):
        await cast(db, ballot, slot, {1: "HN"})
    async with db.write() as tx:
        await ballots.begin_closing(tx, ballot.id, None, NOW)
    assert (await ballots.count(db, ballot.id, None, NOW)).returned == returned + 2


async def test_a_ballot_that_nobody_returned_can_be_closed(db: Database, opened: Opener) -> None:
    """Nothing came back: there is nobody whom the count could tell of."""
    ballot = await opened()
    async with db.write() as tx:
        await ballots.begin_closing(tx, ballot.id, None, NOW)
    assert (await ballots.count(db, ballot.id, None, NOW)).returned == 0


@pytest.mark.parametrize("choices", [{1: "??"}, {9: "XS"}, {1: ""}, {0: "HN"}, {-1: "HN"}])
async def test_a_mark_that_is_not_offered_is_refused(
    db: Database, opened: Opener, choices: dict[int, str]
) -> None:
    """Whatever is not on the ballot is refused, in words that do not repeat it."""
    ballot = await opened()
    with pytest.raises(BadChoice) as refused:
        await cast(db, ballot, 1, choices)
    assert refused.value.args == ("ballot 1 does not offer what was marked",)
    async with db.read() as tx:
        assert (await ballots.turnout(tx, ballot.id)).returned == 0


async def test_a_level_above_the_ceiling_is_not_offered(db: Database, house: House) -> None:
    """Options are each subject's own: what one offers, another may refuse."""
    low = BallotSubject(2, house.people[1].id, "B", ("HN", "KHT"))
    draft = house.draft(subjects=1)
    draft = replace(draft, subjects=(*draft.subjects, low))
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
    await cast(db, ballot, 1, {1: "XS", 2: "HN"})
    with pytest.raises(BadChoice):
        await cast(db, ballot, 1, {1: "XS", 2: "HTT"})
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert figures.subjects[1] == SubjectCount(2, {"HN": 1, "KHT": 0}, 0)


@pytest.mark.parametrize("slot", [0, -1, 5, 10**12])
async def test_a_slot_beyond_the_roll_is_refused(db: Database, opened: Opener, slot: int) -> None:
    """Nobody casts without an envelope of his own."""
    ballot = await opened(voters=4)
    with pytest.raises(NotOnRoll):
        await cast(db, ballot, slot)


async def test_ballots_do_not_mix(db: Database, opened: Opener) -> None:
    """Two open ballots have each their own envelopes and count each their own."""
    one, two = await opened(subjects=1), await opened(subjects=2)
    await cast(db, one, 1, {1: "XS"})
    await cast(db, two, 1, {1: "KHT", 2: "HN"})
    first = await ballots.close_ballot(db, one.id, None, NOW)
    await cast(db, two, 2, {1: "KHT"})
    second = await ballots.close_ballot(db, two.id, None, NOW)
    assert (first.returned, first.subjects[0].votes["XS"]) == (1, 1)
    assert (second.returned, second.subjects[0].votes["KHT"], second.subjects[1].blank) == (2, 2, 1)


async def test_only_a_closing_ballot_is_counted(db: Database, opened: Opener) -> None:
    """An open one, and one that never was, has nothing to count."""
    ballot = await opened()
    for ballot_id in (ballot.id, 999):
        with pytest.raises(BallotNotClosing):
            await ballots.count(db, ballot_id, None, NOW)
    with pytest.raises(BallotNotClosing):
        await ballots.close_ballot(db, 999, None, NOW)
    async with db.write() as tx:
        with pytest.raises(BallotNotOpen):
            await ballots.begin_closing(tx, 999, None, NOW)
    assert (await read(db, ballot.id)).state is BallotState.OPEN


async def test_two_closers_at_once_get_one_count(place: Place) -> None:
    """Ten closings in two processes at once: one counts, all get the same figures."""
    async with place.database() as one, place.database() as two:
        house = await settle(one)
        async with one.write() as tx:
            ballot = await ballots.open_ballot(tx, one.keys, house.draft(), None, NOW)
        await cast(one, ballot, 1, {1: "HTT"})
        await cast(two, ballot, 2, {1: "HTT"})
        closings = (
            ballots.close_ballot(db, ballot.id, None, NOW) for _ in range(5) for db in (one, two)
        )
        figures = await asyncio.gather(*closings)
        async with one.read() as tx:
            lines = [line.action for line in await audit.entries(tx, house.branch.id)]
    assert figures[0].returned == 2
    assert figures == [figures[0]] * 10
    assert lines.count("ballot.closing") == lines.count("ballot.closed") == 1


async def test_a_vote_that_races_the_closing_is_counted_and_told_or_refused(place: Place) -> None:
    """Whoever got a receipt finds it in the count; whoever was too late was told so."""
    async with place.database() as bot, place.database() as other:
        house = await settle(bot)
        async with bot.write() as tx:
            ballot = await ballots.open_ballot(tx, bot.keys, house.draft(voters=7), None, NOW)

        async def vote(slot: int) -> str | None:
            try:
                return await cast(bot, ballot, slot, {1: "HN"})
            except BallotNotOpen:
                return None

        votes = [asyncio.create_task(vote(slot)) for slot in range(1, 8)]
        await votes[2]
        figures = await ballots.close_ballot(other, ballot.id, None, NOW)
        told = [code for code in await asyncio.gather(*votes) if code is not None]
    assert len(told) >= 3
    assert tuple(sorted(told)) == figures.codes
    assert figures.subjects[0].votes["HN"] == len(told)


async def test_a_void_ballot_is_never_counted(db: Database, house: House, opened: Opener) -> None:
    """Void means void: no casting, no closing, no count, no second voiding; the reason is kept."""
    ballot = await opened()
    await cast(db, ballot, 1, {1: "XS"})
    async with db.write() as tx:
        await ballots.void(
            tx, db.keys, ballot.id, house.people[0].id, NOW, "sót người trong danh sách"
        )
    with pytest.raises(BallotNotOpen) as refused:
        await cast(db, ballot, 2)
    assert refused.value.state == "void"
    with pytest.raises(BallotIsVoid):
        await ballots.close_ballot(db, ballot.id, None, NOW)
    async with db.write() as tx:
        with pytest.raises(BallotNotOpen):
            await ballots.void(tx, db.keys, ballot.id, None, NOW, "again")
        last = (await audit.entries(tx, house.branch.id))[-1]
        assert (await ballots.turnout(tx, ballot.id)).returned == 0
    found = await read(db, ballot.id)
    assert (found.state, found.void_reason) == (BallotState.VOID, "sót người trong danh sách")
    assert found.figures is None
    assert (last.action, last.person_id) == ("ballot.void", house.people[0].id)


async def test_a_counted_ballot_cannot_be_made_void(db: Database, opened: Opener) -> None:
    """Totals that were told stay."""
    ballot = await opened()
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    async with db.write() as tx:
        with pytest.raises(BallotNotOpen):
            await ballots.void(tx, db.keys, ballot.id, None, NOW, "too late")
    assert (await read(db, ballot.id)).figures == figures


async def test_the_trail_names_who_opened_and_closed_and_no_voter(
    db: Database, house: House, opened: Opener
) -> None:
    """Opening, stopping and counting are in the trail; casting leaves no line at all."""
    ballot = await opened()
    async with db.read() as tx:
        before = len(await audit.entries(tx, house.branch.id))
    for slot in (1, 2, 1):
        await cast(db, ballot, slot, {1: "XS"})
    async with db.read() as tx:
        assert len(await audit.entries(tx, house.branch.id)) == before
    await ballots.close_ballot(db, ballot.id, house.people[0].id, NOW)
    async with db.read() as tx:
        lines = [
            line for line in await audit.entries(tx, house.branch.id) if "ballot" in line.action
        ]
    assert [line.action for line in lines] == ["ballot.opened", "ballot.closing", "ballot.closed"]
    assert {line.person_id for line in lines} == {house.people[0].id}


def broken(house: House) -> dict[str, BallotDraft]:
    """Return drafts that could not be held, by what is wrong with them."""
    good = house.draft()
    line = good.subjects[0]
    foreign = house.people[-1].id + 1
    return {
        "nobody may vote": replace(good, voters=()),
        "on the roll twice": replace(good, excused=good.voters[:1]),
        "1 to 100 subjects": replace(good, subjects=()),
        "100 subjects": replace(
            good, subjects=tuple(replace(line, number=n) for n in range(1, 102))
        ),
        "numbered from 1": replace(good, subjects=(replace(line, number=2),)),
        "level stands twice": replace(good, levels=("XS", "XS")),
        "best first": replace(good, subjects=(replace(line, options=("HN", "XS")),)),
        "does not offer": replace(good, subjects=(replace(line, options=()),)),
        "subject 1": replace(good, subjects=(replace(line, options=("A",)),)),
        "not of this branch": replace(good, voters=(*good.voters, foreign)),
    }


async def test_a_draft_that_could_not_be_held_is_refused(db: Database, house: House) -> None:
    """Nothing is opened and no key is made for a ballot that could not be counted."""
    for what, draft in broken(house).items():
        async with db.write() as tx:
            with pytest.raises(BadDraft, match=what):
                await ballots.open_ballot(tx, db.keys, draft, None, NOW)
    async with db.read() as tx:
        assert await ballots.ballots(tx, house.review.id) == ()
    assert db.keys.boxes() == frozenset()


async def test_the_box_stays_shut_until_the_keys_are_proved(place: Place) -> None:
    """A process that has not called `recover` can neither open, cast nor count."""
    async with place.database() as db:
        house = await settle(db)
        async with db.write() as tx:
            ballot = await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
    async with place.database(recovered=False) as db:
        with pytest.raises(BoxNotReady):
            await cast(db, ballot, 1)
        async with db.write() as tx:
            with pytest.raises(BoxNotReady):
                await ballots.open_ballot(tx, db.keys, house.draft(), None, NOW)
        with pytest.raises(BoxNotReady):
            await ballots.close_ballot(db, ballot.id, None, NOW)
        await ballots.recover(db, NOW)
        assert (await ballots.count(db, ballot.id, None, NOW)).returned == 0


async def test_a_hundred_subjects_fit(db: Database, house: House) -> None:
    """The largest ballot is opened, cast and counted."""
    lines = tuple(BallotSubject(n, None, f"Số {n}", LEVELS) for n in range(1, 101))
    async with db.write() as tx:
        ballot = await ballots.open_ballot(
            tx, db.keys, replace(house.draft(), subjects=lines), None, NOW
        )
    await cast(db, ballot, 1, {n: LEVELS[n % 4] for n in range(1, 101)})
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert [count.votes[LEVELS[count.number % 4]] for count in figures.subjects] == [1] * 100


async def test_past_its_closing_time_nothing_is_cast(db: Database, house: House) -> None:
    """The clock alone stops casting, to the moment; the count still needs somebody to ask."""
    draft = replace(house.draft(), closes_at=after(hours=1))
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
        await ballots.cast(tx, db.keys, ballot, 1, {1: "XS"}, at=after(minutes=59))
    assert ballot.takes_votes(after(minutes=59))
    assert not ballot.takes_votes(after(hours=1))
    for slot in (1, 2, 77):
        with pytest.raises(BallotNotOpen) as refused:
            async with db.write() as tx:
                await ballots.cast(tx, db.keys, ballot, slot, {1: "KHT"}, at=after(hours=1))
        assert refused.value.state == ballots.TIME_UP
    assert (await read(db, ballot.id)).state is BallotState.OPEN
    figures = await ballots.close_ballot(db, ballot.id, None, after(hours=2))
    assert figures.returned == 1
    assert figures.subjects[0].votes["XS"] == 1


async def test_a_closing_time_is_set_anew_only_while_votes_are_taken(
    db: Database, house: House, opened: Opener
) -> None:
    """It moves, it goes, it is audited; neither into the past nor after it has struck."""
    ballot = await opened()

    async def close_at(moment: datetime | None, at: datetime) -> None:
        async with db.write() as tx:
            await ballots.set_closing_time(tx, ballot, moment, house.people[0].id, at)

    await close_at(after(hours=1), NOW)
    await close_at(None, after(minutes=1))
    await close_at(after(hours=2), after(hours=1))
    assert (await read(db, ballot.id)).closes_at == after(hours=2)
    with pytest.raises(BadDraft):
        await close_at(after(hours=1), after(hours=1))
    with pytest.raises(BallotNotOpen):
        await close_at(after(hours=9), after(hours=2))
    await ballots.close_ballot(db, ballot.id, None, after(hours=3))
    with pytest.raises(BallotNotOpen):
        await close_at(None, after(hours=4))
    async with db.read() as tx:
        trail = [entry.action for entry in await audit.entries(tx, house.branch.id)]
    assert trail.count("ballot.closing_time") == 3


async def test_an_excused_latecomer_is_admitted_once(
    db: Database, house: House, opened: Opener
) -> None:
    """He gets an envelope of his own, can cast, and the figures move him over to the issued."""
    ballot = await opened(voters=4, excused=2)
    late, secretary = house.people[4].id, house.people[0].id
    async with db.write() as tx:
        slot = await ballots.admit(tx, db.keys, ballot, late, secretary, NOW)
        assert slot == 5
        assert await ballots.excused(tx, ballot.id) == (house.people[5].id,)
        assert late in await ballots.voters(tx, ballot.id)
        assert late in await ballots.unreturned(tx, ballot.id)
    for person in (late, secretary, house.people[6].id, 999):
        with pytest.raises(NotOnRoll):
            async with db.write() as tx:
                await ballots.admit(tx, db.keys, ballot, person, secretary, NOW)
    await cast(db, ballot, slot, {1: "HN"})
    figures = await ballots.close_ballot(db, ballot.id, None, NOW)
    assert (figures.summoned, figures.excused, figures.issued, figures.returned) == (6, 1, 5, 1)
    async with db.read() as tx:
        (entry,) = [
            one for one in await audit.entries(tx, house.branch.id) if "admitted" in one.action
        ]
    assert (entry.person_id, entry.detail["person"]) == (secretary, late)
    with pytest.raises(BallotNotOpen):
        async with db.write() as tx:
            await ballots.admit(tx, db.keys, ballot, house.people[5].id, secretary, NOW)


async def test_nobody_is_admitted_past_the_closing_time(db: Database, house: House) -> None:
    """A ballot that time has stopped issues no more envelopes."""
    draft = replace(house.draft(excused=1), closes_at=after(hours=1))
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, draft, None, NOW)
    with pytest.raises(BallotNotOpen):
        async with db.write() as tx:
            await ballots.admit(tx, db.keys, ballot, house.people[5].id, None, after(hours=1))
    assert (await read(db, ballot.id)).issued == 5


async def test_a_ballot_that_would_close_before_it_opens_is_refused(
    db: Database, house: House
) -> None:
    """A closing time must lie ahead."""
    draft = replace(house.draft(), closes_at=NOW)
    with pytest.raises(BadDraft):
        async with db.write() as tx:
            await ballots.open_ballot(tx, db.keys, draft, None, NOW)
