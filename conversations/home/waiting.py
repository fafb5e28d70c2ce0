"""What awaits the account, most urgent first, each with the button that leads to it.

Whether he has voted is told to nobody but himself, in his own chat.
"""

from dataclasses import dataclass

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.balloting import tellers
from conversations.context import Context
from conversations.evidence import assesses, ruleset_of
from conversations.meetings import next_meeting
from conversations.paper import title
from conversations.screen import Button
from conversations.self_assessment.desk import Desk, take_desk
from conversations.self_assessment.questions import whereabouts
from conversations.words import Words
from storage import ballots, roll
from storage.ballots import Ballot
from storage.reviews import Stage

START_GROUP = "https://t.me/{bot}?startgroup=h"
"""Telegram's own link that lets a person choose a group to add the bot to."""


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter on the home screen: its line and its button (None: nothing is to be tapped);
    ``waits``: it is his turn."""

    line: Markup
    button: Button | None
    waits: bool


async def matters(c: Context) -> list[Matter]:
    """Everything that concerns the account now: open ballots, his assessment, his branch."""
    review = c.account.review
    found: list[Matter] = []
    if review is not None and may(c.me, Action.VOTE, group=False):
        found += await _voting(c, review.year)
    if review is not None and may(c.me, Action.ASSESS, group=False):
        if assesses(c.account.person, ruleset_of(c.house, review)):
            found.append(_assessment(c, await take_desk(c)))
        else:
            found.append(_not_asked(c.t, review.year))
    found += [Matter(*one) for one in await tellers.awaiting(c)]
    meeting = await next_meeting(c)
    found += [] if meeting is None else [Matter(*meeting)]
    found += await _post(c)
    found += await _sheet(c)
    found += [*_branch(c), *await _beyond(c)]
    return [one for one in found if one.waits] + [one for one in found if not one.waits]


async def _voting(c: Context, year: int) -> list[Matter]:
    """The open ballots on whose frozen roll he stands, by phone or on paper."""
    person, by_phone, on_paper = c.account.person.id, [], []
    for one in await ballots.open_ballots(c.tx, c.account.branch.id):
        if not one.takes_votes(c.at):
            continue
        if await ballots.voter_slot(c.tx, one.id, person) is not None:
            by_phone.append(one)
        elif person in await ballots.paper_voters(c.tx, one.id):
            on_paper.append(one)
    return [
        *[await _ballot(c, one, year, len(by_phone)) for one in by_phone],
        *[_on_paper(c.t, one, year) for one in on_paper],
    ]


async def _ballot(c: Context, ballot: Ballot, year: int, open_ones: int) -> Matter:
    t = c.t
    waits = c.account.person.id in await ballots.unreturned(c.tx, ballot.id)
    about = title(t, ballot, year)
    line = (
        t("🗳 Secret ballot: {title}. You have not voted yet.", title=about)
        if waits
        else t("🗳 Secret ballot: {title}. Your ballot is in the box.", title=about)
    )
    label = (
        t.plain("🗳 Vote")
        if open_ones == 1
        else t.plain("🗳 Vote: ballot {number}", number=ballot.id)
    )
    return Matter(line, Button(label, f"vote:open:{ballot.id}"), waits)


def _on_paper(t: Words, ballot: Ballot, year: int) -> Matter:
    """That he votes on paper; whether he has, the program does not know."""
    line = t(
        "🗳 Secret ballot: {title}. You vote on paper: the tellers give you the ballot.",
        title=title(t, ballot, year),
    )
    return Matter(line, None, waits=False)


def _not_asked(t: Words, year: int) -> Matter:
    line = t(
        "ℹ️ Review of {year}: it is of the branch's committee only, nothing is asked of you.",
        year=str(year),
    )
    return Matter(line, None, waits=False)


def _assessment(c: Context, desk: Desk) -> Matter:
    """The self-assessment: where it stands, in one line."""
    t, year = c.t, str(desk.review.year)
    submitted = desk.assessment.submitted_at
    data = "assess:open"
    if desk.closed or submitted is not None:
        if submitted is None and desk.heard:
            line = t("✅ Review of {year}: you were heard by the branch.", year=year)
        elif submitted is None:
            line = t("🔒 Self-assessment of {year}: closed, not submitted.", year=year)
        elif desk.closed:
            line = t("✅ Self-assessment of {year}: submitted.", year=year)
        else:
            line = t(
                "✅ Self-assessment of {year}: submitted. You can change it until the secretary "
                "closes this stage.",
                year=year,
            )
        return Matter(line, Button(t.plain("📄 My self-assessment"), data), waits=False)
    if desk.assessment.answered_at is None:
        line = t("✍️ Self-assessment of {year}: not started.", year=year)
        return Matter(line, Button(t.plain("✍️ Assess myself"), data), waits=True)
    where = whereabouts(t, desk)
    line = t("✍️ Self-assessment of {year}: {where}.", year=year, where=where)
    return Matter(line, Button(t.plain("✍️ Go on with it"), data), waits=True)


async def _post(c: Context) -> list[Matter]:
    """The secretary's post, where it is offered to him."""
    offer = await roll.offered(c.tx, c.account.branch.id, c.at)
    if offer is None or offer.to_id != c.account.person.id:
        return []
    line = c.t("🤝 The secretary offers you the secretary's post.")
    return [Matter(line, Button(c.t.plain("🤝 The offer"), "roll:post"), waits=True)]


