"""The summary upward, notices of results, the minutes, the decision that cancels a level."""

from collections.abc import Iterable, Mapping

from markupsafe import Markup

from conversations.dossier.collecting import Year, heading_of, person_of
from conversations.dossier.counting import counted
from conversations.dossier.forms import Use, form_for, head_of, is_remarked
from conversations.dossier.model import (
    Called,
    Cancellation,
    Heading,
    Heard,
    Minutes,
    Notice,
    Paper,
    Presence,
    Row,
    Summary,
)
from conversations.evidence import handed_in
from conversations.proposals import Proposal, Proposals, propose
from conversations.reasons import cite, reason, why
from conversations.results import closed
from rules import Allotment, Kind
from storage import assessments, ballots, meetings, remarks
from storage.ballots import Shows
from storage.meetings import Attendance, Meeting
from storage.remarks import Item, Remark
from storage.roll import Person

MINUTES, NOTICE, SUMMARY, CANCELLATION = "minutes", "notice", "summary", "cancellation"
"""The ids of the program's own papers."""
_PRESENCE = {
    Attendance.PRESENT: Presence.PRESENT,
    Attendance.EXCUSED: Presence.EXCUSED,
    Attendance.ABSENT: Presence.ABSENT,
}


async def summary(year: Year) -> Paper:
    """The summary upward: own level, committee's, votes by level, proposal, notes with clauses.

    The committee's remarks too, where the guideline has no other place for them.
    """
    found = await _proposals(year)
    remarked = is_remarked(year.ruleset)
    said = await remarks.all_remarks(year.tx, year.review.id) if remarked else {}
    t = year.t
    data = Summary(
        year=year.review.year,
        heading=year.heading(year.today),
        scale=year.scale,
        rows=tuple(
            _row(year, number, one, said.get(one.person.id, {}))
            for number, one in enumerate(found.rated, 1)
        ),
        unrated=tuple(
            Row(
                number,
                person_of(t, one.person),
                notes=_plain(
                    reason(t, year.ruleset, why, private=True, seen=False) for why in one.exclusions
                ),
            )
            for number, one in enumerate(found.unrated, 1)
        ),
        returned=_returned(found),
        quota="" if found.quota is None else _quota(year, found.quota),
        signer=year.secretary(),
        remarked=remarked,
    )
    return year.paper(head_of(form_for(year.ruleset, Use.SUMMARY, Kind.MEMBER), SUMMARY), data)


async def notice(year: Year, person: Person) -> Paper | None:
    """The result told to a member; None where he is not rated or has no result yet.

    His votes stand on it only where the ballot was opened to show votes.
    """
    one = (await _proposals(year)).of(person.id)
    return None if one is None else _notice(year, one)


async def notices(year: Year) -> list[Paper | None]:
    """Everyone's notice, in roll order; None for whoever has no result yet."""
    return [_notice(year, one) for one in (await _proposals(year)).rated]


def _notice(year: Year, one: Proposal) -> Paper | None:
    if not one.rated or one.level is None:
        return None
    vote = one.vote if one.vote and one.vote.ballot.shows is Shows.TOTALS else None
    data = Notice(
        year=year.review.year,
        heading=year.heading(year.today),
        scale=year.scale,
        person=person_of(year.t, one.person),
        level=one.level,
        own=one.own,
        votes={} if vote is None else dict(vote.count.votes),
        blank=None if vote is None else vote.count.blank,
        returned=None if vote is None else vote.figures.returned,
        grounds=_grounds(year, one),
        guideline=year.ruleset.title,
        signer=year.secretary(),
    )
    return year.paper(head_of(None, NOTICE), data)


async def minutes(year: Year, meeting: Meeting | None) -> Paper:
    """Biên bản họp chi bộ, of this meeting or (None) with its figures left to be filled in."""
    counted_ballots = closed(await ballots.ballots(year.tx, year.review.id))
    last = next((one for one in reversed(counted_ballots) if not one.picks), None)
    found = await _proposals(year)
    plan = None if meeting is None else meeting.plan
    data = Minutes(
        year=year.review.year,
        heading=year.heading(None if meeting is None else year.t.local(meeting.starts_at).date()),
        scale=year.scale,
        opened=None if meeting is None else meeting.starts_at,
        at="" if plan is None else plan.place,
        chair=year.secretary(),
        called=await _called(year, meeting),
        agenda=() if plan is None else plan.agenda,
        heard=await _heard(year),
        results=() if last is None or last.figures is None else counted(last, last.figures),
        returned=None if last is None or last.figures is None else last.figures.returned,
        quota="" if found.quota is None or last is None else _quota(year, found.quota),
    )
    return year.paper(head_of(None, MINUTES), data)


