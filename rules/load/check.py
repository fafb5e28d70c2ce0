"""Everything that does not fit together in a guideline.

Each record is right by itself when it comes here; what is looked at is what it points to.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from typing import Any, TypeVar, cast

from rules.award_rules import Award
from rules.conditions.base import Condition
from rules.count import MajorityBase
from rules.errors import Fault
from rules.forms import Form, FormPart
from rules.load.check_conditions import condition_faults, facts_used
from rules.load.check_forms import form_faults, form_kinds
from rules.load.sections import RULE_SECTIONS, Draft
from rules.model import Choice, Clause, Criterion, FactDef, FactType, Kind, Level
from rules.procedure import BallotRound, Deadline, Stretch
from rules.quota_rules import Quota
from rules.rule import Base, Cap, Reopen

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

    def fault(self, section: str, record_id: str, why: str, within: str = "") -> Fault:
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


def check(draft: Draft, records: Mapping[str, Mapping[str, object]]) -> list[Fault]:
    """Every fault of the guideline as a whole."""
    checked = Checked(draft, records)
    faults = [
        *_citations(checked),
        *_rule_ids(checked),
        *_points_to(checked),
        *_facts(checked),
        *_criteria(checked),
        *_ladders(checked),
        *_dates(checked),
        *(checked.fault(section, item, why) for section, item, why in form_faults(records)),
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


def _citations(checked: Checked) -> Iterator[Fault]:
    clauses = checked.of("clauses", Clause)
    used = set()
    for section, held in checked.records.items():
        for record_id, record in held.items():
            for clause in cited(record):
                used.add(clause)
                if clause and clause not in clauses:
                    yield checked.fault(section, record_id, f"unknown clause {clause!r}")
                elif not clause and section not in {"successors"}:
                    yield checked.fault(section, record_id, "cites no clause")
    for clause_id, item in clauses.items():
        if clause_id not in used and not item.judged and not item.outside:
            why = "nothing uses it; say where people are asked (judged) or why it is left (outside)"
            yield checked.fault("clauses", clause_id, why)


def _rule_ids(checked: Checked) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for section in RULE_SECTIONS:
        for record_id in checked.records[section]:
            if record_id in seen:
                why = f"the rule id {record_id!r} is also in [{seen[record_id]}]"
                yield checked.fault(section, record_id, why)
            seen[record_id] = section


def _points_to(checked: Checked) -> Iterator[Fault]:
    """Levels, readings, forms, steps, quotas and awards that records name."""
    levels = checked.records["levels"]
    for section, held in checked.records.items():
        for record_id, record in held.items():
            for name in _LEVEL_FIELDS:
                level = getattr(record, name, "")
                if level and level not in levels:
                    yield checked.fault(section, record_id, f"unknown level {level!r}", name)
            for reading in getattr(record, "readings", ()):
                if reading not in checked.records["readings"]:
                    yield checked.fault(section, record_id, f"unknown reading {reading!r}")
            for form in (*getattr(record, "forms", ()), getattr(record, "form", "")):
                if form and form not in checked.records["forms"]:
                    yield checked.fault(section, record_id, f"unknown form {form!r}")
    for record_id, ballot in checked.of("ballots", BallotRound).items():
        for level in ballot.options:
            if level not in levels:
                yield checked.fault("ballots", record_id, f"unknown level {level!r}", "options")
        if ballot.step not in checked.records["steps"]:
            yield checked.fault("ballots", record_id, f"unknown step {ballot.step!r}")
        if ballot.majority and ballot.majority not in set(MajorityBase):
            why = f"{ballot.majority!r} is not one of {', '.join(MajorityBase)}"
            yield checked.fault("ballots", record_id, why, "majority")
        if ballot.picks and ballot.picks not in checked.records["quotas"]:
            yield checked.fault("ballots", record_id, f"unknown quota {ballot.picks!r}")
    for record_id, award in checked.of("awards", Award).items():
        facts = checked.of("facts", FactDef)
        for run in award.runs:
            if run.level and run.level not in levels:
                yield checked.fault("awards", record_id, f"unknown level {run.level!r}", "runs")
            fact = facts.get(run.fact)
            if run.fact and (fact is None or fact.type is not FactType.BOOL):
                yield checked.fault("awards", record_id, f"{run.fact!r} is no yes/no fact", "runs")
            if run.years < 1 or run.at_least > run.years:
                yield checked.fault("awards", record_id, "a run has at least one year", "runs")
        for other in (*award.also, *award.counts, *_awards_of(award)):
            if other not in checked.records["awards"]:
                yield checked.fault("awards", record_id, f"unknown award {other!r}")
    for record_id, quota in checked.of("quotas", Quota).items():
        for small in quota.small:
            if small.all_at and small.all_at not in levels:
                yield checked.fault("quotas", record_id, f"unknown level {small.all_at!r}", "small")
        if not 0 < quota.percent <= 100:
            yield checked.fault("quotas", record_id, "percent runs from 1 to 100")


def _awards_of(award: Award) -> Iterator[str]:
    for run in award.runs:
        yield from (other for other in (run.award, run.no_award) if other)


def _facts(checked: Checked) -> Iterator[Fault]:
    facts = checked.of("facts", FactDef)
    for record_id, cap in checked.of("cap", Cap).items():
        if bool(cap.at_most) is bool(cap.not_above):
            yield checked.fault("cap", record_id, "needs exactly one of at_most, not_above")
        yield from _level_fact(checked, "cap", record_id, cap.not_above, cap.kinds)
    for record_id, base in checked.of("base", Base).items():
        yield from _level_fact(checked, "base", record_id, base.level_from, base.kinds)
    for record_id, reopen in checked.of("reopen", Reopen).items():
        year = facts.get(reopen.year)
        if year is None or year.type is not FactType.INTEGER:
            yield checked.fault("reopen", record_id, f"{reopen.year!r} is no whole-number fact")
    for fact_id, fact in facts.items():
        if fact.type is FactType.CHOICE and len(fact.choices) < 2:
            yield checked.fault("facts", fact_id, "a choice needs at least two choices")
        if fact.type not in {FactType.CHOICE, FactType.LEVEL} and fact.choices:
            yield checked.fault("facts", fact_id, f"a fact of type {fact.type} has no choices")
    used = facts_used(checked.records)
    for fact_id in checked.draft.records.get("facts", {}):
        if fact_id not in used:
            yield checked.fault("facts", fact_id, "nothing turns on this fact")


def _level_fact(
    checked: Checked, section: str, record_id: str, fact_id: str, kinds: tuple[Kind, ...]
) -> Iterator[Fault]:
    if not fact_id:
        return
    fact = checked.of("facts", FactDef).get(fact_id)
    if fact is None:
        yield checked.fault(section, record_id, f"unknown fact {fact_id!r}")
    elif fact.type is not FactType.LEVEL:
        yield checked.fault(section, record_id, f"the fact {fact_id!r} is no level")
    elif not set(kinds) <= set(fact.kinds):
        yield checked.fault(section, record_id, f"the fact {fact_id!r} is of another kind")


def _criteria(checked: Checked) -> Iterator[Fault]:
    groups = checked.records["groups"]
    for record_id, criterion in checked.of("criteria", Criterion).items():
        group = groups.get(criterion.group)
        if group is None:
            yield checked.fault("criteria", record_id, f"unknown group {criterion.group!r}")
        elif not set(criterion.kinds) <= set(getattr(group, "kinds", ())):
            why = f"the group {criterion.group!r} is of another kind"
            yield checked.fault("criteria", record_id, why)
        if len(criterion.short) > SHORT:
            why = f"{len(criterion.short)} characters; a label has at most {SHORT}"
            yield checked.fault("criteria", record_id, why, "short")
        if criterion.points is None and not checked.records["grades"]:
            yield checked.fault("criteria", record_id, "has no points, and there are no grades")


def _ladders(checked: Checked) -> Iterator[Fault]:
    """Levels enough, and for each kind one way down and one source of its level at most."""
    if len(checked.records["levels"]) < 2:
        yield checked.draft.about_place.fault("needs at least two levels")
    for kind in Kind:
        for section in ("otherwise", "base"):
            held = [
                record_id
                for record_id, record in checked.records[section].items()
                if kind in getattr(record, "kinds", ())
            ]
            for record_id in held[1:]:
                why = f"{kind} has already {held[0]!r}"
                yield checked.fault(section, record_id, why)


def _dates(checked: Checked) -> Iterator[Fault]:
    for record_id, deadline in checked.of("deadlines", Deadline).items():
        if bool(deadline.month) is bool(deadline.working_days):
            why = "needs either day and month or working_days"
            yield checked.fault("deadlines", record_id, why)
        elif deadline.month and not _is_day(deadline.day, deadline.month):
            yield checked.fault("deadlines", record_id, "no such day")
    for record_id, stretch in checked.of("schedule", Stretch).items():
        for day, month in (
            (stretch.from_day, stretch.from_month),
            (stretch.to_day, stretch.to_month),
        ):
            if not _is_day(day, month):
                yield checked.fault("schedule", record_id, f"no such day: {day}/{month}")


def _is_day(day: int, month: int) -> bool:
    try:
        date(2024, month, day)
    except ValueError:
        return False
    return True
