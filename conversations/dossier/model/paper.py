"""A paper to be made."""

from dataclasses import dataclass, field
from datetime import datetime

from conversations.dossier.model.contents import Contents
from conversations.dossier.model.count import PaperBallots, Protocol
from conversations.dossier.model.invitation import Invitations
from conversations.dossier.model.meeting import Minutes
from conversations.dossier.model.result import Cancellation, Notice, Summary
from conversations.dossier.model.review import OpinionRequest, Review
from conversations.dossier.model.terms import FormHead, Heading

Data = (
    Review
    | OpinionRequest
    | PaperBallots
    | Protocol
    | Minutes
    | Summary
    | Notice
    | Cancellation
    | Invitations
    | Contents
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper to be made: on which form, with which data.

    ``blank``: nobody's, with room to write.  ``made_at``: when its data were read (aware).
    ``template``: the branch's own form in place of ours, which was checked for papers of this form.
    """

    form: FormHead
    data: Data
    made_at: datetime
    blank: bool = False
    time_zone: str = "Asia/Ho_Chi_Minh"
    template: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a year's file: its title in Vietnamese, its papers in order; never empty."""

    title: str
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class YearFile:
    """Every paper of a branch's year; ``made_at``: when their data were read (aware)."""

    name: str
    heading: Heading
    year: int
    sections: tuple[Section, ...]
    made_at: datetime
    time_zone: str = "Asia/Ho_Chi_Minh"