def cancellation(year: Year, person: Person | None, old: str | None, new: str | None) -> Paper:
    """The decision that cancels a level of an earlier year; the committee above issues it."""
    form = form_for(year.ruleset, Use.CANCELLATION)
    clauses = dict.fromkeys(one.clause for one in year.ruleset.sections.reopen)
    cited = ", ".join(str(cite(year.t, year.ruleset, clause)) for clause in clauses)
    ground = year.t.plain(
        "{guideline} (clause {clause})", guideline=year.ruleset.title, clause=cited
    )
    own = heading_of(year.branch)
    data = Cancellation(
        year=year.review.year,
        heading=Heading(branch=own.upper or own.branch),
        scale=year.scale,
        person=None if person is None else person_of(year.t, person),
        old=old,
        new=new,
        grounds=(ground,) if clauses else (year.ruleset.title,),
    )
    return year.paper(head_of(form, CANCELLATION), data)


async def _proposals(year: Year) -> Proposals:
    return await propose(year.tx, year.house, year.branch, year.review, year.today)


def _row(year: Year, number: int, one: Proposal, said: Mapping[Item, Remark]) -> Row:
    vote = one.vote
    return Row(
        number=number,
        person=person_of(year.t, one.person),
        own=one.own,
        committee=one.evidence.appraisal.level,
        votes={} if vote is None else dict(vote.count.votes),
        blank=None if vote is None else vote.count.blank,
        proposal=one.level,
        remark=said[Item.COMMITTEE].text if Item.COMMITTEE in said else "",
        notes=(*_grounds(year, one), *_open(year, one)),
    )


def _grounds(year: Year, one: Proposal) -> tuple[str, ...]:
    """What keeps him from a better level, each with its clause; nobody's figures."""
    best = year.ruleset.levels[0].id
    if one.level == best:
        return ()
    lines = why(year.t, year.ruleset, one.ceiling, private=True, seen=False, binding=True)
    return _plain(lines)


def _open(year: Year, one: Proposal) -> tuple[str, ...]:
    """Why there is no proposal yet, or what changed after the vote."""
    t = year.t
    if one.level is None and one.vote is not None and not one.ceiling.conflicts:
        return (t.plain("No level has a majority: to be voted on again."),)
    if one.late:
        names = "; ".join(year.ruleset.facts[fact].name for fact in one.late)
        clauses = ", ".join(
            dict.fromkeys(
                str(cite(t, year.ruleset, year.ruleset.facts[fact].clause)) for fact in one.late
            )
        )
        return (
            t.plain(
                "Confirmed after the ballot was opened: {facts} (clause {clauses})",
                facts=names,
                clauses=clauses,
            ),
        )
    return ()


def _returned(found: Proposals) -> int | None:
    """How many ballots came back on the levels of members; None: none, or several ballots."""
    returned = {one.vote.figures.returned for one in found.rated if one.vote is not None}
    return returned.pop() if len(returned) == 1 else None


def _quota(year: Year, allotment: Allotment) -> str:
    return year.t.plain(
        "{says} (clause {clause}). At most {limit} of {base}; proposed: {n}.",
        says=allotment.says.rstrip("."),
        clause=str(cite(year.t, year.ruleset, allotment.clause)),
        limit=allotment.limit,
        base=allotment.base,
        n=len(allotment.proposed),
    )


async def _called(year: Year, meeting: Meeting | None) -> tuple[Called, ...]:
    here = [one for one in year.people.values() if one.left is None]
    if meeting is None:
        return tuple(Called(one.full_name) for one in here)
    noted = await meetings.attendance(year.tx, meeting.id)
    answers = await meetings.replies(year.tx, meeting.id)
    called = []
    for one in here:
        presence = _PRESENCE[noted[one.id]] if one.id in noted else None
        away = presence in {Presence.EXCUSED, Presence.ABSENT} and one.id in answers
        called.append(Called(one.full_name, presence, answers[one.id].reason or "" if away else ""))
    return tuple(called)


async def _heard(year: Year) -> tuple[Heard, ...]:
    """Those of whom something was said at the meeting, in roll order."""
    said = await remarks.all_remarks(year.tx, year.review.id)
    given = await assessments.assessments(year.tx, year.review.id)

    def text(person: int, item: Item) -> str:
        return said[person][item].text if item in said[person] else ""

    return tuple(
        Heard(
            name=one.full_name,
            own=handed_in(given[one.id]).own_level if one.id in given else None,
            remark=text(one.id, Item.MEETING),
            conclusion=text(one.id, Item.CONCLUSION),
        )
        for one in year.people.values()
        if one.id in said and {Item.MEETING, Item.CONCLUSION} & set(said[one.id])
    )


def _plain(lines: Iterable[Markup]) -> tuple[str, ...]:
    return tuple(line.striptags() for line in lines)
