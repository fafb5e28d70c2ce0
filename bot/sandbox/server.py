"""Telegram's side: the world, the queue of updates, and what happens to both.

`Server` has the deeds that people and the bot have in common (a message is said, changed, deleted;
someone's standing changes) and sees to what follows from them: the transcript, and which of them
the bot is told of. What the bot may do is in `bot.sandbox.methods`, what people do in
`bot.sandbox.people` and `bot.sandbox.groups`.
"""

import itertools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.calls import Call
from bot.sandbox.clock import WorldClock
from bot.sandbox.entities import Entity, Formatted, utf16_slice
from bot.sandbox.errors import Misuse
from bot.sandbox.faults import Faults
from bot.sandbox.json import Json, JsonObject
from bot.sandbox.keyboards import Keyboard
from bot.sandbox.limits import Limits, Traffic
from bot.sandbox.mailbox import Mailbox, Update
from bot.sandbox.transcript import Kind, Record, Transcript
from bot.sandbox.views import member_change_json, message_json
from bot.sandbox.world import Chat, File, Member, Message, User, World

BOT_ID = 7000000001
TOKEN = f"{BOT_ID}:AAsandbox-telegram-never-saw-this-x"


@dataclass(frozen=True, slots=True)
class Latency:
    """How long a call is under way, in seconds; half of it before it is carried out.

    `real` sleeps real time, otherwise it is the sandbox's clock that has to move. getUpdates is
    spared unless `polls` is set.
    """

    seconds: float
    real: bool = False
    polls: bool = False


@dataclass(frozen=True, slots=True)
class Toast:
    """An answer to a tap that showed something; `alert` is the kind with an OK button."""

    at: datetime
    user_id: int
    text: str
    alert: bool


@dataclass(slots=True)
class Query:
    """A tap that waits for its answer (`at` in seconds of the clock)."""

    id: str
    user: User
    chat: Chat
    message_id: int
    data: str
    label: str
    at: float
    answered: bool = False
    toast: Toast | None = None


@dataclass(slots=True)
class Profile:
    """What the bot says of itself."""

    commands: dict[tuple[str, str], list[tuple[str, str]]] = field(default_factory=dict)
    description: dict[str, str] = field(default_factory=dict)
    short_description: dict[str, str] = field(default_factory=dict)


