"""A long screen's reasons, folded: they stay in the message, and one tap on them shows them whole.

The decision is read first.  A screen that is short enough is shown as it is.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conversations.length import SCREEN_LENGTH, visible_length
from conversations.words import Words


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph: the lines that are always seen, and those under them that may be folded.

    ``late``: folded only where folding the other parts is not enough.
    """

    shown: tuple[Markup, ...]
    under: tuple[Markup, ...] = ()
    late: bool = False

    @property
    def lines(self) -> tuple[Markup, ...]:
        """Every line, for a file."""
        return (*self.shown, *self.under)


def seen(*lines: Markup) -> Part:
    """A paragraph that is never folded; empty lines are left out."""
    return Part(tuple(line for line in lines if line))


def reasoned(lines: Iterable[Markup], *, late: bool = False) -> Part:
    """A paragraph whose first line says what comes out, and whose others say why."""
    told = tuple(line for line in lines if line)
    return Part(told[:1], told[1:], late)


def aside(*lines: Markup, late: bool = False) -> Part:
    """A paragraph that may be folded wholly; empty lines are left out."""
    return Part((), tuple(line for line in lines if line), late)


def folded(t: Words, *parts: Part) -> Markup:
    """The paragraphs, with no more of them folded than a short screen asks for."""
    order = sorted(
        (place for place, part in enumerate(parts) if part.under),
        key=lambda place: (parts[place].late, -_length(parts[place].under)),
    )
    hidden: set[int] = set()
    for place in order:
        if _seen(parts, hidden) <= SCREEN_LENGTH:
            break
        hidden.add(place)
    told = (_told(t, part, hide=place in hidden) for place, part in enumerate(parts))
    return Markup("\n\n").join(one for one in told if one)


def _seen(parts: Sequence[Part], hidden: set[int]) -> int:
    """How many characters are seen while the parts at these places are folded."""
    left = [part.shown if place in hidden else part.lines for place, part in enumerate(parts)]
    return sum(_length(lines) + 2 for lines in left if lines)


def _length(lines: Sequence[Markup]) -> int:
    return sum(visible_length(line) + 1 for line in lines)


def _told(t: Words, part: Part, *, hide: bool) -> Markup:
    if not hide:
        return t.join(part.lines)
    quote = t("<blockquote expandable>{text}</blockquote>", text=t.join(part.under))
    return t.join([*part.shown, quote])
