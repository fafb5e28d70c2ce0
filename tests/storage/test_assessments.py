"""What a member answered about himself."""

from sqlalchemy import event

from storage import assessments, reviews, roll
from storage.assessments import Assessment, EarlierTexts
from storage.database import Database
from storage.reviews import Stage
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


async def test_figures_add_up_and_can_be_taken_back(db: Database, house: House) -> None:
    """Each figure leaves the others and the grades alone; before any there are none."""
    review, me = house.review.id, house.people[0].id
    async with db.write() as tx:
        await assessments.save_grade(tx, review, me, "a", "tot", 1, NOW)
        assert (await assessments.assessment(tx, review, me)).figures == {}
        await assessments.save_figures(tx, review, me, {"set": 12}, 2, NOW)
        await assessments.save_figures(tx, review, me, {"met": 11, "below": 0}, 3, NOW)
        await assessments.save_figures(tx, review, me, {"set": 10, "met": None}, 4, NOW)
        await assessments.save_position(tx, review, me, 5, NOW)
        found = await assessments.assessment(tx, review, me)
    assert (found.figures, found.grades) == ({"set": 10, "below": 0}, {"a": "tot"})


async def test_a_first_figure_begins_an_assessment(db: Database, house: House) -> None:
    """Before anything else was answered, figures are kept as well."""
    review, me = house.review.id, house.people[0].id
    async with db.write() as tx:
        await assessments.save_figures(tx, review, me, {"set": 3, "met": None}, 1, NOW)
        assert (await assessments.assessment(tx, review, me)).figures == {"set": 3}


async def test_who_typed_it_is_kept_until_the_member_submits(db: Database, house: House) -> None:
    """The writer is noted on what was begun, and goes when the member himself submits."""
    review, me, other = house.review.id, house.people[0].id, house.people[1].id
    async with db.write() as tx:
        await assessments.save_grade(tx, review, me, "a", "tot", 1, NOW)
        await assessments.mark_written_by(tx, review, me, other)
        written = (await assessments.assessment(tx, review, me)).written_by
        await assessments.submit(tx, review, me, NOW, other)
        submitted = (await assessments.assessment(tx, review, me)).written_by
        await assessments.withdraw(tx, review, me, NOW)
        await assessments.submit(tx, review, me, NOW)
        own = (await assessments.assessment(tx, review, me)).written_by
    assert (written, submitted, own) == (other, other, None)


async def test_earlier_texts_are_those_of_the_latest_year_before(
    db: Database, house: House
) -> None:
    """Not of this year or a later one, not another's, and nothing once they are erased."""
    me, other = house.people[0].id, house.people[1].id
    async with db.write() as tx:
        await reviews.set_stage(tx, house.review.id, Stage.CLOSED, None, NOW)
        years = {}
        for year in (2022, 2023, 2025):
            one = await reviews.open_review(
                tx, house.branch.id, year, "can-tho-2018", None, None, NOW
            )
            years[year] = one.id
            await assessments.save_note(tx, one.id, me, "p:a", f"năm {year}")
            await reviews.set_stage(tx, one.id, Stage.CLOSED, None, NOW)
        await assessments.save_note(tx, house.review.id, me, "p:a", "năm nay")
        found = await assessments.earlier_texts(tx, house.review.id, me)
        assert found == EarlierTexts(2023, {"p:a": "năm 2023"})
        assert await assessments.earlier_texts(tx, house.review.id, other) is None
        assert await assessments.earlier_texts(tx, years[2022], me) is None
        await assessments.erase_notes(tx, years[2023], me)
        assert await assessments.earlier_texts(tx, house.review.id, me) == EarlierTexts(
            2022, {"p:a": "năm 2022"}
        )


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
