"""The branch's papers, blank forms, and the whole file of the year."""

from dataclasses import replace

from conversations.authority import Action
from conversations.context import Context
from conversations.dossier.blanks import blank_forms, state_blank
from conversations.dossier.collecting import Year
from conversations.dossier.counting import BALLOTS, PROTOCOL, paper_ballots
from conversations.dossier.filing import all_minutes, bodies, year_file
from conversations.dossier.model import Paper
from conversations.dossier.reporting import MINUTES, NOTICE, summary
from conversations.evidence import ruleset_of
from conversations.packing import MOST_BALLOT
from conversations.papers.declared import TASK, dialogue, later, menu_button, review_of, sent
from conversations.parts import home_button, kind_refusal, rows_of, whole_number
from conversations.screen import Answer, Button, Screen, Show
from conversations.words import N_
from rules import Ruleset
from storage import ballots, forms
from storage.ballots import Ballot

PAGE = 8
"""Blank forms on one screen."""
TWO_ACROSS = 17
"""Characters of a form's name that still fit beside another one."""

OWN = {
    BALLOTS: (N_("Paper ballot"), N_("one for each who votes on paper")),
    PROTOCOL: (N_("Protocol"), N_("the figures of a count, signed by the tellers")),
    MINUTES: (N_("Minutes"), N_("the branch's meeting: roll-call, agenda, results")),
    NOTICE: (N_("Notice"), N_("the result, told to a member")),
}
"""The program's own papers, for which no guideline has a form: name and use."""


@dialogue.tap("all", Action.READ_PAPERS)
async def everything(c: Context) -> Answer:
    """The whole file of the year as one .zip."""

    async def collect(year: Year) -> Answer:
        return sent(c.t, await year_file(year))

    return await later(c, collect)


@dialogue.tap("summary", Action.READ_PAPERS)
async def summary_paper(c: Context) -> Answer:
    """The summary upward, to sign."""

    async def collect(year: Year) -> Answer:
        return sent(c.t, await summary(year))

    return await later(c, collect)


@dialogue.tap("table", Action.READ_PAPERS)
async def summary_table(c: Context) -> Answer:
    """The summary upward as a spreadsheet."""

    async def collect(year: Year) -> Answer:
        return sent(c.t, await summary(year), table=True)

    return await later(c, collect)


@dialogue.tap("minutes", Action.READ_PAPERS)
async def minutes_papers(c: Context) -> Answer:
    """The minutes of the review's meetings."""

    async def collect(year: Year) -> Answer:
        return tuple(part for one in await all_minutes(year) for part in sent(c.t, one))

    return await later(c, collect)


@dialogue.tap("bodies", Action.READ_PAPERS)
async def body_papers(c: Context) -> Answer:
    """What the guideline has for the branch and its committee."""

    async def collect(year: Year) -> Answer:
        found = [one for one in await bodies(year) if one is not None]
        return tuple(part for one in found for part in sent(c.t, one)) or sent(c.t, None)

    return await later(c, collect)


@dialogue.tap("ballots", Action.READ_PAPERS)
async def ballots_to_hand_out(c: Context, ballot_id: str) -> Answer:
    """Ballot papers for those who vote on paper."""
    ballot = await ballot_here(c, ballot_id)

    async def collect(year: Year) -> Answer:
        return sent(c.t, await paper_ballots(year, ballot))

    return await later(c, collect)


async def ballot_here(c: Context, ballot_id: str) -> Ballot:
    """A ballot of this branch's review; Refused otherwise."""
    number, review = whole_number(ballot_id), await review_of(c)
    found = None
    if number is not None and 0 < number <= MOST_BALLOT:
        found = await ballots.ballot(c.tx, number)
    if found is None or found.review_id != review.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    return found


# ── blank forms ──────────────────────────────────────────────────────────────────────────────


@dialogue.tap("blanks", Action.READ_PAPERS)
async def blanks(c: Context, page: str) -> Answer:
    """The blank forms, by name and use."""
    t, every = c.t, await _blanks(c)
    pages = -(-len(every) // PAGE)
    at = min(whole_number(page) or 0, pages - 1)
    shown = range(at * PAGE, min(len(every), (at + 1) * PAGE))
    names = await _names(c, every)
    text = t.join(
        [
            t("📄 <b>Blank forms</b>"),
            t.join([t("• {form}: {use}", form=names[n][0], use=names[n][1]) for n in shown]),
            t("With the branch's name; everything else is filled in by hand."),
        ],
        "\n\n",
    )
    across = 2 if max(len(names[n][0]) for n in shown) <= TWO_ACROSS else 1
    buttons = rows_of((Button(names[n][0], dialogue.data("blank", n)) for n in shown), across)
    turns = tuple(
        Button(label, dialogue.data("blanks", to))
        for label, to in ((t.plain("‹ Page before"), at - 1), (t.plain("Next page ›"), at + 1))
        if 0 <= to < pages
    )
    ways = (menu_button(t), home_button(t))
    return (Show(Screen(text, (*buttons, *((turns,) if turns else ()), ways)), TASK),)


@dialogue.tap("blank", Action.READ_PAPERS)
async def blank(c: Context, number: str) -> Answer:
    """One blank form; under both headings where the guideline prints it so."""
    every, place = await _blanks(c), whole_number(number)
    if place is None or place >= len(every):
        raise kind_refusal(c, c.t.plain("There is no such form."))
    paper = every[place]
    state = _printed_for_state_bodies(ruleset_of(c.house, await review_of(c)), paper)
    other = state_blank(paper) if state else None
    if other is None:
        return sent(c.t, paper)
    return (*sent(c.t, paper), *sent(c.t, other, whom=state))


def _printed_for_state_bodies(ruleset: Ruleset, paper: Paper) -> str:
    """For whom the guideline also prints the form under the heading of state bodies, or empty."""
    return next((one.state for one in ruleset.sections.forms if one.id == paper.form.id), "")


async def _blanks(c: Context) -> tuple[Paper, ...]:
    """Every blank form, on the branch's own where it has one."""
    review, branch = await review_of(c), c.account.branch
    ruleset = ruleset_of(c.house, review)
    own = await forms.templates(c.tx, branch.id, ruleset.id)
    every = blank_forms(ruleset, branch, review.year, c.at)
    return tuple(replace(one, template=own.get(one.form.id)) for one in every)


async def _names(c: Context, every: tuple[Paper, ...]) -> list[tuple[str, str]]:
    """What each form is called, and what it is for; the guideline's words where it has them."""
    uses = {one.id: one.use for one in ruleset_of(c.house, await review_of(c)).sections.forms}
    return [
        (one.form.name, uses[one.form.id])
        if one.form.id in uses
        else (c.t.plain(OWN[one.form.id][0]), c.t.plain(OWN[one.form.id][1]))
        for one in every
    ]
