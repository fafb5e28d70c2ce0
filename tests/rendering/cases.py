"""The papers that are rendered: every form, blank and filled with the longest there is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bot.documents import File, make
from conversations.dossier.blanks import blank_forms
from conversations.dossier.model import (
    Called,
    Cancellation,
    Counted,
    Data,
    Figure,
    Heading,
    Heard,
    Invitation,
    Invitations,
    Line,
    Minutes,
    Notice,
    OpinionRequest,
    Paper,
    PaperBallots,
    Part,
    Person,
    Presence,
    Protocol,
    Review,
    Row,
    Scale,
    Suggested,
    Summary,
)
from rules import Asks, load_library
from storage.roll import Branch

AT = datetime(2026, 12, 5, 14, 0, tzinfo=UTC)
LIBRARY = load_library()
BRANCH = Branch(
    1,
    "Chi bộ Trung tâm Phát triển quỹ đất, Văn phòng Đăng ký đất đai khu vực Hòa Thạnh – Tân Phú",
    "Đảng bộ Các cơ quan Đảng, đoàn thể và Ủy ban nhân dân phường Hòa Thạnh",
)
NAME = "Công Tằng Tôn Nữ Thị Huyền Trang"
MANY = 60
SENTENCE = (
    "Tôi luôn chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước, "
    "nghiêng về phía người dân khi giải quyết công việc; còn nể nang, né tránh, ngại va chạm. "
)
LONG = "\n".join(SENTENCE * 6 for _ in range(4))
NOTE = (
    "Chưa đạt mức “Hoàn thành xuất sắc nhiệm vụ”: Công chức, viên chức phải được cơ quan xếp loại "
    "Hoàn thành xuất sắc nhiệm vụ (mục II.B.2.3.1)"
)
HEADING = Heading(BRANCH.name, BRANCH.upper or "", "", "Thành phố Hồ Chí Minh", date(2026, 12, 5))
"""The longest heading there may be."""


@dataclass(frozen=True, slots=True)
class Case:
    """A file to be rendered, and how many pages it may have at least and at most."""

    name: str
    file: File
    least: int = 1
    most: int = 1


def cases() -> Iterator[Case]:
    """Every form of every guideline blank, those of whole ones with empty answers and filled; the
    cards."""
    for ruleset in LIBRARY.ids:
        for blank in blank_forms(LIBRARY.get(ruleset), BRANCH, 2026, AT):
            name = f"{ruleset}-{blank.form.id}"
            yield Case(f"{name}-blank", make(blank), 1, 7)
            data = replace(blank.data, heading=HEADING)  # type: ignore[type-var]
            empty = Paper(blank.form, data, AT)
            if not LIBRARY.get(ruleset).base_id:
                yield Case(f"{name}-empty", make(empty), 1, 6)
                filled = replace(empty, data=_filled(data))
                yield Case(f"{name}-filled", make(filled), 1, _MOST.get(type(data), 12))
    cards = Invitations(BRANCH.name, "tusoi_bot", tuple(_cards()))
    yield Case("invitations", make(Paper(replace(blank.form, id="x"), cards, AT)), 10, 16)


_MOST: dict[type[Data], int] = {Review: 30, Minutes: 30, Summary: 16, Cancellation: 2, Notice: 3}


def _filled(data: Data) -> Data:
    """The paper with long names, long texts and sixty people."""
    scale: Scale = data.scale  # type: ignore[union-attr]
    best, second = scale.levels[0].id, scale.levels[1].id
    votes = {level.id: 0 for level in scale.levels} | {best: 47}
    person = Person(NAME, birth=date(1941, 2, 3), posts=("Phó bí thư", "Chi ủy viên"))
    match data:
        case Review():
            fields = tuple(replace(one, value=f"{NAME}, {one.label}") for one in data.fields)
            return replace(
                data,
                fields=fields,
                parts=_parts(data.parts, scale),
                about=NAME,
                signer=NAME,
                written_by=NAME,
            )
        case OpinionRequest():
            return replace(data, to=(f"Đảng ủy {BRANCH.name}", "Chi ủy nơi cư trú"))
        case PaperBallots():
            every = tuple(level.id for level in scale.levels)
            lines = tuple(Line(n, f"{NAME} {n}", every[n % 2 :]) for n in range(1, MANY + 1))
            return replace(data, lines=lines, copies=3)
        case Protocol():
            return replace(
                data,
                opened=AT,
                ended=AT,
                at="Hội trường Ủy ban nhân dân phường Hòa Thạnh",
                summoned=60,
                excused=2,
                present=58,
                issued=58,
                returned=58,
                valid=57,
                invalid=1,
                paper=(9, 9),
                needed=30,
                majority="tổng số đảng viên chính thức được triệu tập",
                counted=tuple(_counted(votes, best)),
                chair=NAME,
                tellers=(NAME, "Nguyễn Thị Nghĩa", NAME),
                codes=tuple(f"K{n:03}-{n * 7919 % 9973:04}" for n in range(1, MANY)),
            )
        case Minutes():
            called = tuple(
                Called(f"{NAME} {n}", list(Presence)[n % 3], "Nằm viện" * (n % 3))
                for n in range(1, MANY + 1)
            )
            return replace(
                data,
                opened=AT,
                ended=AT,
                at="Hội trường Ủy ban nhân dân phường Hòa Thạnh",
                chair=NAME,
                clerk=NAME,
                called=called,
                agenda=("Kiểm điểm", SENTENCE, "Bỏ phiếu kín"),
                heard=tuple(Heard(NAME, best, SENTENCE * 3, SENTENCE) for _ in range(MANY)),
                results=tuple(_counted(votes, best)),
                returned=58,
                quota=NOTE,
            )
        case Summary():
            rows = tuple(
                Row(n, replace(person, name=f"{NAME} {n}"), best, second, votes, 2, second, (NOTE,))
                for n in range(1, MANY + 1)
            )
            unrated = (Row(1, person, notes=(NOTE, NOTE)),)
            return replace(data, rows=rows, unrated=unrated, returned=58, quota=NOTE, signer=NAME)
        case Notice():
            return replace(
                data,
                person=person,
                level=second,
                own=best,
                votes=votes,
                blank=2,
                returned=58,
                grounds=(NOTE, NOTE),
                signer=NAME,
            )
        case Cancellation():
            return replace(data, year=2025, person=person, old=best, new=second, grounds=(NOTE,))
        case _:
            return data


def _parts(parts: tuple[Part, ...], scale: Scale) -> tuple[Part, ...]:
    grades = scale.grades
    return tuple(
        replace(
            part,
            text=LONG if part.asks in {Asks.TEXT, Asks.OPINION} else "",
            graded=tuple(
                replace(one, grade=grades[place % len(grades)].id, note=SENTENCE)
                for place, one in enumerate(part.graded)
            ),
            figures=(Figure("Số chỉ tiêu, nhiệm vụ được giao", "12"),)
            if part.asks is Asks.TARGETS
            else (),
            suggested=(Suggested(SENTENCE, "Đảng ủy phường", LONG),)
            if part.asks is Asks.SUGGESTIONS
            else (),
            level=scale.levels[0].id if part.asks is Asks.LEVEL else None,
        )
        for part in parts
    )


def _counted(votes: dict[str, int], result: str) -> Iterator[Counted]:
    for number in range(1, MANY + 1):
        yield Counted(number, f"{NAME} {number}", votes, 10, result)


def _cards() -> Iterator[Invitation]:
    for number in range(1, MANY + 1):
        link = f"https://t.me/tusoi_bot?start=i{number:022}"
        yield Invitation(f"{NAME} {number}", link, 1941, date(2026, 12, 31))
