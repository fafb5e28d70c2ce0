"""Conditions on how many of a group reached a level: members of a branch, bodies, sub-units."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.conditions.base import Bound, Case, Gap
from rules.conditions.share import Measure
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class TallyShare:
    """Those of a tally rated at least (or at most) a level: their share or their number.

    ``among``: a share of those at that level or better only; empty: of all who were rated.
    """

    tally: str
    side: str  # "rated_at_least" or "rated_at_most"
    level: str
    measure: Measure
    among: str = ""

    def _sides(self, case: Case) -> tuple[int, int, bool, bool]:
        """(hits, others, a count of hits is missing, a count of the others is missing)."""
        hits = others = 0
        open_hits = open_others = False
        edge = case.level_rank[self.level]
        last = case.level_rank[self.among] if self.among else len(case.level_rank)
        for level, fact in case.tallies[self.tally].items():
            rank = case.level_rank[level]
            if rank > last:
                continue
            hit = rank <= edge if self.side == "rated_at_least" else rank >= edge
            value = case.facts.get(fact)
            if value is None:
                open_hits, open_others = open_hits or hit, open_others or not hit
            elif isinstance(value, int):
                hits, others = hits + (value if hit else 0), others + (0 if hit else value)
        return hits, others, open_hits, open_others

    def truth(self, case: Case, good: bool) -> Truth:
        hits, others, open_hits, open_others = self._sides(case)
        if not open_hits and (self.measure.how == "count" or not open_others):
            return self.measure.between((hits, hits + others), (hits, hits + others))
        if self.measure.how == "count":
            # More may come; the bound is settled only if it is passed already.
            passed = self.measure.known(hits, 0)
            rising = self.measure.bound in {Bound.AT_LEAST, Bound.ABOVE}
            return (Truth.TRUE if rising else Truth.FALSE) if passed is rising else Truth.UNKNOWN
        # An unknown count can outweigh everything known, but cannot undo what is known:
        # one member below the level settles "100% at least", one above it "0%".
        if self.measure.value == 100 and others:
            return self.measure.between((0, 1), (0, 1))
        if self.measure.value == 0 and hits:
            return self.measure.between((1, 1), (1, 1))
        if open_hits and open_others:
            return Truth.UNKNOWN
        total = hits + others
        return (
            self.measure.between((hits, total), (1, 1))
            if open_hits
            else self.measure.between((0, 1), (hits, total))
        )

    def gaps(self, case: Case, good: bool) -> Iterator[Gap]:
        if self.truth(case, good) is Truth.UNKNOWN:
            for fact in case.tallies[self.tally].values():
                if fact not in case.facts:
                    yield Gap("fact", fact)

    def data(self) -> dict[str, object]:
        among = {"among_at_least": self.among} if self.among else {}
        return {"tally": self.tally, self.side: self.level, **among, **self.measure.data()}
