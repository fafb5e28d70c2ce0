"""What Telegram shows of the bot: its commands per scope and language, and what it says of itself.

All of it comes from the conversations; here it is only told to Telegram, at every start.  The
default language is set without a language code, so that it is what everyone else sees.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from telegram import Bot, BotCommand, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bot import calls
from bot.clock import Clock
from conversations.menu import DESCRIPTION, MENU, SHORT_DESCRIPTION
from conversations.words import LOCALES, Words

logger = logging.getLogger(__name__)

Call = Callable[[], Awaitable[bool]]


async def introduce(bot: Bot, clock: Clock, words: Callable[[str], Words], default: str) -> None:
    """Tell Telegram the commands and descriptions in every language.

    A refusal is logged and no more: what was told at an earlier start stays.
    """

    async def tell(make: Call) -> None:
        try:
            await calls.call(clock, make, twice_is_once=True, attempts=2)
        except calls.NotDone as outcome:
            logger.warning("the menu or a description was not set: %s", outcome.reason)

    await asyncio.gather(
        *(
            tell(make)
            for locale in LOCALES
            for make in _introductions(bot, words(locale), None if locale == default else locale)
        )
    )


def _introductions(
    bot: Bot, t: Words, code: str | None
) -> tuple[Callable[[], Awaitable[bool]], ...]:
    """The calls for one language."""
    private = [BotCommand(entry.name, t.plain(entry.says)) for entry in MENU if entry.private]
    group = [BotCommand(entry.name, t.plain(entry.says)) for entry in MENU if entry.group]
    return (
        lambda: bot.set_my_commands(private, BotCommandScopeAllPrivateChats(), code),
        lambda: bot.set_my_commands(group, BotCommandScopeAllGroupChats(), code),
        lambda: bot.set_my_description(t.plain(DESCRIPTION), code),
        lambda: bot.set_my_short_description(t.plain(SHORT_DESCRIPTION), code),
    )
