"""Changing the roll line by line: audited, one step back, never without a secretary."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from storage import audit, roll, schema
from storage.database import Database
from storage.errors import NoSecretary, RollConflict
from storage.roll import Person, PersonDraft, Role, Standing
from tests.storage.conftest import NOW, House


async def as_it_is(db: Database, house: House) -> Sequence[Person]:
    async with db.read() as tx:
        return await roll.people(tx, house.branch.id, gone=True)


async def post(db: Database, house: House) -> Person:
    """Somebody who holds the secretary's post."""
    async with db.write() as tx:
        first = house.people[0]
        await roll.set_roles(tx, first.id, frozenset({Role.SECRETARY}), None, NOW)
        held = await roll.person(tx, first.id)
    assert held is not None
    return held


@pytest.mark.parametrize(
    "change",
    [
        {"left": date(2024, 1, 1)},
        {"standing": Standing.SUSPENDED},
        {"roles": frozenset()},
        {"roles": frozenset({Role.DEPUTY})},
    ],
)
async def test_the_secretary_cannot_be_changed_away(
    db: Database, house: House, change: dict[str, object]
) -> None:
    """Leaving, suspended, without the role: each is refused, and nothing is written."""
    secretary = await post(db, house)
    before = await as_it_is(db, house)
    with pytest.raises(NoSecretary):
        async with db.write() as tx:
            await roll.amend(tx, replace(secretary, **change), None, NOW)  # type: ignore[arg-type]
    assert await as_it_is(db, house) == before


async def test_no_second_secretary_by_amending_or_adding(db: Database, house: House) -> None:
    """The post is handed over, never given."""
    await post(db, house)
    other = replace(house.people[1], roles=frozenset({Role.SECRETARY}))
    draft = PersonDraft("99", "Ai Đó", roles=frozenset({Role.SECRETARY}))
    async with db.write() as tx:
        with pytest.raises(NoSecretary):
            await roll.amend(tx, other, None, NOW)
        with pytest.raises(NoSecretary):
            await roll.add_person(tx, house.branch.id, draft, None, NOW)


async def test_an_amendment_names_its_fields_in_the_record_and_not_their_words(
    db: Database, house: House
) -> None:
    """The trail outlives what may have to be erased."""
    async with db.write() as tx:
        now = replace(house.people[1], full_name="Tên Mới", birth_year=1950)
        assert await roll.amend(tx, now, None, NOW)
        assert not await roll.amend(tx, now, None, NOW)
        entries = await audit.entries(tx, house.branch.id)
    assert entries[-1].action == "person.changed"
    assert entries[-1].detail["fields"] == "birth_year full_name"
    assert "Tên Mới" not in str(entries)


async def test_a_number_is_one_persons_also_after_he_left(db: Database, house: House) -> None:
    """Nobody gets the number of somebody who has left."""
    gone = house.people[1]
    draft = PersonDraft(gone.number, "Người Mới")
    async with db.write() as tx:
        await roll.set_gone(tx, gone.id, NOW.date(), None, NOW)
        with pytest.raises(RollConflict):
            await roll.add_person(tx, house.branch.id, draft, None, NOW)
        added = await roll.add_person(tx, house.branch.id, PersonDraft("99", "Mới"), None, NOW)
        people = await roll.people(tx, house.branch.id)
    assert people[-1] == added


async def test_one_step_back_until_the_next_change(db: Database, house: House) -> None:
    """People, upper committee and told facts are as before; the step is there once."""
    before = await as_it_is(db, house)
    me, branch = house.people[0].id, house.branch.id
    async with db.write() as tx:
        await roll.keep_told(tx, house.people[1].id, {"disciplined": "false"})
        stood = await roll.stand(tx, branch)
        draft = roll.BranchDraft(house.branch.name, "Đảng ủy khác")
        rows = [PersonDraft(house.people[1].number, "Tên Khác"), PersonDraft("77", "Mới")]
        await roll.write_roll(tx, draft, rows, me, NOW)
        await roll.keep_told(tx, house.people[1].id, {"targets_done": "80"})
        await roll.remember(tx, stood, me, NOW)
    async with db.write() as tx:
        undone = await roll.take_back(tx, branch, me, NOW)
        assert undone is not None
        assert undone.told == {house.people[1].id: {"disciplined", "targets_done"}}
        assert await roll.take_back(tx, branch, me, NOW) is None
        assert await roll.told(tx, branch) == {house.people[1].id: {"disciplined": "false"}}
        now = await roll.branch(tx, branch)
    assert now == house.branch
    after = await as_it_is(db, house)
    assert [one for one in after if one.left is None] == [o for o in before if o.left is None]


async def test_any_other_change_forgets_the_step(db: Database, house: House) -> None:
    """What is undone is the latest change and no other; linking a phone is none."""
    me, branch, other = house.people[0].id, house.branch.id, house.people[1]
    async with db.write() as tx:
        await roll.remember(tx, await roll.stand(tx, branch), me, NOW)
        token = await roll.issue_invite(tx, other.id, NOW, timedelta(days=1), None)
        await roll.use_invite(tx, token, 502, None, NOW)
        assert await roll.last_step(tx, branch) is not None
        await roll.set_roles(tx, other.id, frozenset({Role.TELLER}), me, NOW)
        assert await roll.last_step(tx, branch) is None


async def test_a_draft_lapses_and_is_swept_away_by_the_next(db: Database, house: House) -> None:
    """What nobody confirms does not lie about: it is not found, and soon not there."""
    first, second = house.people[0].id, house.people[1].id
    later = NOW + timedelta(days=30)
    async with db.write() as tx:
        await roll.keep_draft(tx, first, "sheet", {"a": ["Tên"]}, NOW)
        found = await roll.draft(tx, first, "sheet", NOW)
        assert found is not None
        assert found.content == {"a": ["Tên"]}
        assert await roll.draft(tx, second, "sheet", NOW) is None
        assert await roll.draft(tx, first, "sheet", later) is None
        await roll.keep_draft(tx, second, "member", {}, later)
        many = await tx.execute(select(func.count()).select_from(schema.roll_draft))
        assert many.scalar_one() == 1


async def test_new_links_for_all_who_are_not_linked(db: Database, house: House) -> None:
    """In roll order, each working once; older ones work no more; the linked get none."""
    async with db.write() as tx:
        mine = await roll.issue_invite(tx, house.people[0].id, NOW, timedelta(days=1), None)
        await roll.use_invite(tx, mine, 501, None, NOW)
        old = await roll.issue_invite(tx, house.people[1].id, NOW, timedelta(days=1), None)
        made = await roll.invite_unlinked(tx, house.branch.id, NOW, timedelta(days=1), None)
        assert [one.id for one, _ in made] == [one.id for one in house.people[1:]]
        held = await roll.invite(tx, old, NOW)
        assert held is not None
        assert held.state == "revoked"
        for one, token in made:
            found = await roll.invite(tx, token, NOW)
            assert found is not None
            assert (found.state, found.person.id) == ("open", one.id)
