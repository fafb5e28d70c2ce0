"""A typed day and time, as people write them: “20/12 19h30”, “thứ 7 tuần này 14h”, “mai 8 giờ”.

What is understood is always read back before it counts, so the grammar may be generous; it never
guesses where two readings lie far apart.  Diacritics and case do not matter.

======================  ==========================================================================
a day                   ``20/12``, ``20-12-2026``, ``2026-12-20``, ``ngày 20 tháng 12``, ``ngày 20``
a day of the week       ``thứ 7``, ``thứ bảy``, ``t7``, ``chủ nhật``, ``cn``, each alone (the next
                        one), or with ``này``, ``tuần này``, ``tới``, ``tuần sau``
a day near now          ``hôm nay``, ``tối nay``, ``ngày mai``, ``chiều mai``, ``ngày kia``
a time                  ``19h30``, ``19:30``, ``19 giờ 30``, ``8 giờ rưỡi``, ``7 giờ kém 15``
the part of the day     ``sáng``, ``trưa``, ``chiều``, ``tối``, ``đêm``
======================  ==========================================================================

Without a year a day is the next of its kind.  Without a part of the day one to five o'clock is
the afternoon: nobody convenes a meeting at night.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

LONGEST: Final = 200
"""Characters past which nothing is read."""
FARTHEST: Final = timedelta(days=400)
"""How far ahead a meeting can be set."""
NEAR: Final = timedelta(days=180)
"""Without a year: how far ahead the day may be in the next one."""


class Fault(StrEnum):
    """Why a typed text is not the time of a meeting."""

    UNREADABLE = "unreadable"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    SEVERAL = "several"
    """More than one day or time."""
    OTHER_WEEKDAY = "other_weekday"
    """The day is not the day of the week that stands beside it."""
    LUNAR = "lunar"
    PAST = "past"
    TOO_FAR = "too_far"


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: a day, a time, or both."""

    day: date | None
    time: time | None
    place: str = ""
    """What stands behind “tại”, as it was typed."""


class NotRead(Exception):
    """Why it was not understood; ``day`` is the day that was meant, where it was."""

    def __init__(self, fault: Fault, day: date | None = None) -> None:
        super().__init__(fault.value)
        self.fault, self.day = fault, day


_UNITS: Final = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "tu": 4,
    "nam": 5,
    "lam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
}
_TELLING: Final = {"sáu": "6", "mốt": "kia", "tới": "sap", "ở": "tai"}
"""Words that without diacritics would be others: *sau* is next, *mot* one, *toi* the evening."""
_UNIT = r"(?:nam(?! ?\d)|" + "|".join(one for one in _UNITS if one not in {"nam", "sau"}) + ")"
_SPOKEN = rf"(?:(?P<tens>(?:hai |ba )?muoi)(?: (?P<ones>{_UNIT}))?|(?P<unit>{_UNIT}))"
_NUMBERS = (
    re.compile(rf"(?<=\bthang ){_SPOKEN}\b"),
    re.compile(rf"\b{_SPOKEN}(?= ?(?:gio|phut|thang)\b)"),
    re.compile(rf"(?<=\bgio ){_SPOKEN}\b"),
)
_WEEKDAYS: Final = {"2": 0, "3": 1, "4": 2, "5": 3, "6": 4, "7": 5} | {
    "hai": 0,
    "ba": 1,
    "tu": 2,
    "nam": 3,
    "sau": 4,
    "bay": 5,
}

