"""While a ballot is open: its frozen roll, an excused latecomer, the closing time set anew.

The roll tells who may vote; who has, nobody is told.  All of it in private.
"""

from datetime import timedelta

from markupsafe import Markup

from conversations.authority import Action
from conversations.balloting import cards, closing, terms
from conversations.balloting.closing import Standing
from conversations.balloting.declared import STATUS, dialogue
from conversations.balloting.preparation import SPANS
from conversations.balloting.standing import has_ended, standing_of, title_here
from conversations.context import Context, Errand
from conversations.paper import blocks, title
from conversations.parts import back_button, home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Rows, Say, Screen, Show, Toast
from conversations.words import Words
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot, BallotState
from storage.errors import BadDraft, BallotNotOpen, KeysMissing, NotOnRoll
from storage.roll import Person

ADMITTED = "ballot.admitted"
PAGE = 40
"""People on one page of the roll."""
ON_PAPER = "p"
"""What a button carries that gives a latecomer a paper ballot."""
EXCUSED_AT_ONCE = 20
"""Excused members with a button on one page."""


def buttons(c: Context, ballot: Ballot) -> list[tuple[Button, ...]]:
    """What else can be done with an open ballot, for its standing in private."""
    t = c.t
    rows: list[tuple[Button, ...]] = [
        (Button(t.plain("📋 The voters' roll"), dialogue.data("roll", ballot.id, 0)),)
    ]
    if ballot.takes_votes(c.at):
        label = t.plain("⏰ When the voting ends")
        rows.append((Button(label, dialogue.data("until", ballot.id)),))
        if c.house.fans:
            label = t.plain("🔔 Remind those who have not voted")
            rows.append((Button(label, dialogue.data("remind", ballot.id)),))
    if ballot.paper:
        label = t.plain("👤 Name one more teller")
        rows.append((Button(label, dialogue.data("tellers", ballot.id)),))
    return rows


@dialogue.tap("roll", Action.OPEN_BALLOT)
async def show_roll(c: Context, ballot_id: str, page: str) -> Answer:
    """The frozen roll: who votes by phone, who on paper, who is excused; never who has voted."""
    standing = await _open(c, ballot_id)
    return await _roll(c, standing.ballot, whole_number(page) or 0)


async def _roll(c: Context, ballot: Ballot, page: int) -> Answer:
    t = c.t
    everyone = {one.id: one for one in await roll.people(c.tx, c.account.branch.id, gone=True)}
    voting = [everyone[one] for one in await ballots.voters(c.tx, ballot.id)]
    excused = [everyone[one] for one in await ballots.excused(c.tx, ballot.id)]
    on_paper = [everyone[one] for one in await ballots.paper_voters(c.tx, ballot.id)]
    last = max(
        0,
        (len(voting) - 1) // PAGE,
        (len(on_paper) - 1) // PAGE,
        (len(excused) - 1) // EXCUSED_AT_ONCE,
    )
    page = max(0, min(page, last))
    start = page * PAGE
    names = [
        t("{number}. {name}", number=number, name=person.full_name)
        for number, person in enumerate(voting[start : start + PAGE], start + 1)
    ]
    away = excused[page * EXCUSED_AT_ONCE : (page + 1) * EXCUSED_AT_ONCE]
    text = blocks(
        t("📋 <b>The voters' roll</b>\n{title}", title=title_here(c, ballot)),
        t("With a ballot ({n}); who of them has voted is not shown:", n=len(voting)),
        t.join(names),
        t("On paper ({n}):", n=len(on_paper)) if on_paper else Markup(),
        t.join([t("• {name}", name=one.full_name) for one in on_paper[start : start + PAGE]]),
        t("Excused ({n}):", n=len(excused)) if excused else t("Nobody is excused."),
        t.join([t("• {name}", name=person.full_name) for person in away]),
        t("If one of them has come after all, tap the name and he gets a ballot.")
        if away and ballot.takes_votes(c.at)
        else Markup(),
    )
    rows: Rows = ()
    if ballot.takes_votes(c.at):
        rows = tuple(
            (Button(f"➕ {one.full_name}", dialogue.data("late", ballot.id, one.id)),)
            for one in away
        )
    turns = tuple(
        Button(label, dialogue.data("roll", ballot.id, to))
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to <= last
    )
    rows = (*rows, turns) if turns else rows
    return (Show(Screen(text, (*rows, *_way_back(c, ballot))), STATUS),)


