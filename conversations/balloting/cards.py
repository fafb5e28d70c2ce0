"""What a branch's group sees of a ballot: that it is held, a turnout number, that it ended.

Nothing else: no name, no level, no fact.  A card is refreshed at a calm rate (``turnouts``) by one
outbox row for every stretch of time in which somebody voted, worded when it is sent; no row belongs
to a voter.
"""

from dataclasses import replace
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations import evidence
from conversations.balloting import figures
from conversations.context import Errand, House
from conversations.paper import blocks, title
from conversations.screen import Answer, Button, Say, Screen, Show
from conversations.turnouts import card_due
from conversations.words import N_, Words
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot, BallotState, Turnout, VoidReason
from storage.roll import Branch

CARD, ENDED, VOIDED = "ballot.card", "ballot.ended", "ballot.voided"

PAPER_IS_COUNTED = N_(
    "⏸ No more votes are taken by phone. The tellers are counting the paper ballots."
)
TIME_IS_UP = N_("⏰ The time for voting is over. The ballots have not been counted yet.")

VOID_REASONS = {
    VoidReason.KEYS_MISSING: N_("the keys of the ballot box are missing"),
    VoidReason.RESTORED: N_("the data was restored from a copy while the voting was under way"),
    "envelope_alarm": N_("an envelope in the ballot box is not as it was sealed"),
}
"""Why the program itself declares a voting void; people give reasons in their own words."""


def task(ballot_id: int) -> str:
    """The live message of a ballot's card."""
    return f"ballot:{ballot_id}"


def card(
    t: Words, house: House, ballot: Ballot, year: int, turnout: Turnout, at: datetime
) -> Screen:
    """The card: what is voted on, that it is secret, how many have voted, until when."""
    head = t("🗳 <b>Secret ballot</b>\n<b>{title}</b>", title=title(t, ballot, year))
    counted = voted(t, ballot, turnout)
    if ballot.state is BallotState.VOID:
        return Screen(blocks(head, t("This voting was declared void. It will be held again.")))
    if ballot.state is BallotState.CLOSING and ballot.paper:
        return Screen(blocks(head, counted, t(PAPER_IS_COUNTED)))
    if ballot.state is not BallotState.OPEN:
        return Screen(blocks(head, counted, t("The voting has ended.")))
    if not ballot.takes_votes(at):
        return Screen(blocks(head, counted, t(TIME_IS_UP)))
    if ballot.paper and not ballot.issued:
        given = t("The tellers give out the paper ballots.")
        return Screen(blocks(head, _places(t, ballot), counted, given, until(t, ballot)))
    secret = t(
        "🔒 Neither the secretary nor other members can see how anyone votes. "
        "Each votes in the private chat."
    )
    vote = Button(t.plain("🗳 Vote"), url=house.link(f"b{ballot.id}"))
    return Screen(blocks(head, _places(t, ballot), secret, until(t, ballot), counted), ((vote,),))


def _places(t: Words, ballot: Ballot) -> Markup:
    """How many names stand on a ballot of picks, for how many places; empty for any other.

    A second round and the vote again among the tied bear the same title.
    """
    if ballot.per_voter is None:
        return Markup()
    return t(
        "{n} names; each ballot picks {most} at most.",
        n=len(ballot.subjects),
        most=ballot.per_voter,
    )


def voted(t: Words, ballot: Ballot, turnout: Turnout) -> Markup:
    """How many have voted: a number; beside phones, how many vote on paper."""
    if ballot.paper and not turnout.issued:
        return t("Everyone votes on paper: {paper}", paper=on_paper(ballot))
    if not ballot.paper or ballot.state is BallotState.CLOSED:
        return t(
            "Voted: <b>{returned}/{issued}</b>", returned=turnout.returned, issued=turnout.issued
        )
    return t(
        "Voted by phone: <b>{returned}/{issued}</b>\nVoting on paper: {paper}",
        returned=turnout.returned,
        issued=turnout.issued,
        paper=on_paper(ballot),
    )


def calm(house: House, ballot: Ballot, turnout: Turnout, at: datetime) -> Turnout:
    """How many have voted, as it may be told at that moment; exact once no votes are taken."""
    if not ballot.takes_votes(at):
        return turnout
    return replace(turnout, returned=house.turnouts.told(ballot.id, turnout.returned, at))


def on_paper(ballot: Ballot) -> int:
    """How many are to vote on paper in a ballot that is not counted yet."""
    return ballot.summoned - ballot.excused - ballot.issued


def until(t: Words, ballot: Ballot) -> Markup:
    """Until when votes are taken; empty where no time is set."""
    if ballot.closes_at is None:
        return Markup()
    return t("⏰ Votes are taken until <b>{moment}</b>.", moment=t.moment(ballot.closes_at))


