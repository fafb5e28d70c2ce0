"""Everything on one screen: the answers, what was written, what is allowed, the own level."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from markupsafe import Markup

from conversations.fact_words import value_words
from conversations.length import shortest
from conversations.parts import back_button, home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment import levels
from conversations.self_assessment.course import LEVEL, CriterionQuestion, FactQuestion
from conversations.self_assessment.desk import Desk, whose
from conversations.self_assessment.figures import Count
from conversations.self_assessment.form import to_write
from conversations.self_assessment.levels import Detail
from conversations.self_assessment.questions import BACK_TO_OVERVIEW
from conversations.self_assessment.reminder import empty_parts
from conversations.self_assessment.texts import CRITERION
from conversations.words import Words

NUMBERS_A_ROW = 6


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of the overview is told: what he told of himself, every criterion by name, how much
    of the reasons, the year's figures."""

    facts: bool
    names: bool
    detail: Detail
    figures: bool = True


SHORTER = (
    *(Amount(facts=True, names=True, detail=detail) for detail in levels.SHORTER[:2]),
    *(Amount(facts=True, names=False, detail=detail) for detail in levels.SHORTER[:-1]),
    *(Amount(facts=False, names=False, detail=detail) for detail in levels.SHORTER[2:]),
    Amount(facts=False, names=False, detail=levels.SHORTER[-1], figures=False),
)


def overview_screen(t: Words, desk: Desk, *, remark: Markup | None = None) -> Screen:
    """The overview, shortened to a small phone's screen; in full it is read page by page."""
    return Screen(shortest(_text(t, desk, one, remark) for one in SHORTER), _rows(t, desk))


def submitted_screen(t: Words, desk: Desk, said: Markup) -> Screen:
    """What stands right after submitting: thanks, the level, and what was left empty."""
    left = empty_parts(t, desk)
    text = t.join([head_lines(t, desk), said, levels.own_lines(t, desk), left], "\n\n")
    return Screen(text, _rows(t, desk))


def _text(t: Words, desk: Desk, amount: Amount, remark: Markup | None) -> Markup:
    return t.join(
        [
            remark or Markup(),
            head_lines(t, desk),
            t.join(
                [
                    *(_facts(t, desk) if amount.facts else ()),
                    _named(t, desk) if amount.names else _by_grade(t, desk),
                    figure_lines(t, desk) if amount.figures else Markup(),
                ]
            ),
            _written(t, desk),
            levels.allowed_lines(t, desk, amount.detail),
            levels.own_lines(t, desk),
        ],
        "\n\n",
    )


def head_lines(t: Words, desk: Desk, *, tapped: bool = True) -> Markup:
    """The year, for whom it is written, and whether it is submitted, closed, still written;
    ``tapped``: there are buttons that change it."""
    head = t("<b>Self-assessment of {year}</b>", year=str(desk.review.year))
    standing = _standing(t, desk, tapped=tapped)
    return t.join([whose(t, desk), head, *standing, _typed_by(t, desk), _news(t, desk)])


def _standing(t: Words, desk: Desk, *, tapped: bool) -> list[Markup]:
    submitted = desk.assessment.submitted_at
    handed_in = (
        t("✅ Submitted at {moment}.", moment=t.moment(submitted))
        if submitted is not None
        else Markup()
    )
    if desk.closed:
        lock = t("🔒 The secretary has closed the self-assessment; it can only be read now.")
        if desk.revised_at is not None:
            moment = t.moment(desk.revised_at)
            return [lock, t("📝 Revised after the meeting, {moment}.", moment=moment)]
        if desk.heard:
            return [lock, t("It was not submitted; that you were heard by the branch is recorded.")]
        return [lock, handed_in or t("It was not submitted.")]
    back = (
        t("↩️ Given back to you after the meeting, to be revised and submitted again.")
        if desk.reopened
        else Markup()
    )
    if handed_in:
        return [handed_in, back]
    if not tapped:
        return [back, t("Not submitted yet.")]
    graded = t(
        "Graded: {done}/{all}. Tap a number to change an answer.",
        done=desk.course.graded,
        all=len(desk.course.criteria),
    )
    return [back, graded]


def _typed_by(t: Words, desk: Desk) -> Markup:
    """That somebody else typed it, told to its member."""
    if desk.pen.writer is not None or desk.assessment.written_by is None:
        return Markup()
    return t("✍️ The secretary typed this for you.")


def _news(t: Words, desk: Desk) -> Markup:
    """That others told facts about him after he had submitted."""
    changed = len(desk.changed)
    if not changed:
        return Markup()
    return t.plural(
        "🔔 After you submitted, {n} fact about you was told, corrected or withdrawn.",
        "🔔 After you submitted, {n} facts about you were told, corrected or withdrawn.",
        changed,
    )


# ── the answers ──────────────────────────────────────────────────────────────────────────────


def listed(t: Words, desk: Desk) -> Markup:
    """Every fact told, every criterion with its grade, and the figures, a line each."""
    return t.join([*_facts(t, desk), _named(t, desk), figure_lines(t, desk)])


def _named(t: Words, desk: Desk) -> Markup:
    """Every criterion by name with its grade."""
    return t.join(
        [
            t(
                "{number}. {name}: {grade}",
                number=one.number,
                name=one.criterion.short,
                grade=t("<b>{grade}</b>", grade=desk.ruleset.grade(one.grade).name)
                if one.grade
                else t("not graded"),
            )
            for one in desk.course.criteria
        ]
    )


