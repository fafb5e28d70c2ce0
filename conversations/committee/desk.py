"""A member as the committee sees him: what he submitted, and the committee's own view."""

from dataclasses import dataclass, replace
from datetime import timedelta

from conversations.context import Context
from conversations.evidence import (
    Evidence,
    advised,
    advised_by_committee,
    assesses,
    ceiling,
    committee_grades,
    criteria_of,
    gather,
    gather_one,
    grades_of,
    once_heard,
    ruleset_of,
)
from conversations.facts.desk import member
from conversations.parts import kind_refusal
from conversations.screen import Toast
from rules import ApplicableCriterion, Decision, Ruleset, Truth
from storage.appraisals import Appraisal
from storage.assessments import Assessment
from storage.reviews import Review
from storage.roll import Person

SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One member before the committee; what he has not submitted is not shown to it."""

    review: Review
    ruleset: Ruleset
    evidence: Evidence
    criteria: tuple[ApplicableCriterion, ...]

    @property
    def person(self) -> Person:
        return self.evidence.person

    @property
    def appraisal(self) -> Appraisal:
        return self.evidence.appraisal

    @property
    def submitted(self) -> Assessment | None:
        """His self-assessment once he has submitted it; None before."""
        held = self.evidence.assessment
        return None if held.submitted_at is None else held

    @property
    def own_grades(self) -> dict[str, str]:
        """His own grades, once he has submitted them."""
        return {} if self.submitted is None else grades_of(self.ruleset, self.evidence)

    @property
    def grades(self) -> dict[str, str]:
        """The committee's grades."""
        return committee_grades(self.ruleset, self.evidence)

    @property
    def graded(self) -> int:
        """How many of his criteria the committee has graded."""
        return sum(one.criterion.id in self.grades for one in self.criteria)

    @property
    def own_advised(self) -> Decision | None:
        """What his own grades advise; None before he has submitted."""
        if self.submitted is None:
            return None
        return advised(self.ruleset, once_heard(self.ruleset, self.evidence))

    @property
    def advised(self) -> Decision | None:
        """What the committee's grades advise; None while it gave none."""
        return advised_by_committee(self.ruleset, once_heard(self.ruleset, self.evidence))

    @property
    def ceiling(self) -> Decision:
        """The hard ceiling, taking it that he will have been heard."""
        return ceiling(self.ruleset, once_heard(self.ruleset, self.evidence))

    def place_of(self, criterion_id: str) -> int | None:
        """Where the criterion stands among his, from 0; None: it is none of his."""
        ids = [one.criterion.id for one in self.criteria]
        return ids.index(criterion_id) if criterion_id in ids else None

    def next_ungraded(self, after: int) -> int | None:
        """The place of the next criterion without the committee's grade, or None."""
        grades = self.grades
        places = range(after + 1, len(self.criteria))
        return next((n for n in places if self.criteria[n].criterion.id not in grades), None)

    def viewed(self, appraisal: Appraisal) -> "Desk":
        """The desk after the committee's view was changed."""
        return replace(self, evidence=replace(self.evidence, appraisal=appraisal))


def just_said(c: Context, held: Appraisal) -> bool:
    """Whether the sender gave a grade or level so recently that his screen has only just changed:
    the finger was still on the one before."""
    return (
        held.said_by == c.account.person.id
        and held.said_at is not None
        and timedelta(0) <= c.at - held.said_at < SHAKE
    )


def too_soon(c: Context) -> Toast:
    """What is said of such a tap."""
    return Toast(
        c.t.plain("That tap came too soon and was not counted. Please look and tap again.")
    )


def current(c: Context) -> Review:
    """The review under way; Refused without one."""
    if c.account.review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    return c.account.review


async def take_desk(c: Context, person_id: str) -> Desk:
    """The member of a tap: of the sender's branch, and one who is reviewed; Refused otherwise."""
    review = current(c)
    person = await member(c, person_id)
    ruleset = ruleset_of(c.house, review)
    if not assesses(person, ruleset):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    today = c.t.local(c.at).date()
    held = await gather_one(c.tx, ruleset, c.account.branch, review, person, today)
    return Desk(review, ruleset, held, _criteria(ruleset, held))


async def not_himself(c: Context, person_id: str) -> Desk:
    """The member of a tap, unless it is the sender: nobody appraises himself; Refused then."""
    desk = await take_desk(c, person_id)
    if desk.person.id == c.account.person.id:
        raise kind_refusal(
            c,
            c.t.plain("Nobody grades himself here: another member of the committee does."),
        )
    return desk


async def every_desk(c: Context) -> list[Desk]:
    """Everyone of the branch who is reviewed, in roll order."""
    review = current(c)
    ruleset = ruleset_of(c.house, review)
    today = c.t.local(c.at).date()
    held = await gather(c.tx, ruleset, c.account.branch, review, today)
    return [
        Desk(review, ruleset, one, _criteria(ruleset, one))
        for one in held.values()
        if assesses(one.person, ruleset)
    ]


def _criteria(ruleset: Ruleset, held: Evidence) -> tuple[ApplicableCriterion, ...]:
    """The criteria that are surely his, and those that may be his and that somebody graded."""
    graded = {**held.assessment.grades, **held.appraisal.grades}
    return tuple(
        one
        for one in criteria_of(ruleset, held)
        if one.applies is Truth.TRUE or one.criterion.id in graded
    )
