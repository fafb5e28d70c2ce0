"""The calendar file, read back by the library's own reader: what a phone would see."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from icalendar import Calendar
from markupsafe import Markup

from bot.calendars import content_of, file_of
from conversations.screen import Appointment

START = datetime(2026, 12, 19, 7, 0, tzinfo=UTC)
MEETING = Appointment(
    name="hop-chi-bo-2026-12-19.ics",
    caption=Markup("📅"),
    uid="c7eba89b306730c15e4f96eba764cf7f",
    sequence=0,
    changed_at=START - timedelta(days=5),
    starts_at=START,
    ends_at=START + timedelta(hours=4),
    summary="Chi bộ 3 họp",
    place="Nhà văn hóa; tổ 7, phường An Bình\nEND:VCALENDAR",
    notes="1. Khai mạc\n2. Kiểm điểm",
    organizer='Chi bộ "3"',
    link="https://t.me/tusoi_bot?start=m1",
)


def only_event(meeting: Appointment) -> tuple[Calendar, Calendar]:
    calendar = Calendar.from_ical(content_of(meeting))
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_the_meeting_stands_in_it_unchanged() -> None:
    """Time, place, agenda, whatever characters they hold; the caption goes with the file."""
    calendar, event = only_event(MEETING)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert event["DTSTART"].dt == START
    assert event["DTEND"].dt == START + timedelta(hours=4)
    assert str(event["LOCATION"]) == MEETING.place
    assert str(event["DESCRIPTION"]) == MEETING.notes
    assert str(event["SUMMARY"]) == MEETING.summary
    assert event["STATUS"] == "CONFIRMED"
    assert file_of(MEETING).name == MEETING.name


def test_times_are_in_utc() -> None:
    """No zone needs to be described, and none can be misread."""
    text = content_of(replace(MEETING, starts_at=START.astimezone()))
    assert b"DTSTART:20261219T070000Z" in text
    assert b"DTSTAMP:20261214T070000Z" in text


def test_a_change_and_a_cancellation_are_of_the_same_entry() -> None:
    """The name stays, the sequence goes up, the method says what to do."""
    _, first = only_event(MEETING)
    calendar, gone = only_event(replace(MEETING, sequence=2, cancelled=True))
    assert first["UID"] == gone["UID"]
    assert (first["SEQUENCE"], gone["SEQUENCE"]) == (0, 2)
    assert (calendar["METHOD"], gone["STATUS"]) == ("CANCEL", "CANCELLED")


def test_lines_are_folded_and_end_as_the_standard_asks() -> None:
    """At most 75 bytes a line, CR LF at each end; Vietnamese letters are not cut in two."""
    text = content_of(replace(MEETING, notes="Kiểm điểm, đánh giá, xếp loại " * 20))
    lines = text.split(b"\r\n")
    assert lines[-1] == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in text.replace(b"\r\n", b"")
    text.decode()
