"""/hop and what it leads to: the branch's meetings, one of them, its agenda, its calendar file."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.meetings.declared import LINK, LIST, dialogue, task
from conversations.meetings.desk import branch_words, manages, meeting_of, way_out
from conversations.meetings.mending import read_place
from conversations.meetings.page import meeting_page
from conversations.meetings.phrases import agenda, short, when
from conversations.meetings.setting import begin, read_when
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.screen import Answer, Appointment, Button, Rows, Say, Screen, Show
from conversations.words import Words
from storage import dialogues, meetings
from storage.meetings import Meeting

PAST = 6
"""Meetings gone by that are listed."""


@dialogue.command("hop", "meeting", needs=Action.READ_MEETINGS)
async def command(c: Context, argument: str) -> Answer:
    """The meetings; with a day and time behind it, whoever may sets one."""
    if argument and manages(c):
        draft = await meetings.draft(c.tx, person_id=c.account.person.id)
        if draft is not None and draft.starts_at is not None and not draft.place:
            return await read_place(c, draft, argument)
        return await read_when(c, draft or await begin(c), argument)
    return await show_all(c)


@dialogue.tap("open", Action.READ_MEETINGS)
async def open_(c: Context) -> Answer:
    return await show_all(c)


async def show_all(c: Context) -> Answer:
    """All meetings ahead; where there is but one, a member gets it at once."""
    ahead = await meetings.upcoming(c.tx, c.account.branch.id, c.at)
    if c.event.place.group:
        return _in_group(c, ahead)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if len(ahead) == 1 and not manages(c):
        return (Show(await meeting_page(c, ahead[0]), task(ahead[0].id)),)
    return (Show(await _list(c, ahead), LIST),)


def _lines(t: Words, ahead: tuple[Meeting, ...], silent: frozenset[int]) -> list[Markup]:
    """A line for each meeting, the place of the nearest one; a hand where an answer is awaited."""
    lines = [
        t("{mark} {when}", mark="✋" if m.id in silent else "🗓", when=when(t, m.starts_at))
        for m in ahead
    ]
    if not lines:
        return [t("No meeting is set.")]
    nearest = t.join([lines[0], t("📍 {place}", place=ahead[0].plan.place)])
    return [nearest, t.join(lines[1:])]


def _in_group(c: Context, ahead: tuple[Meeting, ...]) -> Answer:
    """In the group: when the branch meets next; nobody's answer."""
    t = c.t
    lines = _lines(t, ahead, frozenset())
    text = blocks(t("🗓 <b>The branch's meetings</b>"), *lines)
    rows: Rows = tuple(
        (Button(t.plain("✋ Answer, calendar"), url=c.house.link(f"{LINK}{one.id}")),)
        for one in ahead[:1]
    )
    if manages(c):
        set_one = Button(t.plain("📅 Set a meeting"), dialogue.data("new"))
        return (Show(Screen(text, (*rows, (set_one,))), LIST, fresh=True),)
    return (Say(Screen(text, rows)),)


async def _list(c: Context, ahead: tuple[Meeting, ...]) -> Screen:
    t, me = c.t, c.account.person.id
    silent = frozenset[int]()
    if may(c.me, Action.ANSWER_MEETING, group=False):
        answered = {one.id: await meetings.replies(c.tx, one.id) for one in ahead}
        silent = frozenset(which for which, said in answered.items() if me not in said)
    text = blocks(
        t("🗓 <b>The branch's meetings</b>"),
        *_lines(t, ahead, silent),
        t("✋ = you have not answered yet") if silent else Markup(),
    )
    rows = rows_of(
        (Button(f"🗓 {short(t, one.starts_at)}", dialogue.data("show", one.id)) for one in ahead),
        2,
    )
    if manages(c):
        draft = await meetings.draft(c.tx, person_id=me)
        if draft is not None:
            go_on = Button(t.plain("▶️ Go on with the draft"), dialogue.data("draft", draft.id))
            rows += ((go_on,),)
        rows += ((Button(t.plain("📅 Set a meeting"), dialogue.data("new")),),)
        if await _past(c):
            rows += ((Button(t.plain("🗃 Past meetings"), dialogue.data("past")),),)
    return Screen(text, (*rows, way_out(c)))


async def _past(c: Context) -> list[Meeting]:
    every = await meetings.meetings(c.tx, c.account.branch.id)
    return [one for one in every if one.ends_at(c.t.zone) <= c.at or not one.standing]


@dialogue.tap("past", Action.CALL_ROLL)
async def past(c: Context) -> Answer:
    """The latest meetings gone by, for their roll-call."""
    t = c.t
    found = (await _past(c))[-PAST:][::-1]
    buttons = [
        Button(
            f"{'🗃' if one.standing else '✖️'} {short(t, one.starts_at)}",
            dialogue.data("show", one.id),
        )
        for one in found
    ]
    text = t("🗃 <b>Past meetings</b>")
    if not found:
        text = blocks(text, t("There is none yet."))
    back = (back_button(t, dialogue.data("open")), home_button(t))
    return (Show(Screen(text, (*rows_of(buttons, 2), back)), LIST),)


async def from_link(c: Context, meeting_id: str) -> Answer:
    """A meeting opened by the link on its card."""
    return await _show(c, await meeting_of(c, meeting_id))


@dialogue.tap("show", Action.READ_MEETINGS)
async def show(c: Context, meeting_id: str) -> Answer:
    """One meeting, in the private chat."""
    return await _show(c, await meeting_of(c, meeting_id))


async def _show(c: Context, found: Meeting) -> Answer:
    _in_private(c)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await meeting_page(c, found), task(found.id)),)


@dialogue.tap("items", Action.READ_MEETINGS)
async def items(c: Context, meeting_id: str) -> Answer:
    """The whole agenda."""
    found = await meeting_of(c, meeting_id)
    _in_private(c)
    t = c.t
    text = blocks(t("🗓 {when}", when=when(t, found.starts_at)), agenda(t, found.plan.agenda))
    back = (back_button(t, dialogue.data("show", found.id)), home_button(t))
    return (Show(Screen(text, (back,)), task(found.id)),)


@dialogue.tap("file", Action.READ_MEETINGS)
async def file(c: Context, meeting_id: str) -> Answer:
    """The meeting as a file for the reader's own calendar."""
    found = await meeting_of(c, meeting_id)
    _in_private(c)
    return (appointment(c, found),)


def appointment(c: Context, found: Meeting) -> Appointment:
    """The meeting for a calendar, in the branch's words."""
    t = branch_words(c)
    name = c.account.branch.name
    notes = [f"{place}. {one}" for place, one in enumerate(found.plan.agenda, 1)]
    caption = (
        c.t("📅 Open the file to put the meeting into your calendar.")
        if found.standing
        else c.t("📅 Open the file to take the meeting out of your calendar.")
    )
    return Appointment(
        name=f"hop-chi-bo-{t.local(found.starts_at):%Y-%m-%d}.ics",
        caption=caption,
        uid=found.uid,
        sequence=found.sequence,
        changed_at=found.changed_at,
        starts_at=found.starts_at,
        ends_at=found.ends_at(t.zone),
        summary=t.plain("{branch}: meeting", branch=name),
        place=found.plan.place,
        notes="\n".join(notes),
        organizer=name,
        link=c.house.link(f"{LINK}{found.id}") if c.house.bot_name else "",
        cancelled=not found.standing,
    )


def _in_private(c: Context) -> None:
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
