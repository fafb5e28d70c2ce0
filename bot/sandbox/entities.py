"""Text as Telegram keeps it: plain, with entities laid over it, counted in UTF-16 code units.

`Formatted` is a text that has been through what Telegram does to every text: control characters
become spaces, blank ends are cut off, entities that cover nothing are dropped, and links, commands,
mentions and hashtags are found in it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bot.sandbox.json import Json, JsonObject

ORDER = (
    "expandable_blockquote",
    "blockquote",
    "pre",
    "code",
    "text_link",
    "text_mention",
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
)
"""Which of two entities over the same stretch comes first, the outer one."""

CODE = frozenset({"code", "pre"})
QUOTES = frozenset({"blockquote", "expandable_blockquote"})
SPLITTABLE = frozenset({"bold", "italic", "underline", "strikethrough", "spoiler"})

FOUND = (
    (
        "bot_command",
        re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/@])"),
    ),
    ("mention", re.compile(r"(?<![\w@])@[A-Za-z0-9_]{3,32}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w#])#\w*[^\W\d]\w*")),
    ("url", re.compile(r"(?<![\w@])(?:https?://|tg://|t\.me/)[^\s<>\"]*[^\s<>\".,;:!?)]")),
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
)

CONTROL = {code: " " for code in range(32) if code not in {10, 13}} | {13: None}
CONTROL |= dict.fromkeys(range(0x2028, 0x202F))
CONTROL |= dict.fromkeys((0x0333, 0x033F, 0x030A))


def utf16_length(text: str) -> int:
    """The length that Telegram counts: code units of UTF-16 (an emoji is mostly two)."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def utf16_slice(text: str, offset: int, length: int) -> str:
    """The part of the text that an entity covers."""
    units = text.encode("utf-16-le")
    return units[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def cut(text: str, most: int) -> list[str]:
    """The text in pieces of at most `most` UTF-16 code units."""
    pieces: list[str] = []
    begin = length = 0
    for position, character in enumerate(text):
        if length + utf16_length(character) > most:
            pieces.append(text[begin:position])
            begin, length = position, 0
        length += utf16_length(character)
    return [*pieces, text[begin:]]


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of text of one kind, with Telegram's names for the kinds.

    `argument` is the address of a ``text_link``, the language of a ``pre``, the user id (as text)
    of a ``text_mention``.
    """

    kind: str
    offset: int
    length: int
    argument: str = ""

    @property
    def end(self) -> int:
        """Where the stretch ends, exclusive."""
        return self.offset + self.length

    def json(self) -> JsonObject:
        """The MessageEntity of the Bot API."""
        answer: dict[str, Json] = {
            "type": self.kind,
            "offset": self.offset,
            "length": self.length,
        }
        if self.kind == "text_link":
            answer["url"] = self.argument
        elif self.kind == "pre" and self.argument:
            answer["language"] = self.argument
        elif self.kind == "text_mention":
            answer["user"] = {
                "id": int(self.argument),
                "is_bot": False,
                "first_name": "",
            }
        return answer


@dataclass(frozen=True, slots=True)
class Formatted:
    """A text and its entities."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def length(self) -> int:
        """In UTF-16 code units."""
        return utf16_length(self.text)

    def json(self, text: str = "text", entities: str = "entities") -> JsonObject:
        """The two fields of a message; none for an empty text."""
        if not self.text:
            return {}
        answer: dict[str, Json] = {text: self.text}
        if self.entities:
            answer[entities] = [entity.json() for entity in self.entities]
        return answer

    @property
    def html(self) -> str:
        """The same as HTML that Telegram would accept (found links and commands stay plain)."""
        return _as_html(self.text, self.entities)


TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "expandable_blockquote": "blockquote",
    "text_link": "a",
    "text_mention": "a",
}


@lru_cache(maxsize=2048)
def _as_html(text: str, entities: tuple[Entity, ...]) -> str:
    """The text with its entities as tags; kept, for a screen is looked at after every deed."""
    opening: dict[int, list[Entity]] = {}
    closing: dict[int, list[Entity]] = {}
    for entity in entities:
        if entity.kind in TAGS:
            opening.setdefault(entity.offset, []).append(entity)
            closing.setdefault(entity.end, []).insert(0, entity)
    pieces: list[str] = []
    position = 0
    for character in text:
        pieces += (_close(entity) for entity in closing.get(position, ()))
        pieces += (_open(entity) for entity in opening.get(position, ()))
        pieces.append(escape(character))
        position += utf16_length(character)
    pieces += (_close(entity) for entity in closing.get(position, ()))
    return "".join(pieces)


