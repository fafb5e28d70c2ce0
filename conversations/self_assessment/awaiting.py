"""Which text is awaited: kept as a row beside the account, so that a restart loses nothing.

A text is taken for its item only while nothing was answered since it was asked for: an answer by
tap moves the member on, and what he types then is not meant for the question before.
"""

from dataclasses import dataclass
from datetime import datetime

from conversations.context import Context
from conversations.self_assessment.desk import Desk, Pen
from conversations.self_assessment.texts import CRITERION, PART, SUGGESTION
from conversations.typed import TAIL
from storage import dialogues

REPLACES, RETURNS, REFUSED = "r", "o", "x"


@dataclass(frozen=True, slots=True)
class Awaited:
    """The item that awaits text: ``f:<figure>``, ``q:<fact>``, ``c:``, ``p:``, ``s:``; or none.

    ``flag``, letters: the text replaces the one before; the answer leads back to the overview;
    the first half of a text that is too long was just refused.  ``since``: when it was asked for.
    """

    item: str = ""
    flag: str = ""
    since: datetime | None = None

    def stands(self, desk: Desk) -> bool:
        """Whether nothing was answered since it was asked for."""
        last = desk.assessment.answered_at
        return bool(self.item) and self.since is not None and (last is None or last <= self.since)

    def is_tail(self, at: datetime) -> bool:
        """Whether a text that comes at this moment is the rest of the one just refused."""
        return REFUSED in self.flag and self.since is not None and at - self.since <= TAIL

    @property
    def replaces(self) -> bool:
        """Whether the text takes the place of the one before."""
        return REPLACES in self.flag

    @property
    def returns(self) -> bool:
        """Whether the answer leads back to the overview."""
        return RETURNS in self.flag


async def await_item(c: Context, pen: Pen, item: str = "", flag: str = "") -> None:
    """Have the next text taken for an item; without one it is answered with a kind word."""
    whose = "" if pen.writer is None else str(pen.person.id)
    payload = payload_of(c, whose, item, flag)
    await dialogues.await_text(c.tx, c.event.sender, pen.awaits, payload)


def payload_of(c: Context, whose: str, item: str, flag: str = "") -> str:
    """What is kept beside the account of a text that is awaited from this event on."""
    return "|".join((whose, item, flag, c.at.isoformat() if item else ""))


def read_payload(payload: str) -> tuple[str, Awaited]:
    """For whom it is typed (empty: for himself), and what is awaited."""
    whose, _, rest = payload.partition("|")
    item, _, rest = rest.partition("|")
    flag, _, since = rest.partition("|")
    return whose, Awaited(item, flag, datetime.fromisoformat(since) if since else None)


def way_back(awaits: str, payload: str) -> str:
    """The data of the button that shows again where the text is awaited."""
    name = awaits.partition(":")[0]
    whose, awaited = read_payload(payload)
    kind, _, which = awaited.item.partition(":")
    written = kind in {CRITERION[0], PART[0], SUGGESTION[0]}
    verb, *arguments = ("write", kind, which) if written else ("open",)
    return ":".join([name, verb, *([whose] if whose else []), *arguments])
