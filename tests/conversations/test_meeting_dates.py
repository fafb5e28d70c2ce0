"""A typed day and time: what is understood, what is refused and why, whatever is typed."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conversations.meetings.dates import FARTHEST, Fault, NotRead, moment, read
from conversations.working_days import (
    holiday,
    holidays_between,
    is_working_day,
    working_days_before,
)

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
WEDNESDAY = datetime(2026, 12, 16, 9, 0, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("text", "day", "clock"),
    [
        ("20/12 19h30", "2026-12-20", "19:30"),
        ("thứ 7 tuần này 14h", "2026-12-19", "14:00"),
        ("ngày mai 8 giờ", "2026-12-17", "08:00"),
        ("20-12-2026 19:30", "2026-12-20", "19:30"),
        ("2026-12-20 19:30", "2026-12-20", "19:30"),
        ("19:30 20.12", "2026-12-20", "19:30"),
        ("14h 20/12", "2026-12-20", "14:00"),
        ("8 giờ 20 tháng 12", "2026-12-20", "08:00"),
        ("20/12/27 lúc 9h30", "2027-12-20", "09:30"),
        ("19 giờ 30 phút ngày 20 tháng 12 năm 2026", "2026-12-20", "19:30"),
        ("hai mươi tháng mười hai mười bốn giờ", "2026-12-20", "14:00"),
        ("mười chín giờ ba mươi ngày mai", "2026-12-17", "19:30"),
        ("20 THÁNG SÁU NĂM 2027, 8 GIỜ", "2027-06-20", "08:00"),
        ("ngày 20 tháng sau 8h", "2027-01-20", "08:00"),
        ("ngày 20 lúc 14h", "2026-12-20", "14:00"),
        ("ngày 10 lúc 14h", "2027-01-10", "14:00"),
        ("thứ bảy 14 giờ", "2026-12-19", "14:00"),
        ("thu bay 14 gio", "2026-12-19", "14:00"),
        ("Thứ tư 8h", "2026-12-23", "08:00"),
        ("Thứ tư 14h", "2026-12-16", "14:00"),
        ("thứ tư tới 14h", "2026-12-23", "14:00"),
        ("thứ bảy tới 7h", "2026-12-19", "07:00"),
        ("thứ bảy tối 7h", "2026-12-19", "19:00"),
        ("thứ năm tuần tới 14h", "2026-12-24", "14:00"),
        ("tuần sau thứ năm 14h", "2026-12-24", "14:00"),
        ("thứ sáu tuần sau nữa 14h", "2027-01-01", "14:00"),
        ("chủ nhật tuần này 8h", "2026-12-20", "08:00"),
        ("CN 8h", "2026-12-20", "08:00"),
        ("t7 14h30", "2026-12-19", "14:30"),
        ("thứ 6, 18/12 14h", "2026-12-18", "14:00"),
        ("họp 14h thứ 7 nhé các đồng chí", "2026-12-19", "14:00"),
        ("7 giờ tối thứ bảy", "2026-12-19", "19:00"),
        ("chiều mai 2h", "2026-12-17", "14:00"),
        ("sáng mai 7 giờ rưỡi", "2026-12-17", "07:30"),
        ("7 rưỡi tối mai", "2026-12-17", "19:30"),
        ("15 giờ kém 15 ngày kia", "2026-12-18", "14:45"),
        ("ngày mốt 8h", "2026-12-18", "08:00"),
        ("12h trưa mai", "2026-12-17", "12:00"),
        ("11h đêm nay", "2026-12-16", "23:00"),
        ("8 PM 20/12", "2026-12-20", "20:00"),
        ("19g30 20/12", "2026-12-20", "19:30"),
        ("2/1 8h", "2027-01-02", "08:00"),
    ],
)
def test_what_people_write_is_understood(text: str, day: str, clock: str) -> None:
    """Each way of writing means the day and time that a reader takes it for."""
    found = read(text, WEDNESDAY)
    assert (str(found.day), f"{found.time:%H:%M}") == (day, clock)


def test_half_of_it_is_half_understood() -> None:
    """A day alone, a time alone, and the place behind “tại”."""
    assert read("20/12", WEDNESDAY).time is None
    assert read("19h30", WEDNESDAY).day is None
    assert read("20/12 19h30 tại nhà bà Mai, tổ 7", WEDNESDAY).place == "nhà bà Mai, tổ 7"
    assert read("2 giờ", WEDNESDAY).time == time(14, 0)  # nobody convenes a meeting at night


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", Fault.UNREADABLE),
        ("tuần sau", Fault.UNREADABLE),
        ("thứ 8 14h", Fault.UNREADABLE),
        ("20122026 8h", Fault.UNREADABLE),
        ("20/12 19h30 5", Fault.UNREADABLE),
        ("x" * 10_000, Fault.UNREADABLE),
        ("20/12 " * 5_000, Fault.UNREADABLE),
        ("31/4 8h", Fault.NO_SUCH_DAY),
        ("30/2/2027 8h", Fault.NO_SUCH_DAY),
        ("29/2 8h", Fault.NO_SUCH_DAY),
        ("20/13 8h", Fault.NO_SUCH_DAY),
        ("25h 20/12", Fault.NO_SUCH_TIME),
        ("20/12 7:75", Fault.NO_SUCH_TIME),
        ("20/12 hoặc 21/12 14h", Fault.SEVERAL),
        ("20/12 8h-11h", Fault.SEVERAL),
        ("thứ 6 20/12 14h", Fault.OTHER_WEEKDAY),
        ("rằm tháng chạp 8h", Fault.LUNAR),
        ("10/12 8h", Fault.PAST),
    ],
)
def test_what_cannot_be_taken_is_told_apart(text: str, fault: Fault) -> None:
    """Each refusal has its own reason, so that its words can help."""
    with pytest.raises(NotRead) as refused:
        read(text, WEDNESDAY)
    assert refused.value.fault is fault


def test_over_the_end_of_the_year_and_on_a_leap_day() -> None:
    """Late in December January is the next year's; 29 February is there when it is."""
    eve = datetime(2027, 12, 30, 20, 0, tzinfo=HANOI)
    assert read("3/1 8h", eve).day == date(2028, 1, 3)
    assert read("29/2 8h", eve).day == date(2028, 2, 29)
    assert read("thứ hai tuần sau 8h", eve).day == date(2028, 1, 3)
    assert read("ngày mai 8h", eve).day == date(2027, 12, 31)
    assert read("ngày kia 8h", eve).day == date(2028, 1, 1)


