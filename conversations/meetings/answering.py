"""A member answers whether he comes: on time, late, or excused with a reason.

Why somebody cannot come, only the secretary and the deputy read.
"""

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.meetings.declared import dialogue, task
from conversations.meetings.desk import one_line, stamp, standing
from conversations.meetings.page import meeting_page
from conversations.meetings.phrases import ANSWERS, when
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.screen import Answer as Parts
from conversations.screen import Button, Screen, Show, Toast
from conversations.words import N_
from storage import dialogues, meetings
from storage.meetings import Answer, Meeting

SHORTEST, LONGEST = 2, 300
"""Characters of a reason."""

REASONS = {
    "ill": N_("🤒 Ill"),
    "away": N_("🧳 Away on duty"),
    "family": N_("🏠 Family matters"),
    "work": N_("💼 Cannot leave work"),
}
"""The usual reasons, each a button."""
_KEPT = {
    "ill": N_("Ill"),
    "away": N_("Away on duty"),
    "family": N_("Family matters"),
    "work": N_("Cannot leave work"),
}


async def _asked(c: Context, meeting_id: str, when_: str) -> Meeting:
    """The meeting that a tap answers, at the time that it was asked for; raises Refused."""
    found = await standing(c, meeting_id)
    if str(stamp(found)) != when_:
        raise kind_refusal(
            c,
            c.t.plain(
                "The meeting's time has changed: {when}. Please answer anew: /hop",
                when=when(c.t, found.starts_at),
            ),
        )
    return found


@dialogue.tap("say", Action.ANSWER_MEETING)
async def say(c: Context, meeting_id: str, answer: str, when_: str) -> Parts:
    """“I come”, on time or late."""
    found = await _asked(c, meeting_id, when_)
    if answer not in {Answer.PRESENT.value, Answer.LATE.value}:
        raise kind_refusal(c, c.t.plain("There is no such answer. See /hop."))
    return await _keep(c, found, Answer(answer), None)


@dialogue.tap("excuse", Action.ANSWER_MEETING)
async def excuse(c: Context, meeting_id: str, when_: str) -> Parts:
    """Ask for the reason; nothing is kept before it is given."""
    found = await _asked(c, meeting_id, when_)
    await _await(c, found)
    return (Show(_ask(c, found, Markup()), task(found.id)),)


@dialogue.tap("because", Action.ANSWER_MEETING)
async def because(c: Context, meeting_id: str, which: str, when_: str) -> Parts:
    """One of the usual reasons."""
    found = await _asked(c, meeting_id, when_)
    if which not in _KEPT:
        raise kind_refusal(c, c.t.plain("There is no such answer. See /hop."))
    words = c.house.words_of_branch(c.account.branch)
    return await _keep(c, found, Answer.EXCUSED, words.plain(_KEPT[which]))


@dialogue.text("reason", Action.ANSWER_MEETING)
async def reason(c: Context, text: str, payload: str) -> Parts:
    """The reason, typed."""
    meeting_id, _, when_ = payload.partition(":")
    found = await _asked(c, meeting_id, when_)
    why = one_line(text)
    if SHORTEST <= len(why) <= LONGEST:
        return await _keep(c, found, Answer.EXCUSED, why, fresh=True)
    remark = c.t(
        "The reason needs {least} to {most} characters; yours has {n}.",
        least=SHORTEST,
        most=LONGEST,
        n=len(why),
    )
    await _await(c, found)
    return (Show(_ask(c, found, remark), task(found.id), fresh=True),)


async def _await(c: Context, found: Meeting) -> None:
    payload = f"{found.id}:{stamp(found)}"
    await dialogues.await_text(c.tx, c.event.sender, "meet:reason", payload)


def _ask(c: Context, found: Meeting, remark: Markup) -> Screen:
    t = c.t
    text = blocks(
        remark,
        t("🙋 <b>Why can you not come?</b>\n{when}", when=when(t, found.starts_at)),
        t("Tap a reason, or type it in one message. Only the secretary and the deputy read it."),
    )
    buttons = [
        Button(t.plain(label), dialogue.data("because", found.id, which, stamp(found)))
        for which, label in REASONS.items()
    ]
    back = back_button(t, dialogue.data("show", found.id))
    return Screen(text, (*rows_of(buttons, 2), (back, home_button(t))))


async def _keep(
    c: Context, found: Meeting, answer: Answer, why: str | None, *, fresh: bool = False
) -> Parts:
    """Keep the answer, and show the meeting with it."""
    await meetings.reply(c.tx, found.id, c.account.person.id, answer, why, c.at)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    shown = Show(await meeting_page(c, found), task(found.id), fresh=fresh)
    if fresh:
        return (shown,)
    return Toast(c.t.plain("Noted: {answer}", answer=c.t.plain(ANSWERS[answer]))), shown
