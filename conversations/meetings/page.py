"""A meeting's page in a private chat: what it is, one's own answer, and the secretary's buttons."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.meetings.declared import dialogue
from conversations.meetings.desk import manages, stamp
from conversations.meetings.guidance import guidance, papers_words
from conversations.meetings.phrases import ANSWERS, agenda_below, details, when
from conversations.paper import blocks
from conversations.parts import back_button, home_button
from conversations.screen import Button, Rows, Screen
from conversations.words import Words
from storage import meetings
from storage.meetings import Answer, Meeting, Reply

ROLL_CALL_FROM = timedelta(hours=3)
"""How long before a meeting its roll can be called."""


def answer_rows(t: Words, meeting: Meeting, mine: Reply | None) -> Rows:
    """The buttons to answer; the answer given is ticked."""

    def label(answer: Answer, plain: str) -> str:
        return f"👉 {plain}" if mine is not None and mine.answer is answer else plain

    at = stamp(meeting)
    return (
        (
            Button(
                label(Answer.PRESENT, t.plain("✅ I come")),
                dialogue.data("say", meeting.id, Answer.PRESENT.value, at),
            ),
            Button(
                label(Answer.LATE, t.plain("🕐 I come late")),
                dialogue.data("say", meeting.id, Answer.LATE.value, at),
            ),
        ),
        (
            Button(
                label(Answer.EXCUSED, t.plain("🙋 I cannot come")),
                dialogue.data("excuse", meeting.id, at),
            ),
            Button(t.plain("📅 Into my calendar"), dialogue.data("file", meeting.id)),
        ),
    )


async def meeting_page(c: Context, meeting: Meeting, remark: Markup | None = None) -> Screen:
    """The page as things stand."""
    t = c.t
    several = manages(c) or len(await meetings.upcoming(c.tx, meeting.branch_id, c.at)) > 1
    to_all = (back_button(t, dialogue.data("open")),) if several else ()
    back = (*to_all, home_button(t))
    if not meeting.standing:
        text = blocks(
            remark or Markup(),
            t("✖️ <b>The meeting is cancelled</b>"),
            t("🗓 <s>{when}</s>", when=when(t, meeting.starts_at)),
            t("Reason: {reason}", reason=meeting.cancel_reason or "…"),
        )
        return Screen(text, (back,))
    over = meeting.ends_at(t.zone) <= c.at
    answered = await meetings.replies(c.tx, meeting.id)
    mine = answered.get(c.account.person.id)
    head = blocks(
        remark or Markup(),
        t("🗓 <b>The meeting is over</b>") if over else t("📣 <b>The branch meets</b>"),
        details(t, meeting.plan),
    )
    called = may(c.me, Action.ANSWER_MEETING, group=False)
    chair = may(c.me, Action.CALL_ROLL, group=False)
    agenda, whole = agenda_below(t, head, meeting)
    text = blocks(head, agenda)
    if called and not over:
        text = blocks(text, _own_answer(t, mine))
    if chair:
        text = blocks(text, *await _for_the_chair(c, meeting, answered, over))
    rows: Rows = answer_rows(t, meeting, mine) if called and not over else ()
    if not whole:
        rows += ((Button(t.plain("📋 The whole agenda"), dialogue.data("items", meeting.id)),),)
    if chair:
        rows += _chair_rows(c, meeting, over)
    return Screen(text, (*rows, back))


def _own_answer(t: Words, mine: Reply | None) -> Markup:
    if mine is None:
        return t("✋ <b>You have not answered yet.</b> Do you come?")
    line = t("Your answer: <b>{answer}</b>", answer=t.plain(ANSWERS[mine.answer]))
    if not mine.reason:
        return line
    return t.join([line, t("Reason: {reason}", reason=mine.reason)])


async def _for_the_chair(
    c: Context, meeting: Meeting, answered: Mapping[int, Reply], over: bool
) -> list[Markup]:
    """How many come, and what is due before."""
    t = c.t
    called = await meetings.summoned(c.tx, meeting.branch_id)
    counts = Counter(answered[one.id].answer for one in called if one.id in answered)
    silent = len(called) - counts.total()
    lines = [
        t(
            "✅ {present} · 🕐 {late} · 🙋 {excused} · no answer {silent} (of {all})",
            present=counts[Answer.PRESENT],
            late=counts[Answer.LATE],
            excused=counts[Answer.EXCUSED],
            silent=silent,
            all=len(called),
        )
    ]
    found = None if over else await guidance(c.tx, c.house, c.account.review)
    if found is not None:
        day, today = t.local(meeting.starts_at).date(), t.local(c.at).date()
        lines += papers_words(t, found, day, today, ahead=True)
    return lines


def _chair_rows(c: Context, meeting: Meeting, over: bool) -> Rows:
    t = c.t
    who = Button(t.plain("👥 Who comes"), dialogue.data("who", meeting.id, 0))
    begun = c.at >= meeting.starts_at - ROLL_CALL_FROM
    calling = Button(t.plain("📝 Roll-call"), dialogue.data("roll", meeting.id, 0))
    rows: Rows = ((who, calling),) if begun else ((who,),)
    if not over:
        change = Button(t.plain("✏️ Change"), dialogue.data("change", meeting.id, meeting.sequence))
        cancel = Button(t.plain("✖️ Cancel it"), dialogue.data("cancel", meeting.id))
        rows += ((change, cancel),)
    return rows
