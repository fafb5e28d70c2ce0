"""A month as buttons, and the usual times of a day."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta

from markupsafe import Markup

from conversations.meetings.dates import FARTHEST
from conversations.meetings.declared import dialogue
from conversations.meetings.phrases import day_words
from conversations.screen import Button, Rows
from conversations.words import N_, Words
from conversations.working_days import holidays_between

_HEADS = (N_("Mo"), N_("Tu"), N_("We"), N_("Th"), N_("Fr"), N_("Sa"), N_("Su"))
_EMPTY = "·"
TIMES = (
    "7:00",
    "7:30",
    "8:00",
    "8:30",
    "13:30",
    "14:00",
    "15:00",
    "17:30",
    "19:00",
    "19:30",
    "20:00",
    "20:30",
)


def first_of(word: str, now: datetime) -> date:
    """The first day of a tap's month; the present one where that cannot be chosen."""
    today = now.date()
    if len(word) == 6 and word.isascii() and word.isdigit() and 1 <= int(word[4:]) <= 12:
        year, month = int(word[:4]), int(word[4:])
        if year >= today.year:
            found = date(min(year, today.year + 2), month, 1)
            if today.replace(day=1) <= found <= today + FARTHEST:
                return found
    return today.replace(day=1)


def grid(t: Words, draft_id: int, first: date, now: datetime) -> Rows:
    """The month's days in weeks of seven, and the ways to the months beside it."""
    blank = Button(_EMPTY, dialogue.data("blank"))
    today, last = now.date(), now.date() + FARTHEST
    cells = [blank] * first.weekday()
    for number in range(1, monthrange(first.year, first.month)[1] + 1):
        day = first.replace(day=number)
        if today <= day <= last:
            cells.append(Button(str(number), dialogue.data("day", draft_id, f"{day:%Y%m%d}")))
        else:
            cells.append(blank)
    cells += [blank] * (-len(cells) % 7)
    weeks = tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))
    heads = tuple(Button(t.plain(head), dialogue.data("blank")) for head in _HEADS)
    return (heads, *weeks, _turning(draft_id, first, now))


def _turning(draft_id: int, first: date, now: datetime) -> tuple[Button, ...]:
    before = (first - timedelta(days=1)).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    turns = []
    if before >= now.date().replace(day=1):
        turns.append((f"‹ {before:%m/%Y}", before))
    if after <= now.date() + FARTHEST:
        turns.append((f"{after:%m/%Y} ›", after))
    return tuple(
        Button(label, dialogue.data("month", draft_id, f"{one:%Y%m}")) for label, one in turns
    )


def holidays_words(t: Words, first: date) -> Markup:
    """The public holidays of the month; empty where it has none."""
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = [
        t.plain("{day} {holiday}", day=f"{day:%d/%m}", holiday=name)
        for day, name in holidays_between(first, last, t.locale)
    ]
    return t("🎌 Public holidays: {days}.", days="; ".join(days)) if days else Markup()


def times(draft_id: int, day: date, now: datetime) -> Rows:
    """The usual times of that day that are still ahead, two in a row."""
    labels = [
        label
        for label in TIMES
        if datetime.combine(day, time.fromisoformat(label.zfill(5)), now.tzinfo) > now
    ]
    buttons = [
        Button(label, dialogue.data("time", draft_id, label.replace(":", ""))) for label in labels
    ]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def day_note(t: Words, day: date) -> Markup:
    """That the day is a public holiday; empty where it is not."""
    for one, name in holidays_between(day, day, t.locale):
        return t("⚠️ {day} is a public holiday: {name}.", day=day_words(t, one), name=name)
    return Markup()
