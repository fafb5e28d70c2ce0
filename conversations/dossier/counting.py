"""Paper ballots and the protocol of a count."""

from dataclasses import replace

from conversations.balloting.terms import BASE_NAMES
from conversations.dossier.collecting import Year
from conversations.dossier.forms import Use, form_for, head_of
from conversations.dossier.model import Counted, Line, Paper, PaperBallots, Protocol
from conversations.results import base_of, outcome_of, present_of
from rules import Kind
from storage import ballots, meetings
from storage.ballots import Ballot, Figures
from storage.roll import Standing

BALLOTS, PROTOCOL = "paper-ballots", "protocol"
"""The ids of the program's own papers."""


async def paper_ballots(year: Year, ballot: Ballot) -> Paper:
    """A paper ballot for each who votes on paper; one where nobody does."""
    kind = kind_of(ballot)
    voters = await ballots.paper_voters(year.tx, ballot.id)
    data = PaperBallots(
        year=year.review.year,
        heading=year.heading(),
        scale=year.scale,
        kind=kind,
        lines=tuple(Line(one.number, one.name, one.options) for one in ballot.subjects),
        copies=max(1, len(voters)),
        places=ballot.per_voter,
    )
    form = None if kind is Kind.MEMBER else form_for(year.ruleset, Use.BALLOT, kind)
    return year.paper(head_of(form, BALLOTS), data)


async def protocol(year: Year, ballot: Ballot) -> Paper:
    """Biên bản kiểm phiếu: every figure of the count; before it, what is known so far."""
    figures = ballot.figures
    opened = year.t.local(ballot.opened_at).date()
    roll_call = await meetings.present(year.tx, year.branch.id, opened)
    official = {one.id for one in year.people.values() if one.standing is Standing.OFFICIAL}
    here = present_of(ballot)
    if here is None and roll_call is not None:
        here = len(roll_call.present & official)
    tellers = await ballots.tellers(year.tx, ballot.id)
    data = Protocol(
        year=year.review.year,
        heading=year.heading(opened),
        scale=year.scale,
        kind=kind_of(ballot),
        opened=ballot.opened_at,
        ended=ballot.ended_at,
        at=await place_on(year, ballot),
        summoned=ballot.summoned,
        excused=ballot.excused,
        present=here,
        chair=year.secretary(),
        tellers=tuple(filter(None, map(year.name, tellers))),
    )
    if figures is None:
        return year.paper(head_of(None, PROTOCOL), data)
    return year.paper(head_of(None, PROTOCOL), _counted(year, data, ballot, figures))


def counted(ballot: Ballot, figures: Figures) -> tuple[Counted, ...]:
    """Every subject's count and the level that came out of it."""
    names = {one.number: one.name for one in ballot.subjects}
    return tuple(
        Counted(
            number=one.number,
            name=names[one.number],
            votes=dict(one.votes),
            blank=one.blank,
            result=outcome_of(ballot, figures, one).level,
        )
        for one in figures.subjects
    )


def kind_of(ballot: Ballot) -> Kind:
    """The kind of subject that the ballot is about."""
    return Kind(ballot.subjects[0].kind) if ballot.subjects else Kind.MEMBER


async def place_on(year: Year, ballot: Ballot) -> str:
    """Where the branch met when the ballot was opened; empty where no meeting was set."""
    opened, zone = year.t.local(ballot.opened_at).date(), year.t.zone
    for one in await meetings.meetings(year.tx, year.branch.id):
        first, last = one.starts_at.astimezone(zone).date(), one.ends_at(zone)
        if one.standing and first <= opened <= last.astimezone(zone).date():
            return one.plan.place
    return ""


def _counted(year: Year, known: Protocol, ballot: Ballot, figures: Figures) -> Protocol:
    paper = figures.paper
    needed = {outcome_of(ballot, figures, one).needed for one in figures.subjects}
    return replace(
        known,
        summoned=figures.summoned,
        excused=figures.excused,
        issued=figures.issued,
        returned=figures.returned,
        valid=figures.returned - figures.invalid,
        invalid=figures.invalid,
        paper=None if paper is None else (paper.issued, paper.returned),
        needed=needed.pop() if len(needed) == 1 else None,
        majority=year.t.plain(BASE_NAMES[base_of(ballot)]),
        places=ballot.places,
        counted=counted(ballot, figures),
        codes=figures.codes,
    )
