"""Everything that does not fit together in a guideline.

Each record is right by itself when it comes here; what is looked at is what it points to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from rules.conditions.base import Condition
from rules.count import MajorityBase
from rules.errors import Fault, Why, shown
from rules.forms import Form, FormPart
from rules.load.check_awards import award_faults, quota_faults
from rules.load.check_conditions import condition_faults, conditions_facts, facts_used
from rules.load.check_forms import form_faults, form_kinds
from rules.load.sections import RULE_SECTIONS, Draft
from rules.model import Choice, Clause, Criterion, FactDef, FactType, Kind, Level
from rules.procedure import BallotRound, Deadline, Duration, Stretch
from rules.rule import Base, Cap, Reopen, Require

SHORT = 60
"""The most characters of a criterion's label: it has to fit a button on a small phone."""

_Record = TypeVar("_Record")
_LEVEL_FIELDS = ("level", "at_most", "of_level", "all_at")


@dataclass(frozen=True, slots=True)
class Checked:
    """The records of a guideline (base included), for looking things up."""

    draft: Draft
    records: Mapping[str, Mapping[str, object]]

    def of(self, section: str, record: type[_Record]) -> dict[str, _Record]:
        """The records of a section, by id."""
        return {
            key: item for key, item in self.records[section].items() if isinstance(item, record)
        }

    def fault(self, section: str, record_id: str, why: Why, within: str = "") -> Fault:
        """A fault at the place where that record is written."""
        return self.draft.place(section, record_id).fault(why, within)


def fill_levels(records: dict[str, dict[str, object]]) -> None:
    """Give facts of type level the ruleset's levels as their choices."""
    levels = tuple(
        Choice(level.id, level.name, level.short)
        for level in records["levels"].values()
        if isinstance(level, Level)
    )
    for fact_id, fact in records["facts"].items():
        if isinstance(fact, FactDef) and fact.type is FactType.LEVEL:
            records["facts"][fact_id] = replace(fact, choices=levels)


def check(
    draft: Draft, records: Mapping[str, Mapping[str, object]], *, whole: bool = True
) -> list[Fault]:
    """Every fault of the guideline as a whole.

    ``whole``: every record could be read; else what nothing uses may be used by one that could not.
    """
    checked = Checked(draft, records)
    faults = [
        *(_unused(checked) if whole else ()),
        *_citations(checked),
        *_rule_ids(checked),
        *_points_to(checked),
        *_facts(checked),
        *_criteria(checked),
        *_ladders(checked),
        *_dates(checked),
        *(checked.fault(section, item, why) for section, item, why in form_faults(records)),
        *(checked.fault("awards", item, why, at) for item, why, at in award_faults(records)),
        *(checked.fault("quotas", item, why, at) for item, why, at in quota_faults(records)),
    ]
    for section, held in records.items():
        for record_id, record in held.items():
            place = draft.place(section, record_id)
            for name, condition in conditions_in(record):
                kinds: tuple[Kind, ...] = getattr(record, "kinds", ())
                if isinstance(record, Form | FormPart):
                    kinds = form_kinds(record, condition, records)
                faults += [
                    place.fault(why, name)
                    for why in condition_faults(
                        condition,
                        kinds,
                        records,
                        facts_only=isinstance(record, Criterion | FactDef | Form | FormPart),
                    )
                ]
    return faults


def conditions_in(record: object) -> Iterator[tuple[str, Condition]]:
    """The conditions a record holds, by field."""
    if isinstance(record, type) or not is_dataclass(record):
        return
    for item in fields(record):
        value = getattr(record, item.name)
        if hasattr(value, "truth"):
            yield item.name, cast("Condition", value)


def cited(record: object) -> Iterator[str]:
    """Every clause a record cites, nested records included."""
    if isinstance(record, type) or not is_dataclass(record):
        return
    for item in fields(record):
        value: Any = getattr(record, item.name)
        if item.name == "clause" and isinstance(value, str):
            yield value
        elif item.name == "clauses":
            yield from value
        elif isinstance(value, tuple):
            for part in value:
                yield from cited(part)


