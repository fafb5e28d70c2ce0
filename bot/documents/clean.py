"""The one border that people's words cross on their way onto paper.

A signed paper is read by anyone, printed anywhere and kept for years: what no printer shows
(control characters, marks that turn the direction of writing) or no document font holds (emoji)
stays out.
"""

import re
import unicodedata

_FIT = re.compile("[!-~À-ɏḀ-ỹ–—“”…]+(?: [!-~À-ɏḀ-ỹ–—“”…]+)*")
"""Most texts: composed letters and usual marks, single blanks."""
_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[^\\S\n]+")
_EMPTY_LINES = re.compile("\n{3,}")
_HEAPS = re.compile("([\u0300-\u036f]{2})[\u0300-\u036f]+")
_KEPT = frozenset("\n\t")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def clean(text: str) -> str:
    """The text fit for paper: composed letters, plain breaks, no run of blanks, nothing unseen.

    Every letter and mark of the text stays, line breaks too; two empty lines become one.
    """
    if _FIT.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", _BREAKS.sub("\n", text))
    text = "".join(one for one in text if one in _KEPT or _printable(one))
    text = _HEAPS.sub(r"\1", text)
    text = _SPACES.sub(" ", text)
    lines = [line.strip() for line in text.split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def paragraphs(text: str) -> list[str]:
    """The cleaned text's lines that are not empty, each a paragraph of its own."""
    return [line for line in clean(text).split("\n") if line]


def _printable(one: str) -> bool:
    if one < "\x7f":
        return one >= " "
    if one > "\uffff" or "\ufe00" <= one <= "\ufe0f":
        return False
    return unicodedata.category(one) not in _LEFT_OUT
