"""Whose facts they are, and everything they come to: a member's, or one of the branch's bodies'."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from conversations.body_evidence import CODES, bodies_of, gather_body
from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import (
    gather_one,
    grades_of,
    known_grades,
    once_heard,
    ruleset_of,
)
from conversations.parts import kind_refusal, whole_number
from conversations.reasons import limit, waiting, why
from conversations.words import N_, Words
from rules import (
    AskedOf,
    Decision,
    FactDef,
    FactValue,
    Kind,
    Ruleset,
    Truth,
    Use,
    criteria_for,
    decide,
)
from rules.decide import look
from storage import roll
from storage.assessments import Assessment
from storage.reviews import FactRecord, Review
from storage.roll import Person

dialogue = Dialogue("facts")

TASK = "board"
"""The facts are shown in the board's own message: one place for the secretary's work."""
WAITING = 2

BODIES = {
    Kind.ORGANISATION: N_("The branch"),
    Kind.COLLECTIVE: N_("The branch's committee"),
}
"""What the branch's bodies are called; the codes that stand for them are in ``body_evidence``."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose facts: a member (``person``), or a body of the branch (None, and its kind)."""

    code: str
    kind: Kind
    title: str
    person: Person | None = None

    @property
    def person_id(self) -> int | None:
        """Under whom their facts are kept; None: under the branch itself."""
        return None if self.person is None else self.person.id

    @property
    def back(self) -> str:
        """The tap that leads back to where their facts were opened."""
        return "body:show" if self.person is None else f"board:person:{self.code}"


@dataclass(frozen=True, slots=True)
class FactDesk:
    """The facts of one subject as the secretary sees them.

    ``confirmed``, ``said``, ``given``, ``records`` as in ``Evidence``, taking it that the subject
    will have been heard; ``grades``: those that count towards the advised level.
    """

    review: Review
    ruleset: Ruleset
    subject: Subject
    confirmed: Mapping[str, FactValue]
    said: Mapping[str, FactValue]
    given: frozenset[str]
    records: Mapping[str, FactRecord]
    grades: Mapping[str, str]
    assessment: Assessment | None = None
    """The member's self-assessment; None for a body."""

    @property
    def kind(self) -> Kind:
        return self.subject.kind

    @property
    def ceiling(self) -> Decision:
        """The hard ceiling."""
        return decide(self.ruleset, self.kind, self.confirmed, use=Use.FACTS)

    def value(self, fact_id: str) -> FactValue | None:
        """What counts of a fact, confirmed or not."""
        return self.said.get(fact_id)

    def record(self, fact_id: str) -> FactRecord | None:
        return self.records.get(fact_id)

    def needed(self) -> tuple[FactDef, ...]:
        """The missing facts that something hangs on, most decisive first."""
        advised = decide(self.ruleset, self.kind, self.said, self.grades, use=Use.ALL)
        applicable = criteria_for(self.ruleset, self.kind, self.said)
        ids = [
            *self.ceiling.missing,
            *advised.missing,
            *(fact.id for one in applicable for fact in one.missing),
        ]
        known = self.ruleset.facts
        return tuple(
            known[fact_id]
            for fact_id in dict.fromkeys(ids)
            if fact_id in known
            and fact_id not in self.confirmed
            and (self.subject.person or known[fact_id].asked_of is not AskedOf.DERIVED)
            and self._worth_asking(known[fact_id])
        )

    def listed(self) -> tuple[tuple[FactDef, ...], tuple[FactDef, ...], tuple[FactDef, ...]]:
        """(still needed, already told, those on which nothing hangs now)."""
        needed = self.needed()
        known, others = [], []
        for fact in self.ruleset.facts_of(self.kind):
            if fact in needed or fact.id in self.given:
                continue
            if fact.id in self.records and fact.id in self.said:
                known.append(fact)
            elif fact.asked_of is not AskedOf.DERIVED and self._worth_asking(fact):
                others.append(fact)
        return needed, tuple(known), tuple(others)

    def _worth_asking(self, fact: FactDef) -> bool:
        if fact.when is None or fact.id in self.said:
            return True
        case = look(self.ruleset, self.kind, self.said, use=Use.FACTS)
        return fact.when.truth(case, good=True) is not Truth.FALSE


async def take_desk(c: Context, code: str) -> FactDesk:
    """The facts of the subject of a tap: a member's number, or a body's code.

    Refused without a review, for a person of another branch, for a body that is not rated.
    """
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    ruleset = ruleset_of(c.house, review)
    today = c.t.local(c.at).date()
    if code in CODES:
        kind = CODES[code]
        if code not in await bodies_of(c.tx, ruleset, c.account.branch):
            raise kind_refusal(c, c.t.plain("The guideline does not rate that here."))
        body = await gather_body(c.tx, c.house, c.account.branch, review, kind, today)
        return FactDesk(
            review,
            ruleset,
            Subject(code, kind, c.t.plain(BODIES[kind])),
            confirmed=body.confirmed,
            said=body.said,
            given=body.given,
            records=body.records,
            grades=known_grades(ruleset, kind, body.appraisal.grades),
        )
    person = await member(c, code)
    held = await gather_one(c.tx, ruleset, c.account.branch, review, person, today)
    heard = once_heard(ruleset, held)
    return FactDesk(
        review,
        ruleset,
        Subject(str(person.id), Kind.MEMBER, person.full_name, person),
        confirmed=heard.confirmed,
        said=heard.said,
        given=heard.given,
        records=heard.records,
        grades=grades_of(ruleset, heard),
        assessment=held.assessment,
    )


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
    t: Words,
    ruleset: Ruleset,
    decision: Decision,
    most: int | None = None,
    *,
    private: bool = True,
) -> Markup:
    """The hard ceiling, why (each reason with its clause), and what may still change it.

    ``private``: for those who may read the facts behind it.
    """
    reasons = why(t, ruleset, decision, private=private)
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
