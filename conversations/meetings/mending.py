"""What else belongs to a meeting being put together: its place, its length, its agenda."""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.meetings import agendas, drafting
from conversations.meetings.declared import SETTING, dialogue
from conversations.meetings.desk import branch_words, draft_of, one_line, way_out
from conversations.meetings.guidance import Guidance, guidance
from conversations.meetings.setting import LONGEST_PLACE, awaiting, go_on, keep
from conversations.paper import blocks
from conversations.parts import back_button, kind_refusal, whole_number
from conversations.reasons import cite
from conversations.screen import Answer, Screen, Show
from storage import dialogues, meetings
from storage.meetings import MeetingDraft

LONGEST_AGENDA = 2_000
"""Characters of an agenda."""


# ── place ────────────────────────────────────────────────────────────────────────────────────


@dialogue.tap("place", Action.SET_MEETING)
async def place(c: Context, draft_id: str) -> Answer:
    """Ask for the place."""
    draft = await draft_of(c, draft_id)
    await awaiting(c, "place", draft)
    earlier = await meetings.meetings(c.tx, draft.branch_id)
    return (Show(drafting.place_screen(c, draft, earlier, Markup()), SETTING),)


@dialogue.tap("spot", Action.SET_MEETING)
async def spot(c: Context, draft_id: str, meeting_id: str) -> Answer:
    """The place of an earlier meeting."""
    draft = await draft_of(c, draft_id)
    earlier = await meetings.meetings(c.tx, draft.branch_id)
    known = next((one for one in earlier if str(one.id) == meeting_id), None)
    if known is None:
        raise kind_refusal(c, c.t.plain("Your branch has no such meeting. See /hop."))
    return await go_on(c, await keep(c, replace(draft, place=known.plan.place)))


@dialogue.text("place", Action.SET_MEETING)
async def typed_place(c: Context, text: str, payload: str) -> Answer:
    return await read_place(c, await draft_of(c, payload), text)


async def read_place(c: Context, draft: MeetingDraft, text: str) -> Answer:
    """A typed place; a long one is refused kindly, with its count."""
    typed = one_line(text)
    if 2 <= len(typed) <= LONGEST_PLACE:
        return await go_on(c, await keep(c, replace(draft, place=typed)), fresh=True)
    remark = c.t(
        "The place needs {least} to {most} characters; yours has {n}. Please write it once more.",
        least=2,
        most=LONGEST_PLACE,
        n=len(typed),
    )
    await awaiting(c, "place", draft)
    earlier = await meetings.meetings(c.tx, draft.branch_id)
    return (Show(drafting.place_screen(c, draft, earlier, remark), SETTING, fresh=True),)


# ── length and agenda ────────────────────────────────────────────────────────────────────────


@dialogue.tap("length", Action.SET_MEETING)
async def length(c: Context, draft_id: str) -> Answer:
    draft = await draft_of(c, draft_id)
    found = await guidance(c.tx, c.house, c.account.review)
    return (Show(drafting.length_screen(c, draft, found), SETTING),)


@dialogue.tap("long", Action.SET_MEETING)
async def long(c: Context, draft_id: str, minutes: str) -> Answer:
    """The expected length, in minutes."""
    draft = await draft_of(c, draft_id)
    number = whole_number(minutes)
    if number not in drafting.LENGTHS:
        raise kind_refusal(c, c.t.plain("There is no such length to choose."))
    return await go_on(c, await keep(c, replace(draft, minutes=number)))


async def _offered(c: Context) -> tuple[tuple[str, ...], Guidance | None]:
    found = await guidance(c.tx, c.house, c.account.review)
    return agendas.offered(branch_words(c), c.account.review, found), found


async def _agenda(c: Context, draft: MeetingDraft) -> Screen:
    items, found = await _offered(c)
    return drafting.agenda_screen(c, draft, items, found)


@dialogue.tap("agenda", Action.SET_MEETING)
async def agenda(c: Context, draft_id: str) -> Answer:
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await _agenda(c, await draft_of(c, draft_id)), SETTING),)


