"""What others say of a member, in words, each noted by those who may."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import Desk, take_desk
from conversations.context import Context
from conversations.evidence import person_kind
from conversations.parts import home_button, kind_refusal, rows_of, whole_number
from conversations.reasons import cite
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.typed import (
    GLANCE,
    LONGEST,
    cut_mark,
    is_tail,
    shortened,
    stretches,
    tidied,
    too_long,
)
from conversations.words import N_, Words
from rules.procedure import Act, Topic
from storage import dialogues, remarks, roll
from storage.remarks import Item, Remark

AWAITS = "committee:remark"
AGAIN, MORE = "again", "more"
"""How an item's screen is opened: to be written anew, or on; a number: a page of its whole text."""
SEEN = 400
"""Characters of one remark that its screen shows before «xem đầy đủ»."""

NAMES = {
    Item.RESIDENCE: N_("Place of residence"),
    Item.ORGANISATIONS: N_("Organisations he belongs to"),
    Item.COMMITTEE: N_("The committee's remark"),
    Item.MEETING: N_("Comments at the meeting"),
    Item.CONCLUSION: N_("The chair's conclusion"),
}
RIGHTS = {
    Item.RESIDENCE: Action.APPRAISE,
    Item.ORGANISATIONS: Action.APPRAISE,
    Item.COMMITTEE: Action.APPRAISE,
    Item.MEETING: Action.NOTE_MEETING,
    Item.CONCLUSION: Action.NOTE_MEETING,
}
"""Who may note it; a remark by the committee, never about oneself."""


def asked(desk: Desk) -> tuple[Item, ...]:
    """The remarks that the guideline makes room for: others' only where others take part."""
    procedure = desk.ruleset.procedure(person_kind(desk.ruleset))
    others = any(one.topic is Topic.RESIDENCE for one in procedure.provisions) or any(
        step.act in {Act.TAKES_PART, Act.COLLECTS} for step in procedure.steps
    )
    outside = {Item.RESIDENCE, Item.ORGANISATIONS}
    return tuple(item for item in Item if others or item not in outside)


