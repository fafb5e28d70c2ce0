"""python-telegram-bot's network layer, with the sandbox where the network was.

`SandboxRequest` is given to the application in place of `HTTPXRequest`. It hands on what would be
sent and returns what would be received: a status and bytes. Everything above it is the real
library: its JSON, its objects, its mapping of errors.
"""

import re
from typing import IO
from urllib.parse import unquote

from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.sandbox.api import NoAnswer, call_method
from bot.sandbox.calls import Upload
from bot.sandbox.errors import Refusal
from bot.sandbox.json import plain, to_bytes
from bot.sandbox.methods.files import download
from bot.sandbox.server import Server

METHOD = re.compile(r"/bot(?P<token>[^/]*)/(?P<method>[^/?]+)$")
FILE = re.compile(r"/file/bot(?P<token>[^/]*)/(?P<path>.+)$")

ODV = BaseRequest.DEFAULT_NONE


class SandboxRequest(BaseRequest):
    """A request object that reaches the sandbox in process and opens no connection.

    Like the real one it must be initialised before use, and not be used after shutdown.
    """

    __slots__ = ("_open", "_server")

    def __init__(self, server: Server) -> None:
        self._server = server
        self._open = False

    @property
    def read_timeout(self) -> float | None:
        """Seconds that the real request would wait by default."""
        return 5.0

    async def initialize(self) -> None:
        """Open for business."""
        self._open = True

    async def shutdown(self) -> None:
        """Closed; calls raise `RuntimeError` from now on."""
        self._open = False

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = ODV,
        write_timeout: object = ODV,
        connect_timeout: object = ODV,
        pool_timeout: object = ODV,
    ) -> tuple[int, bytes]:
        """The HTTP status and body that Telegram would send back.

        Raises `telegram.error.TimedOut` and `telegram.error.NetworkError` as the real request does.
        """
        if not self._open:
            raise RuntimeError("This SandboxRequest is not initialized!")
        if method == "GET":
            return self._download(url)
        match = METHOD.search(url)
        if match is None:
            return 404, to_bytes(Refusal(404, "Not Found").body())
        parameters = plain(request_data.parameters if request_data else {})
        if not isinstance(parameters, dict):
            raise TypeError("the parameters of a call are an object")
        uploads = _uploads(request_data)
        try:
            return await call_method(
                self._server, match["token"], match["method"], parameters, uploads
            )
        except NoAnswer as nothing:
            if nothing.broken:
                raise NetworkError("httpx.ConnectError: All connection attempts failed") from None
            raise TimedOut from None

    def _download(self, url: str) -> tuple[int, bytes]:
        match = FILE.search(unquote(url))
        try:
            if match is None or match["token"] != self._server.token:
                raise Refusal(404, "Not Found")  # noqa: TRY301
            return 200, download(self._server, match["path"])
        except Refusal as refusal:
            return refusal.code, to_bytes(refusal.body())


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    uploads: dict[str, Upload] = {}
    for name, (file_name, content, mime) in request_data.multipart_data.items():
        uploads[name] = Upload(file_name, _read(content), mime)
    return uploads


def _read(content: bytes | IO[bytes]) -> bytes:
    return content if isinstance(content, bytes) else content.read()