_AT = re.compile(r"\s(?:tại|tai|ở)\s", re.IGNORECASE)
_LUNAR = re.compile(r"\bam lich\b|\blich am\b|\bthang chap\b|\bthang gieng\b|\bram thang\b")
_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_SPELLED = re.compile(
    r"\b(?:ngay |mung |mong )?(\d{1,2}) ?(?:thang|thg) ?(\d{1,2})\b"
    r"(?: ?(?:nam|/|-) ?(\d{4}|\d{2})\b)?"
)
_NUMERIC = re.compile(
    r"(?<![\d/.:-])(\d{1,2}) ?([/.-]) ?(\d{1,2})(?: ?\2 ?(\d{4}|\d{2}))?(?![\d/:-])"
)
_DAY_ALONE = re.compile(
    r"\b(?:ngay|mung|mong) (\d{1,2})(?: ?thang (nay|sau|sap|toi))?(?![\d/.-]| ?(?:gio|h\b))"
)
_NEAR = re.compile(
    r"\b(?:(?P<part>sang|trua|chieu|toi|dem) (?P<which>nay|mai|kia)"
    r"|(?P<alone>hom nay|bua nay|ngay mai|ngay kia|ngay mot|mai))\b"
)
_WEEKDAY = re.compile(
    r"\b(?:(?P<before>tuan (?:nay|sau nua|sau|sap|toi)) )?"
    r"(?:(?:thu ?|t)(?P<thu>[2-7]|hai|ba|tu|nam|sau|bay)|(?P<cn>chu nhat|cn))\b"
    r"(?: ?(?P<week>tuan nay|nay|tuan sau nua|tuan (?:sau|sap|toi)|sau|sap))?\b"
)
_CLOCK = re.compile(
    r"\b(?P<hour>\d{1,2}) ?(?:(?:h|gio|g|:)(?![a-z]{2})|(?=(?:ruoi|am|pm)\b))"
    r" ?(?:(?P<half>ruoi)|kem (?P<less>\d{1,2})"
    r"|(?P<minute>\d{1,2})(?!\d| ?[/.-] ?\d| ?(?:thang|thg)\b))?"
    r"(?: ?(?:phut|p)\b)?(?: ?(?P<half_day>am|pm|sa|ch)\b)?"
)
_PART = re.compile(r"\b(sang|trua|chieu|toi|dem)\b")
_AFTERNOON: Final = {"trua": range(1, 4), "chieu": range(1, 8), "toi": range(1, 12)}
_EARLIEST: Final = 6
"""Before this hour, without a part of the day, the afternoon is meant."""


def read(text: str, now: datetime) -> Reading:
    """What a typed text says of a day and a time; ``now`` is local and aware.

    Raises NotRead; that the moment lies ahead, :func:`moment` sees to.
    """
    when, *where = _AT.split(text, 1) if len(text) <= LONGEST else [""]
    rest = _plain(when)
    if not rest:
        raise NotRead(Fault.UNREADABLE)
    if _LUNAR.search(rest):
        raise NotRead(Fault.LUNAR)
    clocks, rest = _taken(_CLOCK, rest)
    days: list[date] = []
    parts: list[str] = []
    for pattern in (_ISO, _SPELLED, _NUMERIC, _DAY_ALONE):
        found, rest = _taken(pattern, rest)
        days += [_dated(one, pattern, now) for one in found]
    near, rest = _taken(_NEAR, rest)
    for one in near:
        days.append(_near(one, now))
        if one["part"]:
            parts.append(one["part"])
    weekdays, rest = _taken(_WEEKDAY, rest)
    found, rest = _taken(_PART, rest)
    parts += [one[1] for one in found]
    if re.search(r"\d", rest):
        raise NotRead(Fault.UNREADABLE)
    if len(set(days)) > 1 or len(clocks) > 1 or len(set(parts)) > 1 or len(weekdays) > 1:
        raise NotRead(Fault.SEVERAL)
    clock = _clock(clocks[0], parts[0] if parts else "") if clocks else None
    day = days[0] if days else None
    if weekdays:
        day = _weekday(weekdays[0], now, day, clock)
    if day is None and clock is None:
        raise NotRead(Fault.UNREADABLE)
    return Reading(day, clock, " ".join(where).strip())


def moment(day: date, clock: time, now: datetime) -> datetime:
    """The moment (aware, UTC) of a day and time in the zone of ``now``; raises NotRead.

    Of a time that a change of clocks brings twice, the first is meant.
    """
    if not isinstance(now.tzinfo, ZoneInfo):
        raise TypeError("the time zone must be a named one")
    found = datetime.combine(day, clock, now.tzinfo).astimezone(UTC)
    if found.astimezone(now.tzinfo).replace(tzinfo=None) != datetime.combine(day, clock):
        raise NotRead(Fault.NO_SUCH_TIME, day)
    if found <= now:
        raise NotRead(Fault.PAST, day)
    if found - now > FARTHEST:
        raise NotRead(Fault.TOO_FAR, day)
    return found


def _plain(text: str) -> str:
    """Lower case, no diacritics, single spaces, digits for numbers in words."""
    bare = unicodedata.normalize("NFC", text).casefold()
    bare = re.sub(r"\w+", lambda word: _TELLING.get(word[0], word[0]), bare)
    bare = unicodedata.normalize("NFD", bare.replace("đ", "d"))
    bare = "".join(one for one in bare if not unicodedata.combining(one))
    bare = " ".join(re.sub(r"[,;()]", " ", bare).split())
    for pattern in _NUMBERS:
        bare = pattern.sub(_digits, bare)
    return bare


