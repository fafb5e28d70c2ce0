"""Telling a member that something is asked of him: discreetly, and not at once."""

from datetime import timedelta

from conversations.authority import Action
from conversations.context import Context, Errand
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Say, Screen, Show
from conversations.suggesting.declared import TASK, dialogue
from conversations.suggesting.listing import suggestion_lines
from conversations.typed import stretches
from storage import outbox, suggestions
from storage.reviews import Review
from storage.roll import Person

SUGGESTED = "suggest.made"
WAIT = timedelta(minutes=3)
"""How long a slip can be taken back unseen; several points come as one notice."""


async def tell(c: Context, review: Review, person: Person) -> None:
    """Put a notice for the member in place of one that has not gone out yet."""
    await keep_quiet(c, review, person)
    await outbox.put(
        c.tx,
        f"{_key(review, person)}{c.at.isoformat()}",
        SUGGESTED,
        {"review": review.id},
        c.at + WAIT,
        person_id=person.id,
    )


async def keep_quiet(c: Context, review: Review, person: Person) -> None:
    """Take back a notice that has not gone out yet."""
    await outbox.cancel(c.tx, _key(review, person), c.at)


def _key(review: Review, person: Person) -> str:
    return f"{SUGGESTED}:{review.id}:{person.id}:"


@dialogue.delivery(SUGGESTED)
async def made(errand: Errand) -> Answer | None:
    """“Something is asked of you”, without its words; dropped when nothing is, or it is over."""
    me, payload = errand.me, errand.row.payload
    if me is None or me.review is None or me.review.id != payload.get("review"):
        return None
    standing = await suggestions.suggestions_for(errand.tx, me.review.id, me.person.id)
    if not standing:
        return None
    t = errand.t
    text = t.plural(
        "A higher committee asks you to explain {n} point in your review of {year}. "
        "You can read it here and answer it in your self-assessment.",
        "A higher committee asks you to explain {n} points in your review of {year}. "
        "You can read them here and answer them in your self-assessment.",
        len(standing),
        year=str(me.review.year),
    )
    button = Button(t.plain("📌 Read what is asked"), dialogue.data("mine"))
    return (Say(Screen(text, ((button,), (home_button(t),)))),)


@dialogue.tap("mine", Action.ASSESS)
async def mine(c: Context, page: str = "0") -> Answer:
    """What is asked of the sender himself, a page at a time."""
    if c.account.review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    t = c.t
    standing = await suggestions.suggestions_for(c.tx, c.account.review.id, c.account.person.id)
    pages = [(one, stretch) for one in standing for stretch in stretches(one.text)]
    parts = [t("<b>📌 What you are asked to explain</b>")]
    turns = []
    if pages:
        at = min(whole_number(page) or 0, len(pages) - 1)
        one, stretch = pages[at]
        parts.append(suggestion_lines(t, one, stretch))
        if len(pages) > 1:
            parts.append(t("Page {page}/{all}", page=at + 1, all=len(pages)))
        if at > 0:
            turns.append(Button(t.plain("‹ Page before"), dialogue.data("mine", at - 1)))
        if at + 1 < len(pages):
            turns.append(Button(t.plain("Next page ›"), dialogue.data("mine", at + 1)))
    else:
        parts.append(t("Nothing is asked of you now."))
    button = Button(t.plain("✍️ Go to my self-assessment"), "assess:open")
    rows = ((tuple(turns),) if turns else ()) + ((button,), (home_button(t),))
    return (Show(Screen(t.join(parts, "\n\n"), rows), TASK),)
