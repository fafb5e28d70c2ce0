"""Voting in secret: a member's private ballot, from its opening to the receipt.

A draft lives in the buttons and, while the program runs, in ``House.drafts``: nowhere else, and
never with a time.  A tap on a mark is therefore a tap without a write; only casting writes, one
envelope, and tells of it after the commit.  Nothing here names a choice to a log, an error, the
audit trail or the outbox.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from markupsafe import Markup

from conversations import evidence, paper, reasons
from conversations.authority import Action
from conversations.balloting import cards, preparing
from conversations.context import Context, Refused
from conversations.dialogue import Dialogue
from conversations.drafts import CAST
from conversations.packing import BLANK, MOST_BALLOT, Marks, Packed, ballot_of, unpack
from conversations.parts import kind_refusal, whole_number
from conversations.proposals import if_heard
from conversations.screen import Answer, Say, Screen, Show, Tap, Toast
from rules import Ruleset
from storage import ballots, roll
from storage.ballots import Ballot, BallotState
from storage.errors import BadChoice, BallotNotOpen, KeysMissing, NotOnRoll
from storage.reviews import Review
from storage.roll import Standing

dialogue = Dialogue("vote")

SHAKE = timedelta(seconds=0.7)
"""A tap on a screen that has stood for less than this was meant for the one before."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A voter's open ballot as a tap on it finds it; its representation tells no mark."""

    ballot: Ballot
    review: Review
    ruleset: Ruleset
    place: int
    mark: int = field(repr=False)
    marks: Marks = field(repr=False)


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
    ballot, review = await _open_ballot(c, ballot_of(word))
    await _slot(c, ballot)
    blank = (BLANK,) * len(ballot.subjects)
    c.house.drafts.put(ballot.id, c.event.sender, blank)
    held = Paper(ballot, review, evidence.ruleset_of(c.house, review), 0, BLANK, blank)
    return _subject(c, held, blank, 0)


@dialogue.tap("m", Action.VOTE)
async def mark(c: Context, word: str) -> Answer:
    """A mark for the subject that the button names; then the next one, or the whole."""
    held = await _paper(c, word)
    if _shaken(c, held.ballot, str(held.place)):
        return (Toast(c.t.plain("That was very quick. Please tap once more.")),)
    marks = (*held.marks[: held.place], held.mark, *held.marks[held.place + 1 :])
    c.house.drafts.put(held.ballot.id, c.event.sender, marks)
    if held.place + 1 < len(marks):
        return _subject(c, held, marks, held.place + 1)
    return _whole(c, held, marks, 0)


@dialogue.tap("g", Action.VOTE)
async def go(c: Context, word: str) -> Answer:
    """To one subject."""
    held = await _paper(c, word)
    return _subject(c, held, held.marks, held.place)


@dialogue.tap("r", Action.VOTE)
async def review_all(c: Context, word: str) -> Answer:
    """The whole ballot; the button's place is the page."""
    held = await _paper(c, word)
    return _whole(c, held, held.marks, held.place)


@dialogue.tap("w", Action.VOTE)
async def why(c: Context, word: str) -> Answer:
    """Why a level is not offered: the clause, never the private fact."""
    held = await _paper(c, word)
    grounds = await _grounds(c, held)
    return _show(c, held, paper.why(c.t, held.ballot, held.marks, held.place, grounds), "w")


@dialogue.tap("c", Action.VOTE)
async def ask(c: Context, word: str) -> Answer:
    """The last question before casting."""
    held = await _paper(c, word)
    return _show(c, held, paper.confirm(c.t, held.ballot, held.marks), "c")


@dialogue.tap("y", Action.VOTE)
async def cast(c: Context, word: str) -> Answer:
    """Into the box: recorded and told so with a receipt, or told that it was too late."""
    held = await _paper(c, word)
    ballot, t = held.ballot, c.t
    if _shaken(c, ballot, "c"):
        return (Toast(t.plain("That was very quick. Please tap once more.")),)
    slot = await _slot(c, ballot)
    choices = {
        subject.number: ballot.levels[given - 1]
        for subject, given in zip(ballot.subjects, held.marks, strict=True)
        if given != BLANK
    }
    try:
        receipt = await ballots.cast(c.tx, c.house.db.keys, ballot, slot, choices, at=c.at)
    except BallotNotOpen:
        raise _over(c, ballot, held.review, too_late=True) from None
    except (NotOnRoll, BadChoice):
        raise _stale(c) from None
    except KeysMissing:
        raise _broken(c) from None
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
    ballot, review = await _open_ballot(c, ballot_id)
    await _slot(c, ballot)
    marks = c.house.drafts.get(ballot.id, c.event.sender)
    if marks and any(marks):
        ruleset = evidence.ruleset_of(c.house, review)
        held = Paper(ballot, review, ruleset, 0, BLANK, marks)
        if BLANK in marks:
            return _subject(c, held, marks, marks.index(BLANK))
        return _whole(c, held, marks, 0)
    returned = c.account.person.id not in await ballots.unreturned(c.tx, ballot.id)
    return (Show(paper.cover(c.t, ballot, review.year, returned=returned), paper.task(ballot.id)),)