def _digits(found: re.Match[str]) -> str:
    """A number in words, in digits: “muoi hai” is 12."""
    if found["unit"]:
        return str(_UNITS[found["unit"]])
    tens = {"hai muoi": 20, "ba muoi": 30}.get(found["tens"], 10)
    return str(tens + _UNITS.get(found["ones"] or "", 0))


def _taken(pattern: re.Pattern[str], text: str) -> tuple[list[re.Match[str]], str]:
    """What the pattern finds, and the text without it."""
    return list(pattern.finditer(text)), pattern.sub(" · ", text)


def _dated(found: re.Match[str], pattern: re.Pattern[str], now: datetime) -> date:
    """The day of a date, with or without its year and month."""
    if pattern is _ISO:
        return _day(int(found[1]), int(found[2]), int(found[3]))
    if pattern is _DAY_ALONE:
        return _day_of_month(int(found[1]), found[2], now.date())
    day, month, year = (
        (found[1], found[3], found[4]) if pattern is _NUMERIC else (found[1], found[2], found[3])
    )
    if year:
        return _day(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    return _next_of_its_kind(int(day), int(month), now.date())


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotRead(Fault.NO_SUCH_DAY) from None


def _next_of_its_kind(day: int, month: int, today: date) -> date:
    """The day of this year; of the next where this year's is past (or is none) and that is near."""
    found: list[date] = []
    for year in (today.year, today.year + 1):
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise NotRead(Fault.NO_SUCH_DAY)
    ahead = [one for one in found if one >= today]
    if not ahead or (ahead[0].year > today.year and ahead[0] - today > NEAR):
        if found[0].year > today.year:
            raise NotRead(Fault.NO_SUCH_DAY)
        raise NotRead(Fault.PAST, found[0])
    return ahead[0]


def _day_of_month(day: int, which: str | None, today: date) -> date:
    """“Ngày 20”: of this month or, when past, of the next; “tháng sau”: of the next."""
    months = [today.replace(day=1)]
    months.append((months[0] + timedelta(days=31)).replace(day=1))
    if which:
        months = months[:1] if which == "nay" else months[1:]
    elif day < today.day:
        months = months[1:]
    return _day(months[0].year, months[0].month, day)


def _near(found: re.Match[str], now: datetime) -> date:
    word = found["which"] or found["alone"].split()[-1]
    return now.date() + timedelta(days={"nay": 0, "mai": 1, "kia": 2, "mot": 2}[word])


def _weekday(found: re.Match[str], now: datetime, day: date | None, clock: time | None) -> date:
    """The day of a day of the week; beside a date it must be that date's."""
    number = 6 if found["cn"] else _WEEKDAYS[found["thu"]]
    if day is not None:
        if day.weekday() != number:
            raise NotRead(Fault.OTHER_WEEKDAY, day)
        return day
    today = now.date()
    monday = today - timedelta(days=today.weekday())
    week = found["week"] or found["before"] or ""
    if week in {"tuan nay", "nay"}:
        return monday + timedelta(days=number)
    if week == "sau" or week.startswith("tuan"):
        weeks = 2 if week == "tuan sau nua" else 1
        return monday + timedelta(days=number, weeks=weeks)
    ahead = (number - today.weekday()) % 7
    passed = clock is None or clock <= now.time().replace(tzinfo=None)
    if ahead == 0 and (week == "sap" or passed):
        ahead = 7
    return today + timedelta(days=ahead)


def _clock(found: re.Match[str], part: str) -> time:
    """The time of day; a part of the day, or common sense, tells the half."""
    hour = int(found["hour"])
    minute = 30 if found["half"] else int(found["minute"] or 0)
    half = found["half_day"]
    if half and not 1 <= hour <= 12:
        raise NotRead(Fault.NO_SUCH_TIME)
    if half:
        hour = hour % 12 + (12 if half in {"pm", "ch"} else 0)
    elif part == "dem":
        hour = hour + 12 if 7 <= hour <= 11 else 0 if hour == 12 else hour
    elif hour in _AFTERNOON.get(part, range(1, _EARLIEST) if not part else ()):
        hour += 12
    if found["less"]:
        hour, minute = hour - 1, 60 - int(found["less"])
    try:
        return time(hour, minute)
    except ValueError:
        raise NotRead(Fault.NO_SUCH_TIME) from None
