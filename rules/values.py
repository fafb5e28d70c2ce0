"""Values of facts, and the calendar arithmetic on them."""

import calendar
from datetime import date
from decimal import Decimal

FactValue = bool | int | Decimal | str | date
"""A known fact; an unknown one is an absent key."""


def add_months(day: date, months: int) -> date:
    """The same day ``months`` later; the month's last day where it has no such day.

    Admitted on 31 August, six months are full on 28 (or 29) February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
