"""The words: escaping, dates in local form, the recipient's language."""

from datetime import UTC, date, datetime

import pytest
from markupsafe import Markup

from conversations.words import Words, known_locale


def test_what_a_person_typed_is_escaped_and_markup_is_not() -> None:
    """A name with tags is shown as typed; our own markup stays markup."""
    t = Words("vi")
    assert t("{refusal}", refusal="<b>An & Bình</b>") == "&lt;b&gt;An &amp; Bình&lt;/b&gt;"
    assert t("{refusal}", refusal=Markup("<b>An</b>")) == "<b>An</b>"


def test_braces_in_what_a_person_typed_are_not_fields() -> None:
    """A name such as «{t}» or «{0.__class__}» is shown as it is."""
    assert Words("vi").plain("{refusal}", refusal="{0.__class__}") == "{0.__class__}"


def test_dates_are_local() -> None:
    """Half past five in the afternoon UTC is half past midnight of the next day in Việt Nam."""
    moment = datetime(2026, 12, 19, 17, 30, tzinfo=UTC)
    t = Words("vi")
    assert t.date(date(2026, 12, 20)) == "20/12/2026"
    assert t.date(moment) == "20/12/2026"
    assert t.time(moment) == "00:30"
    assert t.weekday(date(2026, 12, 20)) == "Chủ Nhật"
    assert Words("vi", "Europe/Moscow").time(moment) == "20:30"


def test_numbers_take_the_languages_separators() -> None:
    """1234 is 1.234 in Vietnamese."""
    assert Words("vi").number(1234) == "1.234"
    assert Words("en").number(1234) == "1,234"


@pytest.mark.parametrize(
    ("asked", "given"), [("vi", "vi"), ("en-GB", "en"), ("EN", "en"), ("fr", None), (None, None)]
)
def test_a_language_is_known_by_its_base(asked: str | None, given: str | None) -> None:
    """en-GB is answered in English; an unknown language falls back to the house's own."""
    assert known_locale(asked) == given