class Server:
    """Telegram, as far as one bot can see it."""

    def __init__(self, clock: WorldClock, username: str, name: str, limits: Limits) -> None:
        self.clock = clock
        self.token = TOKEN
        self.world = World(
            User(BOT_ID, name, username=username, is_bot=True, started=True, seen=True)
        )
        self.mailbox = Mailbox(clock)
        self.transcript = Transcript()
        self.faults = Faults()
        self.traffic = Traffic(limits)
        self.profile = Profile()
        self.latency: Latency | None = None
        self.privacy = True
        self.query_lifetime = 15.0
        self.queries: dict[str, Query] = {}
        self.toasts: list[Toast] = []
        self.calls: list[Call] = []
        self.under_way = 0
        self.hooks: list[Callable[[Call], Awaitable[None] | None]] = []
        self.misuses: list[Misuse] = []
        self._query_ids = itertools.count(4_000_000_000_000_000_001, 977)

    @property
    def bot(self) -> User:
        """The bot's own account."""
        return self.world.bot

    def say(
        self,
        chat: Chat,
        author: User,
        content: Formatted,
        *,
        kind: str = "text",
        keyboard: Keyboard = (),
        extra: JsonObject | None = None,
        file: File | None = None,
        reply_to: int = 0,
    ) -> Message:
        """Put a message into the chat; the bot is told if it is not its own and it may see it."""
        at = self.clock.true_now()
        message = Message(
            next(chat.counter), chat, author, at, content, kind, keyboard, extra or {}, file
        )
        message.reply_to = reply_to
        message.as_chat = chat.member(author).anonymous and not author.is_bot
        message.keep(at)
        chat.messages[message.id] = message
        self.record(Kind.SERVICE if message.service else Kind.MESSAGE, message)
        return message

    def change(self, message: Message, content: Formatted, keyboard: Keyboard) -> None:
        """Replace what the message says; writes history and transcript."""
        at = self.clock.true_now()
        said = content != message.content
        message.content = content
        message.keyboard = keyboard
        if said or not message.author.is_bot:
            message.edited = at
        message.keep(at)
        self.record(Kind.EDIT, message)

    def delete(self, message: Message) -> None:
        """Take the message off everyone's screen."""
        message.deleted = True
        message.keep(self.clock.true_now())
        if message.id in message.chat.pinned:
            message.chat.pinned.remove(message.id)
        self.record(Kind.DELETE, message)

    def deliver(self, message: Message, kind: str = "message") -> Update | None:
        """Tell the bot of a message (or of its edit), if it is there and may see it."""
        if not message.chat.member(self.bot).status.inside or not self._may_read(message):
            return None
        message.author.seen = True
        return self.mailbox.put(kind, message_json(message, self.world))

    def set_member(self, chat: Chat, by: User, new: Member) -> Update | None:
        """Change someone's standing; the bot is told of its own, and of others' if it may be."""
        old = chat.member(new.user).copy()
        chat.members[new.user.id] = new
        is_me = new.user is self.bot
        if not is_me and not chat.member(self.bot).status.rules:
            return None
        by.seen = True
        kind = "my_chat_member" if is_me else "chat_member"
        date = int(self.clock.true_now().timestamp())
        return self.mailbox.put(kind, member_change_json(chat, by, old, new, date))

    def add_query(self, user: User, chat: Chat, message_id: int, data: str, label: str) -> Query:
        """A new callback query, not yet told to the bot."""
        number = str(next(self._query_ids))
        query = Query(number, user, chat, message_id, data, label, self.clock.elapsed)
        self.queries[number] = query
        return query

    def record(self, kind: Kind, message: Message) -> None:
        """Write the message as it now is into the transcript."""
        chat = message.chat
        author = chat.title if message.as_chat else message.author.name
        gone = kind is Kind.DELETE
        self.transcript.add(
            Record(
                at=self.clock.true_now(),
                kind=kind,
                chat=chat.title,
                author=author,
                text=message.content.text or ("" if not message.service else _note(message)),
                html=message.content.html,
                buttons=()
                if gone
                else tuple(tuple(button.label for button in row) for row in message.keyboard),
                file=message.file.name if message.file else "",
                service=message.kind if message.service else "",
                message_id=message.id,
                chat_id=chat.id,
                private=chat.private,
                by_bot=message.author is self.bot,
            )
        )

    def note(self, kind: Kind, chat: Chat, author: User, text: str, message_id: int = 0) -> None:
        """Write something that is no message (a tap, a toast, a pin) into the transcript."""
        self.transcript.add(
            Record(
                at=self.clock.true_now(),
                kind=kind,
                chat=chat.title,
                author=author.name,
                text=text,
                html=text,
                message_id=message_id,
                chat_id=chat.id,
                private=chat.private,
                by_bot=author is self.bot,
            )
        )

    def _may_read(self, message: Message) -> bool:
        """With privacy mode on, a bot in a group reads only what is meant for it."""
        chat = message.chat
        admin = chat.member(self.bot).status.rules
        if chat.private or not self.privacy or admin or message.service:
            return True
        replied = chat.messages.get(message.reply_to)
        if replied is not None and replied.author is self.bot:
            return True
        return any(
            entity.kind == "bot_command" and self._for_me(message.content, entity)
            for entity in message.content.entities
        )

    def _for_me(self, content: Formatted, command: Entity) -> bool:
        _, _, name = utf16_slice(content.text, command.offset, command.length).partition("@")
        return name.lower() in {"", self.bot.username.lower()}


def _note(message: Message) -> str:
    """Whom or what a service message is about: the names and texts in it."""
    names: list[str] = []

    def collect(value: Json) -> None:
        if isinstance(value, dict):
            names.extend(str(value[key]) for key in ("first_name", "last_name") if key in value)
        elif isinstance(value, list):
            for item in value:
                collect(item)
        elif isinstance(value, str):
            names.append(value)

    for value in message.extra.values():
        collect(value)
    pinned = message.extra.get("pinned_message")
    if isinstance(pinned, int):
        return message.chat.messages[pinned].content.text
    return " ".join(names)
