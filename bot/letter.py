"""An answer on its way, and what of it Telegram's own words are: buttons, spoken toasts."""

from dataclasses import dataclass
from html import escape
from typing import Any

from markupsafe import Markup

from conversations.screen import Rows, Say, Screen, Toast


@dataclass(slots=True)
class Letter:
    """An answer on its way: to which chat, from which tapped message, and how far it has come."""

    chat: int
    tapped: int | None = None
    background: bool = False
    sent: int = 0
    turn_taken: bool = False
    discreet: bool = False


def spoken(toast: Toast) -> Say:
    """A toast that no tap can carry any more, as a message."""
    return Say(Screen(Markup(escape(toast.text))))  # noqa: S704 - escaped


def keyboard_of(rows: Rows) -> dict[str, Any]:
    """The buttons as Telegram wants them, to be sent as they are; empty where there are none.

    PTB's own objects would say the same, and take longer than all the words of a screen.
    """
    if not rows:
        return {}
    keyboard = [
        [
            {"text": button.label, "url": button.url}
            if button.url
            else {"text": button.label, "callback_data": button.data}
            for button in row
        ]
        for row in rows
    ]
    return {"reply_markup": {"inline_keyboard": keyboard}}
