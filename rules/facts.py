"""Facts: checked, read from what people type, and carried as JSON."""

import json
import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from rules.errors import N_, FactError, FactFault, UnknownFact
from rules.model import FactDef, FactType, Kind
from rules.model import limits as limits  # noqa: PLC0414 - facts and their limits go together
from rules.ruleset import Ruleset
from rules.values import FactValue

_NUMBERS = {
    FactType.INTEGER,
    FactType.PERCENT,
    FactType.DECIMAL,
    FactType.MONTHS,
    FactType.COUNT,
}
_WHOLE = {FactType.INTEGER, FactType.COUNT}
_NOT_OF_TYPE = {
    FactType.BOOL: N_("fact '{fact}': {value} is not true or false"),
    FactType.INTEGER: N_("fact '{fact}': {value} is not a whole number"),
    FactType.COUNT: N_("fact '{fact}': {value} is not a whole number"),
    FactType.PERCENT: N_("fact '{fact}': {value} is not a percentage"),
    FactType.DECIMAL: N_("fact '{fact}': {value} is not a number"),
    FactType.MONTHS: N_("fact '{fact}': {value} is not a number of months"),
    FactType.DATE: N_("fact '{fact}': {value} is not a date (YYYY-MM-DD)"),
    FactType.CHOICE: N_("fact '{fact}': {value} is not an id"),
    FactType.LEVEL: N_("fact '{fact}': {value} is not a level id"),
}
_YES = {"co", "x", "1", "true", "yes", "dung", "y", "c"}
_NO = {"khong", "0", "false", "no", "sai", "n", "k"}
_FAR_DIGITS = 12
_FAR = 10**_FAR_DIGITS
"""No fact of any guideline comes near this; larger numbers are slips or attacks."""
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


def _not_of_type(fact: FactDef, value: object) -> FactError:
    return FactError(fact.id, FactFault.WRONG_TYPE, value, says=_NOT_OF_TYPE[fact.type])


def check_fact(fact: FactDef, value: object) -> FactValue:
    """The value if the fact can have it; raises FactError."""
    kind = fact.type
    if kind in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise _not_of_type(fact, value)
        if isinstance(value, Decimal) and not value.is_finite():
            raise _not_of_type(fact, value)
        far = value.adjusted() >= _FAR_DIGITS if isinstance(value, Decimal) else abs(value) >= _FAR
        if far:  # before anything writes its digits out
            raise FactError(fact.id, FactFault.TOO_HIGH, value, str(_FAR))
        if kind in _WHOLE and value != int(value):
            raise _not_of_type(fact, value)
        least, most = limits(fact)
        if least is not None and value < least:
            raise FactError(fact.id, FactFault.TOO_LOW, value, str(least))
        if most is not None and value > most:
            raise FactError(fact.id, FactFault.TOO_HIGH, value, str(most))
        return int(value) if kind in _WHOLE else value
    if kind is FactType.BOOL and isinstance(value, bool):
        return value
    if kind is FactType.DATE and isinstance(value, date) and not isinstance(value, datetime):
        return value
    if kind in {FactType.CHOICE, FactType.LEVEL} and isinstance(value, str):
        if any(choice.id == value for choice in fact.choices):
            return value
        known = ", ".join(choice.id for choice in fact.choices)
        raise FactError(fact.id, FactFault.NOT_A_CHOICE, value, known)
    raise _not_of_type(fact, value)


def check_facts(ruleset: Ruleset, kind: Kind, facts: Mapping[str, object]) -> dict[str, FactValue]:
    """The facts, each known to the ruleset for that kind and possible; raises FactError."""
    checked = {}
    for fact_id, value in facts.items():
        fact = ruleset.facts.get(fact_id)
        if fact is None or kind not in fact.kinds:
            raise UnknownFact(fact_id)
        checked[fact_id] = check_fact(fact, value)
    return checked


def known_facts(
    ruleset: Ruleset, kind: Kind, facts: Mapping[str, FactValue]
) -> dict[str, FactValue]:
    """Those of the facts that the ruleset knows for that kind of subject; the rest left out."""
    return {
        fact_id: value
        for fact_id, value in facts.items()
        if fact_id in ruleset.facts and kind in ruleset.facts[fact_id].kinds
    }


def fold(text: str) -> str:
    """Text for comparing: lower case, single spaces, no Vietnamese marks."""
    bare = unicodedata.normalize("NFD", text.strip().lower().replace("đ", "d"))
    return " ".join("".join(c for c in bare if not unicodedata.combining(c)).split())


def parse_fact(fact: FactDef, raw: str) -> FactValue:
    """What a person typed or a cell shows, as the fact's value; raises FactError.

    Yes/no as "có", "không", "x", "1", "0"…; numbers with comma or point, percents with or
    without "%"; dates as 30/11/2018 or 2018-11-30; choices and levels by id, name or short name.
    """
    text = raw.strip()
    folded = fold(text)
    if fact.type is FactType.BOOL:
        if folded in _YES or folded in _NO:
            return folded in _YES
        raise _not_of_type(fact, text)
    if fact.type in {FactType.CHOICE, FactType.LEVEL}:
        for choice in fact.choices:
            if folded in {fold(choice.id), fold(choice.name), fold(choice.short or choice.id)}:
                return choice.id
        known = ", ".join(choice.name for choice in fact.choices)
        raise FactError(fact.id, FactFault.NOT_A_CHOICE, text, known)
    if fact.type is FactType.DATE:
        return _parse_date(fact, text)
    number = text.removesuffix("%").strip() if fact.type is FactType.PERCENT else text
    try:
        value = Decimal(number.replace(",", "."))
    except InvalidOperation:
        raise _not_of_type(fact, text) from None
    return check_fact(fact, value)


def _parse_date(fact: FactDef, text: str) -> date:
    match = _DATE.fullmatch(text)
    try:
        if match:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text[:10] if text[10:] in {" 00:00:00", "T00:00:00"} else text)
    except ValueError:
        raise _not_of_type(fact, text) from None


def jsonable(value: FactValue) -> bool | int | float | str:
    """A fact's value as JSON has it: dates as YYYY-MM-DD, decimals as numbers."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def from_jsonable(fact: FactDef, value: object) -> FactValue:
    """The fact's value from what JSON has (floats may be Decimals); raises FactError."""
    if isinstance(value, float):
        value = Decimal(repr(value))
    if fact.type is FactType.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise _not_of_type(fact, value) from None
    return check_fact(fact, value)


def fact_to_json(fact: FactDef, value: FactValue) -> str:
    """The value as JSON text, for keeping; raises FactError if the fact cannot have it."""
    return json.dumps(jsonable(check_fact(fact, value)), ensure_ascii=False)


def fact_from_json(fact: FactDef, text: str) -> FactValue:
    """The value kept as JSON text; raises FactError."""
    try:
        value = json.loads(text, parse_float=Decimal)
    except ValueError:
        raise _not_of_type(fact, text) from None
    return from_jsonable(fact, value)
