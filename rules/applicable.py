"""What of a guideline is a subject's: the criteria he is graded on, the form of his own review."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.case import Seen
from rules.conditions import Condition
from rules.decide import Use, look
from rules.forms import Form, FormPart
from rules.model import Criterion, FactDef, Kind
from rules.procedure import BallotRound
from rules.ruleset import Ruleset
from rules.truth import Truth
from rules.values import FactValue


@dataclass(frozen=True, slots=True)
class ApplicableCriterion:
    """A criterion that applies (TRUE), or may apply once ``missing`` facts are known (UNKNOWN)."""

    criterion: Criterion
    applies: Truth
    missing: tuple[FactDef, ...]


def criteria_for(
    ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]
) -> tuple[ApplicableCriterion, ...]:
    """The criteria for a subject of which these facts are known, in printed order.

    Those that certainly do not apply are left out.  Raises KindNotCovered, FactError.
    """
    case = look(ruleset, kind, facts, use=Use.ALL)
    return tuple(
        ApplicableCriterion(
            ruleset.criterion(kind, scored.id),
            scored.applies,
            tuple(ruleset.facts[gap.id] for gap in dict.fromkeys(scored.gaps)),
        )
        for scored in case.criteria
    )


def self_review_form(ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]) -> Form | None:
    """The form on which a subject of which these facts are known writes his own review.

    The first of the kind that is or may be his; None where the guideline names none.
    Raises KindNotCovered, FactError.
    """
    case = look(ruleset, kind, facts, use=Use.FACTS)
    for form in ruleset.sections.forms:
        if form.self_review and kind in form.kinds and _may_hold(case, form.when):
            return form
    return None


def parts_for(
    ruleset: Ruleset, kind: Kind, form_id: str, facts: Mapping[str, FactValue]
) -> tuple[FormPart, ...]:
    """The parts of the form for a subject of which these facts are known, in printed order.

    Those that certainly are not for him are left out, also grades of criteria that no subject of
    the kind has.  Raises KindNotCovered, FactError, and KeyError for an unknown form.
    """
    case = look(ruleset, kind, facts, use=Use.FACTS)
    criteria = ruleset.criteria(kind)
    groups = {criterion.group for criterion in criteria}
    ids = {criterion.id for criterion in criteria}
    return tuple(
        part
        for part in ruleset.form_parts(form_id)
        if (not part.kinds or kind in part.kinds)
        and _may_hold(case, part.when)
        and (
            not (part.groups or part.criteria)
            or not groups.isdisjoint(part.groups)
            or not ids.isdisjoint(part.criteria)
        )
    )


def rounds_for(
    ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]
) -> tuple[BallotRound, ...]:
    """The rounds of ballots that are or may be held on a subject of which these facts are known.

    In the guideline's own order of rounds.  Raises KindNotCovered, FactError.
    """
    case = look(ruleset, kind, facts, use=Use.FACTS)
    held = [one for one in ruleset.procedure(kind).ballots if _may_hold(case, one.when)]
    return tuple(sorted(held, key=lambda one: one.round))


def _may_hold(case: Seen, condition: Condition | None) -> bool:
    return condition is None or condition.truth(case, good=True) is not Truth.FALSE
