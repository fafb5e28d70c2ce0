"""Entering a suggestion (who asks, then what), reading it in full, taking it back."""

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.suggesting.declared import BRANCH, TASK, Asked, asked_of, current, dialogue
from conversations.suggesting.listing import person_screen, suggestion_lines
from conversations.suggesting.notices import WAIT, keep_quiet, tell
from conversations.typed import (
    LONGEST,
    cut_mark,
    is_tail,
    shortened,
    stretches,
    tidied,
    too_long,
)
from storage import dialogues, suggestions
from storage.reviews import Stage
from storage.suggestions import Suggestion

ORIGIN, TEXT = "suggest:origin", "suggest:text"
ORIGIN_LONGEST = 120
MOST = 8
"""Suggestions for one person at most: more is a slip, or no longer readable on a phone."""


@dialogue.tap("origin", Action.SUGGEST)
async def origin(c: Context, code: str) -> Answer:
    """Who asks: the higher committee by a button, or typed."""
    asked = await _room(c, code)
    await dialogues.await_text(c.tx, c.event.sender, ORIGIN, asked.code)
    return (Show(await _origin_screen(c, asked), TASK),)


@dialogue.text("origin", Action.SUGGEST)
async def origin_typed(c: Context, text: str, payload: str) -> Answer:
    """Who asks, as typed."""
    asked = await _room(c, payload)
    name = " ".join(tidied(text).split())
    if not 2 <= len(name) <= ORIGIN_LONGEST:
        remark = c.t(
            "⚠️ The name needs 2 to {most} characters; yours has {n}.",
            most=ORIGIN_LONGEST,
            n=c.t.number(len(name)),
        )
        return (Show(await _origin_screen(c, asked, remark), TASK, fresh=True),)
    return (Show(await _text_screen(c, asked, name), TASK, fresh=True),)


@dialogue.tap("by", Action.SUGGEST)
async def origin_known(c: Context, code: str, number: str) -> Answer:
    """Who asks, by its place among those offered."""
    asked = await _room(c, code)
    known, place = await _origins(c), whole_number(number)
    if place is None or place >= len(known):
        raise kind_refusal(c, c.t.plain("This button is no longer valid. Nothing was changed."))
    return (Show(await _text_screen(c, asked, known[place]), TASK),)


@dialogue.text("text", Action.SUGGEST)
async def text_typed(c: Context, text: str, payload: str) -> Answer:
    """What is asked: kept, and told to the member a little later."""
    code, _, rest = payload.partition(":")
    name, _, mark = rest.rpartition("~")
    asked = await _room(c, code)
    kept = tidied(text)
    if is_tail(mark, c.at):
        remark = c.t("⚠️ That was the rest of the message that was too long; it was not kept.")
        screen = await _text_screen(c, asked, name, remark, mark=mark)
        return (Show(screen, TASK, fresh=True),)
    if len(kept) > LONGEST or not kept:
        remark = too_long(c.t, kept) if kept else c.t("⚠️ That message was empty.")
        screen = await _text_screen(c, asked, name, remark, mark=cut_mark(text, c.at))
        return (Show(screen, TASK, fresh=True),)
    await suggestions.suggest(
        c.tx, asked.review.id, asked.person_id, kept, name, c.account.person.id, c.at
    )
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if asked.person is None:
        remark = c.t("✅ Saved for the branch.")
    else:
        await tell(c, asked.review, asked.person)
        remark = c.t(
            "✅ Saved. {name} is told in a few minutes; until then it can be taken back unseen.",
            name=asked.title,
        )
        if asked.review.stage is not Stage.ASSESSMENT:
            remark = c.t.join([remark, _locked(c)])
    return (Show(person_screen(c, await asked_of(c, code), remark), TASK, fresh=True),)


def _locked(c: Context) -> Markup:
    """That he cannot answer unless his review is given back to him."""
    return c.t(
        "⚠️ The self-assessment is closed: give his review back to him if he is to answer "
        "(his page → 🧭 Committee, meeting)."
    )


# ── one suggestion ───────────────────────────────────────────────────────────────────────────


@dialogue.tap("read", Action.SUGGEST)
async def read(c: Context, number: str, page: str = "0") -> Answer:
    """One suggestion in full, a page of it."""
    t, one = c.t, await _standing(c, number)
    asked = await asked_of(c, BRANCH if one.person_id is None else str(one.person_id))
    pages = stretches(one.text)
    at = min(whole_number(page) or 0, len(pages) - 1)
    parts = [
        t("<b>📌 Suggestions for {name}</b>", name=asked.title),
        suggestion_lines(t, one, pages[at]),
        t("Entered {moment}", moment=t.moment(one.said_at)),
    ]
    turns = []
    if at > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("read", one.id, at - 1)))
    if at + 1 < len(pages):
        turns.append(Button(t.plain("Next page ›"), dialogue.data("read", one.id, at + 1)))
    rows: Rows = (
        *((tuple(turns),) if turns else ()),
        (Button(t.plain("🗑 Take it back"), dialogue.data("withdraw", one.id)),),
        (_person_button(c, asked), home_button(t)),
    )
    return (Show(Screen(t.join(parts, "\n\n"), rows), TASK),)


