"""Everything on one screen: the answers, what they and the facts allow and why, the own level."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from string import ascii_uppercase

from markupsafe import Markup

from conversations.evidence import own_view
from conversations.fact_words import value_words
from conversations.parts import home_button, rows_of
from conversations.reasons import outcome, waiting, why
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment.course import CriterionQuestion, FactQuestion, Question
from conversations.self_assessment.desk import Desk, dialogue
from conversations.self_assessment.questions import BACK_TO_OVERVIEW, ticked
from conversations.words import Words
from rules import Decision, Status

SCREEN_LENGTH = 700
"""The most characters of a screen that nobody asked to see in full."""
NUMBERS_A_ROW = 6
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of it is told: every criterion by name; how many of the reasons that hold him where
    he is (None: those higher up too); what was observed behind each; how many missing facts."""

    names: bool
    reasons: int | None
    observed: bool
    missing: int


IN_FULL = Detail(names=True, reasons=None, observed=True, missing=99)
SHORTER = (
    Detail(names=True, reasons=2, observed=False, missing=1),
    Detail(names=False, reasons=3, observed=True, missing=2),
    Detail(names=False, reasons=2, observed=True, missing=1),
    Detail(names=False, reasons=2, observed=False, missing=1),
    Detail(names=False, reasons=1, observed=False, missing=1),
)
"""What is left out, step by step, until the screen is short enough."""


def overview_screen(
    t: Words, desk: Desk, *, whole: bool = False, remark: Markup | None = None
) -> Screen:
    """The overview; shortened to a small phone's screen unless asked for ``whole``."""
    decision = own_view(desk.ruleset, desk.evidence)
    text = _text(t, desk, decision, IN_FULL, remark)
    rows = _rows(t, desk, decision)
    if visible_length(text) > SCREEN_LENGTH:
        rows = ((_more(t, whole),), *rows)
        if not whole:
            for detail in SHORTER:
                text = _text(t, desk, decision, detail, remark)
                if visible_length(text) <= SCREEN_LENGTH:
                    break
    return Screen(text, rows)


def visible_length(text: Markup) -> int:
    """How many characters of a screen's text a person sees."""
    return len(unescape(_TAG.sub("", text)))


def _more(t: Words, whole: bool) -> Button:
    if whole:
        return Button(t.plain("Show less"), dialogue.data("overview"))
    return Button(t.plain("📖 Show in full"), dialogue.data("whole"))


# ── the text ─────────────────────────────────────────────────────────────────────────────────


def _text(
    t: Words,
    desk: Desk,
    decision: Decision,
    detail: Detail,
    remark: Markup | None,
) -> Markup:
    head = t("<b>Self-assessment of {year}</b>", year=str(desk.review.year))
    return t.join(
        [
            remark or Markup(),
            t.join([head, _standing(t, desk)]),
            _listed(t, desk) if detail.names else _by_grade(t, desk),
            _allowed(t, desk, decision, detail),
            _own(t, desk, decision),
        ],
        "\n\n",
    )


def _standing(t: Words, desk: Desk) -> Markup:
    """Whether it is submitted, closed, or still being written."""
    submitted = desk.assessment.submitted_at
    if desk.closed:
        lock = t("🔒 The secretary has closed the self-assessment; it can only be read now.")
        return t.join([lock, _submitted(t, desk) if submitted else t("It was not submitted.")])
    if submitted:
        return _submitted(t, desk)
    return t(
        "Graded: {done}/{all}. Tap a number to change an answer.",
        done=desk.course.graded,
        all=len(desk.course.criteria),
    )


def _submitted(t: Words, desk: Desk) -> Markup:
    submitted = desk.assessment.submitted_at
    assert submitted is not None
    return t("✅ Submitted at {moment}.", moment=t.moment(submitted))


def _listed(t: Words, desk: Desk) -> Markup:
    """Every criterion with its grade, and every fact told, a line each."""
    return t.join(
        [
            *_facts(t, desk),
            *(
                t(
                    "{number}. {name}: {grade}",
                    number=one.number,
                    name=one.criterion.short,
                    grade=t("<b>{grade}</b>", grade=desk.ruleset.grade(one.grade).name)
                    if one.grade
                    else t("not graded"),
                )
                for one in desk.course.criteria
            ),
        ]
    )


def _mark(question: Question) -> str:
    """The question's mark in the list: a number for a criterion, a letter for a fact."""
    if isinstance(question, FactQuestion):
        return ascii_uppercase[(question.number - 1) % len(ascii_uppercase)]
    return str(question.number)


def _facts(t: Words, desk: Desk) -> list[Markup]:
    """What he told of himself, a line each."""
    return [
        t(
            "{letter}. {name}: {value}",
            letter=_mark(one),
            name=one.fact.name,
            value=value_words(t, desk.ruleset, one.fact, one.value),
        )
        for one in desk.course.facts
    ]


