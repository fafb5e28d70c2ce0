"""Telegram's HTML: parsed as its servers parse it, refused in their words.

The dialect is small: the tags of `TAGS`, the four named character references (``&lt; &gt; &amp;
&quot;``) and the numeric ones; every other ampersand stands for itself. Whatever is wrong is
reported with the *byte* offset in the UTF-8 text, as Telegram does, after the words
``can't parse entities:``.

Entities over nothing are dropped, ``<pre><code class="language-…">`` makes one entity, a link
without a usable address is no link.
"""

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs, urlsplit

from bot.sandbox.entities import Entity, in_order, utf16_length
from bot.sandbox.errors import Refusal, bad_request

TAGS: Final = {
    "a": "text_link",
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "u": "underline",
    "ins": "underline",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "pre": "pre",
    "code": "code",
    "blockquote": "blockquote",
}
NAMED: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
SPACE: Final = frozenset(" \t\n\r\v\f\0")
SCHEMES: Final = frozenset({"http", "https", "tg", "ton", "tonsite", "mailto", "tel"})


def parse(source: str) -> tuple[str, tuple[Entity, ...]]:
    """The plain text and the entities of a text in Telegram's HTML.

    Raises `Refusal` (400) with Telegram's wording for whatever it would refuse.
    """
    return _Parser(source).parse()


@dataclass(slots=True)
class _Open:
    """A tag that waits for its end."""

    tag: str
    argument: str
    offset: int
    start: int


