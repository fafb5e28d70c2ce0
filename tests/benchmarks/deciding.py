"""The rules: explained decisions per second, and a whole province decided and allotted.

One thread that waits for nothing: what is told is processor time, whatever else the machine does.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from rules import (
    Candidate,
    FactValue,
    Kind,
    Ruleset,
    Scope,
    Use,
    allot,
    decide,
    load_library,
)
from tests.benchmarks.measure import Figure, duration, workwatch
from tests.benchmarks.memory import peak

GUIDELINE = "can-tho-2018"
BRANCH = 25
SMALL, LARGE = 500, 50_000
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Case:
    """What is known of a member."""

    facts: dict[str, FactValue]
    grades: dict[str, str]


def members(ruleset: Ruleset, many: int) -> Iterator[Case]:
    """So many members as a province has them: most of them known wholly, one in ten not."""
    chance = random.Random(20181203)
    criteria = [one.id for one in ruleset.criteria(Kind.MEMBER)]
    grades = [one.id for one in ruleset.grades]

    def seldom(share: float = 0.03) -> bool:
        return chance.random() < share

    for _ in range(many):
        facts: dict[str, FactValue] = {
            "standing": chance.choices(("official", "probationary", "exempt"), (92, 6, 2))[0],
            "admitted_on": date(chance.randint(1975, 2018), chance.randint(1, 12), 3),
            "meeting_on": date(2018, 12, 15),
            "heard": not seldom(),
            "on_voter_roll": False,
            "branch_is_tccsd": False,
            "branch_has_committee": True,
            "is_leader": seldom(0.15),
            "is_civil_servant": False,
            "review_suggested": seldom(),
            "disciplined": seldom(),
            "discipline_already_counted": False,
            "discipline_self_remedied": False,
            "degradation_concluded": seldom(0.01),
            "sick_leave_months": Decimal(chance.choices((0, 2, 4), (95, 3, 2))[0]),
            "maternity_leave": seldom(),
            "basic_met_by_people": False,
            "targets_done": Decimal(chance.choices((100, 80, 40), (90, 8, 2))[0]),
            "leads_units": False,
            "had_confidence_vote": False,
        }
        if seldom(0.4):
            facts["is_civil_servant"] = True
            facts["office_level"] = chance.choices(("XS", "HTT", "HN"), (20, 70, 10))[0]
        if seldom(0.1):
            for fact in chance.sample(sorted(facts), 2):
                del facts[fact]
        known = ruleset.facts
        best = chance.choices((0, 1, 2), (30, 60, 10))[0]
        marks = {one: grades[best if not seldom(0.1) else best + 1] for one in criteria}
        yield Case({id_: value for id_, value in facts.items() if id_ in known}, marks)


def province(ruleset: Ruleset, cases: list[Case]) -> int:
    """Decide all of them with their reasons and allot each branch's quota; returns the places."""
    worst, places = ruleset.levels[-1].id, 0
    for start in range(0, len(cases), BRANCH):
        candidates = []
        for number, case in enumerate(cases[start : start + BRANCH]):
            decision = decide(ruleset, Kind.MEMBER, case.facts, case.grades)
            if decision.possible:
                candidates.append(Candidate(str(number), decision.ceiling or worst))
        places += allot(ruleset, Kind.MEMBER, candidates, Scope(whole=True)).limit
    return places


def deciding() -> list[Figure]:
    """Decisions per second, of members known wholly and of one of whom nothing is known."""
    ruleset = load_library().get(GUIDELINE)
    cases = list(members(ruleset, SMALL))
    nobody = Case({}, {})
    return [
        _rate("decisions a second, explained (members of a province)", ruleset, cases),
        _rate("the same, nothing known of the member", ruleset, [nobody] * 20),
        _rate("the same, facts alone, nothing known", ruleset, [nobody] * 20, Use.FACTS),
        _growth(ruleset, cases),
        _memory(),
    ]


def _rate(name: str, ruleset: Ruleset, cases: list[Case], use: Use = Use.ALL) -> Figure:
    rates = []
    for _ in range(ROUNDS):
        seconds = workwatch()
        for case in cases:
            decide(ruleset, Kind.MEMBER, case.facts, case.grades, use=use)
        rates.append(len(cases) / seconds())
    rate = median(rates)
    return Figure(name, f"{rate:,.0f}/s", f"{1000 / rate:.2f} ms each")


def _growth(ruleset: Ruleset, few: list[Case]) -> Figure:
    """The small province before, between and after parts of the large one: the same load."""
    many = list(members(ruleset, LARGE))
    small: list[float] = []
    large = 0.0
    part = LARGE // 10
    for start in range(0, LARGE, part):
        seconds = workwatch()
        province(ruleset, few)
        small.append(seconds())
        seconds = workwatch()
        province(ruleset, many[start : start + part])
        large += seconds()
    growth = large / (sum(small) / len(small)) / (LARGE / SMALL)
    return Figure(
        f"{LARGE:,} members, {LARGE // BRANCH:,} branches decided, allotted (processor)",
        duration(large),
        f"{duration(median(small))} for {SMALL}",
        f"{growth:.2f} × linear",
        "< 10 s, linear",
        large < 10 and growth < 1.25,
    )


def _memory() -> Figure:
    """Peak memory of a process of its own that decides the large province, and the small one."""
    small, large = (_peak(many) for many in (SMALL, LARGE))
    return Figure(
        f"peak memory: {LARGE:,} members decided, cases read one by one",
        f"{large:.0f} MB",
        f"{small:.0f} MB for {SMALL}",
        f"{large / small:.2f}",
        "flat: ratio < 1.2",
        large < small * 1.2,
    )


def _peak(many: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.deciding", str(many)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def _stream(many: int) -> None:
    """Decide so many members, a branch in memory at a time; print the peak in MB."""
    ruleset = load_library().get(GUIDELINE)
    branch: list[Case] = []
    for case in members(ruleset, many):
        branch.append(case)
        if len(branch) == BRANCH:
            province(ruleset, branch)
            branch.clear()
    print(peak())  # noqa: T201


if __name__ == "__main__":
    _stream(int(sys.argv[1]))
