"""The words: one recipient's language, dates and numbers.

Messages in the code are English and keys of the gettext catalogues in ``locales/``; Vietnamese is
complete there, and English too, so that a wording can be mended without touching code.
``t("…{name}…", name=x)`` gives markup: fields are escaped unless they are markup already.
``t.plain`` gives plain text, for labels, toasts and files.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from gettext import NullTranslations
from importlib.resources import files
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime, format_time, get_day_names
from babel.numbers import format_decimal
from babel.support import Translations
from markupsafe import Markup, escape

DOMAIN = "tusoi"
LOCALES = ("vi", "en")
"""The languages that are complete; the first is the default."""

Field = str | int | Decimal | Markup

_DATE = {"vi": "dd/MM/yyyy", "en": "d MMM yyyy"}
_MOMENT = {"vi": "HH:mm 'ngày' dd/MM/yyyy", "en": "HH:mm, d MMM yyyy"}


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for marking a message
    """Mark a message for the catalogues where it is translated later; returns it unchanged."""
    return message


@lru_cache(maxsize=8)
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(files("locales")), [locale], DOMAIN)


def known_locale(language: str | None) -> str | None:
    """The complete language that ``language`` (``en-GB``, ``vi`` …) asks for, or None."""
    base = (language or "").split("-")[0].split("_")[0].lower()
    return base if base in LOCALES else None


def _filled(text: str, fields: Mapping[str, Field]) -> Markup:
    """A message with its fields, escaped unless they are markup; much faster than Markup.format,
    which also knows format specifications: no message has any."""
    return Markup(text.format(**{name: escape(field) for name, field in fields.items()}))  # noqa: S704


class Words:
    """The words for one recipient: ``locale`` of :data:`LOCALES` and a time zone's name."""

    __slots__ = ("_translations", "locale", "time_zone", "zone")

    def __init__(self, locale: str, time_zone: str = "Asia/Ho_Chi_Minh") -> None:
        self.locale = locale if locale in LOCALES else LOCALES[0]
        self.time_zone = time_zone
        self._translations = _catalogue(self.locale)
        self.zone = ZoneInfo(time_zone)

    def __call__(self, message: str, /, **fields: Field) -> Markup:
        """The message as markup; plain fields are escaped."""
        return _filled(self._translations.gettext(message), fields)

    def plain(self, message: str, /, **fields: Field) -> str:
        """The message as plain text."""
        return self._translations.gettext(message).format(**fields)

    def plural(self, one: str, many: str, n: int, /, **fields: Field) -> Markup:
        """The message for ``n`` things, as markup; ``{n}`` is among the fields."""
        text = self._translations.ngettext(one, many, n)
        return _filled(text, {"n": n, **fields})

    def plain_plural(self, one: str, many: str, n: int, /, **fields: Field) -> str:
        """The message for ``n`` things, as plain text; ``{n}`` is among the fields."""
        return self._translations.ngettext(one, many, n).format(n=n, **fields)

    def local(self, moment: datetime) -> datetime:
        """The moment in the recipient's time zone."""
        return moment.astimezone(self.zone)

    def weekday(self, day: date) -> str:
        """The day of the week, as a word."""
        return str(get_day_names("wide", locale=self.locale)[day.weekday()])

    def date(self, day: date) -> str:
        """A day: ``20/12/2026`` in Vietnamese."""
        if isinstance(day, datetime):
            day = self.local(day).date()
        return format_date(day, _DATE[self.locale], locale=self.locale)

    def time(self, moment: datetime) -> str:
        """The time of a moment, hours and minutes."""
        return format_time(self.local(moment), "HH:mm", locale=self.locale)

    def moment(self, moment: datetime) -> str:
        """A moment: time and day."""
        return format_datetime(self.local(moment), _MOMENT[self.locale], locale=self.locale)

    def number(self, number: int | Decimal) -> str:
        """A number with the language's own separators."""
        return format_decimal(number, locale=self.locale)

    def join(self, parts: list[Markup] | tuple[Markup, ...], by: str = "\n") -> Markup:
        """Markup parts joined; empty parts are left out."""
        return Markup(by).join(part for part in parts if part)  # noqa: S704
