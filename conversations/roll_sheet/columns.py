"""The heading row of a sheet, the letterhead above it, and which column means what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from conversations.roll_sheet.cells import Cell, Rows, Table, letter_of
from conversations.roll_sheet.model import SheetFault
from conversations.roll_sheet.vocabulary import (
    HEADINGS,
    ORDINALS,
    branch_named,
    plain,
    upper_named,
)
from conversations.words import N_
from rules import FactDef

HEADING_WITHIN: Final = 40
"""Rows among which the heading is looked for; a letterhead is far shorter."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the sheet is laid out."""

    tab: str
    branch: str | None
    upper: str | None
    rows: Rows
    heading: int
    """The heading's place in ``rows``, from 0."""
    columns: Mapping[str, int]
    facts: Mapping[int, FactDef]
    ignored: tuple[str, ...]
    faults: tuple[SheetFault, ...]
    remarks: tuple[SheetFault, ...]


def is_heading(row: Sequence[Cell]) -> bool:
    """Whether this row heads a roll: it has a column for the name, and one more."""
    return any(plain(cell.text) in HEADINGS["full_name"] for cell in row) and (
        sum(bool(cell.text) for cell in row) > 1
    )


def layout_of(tables: Sequence[Table], facts: Mapping[str, FactDef]) -> Layout | None:
    """The layout of the first tab that has a heading row; None: no tab has one."""
    before: list[str] = []
    for table in tables:
        for place, row in enumerate(table.rows[:HEADING_WITHIN]):
            if is_heading(row):
                above = [*_lines(table.rows[:place]), *before]
                tab = table.name if len(tables) > 1 else ""
                return _Headings(row, place, facts).layout(tab, above, table.rows)
        before += _lines(table.rows[:HEADING_WITHIN])
    return None


def _lines(rows: Iterable[Sequence[Cell]]) -> list[str]:
    """The texts of a letterhead; “Chi bộ:” and what stands in the cell after it are one."""
    lines = []
    for row in rows:
        texts = [cell.text for cell in row if cell.text]
        for place, text in enumerate(texts):
            alone = plain(text) in {"chi bo", "ten chi bo", "dang uy"} and place + 1 < len(texts)
            lines.append(f"{text} {texts[place + 1]}" if alone else text)
    return lines


class _Headings:
    """Reads the heading row, collecting what is wrong with it."""

    def __init__(self, row: Sequence[Cell], place: int, facts: Mapping[str, FactDef]) -> None:
        self._names = [cell.text for cell in row]
        self._bare = [plain(name) for name in self._names]
        self._row = place + 1
        self._known = facts
        self._faults: list[SheetFault] = []
        self._remarks: list[SheetFault] = []

    def layout(self, tab: str, above: list[str], rows: Rows) -> Layout:
        columns = self._columns()
        facts, ignored = self._facts(set(columns.values()))
        self._remark(columns)
        return Layout(
            tab,
            branch_named(above),
            upper_named(above),
            rows,
            self._row - 1,
            columns,
            facts,
            ignored,
            tuple(self._faults),
            (*self._remarks, *_of_letterhead(above)),
        )

    def _columns(self) -> dict[str, int]:
        columns = {}
        for key, known in HEADINGS.items():
            name = next((name for name in known if name in self._bare), None)
            if name is None:
                continue
            columns[key] = self._bare.index(name)
            if self._bare.count(name) > 1:
                twice = self._bare.index(name, columns[key] + 1)
                self._fault(twice, N_("the column “{cell}” stands twice"))
        return columns

    def _facts(self, taken: set[int]) -> tuple[dict[int, FactDef], tuple[str, ...]]:
        facts: dict[int, FactDef] = {}
        ignored = []
        for place, name in enumerate(self._names):
            if not name or place in taken:
                continue
            fact = self._known.get(name.lower())
            if fact is None and "_" in name:
                self._fault(place, N_("there is no fact of the name “{cell}”"))
            elif fact is None:
                ignored.append(name)
            elif fact in facts.values():
                self._fault(place, N_("the column “{cell}” stands twice"))
            else:
                facts[place] = fact
        return facts, tuple(ignored)

    def _remark(self, columns: Mapping[str, int]) -> None:
        number = columns.get("number")
        if number is None:
            self._faults.append(
                SheetFault(
                    N_(
                        "There is no column that tells people apart: add a column “Số thẻ” or "
                        "“Mã số” with a number that stays the same from year to year."
                    ),
                    self._row,
                )
            )
        elif self._bare[number] in ORDINALS:
            self._remarks.append(
                SheetFault(
                    N_(
                        "People are known by the column “{cell}”: keep each number with its person "
                        "in every later sheet, also when somebody leaves."
                    ),
                    cell=self._names[number],
                )
            )
        if "standing" not in columns:
            self._remarks.append(
                SheetFault(N_("There is no column “Tư cách”: whoever is new is taken as official."))
            )

    def _fault(self, place: int, says: str) -> None:
        column = letter_of(place)
        self._faults.append(SheetFault(says, self._row, column, self._names[place][:60]))


def _of_letterhead(above: list[str]) -> tuple[SheetFault, ...]:
    line = next((line for line in above if plain(line).startswith("dang bo ")), None)
    if line is None or upper_named(above) is not None:
        return ()
    return (
        SheetFault(
            N_(
                "“{cell}” is not taken as the branch's đảng ủy. Where the branch stands under one, "
                "write the line “Đảng ủy …” or add --upper."
            ),
            cell=line[:100],
        ),
    )
