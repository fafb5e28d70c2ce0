"""What can go wrong in the rules.

RulesError
├── RulesetError            a guideline's data is faulty (carries every fault with file and place)
├── UnknownRuleset          no guideline of that id
├── KindNotCovered          the guideline says nothing of that kind of subject
├── FactError               a fact cannot be what was said
│   ├── UnknownFact         the guideline has no such fact for that kind of subject
│   └── ContradictoryFacts  two facts cannot both be so
├── GradeError              an unknown criterion or grade
├── QuotaError              a quota asked of the wrong subjects, or of impossible figures
└── TallyError              the figures of a count do not add up

``str()`` of each is plain English.  Each also carries that sentence as ``says``, a message of the
catalogues, and ``fields``, so that the command line tells it in the operator's language;
``FactError.reason`` and its attributes are there for whoever words it for people.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


def shown(value: object) -> str:
    """A value as JSON writes it: true, null, 2.5, "text"."""
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=str)


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for marking a message
    """Mark a message for the catalogues where it is said later; returns it unchanged."""
    return message


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def _spelled_out(
    fields: Mapping[str, str | int | Decimal],
) -> Mapping[str, str | int | Decimal]:
    """The fields of a sentence; what would break its line or steer a terminal is spelled out."""
    return {
        name: _CONTROL.sub(lambda found: repr(found[0])[1:-1], value)
        if isinstance(value, str)
        else value
        for name, value in fields.items()
    }


class RulesError(Exception):
    """Anything the rules refuse; ``says`` and ``fields`` are one sentence about it.

    What would break a line or steer a terminal is spelled out in the fields.
    """

    def __init__(self, says: str, /, **fields: str | int | Decimal) -> None:
        self.says, self.fields = says, _spelled_out(fields)
        super().__init__(says.format(**self.fields))


class Why:
    """Why something is wrong: a sentence, as ``says`` (a message of the catalogues) and ``fields``.

    ``str()`` of it is the sentence in English.
    """

    __slots__ = ("fields", "says")

    def __init__(self, says: str, /, **fields: str | int | Decimal) -> None:
        self.says, self.fields = says, _spelled_out(fields)

    def __str__(self) -> str:
        return self.says.format(**self.fields)


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a guideline's data: the file, the place in it, the line if known, and why.

    ``why`` is the sentence in English; ``says`` and ``fields`` are what it is made of, for whoever
    tells it in another language.
    """

    file: str
    line: int
    place: str
    why: str
    says: str = field(compare=False)
    fields: Mapping[str, str | int | Decimal] = field(compare=False)

    @property
    def where(self) -> str:
        """The file with the line, and the table and key: the same in every language."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.place}" if self.place else where

    def __str__(self) -> str:
        return f"{self.where}: {self.why}"


class RulesetError(RulesError):
    """A guideline that cannot be trusted; ``faults`` lists everything wrong with it."""

    def __init__(self, guideline: str, faults: tuple[Fault, ...]) -> None:
        self.guideline = guideline
        self.faults = faults
        super().__init__(
            "{guideline}: {faults}",
            guideline=guideline,
            faults="; ".join(str(fault) for fault in faults),
        )


class UnknownRuleset(RulesError):
    """No guideline of that id is packaged."""

    def __init__(self, ruleset: str, known: tuple[str, ...]) -> None:
        self.ruleset = ruleset
        self.known = known
        super().__init__(
            N_("there is no ruleset '{ruleset}'; known: {known}"),
            ruleset=ruleset,
            known=", ".join(known),
        )


class KindNotCovered(RulesError):
    """The guideline has no rule for that kind of subject."""

    def __init__(self, ruleset: str, kind: str) -> None:
        self.ruleset = ruleset
        self.kind = kind
        super().__init__(
            N_("{ruleset} has no rules for the kind '{kind}'"), ruleset=ruleset, kind=str(kind)
        )


class FactFault(StrEnum):
    """Why a value cannot be that fact's value."""

    UNKNOWN = "unknown"
    WRONG_TYPE = "wrong_type"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    CONTRADICTION = "contradiction"


_FACT_SAYS = {
    FactFault.UNKNOWN: N_("fact '{fact}': there is no such fact here"),
    FactFault.WRONG_TYPE: N_("fact '{fact}': {value} is not of its type"),
    FactFault.NOT_A_CHOICE: N_("fact '{fact}': {value} is not one of {expected}"),
    FactFault.TOO_LOW: N_("fact '{fact}': {value} is below {expected}"),
    FactFault.TOO_HIGH: N_("fact '{fact}': {value} is above {expected}"),
    FactFault.CONTRADICTION: N_("fact '{fact}': {expected}"),
}


class FactError(RulesError):
    """A fact that cannot be so: which fact, which value, why, and what was expected.

    ``says``: a closer sentence than the reason has, of the same fields.
    """

    def __init__(
        self, fact: str, reason: FactFault, value: object = "", expected: str = "", says: str = ""
    ) -> None:
        self.fact = fact
        self.reason = reason
        self.value = value
        self.expected = expected
        super().__init__(
            says or _FACT_SAYS[reason], fact=fact, value=shown(value), expected=expected
        )


class UnknownFact(FactError):
    """The guideline asks no such fact of that kind of subject."""

    def __init__(self, fact: str) -> None:
        super().__init__(fact, FactFault.UNKNOWN)


class ContradictoryFacts(FactError):
    """Facts that cannot all be so; ``expected`` is the guideline's own sentence about it."""

    def __init__(self, facts: tuple[str, ...], says: str) -> None:
        self.facts = facts
        super().__init__(" + ".join(facts), FactFault.CONTRADICTION, expected=says)


class GradeError(RulesError):
    """A criterion that does not exist there, or a grade that is none."""

    def __init__(self, says: str, /, criterion: str, grade: str, **fields: str | Decimal) -> None:
        self.criterion = criterion
        self.grade = grade
        super().__init__(says, criterion=criterion, grade=grade, **fields)


class QuotaError(RulesError):
    """A quota that the guideline does not have, or figures that cannot be."""


class TallyError(RulesError):
    """Figures of a count that do not add up."""
