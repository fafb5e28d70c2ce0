"""Which fields each paper has."""

from collections.abc import Sequence
from typing import assert_never

from conversations.dossier.digest import digest
from conversations.dossier.model import (
    Cancellation,
    Contents,
    Counted,
    Invitations,
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
    Summary,
)
from conversations.dossier.naming.fields import BOX, CROSSED, Fields, Told, number
from conversations.words import Words
from rules.forms import Asks

_NOT_OFFERED = "–"
_BOXED = "o"


def fields(paper: Paper) -> Fields:
    """Every field of the paper; TypeError: it is not made on a form."""
    found = Fields(Words("vi", paper.time_zone))
    data = paper.data
    if isinstance(data, Invitations | Contents):
        raise TypeError("this paper is not made on a form")
    _common(found, paper)
    match data:
        case Review():
            _review(found, data)
        case OpinionRequest():
            found.word("noi_nhan", "; ".join(data.to))
            _parts(found, data.parts, data.scale)
        case PaperBallots():
            _ballots(found, data)
        case Protocol():
            _protocol(found, data)
        case Minutes():
            _minutes(found, data)
        case Summary():
            _summary(found, data)
        case Notice():
            _notice(found, data)
        case Cancellation():
            _cancellation(found, data)
        case _:
            assert_never(data)
    return found


def _common(found: Fields, paper: Paper) -> None:
    data, t = paper.data, found.t
    assert not isinstance(data, Invitations)
    heading = data.heading
    day = heading.day
    found.word("cap_tren", heading.upper)
    found.word("chi_bo", heading.branch)
    found.word("so", heading.number)
    found.word("dia_danh", heading.place)
    found.word("ngay", f"{day.day:02}" if day else "")
    found.word("thang", f"{day.month:02}" if day else "")
    found.word("nam", str(day.year) if day else "")
    found.word("nam_danh_gia", str(data.year or ""))
    found.word("lap_luc", t.moment(paper.made_at))
    found.word("ma_du_lieu", digest(paper))


def _review(found: Fields, review: Review) -> None:
    for place, one in enumerate(review.fields, 1):
        found.word(f"muc_{place}", one.value, one.label)
    found.word("don_vi", review.about)
    found.word("nguoi_danh_gia", review.rater)
    found.word("nguoi_ky", review.signer)
    found.word("nguoi_ghi_ho", review.written_by)
    _parts(found, review.parts, review.scale)


def _parts(found: Fields, parts: Sequence[Part], scale: Scale) -> None:
    """The parts of a form: ``phan_7`` is the seventh of all that the form may have."""
    for part in parts:
        name, says = f"phan_{part.place}", _heading(found.t, part)
        match part.asks:
            case Asks.HEADING:
                pass
            case Asks.TEXT | Asks.OPINION:
                found.word(name, part.text, says)
            case Asks.TARGETS:
                figures = [(one.name, one.value) for one in part.figures]
                found.table(name, ("ten", "gia_tri"), figures, says)
            case Asks.SUGGESTIONS:
                found.table(
                    name,
                    ("so", "noi_dung", "noi_goi_y", "giai_trinh"),
                    [
                        (place, one.text, one.origin, one.answer)
                        for place, one in enumerate(part.suggested, 1)
                    ],
                    says,
                )
            case Asks.LEVEL:
                found.word(name, scale.level(part.level), says)
                found.boxes(name, scale.levels, part.level, says)
            case Asks.GRADES:
                _grades(found, part, scale, name, says)


def _grades(found: Fields, part: Part, scale: Scale, name: str, says: str) -> None:
    """One row of boxes for the heading above, or a list of criteria."""
    if len(part.graded) == 1 and not part.graded[0].name:
        found.boxes(name, scale.grades, part.graded[0].grade, says)
        return
    names = {one.id: one.name for one in scale.grades}
    boxes = [
        Told(f"{_BOXED}_{place}", found.t.plain("box: {what}", what=one.name))
        for place, one in enumerate(scale.grades, 1)
    ]
    lines = [
        (
            place,
            one.name,
            one.group,
            names.get(one.grade or "", ""),
            one.note,
            *(CROSSED if grade.id == one.grade else BOX for grade in scale.grades),
        )
        for place, one in enumerate(part.graded, 1)
    ]
    found.table(name, ("so", "ten", "nhom", "cap_do", "ghi_chu", *boxes), lines, says)


def _heading(t: Words, part: Part) -> str:
    if part.number and part.heading:
        return t.plain("{number}. {heading}", number=part.number, heading=part.heading)
    return part.heading or part.number or t.plain("(boxes of the part above)")


def _ballots(found: Fields, ballots: PaperBallots) -> None:
    levels = ballots.scale.levels
    found.word("so_to", ballots.copies)
    found.word("chon_nhieu_nhat", number(ballots.places))
    boxes = [
        Told(f"{_BOXED}_{place}", found.t.plain("box: {what}", what=one.name))
        for place, one in enumerate(levels, 1)
    ]
    lines = [
        (
            one.number,
            one.name,
            *(BOX if level.id in one.options else _NOT_OFFERED for level in levels),
        )
        for one in ballots.lines
    ]
    found.table("dong", ("so", "ho_ten", *boxes), lines)


