"""One guideline laid over another.

Two ways, as the texts have it:

- *extends*: a text that prints the whole of another again, under sections of its own.
  What it does not say anew it takes over, cited by its own sections (``[recite]`` says where
  a section stands that is printed elsewhere); all sections are its own.
- *default_base*: a text that only amends one not in hand.  It is laid over a base that the branch
  names; what it leaves alone stays the base's and is cited as the base's (``base-id:II.B.6``).

A record of the same section and id replaces the base's; ``[drop."section.id"]`` strikes one out:
an amending text then holds a provision that says so, a reprinting one just does not hold it.
``[drop."section.name-*"]`` strikes all whose ids begin so, whatever the base calls them.
A quota on a kind of subject takes the place of the base's on that kind.
Facts and clauses of the base that nothing rests on any longer are left out.
"""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from rules.aspects import facts_in
from rules.errors import Fault, Why
from rules.load.check import cited
from rules.load.check_conditions import facts_used
from rules.load.sections import RECORDS, Draft
from rules.model import Clause, FactDef
from rules.procedure import Provision, Topic
from rules.quota_rules import Quota
from rules.ruleset import Ruleset

# A base's own particulars; an overlay has its own.
_NOT_INHERITED = {"successors"}


def lay_over(draft: Draft, base: Ruleset) -> tuple[dict[str, dict[str, object]], list[Fault]]:
    """The records of the draft laid over the base's, and what does not fit."""
    about = draft.about
    assert about is not None
    faults: list[Fault] = []
    again = {recite.id: recite.to for recite in draft.recites}
    if about.extends:

        def cite(clause: str) -> str:
            return again.get(clause, clause)
    else:

        def cite(clause: str) -> str:
            return clause if ":" in clause else f"{base.id}:{clause}"

    for path in again:
        if path not in base.clauses:
            why = Why("{base} has no clause '{clause}'", base=base.id, clause=path)
            faults.append(draft.place("recite", path).fault(why))
    together: dict[str, dict[str, object]] = {}
    for section in RECORDS:
        inherited: dict[str, object] = {}
        if section == "clauses":
            if not about.extends:
                inherited = {
                    cite(clause.id): replace(clause, id=cite(clause.id))
                    for clause in base.sections.clauses
                }
        elif section not in _NOT_INHERITED:
            records: tuple[Any, ...] = getattr(base.sections, section)
            inherited = {record.id: recited(record, cite) for record in records}
        together[section] = inherited
    for drop in draft.drops:
        section, _, record_id = drop.id.partition(".")
        if not _strike(together.get(section, {}), record_id):
            why = Why(
                "{base} has no {section} '{record}'",
                base=base.id,
                section=section,
                record=record_id,
            )
            faults.append(draft.place("drop", drop.id).fault(why))
        if not about.extends:  # a text that prints another again just does not print the record
            name = f"struck-{record_id.rstrip('-*')}"
            struck = Provision(name, Topic.STRUCK, drop.clause, drop.says)
            draft.records["provisions"][struck.id] = struck
    for section, own in draft.records.items():
        # Whole sections that are one thing together are not mixed with the base's.
        if section in {"levels", "grades"} and own:
            together[section] = {}
        if section == "quotas":
            together[section] = _other_kinds(together[section], own)
        together[section].update(own)
    _forget_unused(together, draft)
    return together, faults


def _forget_unused(together: dict[str, dict[str, object]], draft: Draft) -> None:
    """Leave out the base's facts and clauses that nothing turns on or cites any longer."""
    facts = together["facts"]
    kept = facts_used(together) | set(draft.records["facts"])
    for fact_id, fact in reversed(facts.items()):
        if fact_id in kept and isinstance(fact, FactDef):
            kept.update(facts_in(fact.when, {}))  # asked only when that one is known
    together["facts"] = {fact_id: fact for fact_id, fact in facts.items() if fact_id in kept}
    named = {
        clause for held in together.values() for item in held.values() for clause in cited(item)
    }
    together["clauses"] = {
        clause_id: clause
        for clause_id, clause in together["clauses"].items()
        if clause_id in named
        or clause_id in draft.records["clauses"]
        or (isinstance(clause, Clause) and (clause.judged or clause.outside))
    }


def _strike(held: dict[str, object], record_id: str) -> bool:
    """Take the record out; ``name-*`` takes out all whose ids begin so, were it none."""
    if record_id.endswith("*"):
        for other in [key for key in held if key.startswith(record_id[:-1])]:
            del held[other]
        return True
    return held.pop(record_id, None) is not None


def _other_kinds(held: dict[str, object], own: dict[str, object]) -> dict[str, object]:
    """The base's quotas on the kinds of subject on which the overlay sets none itself."""
    set_anew = {kind for quota in own.values() if isinstance(quota, Quota) for kind in quota.kinds}
    kept: dict[str, object] = {}
    for record_id, quota in held.items():
        if isinstance(quota, Quota):
            kinds = tuple(kind for kind in quota.kinds if kind not in set_anew)
            if kinds:
                kept[record_id] = replace(quota, kinds=kinds)
    return kept


def recited(record: Any, cite: Callable[[str], str]) -> object:
    """The record with every clause it cites put through ``cite``."""
    changed: dict[str, object] = {}
    for item in fields(record):
        value = getattr(record, item.name)
        if item.name == "clause" and value:
            changed[item.name] = cite(value)
        elif item.name == "clauses":
            changed[item.name] = tuple(cite(clause) for clause in value)
        elif isinstance(value, tuple) and value and _cites(value[0]):
            changed[item.name] = tuple(recited(part, cite) for part in value)
    return replace(record, **changed) if changed else cast("object", record)


def _cites(value: object) -> bool:
    return (
        is_dataclass(value)
        and not isinstance(value, type)
        and not isinstance(value, Clause)
        and any(item.name == "clause" for item in fields(value))
    )
