"""The screens of the year's figures, typed as whole numbers."""

from markupsafe import Markup

from conversations.parts import rows_of
from conversations.screen import Button, Screen
from conversations.self_assessment.course import FigureQuestion
from conversations.self_assessment.desk import Desk, whose
from conversations.self_assessment.figures import Count
from conversations.self_assessment.questions import tail_of, ways, year_head
from conversations.words import N_, Words

_ASKED = {
    Count.SET: N_("How many targets and tasks were you set this year?"),
    Count.MET: N_("How many of the {set} did you complete?"),
    Count.ON_TIME: N_(
        "How many of those completed were on time, and of the quality and effect required?"
    ),
    Count.EXCEEDED: N_("How many of the {set} did you exceed?"),
    Count.BELOW: N_("How many of your {criteria} criteria fall short of quality or of time?"),
}


def figure_screen(
    t: Words, desk: Desk, question: FigureQuestion, *, returns: bool, remark: Markup | None
) -> Screen:
    """A figure: its question, what it may be, and the numbers that people most often mean."""
    figures = desk.assessment.figures
    asked = t(
        _ASKED[question.count],
        set=figures.get(Count.SET, 0),
        criteria=len(desk.course.criteria),
    )
    kept = (
        t("Your answer: <b>{value}</b>", value=t.number(question.value))
        if question.value is not None
        else Markup()
    )
    text = t.join(
        [
            remark or Markup(),
            t.join([whose(t, desk), year_head(t, desk, question.number)]),
            t("<b>{question}</b>", question=asked),
            kept,
            t.join(
                [
                    limits_words(t, question),
                    t("If you have no such figures, tap “Skip”: they stay unknown.")
                    if question.count is Count.SET
                    else Markup(),
                ]
            ),
        ],
        "\n\n",
    )
    tail = tail_of(returns)
    buttons = [
        Button(label, desk.data("figure", question.count, number, *tail))
        for number, label in _offered(t, question)
    ]
    return Screen(text, (*rows_of(buttons, 2), *ways(t, desk, question, returns=returns)))


def limits_words(t: Words, question: FigureQuestion) -> Markup:
    """What has to be typed."""
    return t(
        "Please type a whole number from {least} to {most}.",
        least=t.number(question.least),
        most=t.number(question.most),
    )


def _offered(t: Words, question: FigureQuestion) -> list[tuple[int, str]]:
    """The numbers that are a tap away: all of them, none of them."""
    every = (question.most, t.plain("All {number}", number=question.most))
    none = (0, t.plain("None"))
    if question.most == 0:
        return [none]
    match question.count:
        case Count.SET:
            return []
        case Count.MET | Count.ON_TIME:
            return [every]
        case Count.EXCEEDED:
            return [none, every]
        case Count.BELOW:
            return [none]
