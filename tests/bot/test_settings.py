"""The settings: each fault is one clear sentence, and nothing shows the token."""

from pathlib import Path

import pytest

from bot import settings as module
from bot.errors import SettingsError
from bot.settings import NAMES, Settings

TOKEN = "123456789:AAabcdefghijklmnopqrstuvwxyz0123456"


def test_a_token_is_enough(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Everything else has a default: data here, keys beside it, Telegram itself, Vietnamese."""
    monkeypatch.chdir(tmp_path)
    found = Settings.from_env({"TUSOI_TOKEN": TOKEN, "HOME": "/x"})
    assert found == Settings(
        TOKEN,
        tmp_path / "tusoi-data",
        tmp_path / "tusoi-data-keys",
        "https://api.telegram.org",
        None,
        "Asia/Ho_Chi_Minh",
        "vi",
    )


def test_everything_can_be_set(tmp_path: Path) -> None:
    """Each setting is taken as said, white space aside."""
    found = Settings.from_env(
        {
            "TUSOI_TOKEN": f" {TOKEN}\n",
            "TUSOI_DATA": str(tmp_path / "d"),
            "TUSOI_KEYS": str(tmp_path / "k"),
            "TUSOI_API_URL": "http://localhost:8081/",
            "TUSOI_PROXY": "http://me:secret@proxy.example:3128",
            "TUSOI_TIME_ZONE": "Asia/Bangkok",
            "TUSOI_LOCALE": "en",
        }
    )
    assert found.token == TOKEN
    assert (found.data, found.keys) == (tmp_path / "d", tmp_path / "k")
    assert found.api_url == "http://localhost:8081"
    assert found.proxy == "http://me:secret@proxy.example:3128"
    assert (found.time_zone, found.locale) == ("Asia/Bangkok", "en")


def test_a_command_without_telegram_needs_no_token(tmp_path: Path) -> None:
    """Importing a roll asks for no token."""
    env = {"TUSOI_DATA": str(tmp_path)}
    assert Settings.from_env(env, needs_token=False).token == ""


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("TUSOI_TOKEN", "", "TUSOI_TOKEN is not set"),
        ("TUSOI_TOKEN", "hello", "does not look like a bot's token"),
        ("TUSOI_TOKEN", "123456789:ABC", "does not look like a bot's token"),
        ("TUSOI_KEYS", "{data}/keys", "beside each other"),
        ("TUSOI_KEYS", "{data}", "beside each other"),
        ("TUSOI_KEYS", "{data}/..", "beside each other"),
        ("TUSOI_API_URL", "api.telegram.org", "TUSOI_API_URL is not an address"),
        ("TUSOI_API_URL", "ftp://host", "TUSOI_API_URL is not an address"),
        ("TUSOI_API_URL", "https://host/?a=1", "must not hold"),
        ("TUSOI_API_URL", "https://host:port", "TUSOI_API_URL is not an address"),
        ("TUSOI_PROXY", "proxy:3128", "TUSOI_PROXY is not an address"),
        ("TUSOI_TIME_ZONE", "Hà Nội", "is not a time zone"),
        ("TUSOI_TIME_ZONE", "../etc/passwd", "is not a time zone"),
        ("TUSOI_LOCALE", "fr", "is not one of: vi, en"),
        ("TUSOI_TOKNE", TOKEN, "TUSOI_TOKNE is not a setting"),
    ],
)
def test_a_fault_is_one_sentence(name: str, value: str, says: str, tmp_path: Path) -> None:
    """The first fault is told in a sentence that names the setting and repeats no secret."""
    data = tmp_path / "data"
    env = {"TUSOI_TOKEN": TOKEN, "TUSOI_DATA": str(data)}
    env[name] = value.format(data=data)
    with pytest.raises(SettingsError) as caught:
        Settings.from_env(env)
    sentence = str(caught.value)
    assert says in sentence
    assert name in sentence
    assert sentence.endswith(".")
    assert "secret" not in sentence
    assert TOKEN not in sentence


def test_a_key_folder_reached_by_a_link_is_still_inside(tmp_path: Path) -> None:
    """A symbolic link does not hide that the keys lie within the data."""
    (tmp_path / "data" / "inner").mkdir(parents=True)
    (tmp_path / "keys").symlink_to(tmp_path / "data" / "inner")
    with pytest.raises(SettingsError, match="beside each other"):
        Settings.from_env(
            {"TUSOI_DATA": str(tmp_path / "data"), "TUSOI_KEYS": str(tmp_path / "keys")},
            needs_token=False,
        )


def test_the_repr_shows_no_secret(tmp_path: Path) -> None:
    """Settings in a log or a debugger show neither the token nor the proxy's password."""
    shown = repr(Settings(TOKEN, tmp_path, tmp_path, proxy="http://me:secret@host:1"))
    assert TOKEN not in shown
    assert "me:secret" not in shown


def test_every_setting_is_documented() -> None:
    """The table in the module names every setting."""
    assert all(name in (module.__doc__ or "") for name in NAMES)