@dialogue.tap("item", Action.SET_MEETING)
async def item(c: Context, draft_id: str, number: str, wanted: str) -> Answer:
    """Take an offered item in (``1``) or out; the order stays that of the meeting."""
    draft = await draft_of(c, draft_id)
    items, _ = await _offered(c)
    place = whole_number(number)
    if place is None or not 1 <= place <= len(items) or not set(draft.agenda) <= set(items):
        raise kind_refusal(c, c.t.plain("The agenda has changed. Please look at it again."))
    chosen = set(draft.agenda) - {items[place - 1]}
    if wanted == "1":
        chosen.add(items[place - 1])
    draft = await keep(c, replace(draft, agenda=tuple(one for one in items if one in chosen)))
    return (Show(await _agenda(c, draft), SETTING),)


@dialogue.tap("ready", Action.SET_MEETING)
async def ready(c: Context, draft_id: str) -> Answer:
    """The agenda as it is offered."""
    draft = await draft_of(c, draft_id)
    items, _ = await _offered(c)
    draft = await keep(c, replace(draft, agenda=items))
    return (Show(await _agenda(c, draft), SETTING),)


@dialogue.tap("orders", Action.SET_MEETING)
async def orders(c: Context, draft_id: str) -> Answer:
    """What comes before what by the guideline, each with its clause."""
    draft = await draft_of(c, draft_id)
    found = await guidance(c.tx, c.house, c.account.review)
    if found is None:
        raise kind_refusal(c, c.t.plain("No review is under way, so no text says anything."))
    lines = [
        c.t(
            "• {says} (clause {clause})", says=one.says, clause=cite(c.t, found.ruleset, one.clause)
        )
        for one in found.orders
    ]
    text = blocks(c.t("📖 <b>The order by the text</b>"), c.t.join(lines))
    back = back_button(c.t, dialogue.data("agenda", draft.id))
    return (Show(Screen(text, ((back, *way_out(c)),)), SETTING),)


@dialogue.tap("write", Action.SET_MEETING)
async def write(c: Context, draft_id: str) -> Answer:
    """Ask for the agenda as text."""
    draft = await draft_of(c, draft_id)
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))
    await awaiting(c, "agenda", draft)
    return (Show(_ask_agenda(c, draft, Markup()), SETTING),)


def _ask_agenda(c: Context, draft: MeetingDraft, remark: Markup) -> Screen:
    now = c.t.join(["• " + c.t("{item}", item=one) for one in draft.agenda])
    text = blocks(
        remark,
        c.t("✏️ <b>Please type the agenda in one message, one item a line.</b>"),
        c.t("It takes the place of the present one:"),
        now,
    )
    back = back_button(c.t, dialogue.data("agenda", draft.id))
    return Screen(text, ((back, *way_out(c)),))


@dialogue.text("agenda", Action.SET_MEETING)
async def typed_agenda(c: Context, text: str, payload: str) -> Answer:
    """A typed agenda: an item a line."""
    draft = await draft_of(c, payload)
    items = tuple(one for one in map(one_line, agendas.typed(text)) if one)
    longest = max(map(len, items), default=0)
    if (
        0 < len(items) <= agendas.MOST_ITEMS
        and longest <= agendas.LONGEST_ITEM
        and sum(map(len, items)) <= LONGEST_AGENDA
    ):
        draft = await keep(c, replace(draft, agenda=items))
        return await go_on(c, draft, fresh=True)
    remark = c.t(
        "At most {items} items of {each} characters each, {all} characters in all; yours has "
        "{n} items, the longest of {longest} characters. Nothing was changed.",
        items=agendas.MOST_ITEMS,
        each=agendas.LONGEST_ITEM,
        all=LONGEST_AGENDA,
        n=len(items),
        longest=longest,
    )
    return (Show(_ask_agenda(c, draft, remark), SETTING, fresh=True),)
