"""The minutes of a meeting."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from conversations.dossier.model.count import Counted
from conversations.dossier.model.terms import Heading, Scale


class Presence(StrEnum):
    """Where someone was when the roll was called."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Called:
    """Someone on the roll-call; None: not called yet."""

    name: str
    presence: Presence | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Heard:
    """What was said of someone at the meeting, and the chair's conclusion."""

    name: str
    own: str | None = None
    remark: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting of the branch: when and where, who was there, what was done and decided."""

    year: int
    heading: Heading
    scale: Scale
    opened: datetime | None = None
    ended: datetime | None = None
    at: str = ""
    chair: str = ""
    clerk: str = ""
    called: tuple[Called, ...] = ()
    agenda: tuple[str, ...] = ()
    heard: tuple[Heard, ...] = ()
    results: tuple[Counted, ...] = ()
    returned: int | None = None
    quota: str = ""
