"""May the bot do this here? The checks that go before every deed in a chat, in Telegram's words."""

from enum import IntEnum

from bot.sandbox.calls import Parameters
from bot.sandbox.errors import bad_request, forbidden
from bot.sandbox.server import Server
from bot.sandbox.world import Chat, ChatKind, Message, Status


class Access(IntEnum):
    """How much a call wants of a chat."""

    READ = 0
    MEMBERS = 1
    EDIT = 2
    WRITE = 3


def chat_for(server: Server, parameters: Parameters, access: Access) -> Chat:
    """The chat that the call names, if it may be used so.

    Raises `Refusal`: 400 for one that does not exist or has become a supergroup, 403 where the bot
    is not (any more), where it is blocked, or where it was never spoken to. Telegram's documents
    leave open whether a blocked bot may still edit what it has said; here it may not.
    """
    wanted = parameters.chat()
    chat = server.world.chats.get(wanted) if isinstance(wanted, int) else None
    if chat is None or (chat.user is not None and not chat.user.started):
        user = server.world.users.get(wanted) if isinstance(wanted, int) else None
        if user is not None and user.seen and access >= Access.EDIT:
            raise forbidden("bot can't initiate conversation with a user")
        raise bad_request("chat not found")
    if chat.user is not None:
        if chat.user.deactivated and access >= Access.EDIT:
            raise forbidden("user is deactivated")
        if chat.user.blocked and access >= Access.EDIT:
            raise forbidden("bot was blocked by the user")
        return chat
    if chat.upgraded_to is not None and access is not Access.READ:
        raise bad_request(
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.upgraded_to.id,
        )
    _check_membership(server, chat, access)
    if chat.silent and access is Access.WRITE and not chat.member(server.bot).status.rules:
        raise bad_request("not enough rights to send text messages to the chat")
    return chat


def _check_membership(server: Server, chat: Chat, access: Access) -> None:
    """A group can be read about from outside, a supergroup cannot."""
    if server.bot.id not in chat.members:
        raise bad_request("chat not found")
    if chat.upgraded_to is not None or (chat.kind is ChatKind.GROUP and access is Access.READ):
        return
    status = chat.member(server.bot).status
    where = f"{chat.kind.value} chat"
    if status is Status.KICKED:
        raise forbidden(f"bot was kicked from the {where}")
    if status is Status.LEFT:
        raise forbidden(f"bot is not a member of the {where}")


def message_for(server: Server, parameters: Parameters, access: Access, what: str) -> Message:
    """The message that the call names; raises `Refusal` (400, "`what` not found") otherwise."""
    number = parameters.integer("message_id")
    chat = chat_for(server, parameters, access)
    message = chat.messages.get(number)
    if message is None or message.deleted:
        raise bad_request(f"{what} not found")
    return message


def has_right(server: Server, chat: Chat, right: str) -> bool:
    """Whether the bot administers the group and was given that right."""
    me = chat.member(server.bot)
    return me.status is Status.ADMINISTRATOR and right in me.rights
