"""Which criteria a subject is graded on."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.decide import Use, look
from rules.model import Criterion, FactDef, Kind
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
