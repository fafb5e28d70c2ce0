"""What the program makes of every section of a guideline: the coverage table, from the data alone.

A section is *encoded* (records cite it: a rule, a criterion, a step, a deadline …), left to
*people* (``judged`` says where the program asks them), or *outside* the program (``outside`` says
why).  One section may be encoded in part and leave the rest to people or outside.
Nothing of the three: it is *unaccounted* for, which the loader refuses.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from enum import StrEnum

from rules.load.check import cited
from rules.load.sections import RULE_SECTIONS
from rules.ruleset import Ruleset


class Standing(StrEnum):
    """What the program makes of a section."""

    ENCODED = "encoded"
    JUDGED = "judged"
    OUTSIDE = "outside"
    UNACCOUNTED = "unaccounted"


@dataclass(frozen=True, slots=True)
class Citing:
    """A record that cites a section: the part of the data it stands in, its id, what it says."""

    section: str
    id: str
    says: str

    @property
    def is_rule(self) -> bool:
        """Whether it weighs on levels, and not only tells, asks or arranges something."""
        return self.section in {*RULE_SECTIONS, "quotas", "awards"}


@dataclass(frozen=True, slots=True)
class Covered:
    """One section: its printed path, whose text prints it, its sense, and what is made of it.

    ``judged``: where the program asks people; ``outside``: why it does nothing (or not all).
    """

    id: str
    path: str
    source: str
    text: str
    standing: Standing
    citing: tuple[Citing, ...]
    judged: str
    outside: str


def coverage(ruleset: Ruleset, *, whole: bool = False) -> tuple[Covered, ...]:
    """Every section that the guideline itself prints, in the order of its paths.

    ``whole``: also the sections of the base under it.
    """
    found: dict[str, list[Citing]] = {}
    for citing, cited_id in _citations(ruleset):
        held = found.setdefault(cited_id, [])
        if citing not in held:
            held.append(citing)
    table = []
    for clause in ruleset.sections.clauses:
        if clause.source != ruleset.id and not whole:
            continue
        citations = tuple(found.get(clause.id, ()))
        table.append(
            Covered(
                id=clause.id,
                path=clause.path,
                source=clause.source,
                text=clause.text,
                standing=_standing(citations, clause.judged, clause.outside),
                citing=citations,
                judged=clause.judged,
                outside=clause.outside,
            )
        )
    return tuple(sorted(table, key=lambda row: (row.source != ruleset.id, path_order(row.path))))


def covered_data(row: Covered) -> dict[str, object]:
    """One section of the table as JSON data."""
    return {
        "id": row.id,
        "path": row.path,
        "source": row.source,
        "text": row.text,
        "standing": str(row.standing),
        "records": [
            {"section": item.section, "id": item.id, "rule": item.is_rule, "says": item.says}
            for item in row.citing
        ],
        "judged": row.judged or None,
        "outside": row.outside or None,
    }


def _standing(citing: tuple[Citing, ...], judged: str, outside: str) -> Standing:
    if citing:
        return Standing.ENCODED
    if judged:
        return Standing.JUDGED
    return Standing.OUTSIDE if outside else Standing.UNACCOUNTED


def _citations(ruleset: Ruleset) -> Iterator[tuple[Citing, str]]:
    """(record, clause) for every clause that any record cites."""
    for section in fields(ruleset.sections):
        if section.name in {"about", "clauses", "successors"}:
            continue
        for record in getattr(ruleset.sections, section.name):
            citing = Citing(section.name, record.id, _says(record))
            for clause in cited(record):
                yield citing, clause


def _says(record: object) -> str:
    """The record in a few words: its sentence, or its name, or what else tells it."""
    for name in ("says", "name", "title", "what", "heading", "text", "body", "where"):
        value = getattr(record, name, "")
        if isinstance(value, str) and value:
            return value
    return ""


_ROMAN = {"I": 1, "V": 5, "X": 10}


def path_order(path: str) -> tuple[tuple[int, str], ...]:
    """A key that puts printed paths in printed order: II before III, 2 before 10, 4.1a after 4.1.

    Where two sections bear one number, what tells them apart (in brackets) follows it.
    """
    return tuple(_part_order(part) for part in _parts(path))


def _parts(path: str) -> Iterator[str]:
    """Runs of digits, or of anything else that is no separator."""
    part = ""
    for char in path:
        if char in " .(),;":
            yield from [part] if part else []
            part = ""
        elif part and part[-1].isdigit() is not char.isdigit():
            yield part
            part = char
        else:
            part += char
    yield from [part] if part else []


def _part_order(part: str) -> tuple[int, str]:
    if part.isdigit():
        return int(part), ""
    if set(part) <= set(_ROMAN):
        values = [_ROMAN[char] for char in part]
        pairs = zip(values, [*values[1:], 0], strict=True)
        return sum(-here if here < after else here for here, after in pairs), part
    return 0, part
