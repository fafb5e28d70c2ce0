"""Small pieces that every dialogue shows alike: the way home, rows of buttons, progress."""

from collections.abc import Iterable, Sequence

from conversations.context import Context, Refused
from conversations.screen import Button, Rows, Say, Screen, Tap, Toast
from conversations.words import Words


def home_button(t: Words) -> Button:
    """The way out of every screen."""
    return Button(t.plain("🏠 Home"), "home:show")


def back_button(t: Words, data: str) -> Button:
    """The way back to the screen before."""
    return Button(t.plain("‹ Back"), data)


def rows_of(buttons: Iterable[Button], width: int = 1) -> Rows:
    """The buttons in rows of ``width`` (at most two for words: labels must never be cut)."""
    every: Sequence[Button] = tuple(buttons)
    return tuple(tuple(every[i : i + width]) for i in range(0, len(every), width))


def whole_number(text: str) -> int | None:
    """The number that a tap's argument names; None for anything that is not plain digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 15 else None


def kind_refusal(c: Context, words: str) -> Refused:
    """A refusal to raise: said over the tapped button, or as a message with the way home."""
    if isinstance(c.event.what, Tap):
        return Refused(Toast(words, alert=True))
    rows = () if c.event.place.group else ((home_button(c.t),),)
    return Refused(Say(Screen(c.t("{refusal}", refusal=words), rows)))


def greeting(t: Words) -> str:
    """What someone who is not on any roll is told, whatever he does."""
    return t.plain(
        "Hello! This chat is for the members of a branch that uses Tự Soi. I do not know your "
        "account yet. If you are a member, please open the invitation link that your branch "
        "secretary gave you."
    )
