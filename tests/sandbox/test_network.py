"""Nothing real is reached."""

import socket

import pytest
from telegram import Bot
from telegram.error import NetworkError

from bot.sandbox import NetworkUsed, no_network
from tests.sandbox.town import Town


@pytest.mark.parametrize("host", ["api.telegram.org", "127.0.0.1"])
def test_connections_fail_at_once(host: str) -> None:
    """Names, addresses, with and without errors as numbers, connected or not."""
    with pytest.raises(NetworkUsed, match=host):
        socket.create_connection((host, 443))
    with socket.socket() as plain:
        with pytest.raises(NetworkUsed):
            plain.connect((host, 443))
        with pytest.raises(NetworkUsed):
            plain.connect_ex((host, 443))
    with socket.socket(type=socket.SOCK_DGRAM) as plain, pytest.raises(NetworkUsed):
        plain.sendto(b"x", (host, 53))
    with pytest.raises(NetworkUsed):
        socket.getaddrinfo(host, 443)


async def test_the_real_request_object_gets_nowhere() -> None:
    """An application built without the sandbox is found out."""
    bot = Bot("1:x")
    with pytest.raises((NetworkError, NetworkUsed)):
        await bot.initialize()
    await bot.shutdown()


def test_afterwards_sockets_are_what_they_were() -> None:
    """The patch ends with its block."""
    patched = socket.socket.connect
    with no_network():
        assert socket.socket.connect is not patched
    assert socket.socket.connect is patched


async def test_the_sandbox_needs_no_socket(town: Town) -> None:
    """A whole conversation runs while the network is shut off."""
    an = town.sandbox.person("An")
    await an.send("/start")
    await an.tap("Thêm")
    assert an.screen.text == "Đã đếm 1"
