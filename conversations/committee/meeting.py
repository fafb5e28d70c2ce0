"""After the meeting: what was said of a member is shown to him, and he may revise his review."""

from conversations.authority import Action
from conversations.committee.card import card
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import take_desk
from conversations.committee.remarks import NAMES
from conversations.context import Context, Errand
from conversations.parts import back_button, home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Say, Screen, Show, Toast
from conversations.typed import stretches
from storage import outbox, remarks, reviews, revisions
from storage.remarks import Item
from storage.reviews import Stage

GIVEN_BACK = "committee.given_back"
TO_HIM = (Item.MEETING, Item.CONCLUSION)
"""What a member is shown of what was said of him: what was said to his face."""


@dialogue.tap("give", Action.NOTE_MEETING)
async def give(c: Context, person_id: str) -> Answer:
    """Ask before a self-assessment is given back."""
    desk = await take_desk(c, person_id)
    t, person = c.t, desk.person.id
    text = t.join(
        [
            t("<b>Give {name}'s review back?</b>", name=desk.person.full_name),
            t(
                "He can then change his self-assessment once more, though the stage is closed, "
                "and hand it in again. It is marked as revised after the meeting. "
                "He stays recorded as heard."
            ),
        ],
        "\n\n",
    )
    rows = (
        (Button(t.plain("↩️ Yes, give it back"), dialogue.data("given", person)),),
        (back_button(t, dialogue.data("member", person)), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("given", Action.NOTE_MEETING)
async def given(c: Context, person_id: str) -> Answer:
    """Give it back: he is recorded as heard, for it is after the meeting; he is told."""
    desk = await take_desk(c, person_id)
    if desk.review.stage is not Stage.BALLOT:
        raise kind_refusal(
            c, c.t.plain("The self-assessment is still open: he can change it himself.")
        )
    me, person = c.account.person.id, desk.person.id
    if await revisions.give_back(c.tx, desk.review.id, person, me, c.at):
        await reviews.record_heard(c.tx, desk.review.id, person, True, me, c.at)
        await outbox.put(
            c.tx,
            f"{GIVEN_BACK}:{desk.review.id}:{person}:{c.at.isoformat()}",
            GIVEN_BACK,
            {"review": desk.review.id},
            c.at,
            person_id=person,
        )
    desk = await take_desk(c, person_id)
    return Toast(c.t.plain("Given back; he is told.")), Show(await card(c, desk), TASK)


@dialogue.delivery(GIVEN_BACK)
async def told(errand: Errand) -> Answer | None:
    """“Your review was given back”: dropped once he has handed it in, or the review is over."""
    me, review_id = errand.me, errand.row.payload.get("review")
    if me is None or me.review is None or me.review.id != review_id:
        return None
    if not await revisions.open_for(errand.tx, me.review.id, me.person.id):
        return None
    t = errand.t
    text = t(
        "After the meeting your self-assessment of {year} was given back to you, so that you can "
        "revise it. Take it back, change what you wish, and submit it again.",
        year=str(me.review.year),
    )
    rows = (
        (Button(t.plain("💬 What was said at the meeting"), dialogue.data("mine")),),
        (Button(t.plain("✍️ Go to my self-assessment"), "assess:open"),),
        (home_button(t),),
    )
    return (Say(Screen(text, rows)),)


@dialogue.tap("mine", Action.ASSESS)
async def mine(c: Context, page: str = "0") -> Answer:
    """What was said of the sender at the meeting, and what the chair concluded; a page of it."""
    if c.account.review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    t = c.t
    said = await remarks.remarks_of(c.tx, c.account.review.id, c.account.person.id)
    pages = [
        (item, stretch) for item in TO_HIM if item in said for stretch in stretches(said[item].text)
    ]
    parts = [t("<b>At the meeting, about you</b>")]
    turns: list[Button] = []
    if pages:
        number = min(whole_number(page) or 0, len(pages) - 1)
        item, stretch = pages[number]
        parts.append(t("<b>{item}</b>", item=t.plain(NAMES[item])))
        parts.append(t("<blockquote>{text}</blockquote>", text=stretch))
        if number > 0:
            turns.append(Button(t.plain("‹ Page before"), dialogue.data("mine", number - 1)))
        if number + 1 < len(pages):
            turns.append(Button(t.plain("Next page ›"), dialogue.data("mine", number + 1)))
    else:
        parts.append(t("Nothing has been noted yet."))
    button = Button(t.plain("✍️ Go to my self-assessment"), "assess:open")
    rows = ((tuple(turns),) if turns else ()) + ((button,), (home_button(t),))
    return (Show(Screen(t.join(parts, "\n\n"), rows), TASK),)
