"""Small pieces that every dialogue shows alike: the way home, rows of buttons, progress."""

from collections.abc import Iterable

from conversations.context import Context, Refused
from conversations.screen import Button, Rows, Say, Screen, Tap, Toast
from conversations.words import Words


def home_button(t: Words) -> Button:
    """The way out of every screen."""
    return Button(t.plain("🏠 Home"), "home:show")


def back_button(t: Words, data: str) -> Button:
    """The way back to the screen before."""
    return Button(t.plain("‹ Back"), data)


NARROW = 19
"""Characters of a label that half a row shows on a small phone; longer ones would be cut."""


def rows_of(buttons: Iterable[Button], width: int = 1) -> Rows:
    """The buttons in rows of ``width``: one or two for words, more for numbers.

    Labels must never be cut: in rows of two, one longer than ``NARROW`` has its row alone.
    """
    rows: list[tuple[Button, ...]] = []
    row: tuple[Button, ...] = ()
    for button in buttons:
        alone = width == 2 and len(button.label) > NARROW
        if row and alone:
            rows.append(row)
            row = ()
        row += (button,)
        if alone or len(row) == width:
            rows.append(row)
            row = ()
    return (*rows, row) if row else tuple(rows)


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
