"""The proposal: the ballot's result under the ceiling as it stands now, and the quota over all."""

from datetime import date, timedelta
from pathlib import Path

from conversations.proposals import Proposals, propose
from storage import assessments, reviews
from storage.ballots import Ballot
from tests.conversations.hall import Hall, drafts, hall, name_of

XS, HTT = "Hoàn thành xuất sắc nhiệm vụ", "Hoàn thành tốt nhiệm vụ"
HN, KHT = "Hoàn thành nhiệm vụ", "Không hoàn thành nhiệm vụ"


async def proposals(h: Hall) -> Proposals:
    async with h.house.db.read() as tx:
        return await propose(tx, h.house, h.branch, h.review, h.talk.now.date())


async def voted(h: Hall, *marks: str | None, voters: int = 6) -> Ballot:
    """Everyone votes alike, and the ballot is closed."""
    ballot = await h.open()
    for who in range(voters):
        await h.vote(who, ballot, *marks)
    return await h.close(ballot)


async def settle(h: Hall, who: int) -> None:
    """Confirm that nothing stands against a member: every fact that could is known."""
    for fact, value in (
        ("disciplined", False),
        ("degradation_concluded", False),
        ("targets_done", 100),
        ("sick_leave_months", 0),
        ("is_civil_servant", False),
        ("is_leader", False),
    ):
        await h.fact(who, fact, value)


async def test_the_ballots_majority_is_the_proposal(tmp_path: Path) -> None:
    """More than half of those summoned, less the excused, chose it."""
    async with hall(tmp_path, drafts(6)) as h:
        await voted(h, XS, HTT, HN, KHT, HTT, HTT)
        found = await proposals(h)
        assert [one.level for one in found.rated] == ["XS", "HTT", "HN", "KHT", "HTT", "HTT"]
        assert not any(one.held for one in found.rated)


async def test_no_majority_is_no_proposal(tmp_path: Path) -> None:
    """Three against three, or too few returned: voted again, never decided."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        for who in range(3):
            await h.vote(who, ballot, *[HTT] * 6)
        await h.close(ballot)
        found = await proposals(h)
        assert [one.level for one in found.rated] == [None] * 6
        vote = found.rated[0].vote
        assert vote is not None
        assert (vote.outcome.needed, vote.outcome.best_votes) == (4, 3)


async def test_a_later_fact_holds_the_proposal_and_is_named(tmp_path: Path) -> None:
    """Sick leave confirmed after opening: XS by ballot, HN by proposal, the fact in ``late``."""
    async with hall(tmp_path, drafts(6)) as h:
        ballot = await h.open()
        h.talk.now += timedelta(minutes=1)
        await h.fact(0, "sick_leave_months", 4)
        for who in range(6):
            await h.vote(who, ballot, *[XS] * 6)
        await h.close(ballot)
        one = (await proposals(h)).rated[0]
        assert (one.result, one.level, one.held) == ("XS", "HN", True)
        assert one.late == ("sick_leave_months",)


async def test_a_forced_level_takes_the_place_of_the_result(tmp_path: Path) -> None:
    """A discipline confirmed later forces KHT, whatever the ballot chose."""
    async with hall(tmp_path, drafts(6)) as h:
        await voted(h, *[HTT] * 6)
        await h.fact(3, "disciplined", True)
        await h.fact(3, "discipline_already_counted", False)
        one = (await proposals(h)).rated[3]
        assert (one.result, one.level) == ("HTT", "KHT")
        assert "disciplined" in one.late


async def test_a_fact_taken_back_frees_the_proposal_again(tmp_path: Path) -> None:
    """The proposal follows the facts as they are now, not as they were."""
    async with hall(tmp_path, drafts(6)) as h:
        await voted(h, *[XS] * 6)
        await h.fact(0, "sick_leave_months", 4)
        assert (await proposals(h)).rated[0].level == "HN"
        async with h.house.db.write() as tx:
            await reviews.forget_fact(
                tx, h.review.id, h.people[0].id, "sick_leave_months", None, h.talk.now
            )
        assert (await proposals(h)).rated[0].level == "XS"


async def test_an_unconfirmed_fact_holds_nothing(tmp_path: Path) -> None:
    """What a member says of himself advises; it makes no ceiling."""
    async with hall(tmp_path, drafts(6)) as h:
        await voted(h, *[XS] * 6)
        await h.fact(0, "targets_done", 10, confirmed=False)
        one = (await proposals(h)).rated[0]
        assert one.level == "XS"
        assert one.late == ()


async def test_contradicting_facts_are_left_to_people(tmp_path: Path) -> None:
    """Not a civil servant, yet rated as one: no proposal."""
    async with hall(tmp_path, drafts(6)) as h:
        await voted(h, *[HTT] * 6)
        await h.fact(0, "is_civil_servant", False)
        await h.fact(0, "office_level", "HTT")
        one = (await proposals(h)).rated[0]
        assert one.level is None
        assert one.ceiling.conflicts


async def test_a_revote_takes_the_place_of_the_first(tmp_path: Path) -> None:
    """The undecided are voted again; the decided keep their result."""
    async with hall(tmp_path, drafts(6)) as h:
        first = await h.open()
        for who in range(6):
            await h.vote(who, first, HTT if who % 2 else XS, *[HTT] * 5)
        await h.close(first)
        assert (await proposals(h)).rated[0].level is None
        await voted(h, XS)
        found = await proposals(h)
        assert [one.level for one in found.rated] == ["XS", "HTT", "HTT", "HTT", "HTT", "HTT"]
        assert len(found.ballots) == 2


async def test_own_and_advised_levels_stand_beside_the_vote(tmp_path: Path) -> None:
    """The member's own level and what facts and his grades give are kept apart."""
    async with hall(tmp_path, drafts(6)) as h:
        person = h.people[2].id
        await settle(h, 2)
        async with h.house.db.write() as tx:
            for criterion in h.house.library.get("can-tho-2018").criteria("member"):
                await assessments.save_grade(
                    tx, h.review.id, person, criterion.id, "tot", 0, h.talk.now
                )
            await assessments.save_own_level(tx, h.review.id, person, "XS", 0, h.talk.now)
            await assessments.submit(tx, h.review.id, person, h.talk.now)
        await voted(h, *[HTT] * 6)
        one = (await proposals(h)).rated[2]
        assert (one.own, one.advised.ceiling, one.ceiling.ceiling) == ("XS", "HTT", "XS")


