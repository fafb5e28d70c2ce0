"""A meeting being put together, as screens: the day, the time, the place, then all at a glance."""

from datetime import date, datetime

from markupsafe import Markup

from conversations.context import Context
from conversations.meetings import month
from conversations.meetings.declared import dialogue
from conversations.meetings.desk import way_out
from conversations.meetings.guidance import Guidance, length_words, papers_words
from conversations.meetings.phrases import agenda, day_words, details, length, when
from conversations.paper import blocks
from conversations.parts import back_button, rows_of
from conversations.screen import Button, Rows, Screen
from storage.meetings import Meeting, MeetingDraft, MeetingPlan

LENGTHS = (60, 90, 120, 180, 240, 480, 720, 960)
"""Minutes to choose from: up to two working days."""
PLACES = 3
LONGEST_LABEL = 36


def plan_of(draft: MeetingDraft) -> MeetingPlan | None:
    """The draft as a plan; None while its time or its place is missing."""
    if draft.starts_at is None or not draft.place:
        return None
    return MeetingPlan(draft.starts_at, draft.minutes, draft.place, draft.agenda)


def _out(c: Context, draft: MeetingDraft, back: Button | None = None) -> Rows:
    """The ways out: back to the whole where there is one, put aside, home."""
    if back is None and plan_of(draft) is not None:
        back = back_button(c.t, dialogue.data("draft", draft.id))
    if back is not None:
        return ((back, *way_out(c)),)
    aside = Button(c.t.plain("✖️ Put it aside"), dialogue.data("throw", draft.id))
    return ((aside, *way_out(c)),)


def day_screen(c: Context, draft: MeetingDraft, first: date, remark: Markup) -> Screen:
    """Which day: a month to tap, or typed."""
    t = c.t
    hint = (
        t(
            "Tap a day, or type /hop with day and time, for example: “/hop 20/12 19h30”, "
            "“/hop thứ 7 tuần này 14h”."
        )
        if c.event.place.group
        else t(
            "Tap a day, or type day and time, for example: “20/12 19h30”, “thứ 7 tuần này 14h”, "
            "“ngày mai 8 giờ”."
        )
    )
    text = blocks(
        remark,
        t("📅 <b>On which day does the branch meet?</b>"),
        hint,
        t("Month <b>{month}</b>", month=f"{first:%m/%Y}"),
        month.holidays_words(t, first),
    )
    now = t.local(c.at)
    return Screen(text, (*month.grid(t, draft.id, first, now), *_out(c, draft)))


def time_screen(c: Context, draft: MeetingDraft, day: date, remark: Markup) -> Screen:
    """At what time on that day."""
    t = c.t
    hint = (
        t("Tap a time, or type for example “/hop 19h15”.")
        if c.event.place.group
        else t("Tap a time, or type another one, for example “19h15”.")
    )
    text = blocks(
        remark,
        t("🕐 <b>At what time on {day}?</b>", day=day_words(t, day)),
        hint,
        month.day_note(t, day),
    )
    back = back_button(t, dialogue.data("month", draft.id, f"{day:%Y%m}"))
    return Screen(text, (*month.times(draft.id, day, t.local(c.at)), *_out(c, draft, back)))


def readback_screen(c: Context, draft: MeetingDraft, moment: datetime) -> Screen:
    """What was understood of a typed day and time, to be confirmed."""
    t = c.t
    minute = int(moment.timestamp()) // 60
    text = blocks(
        t("🗓 <b>{when}</b>, is that right?", when=when(t, moment)),
        t("📍 {place}", place=draft.place) if draft.place else Markup(),
        month.day_note(t, t.local(moment).date()),
    )
    rows = (
        (
            Button(t.plain("✅ Yes"), dialogue.data("when", draft.id, minute)),
            Button(t.plain("✏️ Another time"), dialogue.data("month", draft.id, "0")),
        ),
        *_out(c, draft),
    )
    return Screen(text, rows)


def place_screen(
    c: Context, draft: MeetingDraft, earlier: tuple[Meeting, ...], remark: Markup
) -> Screen:
    """Where; places of earlier meetings are offered."""
    t = c.t
    moment = draft.starts_at
    hint = (
        t("Type it behind /hop, for example “/hop Nhà văn hóa khu phố 3”.")
        if c.event.place.group
        else t("Please type the place in one message.")
    )
    text = blocks(
        remark,
        t("🗓 {when}", when=when(t, moment)) if moment is not None else Markup(),
        t("📍 <b>Where does the branch meet?</b>"),
        hint,
    )
    places = {one.plan.place: one for one in earlier if len(one.plan.place) <= LONGEST_LABEL}
    buttons = [
        Button(f"📍 {place}", dialogue.data("spot", draft.id, one.id))
        for place, one in list(places.items())[-PLACES:]
    ]
    back = None
    if plan_of(draft) is None and moment is not None:
        back = back_button(t, dialogue.data("month", draft.id, "0"))
    return Screen(text, (*rows_of(buttons), *_out(c, draft, back)))


