"""When a branch is reminded: hours, days, last days; year's end, leap day, other time zones."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conversations.reminders.hours import allowed, fitted, is_quiet
from conversations.reminders.occasions import Moment, moments, read, written
from rules.procedure import Deadline
from storage.meetings import Meeting, MeetingPlan, MeetingState
from storage.reminders import USUAL, Switch
from storage.reviews import Review, Stage

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
BERLIN = ZoneInfo("Europe/Berlin")
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
REVIEW = Review(4, 1, 2026, "x", None, Stage.ASSESSMENT, LONG_AGO)
PAPERS = Deadline("draft", "Gửi dự thảo", "II.1", working_days=3)
FILE = Deadline("file", "Gửi hồ sơ", "III.2", day=1, month=1, next_year=True)


def meeting(start: datetime, which: int = 12, set_at: datetime = LONG_AGO) -> Meeting:
    """A meeting at that time."""
    plan = MeetingPlan(start, 120, "Hội trường")
    state = MeetingState.SET
    return Meeting(which, 1, "u", 0, plan, state, None, None, set_at, set_at)


def told(found: tuple[Moment, ...], zone: ZoneInfo = HANOI) -> list[str]:
    """The moments as a person writes them down."""
    return [f"{one.due.astimezone(zone):%d/%m %H:%M} {written(one.what)}" for one in found]


def test_the_usual_plan_of_an_afternoon() -> None:
    """A week, three days, the eve, the morning, the hour; papers three days and one before."""
    start = datetime(2026, 12, 19, 14, 0, tzinfo=HANOI)
    assert told(moments([meeting(start)], REVIEW, [PAPERS], USUAL, HANOI)) == [
        "12/12 08:00 m12.7d",
        "13/12 08:00 p12.draft.3",
        "15/12 08:00 p12.draft.1",
        "16/12 08:00 m12.3d",
        "18/12 08:00 m12.1d",
        "19/12 07:00 m12.am",
        "19/12 13:00 m12.1h",
    ]


def test_a_morning_s_two_reminders_are_one() -> None:
    """The morning and the hour before lie close by: one message, at the later."""
    start = datetime(2026, 12, 19, 8, 30, tzinfo=HANOI)
    assert (
        told(moments([meeting(start)], None, [], USUAL, HANOI))[-1] == "19/12 07:30 m12.am m12.1h"
    )


@pytest.mark.parametrize(
    ("start", "last"),
    [
        (datetime(2026, 12, 19, 7, 0, tzinfo=HANOI), "19/12 06:30 m12.1h"),
        (datetime(2026, 12, 19, 6, 30, tzinfo=HANOI), "18/12 20:55 m12.1h"),
        (datetime(2026, 12, 19, 5, 0, tzinfo=HANOI), "18/12 20:55 m12.1h"),
        (datetime(2026, 12, 19, 22, 30, tzinfo=HANOI), "19/12 20:55 m12.1h"),
    ],
)
def test_the_quiet_hours_are_kept(start: datetime, last: str) -> None:
    """The next allowed moment; where that is not before the meeting, the last before the quiet."""
    found = moments([meeting(start)], None, [], {Switch.HOUR}, HANOI)
    assert told(found) == [last]


def test_over_the_year_s_end() -> None:
    """A meeting on 1 January is told in December; so is the file due “before 1 January”."""
    start = datetime(2027, 1, 1, 14, 0, tzinfo=HANOI)
    assert told(moments([meeting(start)], REVIEW, [FILE], USUAL, HANOI))[:4] == [
        "25/12 08:00 m12.7d",
        "28/12 08:00 f4.file.3",
        "29/12 08:00 m12.3d",
        "30/12 08:00 f4.file.1",
    ]


def test_over_a_leap_day() -> None:
    """The day before 1 March 2028 is 29 February."""
    start = datetime(2028, 3, 1, 14, 0, tzinfo=HANOI)
    found = moments([meeting(start)], None, [], {Switch.EVE}, HANOI)
    assert told(found) == ["29/02 08:00 m12.1d"]


def test_by_the_branch_s_own_clock() -> None:
    """Abroad it is 08:00 there, before and after the clocks are moved."""
    start = datetime(2027, 3, 28, 14, 0, tzinfo=BERLIN)
    found = moments([meeting(start)], None, [], {Switch.EVE, Switch.MORNING}, BERLIN)
    assert told(found, BERLIN) == ["27/03 08:00 m12.1d", "28/03 07:00 m12.am"]
    assert found[1].due - found[0].due == timedelta(hours=22)


def test_nobody_is_late_on_the_day_the_meeting_was_set() -> None:
    """Three days before is left out where the invitation is younger than a day."""
    start = datetime(2026, 12, 19, 14, 0, tzinfo=HANOI)
    fresh = meeting(start, set_at=datetime(2026, 12, 15, 20, 0, tzinfo=HANOI))
    assert "3d" not in "".join(told(moments([fresh], None, [], USUAL, HANOI)))


zones = st.sampled_from([HANOI, BERLIN, ZoneInfo("America/New_York"), ZoneInfo("Asia/Kathmandu")])
starts = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(starts, zones)
def test_nobody_is_disturbed_at_night(start: datetime, zone: ZoneInfo) -> None:
    """Wherever and whenever: never in the quiet hours, always before the event, each thing once."""
    every = [meeting(start), meeting(start + timedelta(hours=3), 13)]
    found = moments(every, REVIEW, [PAPERS, FILE], USUAL, zone)
    assert not [one for one in found if is_quiet(one.due, zone)]
    assert all(one.due < one.until for one in found)
    what = [str(occasion) for one in found for occasion in one.what]
    assert len(what) == len(set(what))
    assert [str(one) for one in read(" ".join(what))] == what
    for one, other in pairwise(found):
        assert one.due < other.due


@given(starts, zones)
def test_allowed_is_the_next_allowed_moment(moment: datetime, zone: ZoneInfo) -> None:
    """Itself by day, and within ten hours by night."""
    later = allowed(moment, zone)
    assert not is_quiet(later, zone)
    assert timedelta() <= later - moment <= timedelta(hours=10, minutes=30)
    event = moment + timedelta(minutes=1)
    assert fitted(moment, zone, event) < event


def test_the_day_of_the_file_is_the_last_one() -> None:
    """“Before 1 January” lasts until 31 December's end."""
    (first, _) = moments([], REVIEW, [FILE], {Switch.FILES}, HANOI)
    assert first.until == datetime(2027, 1, 1, tzinfo=HANOI)
    assert FILE.last_day(2026) == date(2026, 12, 31)
