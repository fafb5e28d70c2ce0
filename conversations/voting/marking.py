"""A voter's taps: a mark, a pick, the whole, the casting.

A tap on a mark is a tap without a write; only casting writes, one envelope, and tells of it after
the commit.  Nothing here names a choice to a log, an error, the audit trail or the outbox.
"""

from datetime import timedelta

from markupsafe import Markup

from conversations import evidence, paper, picking, reasons
from conversations.authority import Action
from conversations.balloting import cards, preparing
from conversations.body_evidence import gather_bodies
from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.drafts import CAST
from conversations.heads import ceiling_now
from conversations.packing import BLANK, Marks, ballot_of
from conversations.parts import whole_number
from conversations.screen import Answer, Say, Screen, Show, Toast
from conversations.voting.held import Paper, broken, open_ballot, over, paper_of, slot_of, stale
from rules import Finding, Kind
from storage import ballots, roll
from storage.ballots import Ballot
from storage.errors import BadChoice, BallotNotOpen, KeysMissing, NotOnRoll

dialogue = Dialogue("vote")

SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


async def open_from_link(c: Context, ballot_id: int) -> Answer:
    """The private ballot opened by the button on the group's card (``/start b<id>``)."""
    if ballot_id == preparing.LINK:
        return await preparing.from_link(c)
    return await _open(c, ballot_id)


@dialogue.tap("open", Action.VOTE)
async def open_tap(c: Context, ballot_id: str) -> Answer:
    return await _open(c, whole_number(ballot_id))


@dialogue.tap("n", Action.VOTE)
async def start(c: Context, word: str) -> Answer:
    """A blank ballot, whatever was marked before."""
    ballot, review = await open_ballot(c, ballot_of(word))
    await slot_of(c, ballot)
    blank = (BLANK,) * len(ballot.subjects)
    c.house.drafts.put(ballot.id, c.event.sender, blank)
    held = Paper(ballot, review, evidence.ruleset_of(c.house, review), 0, BLANK, blank)
    return _at(c, held, blank, 0)


@dialogue.tap("m", Action.VOTE)
async def mark(c: Context, word: str) -> Answer:
    """A mark for the subject that the button names; then the next one, or the whole.

    Where voters pick, the page stays: as many as there are places, and no more.
    """
    held = await paper_of(c, word)
    if _shaken(c, held.ballot, _name(held.ballot, held.place)):
        return (Toast(c.t.plain("That was very quick. Please tap once more.")),)
    marks = (*held.marks[: held.place], held.mark, *held.marks[held.place + 1 :])
    if held.ballot.per_voter is not None and sum(marks) > held.ballot.per_voter:
        return (Toast(picking.full(c.t, held.ballot), alert=True),)
    c.house.drafts.put(held.ballot.id, c.event.sender, marks)
    if held.ballot.picks:
        page = picking.page(c.t, held.ballot, held.ruleset, marks, held.place)
        return (Show(page, paper.task(held.ballot.id)),)
    if held.place + 1 < len(marks):
        return _at(c, held, marks, held.place + 1)
    return _whole(c, held, marks, 0)


@dialogue.tap("g", Action.VOTE)
async def go(c: Context, word: str) -> Answer:
    """To one subject."""
    held = await paper_of(c, word)
    return _at(c, held, held.marks, held.place)


@dialogue.tap("r", Action.VOTE)
async def review_all(c: Context, word: str) -> Answer:
    """The whole ballot; the button's place is the page."""
    held = await paper_of(c, word)
    return _whole(c, held, held.marks, held.place)


@dialogue.tap("w", Action.VOTE)
async def why(c: Context, word: str) -> Answer:
    """Why a level is not offered: the clause, never the private fact."""
    held = await paper_of(c, word)
    if held.ballot.picks:
        raise stale(c)
    grounds = await _grounds(c, held)
    return _show(c, held, paper.why(c.t, held.ballot, held.marks, held.place, grounds), "w")


@dialogue.tap("c", Action.VOTE)
async def ask(c: Context, word: str) -> Answer:
    """The last question before casting."""
    held = await paper_of(c, word)
    return _show(c, held, paper.confirm(c.t, held.ballot, held.marks), "c")