def _unused(checked: Checked) -> Iterator[Fault]:
    """Clauses that nothing cites, facts that nothing turns on."""
    used = {
        clause
        for held in checked.records.values()
        for record in held.values()
        for clause in cited(record)
    }
    for clause_id, item in checked.of("clauses", Clause).items():
        if clause_id not in used and not item.judged and not item.outside:
            why = Why(
                "nothing uses it; say where people are asked (judged) or why it is left (outside)"
            )
            yield checked.fault("clauses", clause_id, why)
    turned = facts_used(checked.records)
    for fact_id in checked.draft.records.get("facts", {}):
        if fact_id not in turned:
            yield checked.fault("facts", fact_id, Why("nothing turns on this fact"))


def _citations(checked: Checked) -> Iterator[Fault]:
    clauses = checked.of("clauses", Clause)
    for section, held in checked.records.items():
        for record_id, record in held.items():
            for clause in cited(record):
                if clause and clause not in clauses:
                    why = Why("unknown clause '{clause}'", clause=clause)
                    yield checked.fault(section, record_id, why)
                elif not clause and section not in {"successors"}:
                    yield checked.fault(section, record_id, Why("cites no clause"))


def _rule_ids(checked: Checked) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for section in RULE_SECTIONS:
        for record_id in checked.records[section]:
            if record_id in seen:
                why = Why(
                    "the rule id '{rule}' is also in [{section}]",
                    rule=record_id,
                    section=seen[record_id],
                )
                yield checked.fault(section, record_id, why)
            seen[record_id] = section


def _points_to(checked: Checked) -> Iterator[Fault]:
    """Levels, readings, forms, steps and quotas that records name."""
    levels = checked.records["levels"]
    for section, held in checked.records.items():
        for record_id, record in held.items():
            for name in _LEVEL_FIELDS:
                level = getattr(record, name, "")
                if level and level not in levels:
                    why = Why("unknown level '{level}'", level=level)
                    yield checked.fault(section, record_id, why, name)
            for reading in getattr(record, "readings", ()):
                if reading not in checked.records["readings"]:
                    why = Why("unknown reading '{reading}'", reading=reading)
                    yield checked.fault(section, record_id, why)
            for form in (*getattr(record, "forms", ()), getattr(record, "form", "")):
                if form and form not in checked.records["forms"]:
                    why = Why("unknown form '{form}'", form=form)
                    yield checked.fault(section, record_id, why)
    for record_id, ballot in checked.of("ballots", BallotRound).items():
        for level in ballot.options:
            if level not in levels:
                why = Why("unknown level '{level}'", level=level)
                yield checked.fault("ballots", record_id, why, "options")
        if ballot.step not in checked.records["steps"]:
            why = Why("unknown step '{step}'", step=ballot.step)
            yield checked.fault("ballots", record_id, why)
        if ballot.majority and ballot.majority not in set(MajorityBase):
            why = Why(
                "{value} is not one of {known}",
                value=shown(ballot.majority),
                known=", ".join(MajorityBase),
            )
            yield checked.fault("ballots", record_id, why, "majority")
        if ballot.picks and ballot.picks not in checked.records["quotas"]:
            why = Why("unknown quota '{quota}'", quota=ballot.picks)
            yield checked.fault("ballots", record_id, why)


def _facts(checked: Checked) -> Iterator[Fault]:
    facts = checked.of("facts", FactDef)
    for record_id, cap in checked.of("cap", Cap).items():
        if bool(cap.at_most) is bool(cap.not_above):
            yield checked.fault("cap", record_id, Why("needs exactly one of at_most, not_above"))
        yield from _level_fact(checked, "cap", record_id, cap.not_above, cap.kinds)
    for record_id, base in checked.of("base", Base).items():
        yield from _level_fact(checked, "base", record_id, base.level_from, base.kinds)
    for record_id, reopen in checked.of("reopen", Reopen).items():
        year = facts.get(reopen.year)
        if year is None or year.type is not FactType.INTEGER:
            why = Why("'{fact}' is no whole-number fact", fact=reopen.year)
            yield checked.fault("reopen", record_id, why)
    for fact_id, fact in facts.items():
        if fact.type is FactType.CHOICE and len(fact.choices) < 2:
            yield checked.fault("facts", fact_id, Why("a choice needs at least two choices"))
        if fact.type not in {FactType.CHOICE, FactType.LEVEL} and fact.choices:
            why = Why("a fact of type {type} has no choices", type=fact.type)
            yield checked.fault("facts", fact_id, why)
        if fact_id in _asked_after(fact_id, facts, checked):
            why = Why("is asked only when it is itself known")
            yield checked.fault("facts", fact_id, why, "when")


