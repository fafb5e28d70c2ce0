"""From a paper to a file: which writer writes what."""

from contextlib import suppress
from dataclasses import dataclass

from bot.documents import (
    ballots,
    contents,
    invitations,
    minutes,
    names,
    notices,
    opinions,
    own,
    protocols,
    reviews,
    summaries,
    tables,
)
from bot.documents.sheet import Sheet
from conversations.dossier.model import (
    Cancellation,
    Contents,
    Invitations,
    Minutes,
    Notice,
    OpinionRequest,
    Paper,
    PaperBallots,
    Protocol,
    Review,
    Summary,
)


@dataclass(frozen=True, slots=True)
class File:
    """A file to be sent or kept: its name without diacritics, and its bytes."""

    name: str
    content: bytes


def make(paper: Paper) -> File:
    """The paper as a .docx file, on the branch's own form where it has one that still fits.

    Takes a while: never on the event loop.
    """
    if paper.template is not None:
        with suppress(own.Outdated):
            return File(names.file_name(paper), own.fill(paper, paper.template))
    sheet = Sheet(
        paper,
        turned=isinstance(paper.data, Summary),
        plain=isinstance(paper.data, PaperBallots | Invitations),
    )
    match paper.data:
        case Review() as data:
            reviews.write(sheet, data)
        case OpinionRequest() as data:
            opinions.write(sheet, data)
        case PaperBallots() as data:
            ballots.write(sheet, data)
        case Protocol() as data:
            protocols.write(sheet, data)
        case Minutes() as data:
            minutes.write(sheet, data)
        case Summary() as data:
            summaries.write(sheet, data)
        case Notice() as data:
            notices.write_notice(sheet, data)
        case Cancellation() as data:
            notices.write_cancellation(sheet, data)
        case Invitations() as data:
            invitations.write(sheet, data)
        case Contents() as data:
            contents.write(sheet, data)
    return File(names.file_name(paper), sheet.file())


def make_table(paper: Paper) -> File:
    """The summary upward as an .xlsx file; TypeError: another paper is not one table."""
    if not isinstance(paper.data, Summary):
        raise TypeError("only the summary is also made as a spreadsheet")
    return File(names.file_name(paper, "xlsx"), tables.write(paper, paper.data))
