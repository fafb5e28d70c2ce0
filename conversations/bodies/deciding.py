"""What the committee above has decided: the level of the branch, or of its committee.

Once it is recorded it binds the head: no ballot offers him more, and every proposal above it is
held down, with the clause.
"""

from markupsafe import Markup

from conversations.authority import Action
from conversations.bodies.declared import TASK, Desk, dialogue, take_desk
from conversations.bodies.page import page
from conversations.context import Context
from conversations.heads import decided_fact
from conversations.parts import home_button, kind_refusal, rows_of
from conversations.reasons import cite
from conversations.result_words import level_known
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.words import Words
from rules import Kind, fact_to_json
from rules.procedure import Act
from storage import reviews
from storage.reviews import Source

NONE = "-"
"""In a button's data: no decision."""


@dialogue.tap("decided", Action.SET_FACTS)
async def decided(c: Context, code: str) -> Answer:
    """Which level was decided, by buttons."""
    desk = await take_desk(c, code)
    _fact(c, desk)
    return (Show(_screen(c.t, desk), TASK),)


@dialogue.tap("decide", Action.SET_FACTS)
async def decide(c: Context, code: str, level: str) -> Answer:
    """Record the decision, or that there is none; back to both bodies."""
    desk = await take_desk(c, code)
    fact, me = _fact(c, desk), c.account.person.id
    if level == NONE:
        await reviews.forget_fact(c.tx, desk.review.id, None, fact, me, c.at)
        return Toast(c.t.plain("Saved.")), Show(await page(c), TASK)
    if level not in desk.ruleset.level_rank:
        raise kind_refusal(c, c.t.plain("This button is no longer valid. Nothing was changed."))
    if level != _now(desk):  # a doubled tap would make the decision look later than it is
        value = fact_to_json(desk.ruleset.facts[fact], level)
        await reviews.record_fact(
            c.tx, desk.review.id, None, fact, value, Source.OFFICE, me, c.at, confirmed=True
        )
    return Toast(c.t.plain("Saved.")), Show(await page(c, _follows(c.t, desk)), TASK)


def _fact(c: Context, desk: Desk) -> str:
    """Under which fact the decision is kept; Refused where the guideline has no such limit."""
    fact = decided_fact(desk.ruleset, desk.evidence.kind)
    if fact is None:
        raise kind_refusal(c, c.t.plain("The guideline does not rate that here."))
    return fact


def _now(desk: Desk) -> str | None:
    """The level recorded as decided; None: there is none."""
    known = desk.evidence.level
    return known.level if known is not None and known.decided else None


def _follows(t: Words, desk: Desk) -> Markup:
    """That the head is held by it from now on, with the clause."""
    ruleset = desk.ruleset
    clauses = [
        one.clause
        for one in ruleset.program(Kind.LEADER).caps
        if one.not_above == decided_fact(ruleset, desk.evidence.kind)
    ]
    if not clauses:
        return Markup()
    return t(
        "✅ Saved. From now on it limits the level of the head, with the exceptions that the text "
        "makes (clause {clause}): /baocao",
        clause=cite(t, ruleset, clauses[0]),
    )


def _screen(t: Words, desk: Desk) -> Screen:
    ruleset, known = desk.ruleset, desk.evidence.level
    steps = [one for one in ruleset.procedure(desk.evidence.kind).steps if one.act is Act.DECIDES]
    text = t.join(
        [
            t("<b>{name}</b>\nWhich level has the higher committee decided?", name=desk.title),
            t("Now: {level}", level=level_known(t, ruleset, known)) if known else Markup(),
            t(
                "Note it only when the decision is there: what the branch votes is a proposal "
                "(clause {clause}).",
                clause=cite(t, ruleset, steps[0].clause),
            )
            if steps
            else t("Note it only when the decision is there: what the branch votes is a proposal."),
        ],
        "\n\n",
    )
    now = _now(desk)
    buttons = [
        Button(
            f"✓ {one.name}" if one.id == now else one.name,
            dialogue.data("decide", desk.code, one.id),
        )
        for one in ruleset.levels
    ]
    rows: Rows = rows_of(buttons)
    if now is not None:
        none = t.plain("No decision yet")
        rows += ((Button(none, dialogue.data("decide", desk.code, NONE)),),)
    return Screen(text, (*rows, (Button(t.plain("‹ Back"), dialogue.data("show")), home_button(t))))
