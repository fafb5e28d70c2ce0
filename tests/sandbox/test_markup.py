"""Telegram's HTML, and Telegram's words for what is wrong with it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sandbox.entities import Entity, clean, cut, escape, utf16_length, utf16_slice
from bot.sandbox.errors import Refusal
from bot.sandbox.markup import check_url, parse

E = Entity

INVALID = (
    "Text contains invalid Unicode characters after decoding HTML entities, "
    "check for unmatched surrogate code units"
)


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("chào", "chào", ()),
        ("<b>Tốt</b>", "Tốt", (E("bold", 0, 3),)),
        ("<STRONG>a</strong>", "a", (E("bold", 0, 1),)),
        ("<b>a<i>b</i></b>", "ab", (E("bold", 0, 2), E("italic", 1, 1))),
        ("🏅 <u>đ</u>", "🏅 đ", (E("underline", 3, 1),)),
        (
            "<s>a</s><del>b</del><strike>c</strike>",
            "abc",
            tuple(E("strikethrough", n, 1) for n in range(3)),
        ),
        ("<ins>a</ins><em>b</em>", "ab", (E("underline", 0, 1), E("italic", 1, 1))),
        ('<span class="tg-spoiler">x</span>', "x", (E("spoiler", 0, 1),)),
        ("<tg-spoiler>x</tg-spoiler>", "x", (E("spoiler", 0, 1),)),
        ("<code>a</code>", "a", (E("code", 0, 1),)),
        ('<code class="language-py">a</code>', "a", (E("code", 0, 1),)),
        ("<pre>a</pre>", "a", (E("pre", 0, 1),)),
        ('<pre><code class="language-py">a</code></pre>', "a", (E("pre", 0, 1, "py"),)),
        ('<code class="language-py"><pre>a</pre></code>', "a", (E("pre", 0, 1, "py"),)),
        ("<pre><code>a</code></pre>", "a", (E("pre", 0, 1), E("code", 0, 1))),
        ("<blockquote>a</blockquote>", "a", (E("blockquote", 0, 1),)),
        ("<blockquote expandable>a</blockquote>", "a", (E("expandable_blockquote", 0, 1),)),
        ("<blockquote expandable='1'>a</blockquote>", "a", (E("expandable_blockquote", 0, 1),)),
        (
            '<a href="https://t.me/x?start=1&amp;b=2">a</a>',
            "a",
            (E("text_link", 0, 1, "https://t.me/x?start=1&b=2"),),
        ),
        ("<a href='http://a.vn'>a</a>", "a", (E("text_link", 0, 1, "http://a.vn/"),)),
        ("<a>a.vn</a>", "a.vn", (E("text_link", 0, 4, "http://a.vn/"),)),
        ('<a href="tg://user?id=42">a</a>', "a", (E("text_mention", 0, 1, "42"),)),
        ('<a href="tg://user?id=x">a</a>', "a", ()),
        ('<a href="no link">a</a>', "a", ()),
        ("<b></b>a", "a", ()),
        ("a &lt;b&gt; &amp;amp; &quot;", 'a <b> &amp; "', ()),
        ("&apos; &nbsp; & &#;", "&apos; &nbsp; & &#;", ()),
        ("&#65;&#x42;&#67 &#0;", "ABC &#0;", ()),
        ("&lt &ltx", "< &ltx", ()),
        ("<b>a</>", "a", (E("bold", 0, 1),)),
        ("<b >a</b >", "a", (E("bold", 0, 1),)),
        ('<b class="x">a</b>', "a", (E("bold", 0, 1),)),
    ],
)
def test_what_is_allowed(source: str, text: str, entities: tuple[Entity, ...]) -> None:
    """Tags become entities counted in UTF-16 units, references become characters."""
    assert parse(source) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<br>", 'Unsupported start tag "br" at byte offset 0'),
        ("Tốt <p>", 'Unsupported start tag "p" at byte offset 6'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <b", "Unclosed start tag at byte offset 2"),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a<i>b</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ("<b>a</b x>", "Unclosed end tag at byte offset 4"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<a ="x">a</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<a href", 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=", 'Unclosed start tag "a" at byte offset 0'),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<a href=x/y>a</a>", "Unexpected end of name token at byte offset 8"),
        (
            "&#xD800;",
            INVALID,
        ),
    ],
)
def test_what_is_refused(source: str, reason: str) -> None:
    """The refusal says what is wrong and at which byte, in Telegram's words."""
    with pytest.raises(Refusal) as refused:
        parse(source)
    assert refused.value.code == 400
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@settings(deadline=None)
@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    """Whatever is escaped is read as itself, with no entities."""
    assert parse(escape(text)) == (text, ())


