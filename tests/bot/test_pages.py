"""Pages: long texts cut between the lines, with their tags in order."""

import re
from html import unescape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.pages import CAPTION, LONGEST, cut, pages, plain, width

# Speed is measured elsewhere: a busy machine must not fail these.
calmly = settings(suppress_health_check=[HealthCheck.too_slow])
TAGS = ("b", "i", "u", "s", "code", "pre", "blockquote")
words = st.text(st.sampled_from("ab đồng\n \n&<>é\u0301😀👨\u200d👩"), min_size=1, max_size=30)


@st.composite
def markups(draw: st.DrawFn, depth: int = 3) -> str:
    """Well-formed markup of our own tags, links and escaped text."""
    parts: list[str] = []
    for _ in range(draw(st.integers(1, 4))):
        if depth and draw(st.booleans()):
            inner = draw(markups(depth - 1))
            tag = draw(st.sampled_from((*TAGS, "a")))
            opening = '<a href="https://t.me/x?a=1&amp;b=2">' if tag == "a" else f"<{tag}>"
            parts.append(f"{opening}{inner}</{tag}>")
        else:
            text = draw(words)
            parts.append(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return "".join(parts)


def balanced(markup: str) -> bool:
    """Whether every tag closes in its turn."""
    tags: list[str] = []
    for close, tag in re.findall(r"<(/?)([a-z]+)[^>]*>", markup):
        if not close:
            tags.append(tag)
        elif not tags or tags.pop() != tag:
            return False
    return not tags


@calmly
@given(markups(), st.integers(8, 60))
def test_no_page_is_longer_than_allowed(markup: str, longest: int) -> None:
    """However the text is built, each page holds what Telegram takes, and something to read."""
    for page in pages(markup, longest):
        assert 0 < width(plain(page)) <= longest or len(plain(page)) < 20  # one long cluster
        assert plain(page).strip()


@calmly
@given(markups(), st.integers(8, 60))
def test_tags_are_balanced_on_every_page(markup: str, longest: int) -> None:
    """A tag open at the end of a page is closed there and opened again on the next."""
    assert all(balanced(page) for page in pages(markup, longest))


@calmly
@given(markups(), st.integers(8, 60))
def test_nothing_is_lost_or_added(markup: str, longest: int) -> None:
    """The pages read one after the other are the text, white space at the borders aside."""
    read = "".join(plain(page) for page in pages(markup, longest))
    assert re.sub(r"\s+", "", read) == re.sub(r"\s+", "", plain(markup))


@calmly
@given(markups(), st.integers(8, 60))
def test_the_pages_together_are_the_text(markup: str, longest: int) -> None:
    """Where no page would be blank, not even white space is lost."""
    markup = re.sub(r"\s+", " ", markup)
    if not re.search(r"\s(<[^>]*>)*(\s|$)", markup):
        assert "".join(plain(page) for page in pages(markup, longest)) == plain(markup)


@calmly
@given(markups(), st.integers(8, 60))
def test_every_character_keeps_its_tags(markup: str, longest: int) -> None:
    """A character stands under the same tags on its page as in the whole text."""
    whole = list(dressed(markup))
    paged = [character for page in pages(markup, longest) for character in dressed(page)]
    solid = [character for character in whole if not character[0].isspace()]
    assert [character for character in paged if not character[0].isspace()] == solid


def dressed(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Each character with the tags it stands under."""
    tags: list[str] = []
    found = []
    for tag, close, text in re.findall(r"<((/?)[^>]*)>|(&\w+;|[^<])", markup):
        if text:
            found.append((unescape(text), tuple(tags)))
        elif close:
            tags.pop()
        else:
            tags.append(tag)
    return found


def test_a_short_text_is_one_page_as_it_was() -> None:
    """What fits is not touched."""
    assert pages("<b>Câu 3/12</b>\n\nTốt &amp; đủ") == ("<b>Câu 3/12</b>\n\nTốt &amp; đủ",)


@pytest.mark.parametrize("blank", ["", "  \n", "<b> </b>"])
def test_a_blank_text_is_no_page(blank: str) -> None:
    """Telegram refuses a message without text, so none is made."""
    assert pages(blank) == ()


def test_a_page_ends_with_a_paragraph() -> None:
    """The border is the last blank line that leaves the page more than half full."""
    first, second = pages("Một hai.\n\nBa bốn.\nNăm sáu.\n\nBảy tám chín.", 34)
    assert first == "Một hai.\n\nBa bốn.\nNăm sáu.\n\n"
    assert second == "Bảy tám chín."


def test_a_page_ends_with_a_line_or_a_word() -> None:
    """Without a blank line, the border is a line's end, and without one, a word's."""
    assert pages("một hai ba\nbốn năm sáu", 14) == ("một hai ba\n", "bốn năm sáu")
    assert pages("một hai ba bốn", 9) == ("một hai ", "ba bốn")


def test_the_tags_go_on_over_the_border() -> None:
    """Bold text that is cut is bold on both sides."""
    assert pages("<b>một hai ba bốn</b>", 9) == ("<b>một hai </b>", "<b>ba bốn</b>")


def test_the_limit_is_counted_after_the_tags_are_read() -> None:
    """Tags and references do not use up the page."""
    text = "<b>" + "&lt;" * LONGEST + "</b>"
    assert len(pages(text)) == 1
    assert len(pages(text + "x")) == 2


def test_an_emoji_counts_twice_and_is_never_torn() -> None:
    """Counting is in UTF-16 units; a family of joined emoji stays together."""
    assert len(pages("😀" * (LONGEST // 2))) == 1
    assert pages("x👨\u200d👩\u200d👧", 8) == ("x", "👨\u200d👩\u200d👧")


def test_a_page_has_at_most_a_hundred_entities() -> None:
    """Telegram keeps a hundred entities of a message and silently forgets the rest."""
    found = pages("<b>x</b> " * 250)
    assert all(page.count("<b>") <= 100 for page in found)
    assert "".join(plain(page) for page in found) == "x " * 250


def test_a_toast_is_cut_at_a_word() -> None:
    """A toast that is too long ends with an ellipsis, within the limit."""
    text = "một hai ba " * 40
    short = cut(text, 200)
    assert width(short) <= 200
    assert short.endswith("…")
    assert text.startswith(short[:-1])
    assert cut("ngắn", 200) == "ngắn"


@calmly
@given(st.text(max_size=300), st.integers(20, 200))
def test_a_cut_text_fits(text: str, longest: int) -> None:
    """Whatever it is made of, a cut text is within its limit."""
    assert width(cut(text, longest)) <= longest


def test_a_cut_text_without_words_keeps_what_fits() -> None:
    """Characters of two units each, and no white space to cut at."""
    assert cut("\U00010000" * 19, 20) == "\U00010000" * 9 + "…"


@pytest.mark.parametrize("times", [1, 5])
def test_a_huge_report_is_cut_quickly(times: int) -> None:
    """A report of many pages is cut into about as many as it needs."""
    line = "<b>Nguyễn Văn An</b>: hoàn thành tốt nhiệm vụ (<i>II.B.2.3</i>)\n"
    report = line * (times * 60)
    needed = width(plain(report)) / LONGEST
    assert needed <= len(pages(report)) <= needed * 1.6 + 2
    assert CAPTION < LONGEST
