"""A fictional branch of sixty, and how it votes: a plain rule on numbers for every round.

The second round has ten places.  Eight members are picked by all, three more by equally many, so
that the last two places are a tie; one member finds no majority in the first round.
"""

from typing import Final

SIZE: Final = 60
FAMILIES: Final = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ")
MIDDLES: Final = ("Văn", "Thị", "Minh", "Ngọc", "Quang", "Thanh")
GIVENS: Final = ("An", "Bình", "Chi", "Dung", "Hà", "Khoa", "Lan", "Nam", "Oanh", "Phúc")

NAMES: Final = tuple(
    f"{FAMILIES[(n * 7) % 10]} {MIDDLES[n // 10]} {GIVENS[n % 10]}" for n in range(SIZE)
)
SECRETARY, DEPUTY, FIRST_TELLER, SECOND_TELLER = NAMES[:4]
EXCUSED: Final = NAMES[44:54]
"""Ten who are away with a reason."""
ON_PAPER: Final = NAMES[55:]
"""Five old members without a phone."""
PHONES: Final = tuple(name for name in NAMES if name not in {*EXCUSED, *ON_PAPER})

HTT, HN, KHT = (
    "Hoàn thành tốt nhiệm vụ",
    "Hoàn thành nhiệm vụ",
    "Không hoàn thành nhiệm vụ",
)
LOWER: Final = {**dict.fromkeys(NAMES[38:44], HN), NAMES[37]: KHT}
"""Whom all put lower than “tốt” in the first round."""
SPLIT: Final = NAMES[30]
"""In whom the branch finds no majority at first."""
SURE: Final = NAMES[4:12]
"""Whom everybody picks in the second round."""
TIED: Final = NAMES[12:15]
"""Who end with equal votes, for the two places that remain."""

TURNOUT: Final = {"first": 42, "again": 30, "picks": 39, "tied": 36}
"""How many vote by phone in each ballot."""

HEADINGS: Final = ("Số thẻ", "Họ và tên", "Năm sinh", "Ngày vào Đảng", "Ngày chính thức", "Chức vụ")
POSTS: Final = {
    SECRETARY: "bí thư",
    DEPUTY: "phó bí thư",
    FIRST_TELLER: "tổ kiểm phiếu",
    SECOND_TELLER: "tổ kiểm phiếu",
}
SHEET: Final = "sixty.csv"
BRANCH: Final = "Chi bộ Khoa Khoa học cơ bản"
UPPER: Final = "Đảng ủy Trường Đại học Sông Hậu"


def sheet() -> bytes:
    """The roll as a .csv file."""
    rows = [
        (str(n), name, str(1986 - n * 7 // 10), "19/05/2005", "19/05/2006", POSTS.get(name, ""))
        for n, name in enumerate(NAMES, 1)
    ]
    lines = [(BRANCH,), (UPPER,), HEADINGS, *rows]
    return "\n".join(",".join(line) for line in lines).encode()


def level(voter: int, subject: str) -> str | None:
    """What the voter of that number gives in the first round; None leaves it blank."""
    if subject == SPLIT:
        return (HTT, HN)[voter % 2]
    return LOWER.get(subject, HTT)


def picks(voter: int) -> tuple[str, ...]:
    """Whom the voter of that number picks: all the sure ones, and two of the three tied."""
    return (*SURE, *(name for name in TIED if name != TIED[voter % 3]))


def picks_of_the_tied(voter: int) -> tuple[str, ...]:
    """Whom he picks when only the three are voted on."""
    return TIED[:2] if voter < 30 else (TIED[0], TIED[2])


def on_paper(subject: str) -> tuple[int, int, int, int]:
    """What five paper ballots of the first round say of a subject: three levels and blank."""
    if subject == SPLIT:
        return (2, 3, 0, 0)
    given = (HTT, HN, KHT).index(LOWER.get(subject, HTT))
    return (5 * (given == 0), 5 * (given == 1), 5 * (given == 2), 0)


def paper_picks(subject: str) -> int:
    """How many of five paper ballots of the second round pick a subject."""
    return 5 if subject in SURE else 3 if subject in TIED else 0