def _protocol(found: Fields, protocol: Protocol) -> None:
    t = found.t
    issued, returned = protocol.paper or (None, None)
    found.word("bat_dau", t.moment(protocol.opened) if protocol.opened else "")
    found.word("ket_thuc", t.moment(protocol.ended) if protocol.ended else "")
    found.word("dia_diem", protocol.at)
    for name, value in (
        ("trieu_tap", protocol.summoned),
        ("vang_co_ly_do", protocol.excused),
        ("co_mat", protocol.present),
        ("phat_ra", protocol.issued),
        ("thu_ve", protocol.returned),
        ("hop_le", protocol.valid),
        ("khong_hop_le", protocol.invalid),
        ("giay_phat_ra", issued),
        ("giay_thu_ve", returned),
        ("can_phieu", protocol.needed),
        ("chon_nhieu_nhat", protocol.places),
    ):
        found.word(name, number(value))
    found.word("da_so", protocol.majority)
    found.word("chu_toa", protocol.chair)
    found.table("to_kiem_phieu", ("ten",), [(one,) for one in protocol.tellers])
    _results(found, protocol.scale, protocol.counted)
    found.word("ma_bien_nhan", ", ".join(protocol.codes))


def _results(found: Fields, scale: Scale, counted: Sequence[Counted]) -> None:
    lines = [
        (
            one.number,
            one.name,
            *(number(one.votes.get(level.id)) for level in scale.levels),
            number(one.blank),
            scale.level(one.result),
        )
        for one in counted
    ]
    found.table("ket_qua", ("so", "ho_ten", *found.votes(scale), "trong", "muc"), lines)


def _minutes(found: Fields, minutes: Minutes) -> None:
    t = found.t
    found.word("bat_dau", t.moment(minutes.opened) if minutes.opened else "")
    found.word("ket_thuc", t.moment(minutes.ended) if minutes.ended else "")
    found.word("dia_diem", minutes.at)
    found.word("chu_toa", minutes.chair)
    found.word("thu_ky", minutes.clerk)
    found.table(
        "diem_danh",
        ("so", "ho_ten", "co_mat", "vang_co_phep", "vang_khong_phep", "ly_do"),
        [
            (
                place,
                one.name,
                *("x" if one.presence is which else "" for which in Presence),
                one.reason,
            )
            for place, one in enumerate(minutes.called, 1)
        ],
    )
    found.table("chuong_trinh", ("so", "noi_dung"), list(enumerate(minutes.agenda, 1)))
    found.table(
        "phat_bieu",
        ("so", "ho_ten", "tu_nhan", "y_kien", "ket_luan"),
        [
            (place, one.name, minutes.scale.level(one.own), one.remark, one.conclusion)
            for place, one in enumerate(minutes.heard, 1)
        ],
    )
    _results(found, minutes.scale, minutes.results)
    found.word("thu_ve", number(minutes.returned))
    found.word("ty_le", minutes.quota)


def _summary(found: Fields, summary: Summary) -> None:
    level = summary.scale.level

    def whose(one: Row) -> tuple[object, ...]:
        return one.number, one.person.name, _birth(found.t, one.person), _posts(one.person)

    found.table(
        "dong",
        (
            *("so", "ho_ten", "nam_sinh", "chuc_vu", "tu_nhan", "chi_uy"),
            *found.votes(summary.scale),
            *("trong", "de_xuat", "nhan_xet", "ghi_chu"),
        ),
        [
            (
                *whose(one),
                level(one.own),
                level(one.committee),
                *(number(one.votes.get(each.id)) for each in summary.scale.levels),
                number(one.blank),
                level(one.proposal),
                one.remark,
                "\n".join(one.notes),
            )
            for one in summary.rows
        ],
    )
    found.table(
        "khong_xep_loai",
        ("so", "ho_ten", "nam_sinh", "chuc_vu", "ghi_chu"),
        [(*whose(one), "\n".join(one.notes)) for one in summary.unrated],
    )
    found.word("thu_ve", number(summary.returned))
    found.word("ty_le", summary.quota)
    found.word("nguoi_ky", summary.signer)


def _notice(found: Fields, notice: Notice) -> None:
    level, person = notice.scale.level, notice.person
    found.word("ho_ten", person.name if person else "")
    found.word("nam_sinh", _birth(found.t, person) if person else "")
    found.word("chuc_vu", _posts(person) if person else "")
    found.word("muc", level(notice.level))
    found.word("tu_nhan", level(notice.own))
    for told, each in zip(found.votes(notice.scale), notice.scale.levels, strict=True):
        found.word(told.name, number(notice.votes.get(each.id)), told.says)
    found.word("trong", number(notice.blank))
    found.word("thu_ve", number(notice.returned))
    found.table("can_cu", ("noi_dung",), [(one,) for one in notice.grounds])
    found.word("van_ban", notice.guideline)
    found.word("nguoi_ky", notice.signer)


def _cancellation(found: Fields, decision: Cancellation) -> None:
    level, person = decision.scale.level, decision.person
    found.word("ho_ten", person.name if person else decision.unit)
    found.word("muc_cu", level(decision.old))
    found.word("muc_moi", level(decision.new))
    found.table("can_cu", ("noi_dung",), [(one,) for one in decision.grounds])


def _birth(t: Words, person: Person) -> str:
    return t.date(person.birth) if person.birth else number(person.birth_year)


def _posts(person: Person) -> str:
    return ", ".join(person.posts)
