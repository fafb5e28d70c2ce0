"""Four complete self-assessments as people saw them, kept as text beside this module.

    python -m tests.end_to_end.golden

writes the texts anew.  Read the difference aloud before keeping it: they are what a secretary
could be shown.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from bot.sandbox import Kind, Person, Record
from storage import assessments, reviews, roll, suggestions
from storage.reviews import Source, Stage
from storage.roll import BranchDraft, PersonDraft, Role, Standing
from tests.end_to_end.world import HTT, XS, World, world

FOLDER: Final = Path(__file__).parent
SECRETARY: Final = "Trần Văn Hòa"


@dataclass(frozen=True)
class Case:
    """A member, the guideline and year, what is known of him before, and what he does."""

    name: str
    ruleset: str
    year: int
    play: Callable[[Person], Awaitable[None]]
    member: PersonDraft
    branch: str = "Chi bộ 3"
    upper: str | None = "Đảng ủy phường"
    facts: Mapping[str, str] = field(default_factory=dict)
    suggestion: str = ""
    earlier: Mapping[str, str] = field(default_factory=dict)


async def grade(person: Person, grades: str) -> None:
    """Grade criterion after criterion: X xuất sắc, T tốt, B trung bình, K kém."""
    words = {"X": "Xuất sắc", "T": "Tốt", "B": "Trung bình", "K": "Kém"}
    for letter in grades:
        await person.tap(words[letter])


async def member(person: Person) -> None:
    """A member without a post: a note, a look at a whole text, figures, one written part."""
    await person.send("/tudanhgia")
    await person.tap("Không")
    await person.tap("Không")
    await grade(person, "T")
    await person.tap("Xem đầy đủ")
    await grade(person, "X")
    await person.tap("Ghi chú")
    await person.write("Dự đủ 12 buổi sinh hoạt chi bộ, đóng đảng phí đúng hạn.")
    await person.tap("Về câu 3")
    await grade(person, "XT")
    await person.tap("Lưu và nghỉ")
    await person.tap("Làm tiếp")
    await grade(person, "TXXTT")
    await person.write("12")
    await person.tap("Cả 12")
    await person.tap(HTT)
    await person.tap("Phần viết")
    await person.tap("Viết lần lượt")
    await person.write(
        "Trung thành với đường lối của Đảng; vận động gia đình, bà con cùng chấp hành."
    )
    await person.write("Gương mẫu trong phong trào của tổ dân phố.")
    await person.tap("Xem tổng hợp")
    await person.tap("Nộp")


async def leader(person: Person) -> None:
    """A civil servant in a leading post: claims more than is allowed, answers a suggestion."""
    await person.send("/tudanhgia")
    for _ in range(3):
        await person.tap("Có")
    await grade(person, "XXXXXXXXXXTXXXXXXXX")
    await person.write("hai mươi")
    await person.write("20 việc")
    await person.tap("Cả 20")
    await person.tap(XS)
    await person.tap("Nộp")
    await person.tap("Giải trình gợi ý")
    await person.write(
        "Dự án chậm do vướng mặt bằng; đã xong trong tháng 10, xin nhận trách nhiệm."
    )
    await person.tap("Xem tổng hợp")
    await person.tap("Đổi mức tự nhận")
    await person.tap(HTT)
    await person.tap("Xem đầy đủ")
    await person.tap("Về bản tổng hợp")
    await person.tap("Nộp")


async def student(person: Person) -> None:
    """A student: his marks, told by the office, hold him below what his grades would allow."""
    await person.send("/tudanhgia")
    await person.tap("Không")
    await person.tap("Không")
    await grade(person, "XXXXXXXXX")
    await person.tap("Bỏ qua")
    await person.tap("4")
    await person.tap("Tốt")
    await person.tap("Chọn mức tự nhận")
    await person.tap(HTT)
    await person.tap("Nộp")
    await person.tap("Rút về để sửa")
    await person.tap("Nộp")


async def retired(person: Person) -> None:
    """A retired member of eighty-one: nothing typed, last year's words taken over."""
    await person.send("/tudanhgia")
    await person.tap("Không")
    await person.tap("Chưa rõ")
    await grade(person, "TTTT")
    await person.tap("Câu trước")
    await person.tap("Xuất sắc")
    while person.screen.text.startswith("Câu "):
        his = "chỉ dành cho" not in person.screen.text
        await person.tap("Tốt" if his else "Bỏ qua")
    await person.tap("Bỏ qua")
    await person.tap(HTT)
    await person.tap("Phần viết")
    await person.tap("Lấy lại bản năm 2022")
    await person.tap("Về bản tổng hợp")
    await person.tap("Nộp")


