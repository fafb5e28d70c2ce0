"""Pages: a text too long for one message, cut where a reader would cut it.

Telegram takes 4096 characters a message, counted after the tags are read, and keeps the first 100
entities.  A page ends at the end of a paragraph, or else of a line, or else of a word, or else
where it must; tags that are open there are closed and opened again on the next page.  Characters
are counted as UTF-16 units, the stricter of the ways in which Telegram counts.
"""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from itertools import accumulate, takewhile
from typing import Final

LONGEST: Final = 4096
"""Characters of a message."""
CAPTION: Final = 1024
"""Characters of a file's caption."""
TOAST: Final = 200
"""Characters of the answer to a tap."""
ENTITIES: Final = 100

_ATOM = re.compile(
    r"<(?P<close>/?)(?P<tag>[a-zA-Z][a-zA-Z-]*)[^<>]*>"
    r"|(?P<reference>&(?:[a-zA-Z]+|\#[0-9]+|\#[xX][0-9a-fA-F]+);)"
    r"|(?P<character>.)",
    re.DOTALL,
)
_JOINERS: Final = frozenset("\u200d\ufe0f\ufe0e")

_TAGS = re.compile(r"<[^>]*>")


def width(text: str) -> int:
    """The length of plain text as Telegram counts it: UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(markup: str) -> str:
    """The text that a reader sees: no tags, references resolved."""
    return "".join(atom.text for atom in _atoms(markup))


def cut(text: str, longest: int) -> str:
    """Plain text cut to ``longest`` at a word, with an ellipsis where something is missing."""
    if width(text) <= longest:
        return text
    ends = accumulate(map(width, text))
    text = text[: sum(1 for _ in takewhile(lambda end: end < longest, ends))]
    at_word = "".join(text.rsplit(None, 1)[:1])
    return (at_word if len(at_word) > longest // 2 else text).rstrip() + "…"


def pages(markup: str, longest: int = LONGEST) -> tuple[str, ...]:
    """The markup as messages of at most ``longest`` characters and :data:`ENTITIES` entities.

    Every page has balanced tags.  The pages' plain texts, one after the other, are the text: the
    white space at a border stays at the end of a page, where Telegram trims it, and only a page
    of nothing but white space is left out.
    """
    if width(markup) <= longest and markup.count("<") <= ENTITIES:
        return (markup,) if unescape(_TAGS.sub("", markup)).strip() else ()
    atoms = _atoms(markup)
    found: list[str] = []
    start = 0
    open_tags: list[_Atom] = []
    while start < len(atoms):
        end = _end(atoms, start, len(open_tags), longest)
        body = "".join(atom.raw for atom in atoms[start:end])
        before = "".join(tag.raw for tag in open_tags)
        for atom in atoms[start:end]:
            _follow(open_tags, atom)
        after = "".join(f"</{tag.tag}>" for tag in reversed(open_tags))
        if plain(body).strip():
            found.append(before + body + after)
        start = end
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Atom:
    """What must not be cut: a tag, a reference, a character with the marks on it."""

    raw: str
    text: str = ""
    tag: str = ""
    closes: bool = False


def _atoms(markup: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    for match in _ATOM.finditer(markup):
        raw = match[0]
        if match["tag"]:
            atoms.append(_Atom(raw, tag=match["tag"].lower(), closes=bool(match["close"])))
        elif match["reference"]:
            atoms.append(_Atom(raw, unescape(raw)))
        elif atoms and atoms[-1].text and _clings(atoms[-1].text, raw):
            last = atoms.pop()
            atoms.append(_Atom(last.raw + raw, last.text + raw))
        else:
            atoms.append(_Atom(raw, raw))
    return atoms


def _clings(before: str, character: str) -> bool:
    """Whether the character belongs to what stands before it; never without an end."""
    joined = unicodedata.combining(character) or character in _JOINERS or before[-1] == "\u200d"
    return bool(joined) and len(before) < 16


def _follow(open_tags: list[_Atom], atom: _Atom) -> None:
    """Keep the list of open tags; a closing tag that closes nothing changes nothing."""
    if not atom.tag:
        return
    if not atom.closes:
        open_tags.append(atom)
    elif any(tag.tag == atom.tag for tag in open_tags):
        while open_tags.pop().tag != atom.tag:
            pass


def _end(atoms: list[_Atom], start: int, entities: int, longest: int) -> int:
    """Where the page that begins at ``start`` ends (the index after its last atom)."""
    used = 0
    stop = start
    while stop < len(atoms):
        atom = atoms[stop]
        used += width(atom.text)
        entities += bool(atom.tag) and not atom.closes
        if used > longest or entities > ENTITIES:
            break
        stop += 1
    if stop == len(atoms):
        return stop
    return _tidy(atoms, start, _border(atoms, start, max(stop, start + 1)))


def _border(atoms: list[_Atom], start: int, stop: int) -> int:
    """The last end of a paragraph, line or word; the first two only past half the page."""
    half = start + (stop - start) // 2
    while start < stop and not atoms[start].text.strip():
        start += 1  # a border within leading white space would make a blank page
    line = word = 0
    seen_break = False
    for index in range(stop - 1, start - 1, -1):
        text = atoms[index].text
        if text == "\n":
            if seen_break and index + 2 > half:
                return index + 2
            line = line or index + 1
            seen_break = True
        elif text:
            seen_break = False
            if text.isspace():
                word = word or index + 1
    if line > half:
        return line
    return max(line, word) or stop


def _tidy(atoms: list[_Atom], start: int, end: int) -> int:
    """Move the border over closing tags behind it, and before opening tags at its end."""
    while end < len(atoms) and atoms[end].closes:
        end += 1
    back = end
    while back > start and atoms[back - 1].tag and not atoms[back - 1].closes:
        back -= 1
    return back if back > start else end
