"""The sections a guideline's files may hold, put together from all of its files."""

from dataclasses import dataclass, field, replace
from typing import TypeVar

from rules.award_rules import Award
from rules.errors import Fault, Why
from rules.forms import Form, FormPart
from rules.load.records import read_record
from rules.load.source import Place, Source
from rules.load.tables import BoundsTable, expand
from rules.model import (
    About,
    Clause,
    Criterion,
    Drop,
    FactDef,
    Grade,
    Group,
    Level,
    Period,
    Reading,
    Recite,
    Successor,
    Tally,
)
from rules.procedure import (
    BallotRound,
    Content,
    Deadline,
    Duration,
    Order,
    Paper,
    Provision,
    Step,
    Stretch,
)
from rules.procedure import (
    Place as ReviewPlace,
)
from rules.quota_rules import Quota
from rules.rule import (
    Base,
    Cap,
    Confirm,
    Exclude,
    Force,
    Impossible,
    Notice,
    Otherwise,
    Reopen,
    Require,
)

RECORDS: dict[str, type[object]] = {
    "successors": Successor,
    "levels": Level,
    "grades": Grade,
    "clauses": Clause,
    "readings": Reading,
    "facts": FactDef,
    "tallies": Tally,
    "groups": Group,
    "criteria": Criterion,
    "periods": Period,
    "exclude": Exclude,
    "force": Force,
    "require": Require,
    "otherwise": Otherwise,
    "base": Base,
    "cap": Cap,
    "confirm": Confirm,
    "notice": Notice,
    "reopen": Reopen,
    "impossible": Impossible,
    "quotas": Quota,
    "steps": Step,
    "ballots": BallotRound,
    "forms": Form,
    "parts": FormPart,
    "places": ReviewPlace,
    "contents": Content,
    "orders": Order,
    "durations": Duration,
    "deadlines": Deadline,
    "schedule": Stretch,
    "papers": Paper,
    "provisions": Provision,
    "awards": Award,
}
"""Section of the files → class of its records."""

RULE_SECTIONS = (
    "exclude",
    "force",
    "require",
    "otherwise",
    "base",
    "cap",
    "confirm",
    "notice",
    "reopen",
    "impossible",
)
"""Their ids are unique among all of them: a finding names its rule by id alone."""

# Needed only while loading: they change other records and leave none of their own.
_LOADING: dict[str, type[object]] = {"tables": BoundsTable, "drop": Drop, "recite": Recite}

_Record = TypeVar("_Record")


@dataclass(slots=True)
class Draft:
    """A guideline as its own files say it, before any base is laid under it and checked."""

    folder: str
    about: About | None = None
    about_place: Place = field(default_factory=lambda: Place("", 0, ""))
    records: dict[str, dict[str, object]] = field(default_factory=dict)
    places: dict[tuple[str, str], Place] = field(default_factory=dict)
    drops: tuple[Drop, ...] = ()
    recites: tuple[Recite, ...] = ()

    def place(self, section: str, record_id: str) -> Place:
        """Where a record is written; the guideline itself where it is not among its own."""
        return self.places.get((section, record_id), self.about_place)


def draft_of(folder: str, sources: list[Source]) -> tuple[Draft, list[Fault]]:
    """What the files hold, and everything wrong with single records."""
    draft = Draft(folder, about_place=Place(folder, 0, ""))
    faults: list[Fault] = []
    sections = {**RECORDS, **_LOADING}
    loading: dict[str, dict[str, object]] = {name: {} for name in sections}
    for source in sources:
        for name, tables in source.tables.items():
            if name == "guideline":
                _read_about(draft, source, tables, faults)
            elif name not in sections:
                known = ", ".join(["guideline", *sections])
                why = Why("unknown section; known: {known}", known=known)
                faults.append(source.place(name).fault(why))
            elif not isinstance(tables, dict):
                why = Why("must be a section of named tables")
                faults.append(source.place(name).fault(why))
            else:
                _read_section(draft, name, sections[name], source, loading[name], tables, faults)
    if draft.about is None and not any("guideline" in source.tables for source in sources):
        faults.append(draft.about_place.fault(Why("no file has the table [guideline]")))
    for table in _typed(loading.pop("tables"), BoundsTable):
        _expand(draft, table, loading, faults)
    draft.drops = tuple(_typed(loading.pop("drop"), Drop))
    draft.recites = tuple(_typed(loading.pop("recite"), Recite))
    draft.records = loading
    return draft, faults


def _typed(records: dict[str, object], record: type[_Record]) -> list[_Record]:
    return [item for item in records.values() if isinstance(item, record)]


def _read_about(draft: Draft, source: Source, table: object, faults: list[Fault]) -> None:
    place = source.place("guideline")
    if draft.about is not None:
        faults.append(place.fault(Why("already in {place}", place=draft.about_place.file)))
        return
    draft.about_place = place
    draft.about = read_record(About, "", table, place, faults)
    if draft.about is not None and draft.about.id != draft.folder:
        why = Why(
            "id '{id}' is not the folder's name '{folder}'", id=draft.about.id, folder=draft.folder
        )
        faults.append(place.fault(why))


def _read_section(
    draft: Draft,
    name: str,
    record: type[object],
    source: Source,
    into: dict[str, object],
    tables: dict[str, object],
    faults: list[Fault],
) -> None:
    for record_id, table in tables.items():
        place = source.place(name, record_id)
        earlier = draft.places.get((name, record_id))
        if earlier is not None:
            why = Why("already in {place}", place=f"{earlier.file}:{earlier.line}")
            faults.append(place.fault(why))
            continue
        draft.places[name, record_id] = place
        if record is Clause and isinstance(table, str):
            table = {"text": table}  # noqa: PLW2901 - the short way to write a clause
        if record is Recite and isinstance(table, str):
            table = {"to": table}  # noqa: PLW2901 - likewise
        made = read_record(record, record_id, table, place, faults)
        if isinstance(made, Clause):
            made = replace(made, path=made.path or record_id, source=made.source or draft.folder)
        if made is not None:
            into[record_id] = made


def _expand(
    draft: Draft, table: BoundsTable, loading: dict[str, dict[str, object]], faults: list[Fault]
) -> None:
    place = draft.place("tables", table.id)
    for section, rule in expand(table, place, faults):
        if (section, rule.id) in draft.places:
            why = Why("makes the rule '{rule}', which exists already", rule=rule.id)
            faults.append(place.fault(why))
            continue
        draft.places[section, rule.id] = place
        loading[section][rule.id] = rule