def test_the_branch_own_clock_counts() -> None:
    """The same words are another moment in another zone; “today” is that zone's day."""
    night = datetime(2026, 12, 16, 18, 30, tzinfo=UTC)
    here, there = night.astimezone(HANOI), night.astimezone(ZoneInfo("Europe/Berlin"))
    assert read("ngày mai 8h", here).day == date(2026, 12, 18)
    assert read("ngày mai 8h", there).day == date(2026, 12, 17)
    assert moment(date(2026, 12, 20), time(19, 30), here).hour == 12
    assert moment(date(2026, 12, 20), time(19, 30), there).hour == 18
    assert moment(date(2027, 7, 20), time(19, 30), there).hour == 17


def test_an_hour_that_the_clocks_skip_is_refused() -> None:
    """Where clocks are put forward, 02:30 does not exist; put back, its first turn is meant."""
    now = datetime(2027, 3, 1, 9, 0, tzinfo=ZoneInfo("Europe/Berlin"))
    with pytest.raises(NotRead) as refused:
        moment(date(2027, 3, 28), time(2, 30), now)
    assert refused.value.fault is Fault.NO_SUCH_TIME
    assert moment(date(2027, 10, 31), time(2, 30), now) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "clock", "fault"),
    [
        (date(2026, 12, 16), time(8, 0), Fault.PAST),
        (date(2026, 12, 16), time(9, 0), Fault.PAST),
        (date(2028, 6, 1), time(9, 0), Fault.TOO_FAR),
    ],
)
def test_only_what_lies_ahead_can_be_set(day: date, clock: time, fault: Fault) -> None:
    """Past and far-off moments are refused, with the day."""
    with pytest.raises(NotRead) as refused:
        moment(day, clock, WEDNESDAY)
    assert (refused.value.fault, refused.value.day) == (fault, day)