def _by_grade(t: Words, desk: Desk) -> Markup:
    """The numbers of the questions under each grade."""
    lines = _facts(t, desk)
    for grade in desk.ruleset.grades:
        found = [one for one in desk.course.criteria if one.grade == grade.id]
        if found:
            lines.append(
                t("{grade}: questions {numbers}", grade=grade.name, numbers=_numbers(found))
            )
    open_ones = [one for one in desk.course.criteria if one.grade is None]
    if open_ones:
        lines.append(t("Not graded: questions {numbers}", numbers=_numbers(open_ones)))
    return t.join(lines)


def _numbers(questions: Sequence[CriterionQuestion]) -> str:
    return ", ".join(str(one.number) for one in questions)


def _allowed(t: Words, desk: Desk, decision: Decision, detail: Detail) -> Markup:
    """What grades and facts allow, and why, each reason with its clause."""
    every = why(t, desk.ruleset, decision, private=True, seen=detail.observed)
    shown = every
    if detail.reasons is not None:
        shown = why(t, desk.ruleset, decision, private=True, seen=detail.observed, binding=True)[
            : detail.reasons
        ]
    more = len(every) - len(shown)
    return t.join(
        [
            t(
                "<b>Grades and facts allow:</b> {outcome}",
                outcome=outcome(t, desk.ruleset, decision),
            ),
            *(t("• {reason}", reason=line) for line in shown),
            t.plural("• and {n} more reason", "• and {n} more reasons", more) if more else Markup(),
            waiting(t, desk.ruleset, decision, detail.missing),
        ]
    )


def _own(t: Words, desk: Desk, decision: Decision) -> Markup:
    """The level he claims, with a warning where it is above what is allowed."""
    if not _rated(decision):
        return Markup()
    own = desk.assessment.own_level
    if own is None or own not in desk.ruleset.level_rank:
        if desk.changeable:
            return t("<b>The level you claim:</b> not chosen yet. Tap one below.")
        return t("<b>The level you claim:</b> not chosen.")
    said = t("<b>The level you claim:</b> {level}", level=desk.ruleset.level(own).name)
    if not _is_above(desk, decision, own):
        return said
    return t.join(
        [
            said,
            t(
                "⚠️ That is above what grades and facts allow. You may keep it; the branch will see "
                "the reasons."
            ),
        ]
    )


def _is_above(desk: Desk, decision: Decision, level: str) -> bool:
    """Whether a level is better than everything that the decision leaves possible."""
    if decision.ceiling is None:
        return False
    rank = desk.ruleset.level_rank
    return rank[level] < rank[decision.ceiling]


def _rated(decision: Decision) -> bool:
    return decision.status not in {Status.NOT_RATED, Status.NOT_REVIEWED}


# ── the buttons ──────────────────────────────────────────────────────────────────────────────


def _rows(t: Words, desk: Desk, decision: Decision) -> Rows:
    if desk.closed:
        return ((home_button(t),),)
    if not desk.changeable:
        return (
            (Button(t.plain("✏️ Take it back to change it"), dialogue.data("withdraw")),),
            (home_button(t),),
        )
    numbers = [
        Button(_mark(one), dialogue.data("ask", one.id, BACK_TO_OVERVIEW))
        for one in desk.course.questions
    ]
    rows: Rows = rows_of(numbers, NUMBERS_A_ROW)
    unanswered = desk.course.open
    if unanswered is not None:
        rows = ((Button(t.plain("▶️ Go on grading"), dialogue.data("ask", unanswered.id)),), *rows)
    if _rated(decision):
        rows += rows_of(
            Button(
                ticked(level.name, chosen=level.id == desk.assessment.own_level),
                dialogue.data("level", level.id),
            )
            for level in desk.ruleset.levels
        )
    return (
        *rows,
        (Button(t.plain("📨 Submit"), dialogue.data("submit")),),
        (Button(t.plain("💾 Save and leave"), dialogue.data("leave")), home_button(t)),
    )


def reminder_screen(t: Words, desk: Desk) -> Screen | None:
    """What is still missing before submitting; None when nothing is."""
    missing = desk.course.ungraded
    decision = own_view(desk.ruleset, desk.evidence)
    no_level = desk.assessment.own_level is None and _rated(decision)
    if not missing and not no_level:
        return None
    parts = [t("<b>Before you submit</b>")]
    rows: Rows = ()
    if missing:
        names = [
            t("{number}. {name}", number=one.number, name=one.criterion.short) for one in missing
        ]
        parts.append(
            t.join(
                [
                    t.plural(
                        "{n} criterion has no grade yet:",
                        "{n} criteria have no grade yet:",
                        len(missing),
                    ),
                    *names,
                ]
            )
        )
        label = t.plain("▶️ Go on grading")
        rows += ((Button(label, dialogue.data("ask", missing[0].id)),),)
    if no_level:
        parts.append(t("You have not chosen the level that you claim."))
        rows += ((Button(t.plain("Choose my level"), dialogue.data("overview")),),)
    parts.append(t("You may submit all the same; the branch will see what is missing."))
    return Screen(
        t.join(parts, "\n\n"),
        (
            *rows,
            (Button(t.plain("📨 Submit all the same"), dialogue.data("anyway")),),
            (Button(t.plain("‹ Back to the overview"), dialogue.data("overview")),),
            (home_button(t),),
        ),
    )