def _asked_after(fact_id: str, facts: Mapping[str, FactDef], checked: Checked) -> set[str]:
    """The facts that have to be known before that one is asked, directly or not."""
    found: set[str] = set()
    ahead = [fact_id]
    while ahead:
        fact = facts.get(ahead.pop())
        if fact is not None and fact.when is not None:
            new = conditions_facts(fact.when, checked.records) - found
            found |= new
            ahead += new
    return found


def _level_fact(
    checked: Checked, section: str, record_id: str, fact_id: str, kinds: tuple[Kind, ...]
) -> Iterator[Fault]:
    if not fact_id:
        return
    fact = checked.of("facts", FactDef).get(fact_id)
    if fact is None:
        yield checked.fault(section, record_id, Why("unknown fact '{fact}'", fact=fact_id))
    elif fact.type is not FactType.LEVEL:
        yield checked.fault(section, record_id, Why("the fact '{fact}' is no level", fact=fact_id))
    elif not set(kinds) <= set(fact.kinds):
        why = Why("the fact '{fact}' is of another kind", fact=fact_id)
        yield checked.fault(section, record_id, why)


def _criteria(checked: Checked) -> Iterator[Fault]:
    groups = checked.records["groups"]
    for record_id, criterion in checked.of("criteria", Criterion).items():
        group = groups.get(criterion.group)
        if group is None:
            why = Why("unknown group '{group}'", group=criterion.group)
            yield checked.fault("criteria", record_id, why)
        elif not set(criterion.kinds) <= set(getattr(group, "kinds", ())):
            why = Why("the group '{group}' is of another kind", group=criterion.group)
            yield checked.fault("criteria", record_id, why)
        if len(criterion.short) > SHORT:
            why = Why(
                "{n} characters; a label has at most {most}", n=len(criterion.short), most=SHORT
            )
            yield checked.fault("criteria", record_id, why, "short")
        if criterion.points is None and not checked.records["grades"]:
            why = Why("has no points, and there are no grades")
            yield checked.fault("criteria", record_id, why)


def _ladders(checked: Checked) -> Iterator[Fault]:
    """Levels enough, and for each kind one way down and one source of its level at most."""
    levels = tuple(checked.records["levels"])
    if len(levels) < 2:
        yield checked.draft.about_place.fault(Why("needs at least two levels"))
    for record_id, require in checked.of("require", Require).items():
        if levels and require.level == levels[-1]:
            why = Why("the lowest level asks for nothing: there is none below it to fall to")
            yield checked.fault("require", record_id, why, "level")
    for kind in Kind:
        for section in ("otherwise", "base"):
            held = [
                record_id
                for record_id, record in checked.records[section].items()
                if kind in getattr(record, "kinds", ())
            ]
            for record_id in held[1:]:
                why = Why("{kind} has already '{record}'", kind=kind, record=held[0])
                yield checked.fault(section, record_id, why)


def _dates(checked: Checked) -> Iterator[Fault]:
    about = checked.draft.about
    if about is not None and about.last_year is not None and about.last_year < about.first_year:
        why = Why(
            "the last year {last} is before the first, {first}",
            last=about.last_year,
            first=about.first_year,
        )
        yield checked.draft.about_place.fault(why, "last_year")
    for record_id, duration in checked.of("durations", Duration).items():
        if duration.days <= 0 or (duration.suggested or duration.days) < duration.days:
            why = Why("a meeting takes some time, and with a suggested review no less")
            yield checked.fault("durations", record_id, why)
    for record_id, deadline in checked.of("deadlines", Deadline).items():
        if bool(deadline.month) is bool(deadline.working_days):
            why = Why("needs either day and month or working_days")
            yield checked.fault("deadlines", record_id, why)
        elif deadline.month and not _is_day(deadline.day, deadline.month):
            yield checked.fault("deadlines", record_id, Why("no such day"))
    for record_id, stretch in checked.of("schedule", Stretch).items():
        for day, month in (
            (stretch.from_day, stretch.from_month),
            (stretch.to_day, stretch.to_month),
        ):
            if not _is_day(day, month):
                why = Why("no such day: {day}/{month}", day=day, month=month)
                yield checked.fault("schedule", record_id, why)


def _is_day(day: int, month: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True
