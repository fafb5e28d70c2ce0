"""The bot's user name, which invitation links need: given, or asked of Telegram."""

import re

import click
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.settings import Settings
from conversations.words import Words

_USER_NAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")


def check_name(t: Words, name: str | None) -> None:
    """Refuse what cannot be a bot's user name; None is left to be asked."""
    if name is not None and not _USER_NAME.fullmatch(name):
        raise click.ClickException(t.plain("“{name}” is not a bot's user name.", name=name[:100]))


async def ask_name(settings: Settings) -> str:
    """The bot's user name, from Telegram; empty where it cannot be asked."""
    if not settings.token:
        return ""
    bot = Bot(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        request=HTTPXRequest(proxy=settings.proxy),
        get_updates_request=HTTPXRequest(proxy=settings.proxy),
    )
    try:
        async with bot:
            return bot.username
    except TelegramError:
        return ""


def no_name(t: Words, settings: Settings) -> str:
    """What is said where links are to be made and nobody knows the bot's name."""
    if settings.token:
        return t.plain("Telegram could not be asked for the bot's name: give it by --bot-name.")
    return t.plain(
        "The links need the bot's user name: give it by --bot-name, or set TUSOI_TOKEN so that "
        "Telegram can be asked."
    )


def link(bot_name: str, payload: str) -> str:
    """The link that opens the bot and hands it an invitation."""
    return f"https://t.me/{bot_name.lstrip('@')}?start={payload}"
