"""What lies before the one who writes at one event: read once, checked once.

A self-assessment is written by its member (dialogue ``assess``), or typed for a member without a
phone by the secretary (``assist``: every button carries the member's number).  The deeds are the
same; the *pen* says whose self-assessment it is, and who holds it.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from inspect import Parameter, Signature, signature
from typing import Concatenate

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import Evidence, assesses, evidence_of, ruleset_of
from conversations.facts.desk import member
from conversations.parts import kind_refusal
from conversations.screen import Answer, Toast
from conversations.self_assessment.course import Course, course_of
from conversations.words import Words
from rules import Ruleset
from storage import assessments, reviews, revisions, roll
from storage.assessments import Assessment
from storage.reviews import Review, Stage
from storage.roll import Person
from storage.suggestions import Suggestion, suggestions_for

dialogue = Dialogue("assess")
assistance = Dialogue("assist")

TASK = "assess"
AWAITS = "answer"
SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Whose self-assessment is written; ``writer``: who types it for him (None: he himself)."""

    person: Person
    writer: int | None = None

    @property
    def dialogue(self) -> Dialogue:
        return dialogue if self.writer is None else assistance

    @property
    def task(self) -> str:
        return TASK if self.writer is None else f"{TASK}:{self.person.id}"

    @property
    def awaits(self) -> str:
        return f"{self.dialogue.name}:{AWAITS}"

    def data(self, verb: str, *arguments: object) -> str:
        """The data of a button of this self-assessment."""
        whose = () if self.writer is None else (self.person.id,)
        return self.dialogue.data(verb, *whose, *arguments)


@dataclass(frozen=True, slots=True)
class Desk:
    """A member's self-assessment with everything it is judged by.

    ``reopened``: it was given back to him alone, after the stage was closed; ``revised_at``: when
    he handed it in again since.
    ``changed``: the facts of which others said something else after he had submitted.
    ``heard``: that he was heard is on record, though he may not have submitted.
    """

    pen: Pen
    review: Review
    ruleset: Ruleset
    evidence: Evidence
    course: Course
    suggestions: tuple[Suggestion, ...] = ()
    reopened: bool = False
    changed: tuple[str, ...] = ()
    revised_at: datetime | None = None
    heard: bool = False

    @property
    def assessment(self) -> Assessment:
        return self.evidence.assessment

    @property
    def closed(self) -> bool:
        """Whether the secretary has closed the stage."""
        return self.review.stage is not Stage.ASSESSMENT and not self.reopened

    @property
    def changeable(self) -> bool:
        return not self.closed and self.assessment.submitted_at is None

    @property
    def his_own(self) -> bool:
        """Whether its member wrote himself what another would type for him."""
        return self.pen.writer is not None and is_his_own(self.assessment)

    @property
    def task(self) -> str:
        return self.pen.task

    def data(self, verb: str, *arguments: object) -> str:
        """The data of a button of this self-assessment."""
        return self.pen.data(verb, *arguments)

    def answered(self, assessment: Assessment) -> "Desk":
        """The desk after the assessment was changed."""
        evidence = replace(self.evidence, assessment=assessment)
        return replace(self, evidence=evidence, course=self.course.graded_as(evidence))


Deed = Callable[Concatenate[Context, Pen, ...], Awaitable[Answer]]


def deed(verb: str) -> Callable[[Deed], Deed]:
    """Declare what answers a tap, in the member's own dialogue and in that of who types for him."""

    def declare(function: Deed) -> Deed:
        context, _, *rest = signature(function).parameters.values()

        async def own(c: Context, *arguments: str) -> Answer:
            return await function(c, Pen(c.account.person), *arguments)

        async def for_another(c: Context, person_id: str, *arguments: str) -> Answer:
            return await function(c, await pen_for(c, person_id), *arguments)

        whose = Parameter("person_id", Parameter.POSITIONAL_OR_KEYWORD)
        vars(own)["__signature__"] = Signature([context, *rest])
        vars(for_another)["__signature__"] = Signature([context, whose, *rest])
        dialogue.tap(verb, Action.ASSESS)(own)
        assistance.tap(verb, Action.ASSESS_FOR)(for_another)
        return function

    return declare


