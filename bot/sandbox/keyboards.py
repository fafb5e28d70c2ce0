"""Inline keyboards: checked as Telegram checks them, kept as rows of `Button`.

Only inline keyboards exist here. Two limits are the servers' own and undocumented (python-telegram-
bot's constants name them): 100 buttons in all, 8 in a row. The sandbox refuses what is over either;
Telegram itself may also cut the surplus off in silence, which nobody should rely on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeGuard

from bot.sandbox.errors import Misuse, bad_request
from bot.sandbox.json import Json, JsonObject
from bot.sandbox.markup import check_url

MAX_BUTTONS: Final = 100
MAX_IN_ROW: Final = 8
MAX_DATA: Final = 64
"""Bytes of callback data, counted in UTF-8."""

COSMETIC: Final = frozenset({"style", "icon_custom_emoji_id"})


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it shows, and either what a tap sends to the bot or what it opens."""

    label: str
    data: str = ""
    url: str = ""

    def json(self) -> JsonObject:
        """The InlineKeyboardButton of the Bot API."""
        if self.url:
            return {"text": self.label, "url": self.url}
        return {"text": self.label, "callback_data": self.data}


Keyboard: TypeAlias = tuple[tuple[Button, ...], ...]
"""Rows of buttons; empty when a message has none."""


def keyboard_json(keyboard: Keyboard) -> JsonObject:
    """The InlineKeyboardMarkup of the Bot API."""
    return {"inline_keyboard": [[button.json() for button in row] for row in keyboard]}


def parse_keyboard(markup: Json) -> Keyboard:
    """The rows of a ``reply_markup``.

    Raises `Refusal` (400) for what Telegram refuses, and `Misuse` for markups and kinds of button
    that the sandbox does not have.
    """
    if markup is None:
        return ()
    if not isinstance(markup, Mapping):
        raise bad_request("object expected as reply markup")
    if set(markup) != {"inline_keyboard"}:
        raise Misuse(f"the sandbox knows inline keyboards only, not {sorted(markup)}")
    rows = markup["inline_keyboard"]
    if not _is_array(rows):
        raise bad_request('field "inline_keyboard" must be of type Array')
    keyboard: list[tuple[Button, ...]] = []
    for row in rows:
        if not _is_array(row):
            raise bad_request(
                'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'
            )
        buttons = tuple(button for item in row if (button := _button(item)) is not None)
        if buttons:
            keyboard.append(buttons)
    if sum(map(len, keyboard)) > MAX_BUTTONS or any(len(row) > MAX_IN_ROW for row in keyboard):
        raise bad_request("reply markup is too long")
    return tuple(keyboard)


def _is_array(value: Json) -> TypeGuard[Sequence[Json]]:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _button(item: Json) -> Button | None:
    if not isinstance(item, Mapping):
        raise bad_request(
            "can't parse inline keyboard button: InlineKeyboardButton must be an Object"
        )
    label = item.get("text")
    if not isinstance(label, str):
        raise bad_request(
            "can't parse inline keyboard button: Can't find field \"text\""
            if label is None
            else 'can\'t parse inline keyboard button: Field "text" must be of type String'
        )
    kinds = set(item) - COSMETIC - {"text"}
    if unknown := kinds - {"url", "callback_data"}:
        raise Misuse(f"the sandbox does not know buttons with {sorted(unknown)}")
    if len(kinds) > 1:
        raise Misuse(f"the button {label!r} has both an address and callback data")
    url, data = _text(item, "url"), _text(item, "callback_data")
    if not url and not data:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not label:
        return None
    if url:
        checked = check_url(url)
        if not checked:
            raise bad_request(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
        return Button(label, url=checked)
    if len(data.encode()) > MAX_DATA:
        raise bad_request("BUTTON_DATA_INVALID")
    return Button(label, data=data)


def _text(item: JsonObject, field: str) -> str:
    value = item.get(field, "")
    if not isinstance(value, str):
        raise bad_request(
            f'can\'t parse inline keyboard button: Field "{field}" must be of type String'
        )
    return value
