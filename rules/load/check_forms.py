"""What stands on a form, held against what the guideline has."""

from collections.abc import Iterator, Mapping

from rules.aspects import facts_in
from rules.conditions.base import Condition
from rules.errors import Why
from rules.forms import Asks, Form, FormPart, parts_of
from rules.model import Criterion, FactDef, Group, Kind

Records = Mapping[str, Mapping[str, object]]


def form_kinds(record: Form | FormPart, condition: Condition, records: Records) -> tuple[Kind, ...]:
    """The kinds of subject whose form turns on the condition.

    A form for several kinds may ask a fact of one of them; the others have it anyway.
    """
    kinds = record.kinds if isinstance(record, Form) else _kinds(record, records)
    facts = [
        fact
        for fact in (records["facts"].get(name) for name in facts_in(condition, {}))
        if isinstance(fact, FactDef)
    ]
    return tuple(kind for kind in kinds if all(kind in fact.kinds for fact in facts)) or kinds


def form_faults(records: Records) -> Iterator[tuple[str, str, Why]]:
    """(section, record id, fault) for everything on the forms that does not fit together."""
    forms = {key: form for key, form in records["forms"].items() if isinstance(form, Form)}
    parts = [part for part in records["parts"].values() if isinstance(part, FormPart)]
    for part in parts:
        for why in _part(part, records):
            yield "parts", part.id, why
    for form in forms.values():
        groups = [group for group in records["groups"].values() if isinstance(group, Group)]
        for why in _form(form, parts_of(form, parts, groups), groups):
            yield "forms", form.id, why
    for kind in Kind:
        own = [form for form in forms.values() if form.self_review and kind in form.kinds]
        for form in own if len(own) > 1 else ():
            if form.when is None:
                why = Why("{kind} has several forms of self-review; say when", kind=kind)
                yield "forms", form.id, why


def _part(part: FormPart, records: Records) -> Iterator[Why]:
    if not part.forms and not part.kinds:
        yield Why("needs the forms it stands on, or the kinds whose own review it is added to")
    if part.asks is not Asks.GRADES and (part.groups or part.criteria or part.rest):
        yield Why(
            "groups, criteria and rest are for {grades}, not for {asks}",
            grades=Asks.GRADES,
            asks=part.asks,
        )
    if (part.asks is Asks.OPINION) is not bool(part.who):
        yield Why("who is for {opinion}, which needs it", opinion=Asks.OPINION)
    kinds = set(_kinds(part, records))
    for name in part.groups:
        group = records["groups"].get(name)
        if not isinstance(group, Group):
            yield Why("unknown group '{group}'", group=name)
        elif kinds.isdisjoint(group.kinds):
            yield Why("the group '{group}' is of another kind", group=name)
    for name in part.criteria:
        criterion = records["criteria"].get(name)
        if not isinstance(criterion, Criterion):
            yield Why("unknown criterion '{criterion}'", criterion=name)
        elif kinds.isdisjoint(criterion.kinds):
            yield Why("the criterion '{criterion}' is of another kind", criterion=name)


def _form(form: Form, parts: list[FormPart], groups: list[Group]) -> Iterator[Why]:
    """Faults of a form with these parts on it, where the guideline has these groups of criteria."""
    if form.self_review and not parts:
        yield Why("is a self-review, and nothing stands on it")
    if form.self_review and not form.kinds:
        yield Why("is a self-review of no kind of subject")
    named = [name for part in parts for name in part.groups]
    for name in dict.fromkeys(name for name in named if named.count(name) > 1):
        yield Why("asks twice for the grades of the group '{group}'", group=name)
    # A printed form asks what its text prints; the other criteria are graded elsewhere.
    if form.printed or all(part.asks is not Asks.GRADES for part in parts):
        return
    for group in groups:
        if group.id not in named and not set(group.kinds).isdisjoint(form.kinds):
            yield Why("asks no grades of the group '{group}'", group=group.id)


def _kinds(part: FormPart, records: Records) -> tuple[Kind, ...]:
    """The kinds of subject that the part is for."""
    forms = [records["forms"].get(name) for name in part.forms]
    of_forms = (kind for form in forms if isinstance(form, Form) for kind in form.kinds)
    return part.kinds or tuple(dict.fromkeys(of_forms))
