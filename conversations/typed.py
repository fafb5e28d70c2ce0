"""Texts that people type to be kept: tidied, measured, and shortened for a screen."""

import re
import unicodedata
from datetime import datetime, timedelta

from markupsafe import Markup

from conversations.words import Words

LONGEST = 4_000
"""Characters that are kept of one text; a longer one is refused, never cut."""
GLANCE = 160
"""Characters of a text that a screen with several of them shows."""
FITS = 600
"""Characters of a text that stand on one screen; the rest follows on the next."""
CUT = 3_500
"""A message longer than this may be half of one that Telegram has cut in two (at 4096)."""
TAIL = timedelta(seconds=3)
"""The other half arrives within this time."""
_KEPT_CONTROLS = "\n\t"
_BLANKS = re.compile(r"\n{3,}")


def tidied(typed: str) -> str:
    """The text as it is kept: composed, without control characters or surplus blank lines.

    Empty where it has neither letter nor digit: pictures and signs say nothing on paper.
    """
    composed = unicodedata.normalize("NFC", typed.replace("\r\n", "\n"))
    visible = "".join(
        one for one in composed if one in _KEPT_CONTROLS or unicodedata.category(one) != "Cc"
    )
    return _BLANKS.sub("\n\n", visible).strip() if any(map(str.isalnum, visible)) else ""


def cut_mark(text: str, at: datetime) -> str:
    """What to keep of a refused text that may be followed by its other half; empty: nothing."""
    return at.isoformat() if len(text) > CUT else ""


def is_tail(mark: str, at: datetime) -> bool:
    """Whether a text that comes now is the other half of the one refused with this mark."""
    return bool(mark) and at - datetime.fromisoformat(mark) <= TAIL


def shortened(text: str, most: int = GLANCE) -> str:
    """The beginning of the text in one line, at most so many characters, cut between words."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    kept = line[: most - 1]
    at_word = kept.rsplit(" ", 1)[0]
    return f"{at_word if len(at_word) > most // 2 else kept}…"


def stretches(text: str, most: int = FITS) -> list[str]:
    """The text in stretches that fit a screen each, cut between words where there are any."""
    found = []
    while text:
        stretch = text[:most]
        if len(text) > most and " " in stretch[most // 2 :]:
            stretch = stretch[: stretch.rindex(" ")]
        found.append(stretch)
        text = text[len(stretch) :].lstrip(" ")
    return found


def too_long(t: Words, text: str, most: int = LONGEST) -> Markup:
    """What is said of a text that is too long to be kept."""
    return t(
        "⚠️ Not kept: the text has {n} characters, at most {most} fit. Please send a shorter one.",
        n=t.number(len(text)),
        most=t.number(most),
    )
