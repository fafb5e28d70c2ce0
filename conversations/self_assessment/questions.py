"""The screens of single questions."""

from markupsafe import Markup, escape

from conversations.fact_words import choices_of, value_words
from conversations.parts import home_button, rows_of
from conversations.reasons import cite
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment.course import CriterionQuestion, FactQuestion, Question
from conversations.self_assessment.desk import Desk, dialogue
from conversations.words import Words

BACK_TO_OVERVIEW = "r"
"""The argument of a tap made on a question that was opened from the overview."""


def question_screen(
    t: Words,
    desk: Desk,
    question: Question,
    *,
    whole: bool = False,
    returns: bool = False,
    remark: Markup | None = None,
) -> Screen:
    """One question.  ``whole``: with its full text; ``returns``: the answer leads back to the
    overview; ``remark``: said above it."""
    if isinstance(question, FactQuestion):
        return _fact_screen(t, desk, question, returns=returns, remark=remark)
    return _criterion_screen(t, desk, question, whole=whole, returns=returns, remark=remark)


def _fact_screen(
    t: Words, desk: Desk, question: FactQuestion, *, returns: bool, remark: Markup | None
) -> Screen:
    fact = question.fact
    tail = _tail(returns)
    said = (
        t("Your answer: <b>{value}</b>", value=value_words(t, desk.ruleset, fact, question.value))
        if question.value is not None
        else Markup()
    )
    text = t.join(
        [
            remark or Markup(),
            t(
                "<b>First, about you: {number}/{all}</b>",
                number=question.number,
                all=len(desk.course.facts),
            ),
            t.join([t("<b>{name}</b>", name=fact.name), escape(fact.meaning)]),
            said,
        ],
        "\n\n",
    )
    buttons = [
        Button(
            ticked(label, chosen=question.value is not None and value == question.value),
            dialogue.data("fact", fact.id, code, *tail),
        )
        for value, code, label in choices_of(t, desk.ruleset, fact)
    ]
    rows: Rows = (
        *rows_of(buttons, 2 if len(buttons) == 2 else 1),
        (Button(t.plain("Not sure"), dialogue.data("fact", fact.id, "?", *tail)),),
    )
    return Screen(text, rows + _ways(t, desk, question, returns=returns))


def _criterion_screen(
    t: Words,
    desk: Desk,
    question: CriterionQuestion,
    *,
    whole: bool,
    returns: bool,
    remark: Markup | None,
) -> Screen:
    criterion = question.criterion
    tail = _tail(returns)
    parts = [
        remark or Markup(),
        t.join(
            [
                t(
                    "<b>Question {number}/{all}</b>",
                    number=question.number,
                    all=len(desk.course.criteria),
                ),
                t("<b>{name}</b>", name=criterion.name),
            ]
        ),
    ]
    if whole:
        parts.append(
            t(
                "<blockquote>{full}</blockquote>Basis: clause {clause}",
                full=criterion.full,
                clause=cite(t, desk.ruleset, criterion.clause),
            )
        )
    else:
        parts.append(t("<i>{hint}</i>", hint=criterion.hint))
    if question.doubtful:
        parts.append(
            t(
                "This may not concern you. If it does not, tap “Skip”. (depends on: {facts})",
                facts=", ".join(fact.name for fact in question.missing),
            )
        )
    if question.grade is not None:
        parts.append(t("Your grade: <b>{grade}</b>", grade=desk.ruleset.grade(question.grade).name))
    grades = [
        Button(
            ticked(grade.name, chosen=grade.id == question.grade),
            dialogue.data("grade", criterion.id, grade.id, *tail),
        )
        for grade in desk.ruleset.grades
    ]
    more = (
        Button(t.plain("Show less"), dialogue.data("ask", criterion.id, *tail))
        if whole
        else Button(t.plain("📖 Show in full"), dialogue.data("full", criterion.id, *tail))
    )
    return Screen(
        t.join(parts, "\n\n"),
        (*rows_of(grades, 2), (more,), *_ways(t, desk, question, returns=returns)),
    )


def _ways(t: Words, desk: Desk, question: Question, *, returns: bool) -> Rows:
    """Back, on, and out."""
    if returns:
        return (
            (Button(t.plain("‹ Back to the overview"), dialogue.data("overview")),),
            (home_button(t),),
        )
    steps = [Button(t.plain("Skip ›"), dialogue.data("skip", question.id))]
    if desk.course.before(question.place) is not None:
        steps.insert(0, Button(t.plain("‹ Question before"), dialogue.data("back", question.id)))
    return (
        tuple(steps),
        (
            Button(t.plain("💾 Save and leave"), dialogue.data("leave")),
            Button(t.plain("📋 Overview"), dialogue.data("overview")),
        ),
    )


def ticked(label: str, *, chosen: bool) -> str:
    """A button's label, marked where it is the present answer."""
    return f"✓ {label}" if chosen else label


def _tail(returns: bool) -> tuple[str, ...]:
    return (BACK_TO_OVERVIEW,) if returns else ()
