"""A condition of a guideline in words: when a criterion, a step or a ballot is there at all.

Only what such conditions are made of has words here: facts that are (not) so, readings, and these
together.  Of anything else the page says just that it is not always there.
"""

from conversations.words import Words
from rules import FactDef, FactType, Ruleset
from rules.conditions import AllOf, AnyOf, Condition, FactIs, NotOf, ReadingIs


def only_when(t: Words, held: Ruleset, condition: Condition | None) -> tuple[str, ...]:
    """The remark that a line is there only then; none where it always is."""
    if condition is None:
        return ()
    if isinstance(condition, FactIs) and not condition.negated:
        fact = held.facts[condition.fact]
        if fact.type is not FactType.BOOL:
            return (
                t.plain("(only for: {names})", names="; ".join(_names(fact, condition.values))),
            )
    words = _words(t, held, condition)
    return (t.plain("(only when: {what})", what=words) if words else t.plain("(where it applies)"),)


def _words(t: Words, held: Ruleset, condition: Condition) -> str:
    """The condition as part of a sentence; empty: there are no words for it."""
    match condition:
        case FactIs(fact, values, negated):
            return _fact(t, held.facts[fact], values, negated)
        case ReadingIs(reading, option):
            read = held.readings[reading]
            chosen = next(one.name for one in read.options if one.id == option)
            return t.plain("reading {number}: {option}", number=read.number, option=chosen)
        case AllOf(parts):
            said = [_words(t, held, part) for part in parts]
            return "; ".join(said) if all(said) else ""
        case AnyOf(parts):
            said = [_words(t, held, part) for part in parts]
            return t.plain(" or ").join(said) if all(said) else ""
        case NotOf(part):
            said_of = _words(t, held, part)
            return t.plain("not: {what}", what=said_of) if said_of else ""
        case _:
            return ""


def _fact(t: Words, fact: FactDef, values: tuple[bool | str, ...], negated: bool) -> str:
    if fact.type is FactType.BOOL:
        so = (True in values) is not negated
        return fact.name if so else t.plain("not: {what}", what=fact.name)
    listed = t.plain(" or ").join(_names(fact, values))
    if negated:
        return t.plain("{fact}: not {values}", fact=fact.name, values=listed)
    return t.plain("{fact}: {values}", fact=fact.name, values=listed)


def _names(fact: FactDef, values: tuple[bool | str, ...]) -> list[str]:
    """What the values are called, in the order in which the fact has them."""
    return [choice.name for choice in fact.choices if choice.id in values]