async def _paper(c: Context, word: str) -> Paper:
    """The ballot behind a button, everything about it checked anew; raises Refused."""
    ballot, review = await _open_ballot(c, ballot_of(word))
    packed = unpack(word, len(ballot.subjects), len(ballot.levels))
    if packed is None or not _possible(ballot, packed):
        raise _stale(c)
    known = c.house.drafts.get(ballot.id, c.event.sender)
    if known == CAST:
        raise Refused(
            Toast(
                c.t.plain("Your ballot is in the box already. To change it, tap “Vote anew”."),
                alert=True,
            ),
            Show(paper.done(c.t, ballot, review.year), paper.task(ballot.id)),
        )
    if known is None:  # after a restart the button's copy counts, for whoever is on the roll
        await _slot(c, ballot)
        c.house.drafts.put(ballot.id, c.event.sender, packed.marks)
    return Paper(
        ballot,
        review,
        evidence.ruleset_of(c.house, review),
        packed.place,
        packed.mark,
        packed.marks if known is None else known,
    )


def _possible(ballot: Ballot, packed: Packed) -> bool:
    return paper.offered(ballot, packed.place, packed.mark) and all(
        paper.offered(ballot, place, given) for place, given in enumerate(packed.marks)
    )


async def _open_ballot(c: Context, ballot_id: int | None) -> tuple[Ballot, Review]:
    """The open ballot of the voter's own branch with its review; raises Refused."""
    if c.me is None:
        raise kind_refusal(c, c.t.plain("This ballot is for the members of the branch."))
    ballot = None
    if ballot_id is not None and 0 < ballot_id <= MOST_BALLOT:
        ballot = await ballots.ballot(c.tx, ballot_id)
    if ballot is None or ballot.branch_id != c.me.branch.id:
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    review = c.me.review
    if review is None or review.id != ballot.review_id:
        raise kind_refusal(c, c.t.plain("This voting has ended."))
    if not ballot.takes_votes(c.at):
        raise _over(c, ballot, review)
    return ballot, review


async def _slot(c: Context, ballot: Ballot) -> int:
    """The voter's slot on the frozen roll; raises Refused with a kind reason."""
    person = c.account.person
    slot = await ballots.voter_slot(c.tx, ballot.id, person.id)
    if slot is not None:
        return slot
    if person.standing is Standing.PROBATIONARY:
        raise kind_refusal(
            c,
            c.t.plain(
                "Probationary members are rated but do not vote yet (Điều lệ Đảng, điều 5). "
                "Thank you for following the meeting."
            ),
        )
    raise kind_refusal(
        c,
        c.t.plain(
            "You are not among the voters of this ballot: you are noted as excused, or were not on "
            "the list when it was opened. If that is a mistake, please tell the secretary."
        ),
    )


async def _grounds(c: Context, held: Paper) -> list[Markup]:
    """Which clauses rule levels out for the subject, as voters may read them.

    A fact confirmed since the opening that would rule out more than the ballot does is not told.
    """
    asked, ruleset = held.ballot.subjects[held.place], held.ruleset
    person = None if asked.person_id is None else await roll.person(c.tx, asked.person_id)
    if person is None:
        return []
    day = c.t.local(held.ballot.opened_at).date()
    found = await evidence.gather_one(c.tx, ruleset, c.account.branch, held.review, person, day)
    best = ruleset.level_rank[asked.options[0]]
    grounds = [
        reasons.reason(c.t, ruleset, finding, private=False)
        for finding in evidence.ceiling(ruleset, if_heard(found)).why
        if finding.limit and ruleset.level_rank[finding.limit] <= best
    ]
    return list(dict.fromkeys(grounds))


def _subject(c: Context, held: Paper, marks: Marks, place: int) -> Answer:
    screen = paper.subject(c.t, held.ballot, held.ruleset, marks, place)
    return _show(c, held, screen, str(place))


def _whole(c: Context, held: Paper, marks: Marks, page: int) -> Answer:
    return _show(c, held, paper.whole(c.t, held.ballot, held.ruleset, marks, page), "r")


def _show(c: Context, held: Paper, screen: Screen, name: str) -> Answer:
    c.house.drafts.show(held.ballot.id, c.event.sender, name, c.at)
    return (Show(screen, paper.task(held.ballot.id)),)


def _shaken(c: Context, ballot: Ballot, screen: str) -> bool:
    """Whether the tap came too soon after that screen appeared to be meant for it."""
    shown = c.house.drafts.shown(ballot.id, c.event.sender)
    return shown is not None and shown[0] == screen and timedelta() <= c.at - shown[1] < SHAKE


def _over(c: Context, ballot: Ballot, review: Review, *, too_late: bool = False) -> Refused:
    """The ballot takes no votes: said kindly, and nothing marked is left on the screen."""
    t = c.t
    c.house.drafts.drop(ballot.id, c.event.sender)
    if ballot.state is BallotState.VOID:
        words = t("This voting was declared void. No vote of it counts; it will be held again.")
    elif too_late:
        words = t(
            "The voting had ended before this ballot reached the box: it is <b>not</b> counted. "
            "A ballot that you had cast before still counts."
        )
    else:
        words = t("This voting has ended. Only ballots that were in the box by then count.")
    screen = paper.closed(t, ballot, review.year, words)
    if isinstance(c.event.what, Tap):
        toast = t.plain("This voting has ended.")
        if too_late:
            toast = t.plain("Too late: the voting has ended, this ballot is not counted.")
        return Refused(Toast(toast, alert=True), Show(screen, paper.task(ballot.id)))
    return Refused(Show(screen, paper.task(ballot.id)))


def _stale(c: Context) -> Refused:
    return Refused(
        Toast(c.t.plain("This button is no longer valid. Please open the ballot anew."), alert=True)
    )


def _broken(c: Context) -> Refused:
    return kind_refusal(
        c,
        c.t.plain(
            "The ballot box cannot take votes at the moment. Nothing was recorded. "
            "Please tell the secretary."
        ),
    )
