"""A year's review: stages, facts with provenance, who was heard."""

import pytest

from storage import audit, reviews
from storage.database import Database
from storage.errors import ReviewExists
from storage.reviews import Source, Stage
from tests.storage.conftest import NOW, House, after, settle


async def test_one_review_under_way(db: Database, house: House) -> None:
    """A second is refused while the first is open, and the same year ever after."""
    branch, by = house.branch.id, house.people[0].id
    async with db.write() as tx:
        with pytest.raises(ReviewExists):
            await reviews.open_review(tx, branch, 2025, "sao-do-2023", None, by, NOW)
        await reviews.set_stage(tx, house.review.id, Stage.CLOSED, by, NOW)
        assert await reviews.current_review(tx, branch) is None
        with pytest.raises(ReviewExists):
            await reviews.open_review(tx, branch, 2024, "sao-do-2023", None, by, NOW)
        second = await reviews.open_review(
            tx, branch, 2025, "go-vap-p11-2021", "can-tho-2018", by, NOW
        )
        assert await reviews.current_review(tx, branch) == second
        assert await reviews.review(tx, second.id) == second
        assert await reviews.review(tx, 999) is None
        with pytest.raises(ReviewExists):
            await reviews.set_stage(tx, house.review.id, Stage.BALLOT, by, NOW, "reopened")
    other = await settle(db, "Chi bộ Hai")
    assert other.review.year == 2024


async def test_a_stage_moves_and_the_trail_says_why(db: Database, house: House) -> None:
    """Each move is one line with the stage before, and no move is no line."""
    async with db.write() as tx:
        await reviews.set_stage(tx, house.review.id, Stage.BALLOT, house.people[0].id, NOW)
        await reviews.set_stage(tx, house.review.id, Stage.BALLOT, house.people[0].id, NOW)
        await reviews.set_stage(tx, house.review.id, Stage.ASSESSMENT, None, NOW, "sót một người")
        lines = [
            line
            for line in await audit.entries(tx, house.branch.id)
            if line.action == "review.stage"
        ]
    assert [
        (line.detail["before"], line.detail["stage"], line.detail["reason"]) for line in lines
    ] == [
        ("assessment", "ballot", None),
        ("ballot", "assessment", "sót một người"),
    ]


async def test_a_fact_keeps_who_said_it(db: Database, house: House) -> None:
    """Value, source, person, moment and confirmation come back as they were said."""
    me = house.people[1].id
    async with db.write() as tx:
        await reviews.record_fact(
            tx, house.review.id, me, "sick_months", "4", Source.MEMBER, me, NOW, False
        )
        facts = await reviews.facts_of(tx, house.review.id, me)
    assert facts == {
        "sick_months": reviews.FactRecord("sick_months", "4", Source.MEMBER, me, NOW, False)
    }


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ([("1", False, 0), ("2", False, 1)], "2"),
        ([("1", True, 0), ("2", False, 1)], "1"),
        ([("1", True, 0), ("2", True, 1)], "2"),
        ([("1", True, 1), ("2", True, 0)], "1"),
        ([("1", False, 5), ("2", True, 0), ("3", False, 9)], "2"),
        ([("1", True, 0), ("2", True, 0)], "2"),
    ],
)
async def test_confirmed_beats_unconfirmed_and_later_beats_earlier(
    db: Database, house: House, said: list[tuple[str, bool, int]], counts: str
) -> None:
    """Of several statements about one fact, one counts, and all are kept."""
    me, review = house.people[1].id, house.review.id
    async with db.write() as tx:
        for value, confirmed, hours in said:
            source = Source.SECRETARY if confirmed else Source.MEMBER
            at = after(hours=hours)
            await reviews.record_fact(tx, review, me, "x", value, source, me, at, confirmed)
        assert (await reviews.facts_of(tx, review, me))["x"].value_json == counts
        assert (await reviews.all_facts(tx, review))[me]["x"].value_json == counts


async def test_a_branchs_facts_are_not_a_persons(db: Database, house: House) -> None:
    """Facts about the branch stand under no person, and forgetting touches only its own."""
    review, me = house.review.id, house.people[1].id
    async with db.write() as tx:
        for who in (None, me, house.people[2].id):
            await reviews.record_fact(tx, review, who, "x", "1", Source.ROLL, None, NOW, True)
        assert await reviews.forget_fact(tx, review, None, "x", me, NOW)
        assert not await reviews.forget_fact(tx, review, None, "x", me, NOW)
        assert await reviews.facts_of(tx, review, None) == {}
        assert set(await reviews.all_facts(tx, review)) == {me, house.people[2].id}


async def test_a_forgotten_fact_is_unknown_and_audited(db: Database, house: House) -> None:
    """Forgetting removes every statement; the trail keeps that it happened, not what was said."""
    review, me = house.review.id, house.people[1].id
    async with db.write() as tx:
        await reviews.record_fact(tx, review, me, "ill", '"kín"', Source.MEMBER, me, NOW, False)
        await reviews.record_fact(tx, review, me, "ill", '"kín"', Source.OFFICE, None, NOW, True)
        await reviews.forget_fact(tx, review, me, "ill", house.people[0].id, NOW)
        assert await reviews.facts_of(tx, review, me) == {}
        lines = await audit.entries(tx, house.branch.id)
    assert [line.action for line in lines][-3:] == [
        "fact.recorded",
        "fact.recorded",
        "fact.forgotten",
    ]
    assert "kín" not in repr(lines)


async def test_who_was_heard_is_recorded_once(db: Database, house: House) -> None:
    """Recording twice or withdrawing nothing leaves one line each in the trail."""
    review, by = house.review.id, house.people[0].id
    async with db.write() as tx:
        for heard in (True, True, False, False, True):
            await reviews.record_heard(tx, review, house.people[2].id, heard, by, NOW)
        assert await reviews.heard(tx, review) == {house.people[2].id}
        lines = [line.action for line in await audit.entries(tx, house.branch.id)]
    assert [line for line in lines if line.startswith("heard")] == [
        "heard.recorded",
        "heard.withdrawn",
        "heard.recorded",
    ]
