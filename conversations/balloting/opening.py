"""Opening a ballot: with the button that the preparation puts into the group, or from the chat."""

from markupsafe import Markup

from conversations import paper
from conversations.authority import Action
from conversations.balloting import cards, closing, ending, overview
from conversations.balloting.closing import under_way
from conversations.balloting.declared import OFFER, PREPARE, dialogue
from conversations.balloting.desk import (
    desk,
    group_of,
    prepared,
    refuse_unless_possible,
    review_of,
    shown,
)
from conversations.balloting.preparation import Preparation
from conversations.context import Context, Errand
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Screen, Show, Toast
from storage import ballots, outbox, reviews, roll
from storage.ballots import Ballot
from storage.errors import KeysMissing
from storage.reviews import Stage

OFFERED = "ballot.offer"
AGAIN = "again"
"""What a button carries that moves the opening button down to where the group is reading."""
APART = 60
"""Seconds in which it is moved once, however often it is asked for."""


@dialogue.tap("post", Action.OPEN_BALLOT)
async def post(c: Context, again: str = "") -> Answer:
    """Put the opening button into the group; a button that stands there is not put twice."""
    prep = await desk(c)
    refuse_unless_possible(c, prep)
    await ballots.keep_plan(c.tx, prep.plan)
    key = f"{OFFERED}:{prep.review.id}:{prep.stamp}"
    if again == AGAIN:
        key += f":{int(c.at.timestamp()) // APART}"
    put = await outbox.put(
        c.tx,
        key,
        OFFERED,
        {
            "review": prep.review.id,
            "kind": prep.asked.kind,
            "subjects": len(prep.subjects),
            "voters": prep.voting,
            "data": f"ballot:open:{prep.stamp}",
        },
        c.at,
        chat_id=group_of(c),
    )
    text = paper.blocks(
        c.t("📣 <b>The button is in the group now.</b>")
        if put
        else c.t("📣 <b>The button was put into the group before.</b>"),
        c.t(
            "When the meeting is ready, tap “🗳 Open the secret ballot” there. "
            "Only the secretary and the deputy can."
        ),
    )
    rows: list[tuple[Button, ...]] = []
    if not put and again != AGAIN:
        label = c.t.plain("📣 Put it at the end of the group's chat")
        rows.append((Button(label, dialogue.data("post", AGAIN)),))
    rows.append((Button(c.t.plain("‹ Change something"), "ballot:prepare"),))
    return shown(Screen(text, (*rows, (home_button(c.t),))))


@dialogue.delivery(OFFERED)
async def offered(errand: Errand) -> Answer | None:
    """The opening button in the group; it tells numbers only."""
    payload = errand.row.payload
    review = await reviews.review(errand.tx, int(payload["review"]))
    branch = None if review is None else await roll.branch(errand.tx, review.branch_id)
    if review is None or branch is None or review.stage is not Stage.BALLOT:
        return None
    if await ballots.open_ballots(errand.tx, branch.id):
        return None
    t = errand.house.words_of_branch(branch)
    title = paper.title_of(t, str(payload["kind"]), review.year)
    text = paper.blocks(
        t("🗳 <b>A secret ballot is ready</b>\n<b>{title}</b>", title=title),
        t(
            "Members to be rated: {subjects}\nBallots to issue: {voters}",
            subjects=int(payload["subjects"]),
            voters=int(payload["voters"]),
        )
        if str(payload["kind"]) in paper.ON_MEMBERS
        else t("Ballots to issue: {voters}", voters=int(payload["voters"])),
        t("The secretary or the deputy taps the button to open it."),
    )
    button = Button(t.plain("🗳 Open the secret ballot"), str(payload["data"]))
    return (Show(Screen(text, ((button,),)), OFFER, fresh=True),)


@dialogue.tap("ready", Action.OPEN_BALLOT)
async def ready(c: Context) -> Answer:
    """The question before opening it from the private chat."""
    prep = await desk(c)
    refuse_unless_possible(c, prep)
    await ballots.keep_plan(c.tx, prep.plan)
    return shown(overview.opening(c.t, prep))


@dialogue.tap("open", Action.OPEN_BALLOT)
async def open_(c: Context, stamp: str) -> Answer:
    """Open the ballot: everything is worked out anew, the roll is frozen."""
    t = c.t
    group = group_of(c)
    if c.event.place.group and c.event.place.chat != group:
        raise kind_refusal(c, t.plain("Please do this in the branch's group."))
    if await under_way(c.tx, c.account.branch.id) is not None:
        raise kind_refusal(c, t.plain("The voting is open already."))
    prep = await prepared(c)
    if whole_number(stamp) != prep.stamp:
        raise kind_refusal(
            c,
            t.plain(
                "The lists have changed since this was prepared. Please prepare the ballot once "
                "more: /bophieu"
            ),
        )
    refuse_unless_possible(c, prep)
    me = c.account.person.id
    try:
        ballot = await ballots.open_ballot(c.tx, c.house.db.keys, prep.draft(c.at), me, c.at)
    except KeysMissing:
        raise kind_refusal(
            c, t.plain("The ballot box could not be made. Please tell the operator.")
        ) from None
    await outbox.cancel(c.tx, f"{OFFERED}:{ballot.review_id}:", c.at)
    return await _opened(c, prep, ballot)


async def _opened(c: Context, prep: Preparation, ballot: Ballot) -> Answer:
    await closing.watch(c.tx, prep.branch, ballot)
    toast = Toast(c.t.plain("The voting is open."))
    if not c.event.place.group:
        await cards.refresh_at(c.tx, prep.branch, ballot, c.at)
        standing = await under_way(c.tx, prep.branch.id)
        if standing is None:
            raise LookupError("a ballot cannot vanish")
        status = await ending.show(c, standing)
        opened = c.t("🗳 The secret ballot is open: {title}", title=_title(c, ballot))
        return (toast, Show(Screen(opened, ((home_button(c.t),),)), PREPARE), *status)
    t = c.house.words_of_branch(prep.branch)
    turnout = await ballots.turnout(c.tx, ballot.id)
    card = cards.card(t, c.house, ballot, prep.review.year, turnout, c.at)
    title = paper.title(t, ballot, prep.review.year)
    begun = t("🗳 The secret ballot is open: {title}", title=title)
    return (toast, Show(Screen(begun), OFFER), Show(card, cards.task(ballot.id), pin=True))


def _title(c: Context, ballot: Ballot) -> Markup:
    return paper.title(c.t, ballot, review_of(c).year)
