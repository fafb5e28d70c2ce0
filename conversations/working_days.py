"""Working days: weekends and Vietnam's public holidays, Tết by the lunar calendar included.

The library ``holidays`` keeps them by year (1901–2100): what the Government decided for the years
that it has announced, the law's own days for those to come.  A Saturday that is worked in exchange
for another day counts as a working day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

COUNTRY = "VN"


@lru_cache(maxsize=4)
def _calendar(locale: str) -> HolidayBase:
    return country_holidays(COUNTRY, language="vi" if locale == "vi" else "en_US")


def is_working_day(day: date) -> bool:
    """Whether offices work on that day."""
    return _calendar("vi").is_working_day(day)


def working_days_before(day: date, count: int) -> date:
    """The day that lies ``count`` working days before ``day``, which itself does not count."""
    while count > 0:
        day -= timedelta(days=1)
        count -= is_working_day(day)
    return day


def holiday(day: date, locale: str = "vi") -> str:
    """The public holiday of that day, in that language; empty where there is none."""
    return str(_calendar(locale).get(day) or "")


def holidays_between(first: date, last: date, locale: str = "vi") -> Iterator[tuple[date, str]]:
    """The public holidays from ``first`` to ``last``, both counted in, in order."""
    while first <= last:
        name = holiday(first, locale)
        if name:
            yield first, name
        first += timedelta(days=1)