SPELLINGS: tuple[Callable[[datetime], str], ...] = (
    lambda m: f"{m:%d/%m/%Y %Hh%M}",
    lambda m: f"{m.day}-{m.month}-{m.year} {m.hour}:{m:%M}",
    lambda m: f"{m.hour} giờ {m.minute} phút, ngày {m.day} tháng {m.month} năm {m.year}",
    lambda m: f"{m:%Y-%m-%d} lúc {m.hour}g{m:%M}",
    lambda m: f"{m.hour}h{m:%M} {m.day}.{m.month}.{m:%y}",
    lambda m: f"{'cn' if m.weekday() == 6 else f't{m.weekday() + 2}'} {m:%d/%m/%Y} {m:%H:%M}",
)


@settings(max_examples=150, deadline=None)
@given(
    start=st.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - made aware
    ahead=st.timedeltas(timedelta(days=1), FARTHEST - timedelta(days=1)),
    minute=st.integers(6 * 60, 24 * 60 - 1),
    spelling=st.sampled_from(SPELLINGS),
    zone=st.sampled_from(["Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York"]),
)
@example(datetime(2027, 12, 31, 23, 59), timedelta(days=60), 480, SPELLINGS[0], "Asia/Ho_Chi_Minh")  # noqa: DTZ001
def test_a_date_in_full_means_itself(
    start: datetime,
    ahead: timedelta,
    minute: int,
    spelling: Callable[[datetime], str],
    zone: str,
) -> None:
    """Whatever day within reach, whichever way it is spelled, wherever the branch is."""
    now = start.replace(tzinfo=ZoneInfo(zone))
    day, clock = (now + ahead).date(), time(minute // 60, minute % 60)
    found = read(spelling(datetime.combine(day, clock)), now)
    assert (found.day, found.time) == (day, clock)
    assert found.day is not None
    assert found.time is not None
    told = moment(found.day, found.time, now).astimezone(ZoneInfo(zone))
    assert (told.date(), told.time()) == (day, clock)


PIECES = re.findall(
    r"\S+",
    "thứ 7 tuần này sau tới 14h 20/12 ngày mai tối sáng tháng năm mười hai giờ kém rưỡi 29/2 "
    "99/99 cn - : / . 0 31",
)


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(
        st.text(max_size=60),
        st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join),
    )
)
def test_no_text_is_ever_too_much(text: str) -> None:
    """Any text is understood or refused; what is understood is a day and a time."""
    try:
        found = read(text, WEDNESDAY)
    except NotRead:
        return
    assert found.day is not None or found.time is not None


# ── working days ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("meeting", "due"),
    [
        (date(2026, 12, 19), date(2026, 12, 16)),  # Saturday: Friday, Thursday, Wednesday
        (date(2026, 12, 21), date(2026, 12, 16)),  # Monday: the weekend does not count
        (date(2027, 1, 5), date(2026, 12, 30)),  # over New Year's Day
        (date(2026, 2, 23), date(2026, 2, 11)),  # over Tết Bính Ngọ
        (date(2018, 1, 3), date(2017, 12, 28)),
    ],
)
def test_three_working_days_before(meeting: date, due: date) -> None:
    """Weekends, public holidays and Tết by the lunar calendar are left out."""
    assert working_days_before(meeting, 3) == due


def test_holidays_have_names_in_both_languages() -> None:
    """Tết moves with the moon; a Saturday worked in exchange is a working day."""
    assert "Tết" in holiday(date(2027, 2, 6))
    assert "Lunar" in holiday(date(2027, 2, 6), "en")
    assert not holiday(date(2026, 12, 16))
    assert is_working_day(date(2026, 8, 22))
    assert not is_working_day(date(2026, 8, 31))
    found = [day for day, _ in holidays_between(date(2026, 12, 25), date(2027, 1, 5))]
    assert found == [date(2027, 1, 1)]


@settings(max_examples=80, deadline=None)
@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 6))
def test_between_there_are_just_so_many_working_days(day: date, count: int) -> None:
    """The day found is a working day with exactly that many from it on before the meeting."""
    due = working_days_before(day, count)
    between = [due + timedelta(days=n) for n in range((day - due).days)]
    assert is_working_day(due)
    assert sum(map(is_working_day, between)) == count