@dialogue.tap("withdraw", Action.SUGGEST)
async def withdraw(c: Context, number: str) -> Answer:
    """Ask before a suggestion is taken back."""
    t, one = c.t, await _standing(c, number)
    asked = await asked_of(c, BRANCH if one.person_id is None else str(one.person_id))
    text = t.join(
        [
            t("<b>Take this suggestion back?</b>"),
            t("<blockquote>{text}</blockquote>", text=shortened(one.text)),
            t("An answer that was already written to it is no longer part of the review."),
        ],
        "\n\n",
    )
    rows = (
        (Button(t.plain("🗑 Yes, take it back"), dialogue.data("withdrawn", one.id)),),
        (_person_button(c, asked), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("withdrawn", Action.SUGGEST)
async def withdrawn(c: Context, number: str) -> Answer:
    """Take it back; a notice that has not gone out yet does not go out."""
    one = await _standing(c, number)
    unseen = one.person_id is not None and c.at - one.said_at < WAIT
    await suggestions.withdraw(c.tx, one.id, c.account.person.id, c.at, unseen=unseen)
    asked = await asked_of(c, BRANCH if one.person_id is None else str(one.person_id))
    if asked.person is not None and not asked.suggestions:
        await keep_quiet(c, asked.review, asked.person)
    remark = c.t("Taken back.")
    return (Show(person_screen(c, asked, remark), TASK),)


async def _standing(c: Context, number: str) -> Suggestion:
    """The suggestion of a tap: of this branch's review, not taken back; Refused otherwise."""
    review, which = current(c), whole_number(number)
    found = None if which is None else await suggestions.suggestion(c.tx, which)
    if found is None or found.review_id != review.id or found.withdrawn_at is not None:
        raise kind_refusal(c, c.t.plain("That suggestion no longer stands."))
    return found


async def _room(c: Context, code: str) -> Asked:
    """Of whom a tap speaks, while there is room for one more; Refused otherwise."""
    asked = await asked_of(c, code)
    if len(asked.suggestions) >= MOST:
        raise kind_refusal(
            c, c.t.plain("There are {most} already: please take one back first.", most=MOST)
        )
    return asked


# ── screens ──────────────────────────────────────────────────────────────────────────────────


async def _origins(c: Context) -> list[str]:
    """Who can be tapped: the branch's higher committee, and those named before."""
    standing = await suggestions.of_review(c.tx, current(c).id)
    named = [one.origin for many in standing.values() for one in many]
    upper = c.account.branch.upper
    offered = [*([upper] if upper else []), *named]
    return [one for one in dict.fromkeys(offered) if len(one) <= 40][:4]


async def _origin_screen(c: Context, asked: Asked, remark: Markup | None = None) -> Screen:
    t = c.t
    text = t.join(
        [
            remark or Markup(),
            t("<b>📌 Suggestions for {name}</b>", name=asked.title),
            t("Who asks for it? Tap, or type the committee's name."),
        ],
        "\n\n",
    )
    buttons = tuple(
        (Button(name, dialogue.data("by", asked.code, place)),)
        for place, name in enumerate(await _origins(c))
    )
    return Screen(text, (*buttons, (_person_button(c, asked), home_button(t))))


async def _text_screen(
    c: Context, asked: Asked, origin: str, remark: Markup | None = None, *, mark: str = ""
) -> Screen:
    """Awaits what is asked."""
    await dialogues.await_text(c.tx, c.event.sender, TEXT, f"{asked.code}:{origin}~{mark}")
    t = c.t
    text = t.join(
        [
            remark or Markup(),
            t(
                "<b>📌 Suggestions for {name}</b>\nAsked by: {origin}",
                name=asked.title,
                origin=origin,
            ),
            t(
                "What is to be explained? Please type or paste it in one message, as it stands in "
                "the document. Several points: one message each."
            ),
        ],
        "\n\n",
    )
    return Screen(text, ((_person_button(c, asked), home_button(t)),))


def _person_button(c: Context, asked: Asked) -> Button:
    return Button(c.t.plain("‹ Back"), dialogue.data("of", asked.code))
