"""What must hold of every ruleset, whatever is known of a case."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import islice

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from rules import (
    Decision,
    FactValue,
    Kind,
    Library,
    Ruleset,
    Status,
    Use,
    contradictions,
    decide,
    load_library,
)
from rules.aspects import facts_in
from rules.case import Seen
from rules.conditions import Gap
from rules.contradiction import contradicting, values_to_try
from rules.decide import look
from rules.finding import EffectKind
from rules.model import FactType
from rules.possible import completions
from rules.truth import Truth
from rules.weigh import triggered

LIBRARY: Library = load_library()
COVERED = [
    (ruleset_id, kind) for ruleset_id in LIBRARY.ids for kind in LIBRARY.get(ruleset_id).kinds
]
every_kind = pytest.mark.parametrize(("ruleset_id", "kind"), COVERED)
every_graded_kind = pytest.mark.parametrize(
    ("ruleset_id", "kind"),
    [(name, kind) for name, kind in COVERED if LIBRARY.get(name).criteria(kind)],
)
# Six properties of every kind of every guideline: an eighth of the profile's examples for each.
FEW = settings(
    max_examples=settings.default.max_examples // 8,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)
Known = tuple[dict[str, FactValue], dict[str, str]]


@cache
def forbidding(ruleset: Ruleset, kind: Kind) -> frozenset[str]:
    """The facts that some others may contradict."""
    return frozenset(
        fact
        for rule in ruleset.program(kind).impossible
        for fact in facts_in(rule.when, ruleset.tallies)
    )


def values(
    ruleset: Ruleset, kind: Kind, fact: str, facts: Mapping[str, FactValue]
) -> list[FactValue]:
    """The values of a fact that the rules can tell apart, given the other facts."""
    if ruleset.facts[fact].type is not FactType.DATE:
        return list(ruleset.domains[kind].values.get(fact, ())) or [0, 1, 7]
    found = list(values_to_try(look(ruleset, kind, facts, use=Use.FACTS), fact))
    return found or [date(2001, 1, 1)]  # no rule for this kind turns on it


@cache
def excluding(ruleset: Ruleset, kind: Kind) -> frozenset[str]:
    """The facts that may keep a subject from being rated."""
    return frozenset(
        fact
        for rule in ruleset.program(kind).excludes
        for condition in (rule.when, rule.unless)
        for fact in facts_in(condition, ruleset.tallies)
    )


def is_rated(ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]) -> bool:
    """Whether nothing that is known keeps the subject from being rated."""
    case = look(ruleset, kind, facts, use=Use.FACTS)
    return all(triggered(case, rule) is not Truth.TRUE for rule in case.program.excludes)


def draw_all(data: st.DataObject, ruleset: Ruleset, kind: Kind, *, rated: bool = False) -> Known:
    """A case of which everything is known, and whose facts do not contradict each other.

    ``rated``: as far as it can be helped, of a subject that has a level.
    """
    facts: dict[str, FactValue] = {}
    for fact in ruleset.facts_of(kind):
        tried = values(ruleset, kind, fact.id, facts)
        if fact.id in forbidding(ruleset, kind):
            tried = [
                value
                for value in tried
                if not contradictions(ruleset, kind, {**facts, fact.id: value})
            ]
        if rated and fact.id in excluding(ruleset, kind):
            rating = [
                value for value in tried if is_rated(ruleset, kind, {**facts, fact.id: value})
            ]
            tried = rating or tried
        if tried:  # none: it is not to be known, as the office's rating of who has no office
            facts[fact.id] = data.draw(st.sampled_from(tried), fact.id)
    grades = {
        criterion.id: data.draw(
            st.sampled_from([grade.id for grade in ruleset.grades])
            if criterion.points is None
            else st.integers(0, int(criterion.points)).map(str),
            criterion.id,
        )
        for criterion in ruleset.criteria(kind)
    }
    return facts, grades


def forget(data: st.DataObject, known: Known) -> Known:
    """The same case with some of it not known."""
    facts, grades = known
    lost = data.draw(st.sets(st.sampled_from([*facts, *grades]) if facts or grades else st.none()))
    return (
        {name: value for name, value in facts.items() if name not in lost},
        {name: value for name, value in grades.items() if name not in lost},
    )


def reached(decision: Decision) -> set[str]:
    """Every outcome a decision leaves open."""
    return {*decision.possible, *map(str, decision.exclusions)}


@every_kind
@FEW
@given(data=st.data())
def test_sound_and_monotone(ruleset_id: str, kind: Kind, data: st.DataObject) -> None:
    """What comes out when more is known was possible before; knowing more never widens it."""
    ruleset = LIBRARY.get(ruleset_id)
    full = draw_all(data, ruleset, kind)
    use = data.draw(st.sampled_from(Use))
    final = decide(ruleset, kind, *full, use=use)
    assume(final.status is not Status.CONFLICT)
    more = forget(data, full)
    less = forget(data, more)
    knowing_more = decide(ruleset, kind, *more, use=use)
    knowing_less = decide(ruleset, kind, *less, use=use)
    assert reached(final) <= reached(knowing_more) <= reached(knowing_less)


@every_kind
@FEW
@given(data=st.data())
def test_missing_is_enough(ruleset_id: str, kind: Kind, data: st.DataObject) -> None:
    """Once everything named as missing is known, nothing is open any more."""
    ruleset = LIBRARY.get(ruleset_id)
    facts, grades = draw_all(data, ruleset, kind)
    assume(decide(ruleset, kind, facts, grades).status is not Status.CONFLICT)
    known_facts, known_grades = forget(data, (facts, grades))
    before = decide(ruleset, kind, known_facts, known_grades)
    after = decide(
        ruleset,
        kind,
        {**known_facts, **{name: facts[name] for name in before.missing if name in facts}},
        {**known_grades, **{name: grades[name] for name in before.missing_grades}},
    )
    if ruleset.program(kind).otherwise or ruleset.program(kind).base:
        assert after.status is not Status.OPEN


@every_kind
@FEW
@given(data=st.data())
def test_tight(ruleset_id: str, kind: Kind, data: st.DataObject) -> None:
    """Every outcome called possible comes out in some completion."""
    ruleset = LIBRARY.get(ruleset_id)
    domains = ruleset.domains[kind]
    facts, grades = draw_all(data, ruleset, kind)
    assume(decide(ruleset, kind, facts, grades).status is not Status.CONFLICT)
    splittable = sorted({*domains.values, *domains.dates} & facts.keys())
    lost = data.draw(st.sets(st.sampled_from(splittable), max_size=4)) if splittable else set()
    known = {name: value for name, value in facts.items() if name not in lost}
    decision = decide(ruleset, kind, known, grades)
    found: set[str] = set()
    for completed in islice(_every(look(ruleset, kind, known, grades), sorted(lost)), 3000):
        one = decide(ruleset, kind, completed.facts, grades)
        if one.status is not Status.CONFLICT:
            found |= reached(one)
    assert reached(decision) == found


def _every(case: Seen, lost: list[str]) -> list[Seen]:
    """The case with those facts filled in every way; left out where no value of one can be."""
    cases = [case]
    for name in lost:
        cases = [
            done
            for one in cases
            for done in (
                [done for done in completions(one, Gap("fact", name)) if not contradicting(done)]
                or [one]
            )
        ]
    return cases


@every_graded_kind
@FEW
@given(data=st.data())
def test_a_worse_grade_never_helps(ruleset_id: str, kind: Kind, data: st.DataObject) -> None:
    """Lowering one grade never raises the level."""
    ruleset = LIBRARY.get(ruleset_id)
    facts, grades = draw_all(data, ruleset, kind, rated=True)
    graded = [item for item in ruleset.criteria(kind) if item.points is None]
    assume(graded)
    criterion = data.draw(st.sampled_from(graded)).id
    worse = [grade.id for grade in ruleset.grades[ruleset.grade_rank[grades[criterion]] + 1 :]]
    assume(worse)
    before = decide(ruleset, kind, facts, grades)
    after = decide(ruleset, kind, facts, {**grades, criterion: data.draw(st.sampled_from(worse))})
    assume(before.ceiling and after.ceiling)
    assert ruleset.level_rank[str(after.ceiling)] >= ruleset.level_rank[str(before.ceiling)]


@every_kind
@FEW
@given(data=st.data())
def test_the_ceiling_is_never_below_the_advised_level(
    ruleset_id: str, kind: Kind, data: st.DataObject
) -> None:
    """Facts alone never say less than facts and grades together."""
    ruleset = LIBRARY.get(ruleset_id)
    facts, grades = forget(data, draw_all(data, ruleset, kind, rated=True))
    hard = decide(ruleset, kind, facts, grades, use=Use.FACTS)
    advised = decide(ruleset, kind, facts, grades, use=Use.ALL)
    assume(hard.ceiling and advised.ceiling)
    assert ruleset.level_rank[str(hard.ceiling)] <= ruleset.level_rank[str(advised.ceiling)]
    assert set(advised.possible) <= set(hard.allowed)


@every_kind
@FEW
@given(data=st.data())
def test_what_bears_is_told(ruleset_id: str, kind: Kind, data: st.DataObject) -> None:
    """Whoever is not at the best level is told why, with the clause; the decisive reason first."""
    ruleset = LIBRARY.get(ruleset_id)
    decision = decide(ruleset, kind, *draw_all(data, ruleset, kind, rated=True))
    assume(decision.status is Status.DECIDED)
    best = ruleset.levels[0].id
    assert bool(decision.why) is (decision.level != best)
    for finding in decision.why:
        assert finding.says
        assert finding.clause in ruleset.clauses
    if decision.why:
        first = decision.why[0]
        assert first.limit == decision.level or first.effect.kind is EffectKind.GIVES
