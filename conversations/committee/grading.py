"""The committee grades a member, criterion by criterion, and proposes a level."""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import Action
from conversations.committee.card import card
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import Desk, just_said, not_himself, too_soon
from conversations.context import Context
from conversations.parts import home_button, rows_of
from conversations.reasons import cite, outcome, why
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.typed import GLANCE, shortened
from conversations.words import Words
from rules import Truth
from storage import appraisals

REASONS = 3
NONE = "-"
"""In a button's data: no level, no grade."""


@dialogue.tap("go", Action.APPRAISE)
async def go(c: Context, person_id: str) -> Answer:
    """The first criterion that the committee has not graded; when all are, the first."""
    desk = await not_himself(c, person_id)
    place = desk.next_ungraded(-1) or 0
    return (Show(_criterion_screen(c.t, desk, place), TASK),)


@dialogue.tap("ask", Action.APPRAISE)
async def ask(c: Context, person_id: str, criterion_id: str, whole: str = "") -> Answer:
    """One criterion; ``whole``: with its full text."""
    desk = await not_himself(c, person_id)
    place = desk.place_of(criterion_id)
    if place is None:
        return (_no_such(c.t),)
    return (Show(_criterion_screen(c.t, desk, place, whole=bool(whole)), TASK),)


@dialogue.tap("grade", Action.APPRAISE)
async def grade(c: Context, person_id: str, criterion_id: str, grade_id: str) -> Answer:
    """Keep the committee's grade and go on to the next criterion without one."""
    desk = await not_himself(c, person_id)
    place = desk.place_of(criterion_id)
    if place is None or grade_id not in desk.ruleset.grade_rank:
        return (_no_such(c.t),)
    if criterion_id not in desk.grades and just_said(c, desk.appraisal):
        return (too_soon(c),)
    me = c.account.person.id
    await appraisals.save_grade(
        c.tx, desk.review.id, desk.person.id, criterion_id, grade_id, me, c.at
    )
    grades = {**desk.appraisal.grades, criterion_id: grade_id}
    desk = desk.viewed(replace(desk.appraisal, grades=grades, said_by=me, said_at=c.at))
    following = desk.next_ungraded(place)
    if following is None:
        return (Show(_level_screen(c.t, desk), TASK),)
    return (Show(_criterion_screen(c.t, desk, following), TASK),)


@dialogue.tap("agree", Action.APPRAISE)
async def agree(c: Context, person_id: str) -> Answer:
    """Take the member's own grades as the committee's, where it has none of its own."""
    desk = await not_himself(c, person_id)
    if not desk.own_grades:
        return (Toast(c.t.plain("He has not submitted his self-assessment yet."), alert=True),)
    me, grades = c.account.person.id, dict(desk.appraisal.grades)
    for one in desk.criteria:
        own = desk.own_grades.get(one.criterion.id)
        if own is not None and one.criterion.id not in desk.grades:
            grades[one.criterion.id] = own
            await appraisals.save_grade(
                c.tx, desk.review.id, desk.person.id, one.criterion.id, own, me, c.at
            )
    desk = desk.viewed(replace(desk.appraisal, grades=grades, said_by=me, said_at=c.at))
    return (Show(_level_screen(c.t, desk), TASK),)


# ── the level ────────────────────────────────────────────────────────────────────────────────


@dialogue.tap("levels", Action.APPRAISE)
async def levels(c: Context, person_id: str) -> Answer:
    """Which level the committee proposes, with what its grades and the facts allow."""
    return (Show(_level_screen(c.t, await not_himself(c, person_id)), TASK),)


@dialogue.tap("level", Action.APPRAISE)
async def level(c: Context, person_id: str, level_id: str) -> Answer:
    """Keep the level that the committee proposes, with a warning where it is above the ceiling."""
    desk = await not_himself(c, person_id)
    if level_id != NONE and level_id not in desk.ruleset.level_rank:
        return (_no_such(c.t),)
    chosen = None if level_id == NONE else level_id
    if chosen != desk.appraisal.level and just_said(c, desk.appraisal):
        return (too_soon(c),)
    me = c.account.person.id
    await appraisals.save_level(c.tx, desk.review.id, desk.person.id, chosen, me, c.at)
    desk = desk.viewed(replace(desk.appraisal, level=chosen, said_by=me, said_at=c.at))
    return (
        Toast(c.t.plain("Saved.")),
        Show(await card(c, desk, _warning(c.t, desk)), TASK),
    )


def _warning(t: Words, desk: Desk) -> Markup | None:
    """That the level proposed is above what confirmed facts allow; it is kept all the same."""
    level_id, allowed = desk.appraisal.level, desk.ceiling.allowed
    if level_id is None or not allowed or level_id in allowed:
        return None
    return t(
        "⚠️ “{level}” is above what the confirmed facts allow. It is kept as the committee's "
        "proposal, but no ballot can give it.",
        level=desk.ruleset.level(level_id).name,
    )


