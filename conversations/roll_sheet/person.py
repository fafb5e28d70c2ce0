"""The rows under the heading: each one's person, and the facts that it tells of him."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from conversations.roll_sheet.cells import EMPTY, Cell, letter_of
from conversations.roll_sheet.columns import Layout
from conversations.roll_sheet.model import SheetFault, SheetRow
from conversations.roll_sheet.vocabulary import LONGEST, ROLES, STANDINGS, plain
from conversations.words import N_, Field
from rules import FactDef, FactError, FactType, FactValue, fact_to_json, parse_fact
from storage.roll import PersonDraft, Role, Standing

ADULT: Final = 18
"""The least age at admission, by years (Điều lệ Đảng, điều 1)."""
OLDEST: Final = 1900

_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d{1,15}([.,]\d{1,15})?\s*%?", re.ASCII)
_ENUMERATION = re.compile(r"[([]?\s*(\d{1,2}|[a-zA-Z])\s*[)\]]?", re.ASCII)
_ENDS = ("tong cong", "tong so", "cong", "nguoi lap", "danh sach nay", "tm chi bo", "tm chi uy")
_NUMERIC = {
    FactType.INTEGER,
    FactType.PERCENT,
    FactType.DECIMAL,
    FactType.MONTHS,
    FactType.COUNT,
}


def read_rows(layout: Layout, on: date) -> tuple[tuple[SheetRow, ...], tuple[SheetFault, ...]]:
    """The people of the sheet who can be read, and every fault of the rows; ``on`` is today."""
    people: list[SheetRow] = []
    faults: list[SheetFault] = []
    used = [*layout.columns.values(), *layout.facts]
    for place, cells in enumerate(layout.rows[layout.heading + 1 :], layout.heading + 1):
        if not any(cell != EMPTY for cell in cells):
            continue
        if place == layout.heading + 1 and _numbers_the_columns(cells):
            continue
        row = _Row(place + 1, cells, layout.columns, on)
        if row.is_end():
            break
        if not any(_at(cells, one) != EMPTY for one in used):
            continue
        person, told = row.person(), row.told(layout.facts)
        faults += row.faults
        if person is not None and not row.faults:
            people.append(SheetRow(row.number, person, told))
    return tuple(people), tuple(faults)


def _numbers_the_columns(cells: Sequence[Cell]) -> bool:
    """Whether the row under the heading only counts the columns: (1), (2), (3) …"""
    texts = [cell.text for cell in cells if cell.text]
    return len(texts) > 1 and all(_ENUMERATION.fullmatch(text) for text in texts)


def _at(cells: Sequence[Cell], place: int | None) -> Cell:
    return EMPTY if place is None or place >= len(cells) else cells[place]


class _Row:
    """Reads one row, collecting its faults."""

    def __init__(
        self, number: int, cells: Sequence[Cell], columns: Mapping[str, int], on: date
    ) -> None:
        self.number = number
        self.faults: list[SheetFault] = []
        self._cells = cells
        self._columns = columns
        self._on = on

    def is_end(self) -> bool:
        """Whether the list has ended: a total or a signature, without a person's number."""
        first = next((cell.text for cell in self._cells if cell.text), "")
        key = self._columns.get("number")
        return plain(first).startswith(_ENDS) and (
            not _at(self._cells, key).text or _at(self._cells, key).text == first
        )

    def person(self) -> PersonDraft | None:
        """The person of the row; with faults, nothing that may be used."""
        name, number = self._text("full_name"), self._text("number")
        if not name:
            self._fault("full_name", N_("the name is missing"))
            return None
        if len(name) > LONGEST or not name.isprintable() or not any(map(str.isalpha, name)):
            self._fault("full_name", N_("“{cell}” cannot be a name"))
        if not number and "number" in self._columns:
            self._fault("number", N_("the number is missing: it tells people apart"))
        elif len(number) > LONGEST or not number.isprintable():
            self._fault("number", N_("“{cell}” cannot be a number"))
        birth, born = self._birth()
        joined, official = self._day("joined"), self._day("official")
        if joined and born and joined.year - born < ADULT:
            self._fault(
                "joined", N_("“{cell}” is before the age of 18 (born {year})"), year=str(born)
            )
        if joined and official and official < joined:
            self._fault("official", N_("“{cell}” is before the day of admission"))
        return PersonDraft(
            number, name, birth, born, joined, official, self._standing(), self._roles()
        )

    def told(self, facts: Mapping[int, FactDef]) -> dict[str, str]:
        """The facts that the row tells, as JSON by id; an empty cell tells nothing."""
        told = {}
        for place, fact in facts.items():
            cell = _at(self._cells, place)
            if cell.trouble:
                self._fault_at(place, cell.trouble)
            elif cell.text:
                try:
                    told[fact.id] = fact_to_json(fact, _parsed(fact, cell.text))
                except FactError:
                    self._fault_at(place, N_("“{cell}” does not fit “{fact}”"), fact=fact.name)
        return told

    def _text(self, key: str) -> str:
        """What stands in the column; a cell that cannot be read is a fault, and empty."""
        cell = _at(self._cells, self._columns.get(key))
        if not cell.trouble:
            return cell.text
        if not any(fault.column == self._letter(key) for fault in self.faults):
            self._fault(key, cell.trouble)
        return ""

    def _standing(self) -> Standing:
        if "standing" not in self._columns:
            return Standing.OFFICIAL
        text = self._text("standing")
        standing = STANDINGS.get(plain(text))
        if standing is None and not text:
            self._fault(
                "standing",
                N_(
                    "the standing is missing: write “chính thức”, “dự bị”, “miễn sinh hoạt” or "
                    "“đình chỉ”"
                ),
            )
        elif standing is None:
            self._fault(
                "standing",
                N_(
                    "“{cell}” is no standing: use “chính thức”, “dự bị”, “miễn sinh hoạt” or "
                    "“đình chỉ”"
                ),
            )
        return standing or Standing.OFFICIAL

    def _roles(self) -> frozenset[Role]:
        found = set()
        for part in re.split(r"[,;/+]", self._text("roles")):
            if not part.strip(" -–"):
                continue
            if plain(part) not in ROLES:
                says = N_(
                    "“{cell}” is no role: use “bí thư”, “phó bí thư”, “chi ủy viên”, "
                    "“tổ kiểm phiếu” or leave it empty"
                )
                self._fault_of(part.strip(), self._columns["roles"], says, {})
                continue
            role = ROLES[plain(part)]
            if role is not None:
                found.add(role)
        return frozenset(found)

    def _birth(self) -> tuple[date | None, int | None]:
        text = self._text("birth")
        if re.fullmatch(r"[0-9]{4}", text):
            if OLDEST <= int(text) <= self._on.year - ADULT:
                return None, int(text)
            self._fault("birth", N_("“{cell}” cannot be a member's year of birth"))
            return None, None
        day = self._day("birth")
        if day is not None and day.year > self._on.year - ADULT:
            self._fault("birth", N_("“{cell}” cannot be a member's year of birth"))
        return day, day.year if day else None

    def _day(self, key: str) -> date | None:
        text = self._text(key)
        if not text:
            return None
        day = _at(self._cells, self._columns.get(key)).day or _as_day(text)
        if day is None or day.year < OLDEST:
            self._fault(key, N_("“{cell}” is no date: write it as day/month/year"))
            return None
        if day > self._on:
            self._fault(key, N_("“{cell}” is in the future"))
            return None
        return day

    def _letter(self, key: str) -> str:
        return letter_of(self._columns[key])

    def _fault(self, key: str, says: str, **fields: Field) -> None:
        self._fault_at(self._columns[key], says, **fields)

    def _fault_at(self, place: int, says: str, **fields: Field) -> None:
        self._fault_of(_at(self._cells, place).text, place, says, fields)

    def _fault_of(self, cell: str, place: int, says: str, fields: Mapping[str, Field]) -> None:
        letter = letter_of(place)
        self.faults.append(SheetFault(says, self.number, letter, cell[:60], fields))


def _parsed(fact: FactDef, text: str) -> FactValue:
    # Exponents and endless digits are nobody's percentage, and cost time to make whole numbers of.
    if fact.type in _NUMERIC and not _NUMBER.fullmatch(text):
        return parse_fact(fact, "?")
    return parse_fact(fact, text)


def _as_day(text: str) -> date | None:
    try:
        if found := _DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _ISO.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None