async def pen_for(c: Context, person_id: str) -> Pen:
    """The pen of who types for a member of his branch who has no account; Refused otherwise."""
    person = await member(c, person_id)
    review = c.account.review
    if review is not None and not assesses(person, ruleset_of(c.house, review)):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    if await roll.account_of_person(c.tx, person.id) is not None:
        raise kind_refusal(
            c,
            c.t.plain(
                "{name} is linked to Tự Soi and writes the self-assessment alone. "
                "Nothing was changed.",
                name=person.full_name,
            ),
        )
    return Pen(person, c.account.person.id)


def is_his_own(assessment: Assessment) -> bool:
    """Whether it was begun, and nobody has typed in it for its member."""
    begun = assessment.answered_at is not None or bool(assessment.notes)
    return begun and assessment.written_by is None


async def is_private(c: Context, pen: Pen) -> bool:
    """Whether another's pen would open a draft that its member has begun himself."""
    if pen.writer is None or c.account.review is None:
        return False
    found = await assessments.assessment(c.tx, c.account.review.id, pen.person.id)
    return found.submitted_at is None and is_his_own(found)


async def take_desk(c: Context, pen: Pen | None = None) -> Desk:
    """The desk of a pen (the sender's own unless said).

    Refused when no review is open, and for another's pen on a draft that its member began himself.
    """
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    pen = pen or Pen(c.account.person)
    if not assesses(pen.person, ruleset_of(c.house, review)):
        raise kind_refusal(
            c,
            c.t.plain(
                "This review is of the branch's committee only, so you need not assess yourself."
            ),
        )
    if await is_private(c, pen):
        raise kind_refusal(
            c,
            c.t.plain(
                "{name} has begun this self-assessment without help; until it is submitted nobody "
                "else reads it. Nothing was changed.",
                name=pen.person.full_name,
            ),
        )
    ruleset, person = ruleset_of(c.house, review), pen.person.id
    asked = await suggestions_for(c.tx, review.id, person)
    evidence = evidence_of(
        ruleset,
        c.account.branch,
        pen.person,
        await reviews.facts_of(c.tx, review.id, person),
        await assessments.assessment(c.tx, review.id, person),
        today(c),
        heard=False,
        suggested=bool(asked),
    )
    locked = review.stage is not Stage.ASSESSMENT
    revision = await revisions.revision_of(c.tx, review.id, person) if locked else None
    revised_at = None if revision is None else revision.revised_at
    reopened = revision is not None and revised_at is None
    since = evidence.assessment.submitted_at
    changed = (
        await reviews.facts_changed_since(c.tx, review.id, person, since)
        if since is not None
        else ()
    )
    course = course_of(ruleset, evidence)
    heard = since is None and locked and person in await reviews.heard(c.tx, review.id)
    return Desk(pen, review, ruleset, evidence, course, asked, reopened, changed, revised_at, heard)


def whose(t: Words, desk: Desk) -> Markup:
    """For whom it is typed, to stand over every screen; empty when he writes himself."""
    if desk.pen.writer is None:
        return Markup()
    return t("✍️ Written for: <b>{name}</b>", name=desk.pen.person.full_name)


def today(c: Context) -> date:
    """The day of the event where the branch is."""
    return c.t.local(c.at).date()


def just_changed(c: Context, desk: Desk) -> bool:
    """Whether the screen changed so recently that the finger was still on the one before."""
    last = desk.assessment.answered_at
    return last is not None and timedelta(0) <= c.at - last < SHAKE


def is_shaky(c: Context, desk: Desk, place: int) -> bool:
    """Whether a tap on the question (or overview) at ``place`` came too soon after the screen
    changed to it.  A second tap on the question before is none: it says the same once more."""
    if not just_changed(c, desk):
        return False
    current = desk.course.at(desk.assessment.position)
    return place == (desk.course.end if current is None else current.place)


def too_soon(c: Context) -> Toast:
    """What is said of such a tap."""
    return Toast(
        c.t.plain("That tap came too soon and was not counted. Please look and tap again.")
    )
