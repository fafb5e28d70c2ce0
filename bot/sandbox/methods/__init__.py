"""The methods of the Bot API that the sandbox has, by their names.

Each is a function of the server and the parameters, which returns the ``result`` or raises
`Refusal`. The table is all there is: a method that is not in it is refused by name.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final, TypeAlias

from bot.sandbox.calls import Parameters
from bot.sandbox.json import Json
from bot.sandbox.methods import callbacks, chats, files, messages, profile, updates
from bot.sandbox.server import Server

Method: TypeAlias = "Callable[[Server, Parameters], Json | Awaitable[Json]]"

METHODS: Final[Mapping[str, Method]] = {
    "answerCallbackQuery": callbacks.answer_callback_query,
    "deleteMessage": messages.delete_message,
    "deleteWebhook": updates.delete_webhook,
    "editMessageReplyMarkup": messages.edit_message_reply_markup,
    "editMessageText": messages.edit_message_text,
    "getChat": chats.get_chat,
    "getChatAdministrators": chats.get_chat_administrators,
    "getChatMember": chats.get_chat_member,
    "getFile": files.get_file,
    "getMe": profile.get_me,
    "getMyCommands": profile.get_my_commands,
    "getUpdates": updates.get_updates,
    "leaveChat": chats.leave_chat,
    "pinChatMessage": chats.pin_chat_message,
    "sendChatAction": chats.send_chat_action,
    "sendDocument": files.send_document,
    "sendMessage": messages.send_message,
    "setMyCommands": profile.set_my_commands,
    "setMyDescription": profile.set_my_description,
    "setMyShortDescription": profile.set_my_short_description,
    "unpinChatMessage": chats.unpin_chat_message,
}
"""Every method, under the name that it has in the Bot API."""

__all__ = ["METHODS", "Method"]
