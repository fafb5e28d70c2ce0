"""A wire to a Telegram that answers at once (or after a set latency) and does nothing else.

The sandbox is strict and keeps everything, which costs more than what is measured here.  Both the
real application and the bare one talk through this wire, so what it costs is in floor and figure
alike: a call's parameters are written as JSON, as the real request would, and the answer is the
bytes that Telegram would send.
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass

from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

BOT_ID = 7_000_000_001
TOKEN = f"{BOT_ID}:AAbenchmarks-telegram-never-saw-this-x"
_ME = {"id": BOT_ID, "is_bot": True, "first_name": "Tự Soi", "username": "tusoi_bot"}
_WRITES = frozenset({"editMessageText", "sendMessage"})
_UNSET = BaseRequest.DEFAULT_NONE


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest message in a chat: its number, text and keyboard (JSON as it was sent)."""

    message: int
    text: str
    keyboard: str

    @property
    def buttons(self) -> list[str]:
        """The callback data of its buttons, row after row."""
        rows = json.loads(self.keyboard)["inline_keyboard"] if self.keyboard else []
        return [button["callback_data"] for row in rows for button in row if len(button) > 1]

    def all(self, start: str, end: str = "") -> list[str]:
        """The data of all buttons that start and end so."""
        return [one for one in self.buttons if one.startswith(start) and one.endswith(end)]

    def button(self, start: str, end: str = "") -> str | None:
        """The data of the first button that starts and ends so; None: there is none."""
        return next(iter(self.all(start, end)), None)

    def only(self, start: str, end: str = "") -> str:
        """The same where there must be one; raises LookupError with the text shown instead."""
        found = self.button(start, end)
        if found is None:
            raise LookupError(f"no button {start}…{end} under: {self.text}")
        return found


class Wire(BaseRequest):
    """The request object of one application; ``latency`` in real seconds for each call."""

    def __init__(self) -> None:
        self.latency = 0.0
        self.chats: dict[int, Seen] = {}
        self.polled = asyncio.Event()
        """Set once the application polls."""
        self._updates: deque[dict[str, object]] = deque()
        self._update_number = 880_000_000
        self._message_number = 0
        self._arrived = asyncio.Event()
        self._expected: dict[tuple[int, str], asyncio.Future[None]] = {}

    @property
    def read_timeout(self) -> float | None:
        return 5.0

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = _UNSET,
        write_timeout: object = _UNSET,
        connect_timeout: object = _UNSET,
        pool_timeout: object = _UNSET,
    ) -> tuple[int, bytes]:
        """What Telegram would answer, as status and bytes."""
        name = url.rpartition("/")[2]
        sent = request_data.json_parameters if request_data else {}
        if name == "getUpdates":
            return 200, await self._poll(float(sent.get("timeout", 0)))
        if self.latency:
            await asyncio.sleep(self.latency)
        if name in _WRITES:
            return 200, self._write(name, sent)
        if name == "getMe":
            return 200, json.dumps({"ok": True, "result": _ME}).encode()
        return 200, b'{"ok":true,"result":true}'

    def expect(self, chat: int, *methods: str) -> "asyncio.Future[None]":
        """A future that is done when the next such call to the chat is answered: an edit, unless
        other methods are named."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        for method in methods or ("editMessageText",):
            self._expected[chat, method] = future
        return future

    def tap(self, user: int, data: str) -> None:
        """The user taps a button on the newest message of his private chat."""
        seen = self.chats[user]
        message = {**_message(user, seen.message, seen.text), "from": _ME}
        if seen.keyboard:
            message["reply_markup"] = json.loads(seen.keyboard)
        self._deliver(
            "callback_query",
            {
                "id": f"4000000{self._update_number}",
                "from": _user(user),
                "message": message,
                "chat_instance": "1",
                "data": data,
            },
        )

    def command(self, user: int, text: str) -> None:
        """The user sends a command in his private chat."""
        self._message_number += 1
        length = len(text.split(maxsplit=1)[0])
        message = {
            **_message(user, self._message_number, text),
            "from": _user(user),
            "entities": [{"type": "bot_command", "offset": 0, "length": length}],
        }
        self._deliver("message", message)

    def _deliver(self, kind: str, content: dict[str, object]) -> None:
        self._update_number += 1
        self._updates.append({"update_id": self._update_number, kind: content})
        self._arrived.set()

    async def _poll(self, seconds: float) -> bytes:
        self.polled.set()
        if not self._updates and seconds:
            self._arrived.clear()
            try:
                await asyncio.wait_for(self._arrived.wait(), seconds)
            except TimeoutError:
                raise TimedOut from None
        batch = [self._updates.popleft() for _ in range(min(len(self._updates), 100))]
        return json.dumps({"ok": True, "result": batch}).encode()

    def _write(self, name: str, sent: dict[str, str]) -> bytes:
        chat = int(sent["chat_id"])
        if name == "sendMessage":
            self._message_number += 1
            number = self._message_number
        else:
            number = int(sent["message_id"])
        keyboard = sent.get("reply_markup", "")
        if keyboard or name == "editMessageText":
            self.chats[chat] = Seen(number, sent["text"], keyboard)
        result = json.dumps(_message(chat, number, sent["text"]))
        if keyboard:
            result = f'{result[:-1]},"reply_markup":{keyboard}}}'
        future = self._expected.pop((chat, name), None)
        if future is not None and not future.done():
            future.set_result(None)
        return f'{{"ok":true,"result":{result}}}'.encode()


def _user(number: int) -> dict[str, object]:
    return {"id": number, "is_bot": False, "first_name": "An", "language_code": "vi"}


def _message(chat: int, number: int, text: str) -> dict[str, object]:
    """A message of a private chat (a group's where the number is negative)."""
    place: dict[str, object] = {"id": chat, "type": "private", "first_name": "An"}
    if chat < 0:
        place = {"id": chat, "type": "supergroup", "title": "Chi bộ"}
    return {"message_id": number, "date": 1_800_000_000, "chat": place, "text": text}