def escape(text: str) -> str:
    """The text with the three characters escaped that mean something in Telegram's HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _open(entity: Entity) -> str:
    tag = TAGS[entity.kind]
    if entity.kind == "text_link":
        return f'<a href="{escape(entity.argument).replace(chr(34), "&quot;")}">'
    if entity.kind == "text_mention":
        return f'<a href="tg://user?id={entity.argument}">'
    if entity.kind == "expandable_blockquote":
        return "<blockquote expandable>"
    if entity.kind == "pre" and entity.argument:
        return f'<pre><code class="language-{entity.argument}">'
    return f"<{tag}>"


def _close(entity: Entity) -> str:
    if entity.kind == "pre" and entity.argument:
        return "</code></pre>"
    return f"</{TAGS[entity.kind]}>"


def clean(text: str, entities: Iterable[Entity] = ()) -> Formatted:
    """What Telegram makes of a text before it stores it.

    Offsets of the entities given are those before the cleaning. The text may come out empty.
    """
    text, kept = _without_control(text, entities)
    stripped = text.rstrip(" \n")
    end = utf16_length(stripped)
    kept = [
        replace(entity, length=min(entity.end, end) - entity.offset)
        for entity in kept
        if entity.offset < end
    ]
    first = min((entity.offset for entity in kept), default=len(stripped))
    lead = len(stripped) - len(stripped.lstrip(" \n"))
    cut = min(lead, first)
    kept = [replace(entity, offset=entity.offset - cut) for entity in kept]
    present = [entity for entity in kept if entity.length > 0]
    formatted = Formatted(stripped[cut:], in_order(_around_code(present)))
    return replace(formatted, entities=in_order((*formatted.entities, *_found(formatted))))


def in_order(entities: Iterable[Entity]) -> tuple[Entity, ...]:
    """By place, the outer before the inner."""
    return tuple(
        sorted(entities, key=lambda entity: (entity.offset, -entity.length, _rank(entity.kind)))
    )


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _without_control(text: str, entities: Iterable[Entity]) -> tuple[str, list[Entity]]:
    kept = list(entities)
    if not any(ord(character) in CONTROL for character in text):
        return text, kept
    moved = [0]
    pieces: list[str] = []
    for character in text:
        put = character.translate(CONTROL)
        pieces.append(put)
        for _ in range(utf16_length(character)):
            moved.append(moved[-1])
        moved[-1] += utf16_length(put)
    return "".join(pieces), [
        replace(
            entity,
            offset=moved[entity.offset],
            length=moved[entity.end] - moved[entity.offset],
        )
        for entity in kept
    ]


def _around_code(entities: list[Entity]) -> list[Entity]:
    """Code holds nothing else: what surrounds it is cut around it, links over it are dropped, and
    so are quotations within quotations."""
    fixed = [e for e in entities if e.kind in CODE]
    fixed = [e for e in fixed if not any(_within(e, other) for other in fixed)]
    quotes = [e for e in entities if e.kind in QUOTES]
    kept = [e for e in quotes if not any(_within(e, other) for other in quotes)]
    for entity in entities:
        over = [code for code in fixed if code.offset < entity.end and entity.offset < code.end]
        if entity.kind in SPLITTABLE:
            kept += _minus(entity, over)
        elif entity.kind not in {*CODE, *QUOTES} and not over:
            kept.append(entity)
    return kept + fixed


def _within(inner: Entity, outer: Entity) -> bool:
    """Inside it, or over the same stretch and of lower rank."""
    if (inner.offset, inner.length) == (outer.offset, outer.length):
        return _rank(outer.kind) < _rank(inner.kind)
    return outer.offset <= inner.offset and inner.end <= outer.end


def _minus(entity: Entity, holes: list[Entity]) -> list[Entity]:
    """What is left of the stretch between the holes."""
    pieces: list[Entity] = []
    begin = entity.offset
    for hole in sorted(holes, key=lambda each: each.offset):
        if hole.offset > begin:
            pieces.append(replace(entity, offset=begin, length=hole.offset - begin))
        begin = max(begin, hole.end)
    if begin < entity.end:
        pieces.append(replace(entity, offset=begin, length=entity.end - begin))
    return pieces


def _found(formatted: Formatted) -> list[Entity]:
    taken = [
        e for e in formatted.entities if e.kind in {"code", "pre", "text_link", "text_mention"}
    ]
    found: list[Entity] = []
    for kind, pattern in FOUND:
        for match in pattern.finditer(formatted.text):
            offset = utf16_length(formatted.text[: match.start()])
            entity = Entity(kind, offset, utf16_length(match.group()))
            if not any(entity.offset < other.end and other.offset < entity.end for other in taken):
                found.append(entity)
                taken.append(entity)
    return found
