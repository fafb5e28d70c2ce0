"""What a sheet would change on the roll: worked out anew whenever it is looked at.

Nothing is written by looking.  The secretary's post never changes hands by a sheet in the chat:
who holds it must stand in the sheet as secretary, and nobody else may.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.fact_words import value_words
from conversations.people_words import birth_year, role_names, standing_name
from conversations.roll_import import known_facts, stated
from conversations.roll_sheet import Sheet, SheetRow
from conversations.words import N_, Words
from rules import FactDef, FactError, Library, fact_from_json
from storage import roll
from storage.roll import Branch, Person, PersonDraft, Role

NAME, BIRTH, JOINED, OFFICIAL = N_("name"), N_("birth"), N_("admitted"), N_("official since")
STANDING, ROLES = N_("standing"), N_("roles")


@dataclass(frozen=True, slots=True)
class Change:
    """One field of one person: its name as people say it, before and after, in words."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A person whose line or told facts would change; ``back``: he had left and is in the sheet."""

    person: Person
    changes: tuple[Change, ...]
    back: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """What the sheet would do, in roll and sheet order."""

    added: tuple[SheetRow, ...]
    changed: tuple[Changed, ...]
    unchanged: int
    missing: tuple[Person, ...]
    """On the roll and not in the sheet."""
    upper: Change | None
    other_branch: str
    """The branch that the sheet names, where it is not this one."""
    refusals: tuple[str, ...]
    """Why it cannot be written as it is."""

    @property
    def idle(self) -> bool:
        """Whether writing it would change nothing, whoever is left out."""
        return not (self.added or self.changed or self.upper)


async def plan_of(
    tx: AsyncConnection, t: Words, library: Library, branch: Branch, sheet: Sheet
) -> Plan:
    """What a faultless sheet would change on the branch's roll, in the words of ``t``."""
    everyone = {one.number: one for one in await roll.people(tx, branch.id, gone=True)}
    told = await roll.told(tx, branch.id)
    facts = _Facts(t, library, known_facts(library) if sheet.columns else {})
    added: list[SheetRow] = []
    changed: list[Changed] = []
    unchanged = 0
    for row, draft in zip(sheet.rows, stated(sheet, everyone), strict=True):
        one = everyone.get(draft.number)
        if one is None:
            added.append(row)
            continue
        changes = (
            *_of_line(t, one, draft),
            *facts.changes(told.get(one.id, {}), row.facts, sheet.columns),
        )
        if changes or one.left is not None:
            changed.append(Changed(one, changes, back=one.left is not None))
        else:
            unchanged += 1
    listed = {row.person.number for row in sheet.rows}
    missing = [one for one in everyone.values() if one.left is None and one.number not in listed]
    return Plan(
        tuple(added),
        tuple(changed),
        unchanged,
        tuple(missing),
        _of_upper(t, branch, sheet),
        sheet.branch if sheet.branch and _bare(sheet.branch) != _bare(branch.name) else "",
        tuple(_refusals(t, everyone, sheet)),
    )


def _bare(name: str) -> str:
    return " ".join(name.casefold().split())


def _of_upper(t: Words, branch: Branch, sheet: Sheet) -> Change | None:
    if not sheet.upper or (branch.upper and _bare(sheet.upper) == _bare(branch.upper)):
        return None
    return Change(
        t.plain("the committee above"), branch.upper or t.plain("no committee"), sheet.upper
    )


def _of_line(t: Words, one: Person, row: PersonDraft) -> Iterator[Change]:
    """The fields of the line that would change, as far as anybody could see it."""
    before, after = _line_words(t, one), _line_words(t, row)
    for name, was in before.items():
        if was != after[name]:
            yield Change(t.plain(name), was, after[name])


def _line_words(t: Words, one: Person | PersonDraft) -> dict[str, str]:
    unknown = t.plain("not known")
    year = one.birth.year if one.birth is not None else one.birth_year
    birth = t.date(one.birth) if one.birth is not None else str(year) if year else unknown
    return {
        NAME: one.full_name,
        BIRTH: birth,
        JOINED: t.date(one.joined) if one.joined else unknown,
        OFFICIAL: t.date(one.official) if one.official else unknown,
        STANDING: standing_name(t, one.standing),
        ROLES: role_names(t, one.roles),
    }


class _Facts:
    """What the sheet tells of people beside their lines, in words."""

    def __init__(self, t: Words, library: Library, known: Mapping[str, FactDef]) -> None:
        self._t, self._library, self._known = t, library, known

    def changes(
        self, before: Mapping[str, str], after: Mapping[str, str], columns: tuple[str, ...]
    ) -> Iterator[Change]:
        for fact_id in columns:
            fact = self._known.get(fact_id)
            if fact is not None and before.get(fact_id) != after.get(fact_id):
                yield Change(
                    fact.name,
                    self._words(fact, before.get(fact_id)),
                    self._words(fact, after.get(fact_id)),
                )

    def _words(self, fact: FactDef, json: str | None) -> str:
        if json is None:
            return self._t.plain("not known")
        try:
            value = fact_from_json(fact, json)
        except FactError:
            return json
        ruleset = next(
            one for one in map(self._library.get, self._library.ids) if fact.id in one.facts
        )
        return value_words(self._t, ruleset, fact, value)


def _refusals(t: Words, everyone: Mapping[str, Person], sheet: Sheet) -> Iterator[str]:
    secretary = next(
        (one for one in everyone.values() if one.left is None and Role.SECRETARY in one.roles), None
    )
    named = next((row.person for row in sheet.rows if Role.SECRETARY in row.person.roles), None)
    if secretary is None or named is None:
        return
    if secretary.number not in {row.person.number for row in sheet.rows}:
        yield t.plain(
            "{name} is the secretary and is not in the sheet: please add that line.",
            name=secretary.full_name,
        )
    elif named.number != secretary.number:
        yield t.plain(
            "The sheet names {new} as secretary, but the secretary is {old}. The post is handed "
            "over in /dangvien, not by a sheet: please correct the column “Chức vụ”.",
            new=named.full_name,
            old=secretary.full_name,
        )
    elif named.standing.value == "suspended":
        yield t.plain(
            "The sheet suspends the secretary. Please hand over the post first (/dangvien)."
        )


def line_of(t: Words, row: PersonDraft) -> str:
    """A new member's line in words: name, year of birth, standing."""
    year = row.birth.year if row.birth is not None else row.birth_year
    if year is None:
        return t.plain(
            "{name}, {standing}", name=row.full_name, standing=standing_name(t, row.standing)
        )
    return t.plain(
        "{name} ({year}), {standing}",
        name=row.full_name,
        year=str(year),
        standing=standing_name(t, row.standing),
    )


def known_as(one: Person) -> str:
    """A person's name with the year of birth, to tell two of one name apart."""
    year = birth_year(one)
    return one.full_name if year is None else f"{one.full_name} ({year})"
