"""The line to Telegram: PTB's bot on our settings, which does not read what nobody asks for."""

from typing import Any, Final

from telegram.ext import ExtBot
from telegram.request import BaseRequest, HTTPXRequest

from bot.settings import Settings

CONNECT: Final = 10.0
READ: Final = 20.0
"""Seconds until a call counts as lost; longer than Telegram's slow moments, shorter than hope."""
AT_ONCE: Final = 256
"""Calls on the wire at a time."""


class Line(ExtBot[None]):
    """PTB's bot, to which an edit is done once Telegram says so.

    Telegram sends every edited message back.  Making PTB's objects of it takes a fifth of the
    time of a tap, and nobody looks at them: an edit returns True, as PTB's types allow.
    """

    __slots__ = ()

    async def _do_post(self, endpoint: str, data: dict[str, Any], **options: Any) -> Any:
        result = await super()._do_post(endpoint, data, **options)
        return True if endpoint == "editMessageText" else result


def line_to_telegram(settings: Settings, request: BaseRequest | None) -> Line:
    """The bot of these settings; ``request`` stands in for the network."""
    return Line(
        settings.token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=request or _request(settings, AT_ONCE),
        get_updates_request=request or _request(settings, 1),
    )


def _request(settings: Settings, at_once: int) -> BaseRequest:
    return HTTPXRequest(
        connection_pool_size=at_once,
        connect_timeout=CONNECT,
        read_timeout=READ,
        write_timeout=READ,
        pool_timeout=CONNECT,
        proxy=settings.proxy,
    )
