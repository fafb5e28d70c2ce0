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

Messages are plain English for developers and for the command line;
``FactError.reason`` and its fields are there for whoever words them for people.
"""

from dataclasses import dataclass
from enum import StrEnum


class RulesError(Exception):
    """Anything the rules refuse."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault of a guideline's data: the file, the place in it, the line if known, and why."""

    file: str
    line: int
    place: str
    why: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.place}: {self.why}" if self.place else f"{where}: {self.why}"


class RulesetError(RulesError):
    """A guideline that cannot be trusted; ``faults`` lists everything wrong with it."""

    def __init__(self, guideline: str, faults: tuple[Fault, ...]) -> None:
        self.guideline = guideline
        self.faults = faults
        super().__init__(f"{guideline}: " + "; ".join(str(fault) for fault in faults))


class UnknownRuleset(RulesError):
    """No guideline of that id is packaged."""

    def __init__(self, ruleset: str, known: tuple[str, ...]) -> None:
        self.ruleset = ruleset
        self.known = known
        super().__init__(f"there is no ruleset {ruleset!r}; known: {', '.join(known)}")


class KindNotCovered(RulesError):
    """The guideline has no rule for that kind of subject."""

    def __init__(self, ruleset: str, kind: str) -> None:
        self.ruleset = ruleset
        self.kind = kind
        super().__init__(f"{ruleset} has no rules for the kind {kind!r}")


class FactFault(StrEnum):
    """Why a value cannot be that fact's value."""

    UNKNOWN = "unknown"
    WRONG_TYPE = "wrong_type"
    NOT_A_CHOICE = "not_a_choice"
    TOO_LOW = "too_low"
    TOO_HIGH = "too_high"
    CONTRADICTION = "contradiction"


_FACT_WORDS = {
    FactFault.UNKNOWN: "there is no such fact here",
    FactFault.WRONG_TYPE: "{value!r} is not {expected}",
    FactFault.NOT_A_CHOICE: "{value!r} is not one of {expected}",
    FactFault.TOO_LOW: "{value!r} is below {expected}",
    FactFault.TOO_HIGH: "{value!r} is above {expected}",
    FactFault.CONTRADICTION: "{expected}",
}


class FactError(RulesError):
    """A fact that cannot be so: which fact, which value, why, and what was expected."""

    def __init__(
        self, fact: str, reason: FactFault, value: object = "", expected: str = ""
    ) -> None:
        self.fact = fact
        self.reason = reason
        self.value = value
        self.expected = expected
        words = _FACT_WORDS[reason].format(value=value, expected=expected)
        super().__init__(f"fact {fact!r}: {words}")


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

    def __init__(self, criterion: str, grade: str, why: str) -> None:
        self.criterion = criterion
        self.grade = grade
        super().__init__(f"criterion {criterion!r}, grade {grade!r}: {why}")


class QuotaError(RulesError):
    """A quota that the guideline does not have, or figures that cannot be."""


class TallyError(RulesError):
    """Figures of a count that do not add up."""