@dialogue.tap("remarks", Action.APPRAISE)
async def show(c: Context, person_id: str) -> Answer:
    """All that was said of the member, each in a line."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await _list_screen(c, await take_desk(c, person_id)), TASK),)


@dialogue.tap("remark", Action.APPRAISE)
async def item(c: Context, person_id: str, which: str, how: str = "") -> Answer:
    """One remark; its text is awaited where there is none yet, or when it is to be rewritten."""
    desk = await take_desk(c, person_id)
    return (Show(await _opened(c, desk, _item(c, desk, which), how), TASK),)


@dialogue.tap("unsay", Action.APPRAISE)
async def remove(c: Context, person_id: str, which: str) -> Answer:
    """Remove a remark."""
    desk = await take_desk(c, person_id)
    chosen = _noted(c, desk, _item(c, desk, which))
    await remarks.save_remark(
        c.tx, desk.review.id, desk.person.id, chosen, None, c.account.person.id, c.at
    )
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return Toast(c.t.plain("Removed.")), Show(await _list_screen(c, desk), TASK)


@dialogue.text("remark", Action.APPRAISE)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """Keep the text of a remark, in place of the one before or after it."""
    person_id, _, rest = payload.partition(":")
    which, _, rest = rest.partition(":")
    how, _, mark = rest.partition("~")
    desk = await take_desk(c, person_id)
    chosen = _noted(c, desk, _item(c, desk, which))
    before = (await remarks.remarks_of(c.tx, desk.review.id, desk.person.id)).get(chosen)
    kept = tidied(text)
    if how == MORE and before is not None:
        kept = f"{before.text}\n{kept}"
    if is_tail(mark, c.at):
        said = c.t("⚠️ That was the rest of the message that was too long; it was not kept.")
        screen = await _opened(c, desk, chosen, how or AGAIN, said, mark=mark)
        return (Show(screen, TASK, fresh=True),)
    if len(kept) > LONGEST or not kept:
        said = too_long(c.t, kept) if kept else c.t("⚠️ That message was empty.")
        mark = cut_mark(text, c.at)
        screen = await _opened(c, desk, chosen, how or AGAIN, said, mark=mark)
        return (Show(screen, TASK, fresh=True),)
    await remarks.save_remark(
        c.tx, desk.review.id, desk.person.id, chosen, kept, c.account.person.id, c.at
    )
    await dialogues.clear_awaited(c.tx, c.event.sender)
    saved = c.t("✅ Saved: {item}.", item=c.t.plain(NAMES[chosen]))
    return (Show(await _list_screen(c, desk, saved), TASK, fresh=True),)


def _item(c: Context, desk: Desk, which: str) -> Item:
    """The item of a tap; Refused when the guideline makes no room for it."""
    found = next((one for one in asked(desk) if one.value == which), None)
    if found is None:
        raise kind_refusal(c, c.t.plain("This button is no longer valid. Nothing was changed."))
    return found


def _noted(c: Context, desk: Desk, item: Item) -> Item:
    """The item, if the sender may note it; Refused otherwise."""
    if not may(c.me, RIGHTS[item], group=False):
        raise kind_refusal(c, c.t.plain("Your role does not include this. Nothing was changed."))
    if not _may(c, desk, item):
        raise kind_refusal(
            c,
            c.t.plain("About yourself another member of the committee notes this."),
        )
    return item


def _may(c: Context, desk: Desk, item: Item) -> bool:
    own = desk.person.id == c.account.person.id
    right = RIGHTS[item]
    return may(c.me, right, group=False) and not (own and right is Action.APPRAISE)


# ── screens ──────────────────────────────────────────────────────────────────────────────────


async def _list_screen(c: Context, desk: Desk, remark: Markup | None = None) -> Screen:
    t, person = c.t, desk.person.id
    said = await remarks.remarks_of(c.tx, desk.review.id, person)
    lines = [
        t(
            "• <b>{item}</b>: {text}",
            item=t.plain(NAMES[one]),
            text=shortened(said[one].text, GLANCE // 2) if one in said else t.plain("nothing yet"),
        )
        for one in asked(desk)
    ]
    text = t.join(
        [
            remark or Markup(),
            t("<b>Remarks on {name}</b>", name=desk.person.full_name),
            t.join(lines),
            _basis(t, desk),
        ],
        "\n\n",
    )
    buttons = (
        Button(
            f"✓ {t.plain(NAMES[one])}" if one in said else t.plain(NAMES[one]),
            dialogue.data("remark", person, one.value),
        )
        for one in asked(desk)
        if one in said or _may(c, desk, one)
    )
    return Screen(text, (*rows_of(buttons), (_member_button(t, desk), home_button(t))))


def _basis(t: Words, desk: Desk) -> Markup:
    """What the guideline says of the place of residence, with its clause."""
    for one in desk.ruleset.procedure(person_kind(desk.ruleset)).provisions:
        if one.topic is Topic.RESIDENCE:
            return t(
                "<i>{says} (clause {clause})</i>",
                says=one.says.rstrip("."),
                clause=cite(t, desk.ruleset, one.clause),
            )
    return Markup()


async def _opened(
    c: Context,
    desk: Desk,
    item: Item,
    how: str,
    remark: Markup | None = None,
    *,
    mark: str = "",
) -> Screen:
    """The screen of one remark; awaits its text where that is what comes next."""
    said = (await remarks.remarks_of(c.tx, desk.review.id, desk.person.id)).get(item)
    writes = _may(c, desk, item) and (said is None or how in {AGAIN, MORE})
    if writes:
        mode = MORE if how == MORE and said is not None else AGAIN
        payload = f"{desk.person.id}:{item.value}:{mode}~{mark}"
        await dialogues.await_text(c.tx, c.event.sender, AWAITS, payload)
    else:
        await dialogues.clear_awaited(c.tx, c.event.sender)
    t = c.t
    parts = [
        remark or Markup(),
        t(
            "<b>{item}</b>\nAbout: {name}",
            item=t.plain(NAMES[item]),
            name=desk.person.full_name,
        ),
    ]
    if said is not None:
        parts.append(await _said(c, said, whole_number(how)))
    if writes:
        parts.append(
            t("Please send what is to be added, in one message.")
            if how == MORE and said is not None
            else t(
                "Please type or dictate it in one message, at most {most} characters.",
                most=t.number(LONGEST),
            )
        )
    return Screen(t.join(parts, "\n\n"), _rows(c, desk, item, said, how))


async def _said(c: Context, said: Remark, page: int | None) -> Markup:
    """What was said, at a glance or a page of all of it; who noted it, and when."""
    t, pages = c.t, stretches(said.text)
    who = None if said.said_by is None else await roll.person(c.tx, said.said_by)
    at = None if page is None else min(page, len(pages) - 1)
    text = shortened(said.text, SEEN) if at is None else pages[at]
    noted = (
        t("Noted by {name}, {moment}", name=who.full_name, moment=t.moment(said.said_at))
        if who is not None
        else t("Noted {moment}", moment=t.moment(said.said_at))
    )
    lines = [t("<blockquote>{text}</blockquote>", text=text), noted]
    if at is not None and len(pages) > 1:
        lines.append(t("Page {page}/{all}", page=at + 1, all=len(pages)))
    return t.join(lines)


def _rows(c: Context, desk: Desk, item: Item, said: Remark | None, how: str) -> Rows:
    t, person = c.t, desk.person.id
    rows: Rows = ()
    if said is not None:
        rows += _reading(t, person, item, said, whole_number(how))
        if _may(c, desk, item) and how not in {AGAIN, MORE}:
            rows += (
                (
                    Button(
                        t.plain("➕ Write on"), dialogue.data("remark", person, item.value, MORE)
                    ),
                    Button(
                        t.plain("🔁 Write anew"), dialogue.data("remark", person, item.value, AGAIN)
                    ),
                ),
                (Button(t.plain("🗑 Remove"), dialogue.data("unsay", person, item.value)),),
            )
    back = Button(t.plain("‹ All remarks"), dialogue.data("remarks", person))
    return (*rows, (back, home_button(t)))


def _reading(t: Words, person: int, item: Item, said: Remark, page: int | None) -> Rows:
    """To the whole text, and from page to page of it."""
    last = len(stretches(said.text)) - 1
    if page is None:
        if len(said.text) <= SEEN:
            return ()
        label = t.plain("📖 Show in full")
        return ((Button(label, dialogue.data("remark", person, item.value, 0)),),)
    turns = []
    if page > 0:
        before = dialogue.data("remark", person, item.value, min(page, last + 1) - 1)
        turns.append(Button(t.plain("‹ Page before"), before))
    if page < last:
        turns.append(
            Button(t.plain("Next page ›"), dialogue.data("remark", person, item.value, page + 1))
        )
    return (tuple(turns),) if turns else ()


def _member_button(t: Words, desk: Desk) -> Button:
    return Button(t.plain("‹ Back to the member"), dialogue.data("member", desk.person.id))
