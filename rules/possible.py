"""The exact set of outcomes still possible.

``weigh.outcomes`` may keep an outcome that cannot come, where two open rules hang on the same
missing fact (not a civil servant → XS; a civil servant rated HN → HN; never HTT).
``possible`` splits such shared facts into the classes that the rules can tell apart
and looks which outcomes really come.
It stops as soon as every doubtful outcome is found; past ``BUDGET`` splits it keeps the doubtful
ones: too wide a set is an open question more, too narrow a one would be a wrong answer.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from rules.aspects import facts_in
from rules.case import Seen
from rules.conditions import Gap
from rules.contradiction import contradicting, values_to_try
from rules.rule import Impossible
from rules.truth import Truth
from rules.weigh import open_gaps, outcomes

BUDGET = 2000


def possible(case: Seen) -> frozenset[int]:
    """Every outcome that some completion of the case reaches."""
    root = outcomes(case)
    if len(root) == 1:
        return root
    search = _Search(case, root)
    search.explore(case, root)
    found = root if search.spent > BUDGET else frozenset(search.found)
    return found if case.hopeful or not search.spent else _under_the_ceiling(case, found)


def _under_the_ceiling(case: Seen, found: frozenset[int]) -> frozenset[int]:
    """The outcomes that the facts alone do not rule out: with fewer gaps they see further."""
    facts_alone = possible(replace(case, hopeful=True))
    best = min((rank for rank in facts_alone if rank >= 0), default=0)
    return frozenset(rank for rank in found if rank < 0 or rank >= best)


class _Search:
    def __init__(self, case: Seen, wanted: frozenset[int]) -> None:
        self.wanted = wanted
        self.forbidding: dict[str, list[Impossible]] = {}
        for rule in case.program.impossible:
            for fact in facts_in(rule.when, case.tallies):
                self.forbidding.setdefault(fact, []).append(rule)
        self.found: set[int] = set()
        self.spent = 0

    def explore(self, case: Seen, here: frozenset[int]) -> None:
        shared = None if len(here) == 1 else shared_gap(case)
        if shared is None:
            self.found |= here
            return
        agreed = False
        for completed in completions(case, shared):
            if self.found == self.wanted:
                return
            self.spent += 1
            if self.spent > BUDGET:
                return
            left = outcomes(completed)
            if left <= self.found:
                agreed = True
            elif not self._contradicts(completed, shared):
                agreed = True
                self.explore(completed, left)
        if not agreed:  # a fact that is not to be known here: nothing hangs on it after all
            self.found |= here

    def _contradicts(self, completed: Seen, learned: Gap) -> bool:
        """Whether the case agreed with itself until that was learned, and no longer does."""
        forbidding = self.forbidding.get(learned.id, ()) if learned.what == "fact" else ()
        # Where the fact settles all that could forbid it, it leaves the rest as free as it was.
        settled = all(rule.when.truth(completed, good=False) is Truth.FALSE for rule in forbidding)
        return not settled and bool(contradicting(completed))


def shared_gap(case: Seen) -> Gap | None:
    """A missing fact (or group of grades) that open rules share; the busiest one."""
    seen: Counter[Gap] = Counter()
    groups = set()
    for rule, gap in open_gaps(case):
        stands_for = grouped(case, gap)
        if stands_for.what == "group":
            groups.add((rule.id, stands_for))
        else:
            seen[gap] += 1
    seen.update(group for _, group in groups)
    for contradiction in case.program.impossible:
        if contradiction.when.truth(case, good=False) is Truth.UNKNOWN:
            seen.update(gap for gap in contradiction.when.gaps(case, good=False) if gap in seen)
    shared = [gap for gap, times in seen.items() if times > 1 and _splits(case, gap)]
    return max(shared, key=lambda gap: seen[gap]) if shared else None


def _splits(case: Seen, gap: Gap) -> bool:
    """Whether trying the values of this one gap tries everything (not so of sums and points)."""
    if gap.what == "fact":
        domains = case.ruleset.domains[case.program.kind]
        return gap.id in domains.values or gap.id in domains.dates
    return all(item.points is None for item in case.criteria if gap.id in {item.id, item.group})


def grouped(case: Seen, gap: Gap) -> Gap:
    """The group of a missing grade, where its grades stand or fall together; else the gap."""
    if gap.what != "grade":
        return gap
    return case.ruleset.reach[case.program.kind].groups.get(gap.id, gap)


def completions(case: Seen, gap: Gap) -> Iterator[Seen]:
    """The case with the gap filled in every way that the rules can tell apart."""
    if gap.what == "fact":
        for value in values_to_try(case, gap.id):
            yield case.knowing(facts={gap.id: value})
        return
    criteria = [
        item.id
        for item in case.criteria
        if gap.id in {item.id, item.group} and item.id not in case.grades and item.points is None
    ]
    for rank in range(len(case.ruleset.grades)):
        yield case.knowing(grades=dict.fromkeys(criteria, rank))
