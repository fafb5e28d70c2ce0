"""What must hold of every rendered paper."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bot.documents.page import BOTTOM, LEFT, LONG, RIGHT, SHORT
from tests.rendering.cases import Case
from tests.rendering.office import Page, Word

SERIF = {"LiberationSerif", "TimesNewRomanPSMT", "TimesNewRoman"}
SYMBOLS = {"DejaVuSans", "SegoeUISymbol", "OpenSymbol", "NotoSansSymbols", "NotoSansSymbols2"}
"""What boxes are drawn with; never letters."""
_SPARE = 2.0
"""Millimetres that a word's box may stand out: italics lean, cells have their own margin."""
_SIGNED = "(ký,"
_NUMERAL = re.compile(r"[IVX]+\.")
_NUMBER = 18.0
"""Millimetres from the top within which only the page's number stands."""


def faults(case: Case, pages: Sequence[Page], fonts: set[str]) -> Iterator[str]:
    """Each thing wrong with a rendered paper, in a sentence."""
    if not case.least <= len(pages) <= case.most:
        yield f"{len(pages)} pages, not {case.least} to {case.most}"
    for number, page in enumerate(pages, 1):
        yield from (f"page {number}: {fault}" for fault in _page(page))
    strange = fonts - SERIF - SYMBOLS
    if strange or not fonts & SERIF:
        yield f"type in {', '.join(sorted(fonts)) or 'nothing'}"
    last = [one.text for one in pages[-1].words if one.text != "-"][-3:]
    if last[:2] != ["dữ", "liệu"]:
        yield "the last line is not the last"
    yield from _signatures(pages)
    yield from _headings(pages)


def _page(page: Page) -> Iterator[str]:
    """Paper, text within the margins, nothing printed over something else, no empty page."""
    if sorted((round(page.width), round(page.height))) != [SHORT, LONG]:
        yield f"{page.width:.0f} × {page.height:.0f} mm is not A4"
    if not _text(page):
        yield "nothing on it"
    for word in page.words:
        out = max(
            LEFT - word.left,
            word.right - (page.width - RIGHT),
            word.bottom - (page.height - BOTTOM),
        )
        if out > _SPARE:
            yield f"“{word.text}” stands {out:.1f} mm outside the margins"
    for one, other in pairwise(page.words):
        if _over(one, other):
            yield f"“{one.text}” is printed over “{other.text}”"


def _over(one: Word, other: Word) -> bool:
    """Whether the middle of a word lies under the next one."""
    across, down = (one.left + one.right) / 2, (one.top + one.bottom) / 2
    return (
        other.left + 0.5 < across < other.right - 0.5
        and other.top + 0.5 < down < other.bottom - 0.5
        and one.right - one.left > 1
    )


def _signatures(pages: Sequence[Page]) -> Iterator[str]:
    """No signature alone on its page: something that is signed stands above it."""
    for number, page in enumerate(pages, 1):
        places = [word.top for word in page.words if word.text == _SIGNED]
        if not places:
            continue
        above = {round(word.top) for word in _text(page) if word.top < min(places) - 8}
        if not above:
            yield f"page {number}: a signature with nothing above it"


def _headings(pages: Sequence[Page]) -> Iterator[str]:
    """No heading at the foot of a page with nothing under it."""
    for number, page in enumerate(pages, 1):
        words = _text(page)
        lowest = max((round(one.top) for one in words), default=0)
        foot = [one.text for one in words if abs(one.top - lowest) < _SPARE]
        if foot and _NUMERAL.fullmatch(foot[0]):
            yield f"page {number}: the heading “{' '.join(foot)}” with nothing under it"


def _text(page: Page) -> list[Word]:
    return [word for word in page.words if word.top > _NUMBER]
