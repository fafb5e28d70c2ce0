"""What is typed for the roll: a name, a day or a year of birth, a day of leaving."""

import re
from datetime import date
from typing import Final

from conversations.roll_sheet.person import ADULT, OLDEST
from conversations.roll_sheet.vocabulary import LONGEST

_DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4})", re.ASCII)
_YEAR = re.compile(r"\d{4}", re.ASCII)
MOST_TYPED: Final = 200


def name(text: str) -> str | None:
    """The name, in one line and one spelling, of two letters or more; None for what is none."""
    found = " ".join(text.split())
    fits = len(found) <= LONGEST and found.isprintable() and sum(map(str.isalpha, found)) > 1
    return found if fits else None


def day(text: str) -> date | None:
    """The day; None for what is none, or before anyone now living."""
    found = _DAY.fullmatch(text.strip()) if len(text) <= MOST_TYPED else None
    if found is None:
        return None
    try:
        read = date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None
    return read if read.year >= OLDEST else None


def birth(text: str, today: date) -> date | int | None:
    """A member's day of birth, or its year; None for what cannot be."""
    year = text.strip()
    read = int(year) if _YEAR.fullmatch(year) else day(text)
    born = read.year if isinstance(read, date) else read
    return read if born is not None and OLDEST <= born <= today.year - ADULT else None


def as_code(read: date | int | None) -> str:
    """A day or year as a button carries it: 19550312, 1955, or 0 for none."""
    return f"{read:%Y%m%d}" if isinstance(read, date) else str(read or 0)


def of_code(code: str) -> date | int | None:
    """The day or year of a button; None for anything else."""
    if not code.isascii() or not code.isdigit() or len(code) not in {4, 8}:
        return None
    if len(code) == 4:
        return int(code)
    try:
        return date(int(code[:4]), int(code[4:6]), int(code[6:]))
    except ValueError:
        return None
