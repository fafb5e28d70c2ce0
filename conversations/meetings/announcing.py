"""Telling the branch of a meeting: its card in the group, and a notice to each member in private.

Whatever is told is an outbox row put with the change that causes it.  The card is edited when the
meeting changes; only another time or place, or its end, is told again in so many words.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import Context, Errand, House
from conversations.meetings.declared import LINK, dialogue, task
from conversations.meetings.page import answer_rows
from conversations.meetings.phrases import agenda_below, details, when
from conversations.paper import blocks
from conversations.parts import home_button
from conversations.reminders.planning import replan
from conversations.screen import Answer, Button, Say, Screen, Show
from conversations.words import Words
from storage import meetings, outbox, roll
from storage.meetings import Meeting
from storage.roll import Branch

CARD, TOLD, NOTICE = "meet.card", "meet.told", "meet.notice"


async def tell(c: Context, branch: Branch, meeting: Meeting, *, again: bool) -> None:
    """Tell the branch of a meeting that was set, moved or cancelled; ``again``: it knew of it."""
    await replan(c.tx, c.house, branch.id, c.at)
    await refresh_card(c.tx, branch, meeting, c.at)
    if meeting.standing:
        await refresh_card(c.tx, branch, meeting, meeting.ends_at(c.t.zone))
    # What was not sent yet would say the same as this, or what no longer holds.
    for kind in (TOLD, NOTICE):
        await outbox.cancel(c.tx, f"{kind}:{meeting.id}:", c.at)
    if branch.group is not None and again:
        key = f"{TOLD}:{meeting.id}:{meeting.sequence}"
        what = {"meeting": meeting.id, "cancelled": int(not meeting.standing)}
        await outbox.put(c.tx, key, TOLD, what, c.at, chat_id=branch.group)
    called = {one.id for one in await meetings.summoned(c.tx, branch.id)}
    for account in await roll.accounts(c.tx, branch.id):
        if account.person.id not in called or account.person.id == c.account.person.id:
            continue
        await outbox.put(
            c.tx,
            f"{NOTICE}:{meeting.id}:{meeting.sequence}:{account.person.id}",
            NOTICE,
            {"meeting": meeting.id, "again": int(again)},
            c.at,
            person_id=account.person.id,
            expires=meeting.ends_at(c.t.zone),
        )


async def refresh_card(tx: AsyncConnection, branch: Branch, meeting: Meeting, at: datetime) -> None:
    """Have the group's card show the meeting as it is now."""
    if branch.group is None:
        return
    key = f"{CARD}:{meeting.id}:{at.isoformat()}"
    await outbox.put(tx, key, CARD, {"meeting": meeting.id}, at, chat_id=branch.group)


async def post_cards(tx: AsyncConnection, branch: Branch, at: datetime) -> None:
    """Have the cards of all meetings ahead posted in the group that the branch has now."""
    for meeting in await meetings.upcoming(tx, branch.id, at):
        await refresh_card(tx, branch, meeting, at)
        await refresh_card(tx, branch, meeting, meeting.ends_at(ZoneInfo(branch.time_zone)))


def card(t: Words, house: House, meeting: Meeting, *, over: bool) -> Screen:
    """What the group sees: the meeting, and the way to answer in private.  Nobody's answer."""
    if over and meeting.standing:
        head = t("🗓 <b>The meeting is over</b>")
        return Screen(blocks(head, details(t, meeting.plan)))
    if not meeting.standing:
        head = t("✖️ <b>The meeting is cancelled</b>")
        was = t("🗓 <s>{when}</s>", when=when(t, meeting.starts_at))
        return Screen(blocks(head, was, _reason(t, meeting)))
    head = blocks(t("📣 <b>The branch meets</b>"), details(t, meeting.plan))
    text = blocks(head, agenda_below(t, head, meeting)[0], t("Please answer in the private chat."))
    link = house.link(f"{LINK}{meeting.id}")
    return Screen(text, ((Button(t.plain("✋ Answer, calendar"), url=link),),))


def _reason(t: Words, meeting: Meeting) -> Markup:
    return (
        t("Reason: {reason}", reason=meeting.cancel_reason) if meeting.cancel_reason else Markup()
    )


@dialogue.delivery(CARD)
async def deliver_card(errand: Errand) -> Answer | None:
    """The card as things stand; that the meeting is over or cancelled, where a card stands."""
    found = await _found(errand)
    if found is None or found[1].group != errand.row.chat_id:
        return None
    meeting, branch = found
    t = errand.house.words_of_branch(branch)
    over = meeting.ends_at(t.zone) <= errand.at
    last = over or not meeting.standing
    screen = card(t, errand.house, meeting, over=over)
    return (Show(screen, task(meeting.id), pin=not last, last=last),)


@dialogue.delivery(TOLD)
async def deliver_told(errand: Errand) -> Answer | None:
    """To the group: the meeting was moved, or is cancelled; nothing where it changed since."""
    found = await _found(errand)
    if found is None or found[1].group != errand.row.chat_id:
        return None
    meeting, branch = found
    if bool(errand.row.payload["cancelled"]) == meeting.standing:
        return None
    t = errand.house.words_of_branch(branch)
    if not meeting.standing:
        text = t("✖️ The meeting of <b>{when}</b> is cancelled.", when=when(t, meeting.starts_at))
        return (Say(Screen(t.join([text, _reason(t, meeting)]))),)
    text = blocks(t("🔁 <b>The meeting was moved</b>"), details(t, meeting.plan))
    return (Say(Screen(text)),)


@dialogue.delivery(NOTICE)
async def deliver_notice(errand: Errand) -> Answer | None:
    """To one member: the meeting as it stands now, and the buttons to answer."""
    found = await _found(errand)
    me, t = errand.me, errand.t
    if found is None or me is None or me.branch.id != found[1].id:
        return None
    meeting = found[0]
    if not meeting.standing:
        text = blocks(
            t("✖️ <b>The meeting is cancelled</b>"),
            t("🗓 <s>{when}</s>", when=when(t, meeting.starts_at)),
            _reason(t, meeting),
        )
        rows = (
            (Button(t.plain("📅 Take it out of my calendar"), f"meet:file:{meeting.id}"),),
            (home_button(t),),
        )
        return (Show(Screen(text, rows), task(meeting.id), fresh=True),)
    again = bool(errand.row.payload.get("again"))
    head = t("🔁 <b>The meeting was moved</b>") if again else t("📣 <b>The branch meets</b>")
    head = blocks(head, details(t, meeting.plan))
    ask = (
        t("Please answer anew whether you come.") if again else t("Please answer whether you come.")
    )
    text = blocks(head, agenda_below(t, head, meeting)[0], ask)
    answer = (*answer_rows(t, meeting, None), (home_button(t),))
    return (Show(Screen(text, answer), task(meeting.id), fresh=True),)


async def _found(errand: Errand) -> tuple[Meeting, Branch] | None:
    meeting = await meetings.meeting(errand.tx, int(errand.row.payload["meeting"]))
    branch = None if meeting is None else await roll.branch(errand.tx, meeting.branch_id)
    if meeting is None or branch is None:
        return None
    return meeting, branch
