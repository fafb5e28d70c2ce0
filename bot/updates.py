"""From Telegram's updates to events; what no dialogue could ever answer is None.

Nothing is believed here that the update does not show.  A message *as a chat* (an anonymous
administrator, a channel) has a stand-in for its sender, so its event is marked ``anonymous`` and
the number in it is nobody's.  A tap always carries the person himself.

===========================================  ==================================================
a tap, also on a message grown inaccessible  Tap
a command, also ``/name@this_bot``           Command (another bot's: None)
text                                         Text
a document                                   File, read only when a dialogue asks, bounded
sticker, photo, voice, poll …                Other, by its kind
an edited message                            Other("edited")
the bot added to, removed from a group       BotAdded, BotRemoved (a change of its rights: None)
the bot blocked, unblocked                   Blocked, Unblocked
a group become a supergroup                  Migrated, in the old group's place
channels, other bots, notices of Telegram    None
===========================================  ==================================================
"""

import re
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberUpdated,
    Document,
    Message,
    Update,
    User,
)
from telegram.constants import ChatID, ChatMemberStatus, ChatType, UpdateType
from telegram.error import BadRequest

from conversations.screen import (
    Blocked,
    BotAdded,
    BotRemoved,
    Command,
    Event,
    File,
    FileTooLarge,
    Happening,
    Migrated,
    Other,
    Place,
    Tap,
    Text,
    Unblocked,
)

WANTED: Final = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
"""The kinds of updates that are asked of Telegram."""
FILE_BYTES: Final = 5_000_000
"""The largest file that is read; a sheet of a branch's roll is a thousandth of it."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?:\s+(.*))?", re.DOTALL)
_GROUPS: Final = (ChatType.GROUP, ChatType.SUPERGROUP)
_NOBODY: Final = (ChatID.ANONYMOUS_ADMIN, ChatID.FAKE_CHANNEL, ChatID.SERVICE_CHAT)
_INSIDE: Final = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_KINDS: Final = (
    "sticker",
    "photo",
    "voice",
    "video",
    "video_note",
    "audio",
    "animation",
    "contact",
    "location",
    "poll",
)
"""Kinds of messages that are told apart; any other attachment is ``other``."""


def event_of(update: Update, bot_name: str, at: datetime) -> Event | None:
    """What happened, or None; ``bot_name`` is this bot's user name, ``at`` when it came in."""
    if update.callback_query is not None:
        return _tap(update.callback_query, at)
    if update.my_chat_member is not None:
        return _membership(update.my_chat_member, at)
    if update.edited_message is not None:
        return _said(update.edited_message, Other("edited"), at)
    if update.message is not None:
        return _message(update.message, bot_name, at)
    return None


def _tap(query: CallbackQuery, at: datetime) -> Event | None:
    message = query.message
    if message is None or query.data is None or message.chat.type == ChatType.CHANNEL:
        return None
    if message.chat.type == ChatType.PRIVATE and message.chat.id != query.from_user.id:
        return None  # no client sends this: his screens would stand in another person's chat
    return _event(query.from_user, message.chat, Tap(query.data, message.message_id), at)


def _membership(change: ChatMemberUpdated, at: datetime) -> Event | None:
    was, now = change.old_chat_member, change.new_chat_member
    happening: Happening
    if change.chat.type == ChatType.PRIVATE:
        if now.status == ChatMemberStatus.BANNED:
            happening = Blocked()
        elif was.status == ChatMemberStatus.BANNED:
            happening = Unblocked()
        else:
            return None
    elif change.chat.type in _GROUPS:
        before, after = _is_inside(was), _is_inside(now)
        if before == after:
            return None
        happening = BotAdded() if after else BotRemoved()
    else:
        return None
    return _event(change.from_user, change.chat, happening, at)


def _is_inside(member: object) -> bool:
    """Whether a membership means being in the chat; a restricted member may be in or out."""
    return getattr(member, "status", "") in _INSIDE or bool(getattr(member, "is_member", False))


def _message(message: Message, bot_name: str, at: datetime) -> Event | None:
    if message.migrate_to_chat_id:
        return _said(message, Migrated(message.migrate_to_chat_id), at)
    if message.migrate_from_chat_id:
        old = Place(message.migrate_from_chat_id, group=True, title=message.chat.title or "")
        return _said(message, Migrated(message.chat.id), at, place=old)
    happening = _content(message, bot_name)
    return None if happening is None else _said(message, happening, at)


def _content(message: Message, bot_name: str) -> Happening | None:
    """What the message says; None for Telegram's own notices and for other bots' commands."""
    if message.text is not None:
        command = _COMMAND.fullmatch(message.text)
        if command is None:
            return Text(message.text)
        name, to, argument = command.groups()
        if to is not None and to.lower() != bot_name.lower():
            return None
        return Command(name.lower(), (argument or "").strip())
    if message.document is not None and message.animation is None:
        return _file(message.document)
    for kind in _KINDS:
        if getattr(message, kind):
            return Other(kind)
    return Other("other") if message.effective_attachment is not None else None


def _file(document: Document) -> File:
    return File(document.file_name or "", document.file_size or 0, _reader(document))


def _reader(document: Document) -> Callable[[], Awaitable[bytes]]:
    async def read() -> bytes:
        """The file's content; raises FileTooLarge, before fetching it where its size is told."""
        if (document.file_size or 0) > FILE_BYTES:
            raise FileTooLarge
        try:
            file = await document.get_file()
        except BadRequest as error:
            if "too big" in error.message.lower():
                raise FileTooLarge from error
            raise
        if (file.file_size or 0) > FILE_BYTES:
            raise FileTooLarge
        content = bytes(await file.download_as_bytearray())
        if len(content) > FILE_BYTES:
            raise FileTooLarge
        return content

    return read


def _said(
    message: Message, happening: Happening, at: datetime, place: Place | None = None
) -> Event | None:
    """The event of a message, unless a channel or another bot speaks."""
    user = message.from_user
    if user is None or message.is_automatic_forward:
        return None
    event = _event(user, message.chat, happening, at, as_chat=message.sender_chat is not None)
    if event is None or place is None:
        return event
    return Event(
        event.sender, event.name, event.language, place, at, happening, anonymous=event.anonymous
    )


def _event(
    user: User, chat: Chat, happening: Happening, at: datetime, *, as_chat: bool = False
) -> Event | None:
    if chat.type == ChatType.CHANNEL:
        return None
    anonymous = as_chat or user.id in _NOBODY
    if user.is_bot and not anonymous:
        return None
    place = Place(chat.id, group=chat.type in _GROUPS, title=chat.title or "")
    return Event(
        user.id, user.full_name, user.language_code, place, at, happening, anonymous=anonymous
    )
