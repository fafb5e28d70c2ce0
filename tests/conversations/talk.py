"""A person talking to the dialogues directly: taps labels, types, sees only what was said to him.

It drives ``conversations.router.answer`` over a real database; Telegram itself is tried in the
sandbox tests.  The clock is a plain number that every action moves on by two seconds.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from conversations import router
from conversations.context import House
from conversations.screen import (
    Answer,
    Appointment,
    Attach,
    BotAdded,
    BotRemoved,
    Button,
    Command,
    Event,
    File,
    Happening,
    Leave,
    Other,
    Place,
    Say,
    Screen,
    Show,
    Strip,
    Tap,
    Text,
    Toast,
)


@dataclass
class Message:
    """One message of the bot in a chat, as it stands now."""

    number: int
    screen: Screen
    task: str | None = None

    @property
    def text(self) -> str:
        return self.screen.text.striptags()

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.screen.rows for button in row]


@dataclass
class Chat:
    """What stands in one chat."""

    place: Place
    messages: list[Message] = field(default_factory=list)
    files: list[Attach] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    left: bool = False

    def take(self, parts: Answer, tapped: int | None, number: Callable[[], int]) -> list[Toast]:
        """Let an answer happen; returns its toasts."""
        toasts = []
        for part in parts:
            match part:
                case Toast():
                    toasts.append(part)
                case Say(screen):
                    self.messages.append(Message(number(), screen))
                case Show(screen, task, last=True):
                    for message in self.messages:
                        if message.task == task or message.number == tapped:
                            message.screen = screen
                case Show(screen, task):
                    live = next((m for m in self.messages if m.task == task), None)
                    if live is not None and live.number == tapped and not part.fresh:
                        live.screen = screen
                    else:
                        if live is not None:
                            self.messages.remove(live)
                        self.messages.append(Message(number(), screen, task))
                case Attach():
                    self.files.append(part)
                case Appointment():
                    self.appointments.append(part)
                case Strip():
                    for message in self.messages:
                        if message.number == tapped:
                            message.screen = Screen(message.screen.text)
                case Leave():
                    self.left = True
        return toasts


class Talk:
    """The world around the dialogues: a clock, the chats, and the outbox when asked to sweep."""

    def __init__(self, house: House, start: datetime | None = None) -> None:
        self.house = house
        self.now = start or datetime(2026, 12, 5, 8, 0, tzinfo=UTC)
        self.chats: dict[int, Chat] = {}
        self._number = 0

    def next_number(self) -> int:
        self._number += 1
        return self._number

    def chat(self, place: Place) -> Chat:
        return self.chats.setdefault(place.chat, Chat(place))

    def phone(self, account: int, name: str, language: str | None = "vi") -> "Phone":
        """A person's private chat with the bot."""
        return Phone(self, account, name, language, Place(account))

    async def happen(self, event: Event) -> Answer:
        return await router.answer(self.house, event)


class Phone:
    """One person in one chat."""

    def __init__(
        self, talk: Talk, account: int, name: str, language: str | None, place: Place
    ) -> None:
        self.talk, self.account, self.name, self.language = talk, account, name, language
        self.place = place
        self.toasts: list[Toast] = []
        self.anonymous = False

    def in_group(self, chat: int, title: str) -> "Phone":
        """The same person in a group chat."""
        return Phone(self.talk, self.account, self.name, self.language, Place(chat, True, title))

    @property
    def chat(self) -> Chat:
        return self.talk.chat(self.place)

    @property
    def screens(self) -> list[str]:
        """The texts of all messages that stand in the chat, oldest first."""
        return [message.text for message in self.chat.messages]

    @property
    def text(self) -> str:
        """The newest message's text."""
        return self.screens[-1]

    @property
    def labels(self) -> list[str]:
        """The labels of the newest message."""
        return [button.label for button in self.chat.messages[-1].buttons]

    @property
    def toast(self) -> str:
        """The last toast."""
        return self.toasts[-1].text if self.toasts else ""

    def button(self, label: str) -> tuple[Message, Button]:
        """The newest button with that label, or (when none) one whose label contains it."""
        for exact in (True, False):
            for message in reversed(self.chat.messages):
                for button in message.buttons:
                    if button.label == label if exact else label in button.label:
                        return message, button
        shown = "\n---\n".join(
            f"{m.text}\n{[b.label for b in m.buttons]}" for m in self.chat.messages
        )
        raise AssertionError(f"no button {label!r} in:\n{shown}")

    async def do(self, what: Happening, *, after: float = 2.0) -> Answer:
        """Let something happen ``after`` so many seconds."""
        self.talk.now += timedelta(seconds=after)
        event = Event(
            self.account,
            self.name,
            self.language,
            self.place,
            self.talk.now,
            what,
            anonymous=self.anonymous,
        )
        parts = await self.talk.happen(event)
        tapped = what.message if isinstance(what, Tap) else None
        self.toasts += self.chat.take(parts, tapped, self.talk.next_number)
        return parts

    async def command(self, name: str, argument: str = "") -> Answer:
        return await self.do(Command(name, argument))

    async def tap(self, label: str, *, after: float = 2.0) -> Answer:
        """Tap the button with that visible label."""
        message, button = self.button(label)
        assert button.data, f"{label!r} is a link: {button.url}"
        return await self.do(Tap(button.data, message.number), after=after)

    async def tap_data(self, data: str, message: int | None = None) -> Answer:
        """Tap with forged data, on some message."""
        if message is None:
            message = self.chat.messages[-1].number if self.chat.messages else 0
        return await self.do(Tap(data, message))

    async def type(self, text: str, *, after: float = 2.0) -> Answer:
        return await self.do(Text(text), after=after)

    async def send_file(self, name: str, content: bytes) -> Answer:
        async def read() -> bytes:
            return content

        return await self.do(File(name, len(content), read))

    async def other(self, kind: str) -> Answer:
        return await self.do(Other(kind))

    async def add_bot(self) -> Answer:
        return await self.do(BotAdded())

    async def remove_bot(self) -> Answer:
        return await self.do(BotRemoved())
