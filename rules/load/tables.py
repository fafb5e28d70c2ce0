"""Tables of bounds: the short way to write many requirements that differ only in numbers.

A table (``[tables.<id>]``) picks its rows by a choice fact; each row gives, for some of the
choices, the bounds that a level asks for (``level``) or that force a level (``force``).
Every bound becomes a rule of its own, so that a finding names the one that failed.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.conditions import AllOf, FactIs
from rules.conditions.base import Condition
from rules.errors import Fault, Why
from rules.load.source import Place
from rules.model import Kind
from rules.rule import Force, Require


@dataclass(frozen=True, slots=True)
class Row:
    """Bounds for some choices: all of them asked for at ``level``, or any of them forcing."""

    choices: tuple[str, ...]
    clause: str
    says: str
    bounds: tuple[Condition, ...]
    level: str = ""
    force: str = ""
    bullet: int = 0
    readings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundsTable:
    """Rows of bounds for those of whom ``when`` holds, picked by the choice fact ``select``."""

    id: str
    kinds: tuple[Kind, ...]
    when: Condition
    select: str
    rows: tuple[Row, ...]


def expand(
    table: BoundsTable, place: Place, faults: list[Fault]
) -> Iterator[tuple[str, Require | Force]]:
    """(section, rule) for every bound of every row."""
    for number, row in enumerate(table.rows, start=1):
        if bool(row.level) is bool(row.force):
            why = Why("needs exactly one of level, force")
            faults.append(place.fault(why, f"rows[{number}]"))
            continue
        meant = AllOf((table.when, FactIs(table.select, row.choices)))
        for index, bound in enumerate(row.bounds, start=1):
            rule_id = f"{table.id}-{number}-{index}"
            if row.level:
                yield (
                    "require",
                    Require(
                        id=rule_id,
                        kinds=table.kinds,
                        clause=row.clause,
                        says=row.says,
                        level=row.level,
                        that=bound,
                        when=meant,
                        bullet=row.bullet,
                        readings=row.readings,
                    ),
                )
            else:
                yield (
                    "force",
                    Force(
                        id=rule_id,
                        kinds=table.kinds,
                        clause=row.clause,
                        says=row.says,
                        level=row.force,
                        when=AllOf((meant, bound)),
                        bullet=row.bullet,
                        readings=row.readings,
                    ),
                )
