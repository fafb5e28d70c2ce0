"""What the bot is and says of itself: getMe, its commands, its descriptions."""

import re
from collections.abc import Mapping
from typing import Final

from bot.sandbox.calls import Parameters
from bot.sandbox.entities import utf16_length
from bot.sandbox.errors import bad_request
from bot.sandbox.json import Json, JsonObject
from bot.sandbox.server import Server
from bot.sandbox.views import me_json

COMMAND: Final = re.compile(r"[a-z0-9_]{1,32}")
LANGUAGE: Final = re.compile(r"[a-z]{2}")
MAX_COMMANDS: Final = 100
MAX_COMMAND_DESCRIPTION: Final = 256
MAX_DESCRIPTION: Final = 512
MAX_SHORT_DESCRIPTION: Final = 120

SCOPES: Final[Mapping[str, frozenset[str]]] = {
    "default": frozenset(),
    "all_private_chats": frozenset(),
    "all_group_chats": frozenset(),
    "all_chat_administrators": frozenset(),
    "chat": frozenset({"chat_id"}),
    "chat_administrators": frozenset({"chat_id"}),
    "chat_member": frozenset({"chat_id", "user_id"}),
}
"""The scopes of commands and what they must name."""


def get_me(server: Server, parameters: Parameters) -> Json:
    """getMe: the bot's User."""
    parameters.finish()
    return me_json(server.bot, privacy=server.privacy)


def set_my_commands(server: Server, parameters: Parameters) -> Json:
    """setMyCommands: true. The list of a scope and language is replaced as a whole."""
    commands = parameters.array("commands")
    if commands is None:
        raise bad_request("can't parse commands JSON object")
    key = _key(server, parameters)
    parameters.finish()
    if len(commands) > MAX_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    server.profile.commands[key] = [_command(item) for item in commands]
    return True


def get_my_commands(server: Server, parameters: Parameters) -> Json:
    """getMyCommands: BotCommands of exactly that scope and language."""
    key = _key(server, parameters)
    parameters.finish()
    return [
        {"command": command, "description": description}
        for command, description in server.profile.commands.get(key, [])
    ]


def set_my_description(server: Server, parameters: Parameters) -> Json:
    """setMyDescription: true (what an empty private chat shows)."""
    return _describe(server, parameters, "description", MAX_DESCRIPTION)


def set_my_short_description(server: Server, parameters: Parameters) -> Json:
    """setMyShortDescription: true (what the profile shows)."""
    return _describe(server, parameters, "short_description", MAX_SHORT_DESCRIPTION)


def _describe(server: Server, parameters: Parameters, field: str, limit: int) -> Json:
    text = parameters.text(field)
    language = _language(parameters)
    parameters.finish()
    if utf16_length(text) > limit:
        raise bad_request(f"{field.upper()}_TOO_LONG")
    kept = (
        server.profile.description if field == "description" else server.profile.short_description
    )
    kept[language] = text
    return True


def _command(item: Json) -> tuple[str, str]:
    if not isinstance(item, Mapping):
        raise bad_request("can't parse BotCommand: expected an Object")
    command, description = item.get("command"), item.get("description")
    if not isinstance(command, str) or not isinstance(description, str):
        raise bad_request("can't parse BotCommand: command and description must be Strings")
    command = command.removeprefix("/")
    if not COMMAND.fullmatch(command):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(description) <= MAX_COMMAND_DESCRIPTION:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return command, description


def _key(server: Server, parameters: Parameters) -> tuple[str, str]:
    scope = parameters.object("scope") or {"type": "default"}
    return _scope(server, scope), _language(parameters)


def _scope(server: Server, scope: JsonObject) -> str:
    kind = scope.get("type")
    if not isinstance(kind, str) or kind not in SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    wanted = SCOPES[kind]
    if set(scope) != wanted | {"type"}:
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    if wanted and scope["chat_id"] not in server.world.chats:
        raise bad_request("chat not found")
    return ":".join([kind, *(str(scope[name]) for name in sorted(wanted))])


def _language(parameters: Parameters) -> str:
    language = parameters.text("language_code")
    if language and not LANGUAGE.fullmatch(language):
        raise bad_request("invalid language code specified")
    return language
