"""Whose facts they are, and everything they come to: a member's, or one of the branch's bodies'."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conversations.body_evidence import CODES, bodies_of, gather_body
from conversations.body_results import Result
from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import (
    HEARD,
    MEETING_ON,
    gather_one,
    grades_of,
    known_grades,
    once_heard,
    person_kind,
    ruleset_of,
)
from conversations.folding import Part, reasoned
from conversations.heads import LED, POSTS, headship, leader_facts
from conversations.parts import kind_refusal, whole_number
from conversations.proposals import propose
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
    known_facts,
)
from rules.decide import look
from storage import assessments, reviews, roll
from storage.assessments import Assessment
from storage.reviews import FactRecord, Review
from storage.roll import Person, Role

dialogue = Dialogue("facts")

HEAD = "h"
"""Before a person's number in a button's data: his facts as a head."""
IS_LEADER = "is_leader"
"""The id of the member's fact that he is in a leading post; see the guidelines' data."""

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
    """Whose facts: a member (``person``), as a member or as a head (``kind``), or a body (None)."""

    code: str
    kind: Kind
    title: str
    person: Person | None = None
    heads: bool = False
    """Whether he heads the branch, or is in a leading post: more is asked of such a member."""

    @property
    def person_id(self) -> int | None:
        """Under whom their facts are kept; None: under the branch itself."""
        return None if self.person is None else self.person.id

    @property
    def back(self) -> str:
        """The tap that leads back to where their facts were opened."""
        if self.person is None:
            return "body:show"
        if self.code.startswith(HEAD):
            return dialogue.data("pick", self.person.id)
        return f"board:person:{self.code}"

    @property
    def as_head(self) -> str | None:
        """The code under which the same person's facts as a head stand; None: he has none."""
        return None if self.person is None or not self.heads else f"{HEAD}{self.person.id}"


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
    results: Mapping[str, Result] = field(default_factory=dict)
    """A body's facts that follow from results; what is set here counts before them."""

    @property
    def told(self) -> dict[str, FactValue]:
        """What is confirmed otherwise than by results: these yield to what people say."""
        return {
            fact: value
            for fact, value in self.confirmed.items()
            if fact in self.records or fact not in self.results
        }

    @property
    def offered(self) -> tuple[str, ...]:
        """The results that only advise until the secretary confirms them."""
        return tuple(
            fact
            for fact, one in self.results.items()
            if not one.sure and fact not in self.confirmed
        )

    @property
    def kind(self) -> Kind:
        return self.subject.kind

    @property
    def ceiling(self) -> Decision:
        """The hard ceiling; of what is missing, that which can be set here."""
        found = decide(self.ruleset, self.kind, self.confirmed, use=Use.FACTS)
        return replace(found, missing=tuple(one for one in found.missing if one not in self.given))

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
            and fact_id not in self.given
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
            if fact.id in self.results or (fact.id in self.records and fact.id in self.said):
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
            results=body.results,
        )
    if code.startswith(HEAD):
        return await _head_desk(c, review, ruleset, code)
    person = await member(c, code)
    held = await gather_one(c.tx, ruleset, c.account.branch, review, person, today)
    heard = once_heard(ruleset, held)
    return FactDesk(
        review,
        ruleset,
        Subject(
            str(person.id),
            person_kind(ruleset),
            person.full_name,
            person,
            heads=ruleset.covers(Kind.MEMBER)
            and ruleset.covers(Kind.LEADER)
            and (Role.SECRETARY in person.roles or heard.said.get(IS_LEADER) is True),
        ),
        confirmed=heard.confirmed,
        said=heard.said,
        given=heard.given,
        records=heard.records,
        grades=grades_of(ruleset, heard),
        assessment=held.assessment,
    )


async def _head_desk(c: Context, review: Review, ruleset: Ruleset, code: str) -> FactDesk:
    """What is asked of a member because he heads something: posts, levels, exceptions.

    The levels of the branch and of its committee are known elsewhere: nobody sets them here.
    """
    if not ruleset.covers(Kind.LEADER):
        raise kind_refusal(c, c.t.plain("The guideline does not rate that here."))
    person = await member(c, code.removeprefix(HEAD))
    today = c.t.local(c.at).date()
    found = await propose(c.tx, c.house, c.account.branch, review, today)
    records = await reviews.facts_of(c.tx, review.id, person.id)
    branch = await reviews.facts_of(c.tx, review.id, None)
    head = headship(ruleset, person, records, found.levels, branch, today)
    by_itself = known_facts(ruleset, Kind.LEADER, {HEARD: True, MEETING_ON: today})
    confirmed = {**leader_facts(ruleset, records, confirmed=True), **by_itself}
    said = {**leader_facts(ruleset, records), **by_itself}
    posts = LED | POSTS if Role.SECRETARY in person.roles else frozenset[str]()
    return FactDesk(
        review,
        ruleset,
        Subject(code, Kind.LEADER, c.t.plain("{name} (as a head)", name=person.full_name), person),
        confirmed=confirmed if head is None else {**confirmed, **head.confirmed},
        said=said if head is None else {**said, **head.said},
        given=frozenset({*by_itself, *posts}),
        records=records,
        grades={},
        assessment=await assessments.assessment(c.tx, review.id, person.id),
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
) -> Part:
    """The hard ceiling, why (each reason with its clause), and what may still change it.

    ``private``: for those who may read the facts behind it.
    """
    reasons = why(t, ruleset, decision, private=private)
    return reasoned(
        [
            t(
                "<b>Ceiling by confirmed facts:</b> {outcome}",
                outcome=limit(t, ruleset, decision),
            ),
            *(t("• {reason}", reason=line) for line in reasons[:most]),
            waiting(t, ruleset, decision, WAITING),
        ]
    )