@dialogue.tap("y", Action.VOTE)
async def cast(c: Context, word: str) -> Answer:
    """Into the box: recorded and told so with a receipt, or told that it was too late."""
    held = await paper_of(c, word, casting=True)
    ballot, t = held.ballot, c.t
    if _shaken(c, ballot, "c"):
        return (Toast(t.plain("That was very quick. Please tap once more.")),)
    slot = await slot_of(c, ballot)
    choices = {
        subject.number: paper.level_of(ballot, place, given)
        for place, (subject, given) in enumerate(zip(ballot.subjects, held.marks, strict=True))
        if given != BLANK
    }
    try:
        receipt = await ballots.cast(c.tx, c.house.db.keys, ballot, slot, choices, at=c.at)
    except BallotNotOpen:
        raise over(c, ballot, held.review, too_late=True) from None
    except (NotOnRoll, BadChoice):
        raise stale(c) from None
    except KeysMissing:
        raise broken(c) from None
    await cards.refresh(c.tx, c.account.branch, ballot, c.at)

    async def recorded() -> Answer:
        """Only after the commit may an older button be told that the ballot is in the box."""
        c.house.drafts.put(ballot.id, c.event.sender, CAST)
        return (
            Show(paper.done(t, ballot, held.review.year), paper.task(ballot.id)),
            Say(paper.receipt(t, receipt.code)),
        )

    c.after_commit.append(recorded)
    return ()


async def _open(c: Context, ballot_id: int | None) -> Answer:
    ballot, review = await open_ballot(c, ballot_id)
    await slot_of(c, ballot)
    marks = c.house.drafts.get(ballot.id, c.event.sender)
    ruleset = evidence.ruleset_of(c.house, review)
    if marks and any(marks):
        held = Paper(ballot, review, ruleset, 0, BLANK, marks)
        if BLANK in marks:
            return _at(c, held, marks, 0 if ballot.picks else marks.index(BLANK))
        return _whole(c, held, marks, 0)
    returned = c.account.person.id not in await ballots.unreturned(c.tx, ballot.id)
    cover = paper.cover(c.t, ballot, ruleset, review.year, returned=returned)
    return (Show(cover, paper.task(ballot.id)),)


async def _grounds(c: Context, held: Paper) -> list[Markup]:
    """Which clauses rule levels out for the subject, as voters may read them.

    A fact confirmed since the opening that would rule out more than the ballot does is not told.
    """
    asked, ruleset = held.ballot.subjects[held.place], held.ruleset
    best = ruleset.level_rank[asked.options[0]]
    grounds = [
        reasons.reason(c.t, ruleset, finding, private=False)
        for finding in await _bounds(c, held)
        if finding.limit and ruleset.level_rank[finding.limit] <= best
    ]
    return list(dict.fromkeys(grounds))


async def _bounds(c: Context, held: Paper) -> tuple[Finding, ...]:
    """What bounds the subject as it is now: a member, the branch or its committee."""
    asked, ruleset, branch = held.ballot.subjects[held.place], held.ruleset, c.account.branch
    day = c.t.local(held.ballot.opened_at).date()
    if asked.person_id is None:
        bodies = await gather_bodies(c.tx, c.house, branch, held.review, day)
        return bodies[Kind(asked.kind)].ceiling(ruleset).why
    person = await roll.person(c.tx, asked.person_id)
    if person is None:
        return ()
    found = await evidence.gather_one(c.tx, ruleset, branch, held.review, person, day)
    return (await ceiling_now(c.tx, ruleset, held.review, found, day)).why


def _at(c: Context, held: Paper, marks: Marks, place: int) -> Answer:
    """One subject, or the page of names on which he stands."""
    drawn = picking.page if held.ballot.picks else paper.subject
    screen = drawn(c.t, held.ballot, held.ruleset, marks, place)
    return _show(c, held, screen, _name(held.ballot, place))


def _name(ballot: Ballot, place: int) -> str:
    """How the screen that asks for a subject is remembered."""
    return f"p{picking.page_of(place)}" if ballot.picks else str(place)


def _whole(c: Context, held: Paper, marks: Marks, page: int) -> Answer:
    if held.ballot.picks:
        return _show(c, held, picking.whole(c.t, held.ballot, held.ruleset, marks), "r")
    return _show(c, held, paper.whole(c.t, held.ballot, held.ruleset, marks, page), "r")


def _show(c: Context, held: Paper, screen: Screen, name: str) -> Answer:
    c.house.drafts.show(held.ballot.id, c.event.sender, name, c.at)
    return (Show(screen, paper.task(held.ballot.id)),)


def _shaken(c: Context, ballot: Ballot, screen: str) -> bool:
    """Whether the tap came too soon after that screen appeared to be meant for it."""
    shown = c.house.drafts.shown(ballot.id, c.event.sender)
    return shown is not None and shown[0] == screen and timedelta() <= c.at - shown[1] < SHAKE
