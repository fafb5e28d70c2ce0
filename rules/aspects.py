"""What a rule looks at, worked out once for each ruleset: it is the same in every case."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.conditions import (
    Condition,
    FactBound,
    FactIs,
    FactLevel,
    FactsTogether,
    GradesAtLeast,
    GradeShare,
    MonthsBetween,
    Score,
    TallyShare,
    walk,
)
from rules.finding import Effect, EffectKind
from rules.model import FactDef
from rules.rule import (
    Base,
    Cap,
    Confirm,
    Exclude,
    Force,
    Notice,
    Otherwise,
    Reopen,
    Require,
    Rule,
    Scope,
)
from rules.truth import Truth


@dataclass(frozen=True, slots=True)
class Aspect:
    """The facts and the grade conditions of a rule, what it requires, and whether it is private.

    ``required`` is the rule's conditions as the data has them, under ``when``, ``that``, ``unless``
    (and ``not_above`` or ``level_from``, a fact id).
    ``effect`` has no level where that is a fact's; ``against`` is the truth that holds it against
    the subject; ``excludes``: it leaves no level at all.
    """

    facts: tuple[str, ...]
    grades: tuple[GradesAtLeast | GradeShare | Score, ...]
    required: dict[str, object]
    private: bool
    effect: Effect
    against: Truth
    excludes: bool


def facts_in(
    condition: Condition | None, tallies: Mapping[str, Mapping[str, str]]
) -> Iterator[str]:
    """The facts a condition looks at, in the order written."""
    for part in walk(condition):
        if isinstance(part, FactIs | FactBound | FactLevel):
            yield part.fact
        elif isinstance(part, MonthsBetween):
            yield from (part.start, part.end)
        elif isinstance(part, FactsTogether):
            yield from part.facts
        elif isinstance(part, TallyShare):
            yield from tallies[part.tally].values()


def aspect_of(
    rule: Rule, facts: Mapping[str, FactDef], tallies: Mapping[str, Mapping[str, str]]
) -> Aspect:
    """The aspect of one rule."""
    named: dict[str, None] = {}
    grades = []
    required: dict[str, object] = {}
    for name in ("when", "that", "unless"):
        condition: Condition | None = getattr(rule, name, None)
        if condition is None:
            continue
        required[name] = condition.data()
        named.update(dict.fromkeys(facts_in(condition, tallies)))
        grades += [
            part for part in walk(condition) if isinstance(part, GradesAtLeast | GradeShare | Score)
        ]
    if isinstance(rule, Cap):
        if rule.not_above:
            named[rule.not_above] = None
            required["not_above"] = rule.not_above
        else:
            required["at_most"] = rule.at_most
    elif isinstance(rule, Base):
        named[rule.level_from] = None
        required["level_from"] = rule.level_from
    elif isinstance(rule, Reopen):
        named[rule.year] = None
    return Aspect(
        tuple(named),
        tuple(grades),
        required,
        any(facts[fact].private for fact in named if fact in facts),
        _effect(rule),
        Truth.FALSE if isinstance(rule, Require) else Truth.TRUE,
        isinstance(rule, Exclude),
    )


def _effect(rule: Rule) -> Effect:
    match rule:
        case Exclude():
            review = rule.scope is Scope.REVIEW
            return Effect(EffectKind.EXCLUDES_REVIEW if review else EffectKind.EXCLUDES_RATING)
        case Force():
            return Effect(EffectKind.FORCES, rule.level)
        case Require():
            return Effect(EffectKind.BARS, rule.level)
        case Otherwise():
            return Effect(EffectKind.FALLS_TO, rule.level)
        case Base():
            return Effect(EffectKind.GIVES)
        case Cap():
            return Effect(EffectKind.CAPS, rule.at_most)
        case Reopen():
            return Effect(EffectKind.REOPENS, rule.level)
        case Notice() | Confirm():
            return Effect(EffectKind.NOTES)
