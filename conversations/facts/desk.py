"""Whose facts they are, and everything they come to."""

from dataclasses import dataclass

from markupsafe import Markup

from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import (
    Evidence,
    advised,
    ceiling,
    criteria_of,
    gather_one,
    once_heard,
    ruleset_of,
)
from conversations.parts import kind_refusal, whole_number
from conversations.reasons import limit, waiting, why
from conversations.words import Words
from rules import AskedOf, Decision, FactDef, FactValue, Kind, Ruleset, Truth, Use
from rules.decide import look
from storage import roll
from storage.reviews import FactRecord, Review
from storage.roll import Person

dialogue = Dialogue("facts")

TASK = "board"
"""The facts are shown in the board's own message: one place for the secretary's work."""
WAITING = 2


@dataclass(frozen=True, slots=True)
class FactDesk:
    """A member's facts as the secretary sees them."""

    review: Review
    ruleset: Ruleset
    person: Person
    evidence: Evidence

    @property
    def ceiling(self) -> Decision:
        """The hard ceiling, taking it that the member will have been heard."""
        return ceiling(self.ruleset, once_heard(self.ruleset, self.evidence))

    def value(self, fact_id: str) -> FactValue | None:
        """What counts of a fact, confirmed or not."""
        return self.evidence.said.get(fact_id)

    def record(self, fact_id: str) -> FactRecord | None:
        return self.evidence.records.get(fact_id)

    def needed(self) -> tuple[FactDef, ...]:
        """The missing facts that something hangs on, most decisive first."""
        held = once_heard(self.ruleset, self.evidence)
        ids = [
            *ceiling(self.ruleset, held).missing,
            *advised(self.ruleset, held).missing,
            *(fact.id for one in criteria_of(self.ruleset, held) for fact in one.missing),
        ]
        known = self.ruleset.facts
        return tuple(
            known[fact_id]
            for fact_id in dict.fromkeys(ids)
            if fact_id in known
            and fact_id not in self.evidence.confirmed
            and self._worth_asking(known[fact_id])
        )

    def listed(self) -> tuple[tuple[FactDef, ...], tuple[FactDef, ...], tuple[FactDef, ...]]:
        """(still needed, already told, those on which nothing hangs now)."""
        needed = self.needed()
        known, others = [], []
        for fact in self.ruleset.facts_of(Kind.MEMBER):
            if fact in needed or fact.id in self.evidence.given:
                continue
            if fact.id in self.evidence.records and fact.id in self.evidence.said:
                known.append(fact)
            elif fact.asked_of is not AskedOf.DERIVED and self._worth_asking(fact):
                others.append(fact)
        return needed, tuple(known), tuple(others)

    def _worth_asking(self, fact: FactDef) -> bool:
        if fact.when is None or fact.id in self.evidence.said:
            return True
        case = look(self.ruleset, Kind.MEMBER, self.evidence.said, use=Use.FACTS)
        return fact.when.truth(case, good=True) is not Truth.FALSE


async def take_desk(c: Context, person_id: str) -> FactDesk:
    """The facts of a person of a tap; Refused without a review, or for one of another branch."""
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    person = await member(c, person_id)
    ruleset = ruleset_of(c.house, review)
    today = c.t.local(c.at).date()
    held = await gather_one(c.tx, ruleset, c.account.branch, review, person, today)
    return FactDesk(review, ruleset, person, held)


async def member(c: Context, person_id: str) -> Person:
    """The person of a tap, who must be on the roll of the sender's branch; Refused otherwise."""
    number = whole_number(person_id)
    person = None if number is None else await roll.person(c.tx, number)
    if person is None or person.branch_id != c.account.branch.id or person.left is not None:
        raise kind_refusal(
            c, c.t.plain("There is no such person on your branch's roll. Nothing was changed.")
        )
    return person


def ceiling_lines(
    t: Words, ruleset: Ruleset, decision: Decision, most: int | None = None
) -> Markup:
    """The hard ceiling, why (each reason with its clause), and what may still change it."""
    reasons = why(t, ruleset, decision, private=True)
    return t.join(
        [
            t(
                "<b>Ceiling by confirmed facts:</b> {outcome}",
                outcome=limit(t, ruleset, decision),
            ),
            *(t("• {reason}", reason=line) for line in reasons[:most]),
            waiting(t, ruleset, decision, WAITING),
        ]
    )
