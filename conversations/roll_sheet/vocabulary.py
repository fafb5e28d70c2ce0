"""The words of a roll, as secretaries write them: headings, standings, roles."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final

from storage.roll import Role, Standing

HEADINGS: Final[Mapping[str, tuple[str, ...]]] = {
    "number": (
        "so the dang vien",
        "so the dang",
        "so the",
        "so hieu dang vien",
        "ma dang vien",
        "ma so dang vien",
        "ma so",
        "ma dv",
        "ma",
        "number",
        "stt",
        "so tt",
        "so thu tu",
        "tt",
        "no",
    ),
    "full_name": (
        "ho va ten",
        "ho ten",
        "ho va ten dang vien",
        "ho ten dang vien",
        "ho va ten khai sinh",
        "ten dang vien",
        "full name",
        "name",
    ),
    "birth": (
        "ngay thang nam sinh",
        "ngay sinh",
        "nam sinh",
        "sinh ngay",
        "sinh nam",
        "ngay thang sinh",
        "birth",
        "born",
        "date of birth",
    ),
    "joined": (
        "ngay vao dang",
        "ngay thang nam vao dang",
        "ngay ket nap",
        "ngay ket nap dang",
        "ngay ket nap vao dang",
        "ngay thang nam ket nap",
        "vao dang",
        "ket nap",
        "joined",
        "admitted",
    ),
    "official": (
        "ngay chinh thuc",
        "ngay vao dang chinh thuc",
        "ngay thang nam chinh thuc",
        "ngay cong nhan chinh thuc",
        "ngay cong nhan dang vien chinh thuc",
        "vao dang chinh thuc",
        "official",
        "official on",
    ),
    "standing": (
        "tu cach dang vien",
        "tu cach",
        "tinh trang dang vien",
        "tinh trang",
        "loai dang vien",
        "dien dang vien",
        "dang vien",
        "standing",
    ),
    "roles": (
        "chuc vu dang",
        "chuc vu trong dang",
        "chuc vu trong chi bo",
        "chuc vu",
        "vai tro",
        "nhiem vu",
        "role",
        "roles",
    ),
}
"""The columns and what heads them; where a sheet has several of one, the first here counts."""

ORDINALS: Final = frozenset({"stt", "so tt", "so thu tu", "tt", "no"})
"""Headings of a mere order of lines, which another sheet may count differently."""

STANDINGS: Final[Mapping[str, Standing]] = {
    "chinh thuc": Standing.OFFICIAL,
    "dang vien chinh thuc": Standing.OFFICIAL,
    "ct": Standing.OFFICIAL,
    "official": Standing.OFFICIAL,
    "du bi": Standing.PROBATIONARY,
    "dang vien du bi": Standing.PROBATIONARY,
    "db": Standing.PROBATIONARY,
    "probationary": Standing.PROBATIONARY,
    "mien": Standing.EXEMPT,
    "mien sinh hoat": Standing.EXEMPT,
    "mien sinh hoat dang": Standing.EXEMPT,
    "duoc mien sinh hoat": Standing.EXEMPT,
    "duoc mien sinh hoat dang": Standing.EXEMPT,
    "mien cong tac va sinh hoat": Standing.EXEMPT,
    "mien cong tac va sinh hoat dang": Standing.EXEMPT,
    "mien cong tac sinh hoat dang": Standing.EXEMPT,
    "mien cong tac sinh hoat": Standing.EXEMPT,
    "duoc mien cong tac va sinh hoat": Standing.EXEMPT,
    "duoc mien cong tac va sinh hoat dang": Standing.EXEMPT,
    "exempt": Standing.EXEMPT,
    "dinh chi": Standing.SUSPENDED,
    "dinh chi sinh hoat": Standing.SUSPENDED,
    "dinh chi sinh hoat dang": Standing.SUSPENDED,
    "bi dinh chi": Standing.SUSPENDED,
    "bi dinh chi sinh hoat": Standing.SUSPENDED,
    "bi dinh chi sinh hoat dang": Standing.SUSPENDED,
    "suspended": Standing.SUSPENDED,
}

ROLES: Final[Mapping[str, Role | None]] = {
    "dang vien": None,
    "khong": None,
    "member": None,
    "bi thu": Role.SECRETARY,
    "bi thu chi bo": Role.SECRETARY,
    "secretary": Role.SECRETARY,
    "pho bi thu": Role.DEPUTY,
    "pho bi thu chi bo": Role.DEPUTY,
    "deputy": Role.DEPUTY,
    "chi uy vien": Role.COMMITTEE,
    "chi uy": Role.COMMITTEE,
    "cap uy vien": Role.COMMITTEE,
    "cap uy": Role.COMMITTEE,
    "uy vien chi uy": Role.COMMITTEE,
    "committee": Role.COMMITTEE,
    "to kiem phieu": Role.TELLER,
    "kiem phieu": Role.TELLER,
    "ban kiem phieu": Role.TELLER,
    "teller": Role.TELLER,
    "can bo cap tren": Role.OFFICER,
    "officer": Role.OFFICER,
}

_YEAR = re.compile(r"[\s,–-]+(năm|nam)\s+\d{4}\s*$", re.IGNORECASE)


def plain(text: str) -> str:
    """Lower case without diacritics, punctuation and double spaces: how headings are compared."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


def branch_named(lines: list[str]) -> str | None:
    """The branch that a letterhead names: its first line “Chi bộ …”, without a year at its end."""
    for line in lines:
        name = _after_label(line)
        if plain(name).startswith("chi bo ") and len(name) <= LONGEST:
            words = (word.rstrip(":") for word in _YEAR.sub("", name).split())
            return " ".join(word for word in words if word)
    return None


def _after_label(line: str) -> str:
    """“Chi bộ X” of the line “Tên chi bộ: X”; any other line as it is."""
    if not plain(line).startswith("ten chi bo "):
        return line
    name = line.split(":", 1)[-1].strip()
    return name if plain(name).startswith("chi bo") else f"Chi bộ {name}"


def upper_named(lines: list[str]) -> str | None:
    """The đảng ủy that a letterhead names.

    A line “Đảng bộ …” is none: a chi bộ cơ sở writes it too, above its own name.
    """
    found = (line for line in lines if plain(line).startswith("dang uy ") and len(line) <= LONGEST)
    return next(found, None)


LONGEST: Final = 100
"""Characters that a name or a number may have."""
