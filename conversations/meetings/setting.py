"""Setting a meeting, or changing one, step by step: the day and the time (see also ``mending``).

What has been chosen stands in a row, so that a restart or a second device loses nothing.  Typed
answers are awaited in a private chat; in the group they stand behind ``/hop``.
"""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.meetings import agendas, dates, drafting
from conversations.meetings.dates import Fault, NotRead
from conversations.meetings.declared import SETTING, dialogue
from conversations.meetings.desk import branch_words, draft_of, one_line, way_out
from conversations.meetings.guidance import USUAL, guidance
from conversations.meetings.month import first_of
from conversations.meetings.phrases import day_words
from conversations.parts import back_button, kind_refusal, whole_number
from conversations.screen import Answer, Screen, Show, Toast
from conversations.words import N_
from storage import dialogues, meetings
from storage.meetings import Meeting, MeetingDraft

LONGEST_PLACE = 200
MOST_MEETINGS = 20
"""Meetings of a branch that lie ahead, at most."""

_FAULTS = {
    Fault.UNREADABLE: N_(
        "I could not read that as a day and time. Please write it like “20/12 19h30” or "
        "“thứ 7 tuần này 14h”."
    ),
    Fault.NO_SUCH_DAY: N_("There is no such day in the calendar. Please look at the day again."),
    Fault.NO_SUCH_TIME: N_("There is no such time on that day. Please look at the time again."),
    Fault.SEVERAL: N_("That names more than one day or time. Please write just one."),
    Fault.OTHER_WEEKDAY: N_("{day}: the day of the week does not agree. Please write it again."),
    Fault.LUNAR: N_("Please give the day by the solar calendar."),
    Fault.PAST: N_("{day}: that time is already past. Please choose a later one."),
    Fault.TOO_FAR: N_("{day} is more than a year away. Please choose an earlier one."),
}


def fault_words(c: Context, fault: NotRead) -> Markup:
    """Why a typed day and time cannot be taken, and what to do."""
    day = "" if fault.day is None else day_words(c.t, fault.day)
    return c.t("{remark}", remark=c.t.plain(_FAULTS[fault.fault], day=day))


async def begin(c: Context, changing: Meeting | None = None) -> MeetingDraft:
    """A new draft of the sender's, filled with what is sensible; Refused past the most."""
    me, review = c.account, c.account.review
    ahead = await meetings.upcoming(c.tx, me.branch.id, c.at)
    if changing is None and len(ahead) >= MOST_MEETINGS:
        raise kind_refusal(
            c, c.t.plain("{n} meetings are set already; that is the most.", n=MOST_MEETINGS)
        )
    found = await guidance(c.tx, c.house, review)
    minutes = USUAL if found is None or found.least is None else found.least
    items = agendas.offered(branch_words(c), review, found)
    return await meetings.begin_draft(
        c.tx, me.branch.id, me.person.id, minutes, items, changing=changing
    )


async def go_on(
    c: Context, draft: MeetingDraft, remark: Markup | None = None, *, fresh: bool = False
) -> Answer:
    """The next question of the draft, or all of it at a glance."""
    said = remark or Markup()
    plan = drafting.plan_of(draft)
    if plan is not None:
        await dialogues.clear_awaited(c.tx, c.event.sender)
        found = await guidance(c.tx, c.house, c.account.review)
        others = await meetings.upcoming(c.tx, draft.branch_id, c.at)
        screen = drafting.overview(c, draft, plan, found, others, said)
    elif draft.starts_at is not None:
        await awaiting(c, "place", draft)
        earlier = await meetings.meetings(c.tx, draft.branch_id)
        screen = drafting.place_screen(c, draft, earlier, said)
    elif draft.day is not None:
        await awaiting(c, "when", draft)
        screen = drafting.time_screen(c, draft, draft.day, said)
    else:
        await awaiting(c, "when", draft)
        screen = drafting.day_screen(c, draft, c.t.local(c.at).date().replace(day=1), said)
    return (Show(screen, SETTING, fresh=fresh),)


async def awaiting(c: Context, what: str, draft: MeetingDraft) -> None:
    """Have the sender's next text taken as that answer; in a group nothing typed is read."""
    if not c.event.place.group:
        await dialogues.await_text(c.tx, c.event.sender, f"meet:{what}", str(draft.id))


async def keep(c: Context, draft: MeetingDraft) -> MeetingDraft:
    """Keep what has become of the draft, and return it."""
    await meetings.keep_draft(c.tx, draft)
    return draft


@dialogue.tap("new", Action.SET_MEETING)
async def new(c: Context) -> Answer:
    """Begin a meeting."""
    if len(await meetings.upcoming(c.tx, c.account.branch.id, c.at)) >= MOST_MEETINGS:
        raise kind_refusal(
            c, c.t.plain("{n} meetings are set already; that is the most.", n=MOST_MEETINGS)
        )
    return await go_on(c, await begin(c))


@dialogue.tap("draft", Action.SET_MEETING)
async def again(c: Context, draft_id: str) -> Answer:
    """Where the draft stands."""
    return await go_on(c, await draft_of(c, draft_id))


