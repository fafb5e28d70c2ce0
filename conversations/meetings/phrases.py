"""A meeting in words: when, how long, where, what about."""

from collections.abc import Sequence
from datetime import date, datetime

from markupsafe import Markup

from conversations.words import N_, Words
from storage.meetings import Answer, Meeting, MeetingPlan

HALF_DAY = 240
"""Minutes of half a working day."""
ENOUGH = 700
"""Characters of a screen that is read without “see it all”."""

ANSWERS = {
    Answer.PRESENT: N_("✅ Coming"),
    Answer.LATE: N_("🕐 Coming late"),
    Answer.EXCUSED: N_("🙋 Excused"),
}


def day_words(t: Words, day: date) -> str:
    """A day with its day of the week: “Thứ Bảy, 19/12/2026”."""
    return t.plain("{weekday}, {day}", weekday=t.weekday(day), day=t.date(day))


def when(t: Words, moment: datetime) -> str:
    """A moment as a person says it: “Thứ Bảy, 19/12/2026 lúc 14:00”."""
    day = t.local(moment).date()
    return t.plain("{day} at {time}", day=day_words(t, day), time=t.time(moment))


def short(t: Words, moment: datetime) -> str:
    """A moment on a button: “19/12 · 14:00”."""
    local = t.local(moment)
    return f"{local.day:02}/{local.month:02} · {t.time(moment)}"


def length(t: Words, minutes: int) -> str:
    """A length: hours, or working days from half a day on."""
    if minutes % HALF_DAY == 0 and minutes > HALF_DAY:
        days = minutes // (2 * HALF_DAY)
        if minutes % (2 * HALF_DAY):
            return t.plain("{n} and a half days", n=days) if days else ""
        return t.plain_plural("{n} day", "{n} days", days)
    if minutes == HALF_DAY:
        return t.plain("half a day (4 hours)")
    hours, rest = divmod(minutes, 60)
    if rest:
        return t.plain("{hours} h {minutes} min", hours=hours, minutes=rest)
    return t.plain_plural("{n} hour", "{n} hours", hours)


def details(t: Words, plan: MeetingPlan) -> Markup:
    """When, where and how long, a line each."""
    return t.join(
        [
            t("🗓 <b>{when}</b>", when=when(t, plan.starts_at)),
            t("📍 {place}", place=plan.place),
            t("⏱ Expected length: {length}", length=length(t, plan.minutes)),
        ]
    )


def agenda(t: Words, items: Sequence[str]) -> Markup:
    """The agenda, numbered; empty where there is none."""
    if not items:
        return Markup()
    lines = [t("{number}. {item}", number=place, item=item) for place, item in enumerate(items, 1)]
    return t.join([t("📋 <b>Agenda</b>"), *lines])


def agenda_below(t: Words, above: Markup, meeting: Meeting) -> tuple[Markup, bool]:
    """The agenda as it stands below ``above``, and whether it is all of it: a long one is counted
    only, so that the screen is read easily."""
    items = meeting.plan.agenda
    whole = agenda(t, items)
    if len(above.striptags()) + len(whole.striptags()) <= ENOUGH:
        return whole, True
    return t.plural("📋 Agenda: {n} item", "📋 Agenda: {n} items", len(items)), False
