"""Chats as wholes: who is in them, what is pinned, and leaving them."""

from typing import Final

from bot.sandbox.calls import Parameters
from bot.sandbox.entities import Formatted
from bot.sandbox.errors import bad_request
from bot.sandbox.json import Json
from bot.sandbox.methods.access import Access, chat_for, has_right, message_for
from bot.sandbox.server import Server
from bot.sandbox.transcript import Kind
from bot.sandbox.views import full_chat_json, member_json, user_json
from bot.sandbox.world import Chat, Member, Message, Status

ACTIONS: Final = frozenset(
    {
        "typing",
        "upload_photo",
        "record_video",
        "upload_video",
        "record_voice",
        "upload_voice",
        "upload_document",
        "choose_sticker",
        "find_location",
        "record_video_note",
        "upload_video_note",
    }
)
NO_RIGHT_TO_PIN: Final = "not enough rights to manage pinned messages in the chat"


def get_chat(server: Server, parameters: Parameters) -> Json:
    """getChat: the ChatFullInfo."""
    chat = chat_for(server, parameters, Access.READ)
    parameters.finish()
    return full_chat_json(chat, server.world)


def get_chat_member(server: Server, parameters: Parameters) -> Json:
    """getChatMember: the ChatMember, also of someone who is not in the chat."""
    number = parameters.integer("user_id")
    if not number:
        raise bad_request("invalid user_id specified")
    me = number == server.bot.id
    chat = chat_for(server, parameters, Access.READ if me else Access.MEMBERS)
    parameters.finish()
    user = server.world.users.get(number)
    if user is None or (number not in chat.members and not user.seen):
        raise bad_request("PARTICIPANT_ID_INVALID")
    return member_json(chat.member(user))


def get_chat_administrators(server: Server, parameters: Parameters) -> Json:
    """getChatAdministrators: ChatMembers, other bots left out."""
    chat = chat_for(server, parameters, Access.MEMBERS)
    parameters.finish()
    if chat.private:
        raise bad_request("there are no administrators in the private chat")
    return [
        member_json(member)
        for member in chat.members.values()
        if member.status.rules and (not member.user.is_bot or member.user is server.bot)
    ]


def leave_chat(server: Server, parameters: Parameters) -> Json:
    """leaveChat: true."""
    chat = chat_for(server, parameters, Access.EDIT)
    parameters.finish()
    if chat.private:
        raise bad_request("chat member status can't be changed in private chats")
    extra = {"left_chat_member": user_json(server.bot)}
    server.set_member(chat, server.bot, Member(server.bot, Status.LEFT))
    server.say(chat, server.bot, Formatted(""), kind="left_chat_member", extra=extra)
    return True


def pin_chat_message(server: Server, parameters: Parameters) -> Json:
    """pinChatMessage: true. In groups only with the right to it; the chat shows a note."""
    message = message_for(server, parameters, Access.WRITE, "message to pin")
    parameters.ignore("disable_notification")
    parameters.finish()
    _check_pins(server, message.chat)
    if message.service:
        raise bad_request("message can't be pinned")
    chat = message.chat
    if message.id not in chat.pinned:
        chat.pinned.append(message.id)
        server.note(Kind.PIN, chat, server.bot, message.content.text, message.id)
        server.say(
            chat,
            server.bot,
            Formatted(""),
            kind="pinned_message",
            extra={"pinned_message": message.id},
        )
    return True


def unpin_chat_message(server: Server, parameters: Parameters) -> Json:
    """unpinChatMessage: true. Without ``message_id`` the latest pinned one."""
    if parameters.given("message_id"):
        message = message_for(server, parameters, Access.WRITE, "message to unpin")
        chat = message.chat
    else:
        chat = chat_for(server, parameters, Access.WRITE)
        message = _latest_pin(chat)
    parameters.finish()
    _check_pins(server, chat)
    if message.id in chat.pinned:
        chat.pinned.remove(message.id)
        server.note(Kind.UNPIN, chat, server.bot, message.content.text, message.id)
    return True


def send_chat_action(server: Server, parameters: Parameters) -> Json:
    """sendChatAction: true."""
    action = parameters.text("action")
    chat_for(server, parameters, Access.WRITE)
    parameters.finish()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    return True


def _latest_pin(chat: Chat) -> Message:
    if not chat.pinned:
        raise bad_request("message to unpin not found")
    return chat.messages[chat.pinned[-1]]


def _check_pins(server: Server, chat: Chat) -> None:
    if not chat.private and not has_right(server, chat, "can_pin_messages"):
        raise bad_request(NO_RIGHT_TO_PIN)
