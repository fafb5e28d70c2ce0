"""What may not change while a ballot takes votes; drafts begun anew."""

from storage import assessments, audit, ballots
from storage.database import Database
from tests.storage.conftest import NOW, House, after


async def test_a_ballot_takes_votes_from_opening_to_closing_and_in_time(
    db: Database, house: House
) -> None:
    """For whoever has an envelope, and for nobody else; not past its closing time, nor closing."""
    voter, other = house.people[0], house.people[6]
    async with db.write() as tx:
        assert not await ballots.takes_votes(tx, house.branch.id, NOW)
        opened = await ballots.open_ballot(tx, db.keys, house.draft(voters=5), None, NOW)
        assert await ballots.takes_votes(tx, house.branch.id, NOW)
        assert not await ballots.takes_votes(tx, house.branch.id + 1, NOW)
        assert await ballots.votes_now(tx, voter, NOW)
        assert not await ballots.votes_now(tx, other, NOW)
        await ballots.set_closing_time(tx, opened, after(hours=1), None, NOW)
        assert await ballots.votes_now(tx, voter, after(minutes=59))
        assert not await ballots.votes_now(tx, voter, after(hours=1))
        assert not await ballots.takes_votes(tx, house.branch.id, after(hours=1))
        await ballots.void(tx, db.keys, opened.id, None, NOW, "thử")
        assert not await ballots.takes_votes(tx, house.branch.id, NOW)


async def test_a_draft_is_begun_anew_and_what_is_submitted_stays(
    db: Database, house: House
) -> None:
    """The draft goes with its texts, on record; a submitted one is left alone, and others too."""
    review, (secretary, me, other, *_) = house.review.id, house.people
    async with db.write() as tx:
        for person in (me, other):
            await assessments.save_grade(tx, review, person.id, "a", "tot", 1, NOW)
            await assessments.save_note(tx, review, person.id, "c:a", "Chỉ mình tôi biết.")
        await assessments.begin_anew(tx, review, me.id, secretary.id, NOW)
        assert await assessments.assessment(tx, review, me.id) == assessments.Assessment(
            review, me.id
        )
        entry = (await audit.entries(tx, house.branch.id))[-1]
        assert (entry.action, entry.person_id) == ("assessment.begun_anew", secretary.id)
        await assessments.submit(tx, review, other.id, NOW)
        await assessments.begin_anew(tx, review, other.id, secretary.id, NOW)
        kept = await assessments.assessment(tx, review, other.id)
        assert (kept.grades, kept.notes) == ({"a": "tot"}, {"c:a": "Chỉ mình tôi biết."})