def ended(t: Words, ballot: Ballot, year: int) -> Screen:
    """That the voting ended, the turnout, and the sorted receipts for each to find his own."""
    counted = ballot.figures
    if counted is None:
        raise ValueError("only a counted ballot has ended")
    text = blocks(
        t("🏁 <b>The voting has ended.</b>\n{title}", title=title(t, ballot, year)),
        t(
            "Ballots issued: {issued}\nBallots returned: {returned}",
            issued=counted.issued,
            returned=counted.returned,
        ),
        t("Of these on paper: {n}", n=counted.paper.returned)
        if counted.paper is not None
        else Markup(),
    )
    if counted.codes:
        text = blocks(
            text,
            t("Receipt codes of all counted ballots, in alphabetical order:"),
            t.join([t("<code>{code}</code>", code=code) for code in counted.codes]),
            t("If yours is missing, please tell the secretary at once."),
        )
    return Screen(text)


def void_reason(t: Words, ballot: Ballot) -> Markup:
    """Why a ballot was declared void."""
    known = VOID_REASONS.get(ballot.void_reason or "")
    return t(known) if known else t("{reason}", reason=ballot.void_reason or "")


def voided(t: Words, ballot: Ballot, year: int) -> Screen:
    """That the voting is void, why, and that it is held again."""
    return Screen(
        blocks(
            t("⚠️ <b>The voting was declared void.</b>\n{title}", title=title(t, ballot, year)),
            t("Reason: {reason}.", reason=void_reason(t, ballot)),
            t("No vote of it was counted. It will be held again from the beginning."),
        )
    )


async def refresh(tx: AsyncConnection, branch: Branch, ballot: Ballot, at: datetime) -> None:
    """Have the card's number brought up to date when this stretch of time is over."""
    if branch.group is None:
        return
    stretch, due = card_due(at)
    await outbox.put(
        tx,
        f"{CARD}:{ballot.id}:{stretch}",
        CARD,
        {"ballot": ballot.id},
        due,
        chat_id=branch.group,
    )


async def refresh_at(tx: AsyncConnection, branch: Branch, ballot: Ballot, due: datetime) -> None:
    """Have the card brought up to date at that moment: the closing time, or right away."""
    if branch.group is not None:
        key = f"{CARD}:{ballot.id}:at:{due.isoformat()}"
        what = {"ballot": ballot.id}
        await outbox.put(tx, key, CARD, what, due, chat_id=branch.group)


async def announce(tx: AsyncConnection, branch: Branch, ballot: Ballot, at: datetime) -> None:
    """Tell the group how a ballot ended (counted, or void), once."""
    if branch.group is None:
        return
    kind = VOIDED if ballot.state is BallotState.VOID else ENDED
    await outbox.put(
        tx, f"{kind}:{ballot.id}", kind, {"ballot": ballot.id}, at, chat_id=branch.group
    )


async def deliver_card(errand: Errand) -> Answer | None:
    """The card as it stands when it is sent; the end of the voting has its own message."""
    found = await _found(errand)
    if found is None or found[0].state not in {BallotState.OPEN, BallotState.CLOSING}:
        return None
    return (await _shown(errand, *found),)


async def deliver_ended(errand: Errand) -> Answer | None:
    found = await _found(errand)
    if found is None or found[0].state is not BallotState.CLOSED:
        return None
    ballot, branch, year = found
    t = errand.house.words_of_branch(branch)
    review = await reviews.review(errand.tx, ballot.review_id)
    result: list[Screen] = []
    if review is not None:
        ruleset = evidence.ruleset_of(errand.house, review)
        result = figures.shown_to_group(t, ballot, ruleset)
    return (
        await _shown(errand, ballot, branch, year),
        Say(ended(t, ballot, year)),
        *map(Say, result),
    )


async def deliver_voided(errand: Errand) -> Answer | None:
    found = await _found(errand)
    if found is None or found[0].state is not BallotState.VOID:
        return None
    ballot, branch, year = found
    t = errand.house.words_of_branch(branch)
    return (await _shown(errand, ballot, branch, year), Say(voided(t, ballot, year)))


async def _shown(errand: Errand, ballot: Ballot, branch: Branch, year: int) -> Show:
    t = errand.house.words_of_branch(branch)
    turnout = calm(errand.house, ballot, await ballots.turnout(errand.tx, ballot.id), errand.at)
    screen = card(t, errand.house, ballot, year, turnout, errand.at)
    over = ballot.state in {BallotState.CLOSED, BallotState.VOID}
    return Show(screen, task(ballot.id), pin=ballot.takes_votes(errand.at), last=over)


async def _found(errand: Errand) -> tuple[Ballot, Branch, int] | None:
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None:
        return None
    branch = await roll.branch(errand.tx, ballot.branch_id)
    review = await reviews.review(errand.tx, ballot.review_id)
    if branch is None or review is None:
        return None
    return ballot, branch, review.year
