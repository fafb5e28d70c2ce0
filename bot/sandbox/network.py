"""Proof that nothing real is reached: within `no_network` every attempt to connect fails loudly.

Sockets that stay inside the machine's own process (the pair that wakes an event loop) go on
working; name look-ups and connections do not.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock


class NetworkUsed(AssertionError):
    """Something tried to reach the network."""


@contextmanager
def no_network() -> Iterator[None]:
    """Within this, any look-up of a name and any connection raises `NetworkUsed`."""

    def refuse(*arguments: object, **_: object) -> None:
        raise NetworkUsed(f"an attempt to reach the network: {arguments!r}")

    with (
        mock.patch.object(socket, "getaddrinfo", refuse),
        mock.patch.object(socket, "create_connection", refuse),
        mock.patch.object(socket.socket, "connect", refuse),
        mock.patch.object(socket.socket, "connect_ex", refuse),
        mock.patch.object(socket.socket, "sendto", refuse),
    ):
        yield