@dialogue.tap("throw", Action.SET_MEETING)
async def throw(c: Context, draft_id: str) -> Answer:
    """Put the draft aside: what was announced stays as it is."""
    draft = await draft_of(c, draft_id)
    await meetings.drop_draft(c.tx, draft.id)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    text = c.t("Put aside. Nothing was changed and nobody was told.")
    back = back_button(c.t, dialogue.data("open"))
    return (Show(Screen(text, ((back, *way_out(c)),)), SETTING),)


# ── day and time ─────────────────────────────────────────────────────────────────────────────


@dialogue.tap("blank", Action.SET_MEETING)
async def blank(c: Context) -> Answer:
    return (Toast(c.t.plain("There is no day to choose here.")),)


@dialogue.tap("month", Action.SET_MEETING)
async def month_(c: Context, draft_id: str, which: str) -> Answer:
    """A month of days; ``0``: the draft's own, or the present one."""
    draft = await draft_of(c, draft_id)
    await awaiting(c, "when", draft)
    now = c.t.local(c.at)
    known = draft.day or (c.t.local(draft.starts_at).date() if draft.starts_at else now.date())
    first = first_of(f"{known:%Y%m}" if which == "0" else which, now)
    return (Show(drafting.day_screen(c, draft, first, Markup()), SETTING),)


@dialogue.tap("day", Action.SET_MEETING)
async def day(c: Context, draft_id: str, which: str) -> Answer:
    """The day; then the time is asked for."""
    draft = await draft_of(c, draft_id)
    chosen = _day(c, which)
    await keep(c, replace(draft, day=chosen))
    await awaiting(c, "when", draft)
    return (Show(drafting.time_screen(c, draft, chosen, Markup()), SETTING),)


def _day(c: Context, which: str) -> date:
    today = c.t.local(c.at).date()
    if len(which) == 8 and which.isascii() and which.isdigit():
        try:
            chosen = date(int(which[:4]), int(which[4:6]), int(which[6:]))
        except ValueError:
            chosen = today - timedelta(days=1)
        if today <= chosen <= today + dates.FARTHEST:
            return chosen
    raise kind_refusal(c, c.t.plain("That day cannot be chosen any more."))


@dialogue.tap("time", Action.SET_MEETING)
async def time_(c: Context, draft_id: str, which: str) -> Answer:
    """The time of the chosen day, by a button."""
    draft = await draft_of(c, draft_id)
    number = whole_number(which)
    if number is None or draft.day is None or number >= 2400 or number % 100 >= 60:
        raise kind_refusal(c, c.t.plain("Please choose the day once more."))
    try:
        found = dates.moment(draft.day, time(number // 100, number % 100), c.t.local(c.at))
    except NotRead as fault:
        raise kind_refusal(c, str(fault_words(c, fault).striptags())) from None
    return await go_on(c, await keep(c, replace(draft, starts_at=found, day=None)))


@dialogue.text("when", Action.SET_MEETING)
async def typed_when(c: Context, text: str, payload: str) -> Answer:
    return await read_when(c, await draft_of(c, payload), text)


async def read_when(c: Context, draft: MeetingDraft, text: str) -> Answer:
    """A typed day and time: what was understood is read back; half of it asks for the rest."""
    now = c.t.local(c.at)
    try:
        read = dates.read(text, now)
        wanted = read.day or draft.day
        if read.place and not draft.place and len(one_line(read.place)) <= LONGEST_PLACE:
            draft = await keep(c, replace(draft, place=one_line(read.place)))
        if wanted is None:
            return await go_on(
                c, draft, c.t("Please choose the day, too, or type it with the time."), fresh=True
            )
        if read.time is None:
            dates.moment(wanted, time(23, 59), now)
            draft = await keep(c, replace(draft, day=wanted, starts_at=None))
            return await go_on(c, draft, fresh=True)
        found = dates.moment(wanted, read.time, now)
    except NotRead as fault:
        await awaiting(c, "when", draft)
        first = (fault.day or draft.day or now.date()).replace(day=1)
        first = first_of(f"{first:%Y%m}", now)
        screen = drafting.day_screen(c, draft, first, fault_words(c, fault))
        return (Show(screen, SETTING, fresh=True),)
    await awaiting(c, "when", draft)
    return (Show(drafting.readback_screen(c, draft, found), SETTING, fresh=True),)


@dialogue.tap("when", Action.SET_MEETING)
async def confirmed_when(c: Context, draft_id: str, minute: str) -> Answer:
    """“Yes”: the moment that was read back (the button carries it, in minutes)."""
    draft = await draft_of(c, draft_id)
    number = whole_number(minute)
    farthest = int((c.at + dates.FARTHEST).timestamp()) // 60
    if number is None or not c.at.timestamp() < number * 60 <= farthest * 60:
        raise kind_refusal(c, c.t.plain("That time is already past. Please choose a later one."))
    found = datetime.fromtimestamp(number * 60, UTC)
    return await go_on(c, await keep(c, replace(draft, starts_at=found, day=None)))
