"""sendMessage, editMessageText, editMessageReplyMarkup, deleteMessage."""

from datetime import timedelta
from typing import Final

from bot.sandbox.calls import Parameters
from bot.sandbox.entities import Formatted, clean
from bot.sandbox.errors import Misuse, bad_request
from bot.sandbox.json import Json
from bot.sandbox.keyboards import Keyboard, parse_keyboard
from bot.sandbox.markup import parse
from bot.sandbox.methods.access import Access, chat_for, has_right, message_for
from bot.sandbox.server import Server
from bot.sandbox.views import message_json
from bot.sandbox.world import Chat, ChatKind, Message

MAX_TEXT: Final = 4096
"""UTF-16 code units after the entities are parsed."""

MAX_BYTES: Final = 1 << 15
"""Bytes of a text before that."""

DELETABLE_FOR: Final = timedelta(hours=48)

NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(server: Server, parameters: Parameters) -> Json:
    """sendMessage: the Message."""
    content = read_text(parameters)
    keyboard = parse_keyboard(parameters.object("reply_markup"))
    chat = chat_for(server, parameters, Access.WRITE)
    reply_to = read_reply(parameters, chat)
    parameters.ignore("disable_notification", "protect_content", "link_preview_options")
    parameters.finish()
    if content.length > MAX_TEXT:
        raise bad_request("message is too long")
    server.traffic.admit("sendMessage", chat, server.clock.elapsed)
    message = server.say(chat, server.bot, content, keyboard=keyboard, reply_to=reply_to)
    return message_json(message, server.world)


def edit_message_text(server: Server, parameters: Parameters) -> Json:
    """editMessageText: the Message. Without ``reply_markup`` the keyboard goes, as at Telegram."""
    content = read_text(parameters)
    keyboard = parse_keyboard(parameters.object("reply_markup"))
    message = message_for(server, parameters, Access.EDIT, "message to edit")
    parameters.ignore("link_preview_options")
    parameters.finish()
    _check_own(server, message)
    if message.kind != "text":
        raise bad_request("there is no text in the message to edit")
    if content.length > MAX_TEXT:
        raise bad_request("MESSAGE_TOO_LONG")
    return _edit(server, message, content, keyboard, "editMessageText")


def edit_message_reply_markup(server: Server, parameters: Parameters) -> Json:
    """editMessageReplyMarkup: the Message."""
    keyboard = parse_keyboard(parameters.object("reply_markup"))
    message = message_for(server, parameters, Access.EDIT, "message to edit")
    parameters.finish()
    _check_own(server, message)
    return _edit(server, message, message.content, keyboard, "editMessageReplyMarkup")


def delete_message(server: Server, parameters: Parameters) -> Json:
    """deleteMessage: true. Nobody's message after 48 hours; others' only with the right to it."""
    if not parameters.integer("message_id"):
        raise bad_request("message identifier is not specified")
    message = message_for(server, parameters, Access.WRITE, "message to delete")
    parameters.finish()
    chat = message.chat
    own = message.author is server.bot and not message.service
    allowed = own or chat.private or has_right(server, chat, "can_delete_messages")
    if not allowed or server.clock.true_now() - message.at > DELETABLE_FOR:
        everyone = "" if chat.kind is ChatKind.SUPERGROUP else " for everyone"
        raise bad_request(f"message can't be deleted{everyone}")
    server.delete(message)
    return True


def read_text(parameters: Parameters, name: str = "text", *, required: bool = True) -> Formatted:
    """The text or caption of a call, parsed and cleaned; raises `Refusal` (400)."""
    source = parameters.text(name)
    mode = parameters.text("parse_mode")
    entities = "entities" if name == "text" else "caption_entities"
    if parameters.array(entities):
        raise Misuse(f"the sandbox takes formatting as HTML, not as {entities}")
    if not source:
        if required:
            raise bad_request("message text is empty")
        return Formatted("")
    if len(source.encode()) > MAX_BYTES:
        raise bad_request("text is too long")
    match mode.lower():
        case "html":
            content = clean(*parse(source))
        case "" | "none":
            content = clean(source)
        case "markdown" | "markdownv2":
            raise Misuse(f"the sandbox knows HTML, not {mode}")
        case _:
            raise bad_request("unsupported parse_mode")
    if required and not content.text.strip():
        raise bad_request("text must be non-empty")
    return content


def read_reply(parameters: Parameters, chat: Chat) -> int:
    """The id of the message that is replied to; 0 for none."""
    reply = parameters.object("reply_parameters")
    if reply is None:
        return 0
    if unknown := set(reply) - {"message_id", "allow_sending_without_reply"}:
        raise Misuse(f"the sandbox does not know replies with {sorted(unknown)}")
    number = reply.get("message_id")
    message = chat.messages.get(number) if isinstance(number, int) else None
    if message is not None and not message.deleted:
        return message.id
    if reply.get("allow_sending_without_reply"):
        return 0
    raise bad_request("message to be replied not found")


def _check_own(server: Server, message: Message) -> None:
    """A bot edits its own messages only, but those at any age."""
    if message.author is not server.bot or message.service:
        raise bad_request("message can't be edited")


def _edit(
    server: Server, message: Message, content: Formatted, keyboard: Keyboard, method: str
) -> Json:
    if (content, keyboard) == (message.content, message.keyboard):
        raise bad_request(NOT_MODIFIED)
    server.traffic.admit(method, message.chat, server.clock.elapsed)
    server.change(message, content, keyboard)
    return message_json(message, server.world)
