"""The line to Telegram."""

from pathlib import Path

from bot.line import line_to_telegram
from bot.settings import Settings
from tests.benchmarks.wire import TOKEN, Wire

SETTINGS = Settings(TOKEN, Path("data"), Path("keys"), api_url="http://telegram.local")


async def test_an_edit_is_done_once_telegram_says_so() -> None:
    """The edited message that comes back is not read; a new message is, for its number."""
    wire = Wire()
    line = line_to_telegram(SETTINGS, wire)
    async with line:
        sent = await line.send_message(7, "Một")
        assert await line.edit_message_text("Hai", 7, sent.message_id) is True
    assert (wire.chats[7].message, wire.chats[7].text) == (sent.message_id, "Hai")


def test_the_line_follows_the_settings() -> None:
    """Calls go where the settings say; the real requests are made without touching the network."""
    line = line_to_telegram(SETTINGS, None)
    assert line.base_url == f"http://telegram.local/bot{TOKEN}"
    assert line.base_file_url == f"http://telegram.local/file/bot{TOKEN}"
    assert line.request.read_timeout == 20.0
