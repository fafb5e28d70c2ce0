"""The branch's bodies write their own review: the form's parts, answers to suggestions.

Secretary and deputy write, the committee reads.  A text stands until another takes its place:
«write anew» keeps the old one until the new one has come, and what is typed after a text is added
to it.
"""

from dataclasses import replace

from markupsafe import Markup

from conversations.authority import Action
from conversations.bodies.declared import TASK, Desk, dialogue, take_desk
from conversations.bodies.parts import (
    drop_screen,
    list_screen,
    part_screen,
    whole_screen,
    writes,
)
from conversations.context import Context
from conversations.parts import kind_refusal, whole_number
from conversations.screen import Answer, Show, Toast
from conversations.self_assessment.awaiting import REFUSED, REPLACES, payload_of, read_payload
from conversations.self_assessment.form import Written
from conversations.self_assessment.texts import LONGEST, joined
from conversations.self_assessment.typed import CUT, too_long
from conversations.typed import tidied
from storage import body_notes, dialogues
from storage.body_notes import BodyNote

AWAITS = "part"


@dialogue.tap("parts", Action.APPRAISE)
async def parts(c: Context, code: str) -> Answer:
    """The list of everything to write, and what of it is written."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    desk = await take_desk(c, code)
    if not desk.to_write:
        raise kind_refusal(c, c.t.plain("The guideline has no form for that to be written on."))
    return (Show(list_screen(c, desk), TASK),)


@dialogue.tap("part", Action.APPRAISE)
async def part(c: Context, code: str, kind: str, item_id: str) -> Answer:
    """One thing to write; whoever may write it is awaited to."""
    desk = await take_desk(c, code)
    item = find(c, desk, f"{kind}:{item_id}")
    if writes(c):
        await _await(c, desk, item)
    return (Show(await part_screen(c, desk, item), TASK),)


@dialogue.tap("anew", Action.WRITE_FOR_BODY)
async def anew(c: Context, code: str, kind: str, item_id: str) -> Answer:
    """The next text takes the place of the one before, which stands until then."""
    desk = await take_desk(c, code)
    item = find(c, desk, f"{kind}:{item_id}")
    await _await(c, desk, item, REPLACES)
    remark = c.t("Please send the new text; until it comes, the old one stands.")
    return (Show(await part_screen(c, desk, item, remark=remark, replaces=True), TASK),)


@dialogue.tap("whole", Action.APPRAISE)
async def whole(c: Context, code: str, kind: str, item_id: str, page: str) -> Answer:
    """A page of the whole text; nothing is awaited meanwhile."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    desk = await take_desk(c, code)
    item = find(c, desk, f"{kind}:{item_id}")
    return (Show(whole_screen(c.t, desk, item, whole_number(page) or 0), TASK),)


@dialogue.tap("drop", Action.WRITE_FOR_BODY)
async def drop(c: Context, code: str, kind: str, item_id: str) -> Answer:
    """Ask before a text is removed."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    desk = await take_desk(c, code)
    item = find(c, desk, f"{kind}:{item_id}")
    if not item.text:
        return await part(c, code, kind, item_id)
    return (Show(drop_screen(c.t, desk, item), TASK),)


@dialogue.tap("wipe", Action.WRITE_FOR_BODY)
async def wipe(c: Context, code: str, kind: str, item_id: str) -> Answer:
    """Remove a text."""
    desk = await take_desk(c, code)
    item = find(c, desk, f"{kind}:{item_id}")
    desk = await _keep(c, desk, item, None)
    return Toast(c.t.plain("Removed.")), Show(list_screen(c, desk), TASK)


@dialogue.text(AWAITS, Action.WRITE_FOR_BODY)
async def typed(c: Context, text: str, payload: str) -> Answer:
    """Keep a text whole, or refuse it whole with its count."""
    code, awaited = read_payload(payload)
    desk = await take_desk(c, code)
    item = find(c, desk, awaited.item)
    flag = REPLACES if awaited.replaces else ""
    if awaited.is_tail(c.at):
        return await _refused(c, desk, item, awaited.flag, too_long(c))
    text = tidied(text)
    if not text:
        return await _refused(c, desk, item, flag, c.t("⚠️ That message was empty."))
    kept = joined("" if awaited.replaces else item.text, text)
    if len(kept) > LONGEST:
        flag += REFUSED if len(text) > CUT else ""
        return await _refused(c, desk, item, flag, too_long(c, len(kept)))
    desk = await _keep(c, desk, item, kept)
    await _await(c, desk, item)
    screen = await part_screen(c, desk, find(c, desk, item.item), remark=c.t("✅ Saved."))
    return (Show(screen, TASK, fresh=True),)


def find(c: Context, desk: Desk, item: str) -> Written:
    """The thing to write under an item; Refused when the body's form does not ask for it."""
    for one in desk.to_write:
        if one.item == item:
            return one
    raise kind_refusal(c, c.t.plain("This part is no longer in the review. Nothing was changed."))


async def _keep(c: Context, desk: Desk, item: Written, text: str | None) -> Desk:
    kind, me = desk.evidence.kind.value, c.account.person.id
    await body_notes.save_body_note(c.tx, desk.review.id, kind, item.item, text, me, c.at)
    notes = {key: note for key, note in desk.notes.items() if key != item.item}
    if text is not None:
        notes[item.item] = BodyNote(text, me, c.at)
    return replace(desk, notes=notes)


async def _await(c: Context, desk: Desk, item: Written, flag: str = "") -> None:
    """Have the next text taken for an item."""
    payload = payload_of(c, desk.code, item.item, flag)
    await dialogues.await_text(c.tx, c.event.sender, f"{dialogue.name}:{AWAITS}", payload)


async def _refused(c: Context, desk: Desk, item: Written, flag: str, remark: Markup) -> Answer:
    """The same part once more, below what could not be taken."""
    await _await(c, desk, item, flag)
    replaces = REPLACES in flag
    screen = await part_screen(c, desk, item, remark=remark, replaces=replaces)
    return (Show(screen, TASK, fresh=True),)
