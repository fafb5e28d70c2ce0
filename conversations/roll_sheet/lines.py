"""The roll as the rows of a sheet that reads back unchanged, and the empty sheet to fill in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from conversations.roll_sheet.port import Line
from storage.roll import Branch, Person, Role, Standing

HEADINGS: Final = (
    "Mã số",
    "Họ và tên",
    "Ngày sinh",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Tư cách",
    "Chức vụ",
)
STANDINGS: Final = {
    Standing.OFFICIAL: "chính thức",
    Standing.PROBATIONARY: "dự bị",
    Standing.EXEMPT: "miễn sinh hoạt",
    Standing.SUSPENDED: "đình chỉ",
}
ROLES: Final = {
    Role.SECRETARY: "bí thư",
    Role.DEPUTY: "phó bí thư",
    Role.COMMITTEE: "chi ủy viên",
    Role.TELLER: "tổ kiểm phiếu",
    Role.OFFICER: "cán bộ cấp trên",
}


def roll_lines(
    branch: Branch, people: Sequence[Person], told: Mapping[int, Mapping[str, str]]
) -> list[Line]:
    """The roll under its letterhead, with a column for each fact that is ``told`` of anyone."""
    columns = sorted({fact_id for known in told.values() for fact_id in known})
    return [
        *_letterhead(branch),
        [*HEADINGS, *columns],
        *(
            [*_line(person), *(told.get(person.id, {}).get(one, "").strip('"') for one in columns)]
            for person in people
        ),
    ]


def empty_lines(branch: Branch, secretary: Person | None) -> list[Line]:
    """The sheet to fill in: letterhead and headings, the secretary as the example of a row."""
    return [*_letterhead(branch), HEADINGS, *([_line(secretary)] if secretary is not None else [])]


def _letterhead(branch: Branch) -> list[Line]:
    return [[branch.upper or ""], [branch.name]]


def _line(person: Person) -> list[str | int | date | None]:
    return [
        person.number,
        person.full_name,
        person.birth or person.birth_year,
        person.joined,
        person.official,
        STANDINGS[person.standing],
        ", ".join(ROLES[role] for role in Role if role in person.roles),
    ]