def _facts(t: Words, desk: Desk) -> list[Markup]:
    """What he told of himself, a line each."""
    return [
        t(
            "{letter}. {name}: {value}",
            letter=letter,
            name=one.fact.name,
            value=value_words(t, desk.ruleset, one.fact, one.value),
        )
        for letter, one in _lettered(desk)
    ]


def _lettered(desk: Desk) -> list[tuple[str, FactQuestion]]:
    return list(zip(ascii_uppercase, desk.course.told, strict=False))


def _by_grade(t: Words, desk: Desk) -> Markup:
    """The numbers of the questions under each grade."""
    lines = []
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
    """The questions' numbers; three or more in a row as «1–9»."""
    runs: list[list[int]] = []
    for one in questions:
        if runs and one.number == runs[-1][-1] + 1:
            runs[-1].append(one.number)
        else:
            runs.append([one.number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs
    )


def figure_lines(t: Words, desk: Desk) -> Markup:
    """The year's figures; empty where none was typed."""
    figures = desk.assessment.figures
    targets, met, exceeded = (figures.get(one) for one in (Count.SET, Count.MET, Count.EXCEEDED))
    parts = [t("{number} set", number=targets)] if targets is not None else []
    if met is not None:
        parts.append(t("{number} completed", number=met))
    if Count.ON_TIME in figures:
        parts.append(t("{number} on time and well", number=figures[Count.ON_TIME]))
    if exceeded is not None:
        parts.append(t("{number} exceeded", number=exceeded))
    below = figures.get(Count.BELOW)
    return t.join(
        [
            t("Targets and tasks: {figures}", figures=t.join(parts, ", ")) if parts else Markup(),
            t("Criteria short of quality or time: {number}", number=below)
            if below is not None
            else Markup(),
        ]
    )


def _written(t: Words, desk: Desk) -> Markup:
    """Which notes and parts are written, and what is still empty."""
    noted = [one for one in desk.course.criteria if CRITERION + one.id in desk.assessment.notes]
    every = to_write(desk)
    empty = [one for one in every if not one.text]
    unanswered = [one for one in empty if one.asked is not None]
    lines = [t("📝 Notes: questions {numbers}", numbers=_numbers(noted)) if noted else Markup()]
    if every:
        done = len(every) - len(empty)
        lines.append(t("✍️ Written parts: {done}/{all}", done=done, all=len(every)))
    if unanswered:
        lines.append(
            t.plural(
                "⚠️ {n} suggestion of a higher committee is not answered yet.",
                "⚠️ {n} suggestions of a higher committee are not answered yet.",
                len(unanswered),
            )
        )
    return t.join(lines)


# ── the buttons ──────────────────────────────────────────────────────────────────────────────


def _rows(t: Words, desk: Desk) -> Rows:
    read: tuple[Button, ...] = (Button(t.plain("📖 Show in full"), desk.data("read")),)
    out = ways_home(t, desk)
    news: Rows = ()
    if desk.changed and desk.pen.writer is None:
        news = ((Button(t.plain("🔔 What changed"), "facts:mine"),),)
    submitted = desk.assessment.submitted_at is not None
    if submitted and desk.pen.writer is None:
        read += (Button(t.plain("🖨 To print"), "paper:mine"),)
    if desk.closed:
        return (*news, read, out)
    if desk.reopened and desk.pen.writer is None:
        news += ((Button(t.plain("💬 What was said at the meeting"), "committee:mine"),),)
    if desk.his_own and not desk.reopened:
        return (*news, read, out)
    if not desk.changeable:
        back = Button(t.plain("✏️ Take it back to change it"), desk.data("withdraw"))
        return (*news, read, (back,), out)
    rows = news
    unanswered = desk.course.open
    if unanswered is not None:
        rows += ((Button(t.plain("▶️ Go on grading"), desk.data("ask", unanswered.id)),),)
    marked = [(letter, one.id) for letter, one in _lettered(desk)]
    marked += [(str(one.number), one.id) for one in desk.course.criteria]
    rows += rows_of(
        (Button(mark, desk.data("ask", which, BACK_TO_OVERVIEW)) for mark, which in marked),
        NUMBERS_A_ROW,
    )
    return (
        *rows,
        *rows_of(_more(t, desk), 2),
        read,
        (Button(t.plain("📨 Submit"), desk.data("submit")),),
        (Button(t.plain("💾 Save and leave"), desk.data("leave")), *out[-1:]),
    )


def _more(t: Words, desk: Desk) -> list[Button]:
    """What there is beside grading: the written parts, the figures, the own level."""
    found = []
    if to_write(desk):
        found.append(Button(t.plain("✍️ Written parts"), desk.data("parts")))
    figures = [one for one in desk.course.year if not isinstance(one, FactQuestion)]
    if figures:
        first = desk.data("ask", figures[0].id, BACK_TO_OVERVIEW)
        found.append(Button(t.plain("🔢 Figures"), first))
    if desk.course.level is not None:
        label = (
            t.plain("🏅 Choose my level")
            if desk.course.level.level is None
            else t.plain("🏅 Change my level")
        )
        found.append(Button(label, desk.data("ask", LEVEL, BACK_TO_OVERVIEW)))
    return found


def ways_home(t: Words, desk: Desk) -> tuple[Button, ...]:
    """The way out: home, and back to the board for who types for another."""
    if desk.pen.writer is None:
        return (home_button(t),)
    return (back_button(t, f"board:person:{desk.pen.person.id}"), home_button(t))
