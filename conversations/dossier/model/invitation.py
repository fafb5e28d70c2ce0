"""Cards that invite."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Invitation:
    """One person's link, single-use, and the last day on which it works."""

    name: str
    link: str
    birth_year: int | None = None
    expires: date | None = None


@dataclass(frozen=True, slots=True)
class Invitations:
    """The sheet of invitations, to be cut apart and handed out."""

    branch: str
    bot_name: str
    invitations: tuple[Invitation, ...]
