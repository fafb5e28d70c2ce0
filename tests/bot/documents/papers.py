"""Papers made by hand, for what a database need not tell."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from conversations.dossier.forms import head_of, scale_of
from conversations.dossier.model import (
    Called,
    Counted,
    Data,
    FormHead,
    Graded,
    Heading,
    Heard,
    Invitation,
    Invitations,
    Line,
    Minutes,
    Notice,
    Paper,
    PaperBallots,
    Part,
    Person,
    Presence,
    Protocol,
    Review,
    Row,
    Suggested,
    Summary,
)
from rules import Asks, Kind, load_library

AT = datetime(2026, 12, 5, 14, 0, tzinfo=UTC)
LIBRARY = load_library()
RULESET = LIBRARY.get("can-tho-2018")
SCALE = scale_of(RULESET)
XS, HTT, HN, KHT = (level.id for level in SCALE.levels)
HEADING = Heading(
    "Chi bộ khu phố 3", "Đảng ủy phường Hòa Thạnh", place="Hòa Thạnh", day=date(2026, 12, 5)
)
SIGNER = "Công Tằng Tôn Nữ Thị Huyền Trang"


def paper(data: Data, form: FormHead | None = None) -> Paper:
    """The data on a form (else on the program's own)."""
    return Paper(form or FormHead("own"), data, AT)


def review(
    text: str = "Không có.", *, parts: int = 1, note: str = "", signer: str = SIGNER
) -> Paper:
    """A self-review with so many parts of this text, grades, a suggestion, a level."""
    written = tuple(
        Part(f"Phần {number}", Asks.TEXT, str(number), text=text) for number in range(1, parts + 1)
    )
    rest = (
        Part("Tiêu chí", Asks.GRADES, graded=(
            Graded("Tư tưởng chính trị", "Nhóm", "excellent", note), Graded("Lối sống", "Nhóm"),
        )),
        Part("Gợi ý", Asks.SUGGESTIONS, suggested=(Suggested(text, text, text),)),
        Part("Tự nhận", Asks.LEVEL, "V", level=HTT),
    )  # fmt: skip
    form = head_of(RULESET.form("mau-02"))
    return paper(Review(2026, HEADING, SCALE, (), (*written, *rest), signer, signer=signer), form)


def protocol(many: int = 2, **figures: object) -> Paper:
    """A count of so many subjects: nine of ten ballots for the second level, one blank."""
    votes: Mapping[str, int] = {XS: 0, HTT: 9, HN: 0, KHT: 0}
    counted = tuple(Counted(n, f"Đồng chí {n}", votes, 1, HTT) for n in range(1, many + 1))
    data = Protocol(
        2026, HEADING, SCALE, Kind.MEMBER, AT, AT, "Nhà văn hóa",
        summoned=12, excused=1, present=11, issued=11, returned=11, valid=10, invalid=1,
        paper=(3, 3), needed=6, majority="quá nửa số phiếu", counted=counted, chair="Trần Văn Chủ",
        tellers=("Lê Văn Đếm", "Võ Thị Ghi"), codes=("AAAA-1111", "BBBB-2222"),
    )  # fmt: skip
    return paper(replace(data, **figures))  # type: ignore[arg-type]


def ballots(many: int, copies: int, *, places: int | None = None) -> Paper:
    """Ballot papers for so many subjects; the first may not get the best level."""
    every = (XS, HTT, HN, KHT)
    lines = tuple(
        Line(n, f"Đồng chí {n}", every if n > 1 else every[1:]) for n in range(1, many + 1)
    )
    return paper(PaperBallots(2026, HEADING, SCALE, Kind.MEMBER, lines, copies, places))


def summary(
    many: int, note: str = "Công chức chưa được xếp loại (mục II.B.2.3.1)", remark: str = ""
) -> Paper:
    """A summary of so many members, one of them not rated; the committee's remark of each."""
    votes = {XS: 0, HTT: 9, HN: 0, KHT: 0}
    rows = tuple(
        Row(n, Person(f"{SIGNER} {n}", birth_year=1950), XS, HTT, votes, 1, HTT, (note,), remark)
        for n in range(1, many + 1)
    )
    unrated = (Row(1, Person("Đỗ Văn Mới"), notes=("Chưa đủ 06 tháng (mục II.B.6)",)),)
    form = head_of(RULESET.form("mau-06"))
    data = Summary(
        2026, HEADING, SCALE, rows, unrated, 10, "Tỷ lệ 20%.", "Bí Thư", remarked=bool(remark)
    )
    return paper(data, form)


def minutes(text: str = "Nhất trí.") -> Paper:
    """Minutes of a meeting of two."""
    called = (Called("An", Presence.PRESENT), Called("Bình", Presence.EXCUSED, text))
    heard = (Heard("An", HTT, text, text),)
    return paper(Minutes(2026, HEADING, SCALE, AT, AT, text, "An", "Bình", called, (text,), heard))


def notice(name: str = "An", ground: str = "") -> Paper:
    """A result."""
    person = Person(name)
    return paper(Notice(2026, HEADING, SCALE, person, HTT, XS, grounds=(ground,) if ground else ()))


def invitations(many: int, name: str = "Đồng chí") -> Paper:
    """Cards with links."""
    cards = tuple(
        Invitation(f"{name} {n}", f"https://t.me/tusoi_bot?start=i{n}", 1950, date(2026, 12, 31))
        for n in range(1, many + 1)
    )
    return paper(Invitations("Chi bộ khu phố 3", "tusoi_bot", cards))
