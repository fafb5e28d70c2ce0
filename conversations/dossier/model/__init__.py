"""What stands on each paper of the year, as plain values: no SQL, no file format, no layout.

A value that is not known is None or empty: it is then left to be filled in by hand, so a blank
form is the same paper with nothing known.  Texts are as people wrote them; whoever prints them
cleans them.  Levels and grades are ids of the paper's own :class:`Scale`.
"""

from conversations.dossier.model.contents import Contents, Entry
from conversations.dossier.model.count import Counted, Line, PaperBallots, Protocol
from conversations.dossier.model.invitation import Invitation, Invitations
from conversations.dossier.model.meeting import Called, Heard, Minutes, Presence
from conversations.dossier.model.paper import Data, Paper, Section, YearFile
from conversations.dossier.model.result import Cancellation, Notice, Row, Summary
from conversations.dossier.model.review import (
    Figure,
    Graded,
    OpinionRequest,
    Part,
    Review,
    Suggested,
)
from conversations.dossier.model.terms import Field, FormHead, Heading, Person, Scale, Term

__all__ = [
    "Called",
    "Cancellation",
    "Contents",
    "Counted",
    "Data",
    "Entry",
    "Field",
    "Figure",
    "FormHead",
    "Graded",
    "Heading",
    "Heard",
    "Invitation",
    "Invitations",
    "Line",
    "Minutes",
    "Notice",
    "OpinionRequest",
    "Paper",
    "PaperBallots",
    "Part",
    "Person",
    "Presence",
    "Protocol",
    "Review",
    "Row",
    "Scale",
    "Section",
    "Suggested",
    "Summary",
    "Term",
    "YearFile",
]
