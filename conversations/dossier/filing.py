"""The whole file of a year: every paper that can be made of it, section by section."""

from conversations.dossier.collecting import Year
from conversations.dossier.counting import protocol
from conversations.dossier.forms import Use
from conversations.dossier.model import Paper, Section, YearFile
from conversations.dossier.reporting import minutes, notices, summary
from conversations.dossier.reviewing import body_paper, member_sheet, opinion_letter, self_review
from conversations.words import N_
from rules import Kind
from storage import ballots, meetings
from storage.ballots import BallotState
from storage.roll import Person, Standing

SUMMARY = N_("Summary of proposed levels")
PROTOCOLS = N_("Protocols of counts")
MINUTES = N_("Minutes of meetings")
REVIEWS = N_("Self-reviews")
SHEETS = N_("Sheets of grades")
BODIES = N_("The branch and its committee")
NOTICES = N_("Notices of results")

REVIEWING = frozenset({Standing.OFFICIAL, Standing.PROBATIONARY})
"""Who reviews himself, by his standing."""
_BODY_USES = (Use.BODY_REVIEW, Use.GRADES, Use.OPINION)


async def year_file(year: Year) -> YearFile:
    """The file in the order in which an office reads it: results first, what they rest on after.

    Paper ballots are not among them: they are handed out, not sent upward.
    """
    people = reviewed(year)
    titled = (
        (SUMMARY, [await summary(year)]),
        (PROTOCOLS, await protocols(year)),
        (MINUTES, await all_minutes(year)),
        (REVIEWS, [await self_review(year, one) for one in people]),
        (SHEETS, await sheets(year, people)),
        (BODIES, await bodies(year)),
        (NOTICES, await notices(year)),
    )
    found = ((title, tuple(one for one in papers if one is not None)) for title, papers in titled)
    sections = tuple(Section(year.t.plain(title), papers) for title, papers in found if papers)
    name = year.t.plain("File of {year}", year=str(year.review.year))
    heading = year.heading(year.today)
    return YearFile(name, heading, year.review.year, sections, year.at, year.branch.time_zone)


def reviewed(year: Year) -> tuple[Person, ...]:
    """Whoever is on the roll and reviews himself, in roll order; exempt and suspended do not."""
    return tuple(
        one for one in year.people.values() if one.left is None and one.standing in REVIEWING
    )


async def protocols(year: Year) -> list[Paper]:
    """The protocol of every ballot of the year that was counted, the oldest first."""
    return [
        await protocol(year, one)
        for one in await ballots.ballots(year.tx, year.review.id)
        if one.state is BallotState.CLOSED
    ]


async def all_minutes(year: Year) -> list[Paper]:
    """The minutes of each meeting of the review that has begun; without one, a page to fill in."""
    held = [
        one
        for one in await meetings.meetings(year.tx, year.branch.id)
        if one.standing and year.review.opened_at <= one.starts_at <= year.at
    ]
    return [await minutes(year, one) for one in held] or [await minutes(year, None)]


async def sheets(year: Year, people: tuple[Person, ...]) -> list[Paper | None]:
    """Each member's sheet of grades (Mẫu 05): his own, then the committee's."""
    return [
        await member_sheet(year, one, committee=committee)
        for one in people
        for committee in (False, True)
    ]


async def bodies(year: Year) -> list[Paper | None]:
    """The papers of the branch and of its committee, as far as the guideline has forms for them."""
    found = [
        await body_paper(year, kind, use)
        for kind in (Kind.COLLECTIVE, Kind.ORGANISATION)
        for use in _BODY_USES
    ]
    return [*found, opinion_letter(year)]
