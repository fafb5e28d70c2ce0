"""Every word that people saw in the year-end comes from the catalogues or from the guideline.

What the bot said is taken apart: the pieces of the Vietnamese catalogue, the guideline's own texts
and the roll's names are struck out; a letter that is left belongs to a text that nobody can
translate or mend.
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.demo import cast
from rules import load_library
from tests.year_end import YearEnd, play

ROOT = Path(__file__).parents[1]
TAG = re.compile(r"<[^>]+>")
FIELD = re.compile(r"\{\w+\}")
CODE = re.compile(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")
MARKS = re.compile("[ăđơưạ-ỹ]", re.IGNORECASE)


@pytest.fixture(scope="module")
def year() -> YearEnd:
    """The year-end, played once."""
    return play()


def catalogue_pieces() -> set[str]:
    """The fixed pieces of every Vietnamese text, without fields and tags."""
    with (ROOT / "locales" / "vi" / "LC_MESSAGES" / "tusoi.po").open("rb") as stream:
        messages = [message.string for message in read_po(stream, locale="vi") if message.id]
    pieces: set[str] = set()
    for message in messages:
        for text in message if isinstance(message, tuple | list) else [message]:
            pieces |= set(FIELD.split(TAG.sub("", text)))
    return pieces


def prose_of(value: object) -> Iterator[str]:
    """Every text in a guideline's data."""
    if isinstance(value, str) and not isinstance(value, Enum):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from prose_of(item)
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            yield from prose_of(getattr(value, one.name))


def struck_out(text: str, known: list[str]) -> str:
    """What is left of a text when everything known is struck out, longest first."""
    for piece in known:
        if piece in text:
            text = text.replace(piece, "\N{NO-BREAK SPACE}")
    return text


def test_nothing_is_said_outside_the_catalogues(year: YearEnd) -> None:
    """No letter is left over on any screen, button or toast of the whole year-end."""
    library = load_library()
    data = set(year.names)
    for ruleset_id in library.ids:
        data |= set(prose_of(library.get(ruleset_id).sections))
    data |= {text.rstrip(".") for text in data}
    data |= set(cast.WRITTEN)
    data |= {"Chi bộ khu vực Bình An", "Đảng ủy phường Hòa Thạnh", "bao-cao-2018.txt"}
    pieces = catalogue_pieces() | data
    lines = {
        line.casefold() for piece in pieces for line in [piece, *piece.split("\n")] if line.strip()
    }
    said = {
        CODE.sub("", text).casefold()
        for record in year.records
        if record.by_bot or record.kind in {"toast", "alert"}
        for text in [record.text, *(label for row in record.buttons for label in row)]
    }
    everything = "\n\n".join(said)
    lines |= {
        f"{line[:end]}…"  # a guideline's long heading, cut at a word
        for line in lines
        if line[:10] in everything
        for end in range(10, min(len(line), 64))
    }
    known = sorted((line for line in lines if line in everything), key=len, reverse=True)
    left = {struck_out(text, known): text for text in said}
    left = {rest: text for rest, text in left.items() if re.search(r"[^\W\d_]{2,}", rest)}
    assert not left, [repr(rest) for rest in left][:20]


def test_english_is_complete_where_it_is_spoken() -> None:
    """An English screen would hold no Vietnamese but names, commands and terms of art."""
    with (ROOT / "locales" / "en" / "LC_MESSAGES" / "tusoi.po").open("rb") as stream:
        messages = [message.string for message in read_po(stream, locale="en") if message.id]
    allowed = (
        "Tự Soi",
        "TỰ SOI",
        "Điều lệ Đảng",
        "Ngôn ngữ",
        "điều",
        "đảng ủy",
        "chi bộ cơ sở",
        "chi bộ",
        "Tiếng Việt",
    )
    odd = []
    for message in messages:
        for text in message if isinstance(message, tuple | list) else [message]:
            rest = struck_out(re.sub(r"“[^”]*”", "", text), allowed)
            if MARKS.search(rest):
                odd.append(text)
    assert not odd
