"""Facts that cannot all be so: one rule says it, or several leave no way out between them.

Known facts may contradict each other only through what is not known: whatever the missing fact
were, one rule or another would forbid it (a chi bộ whose rank is none that a chi bộ may have).
So a contradiction is looked for in every completion of the facts that the rules hang on.

Where one rule by itself forbids every value of a fact (the office's rating of someone who has no
office), the fact is not to be known: to leave it out is a completion like any other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from rules.aspects import facts_in
from rules.case import Seen
from rules.conditions import MonthsBetween
from rules.rule import Impossible
from rules.truth import Truth
from rules.values import FactValue, add_months

BUDGET = 2000
_SOME_DAY = date(2001, 1, 1)


def contradicting(case: Seen) -> tuple[tuple[Impossible, ...], ...]:
    """Each contradiction among the known facts, as the rules that make it together.

    Where rules by themselves say that facts cannot be so, those; else the fewest that leave no
    completion.  A search past ``BUDGET`` finds none: it never calls possible facts impossible.
    """
    alone = tuple((rule,) for rule in case.program.impossible if _truth(case, rule) is Truth.TRUE)
    if alone:
        return alone
    together = [rule for rule in case.program.impossible if _truth(case, rule) is Truth.UNKNOWN]
    if len(together) < 2 or _agree(case, together):
        return ()
    for rule in tuple(together):
        without = [other for other in together if other is not rule]
        if not _agree(case, without):
            together = without
    return (tuple(together),)


def _agree(case: Seen, rules: Sequence[Impossible]) -> bool:
    """Whether some completion of the case keeps to all of these rules, each UNKNOWN in it."""
    return _Search(case, rules).goes(rules)


class _Search:
    def __init__(self, case: Seen, rules: Sequence[Impossible]) -> None:
        # One case whose facts are tried in place: a copy for each try would cost more than the try.
        self.facts = dict(case.facts)
        self.case = replace(case, facts=self.facts, hopeful=True)
        self.looks_at = {rule.id: set(facts_in(rule.when, case.tallies)) for rule in rules}
        self.left_out: set[str] = set()
        self.spent = 0

    def goes(self, still_open: Sequence[Impossible]) -> bool:
        """Whether the facts tried so far can be completed; facts are put back as they were."""
        for rule in still_open:
            for gap in rule.when.gaps(self.case, good=False):
                values = list(values_to_try(self.case, gap.id))
                if values and gap.id not in self.left_out:
                    return self._tries(gap.id, values, still_open)
        # What is left hangs on facts measured together, not tried one by one: they may agree.
        return True

    def _tries(
        self, fact: str, values: Sequence[FactValue], still_open: Sequence[Impossible]
    ) -> bool:
        for value in values:
            self.spent += 1
            if self.spent > BUDGET:
                return True
            self.facts[fact] = value
            left = self._left(still_open, fact)
            goes = left is not None and (not left or self.goes(left))
            del self.facts[fact]
            if goes:
                return True
        forbidding = [rule for rule in still_open if self._forbids_all(rule, fact, values)]
        if not forbidding:
            return False
        self.left_out.add(fact)
        goes = self.goes([rule for rule in still_open if rule not in forbidding])
        self.left_out.discard(fact)
        return goes

    def _forbids_all(self, rule: Impossible, fact: str, values: Sequence[FactValue]) -> bool:
        """Whether the rule alone leaves no value for the fact."""
        if fact not in self.looks_at[rule.id]:
            return False
        truths = []
        for value in values:
            self.facts[fact] = value
            truths.append(_truth(self.case, rule))
            del self.facts[fact]
        return all(truth is Truth.TRUE for truth in truths)

    def _left(self, rules: Sequence[Impossible], fact: str) -> list[Impossible] | None:
        """The rules that are open with the fact known; None where one of them forbids it."""
        left = []
        for rule in rules:
            if fact in self.looks_at[rule.id]:
                truth = _truth(self.case, rule)
                if truth is Truth.TRUE:
                    return None
                if truth is Truth.FALSE:
                    continue  # and stays so, whatever else is known
            left.append(rule)
        return left


def _truth(case: Seen, rule: Impossible) -> Truth:
    return rule.when.truth(case, good=False)


def values_to_try(case: Seen, fact: str) -> Iterator[FactValue]:
    """Values of a missing fact that together stand for all: those the rules can tell apart.

    None of a fact that is measured together with others.
    """
    domains = case.ruleset.domains[case.program.kind]
    spans = domains.dates.get(fact)
    if spans is None:
        yield from domains.values.get(fact, ())
    else:
        yield from days_to_try(case, fact, spans)


def days_to_try(case: Seen, fact: str, spans: Sequence[MonthsBetween]) -> list[date]:
    """Days for a missing date, on both sides of every span that measures it."""
    days = set()
    for span in spans:
        other = case.facts.get(span.end if fact == span.start else span.start, _SOME_DAY)
        if not isinstance(other, date):
            continue
        edge = add_months(other, -span.months if fact == span.start else span.months)
        days |= {edge + timedelta(days=shift) for shift in (-32, -1, 0, 1, 32)}
    return sorted(days) or [_SOME_DAY]
