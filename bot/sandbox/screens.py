"""What a person has before his eyes: messages as shown, and buttons found by their labels.

A label is found if it is shown exactly so, or if it is what remains of a button without the signs
around it (``Tốt`` finds ``✅ Tốt``, ``Quay lại`` finds ``← Quay lại``): people read words. The
newest message that shows the label is the one meant; two buttons of one message that fit equally
well are an ambiguity, and that is an error, for a person could not choose either.
"""

from dataclasses import dataclass
from datetime import datetime

from bot.sandbox.errors import NotVisible
from bot.sandbox.keyboards import Button, Keyboard
from bot.sandbox.world import Chat, Message, User


@dataclass(frozen=True, slots=True)
class Shown:
    """A message as it stood on the screen at one moment; later edits do not change it."""

    chat: Chat
    id: int
    at: datetime
    author: str
    text: str
    html: str
    keyboard: Keyboard
    by_bot: bool
    kind: str
    service: bool
    edited: bool
    file_name: str = ""
    content: bytes = b""

    @property
    def buttons(self) -> tuple[tuple[str, ...], ...]:
        """The labels, row by row."""
        return tuple(tuple(button.label for button in row) for row in self.keyboard)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels in reading order."""
        return tuple(label for row in self.buttons for label in row)

    def button(self, label: str) -> Button:
        """The button so labelled; raises `NotVisible` when there is none, or more than one."""
        fitting = matching(self.keyboard, label)
        if len(fitting) != 1:
            reason = "several buttons read" if fitting else "no button reads"
            raise NotVisible(f"{reason} {label!r} on this message:\n{self}")
        return fitting[0]

    def __str__(self) -> str:
        """The message as text, its buttons in brackets below it."""
        mark = f" <{self.file_name}>" if self.file_name else ""
        body = "\n".join(f"  {line}" for line in self.text.split("\n")) if self.text else ""
        rows = "\n".join("  " + " ".join(f"[{label}]" for label in row) for row in self.buttons)
        return "\n".join(part for part in (f"{self.author}{mark}:", body, rows) if part)


def show(message: Message) -> Shown:
    """The message as it stands now."""
    return Shown(
        chat=message.chat,
        id=message.id,
        at=message.at,
        author=message.chat.title if message.as_chat else message.author.name,
        text=message.content.text,
        html=message.content.html,
        keyboard=message.keyboard,
        by_bot=message.author.is_bot and not message.service,
        kind=message.kind,
        service=message.service,
        edited=message.edited is not None,
        file_name=message.file.name if message.file else "",
        content=message.file.content if message.file else b"",
    )


def visible(user: User, chat: Chat, hidden: frozenset[int] | set[int]) -> list[Shown]:
    """What the user sees in the chat, oldest first; nothing of a group that he is not in.

    A supergroup that was a group shows that group's messages above its own, as clients do.
    """
    member = chat.member(user)
    if not member.status.inside:
        return []
    before = visible(user, chat.upgraded_from, frozenset()) if chat.upgraded_from else []
    return before + [
        show(message)
        for message in chat.shown
        if message.id >= member.since and message.id not in hidden
    ]


def find_button(screen: list[Shown], label: str, whose: str) -> tuple[Shown, Button]:
    """The button that the label means on this screen, and the message that shows it.

    Raises `NotVisible`, with the whole screen in its text.
    """
    for shown in reversed(screen):
        if matching(shown.keyboard, label):
            return shown, shown.button(label)
    raise NotVisible(f"{whose} sees no button {label!r}. His screen:\n{draw(screen)}")


def draw(screen: list[Shown], most: int = 12) -> str:
    """The newest messages of a screen as text."""
    if not screen:
        return "(nothing)"
    return "\n".join(str(shown) for shown in screen[-most:])


def matching(keyboard: Keyboard, label: str) -> list[Button]:
    """The buttons that the label means: those that read exactly so, else those that do so but for
    the signs around them."""
    buttons = [button for row in keyboard for button in row]
    exact = [button for button in buttons if button.label == label]
    return exact or [button for button in buttons if bare(button.label) == bare(label) != ""]


def bare(label: str) -> str:
    """The label without the signs and spaces around its words."""
    inside = [position for position, sign in enumerate(label) if sign.isalnum()]
    return label[inside[0] : inside[-1] + 1] if inside else ""
