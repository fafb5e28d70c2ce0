"""What happened, in order, as people saw it: for the demo's screen and for golden tests.

A `Record` is one thing that could be seen or done: a message, an edit, a tap, a toast, a pin. Calls
of the Bot API are recorded among them (`Kind.CALL`), so that what the application did and what came
of it can be read together; `Transcript.visible` leaves them out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum


class Kind(StrEnum):
    """What a record tells of."""

    MESSAGE = "message"
    EDIT = "edit"
    DELETE = "delete"
    SERVICE = "service"
    TAP = "tap"
    OPEN = "open"
    TOAST = "toast"
    ALERT = "alert"
    PIN = "pin"
    UNPIN = "unpin"
    CALL = "call"


@dataclass(frozen=True, slots=True)
class Record:
    """One thing that happened.

    `chat` is the group's title, or the person's name in his private chat (`private`). `text` is
    what is read, `html` the same with its formatting; of a tap both are the button's label, of a
    call its method and outcome. Of a toast the author is who sees it: he whose tap it answers.
    `buttons` are the labels shown under the message, row by row. Of one of Telegram's own notes
    `service` is the field that makes it (``new_chat_members``, ``pinned_message``), and the text
    whom or what it is about.
    """

    at: datetime
    kind: Kind
    chat: str
    author: str
    text: str = ""
    html: str = ""
    buttons: tuple[tuple[str, ...], ...] = ()
    file: str = ""
    service: str = ""
    message_id: int = 0
    chat_id: int = 0
    private: bool = True
    by_bot: bool = False

    def line(self, zone: tzinfo = UTC) -> str:
        """The record as plain lines: time, place, author, what; buttons below in brackets."""
        place = f"{self.chat} (private)" if self.private else self.chat
        head = f"{self.at.astimezone(zone):%d/%m %H:%M:%S} | {place} | {self.author}"
        mark = "" if self.kind is Kind.MESSAGE else f" [{self.service or self.kind.value}]"
        attached = f" <{self.file}>" if self.file else ""
        body = "".join(f"\n    {line}" for line in self.text.split("\n")) if self.text else ""
        rows = "".join("\n    " + " ".join(f"[{label}]" for label in row) for row in self.buttons)
        return f"{head}{mark}{attached}{body}{rows}"


class Transcript:
    """Everything that happened so far."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self._watchers: list[Callable[[Record], None]] = []

    def add(self, record: Record) -> None:
        """Append a record and tell the watchers."""
        self.records.append(record)
        for watcher in self._watchers:
            watcher(record)

    def watch(self, watcher: Callable[[Record], None]) -> None:
        """Call `watcher` with every record from now on, as it happens."""
        self._watchers.append(watcher)

    @property
    def visible(self) -> list[Record]:
        """Without the calls: what people saw and did."""
        return [record for record in self.records if record.kind is not Kind.CALL]

    def text(self, zone: tzinfo = UTC) -> str:
        """The visible part as plain text, times in `zone`; fit to be compared as a whole."""
        return "\n".join(record.line(zone) for record in self.visible) + "\n"
