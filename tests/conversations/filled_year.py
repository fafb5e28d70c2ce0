"""A branch's year with everything that its papers tell, written into a real database.

Ten people: a secretary, a deputy (committee), a teller, a probationary member, one who types with
the secretary's help.  Eight vote by phone, two on paper.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from conversations.context import House
from conversations.dossier.collecting import Year, open_year
from rules import Kind, load_library, parts_for, self_review_form
from storage import appraisals, assessments, ballots, meetings, remarks, reviews, roll, suggestions
from storage.ballots import Ballot, BallotDraft, BallotSubject, Shows, paper
from storage.ballots.paper import PaperLine
from storage.database import Database
from storage.meetings import Answer, Attendance, Meeting, MeetingPlan
from storage.remarks import Item
from storage.reviews import Review, Source
from storage.roll import Branch, BranchDraft, Person, PersonDraft, Role, Standing
from tests.ready import ready

START = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
LATER = START + timedelta(hours=2)
LIBRARY = load_library()
WITHOUT_PHONE, ILL, YOUNG = "Trần Thị Mai", "Lê Văn Ốm", "Ngô Thị Mới"
MEMBER, CLERK = "Nguyễn Văn An", "Bùi Thị Đếm"
NAMES = (
    "Phạm Văn Bí", "Đỗ Thị Phó", MEMBER, WITHOUT_PHONE, ILL,
    "Vũ Văn Phiếu", CLERK, "Hồ Văn Giấy", "Đặng Thị Lá", YOUNG,
)  # fmt: skip
ROLES = {
    0: frozenset({Role.SECRETARY, Role.COMMITTEE}),
    1: frozenset({Role.DEPUTY, Role.COMMITTEE}),
    5: frozenset({Role.TELLER}),
}
WROTE = "Tôi chấp hành nghiêm chủ trương, đường lối của Đảng."
NOTE = "Được khen ở phường <b>Hòa Thạnh</b> & khu phố."


@dataclass
class FilledYear:
    """The files, the branch, and what was entered."""

    house: House
    branch: Branch
    review: Review
    people: dict[str, Person]
    meeting: Meeting
    ballot: Ballot

    @asynccontextmanager
    async def year(self) -> AsyncIterator[Year]:
        """The year, read in one transaction."""
        async with self.house.db.read() as tx:
            yield await open_year(tx, self.house, self.branch, self.review, LATER)


@asynccontextmanager
async def a_filled_year(
    folder: Path, ruleset_id: str = "can-tho-2018"
) -> AsyncIterator[FilledYear]:
    """The branch after its ballot was counted."""
    ready(folder / "data")
    db = await Database.open(folder / "data", folder / "keys")
    await ballots.recover(db, START)
    house = House(db, LIBRARY, bot_name="tusoi_bot")
    ruleset = LIBRARY.get(ruleset_id)
    try:
        async with db.write() as tx:
            draft = BranchDraft("Chi bộ khu phố 3", "Đảng ủy phường Hòa Thạnh")
            branch = (await roll.write_roll(tx, draft, _drafts(), None, START)).branch
            people = {one.full_name: one for one in await roll.people(tx, branch.id)}
            secretary = people[NAMES[0]].id
            review = await reviews.open_review(
                tx, branch.id, 2026, ruleset_id, None, secretary, START
            )
            for one in people.values():
                await reviews.record_heard(tx, review.id, one.id, True, secretary, START)
            plan = MeetingPlan(START, 120, "Nhà văn hóa khu phố 3", ("Kiểm điểm", "Bỏ phiếu kín"))
            meeting = await meetings.set_meeting(tx, branch.id, plan, secretary, START)
            for name, one in people.items():
                came = Attendance.EXCUSED if name == ILL else Attendance.PRESENT
                await meetings.note_attendance(tx, meeting.id, one.id, came, secretary, START)
            ill = people[ILL].id
            await meetings.reply(tx, meeting.id, ill, Answer.EXCUSED, "Nằm viện", START)
            for fact, value in (("is_civil_servant", "true"), ("office_level", '"HTT"')):
                await reviews.record_fact(
                    tx, review.id, people[CLERK].id, fact, value, Source.OFFICE, None, START, True
                )
            await _write(tx, ruleset, review, people, secretary)
        ballot = await _vote(db, ruleset.levels, branch, review, people)
        yield FilledYear(house, branch, review, people, meeting, ballot)
    finally:
        await db.close()


def _drafts() -> list[PersonDraft]:
    return [
        PersonDraft(
            str(number + 1),
            name,
            birth=date(1975, 3, 8) if name == MEMBER else None,
            birth_year=None if name == MEMBER else 1950 + number,
            joined=date(2026, 9, 2) if name == YOUNG else date(2000, 2, 3),
            standing=Standing.PROBATIONARY if name == YOUNG else Standing.OFFICIAL,
            roles=ROLES.get(number, frozenset()),
        )
        for number, name in enumerate(NAMES)
    ]


async def _write(tx, ruleset, review, people, secretary):  # type: ignore[no-untyped-def]
    """The member's own review, the committee's view of him, what was suggested and said."""
    person = people[MEMBER].id
    form = self_review_form(ruleset, Kind.MEMBER, {})
    assert form is not None
    for part in parts_for(ruleset, Kind.MEMBER, form.id, {}):
        if part.asks.value == "text":
            await assessments.save_note(
                tx, review.id, person, f"p:{part.id}", f"{WROTE} ({part.id})"
            )
    for place, criterion in enumerate(ruleset.criteria(Kind.MEMBER)):
        grade = ruleset.grades[place % 2].id
        await assessments.save_grade(tx, review.id, person, criterion.id, grade, 0, START)
        await appraisals.save_grade(
            tx, review.id, person, criterion.id, ruleset.grades[1].id, secretary, START
        )
    first = ruleset.criteria(Kind.MEMBER)[0].id
    await assessments.save_note(tx, review.id, person, f"c:{first}", NOTE)
    await assessments.save_figures(tx, review.id, person, {"set": 12, "met": 11}, 0, START)
    level = ruleset.levels[0].id
    await assessments.save_own_level(tx, review.id, person, level, 0, START)
    await assessments.submit(tx, review.id, person, START)
    await appraisals.save_level(tx, review.id, person, ruleset.levels[1].id, secretary, START)
    asked = await suggestions.suggest(
        tx, review.id, person, "Làm rõ việc chậm đóng đảng phí.", "Đảng ủy phường", secretary, START
    )
    await assessments.save_note(tx, review.id, person, f"s:{asked.id}", "Tôi đã khắc phục xong.")
    for item, text in (
        (Item.MEETING, "Cần mạnh dạn góp ý hơn."),
        (Item.CONCLUSION, "Nhất trí với bản kiểm điểm."),
        (Item.COMMITTEE, "Chi ủy đề nghị hoàn thành tốt nhiệm vụ."),
    ):
        await remarks.save_remark(tx, review.id, person, item, text, secretary, START)
    typed = people[WITHOUT_PHONE].id
    await assessments.save_own_level(tx, review.id, typed, ruleset.levels[1].id, 0, START)
    await assessments.submit(tx, review.id, typed, START, secretary)


async def _vote(db, levels, branch, review, people):  # type: ignore[no-untyped-def]
    """Two members are voted on: seven of eight cast by phone, two on paper, one paper invalid."""
    ids = {name: one.id for name, one in people.items()}
    every = tuple(level.id for level in levels)
    subjects = (
        BallotSubject(1, ids[MEMBER], MEMBER, every[1:]),
        BallotSubject(2, ids[WITHOUT_PHONE], WITHOUT_PHONE, every),
    )
    on_paper = (ids["Hồ Văn Giấy"], ids["Đặng Thị Lá"])
    phones = tuple(
        ids[name] for name in NAMES if name not in {ILL, YOUNG} and ids[name] not in on_paper
    )
    draft = BallotDraft(
        branch.id, review.id, "member_levels", every, subjects, phones,
        excused=(ids[ILL],), paper_voters=on_paper, shows=Shows.TOTALS,
        tellers=(ids["Vũ Văn Phiếu"], ids[CLERK]),
    )  # fmt: skip
    async with db.write() as tx:
        ballot = await ballots.open_ballot(tx, db.keys, draft, ids[NAMES[0]], START)
    for place, voter in enumerate(phones):
        async with db.write() as tx:
            slot = await ballots.voter_slot(tx, ballot.id, voter)
            marks = {1: every[1]} if place else {}
            await ballots.cast(tx, db.keys, ballot, slot, {**marks, 2: every[0]}, at=START)
    first, second = draft.tellers
    async with db.write() as tx:
        await ballots.begin_closing(tx, ballot.id, first, LATER)
    async with db.write() as tx:
        await paper.put_totals(tx, ballot, 2, 2, 1)
        for subject in subjects:
            votes = {level: int(level == every[1]) for level in subject.options}
            await paper.put_line(tx, ballot, subject.number, PaperLine(votes, 0))
        await paper.hand_over(tx, ballot, first, LATER)
        await paper.confirm(tx, ballot, second, LATER)
    await ballots.count(db, ballot.id, first, LATER)
    async with db.read() as tx:
        found = await ballots.ballot(tx, ballot.id)
    assert found is not None
    return found
