"""Handing over the secretary's post: the secretary offers it, the other takes it.

Both confirm; until the second yes nothing changes, and at it both roles change at once, so that
the branch has one secretary at every moment.
"""

from datetime import datetime

from conversations.authority import Action
from conversations.context import Context, Errand
from conversations.home.declared import TASK as HOME
from conversations.home.showing import show as show_home
from conversations.parts import back_button, home_button, kind_refusal
from conversations.rolling.changing import asking, present
from conversations.rolling.declared import TASK, dialogue
from conversations.rolling.desk import desk_screen
from conversations.rolling.listing import names
from conversations.screen import Answer, Button, Rows, Say, Screen, Show, Toast
from conversations.words import Words
from storage import outbox, roll
from storage.roll import Branch, Offer, Person

OFFERED, TAKEN, DECLINED = "roll.offered", "roll.taken", "roll.declined"


@dialogue.tap("hand", Action.HAND_OVER)
async def hand(c: Context, page: str = "0") -> Answer:
    """To whom: linked official members; or the offer that stands."""
    offer, t = await roll.offered(c.tx, c.account.branch.id, c.at), c.t
    if offer is not None:
        return (Show(await _standing_offer(c, offer), TASK),)
    people = await _eligible(c)
    head = (
        t(
            "<b>🤝 Hand over the secretary's post</b>\n\nTo whom? Only official members who are "
            "linked to Telegram can take it over here."
        )
        if people
        else t(
            "<b>🤝 Hand over the secretary's post</b>\n\nNobody can take it over yet: the other "
            "must be an official member and linked to Telegram. Please invite that person first."
        )
    )
    screen = names(t, people, page, head, verb="heir", turn="hand", back="roll:show")
    return (Show(screen, TASK),)


async def _eligible(c: Context) -> list[Person]:
    accounts = await roll.accounts(c.tx, c.account.branch.id)
    return [one.person for one in accounts if roll.may_take(one.person)]


async def _standing_offer(c: Context, offer: Offer) -> Screen:
    t, taker = c.t, await roll.person(c.tx, offer.to_id)
    text = t(
        "🤝 You have offered the secretary's post to <b>{name}</b> ({moment}). Until it is taken "
        "you are the secretary.",
        name="" if taker is None else taker.full_name,
        moment=t.moment(offer.offered_at),
    )
    rows = (
        (Button(t.plain("✖️ Withdraw the offer"), dialogue.data("withdraw")),),
        (back_button(t, dialogue.data("show")), home_button(t)),
    )
    return Screen(text, rows)


@dialogue.tap("heir", Action.HAND_OVER)
async def heir(c: Context, person_id: str) -> Answer:
    """Ask the secretary, with what it means."""
    one, t = await _heir(c, person_id), c.t
    text = t(
        "Offer the secretary's post of {branch} to <b>{name}</b>?\n\nAs soon as {name} accepts, "
        "all of the secretary's rights pass on, and are no longer yours. Until then nothing "
        "changes, and you can withdraw the offer.",
        branch=c.account.branch.name,
        name=one.full_name,
    )
    yes = Button(t.plain("🤝 Yes, offer it"), dialogue.data("offer", one.id))
    return (Show(asking(c, text, yes, dialogue.data("hand")), TASK),)


async def _heir(c: Context, person_id: str) -> Person:
    one = await present(c, person_id)
    if one.id not in {each.id for each in await _eligible(c)}:
        raise kind_refusal(
            c,
            c.t.plain(
                "Only an official member who is linked to Telegram can take over the post. "
                "Nothing was changed."
            ),
        )
    return one


@dialogue.tap("offer", Action.HAND_OVER)
async def offer(c: Context, person_id: str) -> Answer:
    """Offer it; the other is told. A second tap finds it offered."""
    one, me = await _heir(c, person_id), c.account
    standing = await roll.offered(c.tx, me.branch.id, c.at)
    if standing is not None:
        return (Show(await _standing_offer(c, standing), TASK),)
    made = await roll.offer_post(c.tx, me.branch.id, me.person.id, one.id, c.at)
    await _tell(c, OFFERED, one.id, made)
    return Toast(c.t.plain("Offered.")), Show(await _standing_offer(c, made), TASK)


@dialogue.tap("withdraw", Action.HAND_OVER)
async def withdraw(c: Context) -> Answer:
    """Take the offer back."""
    me = c.account
    gone = await roll.end_offer(c.tx, me.branch.id, me.person.id, c.at, declined=False)
    said = c.t.plain("The offer is withdrawn.") if gone else c.t.plain("It was so already.")
    return Toast(said), Show(await desk_screen(c), TASK)


# ── the other side ───────────────────────────────────────────────────────────────────────────


