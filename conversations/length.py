"""How long a screen may be."""

import re
from collections.abc import Iterable
from html import unescape

from markupsafe import Markup

SCREEN_LENGTH = 700
"""The most characters of a screen that nobody asked to see in full."""
_TAG = re.compile(r"<[^>]+>")


def visible_length(text: Markup) -> int:
    """How many characters of a screen's text a person sees."""
    return len(unescape(_TAG.sub("", text)))


def shortest(texts: Iterable[Markup]) -> Markup:
    """The first of the texts, the fullest first, that is short enough; or else the last."""
    found = Markup()
    for text in texts:
        found = text
        if visible_length(text) <= SCREEN_LENGTH:
            break
    return found
