"""The settings: ``TUSOI_*`` of the environment, read once and checked.

=================  =============================================================================
TUSOI_TOKEN        the bot's token, from @BotFather; needed by ``tusoi run`` only
TUSOI_DATA         the data folder; ``tusoi-data`` in the working folder unless told
TUSOI_KEYS         the key folder; beside the data folder (``tusoi-data-keys``), never inside it
TUSOI_API_URL      the Bot API's address, for a self-hosted server
TUSOI_PROXY        a proxy's address, where Telegram is blocked
TUSOI_TIME_ZONE    the time zone of new branches and of strangers; Asia/Ho_Chi_Minh unless told
TUSOI_LOCALE       the language of strangers, ``vi`` or ``en``; ``vi`` unless told
=================  =============================================================================
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.errors import SettingsError
from conversations.words import LOCALES

API_URL: Final = "https://api.telegram.org"
DATA: Final = "tusoi-data"
TIME_ZONE: Final = "Asia/Ho_Chi_Minh"

NAMES: Final = (
    "TUSOI_TOKEN",
    "TUSOI_DATA",
    "TUSOI_KEYS",
    "TUSOI_API_URL",
    "TUSOI_PROXY",
    "TUSOI_TIME_ZONE",
    "TUSOI_LOCALE",
)

_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]{20,}")
_PROXIES = ("http", "https", "socks5", "socks5h")


@dataclass(frozen=True, slots=True)
class Settings:
    """Checked settings; the token and the proxy's password never show in the repr."""

    token: str = field(repr=False)
    """The bot's token; empty where no command needs it."""
    data: Path
    keys: Path
    api_url: str = API_URL
    proxy: str | None = field(default=None, repr=False)
    time_zone: str = TIME_ZONE
    locale: str = LOCALES[0]

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, needs_token: bool = True) -> Self:
        """The settings in ``env``; raises SettingsError at the first fault.

        A name of ours that is not known is a fault too: a misspelt setting must not be ignored.
        """
        for name in env:
            if name.startswith("TUSOI_") and name not in NAMES:
                raise SettingsError(
                    "{name} is not a setting; known are {names}.",
                    name=name,
                    names=", ".join(NAMES),
                )
        data = Path(_get(env, "TUSOI_DATA") or DATA).expanduser().absolute()
        keys = _get(env, "TUSOI_KEYS")
        return cls(
            token=_token(_get(env, "TUSOI_TOKEN"), needed=needs_token),
            data=data,
            keys=_keys(data, Path(keys).expanduser() if keys else None),
            api_url=_api_url(_get(env, "TUSOI_API_URL")),
            proxy=_proxy(_get(env, "TUSOI_PROXY")),
            time_zone=_time_zone(_get(env, "TUSOI_TIME_ZONE") or TIME_ZONE),
            locale=_locale(_get(env, "TUSOI_LOCALE") or LOCALES[0]),
        )


def _get(env: Mapping[str, str], name: str) -> str:
    return env.get(name, "").strip()


def _token(token: str, *, needed: bool) -> str:
    if not token:
        if needed:
            raise SettingsError(
                "TUSOI_TOKEN is not set: make a bot with @BotFather in Telegram and put the token "
                "that it gives you into this environment variable."
            )
        return ""
    if not _TOKEN.fullmatch(token):
        raise SettingsError(
            "TUSOI_TOKEN does not look like a bot's token (digits, a colon, about 35 letters); "
            "copy it again from @BotFather."
        )
    return token


def _keys(data: Path, keys: Path | None) -> Path:
    """The key folder; raises SettingsError where a copy of one folder would hold the other."""
    keys = data.with_name(f"{data.name}-keys") if keys is None else keys.absolute()
    inner, outer = keys.resolve(), data.resolve()
    if inner == outer or outer in inner.parents or inner in outer.parents:
        raise SettingsError(
            "TUSOI_KEYS ({keys}) and TUSOI_DATA ({data}) must be two folders beside each other: "
            "a copy of the data must never carry the keys of the ballot box.",
            keys=str(keys),
            data=str(data),
        )
    return keys


def _address(name: str, address: str, schemes: tuple[str, ...]) -> SplitResult:
    """The address taken apart; what it says is not repeated, for it may hold a password."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in schemes or not parts.hostname:
        raise SettingsError(
            "{name} is not an address that begins with one of: {schemes}.",
            name=name,
            schemes=", ".join(f"{scheme}://" for scheme in schemes),
        )
    return parts


def _api_url(address: str) -> str:
    if not address:
        return API_URL
    parts = _address("TUSOI_API_URL", address, ("http", "https"))
    if parts.query or parts.fragment:
        raise SettingsError("TUSOI_API_URL must not hold a “?” or a “#”.")
    return address.rstrip("/")


def _proxy(address: str) -> str | None:
    if not address:
        return None
    _address("TUSOI_PROXY", address, _PROXIES)
    return address


def _time_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(
            "TUSOI_TIME_ZONE ({name}) is not a time zone; write it like {example}.",
            name=name,
            example=TIME_ZONE,
        ) from error
    return name


def _locale(name: str) -> str:
    if name not in LOCALES:
        raise SettingsError(
            "TUSOI_LOCALE ({name}) is not one of: {locales}.", name=name, locales=", ".join(LOCALES)
        )
    return name