CASES: Final = (
    Case(
        "member",
        "can-tho-2018",
        2018,
        member,
        PersonDraft("2", "Phạm Thị Bình", birth_year=1968, joined=date(1996, 5, 19)),
        facts={"is_civil_servant": "false", "disciplined": "false", "sick_leave_months": "0",
               "degradation_concluded": "false", "review_suggested": "false"},
    ),
    Case(
        "leader",
        "can-tho-2018",
        2018,
        leader,
        PersonDraft("2", "Lê Văn An", birth_year=1975, joined=date(2001, 2, 3),
                    roles=frozenset({Role.DEPUTY})),
        facts={"is_civil_servant": "true", "office_level": '"HTT"', "disciplined": "false",
               "sick_leave_months": "0", "degradation_concluded": "false"},
        suggestion="Làm rõ trách nhiệm trong việc chậm tiến độ công trình nhà văn hóa phường.",
    ),
    Case(
        "student",
        "dhyd-can-tho-2018",
        2018,
        student,
        PersonDraft("2", "Lý Thị Em", birth_year=1997, joined=date(2017, 9, 2),
                    standing=Standing.PROBATIONARY),
        branch="Chi bộ Sinh viên Y khóa 41",
        upper="Đảng ủy Trường",
        facts={"programme": '"chinh_quy_tin_chi"', "transferred_in": "false",
               "conduct_score": "85", "average_4": "3.1", "failed_courses": '"none"',
               "failed_share": "0", "fees": '"paid"', "is_civil_servant": "false",
               "disciplined": "false", "sick_leave_months": "0", "targets_done": "100",
               "degradation_concluded": "false", "review_suggested": "false"},
    ),
    Case(
        "retired",
        "sao-do-2023",
        2023,
        retired,
        PersonDraft("2", "Nguyễn Văn Sáu", birth_year=1942, joined=date(1968, 3, 2)),
        branch="Chi bộ khu dân cư số 5",
        facts={"is_civil_servant": "false", "temporary_activity": '"none"',
               "review_suggested": "false"},
        earlier={"p:02-shortcomings": "Tuổi cao nên có buổi sinh hoạt còn vắng."},
    ),
)  # fmt: skip


async def transcript(case: Case) -> str:
    """What the member saw and did, from his first tap to his last, in the real application."""
    with TemporaryDirectory() as folder:
        start = datetime(case.year, 12, 3, 1, 0, tzinfo=UTC)
        async with world(Path(folder), start=start) as town:
            person = await _prepared(town, case)
            before = len(town.sandbox.transcript.visible)
            await case.play(person)
            records = town.sandbox.transcript.visible[before:]
    return _readable(case, [one for one in records if one.chat == case.member.full_name])


async def _prepared(town: World, case: Case) -> Person:
    """His phone, linked, with the year's review open and what is known of him told."""
    secretary = PersonDraft("1", SECRETARY, birth_year=1960, roles=frozenset({Role.SECRETARY}))
    person = town.sandbox.person(case.member.full_name)
    async with town.db.write() as tx:
        now = town.now
        draft = BranchDraft(case.branch, case.upper)
        change = await roll.write_roll(tx, draft, [secretary, case.member], None, now)
        who = next(one.id for one in change.added if one.full_name == case.member.full_name)
        if case.earlier:
            past = await reviews.open_review(
                tx, change.branch.id, case.year - 1, case.ruleset, None, None, now
            )
            for item, text in case.earlier.items():
                await assessments.save_note(tx, past.id, who, item, text)
            await reviews.set_stage(tx, past.id, Stage.CLOSED, None, now)
        review = await reviews.open_review(
            tx, change.branch.id, case.year, case.ruleset, None, None, now
        )
        for fact, value in case.facts.items():
            await reviews.record_fact(
                tx, review.id, who, fact, value, Source.SECRETARY, None, now, True
            )
        if case.suggestion:
            await suggestions.suggest(
                tx, review.id, who, case.suggestion, "Đảng ủy phường", None, now
            )
        token = await roll.issue_invite(tx, who, now, _MONTH, None)
        await roll.use_invite(tx, token, person.id, None, now)
    await person.start()
    return person


_MONTH: Final = datetime(2018, 2, 1, tzinfo=UTC) - datetime(2018, 1, 1, tzinfo=UTC)
_DOES: Final = {Kind.TAP: "chạm", Kind.MESSAGE: "gửi"}
_SAYS: Final = {Kind.TOAST: " (báo nhanh)", Kind.ALERT: " (báo nhanh)", Kind.EDIT: " (sửa tin)"}


def _readable(case: Case, records: list[Record]) -> str:
    head = f"{case.member.full_name} · {case.ruleset} · {case.year}"
    return "\n\n".join([f"{head}\n{'=' * len(head)}", *map(_told, records)]) + "\n"


def _told(record: Record) -> str:
    if not record.by_bot and record.kind in _DOES:
        return f"▸ {record.author} {_DOES[record.kind]}: {record.text}"
    if record.kind is Kind.DELETE:
        return "Tự Soi (xóa tin cũ)"
    rows = ["    " + "  ".join(f"[ {label} ]" for label in row) for row in record.buttons]
    lines = [f"    {line}".rstrip() for line in record.text.split("\n")]
    tail = ["", *rows] if rows else []
    return "\n".join([f"Tự Soi{_SAYS.get(record.kind, '')}", *lines, *tail])


def path_of(case: Case) -> Path:
    """The file that holds what was read aloud and kept."""
    return FOLDER / f"{case.name}.txt"
