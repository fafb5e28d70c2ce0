"""Keeping answers: every deed writes its row first, and goes on with the desk as it is then."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.context import Context
from conversations.evidence import person_kind
from conversations.self_assessment import figures
from conversations.self_assessment.course import says_himself
from conversations.self_assessment.desk import Desk, take_desk
from conversations.self_assessment.figures import Count
from rules import FactDef, FactValue, contradictions, fact_to_json
from storage import assessments, reviews
from storage.assessments import Assessment
from storage.reviews import Source


async def keep_grade(c: Context, desk: Desk, criterion: str, grade: str, place: int) -> Desk:
    """Keep a grade, and the place to go on with."""
    before, review, person = desk.assessment, desk.review.id, desk.pen.person.id
    await assessments.save_grade(c.tx, review, person, criterion, grade, place, c.at)
    grades = {**before.grades, criterion: grade}
    return await _kept(c, desk, replace(before, grades=grades, position=place, answered_at=c.at))


async def keep_place(c: Context, desk: Desk, place: int) -> Desk:
    """Keep the place to go on with."""
    await assessments.save_position(c.tx, desk.review.id, desk.pen.person.id, place, c.at)
    after = replace(desk.assessment, position=place, answered_at=c.at)
    return desk.answered(after) if desk.pen.writer is None else await _kept(c, desk, after)


async def keep_level(c: Context, desk: Desk, level: str, place: int) -> Desk:
    """Keep the level that he claims, and the place to go on with."""
    review, person = desk.review.id, desk.pen.person.id
    await assessments.save_own_level(c.tx, review, person, level, place, c.at)
    after = replace(desk.assessment, own_level=level, position=place, answered_at=c.at)
    return await _kept(c, desk, after)


async def keep_note(c: Context, desk: Desk, item: str, text: str | None) -> Desk:
    """Keep the text of an item (None: remove it)."""
    await assessments.save_note(c.tx, desk.review.id, desk.pen.person.id, item, text)
    notes = {**desk.assessment.notes}
    notes.pop(item, None)
    if text is not None:
        notes[item] = text
    return await _kept(c, desk, replace(desk.assessment, notes=notes))


async def keep_fact(
    c: Context, desk: Desk, fact: FactDef, value: FactValue | None
) -> tuple[str, ...]:
    """Keep what he says of himself (None: take it back); what contradicts it, if it cannot be."""
    clash = clashes(desk, {fact.id: value}) if value is not None else ()
    if not clash:
        await _say(c, desk, fact, value)
    return clash


async def keep_figure(
    c: Context, desk: Desk, count: Count, number: int, place: int
) -> tuple[str, ...]:
    """Keep a figure with the facts it comes to; what contradicts them, if they cannot be."""
    criteria = len(desk.course.criteria)
    changes = figures.changed(desk.assessment.figures, count, number, criteria)
    after = {**desk.assessment.figures, **changes}
    facts = figures.facts_of({k: one for k, one in after.items() if one is not None}, criteria)
    known = {fact: value for fact, value in facts.items() if _is_his(desk, fact)}
    clash = clashes(desk, known)
    if clash:
        return clash
    review, person = desk.review.id, desk.pen.person.id
    await assessments.save_figures(c.tx, review, person, changes, place, c.at)
    await _kept(c, desk, desk.assessment)
    for fact_id in sorted(figures.FACTS):
        if _is_his(desk, fact_id):
            await _say(c, desk, desk.ruleset.facts[fact_id], known.get(fact_id))
    return ()


def clashes(desk: Desk, values: Mapping[str, FactValue | None]) -> tuple[str, ...]:
    """What the guideline says cannot be, were these known as well."""
    said = {fact: value for fact, value in values.items() if value is not None}
    found = contradictions(desk.ruleset, person_kind(desk.ruleset), {**desk.evidence.said, **said})
    return found[0].says if found else ()


def _is_his(desk: Desk, fact_id: str) -> bool:
    """Whether a fact of figures exists here, and is his to tell: nobody else has."""
    fact = desk.ruleset.facts.get(fact_id)
    if fact is None or person_kind(desk.ruleset) not in fact.kinds:
        return False
    return fact_id not in desk.evidence.records or says_himself(desk.evidence, fact_id)


async def _say(c: Context, desk: Desk, fact: FactDef, value: FactValue | None) -> None:
    review, person = desk.review.id, desk.pen.person.id
    by = desk.pen.writer or person
    if value is not None:
        if value != desk.evidence.said.get(fact.id):
            kept = fact_to_json(fact, value)
            await reviews.record_fact(
                c.tx, review, person, fact.id, kept, Source.MEMBER, by, c.at, False
            )
    elif fact.id in desk.evidence.records:
        await reviews.forget_fact(c.tx, review, person, fact.id, by, c.at)


async def reread(c: Context, desk: Desk) -> Desk:
    """The desk as the rows have it now, after a fact changed what is asked."""
    return await take_desk(c, desk.pen)


async def _kept(c: Context, desk: Desk, after: Assessment) -> Desk:
    """The desk with what was kept; who types for another signs for it, and what its member goes
    on with himself is his own from then on."""
    writer = desk.pen.writer
    if after.written_by != writer:
        await assessments.mark_written_by(c.tx, desk.review.id, desk.pen.person.id, writer)
        after = replace(after, written_by=writer)
    return desk.answered(after)
