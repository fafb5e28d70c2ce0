"""The list of a member's facts: those that matter most and are missing come first."""

from conversations.authority import Action
from conversations.context import Context
from conversations.fact_words import value_words
from conversations.facts.desk import TASK, FactDesk, ceiling_lines, dialogue, take_desk
from conversations.folding import folded, seen
from conversations.parts import back_button, home_button, rows_of, whole_number
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.words import Words
from rules import FactDef, fact_to_json
from storage import dialogues, reviews
from storage.reviews import Source

PAGE = 6
NUMBERS_A_ROW = 3
REASONS = 2


@dialogue.tap("take", Action.SET_FACTS)
async def take(c: Context, code: str) -> Answer:
    """Confirm everything that the results come to and nobody has confirmed yet."""
    desk = await take_desk(c, code)
    for fact_id in desk.offered:
        fact = desk.ruleset.facts[fact_id]
        await reviews.record_fact(
            c.tx,
            desk.review.id,
            desk.subject.person_id,
            fact_id,
            fact_to_json(fact, desk.results[fact_id].value),
            Source.SECRETARY,
            c.account.person.id,
            c.at,
            True,
        )
    shown = list_screen(c.t, await take_desk(c, code))
    return Toast(c.t.plain("Saved.")), Show(shown, TASK)


@dialogue.tap("pick", Action.SET_FACTS)
async def pick(c: Context, person_id: str, page: str = "0") -> Answer:
    """The facts of one member (or one of the branch's bodies), a page at a time."""
    desk = await take_desk(c, person_id)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(list_screen(c.t, desk, whole_number(page) or 0), TASK),)


def list_screen(t: Words, desk: FactDesk, page: int = 0) -> Screen:
    """One page of the facts: numbers in the text, the same numbers on the buttons."""
    needed, known, others = desk.listed()
    every = [*needed, *known, *others]
    pages = max(1, -(-len(every) // PAGE))
    first = min(page, pages - 1) * PAGE
    lines = []
    for number, fact in enumerate(every[first : first + PAGE], first + 1):
        if number == 1 and needed:
            lines.append(t("<b>Still needed, the most decisive first:</b>"))
        elif number == len(needed) + 1 and known:
            lines.append(t("<b>Already told:</b>"))
        elif number == len(needed) + len(known) + 1:
            lines.append(t("<b>Nothing hangs on these now:</b>"))
        lines.append(
            t(
                "{number}. {name}: {value}",
                number=number,
                name=fact.name,
                value=_short_value(t, desk, fact),
            )
        )
    text = folded(
        t,
        seen(
            t("<b>Facts about {name}</b>", name=desk.subject.title)
            if desk.subject.person
            else t("<b>Facts: {name}</b>", name=desk.subject.title)
        ),
        ceiling_lines(t, desk.ruleset, desk.ceiling, REASONS),
        seen(*lines),
        seen(t("Tap a number to set or correct that fact.")),
    )
    buttons = (
        Button(str(number), dialogue.data("fact", desk.subject.code, fact.id))
        for number, fact in enumerate(every[first : first + PAGE], first + 1)
    )
    return Screen(
        text,
        (
            *rows_of(buttons, NUMBERS_A_ROW),
            *_turning(t, desk, first // PAGE, pages),
            *_more(t, desk),
            (back_button(t, desk.subject.back), home_button(t)),
        ),
    )


def _more(t: Words, desk: FactDesk) -> Rows:
    """To what is asked of a head; to the confirmation of what the results come to."""
    rows: Rows = ()
    if desk.offered:
        label = t.plain("✅ Confirm the results ({n})", n=len(desk.offered))
        rows += ((Button(label, dialogue.data("take", desk.subject.code)),),)
    if desk.subject.as_head:
        label = t.plain("🎖 As the head of something")
        rows += ((Button(label, dialogue.data("pick", desk.subject.as_head)),),)
    return rows


def _short_value(t: Words, desk: FactDesk, fact: FactDef) -> str:
    value = desk.value(fact.id)
    words = value_words(t, desk.ruleset, fact, value)
    if fact.id in desk.results and fact.id not in desk.records:
        if desk.results[fact.id].sure:
            return t.plain("{value} (from results)", value=words)
        return t.plain("{value} (from results, not confirmed)", value=words)
    if value is None or fact.id in desk.confirmed:
        return words
    return t.plain("{value} (not confirmed)", value=words)


def _turning(t: Words, desk: FactDesk, page: int, pages: int) -> Rows:
    if pages == 1:
        return ()
    turns = []
    if page > 0:
        turns.append(
            Button(t.plain("‹ Page before"), dialogue.data("pick", desk.subject.code, page - 1))
        )
    if page < pages - 1:
        turns.append(
            Button(t.plain("Next page ›"), dialogue.data("pick", desk.subject.code, page + 1))
        )
    return (tuple(turns),)
