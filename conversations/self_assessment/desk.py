"""What lies before the member at one event: read once, checked once."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import Evidence, evidence_of, grades_of, ruleset_of
from conversations.parts import kind_refusal
from conversations.screen import Toast
from conversations.self_assessment.course import Course, course_of
from rules import Ruleset
from storage import assessments, reviews
from storage.assessments import Assessment
from storage.reviews import Review, Stage

dialogue = Dialogue("assess")

TASK = "assess"
SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


@dataclass(frozen=True, slots=True)
class Desk:
    """A member's self-assessment with everything it is judged by."""

    review: Review
    ruleset: Ruleset
    evidence: Evidence
    course: Course

    @property
    def assessment(self) -> Assessment:
        return self.evidence.assessment

    @property
    def closed(self) -> bool:
        """Whether the secretary has closed the stage."""
        return self.review.stage is not Stage.ASSESSMENT

    @property
    def changeable(self) -> bool:
        return not self.closed and self.assessment.submitted_at is None

    def answered(self, assessment: Assessment) -> "Desk":
        """The desk after the assessment was changed."""
        evidence = replace(self.evidence, assessment=assessment)
        course = self.course.graded_as(grades_of(self.ruleset, evidence))
        return replace(self, evidence=evidence, course=course)


async def take_desk(c: Context) -> Desk:
    """The sender's desk; Refused when no review is open.  Two selects."""
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    ruleset = ruleset_of(c.house, review)
    person = c.account.person
    evidence = evidence_of(
        ruleset,
        c.account.branch,
        person,
        await reviews.facts_of(c.tx, review.id, person.id),
        await assessments.assessment(c.tx, review.id, person.id),
        today(c),
        heard=False,
    )
    return Desk(review, ruleset, evidence, _course(ruleset, evidence))


def _course(ruleset: Ruleset, evidence: Evidence) -> Course:
    return course_of(ruleset, evidence.said, evidence.records, grades_of(ruleset, evidence))


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