async def test_a_quota_overrun_with_a_tie_is_left_to_people(tmp_path: Path) -> None:
    """Twelve at HTT or above allow two; three propose themselves, two of them tied at the edge."""
    async with hall(tmp_path, drafts(12)) as h:
        ballot = await h.open()
        for who in range(12):
            tied = XS if who < 8 else HTT
            await h.vote(who, ballot, XS, tied, tied, *[HTT] * 9)
        await h.close(ballot)
        quota = (await proposals(h)).quota
        assert quota is not None
        assert (quota.base, quota.limit, quota.strict_limit, quota.over) == (12, 2, 2, 1)
        assert quota.chosen == (str(h.people[0].id),)
        assert set(quota.tied) == {str(h.people[1].id), str(h.people[2].id)}
        assert quota.needs_people
        assert quota.binding == "final"


async def test_under_a_dang_uy_the_quota_is_provisional(tmp_path: Path) -> None:
    """It binds over the whole TCCSĐ; a branch's own figure settles nothing."""
    async with hall(tmp_path, drafts(6), upper="Đảng ủy phường 4") as h:
        await voted(h, *[XS] * 6)
        quota = (await proposals(h)).quota
        assert quota is not None
        assert quota.binding == "provisional"


async def test_the_not_rated_are_apart_even_when_voted_on(tmp_path: Path) -> None:
    """Who turns out not to be rated after the ballot has no proposal and is not in the quota."""
    async with hall(tmp_path, drafts(6, exempt=[5])) as h:
        await voted(h, *[XS] * 5, voters=5)
        found = await proposals(h)
        assert [one.person.full_name for one in found.unrated] == [name_of(5)]
        assert len(found.rated) == 5
        assert found.quota is not None
        assert found.quota.rated == 5


async def test_months_count_to_the_day_of_the_ballot(tmp_path: Path) -> None:
    """Read a year later, the report still counts six months to the meeting's day."""
    rows = drafts(6)
    late = type(rows[5])("6", name_of(5), joined=date(2026, 9, 2))
    async with hall(tmp_path, [*rows[:5], late]) as h:
        await voted(h, *[HTT] * 5)
        h.talk.now += timedelta(days=400)
        assert [one.person.full_name for one in (await proposals(h)).unrated] == [name_of(5)]
