"""What is wrong with a guideline's awards and quotas."""

from collections.abc import Iterator, Mapping

from rules.award_rules import Award
from rules.errors import Why
from rules.model import FactDef, FactType
from rules.quota_rules import Quota

Records = Mapping[str, Mapping[str, object]]


def award_faults(records: Records) -> Iterator[tuple[str, Why, str]]:
    """(award, what is wrong, within what) for every fault of an award."""
    awards = {
        award_id: award for award_id, award in records["awards"].items() if isinstance(award, Award)
    }
    for award_id, award in awards.items():
        for run in award.runs:
            if run.level and run.level not in records["levels"]:
                yield award_id, Why("unknown level '{level}'", level=run.level), "runs"
            fact = records["facts"].get(run.fact)
            if run.fact and not (isinstance(fact, FactDef) and fact.type is FactType.BOOL):
                yield award_id, Why("'{fact}' is no yes/no fact", fact=run.fact), "runs"
            if run.years < 1:
                yield award_id, Why("a run has at least one year"), "runs"
            elif not 0 <= run.at_least <= run.years:
                yield (
                    award_id,
                    Why("{some} of {years} years cannot be", some=run.at_least, years=run.years),
                    "runs",
                )
        for other in (*award.also, *award.counts, *_awards_of(award)):
            if other not in awards:
                yield award_id, Why("unknown award '{award}'", award=other), ""
        if award_id in _due_first(award_id, awards):
            yield award_id, Why("is due only when it is itself due"), "also"


def _awards_of(award: Award) -> Iterator[str]:
    for run in award.runs:
        yield from (other for other in (run.award, *run.or_awards, run.no_award) if other)


def _due_first(award_id: str, awards: Mapping[str, Award]) -> set[str]:
    """The awards that have to be due before that one is, directly or not."""
    found: set[str] = set()
    ahead = [award_id]
    while ahead:
        award = awards.get(ahead.pop())
        new = set(award.also) - found if award is not None else set()
        found |= new
        ahead += new
    return found


def quota_faults(records: Records) -> Iterator[tuple[str, Why, str]]:
    """(quota, what is wrong, within what) for every fault of a quota."""
    for quota_id, quota in records["quotas"].items():
        if not isinstance(quota, Quota):
            continue
        for small in quota.small:
            if small.all_at and small.all_at not in records["levels"]:
                yield quota_id, Why("unknown level '{level}'", level=small.all_at), "small"
            if small.fewer_than < 2 or not 0 <= small.allows < small.fewer_than:
                yield (
                    quota_id,
                    Why(
                        "cannot allow {allowed} of fewer than {number}",
                        allowed=small.allows,
                        number=small.fewer_than,
                    ),
                    "small",
                )
        if not 0 < quota.percent <= 100:
            yield quota_id, Why("percent runs from 1 to 100"), ""
