"""What comes in and what goes out: events, screens and the parts of an answer.

Texts are ``markupsafe.Markup`` with the tags b, i, u, s, code, pre, a and blockquote, plain or
expandable; whatever a person typed is escaped by the words that carry it (see ``words``).  Labels
and toasts are plain.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from conversations.dossier.model import Paper, YearFile

DATA_BYTES = 64
"""The most bytes that a button can carry (Telegram's limit for callback data)."""


@dataclass(frozen=True, slots=True)
class Button:
    """A button: its label, and either the data of its tap (``dialogue:verb:args``) or a link."""

    label: str
    data: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        if bool(self.data) == bool(self.url):
            raise ValueError("a button has either data or a link")
        if len(self.data.encode()) > DATA_BYTES:
            raise ValueError(f"the data of a button is over {DATA_BYTES} bytes: {self.data!r}")


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: its text and the rows of its buttons."""

    text: Markup
    rows: Rows = ()


@dataclass(frozen=True, slots=True)
class Show:
    """The live message of ``task`` in this place.

    Edited in place on a tap of it; otherwise sent anew, and the older one is retired.  With
    ``fresh`` it is sent anew in any case; ``pin`` pins it where the rights allow.  ``last`` ends
    its task: edited and unpinned where it stands, never sent anew.
    """

    screen: Screen
    task: str
    pin: bool = False
    fresh: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Say:
    """A new message that nothing will edit."""

    screen: Screen


@dataclass(frozen=True, slots=True)
class Toast:
    """The short answer to a tap, at most 200 characters; an ``alert`` waits to be dismissed."""

    text: str
    alert: bool = False


@dataclass(frozen=True, slots=True)
class Attach:
    """A file with its caption."""

    name: str
    content: bytes
    caption: Markup


@dataclass(frozen=True, slots=True)
class Document:
    """A printed paper with its caption: made where it is sent, off the event loop.

    A whole year's file is one .zip; ``table``: the paper as a spreadsheet.  ``sorry`` is said
    where it cannot be made.
    """

    paper: Paper | YearFile
    caption: Markup
    sorry: Markup
    table: bool = False


@dataclass(frozen=True, slots=True)
class Appointment:
    """A meeting for the reader's own calendar, as a file that his phone opens.

    Calendars know it by ``uid``; the highest ``sequence`` counts.  ``cancelled`` takes it out.
    """

    name: str
    caption: Markup
    uid: str
    sequence: int
    changed_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    place: str
    notes: str
    organizer: str
    link: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Strip:
    """Take the buttons off the tapped message."""


@dataclass(frozen=True, slots=True)
class Leave:
    """Leave this group, after everything else of the answer."""


Part = Show | Say | Toast | Attach | Document | Appointment | Strip | Leave
Answer = tuple[Part, ...]
SILENCE: Answer = ()


@dataclass(frozen=True, slots=True)
class Place:
    """A chat: its number, whether it is a group, its title (empty for a private chat)."""

    chat: int
    group: bool = False
    title: str = ""


@dataclass(frozen=True, slots=True)
class Command:
    """``/name argument``; the name is lower case, without the slash and the bot's name."""

    name: str
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Tap:
    """A tap on a button of ``message``: ``data`` is untrusted, like everything that comes in."""

    data: str
    message: int


@dataclass(frozen=True, slots=True)
class Text:
    """A typed message."""

    text: str


@dataclass(frozen=True, slots=True)
class File:
    """A file that was sent; ``read`` fetches it, or raises ``FileTooLarge``, only when called."""

    name: str
    size: int
    read: Callable[[], Awaitable[bytes]]


@dataclass(frozen=True, slots=True)
class Other:
    """Something no dialogue asks for: ``sticker``, ``photo``, ``voice``, ``edited``, ``other``."""

    kind: str


@dataclass(frozen=True, slots=True)
class BotAdded:
    """The bot was added to this group by the sender."""


@dataclass(frozen=True, slots=True)
class BotRemoved:
    """The bot was removed from this group."""


@dataclass(frozen=True, slots=True)
class Migrated:
    """This group became a supergroup of another number."""

    new: int


@dataclass(frozen=True, slots=True)
class Blocked:
    """The sender blocked the bot."""


@dataclass(frozen=True, slots=True)
class Unblocked:
    """The sender took the block away."""


class FileTooLarge(Exception):
    """The file is over the size that the bot reads."""


Happening = (
    Command | Tap | Text | File | Other | BotAdded | BotRemoved | Migrated | Blocked | Unblocked
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, where, when (aware, UTC), and by whom.

    ``sender`` is the account's number, the only identity there is; ``name`` and ``language`` are
    what the account says of itself.  An ``anonymous`` sender (a group's nameless administrator)
    is nobody: ``sender`` must not be trusted then.
    """

    sender: int
    name: str
    language: str | None
    place: Place
    at: datetime
    what: Happening
    anonymous: bool = False