@dialogue.tap("late", Action.OPEN_BALLOT)
async def late(c: Context, ballot_id: str, person_id: str) -> Answer:
    """The question before an excused member gets a ballot after all."""
    standing = await _open(c, ballot_id)
    ballot, t = standing.ballot, c.t
    person = await _excused(c, ballot, person_id)
    text = blocks(
        t("➕ <b>Give {name} a ballot?</b>", name=person.full_name),
        t(
            "He was noted as excused and takes part after all. This is kept in the record and "
            "cannot be undone: he then counts for the majority whether he votes or not."
        ),
        _few_on_paper(t, len(await ballots.paper_voters(c.tx, ballot.id)) + 1),
    )
    linked = await roll.account_of_person(c.tx, person.id) is not None
    rows: list[tuple[Button, ...]] = []
    if linked:
        yes = Button(t.plain("✅ Yes, give a ballot"), dialogue.data("admit", ballot.id, person.id))
        rows.append((yes,))
    paper = dialogue.data("admit", ballot.id, person.id, ON_PAPER)
    rows.append((Button(t.plain("📄 Yes, on paper"), paper),))
    rows.append((Button(t.plain("‹ No"), dialogue.data("roll", ballot.id, 0)),))
    return (Show(Screen(text, (*rows, (home_button(t),))), STATUS),)


def _few_on_paper(t: Words, many: int) -> Markup:
    """That whoever counts so few paper ballots can tell how they were marked; perhaps empty."""
    if many >= ballots.SIDE_AT_LEAST:
        return Markup()
    return t(
        "⚠️ On paper he would be one of only {n}: whoever counts so few paper ballots can tell "
        "whose they are. By phone is better.",
        n=many,
    )


@dialogue.tap("admit", Action.OPEN_BALLOT)
async def admit(c: Context, ballot_id: str, person_id: str, how: str = "") -> Answer:
    """Give him a ballot, by phone or on paper; he is told, the card counts one more."""
    standing = await _open(c, ballot_id)
    ballot = standing.ballot
    person = await _excused(c, ballot, person_id)
    me = c.account.person.id
    try:
        await ballots.admit(
            c.tx, c.house.db.keys, ballot, person.id, me, c.at, paper=how == ON_PAPER
        )
    except (BallotNotOpen, NotOnRoll):
        raise _too_late(c) from None
    except KeysMissing:
        raise kind_refusal(
            c, c.t.plain("The ballot box could not be made. Please tell the operator.")
        ) from None
    await cards.refresh(c.tx, c.account.branch, ballot, c.at)
    await outbox.put(
        c.tx,
        f"{ADMITTED}:{ballot.id}:{person.id}",
        ADMITTED,
        {"ballot": ballot.id},
        c.at,
        person_id=person.id,
        expires=ballot.closes_at,
    )
    done = Toast(c.t.plain("{name} has a ballot now.", name=person.full_name))
    return (done, *await _roll(c, (await _open(c, ballot_id)).ballot, 0))


@dialogue.delivery(ADMITTED)
async def admitted(errand: Errand) -> Answer | None:
    """To the latecomer: he has a ballot now."""
    me, t = errand.me, errand.t
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    review = None if ballot is None else await reviews.review(errand.tx, ballot.review_id)
    if ballot is None or review is None or me is None or not ballot.takes_votes(errand.at):
        return None
    text = blocks(
        t("🗳 <b>You have been given a ballot.</b>\n{title}", title=title(t, ballot, review.year)),
        cards.until(t, ballot),
    )
    if await ballots.voter_slot(errand.tx, ballot.id, me.person.id) is None:
        on_paper = t("You vote on paper: the tellers give you the ballot.")
        return (Say(Screen(blocks(text, on_paper), ((home_button(t),),))),)
    vote = Button(t.plain("🗳 Vote"), f"vote:open:{ballot.id}")
    return (Say(Screen(text, ((vote,), (home_button(t),)))),)


