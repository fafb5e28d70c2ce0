"""The committee grades the branch, or itself as a collective, and says which level it takes."""

from dataclasses import replace

from conversations.authority import Action
from conversations.bodies.declared import TASK, Desk, dialogue, take_desk
from conversations.bodies.page import page
from conversations.committee.desk import just_said, too_soon
from conversations.context import Context
from conversations.parts import home_button, rows_of
from conversations.reasons import cite, outcome, why
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.words import Words
from rules import Truth
from storage import appraisals

REASONS = 3
NONE = "-"
"""In a button's data: no level."""


@dialogue.tap("go", Action.APPRAISE)
async def go(c: Context, code: str) -> Answer:
    """The first criterion without a grade; when all have one, the first."""
    desk = await take_desk(c, code)
    return (Show(_criterion_screen(c.t, desk, _next(desk, -1) or 0), TASK),)


@dialogue.tap("ask", Action.APPRAISE)
async def ask(c: Context, code: str, criterion_id: str, whole: str = "") -> Answer:
    """One criterion; ``whole``: with its full text."""
    desk = await take_desk(c, code)
    place = _place_of(desk, criterion_id)
    if place is None:
        return (_no_such(c.t),)
    return (Show(_criterion_screen(c.t, desk, place, whole=bool(whole)), TASK),)


@dialogue.tap("grade", Action.APPRAISE)
async def grade(c: Context, code: str, criterion_id: str, grade_id: str) -> Answer:
    """Keep a grade and go on to the next criterion without one."""
    desk = await take_desk(c, code)
    place = _place_of(desk, criterion_id)
    if place is None or grade_id not in desk.ruleset.grade_rank:
        return (_no_such(c.t),)
    held, me = desk.evidence.appraisal, c.account.person.id
    if criterion_id not in desk.grades and just_said(c, held):
        return (too_soon(c),)
    kind = desk.evidence.kind.value
    await appraisals.save_grade(c.tx, desk.review.id, kind, criterion_id, grade_id, me, c.at)
    grades = {**held.grades, criterion_id: grade_id}
    desk = desk.viewed(replace(held, grades=grades, said_by=me, said_at=c.at))
    following = _next(desk, place)
    if following is None:
        return (Show(_level_screen(c.t, desk), TASK),)
    return (Show(_criterion_screen(c.t, desk, following), TASK),)


@dialogue.tap("levels", Action.APPRAISE)
async def levels(c: Context, code: str) -> Answer:
    """Which level the committee takes, with what grades and facts allow."""
    return (Show(_level_screen(c.t, await take_desk(c, code)), TASK),)


@dialogue.tap("level", Action.APPRAISE)
async def level(c: Context, code: str, level_id: str) -> Answer:
    """Keep the level, with a warning where it is above the ceiling."""
    desk = await take_desk(c, code)
    if level_id != NONE and level_id not in desk.ruleset.level_rank:
        return (_no_such(c.t),)
    chosen = None if level_id == NONE else level_id
    held = desk.evidence.appraisal
    if chosen != held.level and just_said(c, held):
        return (too_soon(c),)
    kind, me = desk.evidence.kind.value, c.account.person.id
    await appraisals.save_level(c.tx, desk.review.id, kind, chosen, me, c.at)
    allowed = desk.evidence.ceiling(desk.ruleset).allowed
    warning = None
    if chosen is not None and allowed and chosen not in allowed:
        warning = c.t(
            "⚠️ “{level}” is above what the confirmed facts allow.",
            level=desk.ruleset.level(chosen).name,
        )
    return Toast(c.t.plain("Saved.")), Show(await page(c, warning), TASK)


def _place_of(desk: Desk, criterion_id: str) -> int | None:
    ids = [one.criterion.id for one in desk.criteria]
    return ids.index(criterion_id) if criterion_id in ids else None


def _next(desk: Desk, after: int) -> int | None:
    """The place of the next criterion without a grade, or None."""
    criteria, grades = desk.criteria, desk.grades
    return next(
        (n for n in range(after + 1, len(criteria)) if criteria[n].criterion.id not in grades),
        None,
    )


def _criterion_screen(t: Words, desk: Desk, place: int, *, whole: bool = False) -> Screen:
    criteria = desk.criteria
    one = criteria[place]
    criterion, given = one.criterion, desk.grades.get(one.criterion.id)
    parts = [
        t(
            "<b>{name}</b> · criterion {number}/{all}\n<b>{criterion}</b>",
            name=desk.title,
            number=place + 1,
            all=len(criteria),
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
                "This may not apply. (depends on: {facts})",
                facts=", ".join(fact.name for fact in one.missing),
            )
        )
    if given is not None:
        parts.append(t("The committee's: <b>{grade}</b>", grade=desk.ruleset.grade(given).name))
    buttons = [
        Button(
            f"✓ {each.name}" if each.id == given else each.name,
            dialogue.data("grade", desk.code, criterion.id, each.id),
        )
        for each in desk.ruleset.grades
    ]
    more = (
        Button(t.plain("Show less"), dialogue.data("ask", desk.code, criterion.id))
        if whole
        else Button(t.plain("📖 Show in full"), dialogue.data("ask", desk.code, criterion.id, 1))
    )
    return Screen(t.join(parts, "\n\n"), (*rows_of(buttons, 2), (more,), *_ways(t, desk, place)))


def _ways(t: Words, desk: Desk, place: int) -> Rows:
    steps = []
    criteria = desk.criteria
    if place > 0:
        before = criteria[place - 1].criterion.id
        steps.append(Button(t.plain("‹ Before"), dialogue.data("ask", desk.code, before)))
    if place + 1 < len(criteria):
        after = criteria[place + 1].criterion.id
        steps.append(Button(t.plain("Next ›"), dialogue.data("ask", desk.code, after)))
    return (
        *((tuple(steps),) if steps else ()),
        (
            Button(t.plain("‹ Back"), dialogue.data("show")),
            Button(t.plain("🎯 Level to take"), dialogue.data("levels", desk.code)),
        ),
        (home_button(t),),
    )


def _level_screen(t: Words, desk: Desk) -> Screen:
    ruleset, held = desk.ruleset, desk.evidence.appraisal
    lines = []
    if desk.grades:
        decision = desk.evidence.advised(ruleset)
        lines.append(
            t("Advised by facts and grades: {outcome}", outcome=outcome(t, ruleset, decision))
        )
        reasons = why(t, ruleset, decision, private=False)[:REASONS]
        lines += [t("• {reason}", reason=one) for one in reasons]
    text = t.join(
        [
            t("<b>{name}</b>\nWhich level does the committee take?", name=desk.title),
            t.join(lines),
        ],
        "\n\n",
    )
    buttons = [
        Button(
            f"✓ {one.name}" if one.id == held.level else one.name,
            dialogue.data("level", desk.code, one.id),
        )
        for one in ruleset.levels
    ]
    rows: Rows = rows_of(buttons)
    if held.level is not None:
        rows += (
            (Button(t.plain("Take the level back"), dialogue.data("level", desk.code, NONE)),),
        )
    return Screen(text, (*rows, (Button(t.plain("‹ Back"), dialogue.data("show")), home_button(t))))


def _no_such(t: Words) -> Toast:
    return Toast(t.plain("This button is no longer valid. Nothing was changed."), alert=True)
