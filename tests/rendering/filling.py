"""A form filled in with the longest there is: names, texts, a crowded branch."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from conversations.dossier.model import (
    Called,
    Cancellation,
    Counted,
    Data,
    Figure,
    Heading,
    Heard,
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
from rules import Asks
from storage.roll import Branch

AT = datetime(2026, 12, 5, 14, 0, tzinfo=UTC)
BRANCH = Branch(
    1,
    "Chi bộ Trung tâm Phát triển quỹ đất, Văn phòng Đăng ký đất đai khu vực Hòa Thạnh – Tân Phú",
    "Đảng bộ Các cơ quan Đảng, đoàn thể và Ủy ban nhân dân phường Hòa Thạnh",
)
NAME = "Công Tằng Tôn Nữ Thị Huyền Trang"
SENTENCE = (
    "Tôi luôn chấp hành nghiêm chủ trương, đường lối của Đảng, chính sách, pháp luật của Nhà nước, "
    "nghiêng về phía người dân khi giải quyết công việc; còn nể nang, né tránh, ngại va chạm. "
)
LONG = SENTENCE * 6 + "\n"
NOTE = (
    "Chưa đạt mức “Hoàn thành xuất sắc nhiệm vụ”: Công chức, viên chức phải được cơ quan xếp loại "
    "Hoàn thành xuất sắc nhiệm vụ (mục II.B.2.3.1)"
)
HEADING = Heading(BRANCH.name, BRANCH.upper or "", "", "Thành phố Hồ Chí Minh", date(2026, 12, 5))
"""The longest heading there may be."""


def filled(paper: Paper, *, people: int, paragraphs: int) -> Paper:
    """A blank form filled in: so many people, so many paragraphs for every question."""
    data = replace(paper.data, heading=HEADING)  # type: ignore[type-var]
    return Paper(paper.form, _filled(data, people, LONG * paragraphs), paper.made_at)


def _filled(data: Data, people: int, text: str) -> Data:
    """The data with long names and texts."""
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
                parts=_parts(data.parts, scale, text),
                about=NAME,
                signer=NAME,
                written_by=NAME,
            )
        case OpinionRequest():
            return replace(data, to=(f"Đảng ủy {BRANCH.name}", "Chi ủy nơi cư trú"))
        case PaperBallots():
            every = tuple(level.id for level in scale.levels)
            lines = tuple(Line(n, f"{NAME} {n}", every[n % 2 :]) for n in range(1, people + 1))
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
                counted=tuple(_counted(votes, best, people)),
                chair=NAME,
                tellers=(NAME, "Nguyễn Thị Nghĩa", NAME),
                codes=tuple(f"K{n:03}-{n * 7919 % 9973:04}" for n in range(1, people)),
            )
        case Minutes():
            called = tuple(
                Called(f"{NAME} {n}", list(Presence)[n % 3], "Nằm viện" * (n % 3))
                for n in range(1, people + 1)
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
                heard=tuple(Heard(NAME, best, SENTENCE * 3, SENTENCE) for _ in range(people)),
                results=tuple(_counted(votes, best, people)),
                returned=58,
                quota=NOTE,
            )
        case Summary():
            rows = tuple(
                Row(
                    n,
                    replace(person, name=f"{NAME} {n}"),
                    best,
                    second,
                    votes,
                    2,
                    second,
                    (NOTE,),
                    SENTENCE if n % 30 else text[:4000],
                )
                for n in range(1, people + 1)
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


def _parts(parts: tuple[Part, ...], scale: Scale, text: str) -> tuple[Part, ...]:
    grades = scale.grades
    return tuple(
        replace(
            part,
            text=text if part.asks in {Asks.TEXT, Asks.OPINION} else "",
            graded=tuple(
                replace(one, grade=grades[place % len(grades)].id, note=SENTENCE)
                for place, one in enumerate(part.graded)
            ),
            figures=(Figure("Số chỉ tiêu, nhiệm vụ được giao", "12"),)
            if part.asks is Asks.TARGETS
            else (),
            suggested=(Suggested(SENTENCE, "Đảng ủy phường", text),)
            if part.asks is Asks.SUGGESTIONS
            else (),
            level=scale.levels[0].id if part.asks is Asks.LEVEL else None,
        )
        for part in parts
    )


def _counted(votes: dict[str, int], result: str, people: int) -> Iterator[Counted]:
    for number in range(1, people + 1):
        yield Counted(number, f"{NAME} {number}", votes, 10, result)
