"""Strong Kleene truth: what is not known is neither yes nor no.

``UNKNOWN`` stands for "either, once the fact is known".
A conjunction with one FALSE is FALSE whatever the rest will turn out to be;
a disjunction with one TRUE is TRUE; everything else that touches an UNKNOWN stays UNKNOWN.
"""

from collections.abc import Iterable
from enum import Enum


class Truth(Enum):
    """Three values; the strings are what JSON shows."""

    TRUE = "met"
    FALSE = "not met"
    UNKNOWN = "unknown"

    def __bool__(self) -> bool:
        """A three-valued truth has no two-valued one: compare with ``is``."""
        raise TypeError("compare a Truth with `is`; it has no boolean value")

    def __invert__(self) -> "Truth":
        return _NOT[self]


_NOT = {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}


def of(value: bool) -> Truth:
    """The truth of something known."""
    return Truth.TRUE if value else Truth.FALSE


def both(values: Iterable[Truth]) -> Truth:
    """All of them: FALSE as soon as one is FALSE; TRUE of nothing."""
    result = Truth.TRUE
    for value in values:
        if value is Truth.FALSE:
            return value
        if value is Truth.UNKNOWN:
            result = value
    return result


def either(values: Iterable[Truth]) -> Truth:
    """At least one of them: TRUE as soon as one is TRUE; FALSE of nothing."""
    result = Truth.FALSE
    for value in values:
        if value is Truth.TRUE:
            return value
        if value is Truth.UNKNOWN:
            result = value
    return result