@settings(deadline=None)
@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """No input breaks the parser; entities stay within the text."""
    try:
        plain, entities = parse(text)
    except Refusal:
        return
    assert all(entity.end <= utf16_length(plain) for entity in entities)


@settings(deadline=None)
@given(st.text(), st.text(), st.text())
def test_html_of_a_parsed_text_parses_to_the_same(a: str, b: str, c: str) -> None:
    """The transcript's HTML says what the message said."""
    first = clean(*parse(f"{escape(a)}<b>{escape(b)}<i>{escape(c)}</i></b>"))
    again = clean(*parse(first.html))
    assert again == first


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<a href="https://a.vn/">a</a>', '<a href="https://a.vn/">a</a>'),
        ('<a href="tg://user?id=42">a</a>', '<a href="tg://user?id=42">a</a>'),
        (
            '<pre><code class="language-py">a</code></pre>',
            '<pre><code class="language-py">a</code></pre>',
        ),
        ("<blockquote expandable>a</blockquote>", "<blockquote expandable>a</blockquote>"),
        ("🏅<b>x</b>&lt;", "🏅<b>x</b>&lt;"),
    ],
)
def test_html_is_drawn_from_entities(source: str, html: str) -> None:
    """Every kind of entity has its tag."""
    assert clean(*parse(source)).html == html


def test_texts_are_cleaned_as_telegram_does() -> None:
    """Control characters become spaces, ends are trimmed, entities move along."""
    cleaned = clean(*parse(" \n a\r\tb\u2028 <b>c </b> \n"))
    assert cleaned.text == "a b c"
    assert cleaned.entities == (E("bold", 4, 1),)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<b>a <code>b</code> c</b>", "<b>a </b><code>b</code><b> c</b>"),
        ("<code>a <b>b</b></code>", "<code>a b</code>"),
        ("<pre><code>a</code></pre>", "<pre>a</pre>"),
        ('<a href="https://a.vn/"><code>a</code> b</a>', "<code>a</code> b"),
        (
            "<blockquote>a<blockquote>b</blockquote></blockquote>",
            "<blockquote>ab</blockquote>",
        ),
        ("<blockquote>a <code>b</code></blockquote>", "<blockquote>a <code>b</code></blockquote>"),
    ],
)
def test_code_holds_nothing_else(source: str, html: str) -> None:
    """Formatting around code is cut at it, within code it goes; quotations do not nest."""
    assert clean(*parse(source)).html == html


def test_a_leading_blank_inside_an_entity_stays() -> None:
    """Only what stands before the first entity is cut off in front."""
    assert clean(*parse("  <b> a</b>")).text == " a"


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("gõ /bo_phieu nhé", "bot_command", "/bo_phieu"),
        ("/start@tusoi_bot x", "bot_command", "/start@tusoi_bot"),
        ("xem https://a.vn/b?c=1.", "url", "https://a.vn/b?c=1"),
        ("hỏi @bi_thu nhé", "mention", "@bi_thu"),
        ("#kiểm_điểm", "hashtag", "#kiểm_điểm"),
        ("a@b.vn", "email", "a@b.vn"),
    ],
)
def test_commands_links_and_the_like_are_found(text: str, kind: str, found: str) -> None:
    """Telegram marks them by itself."""
    (entity,) = clean(text).entities
    assert (entity.kind, utf16_slice(text, entity.offset, entity.length)) == (kind, found)


def test_nothing_is_found_inside_code() -> None:
    """A command in code is code."""
    assert [entity.kind for entity in clean(*parse("<code>/x</code>")).entities] == ["code"]


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("t.me/x", "http://t.me/x"),
        ("https://t.me/x?start=1", "https://t.me/x?start=1"),
        ("http://localhost", "http://localhost/"),
        ("tg://resolve?domain=x", "tg://resolve?domain=x"),
        ("javascript:x", ""),
        ("https://x", ""),
        ("http://[", ""),
        ("", ""),
    ],
)
def test_addresses(address: str, kept: str) -> None:
    """What can be a link is kept, what cannot is not."""
    assert check_url(address) == kept


def test_long_texts_are_cut_without_breaking_characters() -> None:
    """An emoji counts two and is never halved."""
    assert cut("🏅🏅a", 3) == ["🏅", "🏅a"]
    assert cut("", 3) == [""]