class _Parser:
    """One pass over the text; `at` is where it is, `out` what it has read."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, tuple[Entity, ...]]:
        while self.at < len(self.source):
            character = self.source[self.at]
            if character == "&":
                self._put(self._reference())
            elif character != "<":
                self._put(character)
                self.at += 1
            elif self._peek(1) == "/":
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _wrong(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        entities = (
            Entity(entity.kind, entity.offset, entity.length) if entity.kind == "code" else entity
            for entity in self.entities
        )
        return "".join(self.out), in_order(entities)

    def _put(self, piece: str) -> None:
        self.out.append(piece)
        self.length += utf16_length(piece)

    def _peek(self, ahead: int = 0) -> str:
        """The character at that distance; NUL (as in C) at the end."""
        position = self.at + ahead
        return self.source[position] if position < len(self.source) else "\0"

    def _bytes(self, position: int) -> int:
        return len(self.source[:position].encode())

    @property
    def _ended(self) -> bool:
        return self.at >= len(self.source)

    def _skip_space(self) -> None:
        while not self._ended and self.source[self.at] in SPACE:
            self.at += 1

    def _take(self, stop: frozenset[str]) -> str:
        begin = self.at
        while not self._ended and self.source[self.at] not in stop:
            self.at += 1
        return self.source[begin : self.at]

    def _reference(self) -> str:
        """The character that a reference stands for; the ampersand itself if it is none."""
        end = self.at + 1
        if self._peek(1) == "#":
            base, allowed, end = 10, "0123456789", self.at + 2
            if self._peek(2) == "x":
                base, allowed, end = 16, "0123456789abcdefABCDEF", self.at + 3
            begin = end
            while end < len(self.source) and self.source[end] in allowed:
                end += 1
            code = int(self.source[begin:end] or "0", base)
            valid = 0 < code < 0x10FFFF and end - self.at < 10
            if valid and 0xD800 <= code <= 0xDFFF:
                raise _wrong(
                    "Text contains invalid Unicode characters after decoding HTML entities, "
                    "check for unmatched surrogate code units"
                )
            found = chr(code) if valid else ""
        else:
            while (
                end < len(self.source)
                and self.source[end].isascii()
                and (self.source[end].isalpha())
            ):
                end += 1
            found = NAMED.get(self.source[self.at + 1 : end], "")
        if not found:
            self.at += 1
            return "&"
        self.at = end + 1 if self.source[end : end + 1] == ";" else end
        return found

    def _start_tag(self) -> None:
        begin = self.at
        self.at += 1
        tag = self._take(SPACE | {">"}).lower()
        if self._ended:
            raise _wrong(f"Unclosed start tag at byte offset {self._bytes(begin)}")
        if tag in {"tg-emoji", "tg-time"}:
            raise _wrong(f'The sandbox does not know the tag "{tag}"')
        if tag not in TAGS:
            raise _wrong(f'Unsupported start tag "{tag}" at byte offset {self._bytes(begin)}')
        argument = self._attributes(tag, begin)
        self.at += 1
        if tag == "span" and argument != "spoiler":
            raise _wrong(
                f'Tag "span" must have class "tg-spoiler" at byte offset {self._bytes(begin)}'
            )
        self.open.append(_Open(tag, argument, self.length, len(self.out)))

    def _attributes(self, tag: str, begin: int) -> str:
        argument = ""
        while self._peek() != ">":
            self._skip_space()
            if self._peek() == ">":
                break
            name = self._take(SPACE | frozenset("=>/\"'"))
            if not name:
                raise _wrong(
                    f'Empty attribute name in the tag "{tag}" at byte offset {self._bytes(begin)}'
                )
            self._skip_space()
            unclosed = _wrong(f'Unclosed start tag "{tag}" at byte offset {self._bytes(begin)}')
            if self._peek() != "=":
                if self._ended:
                    raise unclosed
                if (tag, name) == ("blockquote", "expandable"):
                    argument = "1"
                continue
            self.at += 1
            self._skip_space()
            if self._ended:
                raise unclosed
            value = self._value()
            if self._ended:
                raise _wrong(f"Unclosed start tag at byte offset {self._bytes(begin)}")
            argument = _argument(tag, name, value, argument)
        return argument

    def _value(self) -> str:
        quote = self._peek()
        if quote not in {"'", '"'}:
            begin = self.at
            while self._peek().isascii() and (self._peek().isalnum() or self._peek() in ".-"):
                self.at += 1
            if self._peek() not in SPACE and self._peek() != ">":
                raise _wrong(f"Unexpected end of name token at byte offset {self._bytes(begin)}")
            return self.source[begin : self.at].lower()
        self.at += 1
        pieces: list[str] = []
        while not self._ended and self._peek() != quote:
            if self._peek() == "&":
                pieces.append(self._reference())
            else:
                pieces.append(self._peek())
                self.at += 1
        self.at += 1
        return "".join(pieces)

    def _end_tag(self) -> None:
        begin = self.at
        if not self.open:
            raise _wrong(f"Unexpected end tag at byte offset {self._bytes(begin)}")
        self.at += 2
        tag = self._take(SPACE | {">"}).lower()
        self._skip_space()
        if self._peek() != ">":
            raise _wrong(f"Unclosed end tag at byte offset {self._bytes(begin)}")
        self.at += 1
        opened = self.open.pop()
        if tag and tag != opened.tag:
            raise _wrong(
                f"Unmatched end tag at byte offset {self._bytes(begin)}, "
                f'expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        length = self.length - opened.offset
        kind = TAGS[opened.tag]
        argument = opened.argument
        last = self.entities[-1] if self.entities else None
        covers_last = last is not None and last.offset == opened.offset and last.length == length
        if kind == "pre" and covers_last and last is not None and last.kind == "code":
            argument = last.argument
            if argument:
                self.entities.pop()
        elif kind == "code" and covers_last and last is not None and last.kind == "pre":
            if argument:
                self.entities[-1] = Entity("pre", opened.offset, length, argument)
                return
        elif kind == "blockquote":
            kind = "expandable_blockquote" if argument else kind
            argument = ""
        elif kind == "spoiler":
            argument = ""
        elif kind == "text_link":
            kind, argument = _link(argument or "".join(self.out[opened.start :]))
            if not kind:
                return
        self.entities.append(Entity(kind, opened.offset, length, argument))


def _argument(tag: str, name: str, value: str, so_far: str) -> str:
    """What the attribute says, if it is one that counts for the tag."""
    match tag, name:
        case "a", "href":
            return value
        case "code", "class" if value.startswith("language-"):
            return value.removeprefix("language-")
        case "span", "class" if value.startswith("tg-"):
            return value.removeprefix("tg-")
        case "blockquote", "expandable":
            return "1"
    return so_far


def _link(address: str) -> tuple[str, str]:
    """The kind of entity that the address makes, and its argument; an empty kind for none."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    if parts.scheme == "tg" and parts.netloc == "user":
        user = parse_qs(parts.query).get("id", [""])[0]
        return ("text_mention", user) if user.isdecimal() else ("", "")
    checked = check_url(address)
    return ("text_link", checked) if checked else ("", "")


def check_url(address: str) -> str:
    """The address as Telegram would keep it; empty if it is none that a link can have."""
    if not address or any(character.isspace() for character in address):
        return ""
    try:
        parts = urlsplit(address if ":" in address else f"http://{address}")
    except ValueError:
        return ""
    if parts.scheme.lower() not in SCHEMES:
        return ""
    if parts.scheme.lower() in {"http", "https"}:
        host = parts.hostname or ""
        if "." not in host.strip(".") and host != "localhost":
            return ""
        return parts._replace(path=parts.path or "/").geturl()
    return address


def _wrong(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")