def overview(
    c: Context,
    draft: MeetingDraft,
    plan: MeetingPlan,
    found: Guidance | None,
    others: tuple[Meeting, ...],
    remark: Markup,
) -> Screen:
    """All at a glance, what the guideline says of it, and the button that tells the branch."""
    t = c.t
    local = t.local(plan.starts_at)
    head = (
        t("✏️ <b>Changing the meeting</b> (nobody is told yet)")
        if draft.meeting_id is not None
        else t("📝 <b>A new meeting</b> (nobody is told yet)")
    )
    same_day = [
        t("⚠️ The branch meets on that day already: {when}.", when=when(t, one.starts_at))
        for one in others
        if one.id != draft.meeting_id and t.local(one.starts_at).date() == local.date()
    ]
    today = t.local(c.at).date()
    advice = papers_words(t, found, local.date(), today) if found is not None else []
    text = blocks(
        remark,
        head,
        t.join(
            [
                details(t, plan),
                t.plural("📋 Agenda: {n} item", "📋 Agenda: {n} items", len(plan.agenda)),
            ]
        ),
        length_words(t, found, plan.minutes) if found is not None else Markup(),
        *advice,
        month.day_note(t, local.date()),
        *same_day,
    )
    tell = (
        t.plain("📣 Tell the branch of the change")
        if draft.meeting_id is not None
        else t.plain("📣 Tell the branch")
    )
    rows = (
        (Button(tell, dialogue.data("announce", draft.id)),),
        (
            Button(t.plain("📅 Day and time"), dialogue.data("month", draft.id, "0")),
            Button(t.plain("📍 Place"), dialogue.data("place", draft.id)),
        ),
        (
            Button(t.plain("⏱ Length"), dialogue.data("length", draft.id)),
            Button(t.plain("📋 Agenda"), dialogue.data("agenda", draft.id)),
        ),
        (Button(t.plain("✖️ Put it aside"), dialogue.data("throw", draft.id)), *way_out(c)),
    )
    return Screen(text, rows)


def length_screen(c: Context, draft: MeetingDraft, found: Guidance | None) -> Screen:
    """How long it is expected to last."""
    t = c.t
    text = blocks(
        t("⏱ <b>How long is the meeting expected to last?</b>"),
        length_words(t, found, draft.minutes) if found is not None else Markup(),
        t("A day here is a working day of 8 hours."),
    )
    buttons = [
        Button(
            ("✅ " if minutes == draft.minutes else "") + length(t, minutes),
            dialogue.data("long", draft.id, minutes),
        )
        for minutes in LENGTHS
    ]
    return Screen(text, (*rows_of(buttons, 2), *_out(c, draft)))


def agenda_screen(
    c: Context, draft: MeetingDraft, offered: tuple[str, ...], found: Guidance | None
) -> Screen:
    """The agenda as it stands; what is offered can be taken in and out by its number."""
    t = c.t
    chosen = set(draft.agenda)
    marks = t.join(
        [
            t("{mark} {number}. {item}", mark="☑️" if one in chosen else "⬜", number=n, item=one)
            for n, one in enumerate(offered, 1)
        ]
    )
    own = [one for one in draft.agenda if one not in offered]
    text = blocks(
        agenda(t, draft.agenda) if own else t("📋 <b>Agenda</b>"),
        Markup() if own else marks,
        Markup() if own else t("Tap a number to take it in or out."),
        t("To write it anew: “✏️ Type it”, one item a line.")
        if not c.event.place.group
        else Markup(),
    )
    numbers = [
        Button(str(n), dialogue.data("item", draft.id, n, int(one not in chosen)))
        for n, one in enumerate(offered, 1)
    ]
    rows: Rows = () if own else rows_of(numbers, 4)
    ways = []
    if not c.event.place.group:  # what is typed in a group is not read
        ways.append(Button(t.plain("✏️ Type it"), dialogue.data("write", draft.id)))
    if draft.agenda != offered:
        ways.append(Button(t.plain("↩️ As offered"), dialogue.data("ready", draft.id)))
    rows += rows_of(ways, 2)
    if found is not None and found.orders:
        rows += ((Button(t.plain("📖 The order by the text"), dialogue.data("orders", draft.id)),),)
    return Screen(text, (*rows, *_out(c, draft)))
