"""A reminder to all who have not voted: one row for the ballot, fanned out when it is sent.

Who they are is worked out at that moment, told to nobody else and written nowhere: whoever asked
for it learns that it went out, not to how many.  It is a plain message (``Say``): a live one would
leave a row for each who got it.
"""

from datetime import timedelta

from conversations.authority import Action, may
from conversations.balloting import cards
from conversations.balloting.declared import dialogue
from conversations.balloting.standing import standing_of
from conversations.context import Context, Errand
from conversations.paper import blocks, title
from conversations.parts import home_button, kind_refusal
from conversations.screen import Answer, Button, Say, Screen, Toast
from storage import ballots, outbox, reviews, roll
from storage.roll import Account

REMINDER = "ballot.remind"
APART = timedelta(minutes=30)
"""One reminder in every such stretch of time, however often it is asked for."""


@dialogue.tap("remind", Action.OPEN_BALLOT)
async def remind(c: Context, ballot_id: str) -> Answer:
    """Have everyone reminded who has not voted."""
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    ballot = (await standing_of(c, ballot_id)).ballot
    if not c.house.fans or not ballot.takes_votes(c.at):
        raise kind_refusal(c, c.t.plain("No votes are taken any more. Nobody was reminded."))
    stretch = int(c.at.timestamp() // APART.total_seconds())
    put = await outbox.put(
        c.tx,
        f"{REMINDER}:{ballot.id}:{stretch}",
        REMINDER,
        {"ballot": ballot.id},
        c.at,
        expires=ballot.closes_at,
    )
    if not put:
        raise kind_refusal(
            c, c.t.plain("A reminder went out a short while ago. Please wait a little.")
        )
    return (
        Toast(
            c.t.plain(
                "Whoever has not voted yet is reminded in private. Who that is, is not told."
            ),
            alert=True,
        ),
    )


@dialogue.fan(REMINDER)
async def unreturned(errand: Errand) -> tuple[Account, ...]:
    """Everyone linked who has a ballot and has not returned it, at this moment."""
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    if ballot is None or not ballot.takes_votes(errand.at):
        return ()
    waiting = frozenset(await ballots.unreturned(errand.tx, ballot.id))
    everyone = await roll.accounts(errand.tx, ballot.branch_id)
    return tuple(one for one in everyone if one.person.id in waiting)


@dialogue.delivery(REMINDER)
async def reminder(errand: Errand) -> Answer | None:
    """To one of them, in his own words; nothing if he has voted since."""
    me, t = errand.me, errand.t
    ballot = await ballots.ballot(errand.tx, int(errand.row.payload["ballot"]))
    review = None if ballot is None else await reviews.review(errand.tx, ballot.review_id)
    if ballot is None or review is None or me is None or not ballot.takes_votes(errand.at):
        return None
    if not may(me, Action.VOTE, group=False):
        return None
    if me.person.id not in await ballots.unreturned(errand.tx, ballot.id):
        return None
    text = blocks(
        t("🔔 <b>You have not voted yet.</b>\n{title}", title=title(t, ballot, review.year)),
        cards.until(t, ballot),
        t("Only you are told this: the secretary does not see who has voted."),
    )
    vote = Button(t.plain("🗳 Vote"), f"vote:open:{ballot.id}")
    return (Say(Screen(text, ((vote,), (home_button(t),)))),)
