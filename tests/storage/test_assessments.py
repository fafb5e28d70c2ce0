"""What a member answered about himself."""

from sqlalchemy import event

from storage import assessments, roll
from storage.assessments import Assessment
from storage.database import Database
from tests.storage.conftest import NOW, House, after


async def test_nothing_begun_is_an_empty_assessment(db: Database, house: House) -> None:
    """Who has not begun has an assessment without answers, and is in no list."""
    async with db.read() as tx:
        empty = await assessments.assessment(tx, house.review.id, house.people[0].id)
        assert empty == Assessment(house.review.id, house.people[0].id)
        assert await assessments.assessments(tx, house.review.id) == {}


async def test_answers_add_up_and_can_be_taken_back(db: Database, house: House) -> None:
    """Each answer leaves the others alone; the position is where he is now."""
    review, me = house.review.id, house.people[0].id
    async with db.write() as tx:
        await assessments.save_grade(tx, review, me, "a", "tot", 1, NOW)
        await assessments.save_grade(tx, review, me, "b", "kem", 2, after(minutes=1))
        await assessments.save_grade(tx, review, me, "a", "xuat_sac", 1, after(minutes=2))
        await assessments.save_grade(tx, review, me, "b", None, 2, after(minutes=3))
        await assessments.save_own_level(tx, review, me, "HTT", 13, after(minutes=4))
        await assessments.save_position(tx, review, me, 5, after(minutes=5))
        found = await assessments.assessment(tx, review, me)
    assert found == Assessment(review, me, None, 5, "HTT", {"a": "xuat_sac"}, after(minutes=5), {})


async def test_taking_back_what_was_never_given_is_no_answer(db: Database, house: House) -> None:
    """A first tap that takes back leaves an assessment without grades."""
    async with db.write() as tx:
        await assessments.save_grade(tx, house.review.id, house.people[0].id, "a", None, 0, NOW)
        found = await assessments.assessment(tx, house.review.id, house.people[0].id)
    assert found.grades == {}


async def test_submitting_and_withdrawing_keep_the_answers(db: Database, house: House) -> None:
    """Neither touches a grade, a text or the position."""
    review, me = house.review.id, house.people[0].id
    async with db.write() as tx:
        await assessments.save_grade(tx, review, me, "a", "tot", 7, NOW)
        await assessments.submit(tx, review, me, after(hours=1))
        submitted = await assessments.assessment(tx, review, me)
        await assessments.withdraw(tx, review, me, after(hours=2))
        withdrawn = await assessments.assessment(tx, review, me)
    assert (submitted.submitted_at, submitted.position) == (after(hours=1), 7)
    assert (withdrawn.submitted_at, withdrawn.position) == (None, 7)
    assert submitted.grades == withdrawn.grades == {"a": "tot"}


async def test_texts_stand_beside_the_answers(db: Database, house: House) -> None:
    """Texts may come before any grade, be replaced and removed, and be erased as a whole."""
    review, me, other = house.review.id, house.people[0].id, house.people[1].id
    async with db.write() as tx:
        await assessments.save_note(tx, review, me, "merits", "…")
        await assessments.save_note(tx, review, me, "merits", "Ưu điểm " * 900)
        await assessments.save_note(tx, review, me, "plan", "Kế hoạch")
        await assessments.save_note(tx, review, me, "plan", None)
        await assessments.save_note(tx, review, other, "merits", "của người khác")
        await assessments.save_grade(tx, review, me, "a", "tot", 1, NOW)
        found = await assessments.assessments(tx, review)
        assert found[me].notes == {"merits": "Ưu điểm " * 900}
        assert await assessments.erase_notes(tx, review, me) == 1
        after_all = await assessments.assessments(tx, review)
    assert (after_all[me].notes, after_all[me].grades) == ({}, {"a": "tot"})
    assert after_all[other].notes == {"merits": "của người khác"}


async def test_a_tap_takes_two_selects_and_one_upsert(db: Database, house: House) -> None:
    """The hot path is three statements between BEGIN and COMMIT, whatever he has written."""
    review, me = house.review.id, house.people[0].id
    async with db.write() as tx:
        await assessments.save_note(tx, review, me, "merits", "…")
    statements: list[str] = []

    async with db.write() as tx:
        connection = tx.sync_connection
        assert connection is not None

        @event.listens_for(connection, "before_cursor_execute")
        def note(_c: object, _cur: object, statement: str, *_: object) -> None:
            statements.append(statement.split(maxsplit=1)[0])

        await roll.find_account(tx, 501)
        await assessments.assessment(tx, review, me)
        await assessments.save_grade(tx, review, me, "a", "tot", 1, NOW)
        event.remove(connection, "before_cursor_execute", note)
    assert statements == ["SELECT", "SELECT", "INSERT"]
