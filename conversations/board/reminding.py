"""Nudging those who are late with their self-assessment: one of them, or all at once.

A reminder is a row of the outbox, one a person and day at most, and worded at sending: who has
finished meanwhile is not bothered.  It says nothing that a glance at a locked phone may not see.
"""

from datetime import timedelta

from conversations.authority import Action
from conversations.board.lines import TASK, Line, State, dialogue, lines_of
from conversations.board.listing import board_screen
from conversations.board.person import person_screen
from conversations.context import Context, Errand
from conversations.evidence import assesses, ruleset_of
from conversations.facts.desk import member
from conversations.parts import home_button, kind_refusal
from conversations.rolling.changing import asking
from conversations.screen import Answer, Button, Say, Screen, Show, Toast
from storage import assessments, outbox
from storage.reviews import Review, Stage

REMINDER = "board.reminder"
LASTS = timedelta(days=1)
"""A reminder that could not be sent for so long makes no more sense: another will come."""


def _review(c: Context) -> Review:
    review = c.account.review
    if review is None or review.stage is not Stage.ASSESSMENT:
        raise kind_refusal(
            c, c.t.plain("No self-assessment is open now, so there is nothing to remind of.")
        )
    return review


@dialogue.tap("remind", Action.REMIND)
async def remind(c: Context) -> Answer:
    """Ask before all the late ones are nudged."""
    _review(c)
    lines, t = (await lines_of(c))[0], c.t
    late = [line for line in lines if line.late_for(c.account)]
    beyond = sum(line.state is State.NOT_LINKED for line in lines)
    if not late:
        raise kind_refusal(c, t.plain("Nobody is late who could be reminded here."))
    parts = [
        t.plural(
            "<b>🔔 Remind {n} person who has not finished?</b>",
            "<b>🔔 Remind {n} people who have not finished?</b>",
            len(late),
        ),
        t(
            "Each gets one short message in the private chat, at most one a day. "
            "Nobody else is told."
        ),
    ]
    if beyond:
        parts.append(
            t.plural(
                "{n} person is not linked to Telegram: please speak to that person.",
                "{n} people are not linked to Telegram: please speak to them.",
                beyond,
            )
        )
    yes = Button(t.plain("🔔 Yes, remind them"), dialogue.data("reminded"))
    return (Show(asking(c, t.join(parts, "\n\n"), yes, dialogue.data("show")), TASK),)


@dialogue.tap("reminded", Action.REMIND)
async def reminded(c: Context) -> Answer:
    """Nudge all the late ones; who was nudged today already is left in peace."""
    review = _review(c)
    lines, _ = await lines_of(c)
    late = [line for line in lines if line.late_for(c.account)]
    sent = sum([await _put(c, review, line) for line in late])
    said = (
        c.t.plain_plural("{n} reminder is on its way.", "{n} reminders are on their way.", sent)
        if sent
        else c.t.plain("Everybody who is late was reminded today already.")
    )
    return Toast(said, alert=True), Show(board_screen(c, lines), TASK)


@dialogue.tap("nudge", Action.REMIND)
async def nudge(c: Context, person_id: str) -> Answer:
    """Nudge one person."""
    review = _review(c)
    who = await member(c, person_id)
    line = next(one for one in (await lines_of(c))[0] if one.person.id == who.id)
    if not line.late_for(c.account):
        raise kind_refusal(
            c, c.t.plain("{name} has finished, or cannot be reached here.", name=who.full_name)
        )
    said = (
        c.t.plain("The reminder is on its way.")
        if await _put(c, review, line)
        else c.t.plain("{name} was reminded today already.", name=who.full_name)
    )
    return Toast(said), Show(await person_screen(c, who.id), TASK)


async def _put(c: Context, review: Review, line: Line) -> bool:
    day = c.t.local(c.at).date().isoformat()
    return await outbox.put(
        c.tx,
        f"{REMINDER}:{review.id}:{line.person.id}:{day}",
        REMINDER,
        {"review": review.id},
        c.at,
        person_id=line.person.id,
        expires=c.at + LASTS,
    )


@dialogue.delivery(REMINDER)
async def word(errand: Errand) -> Answer | None:
    """The reminder; dropped for who has submitted, or once the stage is closed."""
    me = errand.me
    if me is None or me.review is None or me.review.id != errand.row.payload.get("review"):
        return None
    ruleset = ruleset_of(errand.house, me.review)
    if me.review.stage is not Stage.ASSESSMENT or not assesses(me.person, ruleset):
        return None
    if (await assessments.assessment(errand.tx, me.review.id, me.person.id)).submitted_at:
        return None
    t = errand.t
    text = t(
        "🔔 A reminder from Tự Soi: something is waiting for you to finish. "
        "It takes a few minutes, and what you have done is kept."
    )
    button = Button(t.plain("▶️ Go on"), "assess:open")
    return (Say(Screen(text, ((button,), (home_button(t),)))),)
