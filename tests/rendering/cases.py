"""The papers that are rendered: every form, blank and filled with the longest there is."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.documents import File, make
from conversations.dossier.blanks import blank_forms, state_blank
from conversations.dossier.model import (
    Cancellation,
    Data,
    Invitation,
    Invitations,
    Minutes,
    Notice,
    Paper,
    Review,
    Summary,
)
from rules import load_library
from tests.rendering.filling import AT, BRANCH, HEADING, NAME, filled

LIBRARY = load_library()
MANY, PARAGRAPHS = 60, 4


@dataclass(frozen=True, slots=True)
class Case:
    """A file to be rendered, and how many pages it may have at least and at most."""

    name: str
    file: File
    least: int = 1
    most: int = 1


def cases() -> Iterator[Case]:
    """Every form of every guideline blank, those of whole ones with empty answers and filled; the
    cards."""
    for ruleset in LIBRARY.ids:
        for blank in blank_forms(LIBRARY.get(ruleset), BRANCH, 2026, AT):
            name = f"{ruleset}-{blank.form.id}"
            yield Case(f"{name}-blank", make(blank), 1, 7)
            state = state_blank(blank)
            if state is not None and LIBRARY.get(ruleset).form(blank.form.id).state:
                yield Case(f"{name}-state", make(state), 1, 7)
            data = replace(blank.data, heading=HEADING)  # type: ignore[type-var]
            empty = Paper(blank.form, data, AT)
            if not LIBRARY.get(ruleset).base_id:
                yield Case(f"{name}-empty", make(empty), 1, 6)
                longest = filled(blank, people=MANY, paragraphs=PARAGRAPHS)
                yield Case(f"{name}-filled", make(longest), 1, _MOST.get(type(data), 12))
    cards = Invitations(BRANCH.name, "tusoi_bot", tuple(_cards()))
    yield Case("invitations", make(Paper(replace(blank.form, id="x"), cards, AT)), 10, 16)


_MOST: dict[type[Data], int] = {Review: 30, Minutes: 30, Summary: 30, Cancellation: 2, Notice: 3}


def _cards() -> Iterator[Invitation]:
    for number in range(1, MANY + 1):
        link = f"https://t.me/tusoi_bot?start=i{number:022}"
        yield Invitation(f"{NAME} {number}", link, 1941, date(2026, 12, 31))
