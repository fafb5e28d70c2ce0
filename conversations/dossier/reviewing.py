"""Self-reviews, sheets of grades, and the letter that asks for opinions, with what was written."""

from collections.abc import Mapping
from dataclasses import replace

from conversations import evidence
from conversations.body_evidence import gather_bodies
from conversations.dossier.body_figures import body_figures
from conversations.dossier.collecting import Year, collective_name, fields_of, letter_heading
from conversations.dossier.forms import (
    COMMITTEE,
    Filled,
    Use,
    folded,
    form_for,
    head_of,
    parts_of,
)
from conversations.dossier.model import (
    Figure,
    Heading,
    OpinionRequest,
    Paper,
    Review,
    Suggested,
)
from conversations.evidence import Evidence
from conversations.self_assessment.figures import Count
from conversations.self_assessment.texts import CRITERION, PART, SUGGESTION
from conversations.words import N_, Words
from rules import Form, FormPart, Kind, criteria_for, parts_for, self_review_form
from storage import body_notes, remarks, suggestions
from storage.assessments import Assessment
from storage.remarks import Item
from storage.roll import Person
from storage.suggestions import Suggestion

FIGURES = {
    Count.SET: N_("Targets and tasks set"),
    Count.MET: N_("… of these completed"),
    Count.ON_TIME: N_("… of these on time and of the quality required"),
    Count.EXCEEDED: N_("… of these exceeded"),
    Count.BELOW: N_("Criteria short of quality or of time"),
}
LEFT_OPEN = "…"
"""What a form's opening leaves to be filled in."""
_SPOKEN = {"nguoi chu tri": Item.CONCLUSION, COMMITTEE: Item.COMMITTEE}
"""Whose remark goes into a part, by how its “whose” begins, folded."""


async def self_review(year: Year, person: Person) -> Paper | None:
    """A member's own review on his form; None where the guideline has no such form."""
    known = await _evidence(year, person)
    form = self_review_form(year.ruleset, evidence.person_kind(year.ruleset), known.said)
    if form is None:
        return None
    asked = await suggestions.suggestions_for(year.tx, year.review.id, person.id)
    said = await remarks.remarks_of(year.tx, year.review.id, person.id)
    given = known.assessment

    def opinion(part: FormPart) -> str:
        who = folded(part.who)
        item = next((item for key, item in _SPOKEN.items() if who.startswith(key)), None)
        return said[item].text if item in said else ""

    filled = Filled(
        texts=_of_kind(given.notes, PART),
        grades=evidence.grades_of(year.ruleset, known),
        notes=_of_kind(given.notes, CRITERION),
        figures=_figures(year.t, given),
        suggested=_answered(asked, given.notes),
        level=given.own_level,
        opinion=opinion,
    )
    return _member_paper(year, form, person, known, filled, given.written_by)


async def member_sheet(year: Year, person: Person, *, committee: bool) -> Paper | None:
    """Grades and a level (Mẫu 05), by himself or by the ``committee``; None: no such form."""
    form = form_for(year.ruleset, Use.GRADES, Kind.MEMBER)
    if form is None:
        return None
    known = await _evidence(year, person)
    if committee:
        grades = evidence.committee_grades(year.ruleset, known)
        filled = Filled(grades=grades, level=known.appraisal.level)
        rater = collective_name(year.t, year.branch)
        return _member_paper(year, form, person, known, filled, None, rater)
    given = known.assessment
    filled = Filled(
        grades=evidence.grades_of(year.ruleset, known),
        notes=_of_kind(given.notes, CRITERION),
        level=given.own_level,
    )
    return _member_paper(year, form, person, known, filled, given.written_by)


async def body_paper(year: Year, kind: Kind, use: Use) -> Paper | None:
    """The branch's or its collective's review or sheet of grades, or one for others to fill in.

    What was written and graded is filled in; of a sheet for others (``Use.OPINION``) only the name:
    they issue it.
    None: the guideline has no such form.
    """
    form = form_for(year.ruleset, use, kind)
    if form is None or not year.ruleset.covers(kind):
        return None
    name = collective_name(year.t, year.branch)
    bodies = await gather_bodies(year.tx, year.house, year.branch, year.review, year.today)
    body = bodies[kind]
    filled = Filled()
    if use is not Use.OPINION:
        asked = await suggestions.suggestions_for(year.tx, year.review.id, None)
        notes = await body_notes.notes_of_body(year.tx, year.review.id, kind.value)
        texts = {item: note.text for item, note in notes.items()}
        filled = Filled(
            texts=_of_kind(texts, PART),
            grades=evidence.known_grades(year.ruleset, kind, body.appraisal.grades),
            figures=body_figures(year.t, year.ruleset, bodies, kind),
            suggested=_answered(asked, texts),
            level=body.appraisal.level,
        )
    data = Review(
        year=year.review.year,
        heading=Heading("") if use is Use.OPINION else year.heading(),
        scale=year.scale,
        fields=fields_of(year.t, form.fields, year.branch, None),
        parts=parts_of(
            year.ruleset,
            kind,
            parts_for(year.ruleset, kind, form.id, body.said),
            criteria_for(year.ruleset, kind, body.said),
            filled,
            form.id,
        ),
        about=year.branch.name if kind is Kind.ORGANISATION else name,
    )
    head = head_of(form)
    return year.paper(replace(head, opening=head.opening.replace(LEFT_OPEN, name, 1)), data)


def opinion_letter(year: Year) -> Paper | None:
    """The letter that asks others for their opinion; None where the guideline has none."""
    form = form_for(year.ruleset, Use.LETTER)
    if form is None:
        return None
    kind = form.kinds[0]
    parts = parts_of(
        year.ruleset,
        kind,
        year.ruleset.form_parts(form.id),
        criteria_for(year.ruleset, kind, {}),
        Filled(),
        form.id,
    )
    data = OpinionRequest(year.review.year, letter_heading(year.t), year.scale, parts)
    return year.paper(head_of(form), data)


def _member_paper(
    year: Year,
    form: Form,
    person: Person,
    known: Evidence,
    filled: Filled,
    written_by: int | None,
    rater: str = "",
) -> Paper:
    kind = evidence.person_kind(year.ruleset)
    data = Review(
        year=year.review.year,
        heading=year.heading(),
        scale=year.scale,
        fields=fields_of(year.t, form.fields, year.branch, person),
        parts=parts_of(
            year.ruleset,
            kind,
            parts_for(year.ruleset, kind, form.id, known.said),
            evidence.criteria_of(year.ruleset, known),
            filled,
            form.id,
        ),
        about=person.full_name,
        rater=rater,
        signer="" if rater else person.full_name,
        written_by="" if written_by == person.id else year.name(written_by),
    )
    return year.paper(head_of(form), data)


async def _evidence(year: Year, person: Person) -> Evidence:
    return await evidence.gather_one(
        year.tx, year.ruleset, year.branch, year.review, person, year.today
    )


def _of_kind(notes: Mapping[str, str], kind: str) -> dict[str, str]:
    """The texts of one kind of item, by what they are of."""
    return {item.removeprefix(kind): text for item, text in notes.items() if item.startswith(kind)}


def _figures(t: Words, given: Assessment) -> tuple[Figure, ...]:
    return tuple(
        Figure(t.plain(FIGURES[count]), t.number(given.figures[count]))
        for count in Count
        if count in given.figures
    )


def _answered(asked: tuple[Suggestion, ...], notes: Mapping[str, str]) -> tuple[Suggested, ...]:
    return tuple(
        Suggested(one.text, one.origin, notes.get(f"{SUGGESTION}{one.id}", ""))
        for one in asked
        if one.text
    )
