"""Long screens: as little is folded as will do, reasons before the rest, and nothing is lost."""

import re

from markupsafe import Markup

from conversations.folding import aside, folded, reasoned, seen
from conversations.words import Words

T = Words("vi")
QUOTE = re.compile(r"<blockquote expandable>(.*?)</blockquote>", re.DOTALL)


def line(letter: str, length: int) -> Markup:
    return Markup(letter * length)


def test_a_short_screen_is_shown_as_it_is() -> None:
    """No quote, one empty line between paragraphs, nothing for an empty one."""
    parts = (seen(line("a", 5)), aside(), reasoned([line("b", 5), line("c", 5)]))
    assert folded(T, *parts) == "aaaaa\n\nbbbbb\nccccc"


def test_only_as_much_is_folded_as_it_takes() -> None:
    """The longest reasons go first; those of another paragraph stay where they were."""
    parts = (
        reasoned([line("a", 50), line("b", 600)]),
        reasoned([line("c", 50), line("d", 300)]),
    )
    text = folded(T, *parts)
    assert QUOTE.findall(text) == ["b" * 600]
    assert QUOTE.sub("", text).split() == ["a" * 50, "c" * 50, "d" * 300]


def test_what_is_late_is_folded_last_and_what_is_seen_never() -> None:
    """A paragraph that was to be seen is seen however long it is."""
    late = reasoned([line("a", 10), line("b", 500)], late=True)
    early = aside(line("c", 250))
    assert QUOTE.findall(folded(T, late, early)) == ["c" * 250]
    text = folded(T, seen(line("z", 800)), late, early)
    assert QUOTE.findall(text) == ["b" * 500, "c" * 250]
    assert QUOTE.sub("", text).split() == ["z" * 800, "a" * 10]


def test_tags_and_escapes_do_not_count() -> None:
    """The length is that of what is read."""
    text = Markup("<b>{}</b>").format("&" * 690)
    assert len(text) > 3000
    assert not QUOTE.search(folded(T, aside(text)))
