"""What a ballot's buttons carry, packed into the few bytes that a button has.

*A voter's draft*, because it may be written nowhere else: one word of 6-bit characters (the
alphabet of base64url)::

    7 characters    ballot (32 bits), place on the ballot (7 bits), mark (3 bits)
    n/2 characters  the marks so far, two subjects a character; an odd end is filled with zero

A mark is 0 for blank, else 1 + the level's place among the ballot's levels.  One hundred subjects
take 57 characters, which leaves seven of Telegram's 64 bytes for ``vote:m:``.

*The secretary's preparation*: the majority base (1 character), quorum and closing time (1), a stamp
of the list it was made for (3), and who is excused (6 people a character, as many as needed).

Reading is strict: one thing has one spelling, and whatever is not that spelling is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_SUBJECTS = 100
"""The most subjects on one ballot; a larger branch votes on several sheets."""
MOST_LEVELS = 7
"""The most levels that three bits tell apart, beside blank."""
MOST_BALLOT = 2**32 - 1
MOST_VOTERS = 180
"""The most people whose excuses fit into a button of the preparation."""
STAMPS = 2**18
QUORUMS, SPANS = 3, 8
"""How many quorums and closing times the secretary chooses among."""
BLANK = 0

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUE = {character: value for value, character in enumerate(_ALPHABET)}
_HEAD = 7

Marks = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Packed:
    """What a voter's button says: on which ballot, about which subject, which mark, after what.

    ``place`` counts from 0; ``marks`` holds one mark a subject, in the ballot's order.
    Its representation tells no mark, so that none gets into a log by accident.
    """

    ballot: int
    place: int
    mark: int = field(repr=False)
    marks: Marks = field(repr=False)


def pack(ballot: int, place: int, mark: int, marks: Sequence[int]) -> str:
    """The word for a button, at most 57 characters; ValueError for what cannot be packed."""
    if not 0 <= ballot <= MOST_BALLOT or not 0 <= place <= MOST_SUBJECTS:
        raise ValueError("this ballot or place does not fit into a button")
    if len(marks) > MOST_SUBJECTS or not all(0 <= m <= MOST_LEVELS for m in (mark, *marks)):
        raise ValueError("these marks do not fit into a button")
    filled = (*marks, BLANK) if len(marks) % 2 else tuple(marks)
    pairs = [(filled[i] << 3) | filled[i + 1] for i in range(0, len(filled), 2)]
    return _number((ballot << 10) | (place << 3) | mark, _HEAD) + "".join(
        _ALPHABET[pair] for pair in pairs
    )


def ballot_of(word: str) -> int | None:
    """The ballot that a word is about, before anything else of it is believed; None if none."""
    values = _values(word)
    if values is None or not _HEAD <= len(values) <= _HEAD + MOST_SUBJECTS // 2:
        return None
    return _joined(values[:_HEAD]) >> 10


def unpack(word: str, subjects: int, levels: int) -> Packed | None:
    """What the word says on a ballot of so many subjects and levels.

    None for a wrong length, a foreign character, a mark that is no level, a place past the last
    subject, or a filling that is not zero.
    """
    values = _values(word)
    if values is None or len(values) != _HEAD + (subjects + 1) // 2:
        return None
    head = _joined(values[:_HEAD])
    marks = [mark for pair in values[_HEAD:] for mark in (pair >> 3, pair & 7)]
    if subjects % 2 and marks.pop() != BLANK:
        return None
    place, mark = (head >> 3) & 127, head & 7
    if place >= subjects or max(mark, *marks, BLANK) > levels:
        return None
    return Packed(head >> 10, place, mark, tuple(marks))


@dataclass(frozen=True, slots=True)
class Plan:
    """What the secretary has prepared: who is excused; base, quorum and closing time by place.

    ``stamp`` belongs to the lists of voters and subjects for which it was made.
    """

    base: int
    stamp: int
    excused: tuple[bool, ...]
    quorum: int = 0
    span: int = 0


def pack_plan(plan: Plan) -> str:
    """The word for a button of the preparation, at most 35 characters; ValueError past that."""
    if not 0 <= plan.base < len(_ALPHABET) or not 0 <= plan.stamp < STAMPS:
        raise ValueError("this plan does not fit into a button")
    if not 0 <= plan.quorum < QUORUMS or not 0 <= plan.span < SPANS:
        raise ValueError("these terms do not fit into a button")
    if len(plan.excused) > MOST_VOTERS:
        raise ValueError("so many voters do not fit into a button")
    terms = _ALPHABET[plan.quorum * SPANS + plan.span]
    word = _ALPHABET[plan.base] + terms + _number(plan.stamp, 3)
    for start in range(0, len(plan.excused), 6):
        bits = plan.excused[start : start + 6]
        word += _ALPHABET[sum(1 << (5 - at) for at, bit in enumerate(bits) if bit)]
    return word


def unpack_plan(word: str, bases: int, stamp: int, voters: int) -> Plan | None:
    """The plan, if it was made for these very lists; None otherwise."""
    values = _values(word)
    if values is None or len(values) != 5 + -(-voters // 6):
        return None
    quorum, span = divmod(values[1], SPANS)
    if values[0] >= bases or quorum >= QUORUMS or _joined(values[2:5]) != stamp:
        return None
    bits = [bool(value >> shift & 1) for value in values[5:] for shift in range(5, -1, -1)]
    if any(bits[voters:]):
        return None
    return Plan(values[0], stamp, tuple(bits[:voters]), quorum, span)


def _number(number: int, characters: int) -> str:
    shifts = range(6 * (characters - 1), -1, -6)
    return "".join(_ALPHABET[(number >> shift) & 63] for shift in shifts)


def _values(word: str) -> list[int] | None:
    values = [_VALUE.get(character, -1) for character in word]
    return None if -1 in values else values


def _joined(values: list[int]) -> int:
    number = 0
    for value in values:
        number = (number << 6) | value
    return number
