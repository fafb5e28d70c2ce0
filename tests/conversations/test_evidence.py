"""What is known of a member, and what the rules make of it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from conversations.evidence import (
    Evidence,
    advised,
    advised_by_committee,
    assesses,
    ceiling,
    gather,
    gather_one,
    once_heard,
    own_view,
    progress,
    ruleset_of,
)
from rules import Kind, Status
from storage import appraisals, assessments, reviews, suggestions
from storage.reviews import Source
from tests.conversations.assessing import (
    DRAFT,
    EXEMPT,
    LIBRARY,
    MEMBER,
    NEW,
    PLAIN,
    SUSPENDED,
    World,
    a_world,
)

RULES = LIBRARY.get("can-tho-2018")
TODAY = date(2026, 12, 5)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with a_world(tmp_path) as made:
        await made.open()
        yield made


async def evidence(world: World, name: str, on: date = TODAY) -> Evidence:
    """One person's evidence; the whole branch's must say the same."""
    review = await world.review()
    async with world.db.read() as tx:
        one = await gather_one(tx, RULES, world.branch, review, world.people[name], on)
        every = await gather(tx, RULES, world.branch, review, on)
    assert every[one.person.id] == one
    assert list(every) == [person.id for person in world.people.values()]
    return one


async def grade(world: World, name: str, mark: str) -> None:
    review, person, now = await world.review(), world.people[name].id, world.talk.now
    async with world.db.write() as tx:
        for criterion in RULES.sections.criteria:
            await assessments.save_grade(tx, review.id, person, criterion.id, mark, 0, now)
        await assessments.submit(tx, review.id, person, now)


async def test_the_roll_speaks_as_facts(world: World) -> None:
    """Standing, day of admission, the branch's rank and the day of the meeting are facts."""
    found = await evidence(world, NEW)
    assert found.confirmed["standing"] == "probationary"
    assert found.confirmed["admitted_on"] == date(2026, 9, 2)
    assert found.confirmed["meeting_on"] == TODAY
    assert found.confirmed["branch_is_tccsd"] is False
    assert found.confirmed["heard"] is False


@pytest.mark.parametrize(
    ("on", "rated"),
    [(date(2026, 12, 5), False), (date(2027, 3, 1), False), (date(2027, 3, 2), True)],
)
async def test_six_months_count_to_the_day_asked_for(world: World, on: date, rated: bool) -> None:
    """Admitted on 2 September: reviewed but not rated before 2 March (II.B.6)."""
    decision = ceiling(RULES, once_heard(RULES, await evidence(world, NEW, on)))
    assert (decision.status is not Status.NOT_RATED) is rated
    if not rated:
        assert [finding.clause for finding in decision.why] == ["II.B.6"]
    assert ceiling(RULES, once_heard(RULES, await evidence(world, DRAFT, on))).ceiling == "XS"


async def test_exempt_is_not_reviewed(world: World) -> None:
    """An exempt member is neither reviewed nor rated, and is not to assess himself."""
    found = await evidence(world, EXEMPT)
    assert ceiling(RULES, found).status is Status.NOT_REVIEWED
    assert not assesses(found.person, RULES)
    assert not assesses(world.people[SUSPENDED], RULES)
    assert assesses(world.people[NEW], RULES)
    assert not assesses(replace(world.people[MEMBER], left=TODAY), RULES)


async def test_heard_is_submitted_or_recorded(world: World) -> None:
    """A member counts as heard once he has submitted, or once the secretary recorded it."""
    assert not (await evidence(world, MEMBER)).heard
    review, person = await world.review(), world.people[MEMBER].id
    async with world.db.write() as tx:
        await reviews.record_heard(tx, review.id, person, True, None, world.talk.now)
    assert (await evidence(world, MEMBER)).heard
    async with world.db.write() as tx:
        await reviews.record_heard(tx, review.id, person, False, None, world.talk.now)
        await assessments.submit(tx, review.id, person, world.talk.now)
    found = await evidence(world, MEMBER)
    assert found.heard
    assert found.confirmed["heard"] is True


async def test_own_figures_advise_and_never_bind(world: World) -> None:
    """What a member says of himself is in his own view alone; confirmed, it binds (reading 15)."""
    await world.tell(MEMBER, PLAIN)
    await world.tell(MEMBER, {"targets_done": "40"}, Source.MEMBER, sure=False)
    found = once_heard(RULES, await evidence(world, MEMBER))
    assert "targets_done" not in found.confirmed
    assert ceiling(RULES, found).ceiling == "XS"
    assert own_view(RULES, found).level == "KHT"
    await world.tell(MEMBER, {"targets_done": "40"}, Source.SECRETARY)
    found = once_heard(RULES, await evidence(world, MEMBER))
    assert ceiling(RULES, found).level == "KHT"


