"""A sheet as JSON, for the row in which it waits for its yes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from conversations.roll_sheet.model import Sheet, SheetFault, SheetRow
from storage.roll import PersonDraft, Role, Standing


def kept(sheet: Sheet) -> dict[str, Any]:
    """The sheet, wholly: `opened` gives the same one back."""
    return {
        "branch": sheet.branch,
        "upper": sheet.upper,
        "rows": [[one.row, _person(one.person), dict(one.facts)] for one in sheet.rows],
        "faults": [_fault(one) for one in sheet.faults],
        "ignored": list(sheet.ignored),
        "remarks": [_fault(one) for one in sheet.remarks],
        "columns": list(sheet.columns),
        "fields": list(sheet.fields),
        "tab": sheet.tab,
    }


def opened(content: Mapping[str, Any]) -> Sheet:
    """The sheet that was kept."""
    return Sheet(
        content["branch"],
        content["upper"],
        tuple(SheetRow(row, _draft(person), facts) for row, person, facts in content["rows"]),
        tuple(SheetFault(*one) for one in content["faults"]),
        tuple(content["ignored"]),
        tuple(SheetFault(*one) for one in content["remarks"]),
        tuple(content["columns"]),
        tuple(content["fields"]),
        content["tab"],
    )


def _fault(fault: SheetFault) -> list[Any]:
    return [fault.says, fault.row, fault.column, fault.cell, dict(fault.fields)]


def _person(one: PersonDraft) -> list[Any]:
    return [
        one.number,
        one.full_name,
        *(day and day.isoformat() for day in (one.birth, one.joined, one.official)),
        one.birth_year,
        one.standing.value,
        sorted(one.roles),
    ]


def _draft(fields: list[Any]) -> PersonDraft:
    number, name, birth, joined, official, year, standing, roles = fields
    return PersonDraft(
        number,
        name,
        _day(birth),
        year,
        _day(joined),
        _day(official),
        Standing(standing),
        frozenset(map(Role, roles)),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
