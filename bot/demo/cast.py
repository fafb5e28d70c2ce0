"""The people of the fictional branch: how each grades himself, and how each votes.

Names, the branch and its committee are invented.  Votes are a plain rule on numbers, so that the
demo ends the same way every time; only the application decides what follows from them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SECRETARY: Final = "Trần Văn Hòa"
DEPUTY: Final = "Nguyễn Thị Minh Châu"
LEADER: Final = "Lê Quốc Tuấn"
NEWCOMER: Final = "Dương Minh Khôi"
PROBATIONARY: Final = "Lý Thị Thu Hà"
EXEMPT: Final = "Trương Văn Tám"
NO_TELEGRAM: Final = "Mai Văn Chín"
ABSENT: Final = "Châu Thị Ngọc Ánh"
DISCIPLINED: Final = "Đỗ Văn Thành"
SICK: Final = "Ngô Thị Tuyết"
AWAITING_OFFICE: Final = "Hồ Thị Diễm"
FIRST: Final = "Phạm Thị Lan"
LAST: Final = "Tô Văn Lợi"
STRANGER: Final = "Người Lạ"

WRITTEN: Final = (
    (
        "Trung thành với đường lối của Đảng, chấp hành tốt nghị quyết của chi bộ; vận động "
        "gia đình, bà con trong khu vực cùng thực hiện. Không có biểu hiện suy thoái."
    ),
    (
        "Hoàn thành 12/12 việc được giao; cùng ban công tác Mặt trận vận động xây hai căn nhà "
        "đại đoàn kết; tổ phụ nữ do tôi phụ trách được phường khen."
    ),
    (
        "Thực hiện đủ các điều đã cam kết đầu năm: mỗi tháng đọc một chuyên đề, giúp đỡ một "
        "gia đình khó khăn."
    ),
    "Phát biểu xây dựng trong sinh hoạt chi bộ còn ít, do ngại va chạm.",
    "Từ quý II đã phát biểu ở mọi kỳ sinh hoạt, đúng như chi bộ góp ý năm trước.",
    "Mạnh dạn góp ý hơn; cùng chi ủy chuẩn bị hai buổi sinh hoạt chuyên đề năm tới.",
)
"""What the first member writes into the parts of her review."""

SHEET: Final = "branch.xlsx"
"""The roll as the secretary keeps it, beside this module."""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who assesses himself: ``task`` and ``rest`` are his grades (labels on the buttons),
    ``own`` the level he takes for himself."""

    name: str
    task: str
    rest: str
    own: str


XS, HTT, HN, KHT = (
    "Hoàn thành xuất sắc nhiệm vụ",
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)

MEMBERS: Final = (
    Member(SECRETARY, "Tốt", "Tốt", HTT),
    Member(DEPUTY, "Xuất sắc", "Xuất sắc", XS),
    Member(LEADER, "Xuất sắc", "Tốt", XS),
    Member(FIRST, "Xuất sắc", "Xuất sắc", XS),
    Member("Huỳnh Văn Bảy", "Xuất sắc", "Tốt", XS),
    Member("Võ Thị Kim Ngân", "Xuất sắc", "Tốt", XS),
    Member("Đặng Văn Phúc", "Xuất sắc", "Tốt", XS),
    Member("Bùi Thị Hạnh", "Tốt", "Tốt", HTT),
    Member(DISCIPLINED, "Trung bình", "Trung bình", HN),
    Member(SICK, "Tốt", "Tốt", HTT),
    Member(NEWCOMER, "Tốt", "Tốt", HTT),
    Member(PROBATIONARY, "Tốt", "Tốt", HTT),
    Member(AWAITING_OFFICE, "Tốt", "Tốt", HTT),
    Member(LAST, "Tốt", "Trung bình", HTT),
)
"""Who writes his self-assessment on the phone, in roll order."""

VOTERS: Final = (
    *(member.name for member in MEMBERS if member.name not in {NEWCOMER, PROBATIONARY}),
    ABSENT,
)
"""Who votes by phone: the official members but the one who never opened Telegram."""

XS_VOTES: Final[Mapping[str, int]] = {
    FIRST: 12,
    "Huỳnh Văn Bảy": 10,
    "Võ Thị Kim Ngân": 10,
    "Đặng Văn Phúc": 9,
    LEADER: 4,
}
"""How many of the voters mark "xuất sắc" for whom; the first two places end in a tie."""

BELOW: Final[Mapping[str, str]] = {DISCIPLINED: KHT, SICK: HN}
"""Whom nearly all put lower than "tốt"."""


def choice(voter: int, subject: str, offered: list[str]) -> str | None:
    """What the voter of that number marks for the subject; None leaves it blank.

    ``offered`` are the levels on the ballot, best first.
    """
    if subject == LAST and voter == 7:
        return None
    wanted = XS if voter < XS_VOTES.get(subject, 0) else BELOW.get(subject, HTT)
    return wanted if wanted in offered else offered[0]
