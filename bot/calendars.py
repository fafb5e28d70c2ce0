"""A meeting as a calendar's file (iCalendar, RFC 5545 and 5546).

Times are written in UTC, which every calendar shows in its owner's own zone.  The same ``UID``
with a higher ``SEQUENCE`` replaces the entry, ``METHOD:CANCEL`` takes it out.
"""

from datetime import UTC

from icalendar import Calendar, Event, vCalAddress, vText

from conversations.screen import Appointment, Attach

PRODUCT = "-//Tu Soi//tusoi//VI"
DOMAIN = "tusoi"


def file_of(meeting: Appointment) -> Attach:
    """The file, ready to be sent."""
    return Attach(meeting.name, content_of(meeting), meeting.caption)


def content_of(meeting: Appointment) -> bytes:
    """The file's bytes: one calendar with one event."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if meeting.cancelled else "PUBLISH")
    event = Event()
    event.add("uid", f"{meeting.uid}@{DOMAIN}")
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", meeting.changed_at.astimezone(UTC))
    event.add("last-modified", meeting.changed_at.astimezone(UTC))
    event.add("dtstart", meeting.starts_at.astimezone(UTC))
    event.add("dtend", meeting.ends_at.astimezone(UTC))
    event.add("summary", meeting.summary)
    event.add("location", meeting.place)
    if meeting.notes:
        event.add("description", meeting.notes)
    event.add("status", "CANCELLED" if meeting.cancelled else "CONFIRMED")
    if meeting.link:
        # An entry that is published needs an organiser; a branch has no e-mail, but a chat.
        organizer = vCalAddress(meeting.link)
        organizer.params["CN"] = vText(meeting.organizer)
        event.add("organizer", organizer)
        event.add("url", meeting.link)
    calendar.add_component(event)
    return bytes(calendar.to_ical())