async def offered_to_me(c: Context) -> Offer | None:
    """The offer that awaits the sender's answer, or None."""
    offer = await roll.offered(c.tx, c.account.branch.id, c.at)
    return offer if offer is not None and offer.to_id == c.account.person.id else None


@dialogue.tap("post", Action.HOME)
async def post(c: Context) -> Answer:
    """What is offered, with the two answers."""
    offer = await offered_to_me(c)
    if offer is None:
        raise _lapsed(c)
    giver = await roll.person(c.tx, offer.from_id)
    return (Show(_question(c.t, c.account.branch, offer, giver), HOME),)


def _question(t: Words, branch: Branch, offer: Offer, giver: Person | None) -> Screen:
    text = t(
        "🤝 <b>The secretary's post</b>\n\n{name} offers you the post of secretary of {branch} in "
        "Tự Soi.\n\nIf you accept, you manage the roll, open and close the review and the ballots, "
        "and receive the report. {name} will then no longer be able to.",
        name="" if giver is None else giver.full_name,
        branch=branch.name,
    )
    rows: Rows = (
        (Button(t.plain("✅ I accept"), dialogue.data("accept", offer.stamp)),),
        (Button(t.plain("✖️ I decline"), dialogue.data("decline", offer.stamp)),),
        (home_button(t),),
    )
    return Screen(text, rows)


@dialogue.tap("accept", Action.HOME)
async def accept(c: Context, stamp: str) -> Answer:
    """The second yes: the post changes hands."""
    offer = await offered_to_me(c)
    if offer is None or stamp != str(offer.stamp):
        raise _lapsed(c)
    await roll.take_over(c.tx, offer, c.at)
    await _tell(c, TAKEN, offer.from_id, offer)
    text = c.t(
        "✅ <b>You are now the secretary of {branch}.</b>\n\nHome shows what awaits you. The roll "
        "is in /dangvien, who has done what in /danhsach.",
        branch=c.account.branch.name,
    )
    return (
        Toast(c.t.plain("Accepted.")),
        Show(Screen(text, ((home_button(c.t),),)), HOME),
    )


@dialogue.tap("decline", Action.HOME)
async def decline(c: Context, stamp: str) -> Answer:
    """No: everything stays as it is, and the secretary is told."""
    offer = await offered_to_me(c)
    if offer is None or stamp != str(offer.stamp):
        raise _lapsed(c)
    await roll.end_offer(c.tx, offer.branch_id, c.account.person.id, c.at, declined=True)
    await _tell(c, DECLINED, offer.from_id, offer)
    return (Toast(c.t.plain("Declined. Nothing was changed.")), *await show_home(c))


def _lapsed(c: Context) -> Exception:
    return kind_refusal(
        c, c.t.plain("This offer no longer stands: it was answered, withdrawn, or has lapsed.")
    )


async def _tell(c: Context, kind: str, person_id: int, offer: Offer) -> None:
    await outbox.put(
        c.tx,
        f"{kind}:{offer.branch_id}:{offer.to_id}:{offer.stamp}",
        kind,
        {"stamp": offer.stamp, "by": c.account.person.id},
        c.at,
        person_id=person_id,
    )


@dialogue.delivery(OFFERED)
async def told_offered(errand: Errand) -> Answer | None:
    """To whom it is offered; dropped once it no longer stands."""
    me = errand.me
    offer = None if me is None else await _of(errand, me.branch.id, errand.at)
    if me is None or offer is None or offer.to_id != me.person.id:
        return None
    giver = await roll.person(errand.tx, offer.from_id)
    return (Show(_question(errand.t, me.branch, offer, giver), HOME, fresh=True),)


async def _of(errand: Errand, branch_id: int, at: datetime) -> Offer | None:
    offer = await roll.offered(errand.tx, branch_id, at)
    return offer if offer is not None and offer.stamp == errand.row.payload["stamp"] else None


@dialogue.delivery(TAKEN)
async def told_taken(errand: Errand) -> Answer | None:
    """To the secretary of until now."""
    taker = await roll.person(errand.tx, int(errand.row.payload["by"]))
    if errand.me is None or taker is None:
        return None
    t = errand.t
    text = t(
        "🤝 {name} has taken over the post of secretary. Thank you for your work; from now on you "
        "take part as a member.",
        name=taker.full_name,
    )
    return (Say(Screen(text, ((home_button(t),),))),)


@dialogue.delivery(DECLINED)
async def told_declined(errand: Errand) -> Answer | None:
    """To the secretary, who still is one."""
    taker = await roll.person(errand.tx, int(errand.row.payload["by"]))
    if errand.me is None or taker is None:
        return None
    t = errand.t
    text = t(
        "{name} has not taken over the post of secretary: it is still yours.", name=taker.full_name
    )
    return (Say(Screen(text, ((home_button(t),),))),)
