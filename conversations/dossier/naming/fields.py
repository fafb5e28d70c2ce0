"""Values under their names, each with what it means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from conversations.dossier.model import Scale, Term
from conversations.dossier.naming.meanings import MEANINGS
from conversations.words import Words

DOTS = "………………"
"""Stands for a word or figure that is not known: to be filled in by hand."""
BOX, CROSSED = "☐", "☒"
Row = Mapping[str, str]
Value = str | tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A field's name and meaning; of a list, also what each of its lines holds (``inside``)."""

    name: str
    says: str
    inside: tuple["Told", ...] = ()


@dataclass(slots=True)
class Fields:
    """The fields of a paper: texts, and lists whose lines hold texts.  ``t`` words meanings."""

    t: Words
    values: dict[str, Value] = field(default_factory=dict)
    told: list[Told] = field(default_factory=list)

    def word(self, name: str, value: object, says: str = "") -> None:
        """A text or figure; ``says``: its meaning, where the table of meanings has none."""
        text = "" if value is None else str(value)
        self.values[name] = text if text.strip() else DOTS
        self.told.append(Told(name, says or self.meaning(name)))

    def boxes(self, name: str, terms: Sequence[Term], chosen: str | None, of: str = "") -> None:
        """A box for each level or grade, the chosen one crossed: ``name_1``, ``name_2`` …"""
        for number, one in enumerate(terms, 1):
            box = CROSSED if one.id == chosen else BOX
            says = self.t.plain("box: {what}", what=one.name)
            if of:
                says = self.t.plain("{of}, box: {what}", of=of, what=one.name)
            self.word(f"{name}_{number}", box, says)

    def table(
        self,
        name: str,
        columns: Sequence[str | Told],
        lines: Iterable[Sequence[object]],
        says: str = "",
    ) -> None:
        """A list: its columns, and for each line a value of each of them."""
        inside = tuple(
            Told(one, self.meaning(one)) if isinstance(one, str) else one for one in columns
        )
        names = [one.name for one in inside]
        self.values[name] = tuple(
            {
                column: "" if value is None else str(value)
                for column, value in zip(names, line, strict=True)
            }
            for line in lines
        )
        self.told.append(Told(name, says or self.meaning(name), inside))

    def votes(self, scale: Scale) -> tuple[Told, ...]:
        """The columns of votes, a level each: ``phieu_1`` is the best."""
        return tuple(
            Told(f"phieu_{number}", self.t.plain("votes: {level}", level=one.name))
            for number, one in enumerate(scale.levels, 1)
        )

    def meaning(self, name: str) -> str:
        """What a name of the table means."""
        return self.t.plain(MEANINGS[name])


def number(value: int | None) -> str:
    """A figure; empty where it is not known."""
    return "" if value is None else str(value)
