"""A member is told when what he is rated by has changed after he submitted, and sees what."""

from datetime import timedelta

from markupsafe import Markup, escape

from conversations.authority import Action
from conversations.context import Context, Errand
from conversations.evidence import ruleset_of, value_of_record
from conversations.fact_words import value_words
from conversations.facts.desk import FactDesk, dialogue
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.reasons import cite
from conversations.screen import Answer, Button, Say, Screen, Show
from conversations.words import Words
from rules import Ruleset
from storage import assessments, outbox, reviews
from storage.reviews import FactRecord, Stage

CHANGED = "facts.changed"
WAIT = timedelta(minutes=10)
"""How long the secretary has to go on correcting before the member is told once of all of it."""
MINE = "facts_mine"
PAGE = 5


async def note_change(c: Context, desk: FactDesk, fact_id: str) -> None:
    """Have the member told, if he has submitted and the fact has another value than then.

    One notice for several changes: it goes out when nothing was changed for a while.
    """
    person, held = desk.subject.person, desk.assessment
    if person is None or held is None or held.submitted_at is None:
        return
    changed = await reviews.facts_changed_since(c.tx, desk.review.id, person.id, held.submitted_at)
    if fact_id not in changed or person.id == c.account.person.id:
        return
    key = f"{CHANGED}:{desk.review.id}:{person.id}:"
    await outbox.cancel(c.tx, key, c.at)
    await outbox.put(
        c.tx,
        f"{key}{c.at.isoformat()}",
        CHANGED,
        {"review": desk.review.id},
        c.at + WAIT,
        person_id=person.id,
    )


@dialogue.delivery(CHANGED)
async def told(errand: Errand) -> Answer | None:
    """“Something you are rated by was changed”, without saying what; dropped when nothing is."""
    me, review_id = errand.me, errand.row.payload.get("review")
    if me is None or me.review is None or me.review.id != review_id:
        return None
    held = await assessments.assessment(errand.tx, me.review.id, me.person.id)
    if held.submitted_at is None or not await reviews.facts_changed_since(
        errand.tx, me.review.id, me.person.id, held.submitted_at
    ):
        return None
    t = errand.t
    lines = [
        t(
            "Some of the facts for your rating in {year} were changed after you had submitted "
            "your self-assessment.",
            year=str(me.review.year),
        )
    ]
    if me.review.stage is Stage.ASSESSMENT:
        lines.append(t("If you wish, you can take your self-assessment back and change it."))
    button = Button(t.plain("👁 See what was changed"), dialogue.data("mine"))
    return (Say(Screen(t.join(lines), ((button,), (home_button(t),)))),)


@dialogue.tap("mine", Action.ASSESS)
async def mine(c: Context, page: str = "0") -> Answer:
    """What was changed about the sender since he submitted: each fact as it is now."""
    t, review, me = c.t, c.account.review, c.account.person.id
    if review is None:
        raise kind_refusal(c, t.plain("No review is open now. Nothing was changed."))
    held = await assessments.assessment(c.tx, review.id, me)
    changed: tuple[str, ...] = ()
    if held.submitted_at is not None:
        changed = await reviews.facts_changed_since(c.tx, review.id, me, held.submitted_at)
    ruleset = ruleset_of(c.house, review)
    known = [one for one in changed if one in ruleset.facts]
    records = await reviews.facts_of(c.tx, review.id, me)
    pages = max(1, -(-len(known) // PAGE))
    at = min(whole_number(page) or 0, pages - 1)
    lines = [
        changed_line(t, ruleset, one, records.get(one))
        for one in known[at * PAGE : (at + 1) * PAGE]
    ]
    parts = [t("<b>Changed since you submitted</b>"), t.join(lines)]
    if not known:
        parts.append(t("Nothing was changed."))
    if pages > 1:
        parts.append(t("Page {page}/{all}", page=at + 1, all=pages))
    turns = []
    if at > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("mine", at - 1)))
    if at + 1 < pages:
        turns.append(Button(t.plain("Next page ›"), dialogue.data("mine", at + 1)))
    button = Button(t.plain("✍️ Go to my self-assessment"), "assess:open")
    rows = ((tuple(turns),) if turns else ()) + ((button,), (home_button(t),))
    return (Show(Screen(t.join(parts, "\n\n"), rows), MINE),)


def changed_line(t: Words, ruleset: Ruleset, fact_id: str, record: FactRecord | None) -> Markup:
    """A fact that was changed: what it is now, since when, and its clause."""
    fact = ruleset.facts[fact_id]
    value = None if record is None else value_of_record(ruleset, fact.kinds[0], record)
    words = value_words(t, ruleset, fact, value)
    clause = cite(t, ruleset, fact.clause)
    if record is None or value is None:
        return t(
            "• {fact}: now <b>{value}</b> (clause {clause})",
            fact=fact.name,
            value=escape(words),
            clause=clause,
        )
    return t(
        "• {fact}: now <b>{value}</b>, {moment} (clause {clause})",
        fact=fact.name,
        value=words,
        moment=t.moment(record.said_at),
        clause=clause,
    )
