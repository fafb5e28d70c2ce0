"""A fact's value in words, the values that buttons offer, and what a typed answer must be."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from conversations.words import N_, Words
from rules import FactDef, FactError, FactFault, FactType, FactValue, Ruleset
from rules.facts import limits

YES, NO = "1", "0"
"""The codes of yes and no in a button's data; a choice's or level's code is its id."""

NUMBERS = frozenset(
    {
        FactType.INTEGER,
        FactType.PERCENT,
        FactType.DECIMAL,
        FactType.MONTHS,
        FactType.COUNT,
    }
)
TYPED = NUMBERS | {FactType.DATE}
"""The types whose values are typed rather than tapped."""


def value_words(t: Words, ruleset: Ruleset, fact: FactDef, value: FactValue | None) -> str:
    """The value as people say it; an unknown one is said to be so."""
    match value:
        case None:
            return t.plain("not known")
        case bool():
            return t.plain("Yes") if value else t.plain("No")
        case date():
            return t.date(value)
        case str():
            return next(
                (choice.name for choice in fact.choices if choice.id == value),
                ruleset.level(value).name if value in ruleset.level_rank else value,
            )
        case int() | Decimal():
            return _with_unit(t, fact, t.number(value))


def _with_unit(t: Words, fact: FactDef, number: str) -> str:
    if fact.type is FactType.PERCENT:
        return f"{number}%"
    if fact.type is FactType.MONTHS:
        return t.plain("{number} months", number=number)
    return f"{number} {fact.unit}" if fact.unit else number


def choices_of(t: Words, ruleset: Ruleset, fact: FactDef) -> Sequence[tuple[FactValue, str, str]]:
    """(value, code, label) of each button that the fact's type allows; none for a typed one."""
    if fact.type is FactType.BOOL:
        return [(True, YES, t.plain("Yes")), (False, NO, t.plain("No"))]
    return [(choice.id, choice.id, choice.name) for choice in fact.choices]


def value_of(fact: FactDef, code: str) -> FactValue | None:
    """The value that a button's code stands for; None: no button of this fact says that."""
    if fact.type is FactType.BOOL:
        return {YES: True, NO: False}.get(code)
    return code if any(choice.id == code for choice in fact.choices) else None


def wanted(t: Words, fact: FactDef) -> str:
    """What has to be typed: «a number from 0 to 100», «a day, like 31/12/2026»."""
    if fact.type is FactType.DATE:
        return t.plain("Please type a day as day/month/year, for example 05/09/2026.")
    least, most = limits(fact)
    whole = fact.type in {FactType.INTEGER, FactType.COUNT}
    if least is not None and most is not None:
        text = (
            N_("Please type a whole number from {least} to {most}.")
            if whole
            else N_("Please type a number from {least} to {most}.")
        )
        return t.plain(text, least=t.number(least), most=t.number(most))
    if least is not None:
        text = (
            N_("Please type a whole number, {least} or more.")
            if whole
            else N_("Please type a number, {least} or more.")
        )
        return t.plain(text, least=t.number(least))
    return t.plain("Please type a whole number.") if whole else t.plain("Please type a number.")


def remark_on(t: Words, fact: FactDef, error: FactError) -> str:
    """What is said of a typed answer that cannot be."""
    if error.reason in {FactFault.TOO_LOW, FactFault.TOO_HIGH}:
        return t.plain("That number is outside the limits.")
    return t.plain("That could not be read.")
