"""The dialogue ``body``, and one of the branch's bodies as it lies before the committee."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from conversations.body_evidence import CODES, BodyEvidence, bodies_of, gather_bodies
from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.dossier.forms import Use, form_for
from conversations.evidence import known_grades, ruleset_of
from conversations.facts.desk import BODIES
from conversations.parts import kind_refusal
from conversations.self_assessment.form import Written, things_to_write
from rules import ApplicableCriterion, Asks, Ruleset, criteria_for, parts_for
from storage import body_notes, suggestions
from storage.appraisals import Appraisal
from storage.body_notes import BodyNote
from storage.reviews import Review
from storage.suggestions import Suggestion

dialogue = Dialogue("body")

TASK = "board"
"""Shown in the board's own message, beside the facts: one place for the secretary's work."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One of the branch's bodies with everything its level may rest on, and what it wrote.

    ``notes``: its texts by item; ``asked``: what a higher committee asks the branch to explain.
    """

    code: str
    review: Review
    ruleset: Ruleset
    evidence: BodyEvidence
    title: str
    notes: Mapping[str, BodyNote] = field(default_factory=dict)
    asked: tuple[Suggestion, ...] = ()

    @property
    def to_write(self) -> tuple[Written, ...]:
        """What the form of its review asks it to write; nothing where it has no such form."""
        kind, said = self.evidence.kind, self.evidence.said
        form = form_for(self.ruleset, Use.BODY_REVIEW, kind)
        if form is None:
            return ()
        parts = parts_for(self.ruleset, kind, form.id, said)
        answers = any(part.asks is Asks.SUGGESTIONS for part in parts)
        texts = {item: note.text for item, note in self.notes.items()}
        return things_to_write(parts, texts, self.asked if answers else ())

    @property
    def criteria(self) -> tuple[ApplicableCriterion, ...]:
        """The criteria that apply to it, or may apply."""
        return criteria_for(self.ruleset, self.evidence.kind, self.evidence.said)

    @property
    def grades(self) -> dict[str, str]:
        return known_grades(self.ruleset, self.evidence.kind, self.evidence.appraisal.grades)

    def viewed(self, appraisal: Appraisal) -> "Desk":
        """The desk after the view was changed."""
        return replace(self, evidence=replace(self.evidence, appraisal=appraisal))


async def every_desk(c: Context) -> list[Desk]:
    """The bodies that the guideline rates; Refused without a review."""
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    ruleset = ruleset_of(c.house, review)
    codes = await bodies_of(c.tx, ruleset, c.account.branch)
    return await _desks(c, review, ruleset, codes)


async def take_desk(c: Context, code: str) -> Desk:
    """The body of a tap; Refused when the guideline does not rate it here."""
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    ruleset = ruleset_of(c.house, review)
    if code not in await bodies_of(c.tx, ruleset, c.account.branch):
        raise kind_refusal(c, c.t.plain("The guideline does not rate that here."))
    return (await _desks(c, review, ruleset, (code,)))[0]


async def _desks(
    c: Context, review: Review, ruleset: Ruleset, codes: tuple[str, ...]
) -> list[Desk]:
    today = c.t.local(c.at).date()
    held = await gather_bodies(c.tx, c.house, c.account.branch, review, today)
    asked = await suggestions.suggestions_for(c.tx, review.id, None)
    desks = []
    for code in codes:
        kind = CODES[code]
        notes = await body_notes.notes_of_body(c.tx, review.id, kind.value)
        title = c.t.plain(BODIES[kind])
        desks.append(Desk(code, review, ruleset, held[kind], title, notes, asked))
    return desks
