"""What learning one more thing can change: which rules have to be tested anew.

Splitting a missing fact into its values (``rules.possible``) looks at the same case over and over.
A rule that does not look at that fact keeps its truth, and by Kleene's logic a rule that is settled
keeps it whatever else is learned.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rules.aspects import Aspect, facts_in
from rules.conditions import Gap
from rules.model import Criterion


@dataclass(frozen=True, slots=True)
class Reach:
    """For one kind of subject.

    ``of_fact``: the rules that look at a fact, themselves or through a criterion that may apply.
    ``of_grades``: the rules that look at grades.
    ``applying``: the facts on which it hangs whether a criterion applies.
    ``groups``: for a criterion the gap of its whole group, where its grades stand or fall together.
    """

    of_fact: Mapping[str, frozenset[str]]
    of_grades: frozenset[str]
    applying: frozenset[str]
    groups: Mapping[str, Gap]


def reach_of(
    aspects: Mapping[str, Aspect],
    criteria: Iterable[Criterion],
    tallies: Mapping[str, Mapping[str, str]],
    *,
    grade_by_grade: bool,
) -> Reach:
    """The reach of each fact over the rules whose aspects these are."""
    touched: dict[str, set[str]] = {}
    for rule, aspect in aspects.items():
        for fact in aspect.facts:
            touched.setdefault(fact, set()).add(rule)
    graded = frozenset(rule for rule, aspect in aspects.items() if aspect.grades)
    applying: set[str] = set()
    groups: dict[str, Gap] = {}
    for criterion in criteria:
        applying.update(facts_in(criterion.applies, tallies))
        if not grade_by_grade:
            groups[criterion.id] = Gap("group", criterion.group)
    for fact in applying:
        touched.setdefault(fact, set()).update(graded)
    return Reach(
        {fact: frozenset(rules) for fact, rules in touched.items()},
        graded,
        frozenset(applying),
        groups,
    )