def _level_screen(t: Words, desk: Desk) -> Screen:
    held, person = desk.appraisal, desk.person.id
    parts = [
        t(
            "<b>{name}</b>\nWhich level does the committee propose?",
            name=desk.person.full_name,
        ),
        t.join(_views(t, desk)),
    ]
    left = len(desk.criteria) - desk.graded
    if 0 < left < len(desk.criteria):
        parts.append(
            t.plural("{n} criterion is not graded yet.", "{n} criteria are not graded yet.", left)
        )
    buttons = [
        Button(
            f"✓ {one.name}" if one.id == held.level else one.name,
            dialogue.data("level", person, one.id),
        )
        for one in desk.ruleset.levels
    ]
    rows: Rows = rows_of(buttons)
    if held.level is not None:
        rows += ((Button(t.plain("Take the level back"), dialogue.data("level", person, NONE)),),)
    back = Button(t.plain("‹ Back to the member"), dialogue.data("member", person))
    return Screen(t.join(parts, "\n\n"), (*rows, (back, home_button(t))))


def _views(t: Words, desk: Desk) -> list[Markup]:
    """His own level and what either's grades advise, the committee's with its reasons."""
    lines = []
    own = None if desk.submitted is None else desk.submitted.own_level
    if own is not None and own in desk.ruleset.level_rank:
        lines.append(t("Level claimed: {level}", level=desk.ruleset.level(own).name))
    if desk.own_advised is not None:
        comes_to = outcome(t, desk.ruleset, desk.own_advised)
        lines.append(t("Advised by his own grades: {outcome}", outcome=comes_to))
    decision = desk.advised
    if decision is not None:
        comes_to = outcome(t, desk.ruleset, decision)
        lines.append(t("Advised by the committee's grades: {outcome}", outcome=comes_to))
        reasons = why(t, desk.ruleset, decision, private=False)[:REASONS]
        lines += [t("• {reason}", reason=one) for one in reasons]
    return lines


# ── one criterion ────────────────────────────────────────────────────────────────────────────


def _criterion_screen(t: Words, desk: Desk, place: int, *, whole: bool = False) -> Screen:
    one = desk.criteria[place]
    criterion = one.criterion
    grades, own = desk.grades, desk.own_grades.get(criterion.id)
    parts = [
        t(
            "<b>{name}</b> · criterion {number}/{all}\n<b>{criterion}</b>",
            name=desk.person.full_name,
            number=place + 1,
            all=len(desk.criteria),
            criterion=criterion.name,
        ),
        t(
            "<blockquote>{full}</blockquote>\nBasis: clause {clause}",
            full=criterion.full,
            clause=cite(t, desk.ruleset, criterion.clause),
        )
        if whole
        else t("<i>{hint}</i>", hint=criterion.hint),
    ]
    if one.applies is Truth.UNKNOWN:
        parts.append(
            t(
                "This may not concern him. (depends on: {facts})",
                facts=", ".join(fact.name for fact in one.missing),
            )
        )
    parts.append(_both(t, desk, criterion.id, own, grades.get(criterion.id)))
    buttons = [
        Button(
            f"✓ {one.name}" if one.id == grades.get(criterion.id) else one.name,
            dialogue.data("grade", desk.person.id, criterion.id, one.id),
        )
        for one in desk.ruleset.grades
    ]
    more = (
        Button(t.plain("Show less"), dialogue.data("ask", desk.person.id, criterion.id))
        if whole
        else Button(
            t.plain("📖 Show in full"), dialogue.data("ask", desk.person.id, criterion.id, 1)
        )
    )
    return Screen(t.join(parts, "\n\n"), (*rows_of(buttons, 2), (more,), *_ways(t, desk, place)))


def _both(t: Words, desk: Desk, criterion_id: str, own: str | None, given: str | None) -> Markup:
    """His own grade with his note, and the committee's."""
    lines = []
    if own is not None:
        lines.append(t("His own grade: <b>{grade}</b>", grade=desk.ruleset.grade(own).name))
    elif desk.submitted is not None:
        lines.append(t("His own grade: none"))
    note = "" if desk.submitted is None else desk.submitted.notes.get(f"c:{criterion_id}", "")
    if note:
        lines.append(t("His note: <i>{note}</i>", note=shortened(note, GLANCE)))
    if given is not None:
        lines.append(t("The committee's: <b>{grade}</b>", grade=desk.ruleset.grade(given).name))
    return t.join(lines)


def _ways(t: Words, desk: Desk, place: int) -> Rows:
    """To the criteria before and after, to the level, back and out."""
    person = desk.person.id
    steps = []
    if place > 0:
        before = desk.criteria[place - 1].criterion.id
        steps.append(Button(t.plain("‹ Before"), dialogue.data("ask", person, before)))
    if place + 1 < len(desk.criteria):
        after = desk.criteria[place + 1].criterion.id
        steps.append(Button(t.plain("Next ›"), dialogue.data("ask", person, after)))
    return (
        *((tuple(steps),) if steps else ()),
        (
            Button(t.plain("‹ Back to the member"), dialogue.data("member", person)),
            Button(t.plain("🎯 Level to propose"), dialogue.data("levels", person)),
        ),
        (home_button(t),),
    )


def _no_such(t: Words) -> Toast:
    return Toast(t.plain("This button is no longer valid. Nothing was changed."), alert=True)
