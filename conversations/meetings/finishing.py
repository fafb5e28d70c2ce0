"""Telling the branch of a draft; beginning a change; cancelling with a reason."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.meetings import announcing, drafting
from conversations.meetings.dates import Fault, NotRead
from conversations.meetings.declared import SETTING, dialogue, task
from conversations.meetings.desk import draft_of, one_line, stamp, standing, way_out
from conversations.meetings.page import meeting_page
from conversations.meetings.phrases import details, when
from conversations.meetings.setting import begin, fault_words, go_on
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal
from conversations.screen import Answer, Button, Screen, Show
from storage import dialogues, meetings
from storage.meetings import Answer as Reply
from storage.meetings import Meeting, MeetingDraft, MeetingPlan

SHORTEST, LONGEST = 5, 300
"""Characters of a reason for cancelling."""


@dialogue.tap("announce", Action.SET_MEETING)
async def announce(c: Context, draft_id: str) -> Answer:
    """The draft becomes a meeting (or its change): card, notices, calendar."""
    draft = await draft_of(c, draft_id)
    plan = drafting.plan_of(draft)
    if plan is None:
        return await go_on(c, draft)
    if plan.starts_at <= c.at:
        fault = NotRead(Fault.PAST, c.t.local(plan.starts_at).date())
        raise kind_refusal(c, str(fault_words(c, fault).striptags()))
    await meetings.drop_draft(c.tx, draft.id)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if draft.meeting_id is None:
        made = await meetings.set_meeting(c.tx, draft.branch_id, plan, c.account.person.id, c.at)
        await _comes(c, made)
        await announcing.tell(c, c.account.branch, made, again=False)
        return _told(c, made, _who_is_told(c))
    return await _change(c, draft, plan)


async def _comes(c: Context, made: Meeting) -> None:
    """Whoever sets the time comes, as long as he does not say otherwise."""
    if may(c.me, Action.ANSWER_MEETING, group=False):
        me = c.account.person.id
        await meetings.reply(c.tx, made.id, me, Reply.PRESENT, None, c.at)


async def _change(c: Context, draft: MeetingDraft, plan: MeetingPlan) -> Answer:
    before = await meetings.meeting(c.tx, draft.meeting_id or 0)
    if before is None or before.plan == plan:
        raise kind_refusal(c, c.t.plain("Nothing was changed, so nobody was told."))
    made = await meetings.change_meeting(
        c.tx, before.id, draft.based_on or 0, plan, c.account.person.id, c.at
    )
    if made is None:
        text = c.t(
            "⚠️ Somebody else has changed or cancelled this meeting meanwhile. Your change was put "
            "aside and nobody was told of it."
        )
        back = back_button(c.t, dialogue.data("open"))
        return (Show(Screen(text, ((back, *way_out(c)),)), SETTING),)
    if before.plan.starts_at != plan.starts_at:
        await meetings.forget_answers(c.tx, made.id)
        await _comes(c, made)
    if (before.plan.starts_at, before.plan.place) == (plan.starts_at, plan.place):
        await announcing.refresh_card(c.tx, c.account.branch, made, c.at)
        return _told(c, made, c.t("Only the card in the group was changed; nobody is disturbed."))
    await announcing.tell(c, c.account.branch, made, again=True)
    return _told(c, made, _who_is_told(c))


def _who_is_told(c: Context) -> Markup:
    if c.account.branch.group is None:
        return c.t(
            "Each linked member is told in private. The branch has no group yet, so there is no "
            "card."
        )
    return c.t("The card goes to the group, and each linked member is told in private.")


def _told(c: Context, meeting: Meeting, who: Markup) -> Answer:
    t = c.t
    text = blocks(t("✅ <b>Told.</b>"), details(t, meeting.plan), who)
    if c.event.place.group:
        return (Show(Screen(text), SETTING),)
    page = Button(t.plain("🗓 The meeting"), dialogue.data("show", meeting.id))
    return (Show(Screen(text, ((page, *way_out(c)),)), SETTING),)


@dialogue.tap("change", Action.SET_MEETING)
async def change(c: Context, meeting_id: str, sequence: str) -> Answer:
    """A draft of the meeting as it is, to be mended; nobody is told before it is finished."""
    found = await standing(c, meeting_id)
    if str(found.sequence) != sequence:
        raise kind_refusal(c, c.t.plain("The meeting was changed meanwhile. See /hop."))
    return await go_on(c, await begin(c, found))


@dialogue.tap("cancel", Action.SET_MEETING)
async def cancel(c: Context, meeting_id: str) -> Answer:
    """Ask whether it is really to be cancelled."""
    found = await standing(c, meeting_id)
    _in_private(c)
    t = c.t
    text = blocks(
        t("✖️ <b>Cancel this meeting?</b>"),
        details(t, found.plan),
        t("The group and each member are told, with the reason that you give next."),
    )
    rows = (
        (Button(t.plain("✖️ Yes, cancel it"), dialogue.data("why", found.id, stamp(found))),),
        (back_button(t, dialogue.data("show", found.id)), home_button(t)),
    )
    return (Show(Screen(text, rows), task(found.id)),)


@dialogue.tap("why", Action.SET_MEETING)
async def why(c: Context, meeting_id: str, when_: str) -> Answer:
    """Ask for the reason; with it the meeting is cancelled."""
    found = await _as_asked(c, meeting_id, when_)
    await _await(c, found)
    return (Show(_ask(c, found, Markup()), task(found.id)),)


@dialogue.text("cancel", Action.SET_MEETING)
async def cancelled(c: Context, text: str, payload: str) -> Answer:
    """Cancel the meeting for the reason typed, and tell everyone."""
    meeting_id, _, when_ = payload.partition(":")
    found = await _as_asked(c, meeting_id, when_)
    reason = one_line(text)
    if not SHORTEST <= len(reason) <= LONGEST:
        remark = c.t(
            "The reason needs {least} to {most} characters; yours has {n}.",
            least=SHORTEST,
            most=LONGEST,
            n=len(reason),
        )
        await _await(c, found)
        return (Show(_ask(c, found, remark), task(found.id), fresh=True),)
    me = c.account.person.id
    made = await meetings.cancel_meeting(c.tx, found.id, found.sequence, reason, me, c.at)
    await dialogues.clear_awaited(c.tx, c.event.sender)
    if made is None:
        raise kind_refusal(c, c.t.plain("This meeting was cancelled. See /hop."))
    await announcing.tell(c, c.account.branch, made, again=True)
    remark = c.t("✅ Cancelled. The group and the members are told.")
    return (Show(await meeting_page(c, made, remark), task(made.id), fresh=True),)


async def _as_asked(c: Context, meeting_id: str, when_: str) -> Meeting:
    found = await standing(c, meeting_id)
    _in_private(c)
    if str(stamp(found)) != when_:
        raise kind_refusal(c, c.t.plain("The meeting was changed meanwhile. See /hop."))
    return found


def _in_private(c: Context) -> None:
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))


async def _await(c: Context, found: Meeting) -> None:
    payload = f"{found.id}:{stamp(found)}"
    await dialogues.await_text(c.tx, c.event.sender, "meet:cancel", payload)


def _ask(c: Context, found: Meeting, remark: Markup) -> Screen:
    t = c.t
    text = blocks(
        remark,
        t("✖️ <b>Cancelling the meeting of {when}</b>", when=when(t, found.starts_at)),
        t("Please type the reason in one message. Once it is sent, the meeting is cancelled."),
    )
    back = back_button(t, dialogue.data("show", found.id))
    return Screen(text, ((back, home_button(t)),))
