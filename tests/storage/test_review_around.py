"""What stands around a self-assessment: suggestions, the committee's view, remarks, revisions."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import (
    appraisals,
    audit,
    body_notes,
    remarks,
    reviews,
    revisions,
    roll,
    suggestions,
)
from storage.database import Database
from storage.remarks import Item
from storage.reviews import Review, Source, Stage
from storage.roll import BranchDraft, Person, PersonDraft
from tests.ready import ready
from tests.storage.conftest import NOW


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    ready(tmp_path / "data")
    made = await Database.open(tmp_path / "data", tmp_path / "keys")
    yield made
    await made.close()


@pytest.fixture
async def who(db: Database) -> tuple[Review, Person, Person]:
    """A review, a member, and one of the committee."""
    drafts = [PersonDraft("1", "Nguyễn Văn An"), PersonDraft("2", "Phạm Thị Bình")]
    async with db.write() as tx:
        change = await roll.write_roll(tx, BranchDraft("Chi bộ 3"), drafts, None, NOW)
        review = await reviews.open_review(
            tx, change.branch.id, 2026, "can-tho-2018", None, None, NOW
        )
    an, binh = change.added
    return review, an, binh


Who = tuple[Review, Person, Person]


async def test_suggestions_stand_until_they_are_taken_back(db: Database, who: Who) -> None:
    """For a person and for the branch apart, in the order of entry; taken back once."""
    review, an, binh = who
    async with db.write() as tx:
        one = await suggestions.suggest(tx, review.id, an.id, "Một", "Đảng ủy", binh.id, NOW)
        two = await suggestions.suggest(tx, review.id, an.id, "Hai", "Đảng ủy", binh.id, NOW)
        other = await suggestions.suggest(tx, review.id, None, "Chung", "Đảng ủy", binh.id, NOW)
        assert await suggestions.suggestions_for(tx, review.id, an.id) == (one, two)
        assert await suggestions.suggestions_for(tx, review.id, None) == (other,)
        assert await suggestions.withdraw(tx, one.id, binh.id, NOW) == one
        assert await suggestions.withdraw(tx, one.id, binh.id, NOW) is None
        assert await suggestions.withdraw(tx, 999, binh.id, NOW) is None
        assert await suggestions.of_review(tx, review.id) == {an.id: (two,), None: (other,)}
        kept = await suggestions.suggestion(tx, one.id)
    assert kept is not None
    assert kept.withdrawn_at == NOW


async def test_grades_of_the_committee_are_merged(db: Database, who: Who) -> None:
    """Two who grade different criteria both keep their grades; the last one is named."""
    review, an, binh = who
    later = NOW + timedelta(minutes=1)
    async with db.write() as tx:
        assert await appraisals.appraisal_of(tx, review.id, an.id) == appraisals.Appraisal()
        await appraisals.save_grade(tx, review.id, an.id, "a", "tot", binh.id, NOW)
        await appraisals.save_grade(tx, review.id, an.id, "b", "kem", an.id, later)
        await appraisals.save_level(tx, review.id, an.id, "HTT", binh.id, later)
        await appraisals.save_grade(tx, review.id, an.id, "a", None, binh.id, later)
        held = await appraisals.appraisal_of(tx, review.id, an.id)
        assert await appraisals.appraisals(tx, review.id) == {an.id: held}
    assert held == appraisals.Appraisal({"b": "kem"}, "HTT", binh.id, later)


async def test_bodies_are_kept_apart_from_people(db: Database, who: Who) -> None:
    """The branch and its collective have a view each; no person has it."""
    review, _, binh = who
    async with db.write() as tx:
        await appraisals.save_grade(tx, review.id, "organisation", "a", "tot", binh.id, NOW)
        await appraisals.save_level(tx, review.id, "collective", "HN", binh.id, NOW)
        held = await appraisals.appraisal_of_body(tx, review.id, "organisation")
        other = await appraisals.appraisal_of_body(tx, review.id, "collective")
        assert await appraisals.appraisals(tx, review.id) == {}
    assert (held.grades, held.level) == ({"a": "tot"}, None)
    assert (other.grades, other.level) == ({}, "HN")


async def test_a_bodys_text_takes_the_place_of_the_one_before(db: Database, who: Who) -> None:
    """Each body has its own, signed by who wrote last; removed once; no words in the audit."""
    review, an, binh = who
    later = NOW + timedelta(minutes=1)
    async with db.write() as tx:
        save = body_notes.save_body_note
        await save(tx, review.id, "collective", "p:a", "Cũ", an.id, NOW)
        await save(tx, review.id, "collective", "p:a", "Mới", binh.id, later)
        await save(tx, review.id, "collective", "s:1", "Giải trình", an.id, NOW)
        await save(tx, review.id, "organisation", "p:a", "Khác", an.id, NOW)
        for _ in range(2):
            await save(tx, review.id, "collective", "s:1", None, an.id, NOW)
        found = await body_notes.notes_of_body(tx, review.id, "collective")
        other = await body_notes.notes_of_body(tx, review.id, "organisation")
        trail = await audit.entries(tx, review.branch_id)
    assert found == {"p:a": body_notes.BodyNote("Mới", binh.id, later)}
    assert [one.text for one in other.values()] == ["Khác"]
    assert [one.action for one in trail].count("body_note.removed") == 1
    assert not any("Mới" in str(one.detail) for one in trail)


async def test_a_remark_takes_the_place_of_the_one_before(db: Database, who: Who) -> None:
    """One for each who speaks; removed once; erased for one person only."""
    review, an, binh = who
    async with db.write() as tx:
        for person in (an, binh):
            await remarks.save_remark(tx, review.id, person.id, Item.MEETING, "Cũ", binh.id, NOW)
        await remarks.save_remark(tx, review.id, an.id, Item.MEETING, "Mới", binh.id, NOW)
        await remarks.save_remark(tx, review.id, an.id, Item.CONCLUSION, "Kết", None, NOW)
        found = await remarks.remarks_of(tx, review.id, an.id)
        assert {item: one.text for item, one in found.items()} == {
            Item.MEETING: "Mới",
            Item.CONCLUSION: "Kết",
        }
        for _ in range(2):
            await remarks.save_remark(tx, review.id, an.id, Item.MEETING, None, binh.id, NOW)
        assert await remarks.erase_remarks(tx, review.id, an.id) == 1
        assert list(await remarks.all_remarks(tx, review.id)) == [binh.id]
        trail = await audit.entries(tx, review.branch_id)
    assert [one.action for one in trail].count("remark.removed") == 1
    assert not any("Mới" in str(one.detail) for one in trail)


async def test_given_back_handed_in_and_given_back_again(db: Database, who: Who) -> None:
    """It is with him until he hands it in; giving back what he has is nothing new."""
    review, an, binh = who
    async with db.write() as tx:
        assert not await revisions.open_for(tx, review.id, an.id)
        assert not await revisions.handed_in(tx, review.id, an.id, NOW)
        assert await revisions.give_back(tx, review.id, an.id, binh.id, NOW)
        assert not await revisions.give_back(tx, review.id, an.id, binh.id, NOW)
        assert await revisions.open_for(tx, review.id, an.id)
        assert await revisions.handed_in(tx, review.id, an.id, NOW)
        assert not await revisions.open_for(tx, review.id, an.id)
        (found,) = (await revisions.revisions(tx, review.id)).values()
        assert found.revised_at == NOW
        assert await revisions.give_back(tx, review.id, an.id, binh.id, NOW)
        assert await revisions.open_for(tx, review.id, an.id)


async def test_what_others_changed_since_a_moment(db: Database, who: Who) -> None:
    """New values, other values and values forgotten; not confirmations, not his own words."""
    review, an, binh = who
    later = NOW + timedelta(hours=1)

    async def say(fact: str, value: str, source: Source, at_later: bool) -> None:
        by = an.id if source is Source.MEMBER else binh.id
        at = later if at_later else NOW
        sure = source is not Source.MEMBER
        await reviews.record_fact(tx, review.id, an.id, fact, value, source, by, at, sure)

    async with db.write() as tx:
        for fact in ("same", "other", "gone", "confirmed"):
            own = Source.MEMBER if fact == "confirmed" else Source.SECRETARY
            await say(fact, "1", own, False)
        await say("same", "1", Source.OFFICE, True)
        await say("other", "2", Source.SECRETARY, True)
        await say("confirmed", "1", Source.SECRETARY, True)
        await say("new", "1", Source.SECRETARY, True)
        await say("own", "1", Source.MEMBER, True)
        await reviews.forget_fact(tx, review.id, an.id, "gone", binh.id, later)
        await reviews.forget_fact(tx, review.id, binh.id, "other", binh.id, later)
        changed = await reviews.facts_changed_since(tx, review.id, an.id, NOW)
        none = await reviews.facts_changed_since(tx, review.id, an.id, later)
    assert changed == ("gone", "new", "other")
    assert none == ()


async def test_how_a_review_came_to_its_stages(db: Database, who: Who) -> None:
    """Its opening first, then every move with who did it and why; other reviews left out."""
    review, _, binh = who
    later = NOW + timedelta(days=1)
    async with db.write() as tx:
        await reviews.set_stage(tx, review.id, Stage.CLOSED, binh.id, later)
        other = await reviews.open_review(
            tx, review.branch_id, 2027, "can-tho-2018", None, None, later
        )
        await reviews.set_stage(tx, other.id, Stage.CLOSED, None, later)
        await reviews.set_stage(tx, review.id, Stage.BALLOT, binh.id, later, "một lý do")
        found = await reviews.moves(tx, review)
        every = await reviews.reviews_of(tx, review.branch_id)
    assert [(one.stage, one.at, one.by, one.reason) for one in found] == [
        (Stage.ASSESSMENT, NOW, None, None),
        (Stage.CLOSED, later, binh.id, None),
        (Stage.BALLOT, later, binh.id, "một lý do"),
    ]
    assert [one.year for one in every] == [2027, 2026]
