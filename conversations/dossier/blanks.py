"""Blank forms: every form of a guideline, and the program's own papers, with nobody's data."""

from dataclasses import replace
from datetime import datetime

from conversations.dossier.collecting import fields_of, heading_of, letter_heading
from conversations.dossier.counting import BALLOTS, PROTOCOL
from conversations.dossier.forms import (
    Filled,
    Use,
    head_of,
    is_remarked,
    parts_of,
    scale_of,
    use_of,
)
from conversations.dossier.model import (
    Cancellation,
    Data,
    Heading,
    Line,
    Minutes,
    Notice,
    OpinionRequest,
    Paper,
    PaperBallots,
    Protocol,
    Review,
    Summary,
)
from conversations.dossier.reporting import MINUTES, NOTICE
from conversations.words import Words
from rules import Form, Kind, Ruleset, criteria_for, parts_for
from storage.roll import Branch

_LINES = 8
"""Empty lines of a blank ballot paper."""


def blank_forms(ruleset: Ruleset, branch: Branch, year: int, at: datetime) -> tuple[Paper, ...]:
    """Every blank form, the guideline's in printed order, then the program's own."""
    forms = tuple(blank_form(ruleset, one, branch, year, at) for one in ruleset.sections.forms)
    heading, scale = heading_of(branch), scale_of(ruleset)
    own: list[tuple[str, Data]] = [
        (BALLOTS, _ballot(ruleset, branch, year, Kind.MEMBER)),
        (PROTOCOL, Protocol(year, heading, scale, Kind.MEMBER)),
        (MINUTES, Minutes(year, heading, scale)),
        (NOTICE, Notice(year, heading, scale, guideline=ruleset.title)),
    ]
    return (
        *forms,
        *(Paper(head_of(None, one), data, at, True, branch.time_zone) for one, data in own),
    )


def blank_form(ruleset: Ruleset, form: Form, branch: Branch, year: int, at: datetime) -> Paper:
    """One form of the guideline, blank but for the branch's name."""
    heading, scale = heading_of(branch), scale_of(ruleset)
    kind = next((one for one in form.kinds if ruleset.covers(one)), Kind.MEMBER)
    words = Words("vi", branch.time_zone)
    data: Data
    use = use_of(ruleset, form)
    match use:
        case Use.SUMMARY:
            data = Summary(year, heading, scale, (), remarked=is_remarked(ruleset))
        case Use.BALLOT:
            data = _ballot(ruleset, branch, year, kind)
        case Use.CANCELLATION:
            data = Cancellation(
                0, replace(heading, branch=branch.upper or branch.name, upper=""), scale
            )
        case Use.LETTER:
            data = OpinionRequest(
                year,
                letter_heading(words),
                scale,
                parts_of(ruleset, kind, ruleset.form_parts(form.id), (), Filled(), form.id),
            )
        case _:
            criteria = criteria_for(ruleset, kind, {})
            parts = parts_of(
                ruleset,
                kind,
                parts_for(ruleset, kind, form.id, {}),
                criteria,
                Filled(),
                form.id,
            )
            about = fields_of(words, form.fields, branch, None)
            if use is Use.OPINION:
                heading = Heading("")
            data = Review(year, heading, scale, about, parts)
    return Paper(head_of(form), data, at, True, branch.time_zone)


def state_blank(blank: Paper) -> Paper | None:
    """The same review under the heading of state bodies, its unit left open; None: no review."""
    if not isinstance(blank.data, Review):
        return None
    data = replace(blank.data, heading=Heading("", state=True))
    return replace(blank, data=data, template=None)


def _ballot(ruleset: Ruleset, branch: Branch, year: int, kind: Kind) -> PaperBallots:
    every = tuple(level.id for level in ruleset.levels)
    lines = tuple(Line(number, "", every) for number in range(1, _LINES + 1))
    return PaperBallots(year, heading_of(branch), scale_of(ruleset), kind, lines)
