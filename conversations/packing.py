"""What a ballot's buttons carry, packed into the few bytes that a button has.

*A voter's draft*, because it may be written nowhere else: one word of 6-bit characters (the
alphabet of base64url)::

    7 characters    ballot (32 bits), place on the ballot (7 bits), mark (3 bits)
    n/2 characters  the marks so far, two subjects a character; an odd end is filled with zero

A mark is 0 for blank, else 1 + the level's place among the ballot's levels.  One hundred subjects
take 57 characters, which leaves seven of Telegram's 64 bytes for ``vote:m:``.

*A voter's picks*, where a ballot fills places: the same head, and six subjects a character, an odd
end filled with zero.  The mark is 1 to pick a subject, 0 to take the pick back.

Reading is strict: one thing has one spelling, and whatever is not that spelling is nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

MOST_SUBJECTS = 100
"""The most subjects on one ballot; a larger branch votes on several sheets."""
MOST_LEVELS = 7
"""The most levels that three bits tell apart, beside blank."""
MOST_BALLOT = 2**32 - 1
BLANK, PICKED = 0, 1

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


def pack_picks(ballot: int, place: int, mark: int, picked: Sequence[int]) -> str:
    """The word for a button of a ballot that picks, at most 24 characters; ValueError past that.

    ``picked`` holds 1 for each subject picked and 0 for the others.
    """
    if not 0 <= ballot <= MOST_BALLOT or not 0 <= place <= MOST_SUBJECTS:
        raise ValueError("this ballot or place does not fit into a button")
    if len(picked) > MOST_SUBJECTS or not {mark, *picked} <= {BLANK, PICKED}:
        raise ValueError("these picks do not fit into a button")
    word = _number((ballot << 10) | (place << 3) | mark, _HEAD)
    for start in range(0, len(picked), 6):
        bits = picked[start : start + 6]
        word += _ALPHABET[sum(bit << (5 - at) for at, bit in enumerate(bits))]
    return word


def unpack_picks(word: str, subjects: int) -> Packed | None:
    """What the word says on a ballot on which so many subjects can be picked.

    None for a wrong length, a foreign character, a mark that is neither, a place past the last
    subject, or a filling that is not zero.
    """
    values = _values(word)
    if values is None or len(values) != _HEAD + -(-subjects // 6):
        return None
    head = _joined(values[:_HEAD])
    bits = [value >> shift & 1 for value in values[_HEAD:] for shift in range(5, -1, -1)]
    place, mark = (head >> 3) & 127, head & 7
    if place >= subjects or mark > PICKED or any(bits[subjects:]):
        return None
    return Packed(head >> 10, place, mark, tuple(bits[:subjects]))


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