@dialogue.tap("until", Action.OPEN_BALLOT)
async def until(c: Context, ballot_id: str) -> Answer:
    """When casting is to stop by itself, counted from now."""
    standing = await _open(c, ballot_id)
    ballot, t = standing.ballot, c.t
    if not ballot.takes_votes(c.at):
        raise _too_late(c)
    text = blocks(
        t("⏰ <b>When the voting ends</b>\n{title}", title=title_here(c, ballot)),
        cards.until(t, ballot) or t("No time is set."),
        t(
            "At the time set no more votes are taken. The ballots are counted only when you or the "
            "deputy ask for it. Until then the time can still be changed."
        ),
    )
    rows = [
        (
            Button(
                t.plain("{span} from now", span=terms.span(t, length))
                if length
                else t.plain("When the secretary ends it"),
                dialogue.data("set", ballot.id, place),
            ),
        )
        for place, length in enumerate(SPANS)
    ]
    return (Show(Screen(text, (*rows, *_way_back(c, ballot))), STATUS),)


@dialogue.tap("set", Action.OPEN_BALLOT)
async def set_(c: Context, ballot_id: str, place: str) -> Answer:
    """Set the closing time; the card tells everyone."""
    standing = await _open(c, ballot_id)
    ballot = standing.ballot
    chosen = whole_number(place)
    if chosen is None or chosen >= len(SPANS):
        raise kind_refusal(c, c.t.plain("Your branch has no such ballot."))
    at = c.at.replace(second=0, microsecond=0) + timedelta(minutes=1)
    closes_at = at + SPANS[chosen] if chosen else None
    try:
        me = c.account.person.id
        await ballots.set_closing_time(c.tx, ballot, closes_at, me, c.at)
    except (BallotNotOpen, BadDraft):
        raise _too_late(c) from None
    changed = await ballots.ballot(c.tx, ballot.id)
    if changed is None:
        raise LookupError("a ballot cannot vanish")
    await cards.refresh_at(c.tx, c.account.branch, changed, c.at)
    await closing.watch(c.tx, c.account.branch, changed)
    t = c.t
    told = blocks(
        t("⏰ <b>When the voting ends</b>\n{title}", title=title_here(c, changed)),
        cards.until(t, changed) or t("No time is set."),
    )
    return (Show(Screen(told, _way_back(c, changed)), STATUS),)


@dialogue.delivery(closing.TIME)
async def time_is_up(errand: Errand) -> Answer | None:
    """To the secretary at the closing time: casting has stopped, the count awaits a person."""
    me, t = errand.me, errand.t
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None or me is None or ballot.branch_id != me.branch.id:
        return None
    review = await reviews.review(errand.tx, ballot.review_id)
    if review is None or ballot.state is not BallotState.OPEN or ballot.closes_at is None:
        return None
    if ballot.closes_at.isoformat() != errand.row.payload["until"]:
        return None  # the time was set anew
    text = blocks(
        t("⏰ <b>The time for voting is over.</b> No more votes are taken."),
        title(t, ballot, review.year),
        t("The ballots have not been counted yet. Tap the button when you are ready."),
    )
    count = Button(t.plain("🏁 End the voting"), dialogue.data("close", ballot.id))
    return (Say(Screen(text, ((count,), (home_button(t),)))),)


async def _open(c: Context, ballot_id: str) -> Standing:
    """The open ballot of a tap in private; raises Refused."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    standing = await standing_of(c, ballot_id)
    if standing.ballot.state is not BallotState.OPEN:
        raise has_ended(c, standing.ballot)
    return standing


async def _excused(c: Context, ballot: Ballot, person_id: str) -> Person:
    """The excused member of a tap; raises Refused."""
    number = whole_number(person_id)
    person = None
    if number is not None and number in await ballots.excused(c.tx, ballot.id):
        person = await roll.person(c.tx, number)
    if person is None:
        raise kind_refusal(c, c.t.plain("He is not among the excused of this ballot."))
    if not ballot.takes_votes(c.at):
        raise _too_late(c)
    return person


def _too_late(c: Context) -> Exception:
    return kind_refusal(c, c.t.plain("The time for voting is over. Nothing was changed."))


def _way_back(c: Context, ballot: Ballot) -> Rows:
    return ((back_button(c.t, dialogue.data("status", ballot.id)),), (home_button(c.t),))