async def test_grades_advise_and_never_bind(world: World) -> None:
    """A member's own grades move the advised level, not the ceiling."""
    await world.tell(MEMBER, PLAIN)
    await grade(world, MEMBER, "trung_binh")
    found = once_heard(RULES, await evidence(world, MEMBER))
    assert advised(RULES, found).ceiling == "HN"
    assert ceiling(RULES, found).ceiling == "XS"


async def test_a_draft_is_its_writers_own(world: World) -> None:
    """What is not submitted is in nobody's evidence; how far it has come is still counted."""
    await grade(world, MEMBER, "kem")
    review, person, now = await world.review(), world.people[MEMBER].id, world.talk.now
    async with world.db.write() as tx:
        await assessments.save_note(tx, review.id, person, "c:duties", "Chưa cho ai xem.")
        await assessments.save_own_level(tx, review.id, person, "HN", 0, now)
        await assessments.withdraw(tx, review.id, person, now)
        counted = await gather(tx, RULES, world.branch, review, TODAY, drafts=True)
    draft = (await evidence(world, MEMBER)).assessment
    assert (draft.grades, draft.own_level, draft.notes) == ({}, None, {})
    assert draft.answered_at == now
    assert progress(RULES, counted[person])[0] > 0


async def test_the_own_view_looks_past_being_heard(world: World) -> None:
    """Before submitting a member sees what his answers come to, not that he was not heard."""
    found = await evidence(world, MEMBER)
    assert ceiling(RULES, found).status is Status.NOT_RATED
    assert own_view(RULES, found).ceiling == "XS"


async def test_what_the_guideline_does_not_know_is_left_out(world: World) -> None:
    """Facts and grades of another guideline, or of an older version, do no harm."""
    await world.tell(
        MEMBER,
        {"nonsense": "true", "disciplined": '"perhaps"', "targets_done": "900", "heard": "[1]"},
    )
    review, person = await world.review(), world.people[MEMBER].id
    async with world.db.write() as tx:
        for criterion, mark in (("gone", "tot"), ("duties", "great"), ("targets", "tot")):
            await assessments.save_grade(tx, review.id, person, criterion, mark, 0, world.talk.now)
        await assessments.submit(tx, review.id, person, world.talk.now)
    found = await evidence(world, MEMBER)
    assert not {"nonsense", "disciplined", "targets_done"} & set(found.said)
    assert advised(RULES, once_heard(RULES, found)).ceiling == "HTT"  # by the one good grade
    done, _ = progress(RULES, found)
    assert done == 1


async def test_the_guideline_of_a_review(world: World) -> None:
    """A review names its guideline, and its base where it is laid over one."""
    assert ruleset_of(world.talk.house, await world.review()) == RULES


async def test_the_committee_advises_beside_him(world: World) -> None:
    """Its grades give a level of their own, apart from his, and none while it gave none; neither
    moves the ceiling."""
    await world.tell(MEMBER, PLAIN)
    await grade(world, MEMBER, "xuat_sac")
    before = once_heard(RULES, await evidence(world, MEMBER))
    assert advised_by_committee(RULES, before) is None
    review = await world.review()
    async with world.db.write() as tx:
        for criterion in RULES.criteria(Kind.MEMBER):
            await appraisals.save_grade(
                tx, review.id, world.people[MEMBER].id, criterion.id, "trung_binh",
                world.people[NEW].id, world.talk.now,
            )  # fmt: skip
    found = once_heard(RULES, await evidence(world, MEMBER))
    committee = advised_by_committee(RULES, found)
    assert committee is not None
    assert committee.ceiling == "HN"
    assert advised(RULES, found) == advised(RULES, before)
    assert ceiling(RULES, found) == ceiling(RULES, before)


async def test_a_suggestion_is_a_fact(world: World) -> None:
    """What was said before gives way while one stands; nobody can set the fact then."""
    await world.tell(MEMBER, PLAIN)
    assert (await evidence(world, MEMBER)).confirmed["review_suggested"] is False
    review = await world.review()
    async with world.db.write() as tx:
        await suggestions.suggest(
            tx, review.id, world.people[MEMBER].id, "Giải trình.", "Đảng ủy", None, world.talk.now
        )
    found = await evidence(world, MEMBER)
    assert found.confirmed["review_suggested"] is True
    assert "review_suggested" in found.given
    assert "review_suggested" not in (await evidence(world, NEW)).given
