"""Where a heading is broken, and what a form leaves open to be written by hand."""

import re
from itertools import pairwise

_GAP = re.compile("…(?:/…)*")
_ROOM, _DAY = "………………", "……/……/……"
_LEANS = 12
"""How many characters a line may be off for the sake of a break that reads well."""


def balanced(text: str, most: int) -> str:
    """The heading in as few lines as hold ``most`` characters each, of about the same length.

    It is rather broken after a comma or before “và” than between two words that belong together.
    """
    words = text.split(" ")
    lines = -(-len(text) // most)
    if lines < 2 or len(words) < lines:
        return text
    ends = [len(" ".join(words[:number])) for number in range(1, len(words))]
    chosen: list[int] = []
    for line in range(1, lines):
        wanted = len(text) * line / lines
        free = range(chosen[-1] + 1 if chosen else 0, len(ends) - (lines - 1 - line))
        chosen.append(min(free, key=lambda at: _distance(words, ends, at, wanted)))
    places = [0, *(at + 1 for at in chosen), len(words)]
    return "\n".join(" ".join(words[start:end]) for start, end in pairwise(places))


def _distance(words: list[str], ends: list[int], at: int, wanted: float) -> float:
    """How far a break after this word is from where it is wanted."""
    reads_well = words[at].endswith((",", ";")) or words[at + 1].casefold() == "và"
    opens = words[at + 1].startswith(("(", "–"))
    return abs(ends[at] - wanted) - (_LEANS if reads_well or opens else 0)


def opened(text: str) -> str:
    """A form's own sentence with room for the hand at each gap (``…``, a day: ``…/…/…``)."""
    return _GAP.sub(lambda found: _DAY if "/" in found[0] else _ROOM, text)
