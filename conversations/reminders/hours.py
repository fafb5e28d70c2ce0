"""The hours at which people may be disturbed, in the branch's own time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

QUIET_FROM, QUIET_UNTIL = time(21, 0), time(6, 30)
"""The quiet hours: from the former on, up to the latter."""
LAST = time(20, 55)
"""The last moment before the quiet hours."""


def at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    """That hour of that day in the zone, as UTC; one that the clocks skip moves on with them."""
    return datetime.combine(day, hour, tzinfo=zone).astimezone(UTC)


def is_quiet(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether nobody is to be disturbed then."""
    hour = moment.astimezone(zone).time()
    return hour >= QUIET_FROM or hour < QUIET_UNTIL


def allowed(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment itself, or the end of the quiet hours that it lies in."""
    if not is_quiet(moment, zone):
        return moment
    local = moment.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return at(day, QUIET_UNTIL, zone)


def fitted(moment: datetime, zone: ZoneInfo, event: datetime) -> datetime:
    """The next allowed moment; where that is not before the event, the last before the quiet."""
    later = allowed(moment, zone)
    if later < event:
        return later
    local = moment.astimezone(zone)
    day = local.date() - timedelta(days=local.time() < QUIET_UNTIL)
    return at(day, LAST, zone)
