"""The files of a roll: the roll as it can be imported again, and the list of invitation links.

Whatever text begins like a formula stays text: in .xlsx by the cell's type, in .csv (which has no
types) by an apostrophe.
"""

import csv
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from storage.roll import Branch, Person, Role, Standing

HEADINGS = (
    "Mã số",
    "Họ và tên",
    "Ngày sinh",
    "Ngày vào Đảng",
    "Ngày chính thức",
    "Tư cách",
    "Chức vụ",
)
STANDINGS = {
    Standing.OFFICIAL: "chính thức",
    Standing.PROBATIONARY: "dự bị",
    Standing.EXEMPT: "miễn sinh hoạt",
    Standing.SUSPENDED: "đình chỉ",
}
ROLES = {
    Role.SECRETARY: "bí thư",
    Role.DEPUTY: "phó bí thư",
    Role.COMMITTEE: "chi ủy viên",
    Role.TELLER: "tổ kiểm phiếu",
    Role.OFFICER: "cán bộ cấp trên",
}

SUFFIXES = (".csv", ".xlsx")


def write_roll(
    file: Path, branch: Branch, people: Sequence[Person], told: Mapping[int, Mapping[str, str]]
) -> None:
    """Write a branch's roll as .xlsx, with a column for each fact that is ``told`` of anyone."""
    columns = sorted({fact_id for known in told.values() for fact_id in known})
    rows: list[Sequence[object]] = [
        [branch.upper or ""],
        [branch.name],
        [*HEADINGS, *columns],
        *(
            [*_row(person), *(told.get(person.id, {}).get(one, "").strip('"') for one in columns)]
            for person in people
        ),
    ]
    _save(file, "Danh sách", rows)


def _row(person: Person) -> list[object]:
    return [
        person.number,
        person.full_name,
        person.birth or person.birth_year,
        person.joined,
        person.official,
        STANDINGS[person.standing],
        ", ".join(ROLES[role] for role in Role if role in person.roles),
    ]


def write_links(file: Path, heading: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write the invitation links as .csv or .xlsx, by the file's ending; only the owner reads it.

    Who has the file can join in everybody's name, until they have used their links.
    """
    if file.suffix.lower() == ".xlsx":
        _save(file, "Lời mời", [heading, *rows])
        return
    with os.fdopen(_private(file), "w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerows([_as_text(text) for text in row] for row in [heading, *rows])


def _save(file: Path, title: str, rows: Iterable[Sequence[object]]) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        sheet.append([_cell(sheet, value) for value in row])
    os.close(_private(file))
    book.save(file)


def _private(file: Path) -> int:
    """The file, empty, readable by its owner alone from its first byte on."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    file.chmod(0o600)
    return descriptor


def _cell(sheet: WriteOnlyWorksheet, value: object) -> object:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _as_text(value: str) -> str:
    return f"'{value}" if value[:1] in {"=", "+", "-", "@", "\t", "\r"} else value
