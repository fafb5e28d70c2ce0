"""What exists: users, chats, members, messages, files. State only; the rules are elsewhere.

Numbers are handed out as Telegram does. A private chat has the id of its user; a group a small
negative one; a supergroup ``-100…``. Message ids run through one counter for all private chats and
groups of the bot's account, and through a counter of its own in each supergroup.

Nothing is ever forgotten: a deleted message stays in `Chat.messages` marked so, and each version of
each message is in `Message.versions`, for tests that look for what should never have been said.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.sandbox.entities import Formatted
from bot.sandbox.json import JsonObject
from bot.sandbox.keyboards import Keyboard

ANONYMOUS_BOT = 1087968824
"""The account that Telegram shows as the author of what anonymous administrators write."""


class ChatKind(StrEnum):
    """Telegram's kinds of chat, as far as they exist here."""

    PRIVATE = "private"
    GROUP = "group"
    SUPERGROUP = "supergroup"


class Status(StrEnum):
    """What someone is in a chat."""

    CREATOR = "creator"
    ADMINISTRATOR = "administrator"
    MEMBER = "member"
    LEFT = "left"
    KICKED = "kicked"

    @property
    def inside(self) -> bool:
        """Whether he is in the chat at all."""
        return self not in {Status.LEFT, Status.KICKED}

    @property
    def rules(self) -> bool:
        """Whether he administers it."""
        return self in {Status.CREATOR, Status.ADMINISTRATOR}


@dataclass(slots=True)
class User:
    """An account. `started` and `blocked` say how it stands to the bot; `seen` whether the bot
    has ever come across it (otherwise its id means nothing to Telegram's answer)."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language: str = ""
    is_bot: bool = False
    started: bool = False
    blocked: bool = False
    seen: bool = False
    deactivated: bool = False

    @property
    def name(self) -> str:
        """As shown on screen."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True)
class Member:
    """A user in a chat. `since` is the id of the first message that he can see there."""

    user: User
    status: Status
    anonymous: bool = False
    since: int = 0
    rights: frozenset[str] = frozenset()

    def copy(self) -> "Member":
        """As he is now."""
        return Member(self.user, self.status, self.anonymous, self.since, self.rights)


@dataclass(frozen=True, slots=True)
class File:
    """A file that Telegram keeps. `path` is what getFile tells."""

    id: str
    unique_id: str
    name: str
    mime: str
    content: bytes
    path: str


@dataclass(frozen=True, slots=True)
class Version:
    """A message as it was from `at` on."""

    at: datetime
    content: Formatted
    keyboard: Keyboard
    deleted: bool = False


@dataclass(slots=True)
class Message:
    """A message; `kind` is ``text``, ``document``, ``sticker``, ``photo``, ``voice``, ``dice`` or,
    for a service message, Telegram's field for it. `extra` holds the fields of that kind."""

    id: int
    chat: "Chat"
    author: User
    at: datetime
    content: Formatted
    kind: str = "text"
    keyboard: Keyboard = ()
    extra: JsonObject = field(default_factory=dict)
    file: File | None = None
    as_chat: bool = False
    reply_to: int = 0
    edited: datetime | None = None
    deleted: bool = False
    versions: list[Version] = field(default_factory=list)

    @property
    def service(self) -> bool:
        """Whether it is one of Telegram's own notes (joined, pinned …)."""
        return self.kind not in {"text", "document", "sticker", "photo", "voice", "dice"}

    def keep(self, at: datetime) -> None:
        """Write the present state into the history."""
        self.versions.append(Version(at, self.content, self.keyboard, self.deleted))


@dataclass(slots=True)
class Chat:
    """A chat, its people, and everything ever said in it by message id.

    In a `silent` group only administrators may write.
    """

    id: int
    kind: ChatKind
    title: str
    counter: Iterator[int]
    user: User | None = None
    members: dict[int, Member] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: list[int] = field(default_factory=list)
    silent: bool = False
    upgraded_to: "Chat | None" = None
    upgraded_from: "Chat | None" = None

    @property
    def private(self) -> bool:
        """Whether it is the conversation of one user with the bot."""
        return self.kind is ChatKind.PRIVATE

    def member(self, user: User) -> Member:
        """That user's standing; someone never heard of has `Status.LEFT`."""
        return self.members.get(user.id) or Member(user, Status.LEFT)

    @property
    def shown(self) -> list[Message]:
        """What is not deleted, oldest first."""
        return [message for message in self.messages.values() if not message.deleted]


class World:
    """Every account, chat and file, with the bot among them."""

    def __init__(self, bot: User) -> None:
        self.bot = bot
        self.users: dict[int, User] = {bot.id: bot}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, File] = {}
        self._common = itertools.count(101)
        self._users = itertools.count(500_000_001, 7919)
        self._groups = itertools.count(4_100_000_001, 104_729)
        self._supergroups = itertools.count(2_100_000_001, 104_729)
        self._file_ids = itertools.count(1)
        self.anonymous = User(
            ANONYMOUS_BOT, "Group", username="GroupAnonymousBot", is_bot=True, seen=True
        )

    def add_user(self, first_name: str, last_name: str = "", language: str = "") -> User:
        """A new account, which the bot has never come across."""
        user = User(next(self._users), first_name, last_name, language=language)
        self.users[user.id] = user
        return user

    def private_chat(self, user: User) -> Chat:
        """The conversation of the user with the bot (made when first asked for)."""
        chat = self.chats.get(user.id)
        if chat is None:
            chat = Chat(user.id, ChatKind.PRIVATE, user.name, self._common, user=user)
            chat.members = {
                user.id: Member(user, Status.MEMBER),
                self.bot.id: Member(self.bot, Status.MEMBER),
            }
            self.chats[chat.id] = chat
        return chat

    def add_group(self, title: str, creator: User, *, supergroup: bool = False) -> Chat:
        """A new group of one."""
        if supergroup:
            number = -1_000_000_000_000 - next(self._supergroups)
            chat = Chat(number, ChatKind.SUPERGROUP, title, itertools.count(1))
        else:
            chat = Chat(-next(self._groups), ChatKind.GROUP, title, self._common)
        chat.members[creator.id] = Member(creator, Status.CREATOR)
        self.chats[chat.id] = chat
        return chat

    def upgrade(self, old: Chat) -> Chat:
        """The supergroup that the group becomes, with the same people in it."""
        new = Chat(
            -1_000_000_000_000 - next(self._supergroups),
            ChatKind.SUPERGROUP,
            old.title,
            itertools.count(1),
            upgraded_from=old,
        )
        new.members = {number: member.copy() for number, member in old.members.items()}
        for member in new.members.values():
            member.since = 0
        old.upgraded_to = new
        self.chats[new.id] = new
        return new

    def add_file(self, name: str, content: bytes, mime: str, folder: str = "documents") -> File:
        """Keep a file; its id is opaque, its path ends like its name."""
        number = next(self._file_ids)
        suffix = f".{name.rpartition('.')[2]}" if "." in name else ""
        file = File(
            id=f"BQACAgUAAxkBAAI{number:06d}-sandbox",
            unique_id=f"AgAD{number:06d}",
            name=name,
            mime=mime,
            content=content,
            path=f"{folder}/file_{number}{suffix}",
        )
        self.files[file.id] = file
        return file
