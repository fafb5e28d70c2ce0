"""File names that every phone, printer and archive takes: no diacritics, no spaces."""

import re
import unicodedata

from conversations.dossier.model import (
    Cancellation,
    Contents,
    Data,
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
from conversations.words import N_, Words
from rules import Asks

LONGEST = 80
_D = str.maketrans("đĐ", "dD")
_NAMES: dict[type[Data], str] = {
    Review: N_("self-review-form"),
    OpinionRequest: N_("opinion-request"),
    PaperBallots: N_("paper-ballots"),
    Protocol: N_("count-protocol"),
    Minutes: N_("meeting-minutes"),
    Summary: N_("summary-upward"),
    Notice: N_("result-notice"),
    Cancellation: N_("cancelling-decision"),
    Invitations: N_("invitation-cards"),
    Contents: N_("contents"),
}


def file_name(paper: Paper, ending: str = "docx") -> str:
    """The paper's file name: what it is, its form, whose it is, its year."""
    t = Words("vi", paper.time_zone)
    data = paper.data
    parts = [
        paper.form.name,
        t.plain(_what(data)),
        _whose(data),
        t.plain("blank-form") if paper.blank else "",
        t.plain("state-bodies") if isinstance(data, Review) and data.heading.state else "",
        "" if isinstance(data, Invitations) or not data.year else str(data.year),
    ]
    return f"{plain('-'.join(part for part in parts if part))}.{ending}"


def plain(text: str) -> str:
    """The text in lower-case letters, digits and single hyphens; never empty."""
    bare = unicodedata.normalize("NFKD", text.translate(_D))
    letters = "".join(one for one in bare if not unicodedata.combining(one)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:LONGEST].strip("-") or "tusoi"


def _what(data: Data) -> str:
    if isinstance(data, Review) and not any(part.asks is Asks.TEXT for part in data.parts):
        return N_("grades-sheet")
    return _NAMES[type(data)]


def _whose(data: Data) -> str:
    match data:
        case Review():
            return f"{data.about}-{data.rater}"
        case Notice() | Cancellation():
            return data.person.name if data.person else ""
        case _:
            return ""
