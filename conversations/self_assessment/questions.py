"""The screens of single questions: facts and criteria; see ``numbers`` for what is typed."""

from markupsafe import Markup, escape

from conversations.fact_words import TYPED, choices_of, value_words, wanted
from conversations.parts import home_button, rows_of
from conversations.reasons import cite
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment.course import (
    CriterionQuestion,
    FactQuestion,
    FigureQuestion,
    LevelQuestion,
    Question,
)
from conversations.self_assessment.desk import Desk, whose
from conversations.self_assessment.texts import CRITERION, beginning
from conversations.words import Words

BACK_TO_OVERVIEW = "r"
"""The argument of a tap made on a question that was opened from the overview."""
NOTE_SHOWN = 120
"""Characters of a note that stand under its criterion."""


def fact_screen(
    t: Words, desk: Desk, question: FactQuestion, *, returns: bool, remark: Markup | None
) -> Screen:
    """A fact that he alone knows: tapped, or typed where its values cannot be buttons."""
    fact = question.fact
    said = (
        t("Your answer: <b>{value}</b>", value=value_words(t, desk.ruleset, fact, question.value))
        if question.value is not None
        else Markup()
    )
    text = t.join(
        [
            remark or Markup(),
            t.join([whose(t, desk), _head(t, desk, question)]),
            t.join([t("<b>{name}</b>", name=fact.name), escape(fact.meaning)]),
            said,
            escape(wanted(t, fact)) if fact.type in TYPED else Markup(),
        ],
        "\n\n",
    )
    tail = tail_of(returns)
    buttons = [
        Button(
            ticked(label, chosen=question.value is not None and value == question.value),
            desk.data("fact", fact.id, code, *tail),
        )
        for value, code, label in choices_of(t, desk.ruleset, fact)
    ]
    rows: Rows = (
        *rows_of(buttons, 2 if len(buttons) == 2 else 1),
        (Button(t.plain("Not sure"), desk.data("fact", fact.id, "?", *tail)),),
    )
    return Screen(text, rows + ways(t, desk, question, returns=returns))


def _head(t: Words, desk: Desk, question: FactQuestion) -> Markup:
    if question.late:
        return year_head(t, desk, question.number)
    # How many follow hangs on the answer to this one, so no total is promised.
    return t("<b>First, about you: question {number}</b>", number=question.number)


def year_head(t: Words, desk: Desk, number: int) -> Markup:
    """The head over the figures and facts of the year."""
    return t("<b>Figures of the year: {number}/{all}</b>", number=number, all=len(desk.course.year))


def criterion_screen(
    t: Words,
    desk: Desk,
    question: CriterionQuestion,
    *,
    whole: bool,
    returns: bool,
    remark: Markup | None,
) -> Screen:
    """A criterion with its grades.  ``whole``: with its full text and clause."""
    criterion = question.criterion
    tail = tail_of(returns)
    head = t(
        "<b>Question {number}/{all}</b>", number=question.number, all=len(desk.course.criteria)
    )
    parts = [
        remark or Markup(),
        t.join([whose(t, desk), head, t("<b>{name}</b>", name=criterion.name)]),
    ]
    if whole:
        parts.append(
            t(
                "<blockquote>{full}</blockquote>\nBasis: clause {clause}",
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
    note = desk.assessment.notes.get(CRITERION + criterion.id)
    if note:
        parts.append(t("📝 {note}", note=beginning(note, NOTE_SHOWN)))
    grades = [
        Button(
            ticked(grade.name, chosen=grade.id == question.grade),
            desk.data("grade", criterion.id, grade.id, *tail),
        )
        for grade in desk.ruleset.grades
    ]
    more = (
        Button(t.plain("Show less"), desk.data("ask", criterion.id, *tail))
        if whole
        else Button(t.plain("📖 Show in full"), desk.data("full", criterion.id, *tail))
    )
    kind = CRITERION.rstrip(":")
    label = t.plain("📝 Edit the note") if note else t.plain("📝 Add a note")
    beside = Button(label, desk.data("write", kind, criterion.id, *tail))
    return Screen(
        t.join(parts, "\n\n"),
        (*rows_of(grades, 2), (more, beside), *ways(t, desk, question, returns=returns)),
    )


def ways(t: Words, desk: Desk, question: Question, *, returns: bool) -> Rows:
    """Back, on, and out."""
    if returns:
        return (
            (Button(t.plain("‹ Back to the overview"), desk.data("overview")),),
            (home_button(t),),
        )
    steps = [Button(t.plain("Skip ›"), desk.data("skip", question.id))]
    if desk.course.before(question.place) is not None:
        label = (
            t.plain("‹ Question before")
            if isinstance(question, CriterionQuestion | FactQuestion)
            else t.plain("‹ Back")
        )
        steps.insert(0, Button(label, desk.data("back", question.id)))
    return (tuple(steps), ways_out(t, desk))


def ways_out(t: Words, desk: Desk) -> tuple[Button, ...]:
    """Leaving, with everything kept; and the overview."""
    return (
        Button(t.plain("💾 Save and leave"), desk.data("leave")),
        Button(t.plain("📋 Overview"), desk.data("overview")),
    )


def whereabouts(t: Words, desk: Desk) -> Markup:
    """Where he goes on, as a phrase."""
    question = desk.course.at(desk.assessment.position)
    match question:
        case None if desk.course.ungraded:
            every = len(desk.course.criteria)
            return t("{done} of {all} criteria graded", done=desk.course.graded, all=every)
        case None:
            return t("look it over and submit")
        case CriterionQuestion():
            every = len(desk.course.criteria)
            return t("question {number}/{all}", number=question.number, all=every)
        case FactQuestion(late=False):
            return t("opening questions")
        case FigureQuestion() | FactQuestion():
            return t("figures of the year")
        case LevelQuestion():
            return t("choosing your level")


def ticked(label: str, *, chosen: bool) -> str:
    """A button's label, marked where it is the present answer."""
    return f"✓ {label}" if chosen else label


def tail_of(returns: bool) -> tuple[str, ...]:
    """The last argument of a tap on a question that was opened from the overview."""
    return (BACK_TO_OVERVIEW,) if returns else ()
