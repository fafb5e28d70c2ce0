"""Telling the members that they can assess themselves, now or again."""

from conversations.context import Context, Errand
from conversations.evidence import assesses, ruleset_of
from conversations.parts import home_button
from conversations.reviewing.declared import dialogue
from conversations.screen import Answer, Button, Say, Screen
from storage import assessments, outbox, roll
from storage.reviews import Review, Stage

OPENED = "review.opened"


async def tell_members(c: Context, review: Review, *, again: bool = False) -> None:
    """Put a notice for every linked member who is to assess himself; it is worded at sending."""
    ruleset = ruleset_of(c.house, review)
    for account in await roll.accounts(c.tx, review.branch_id):
        person = account.person
        if not assesses(person, ruleset) or person.id == c.account.person.id:
            continue
        await outbox.put(
            c.tx,
            f"{OPENED}:{review.id}:{person.id}:{c.at.isoformat()}",
            OPENED,
            {"review": review.id, "again": int(again)},
            c.at,
            person_id=person.id,
        )


@dialogue.delivery(OPENED)
async def opened(errand: Errand) -> Answer | None:
    """“The self-assessment is open”: dropped once it is closed, or he has submitted."""
    me, payload = errand.me, errand.row.payload
    if me is None or me.review is None or me.review.id != payload.get("review"):
        return None
    if me.review.stage is not Stage.ASSESSMENT:
        return None
    if (await assessments.assessment(errand.tx, me.review.id, me.person.id)).submitted_at:
        return None
    t = errand.t
    text = (
        t(
            "The secretary has reopened the self-assessment of {year}. "
            "What was already answered is kept.",
            year=str(me.review.year),
        )
        if payload.get("again")
        else t(
            "{branch} has opened the self-assessment of {year}. It takes a few minutes: "
            "one tap for each criterion. You can stop at any time and go on later.",
            branch=me.branch.name,
            year=str(me.review.year),
        )
    )
    button = Button(t.plain("✍️ Assess myself"), "assess:open")
    return (Say(Screen(text, ((button,), (home_button(t),)))),)