async def _sheet(c: Context) -> list[Matter]:
    """A sheet of the roll that he has sent and not yet confirmed."""
    if not may(c.me, Action.EDIT_ROLL, group=False):
        return []
    draft = await roll.draft(c.tx, c.account.person.id, "sheet", c.at)
    if draft is None or draft.content["faults"]:
        return []
    line = c.t("📄 A sheet of the roll is waiting for your yes.")
    return [Matter(line, Button(c.t.plain("📄 The waiting sheet"), "roll:see"), waits=True)]


def _branch(c: Context) -> list[Matter]:
    """What the branch is waiting for from its secretary."""
    t, found = c.t, []
    if not may(c.me, Action.OPEN_REVIEW, group=False):
        return []
    if c.account.review is None:
        found.append(
            Matter(
                t("📅 No review is open in the branch."),
                Button(t.plain("📅 Open a review"), "review:open"),
                waits=True,
            )
        )
    if c.account.branch.group is None and c.house.bot_name:
        found.append(
            Matter(
                t("👥 The branch has no group yet: add Tự Soi to it and confirm there."),
                Button(t.plain("👥 Add to the group"), url=_start_group(c)),
                waits=True,
            )
        )
    return found


async def _beyond(c: Context) -> list[Matter]:
    """How many have not joined yet, for who can invite them, until the self-assessment is over."""
    t, me = c.t, c.account
    late = me.review is not None and me.review.stage is not Stage.ASSESSMENT
    if late or not may(c.me, Action.INVITE, group=False):
        return []
    linked = {one.person.id for one in await roll.accounts(c.tx, me.branch.id)}
    many = sum(one.id not in linked for one in await roll.people(c.tx, me.branch.id))
    if not many:
        return []
    line = t.plural(
        "🔗 {n} person has not joined Tự Soi yet.",
        "🔗 {n} people have not joined Tự Soi yet.",
        many,
    )
    return [
        Matter(line, Button(t.plain("🔗 Invite who has not joined"), "board:show"), waits=False)
    ]


def _start_group(c: Context) -> str:
    return START_GROUP.format(bot=c.house.bot_name)


def desk_buttons(c: Context) -> list[Button]:
    """The work of secretary and deputy, as far as it makes sense now and he may do it."""
    t, review = c.t, c.account.review
    buttons = []
    if review is not None and may(c.me, Action.OPEN_REVIEW, group=False):
        buttons.append(Button(t.plain("📅 The review"), "review:open"))
    if may(c.me, Action.READ_BOARD, group=False):
        buttons.append(Button(t.plain("👥 The members"), "board:show"))
    if may(c.me, Action.SET_MEETING, group=False):
        buttons.append(Button(t.plain("🗓 Meetings"), "meet:open"))
    if review is None:
        return buttons
    if may(c.me, Action.APPRAISE, group=False):
        buttons.append(Button(t.plain("🧭 The committee's view"), "committee:show"))
    if review.stage is Stage.BALLOT and may(c.me, Action.OPEN_BALLOT, group=False):
        buttons.append(Button(t.plain("🗳 The ballot"), "ballot:prepare"))
    if may(c.me, Action.READ_REPORT, group=False):
        buttons.append(Button(t.plain("📊 The report"), "report:show"))
    if may(c.me, Action.READ_PAPERS, group=False):
        buttons.append(Button(t.plain("🖨 Forms to print"), "paper:menu"))
    return buttons
