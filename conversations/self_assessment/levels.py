"""What grades and facts allow and why, and the level that he claims beside it."""

from dataclasses import dataclass

from markupsafe import Markup

from conversations.length import shortest
from conversations.parts import rows_of
from conversations.reasons import outcome, waiting, why
from conversations.screen import Button, Screen
from conversations.self_assessment.course import LevelQuestion
from conversations.self_assessment.desk import Desk, whose
from conversations.self_assessment.questions import ticked, ways
from conversations.words import Words
from rules import Kind


@dataclass(frozen=True, slots=True)
class Detail:
    """How much is told of it: how many of the reasons that hold him where he is (None: those
    higher up too), what was observed behind each, how many of the missing facts."""

    reasons: int | None
    observed: bool
    missing: int


IN_FULL = Detail(reasons=None, observed=True, missing=99)
SHORTER = (
    IN_FULL,
    Detail(reasons=4, observed=True, missing=2),
    Detail(reasons=3, observed=True, missing=2),
    Detail(reasons=2, observed=True, missing=1),
    Detail(reasons=2, observed=False, missing=1),
    Detail(reasons=1, observed=False, missing=1),
)
"""What is left out, step by step, until a screen is short enough."""


def level_screen(
    t: Words, desk: Desk, question: LevelQuestion, *, returns: bool, remark: Markup | None = None
) -> Screen:
    """The four levels to choose from, under what is allowed and why."""

    def text(detail: Detail) -> Markup:
        return t.join(
            [
                remark or Markup(),
                t.join([whose(t, desk), t("<b>The level you claim for yourself</b>")]),
                allowed_lines(t, desk, detail),
                t("You may choose any level. The branch decides by secret ballot.")
                if desk.ruleset.covers(Kind.MEMBER)
                else t("You may choose any level. The competent committee decides."),
            ],
            "\n\n",
        )

    buttons = [
        Button(ticked(level.name, chosen=level.id == question.level), desk.data("level", level.id))
        for level in desk.ruleset.levels
    ]
    return Screen(
        shortest(text(detail) for detail in SHORTER),
        (*rows_of(buttons), *ways(t, desk, question, returns=returns)),
    )


def allowed_lines(t: Words, desk: Desk, detail: Detail) -> Markup:
    """What grades and facts allow, and why, each reason with its clause."""
    decision = desk.course.decision
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


def own_lines(t: Words, desk: Desk) -> Markup:
    """The level he claims, with a warning where it is above what is allowed."""
    question = desk.course.level
    if question is None:
        return Markup()
    if question.level is None:
        return t("<b>The level you claim:</b> not chosen.")
    level = desk.ruleset.level(question.level).name
    said = t("<b>The level you claim:</b> {level}", level=level)
    if not _is_above(desk, question.level):
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


def _is_above(desk: Desk, level: str) -> bool:
    """Whether a level is better than everything that the decision leaves possible."""
    ceiling = desk.course.decision.ceiling
    rank = desk.ruleset.level_rank
    return ceiling is not None and rank[level] < rank[ceiling]
