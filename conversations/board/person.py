"""One person on the board: where he stands, his invitation, «đã kiểm điểm»."""

from markupsafe import Markup, escape

from conversations.authority import Action, may
from conversations.board.lines import PAGE, TASK, Line, State, dialogue, first_upper, lines_of
from conversations.context import Context
from conversations.evidence import Evidence, assesses, grades_of, once_heard
from conversations.evidence import ceiling as hard_ceiling
from conversations.facts.desk import ceiling_lines, member
from conversations.joining import invite_link_payload
from conversations.parts import back_button, home_button, kind_refusal
from conversations.roll_import import INVITE_LASTS
from conversations.screen import Answer, Button, Part, Say, Screen, Show, Toast
from conversations.words import N_, Words
from rules import Ruleset
from storage import dialogues, reviews, roll
from storage.roll import Account, Person, Role, Standing

REASONS = 2

_STANDINGS = {
    Standing.OFFICIAL: N_("official member"),
    Standing.PROBATIONARY: N_("probationary member"),
    Standing.EXEMPT: N_("exempt from work and activity"),
    Standing.SUSPENDED: N_("suspended from activity"),
}
_ROLES = {
    Role.SECRETARY: N_("secretary"),
    Role.DEPUTY: N_("deputy secretary"),
    Role.COMMITTEE: N_("committee member"),
    Role.TELLER: N_("teller"),
    Role.OFFICER: N_("officer of the higher committee"),
}


@dialogue.tap("person", Action.READ_BOARD)
async def person(c: Context, person_id: str) -> Answer:
    """One person: where he stands, and what can be done for him."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await _person_screen(c, (await member(c, person_id)).id), TASK),)


async def _person_screen(c: Context, person_id: int) -> Screen:
    lines, ruleset = await lines_of(c)
    place, line = next((n, one) for n, one in enumerate(lines) if one.person.id == person_id)
    t = c.t
    who = line.person
    born = who.birth.year if who.birth is not None else who.birth_year
    titles = [t.plain(_STANDINGS[who.standing])]
    titles += [t.plain(_ROLES[role]) for role in Role if role in who.roles]
    parts = [
        t.join(
            [
                t("<b>{name}</b> ({year})", name=who.full_name, year=str(born))
                if born
                else t("<b>{name}</b>", name=who.full_name),
                escape(first_upper(", ".join(titles))),
            ]
        ),
        _link_line(t, line.account),
    ]
    if ruleset is not None and line.evidence is not None and assesses(who):
        parts.append(_progresslines_of(c, ruleset, line, line.evidence))
        if may(c.me, Action.SET_FACTS, group=False):
            held = once_heard(ruleset, line.evidence)
            parts.append(ceiling_lines(t, ruleset, hard_ceiling(ruleset, held), REASONS))
    rows = [(button,) for button in _deeds(c, line)]
    return Screen(
        t.join(parts, "\n\n"),
        (*rows, (back_button(t, dialogue.data("show", place // PAGE)), home_button(t))),
    )


def _link_line(t: Words, account: Account | None) -> Markup:
    if account is None:
        return t("🔗 Not linked to Telegram yet.")
    if not account.reachable:
        return t("📱 Linked, but the bot cannot write to this account (it is blocked there).")
    return t("📱 Linked to Telegram.")


def _progresslines_of(c: Context, ruleset: Ruleset, line: Line, held: Evidence) -> Markup:
    t = c.t
    submitted, own = held.assessment.submitted_at, held.assessment.own_level
    lines = [
        t("✅ Self-assessment submitted at {moment}.", moment=t.moment(submitted))
        if submitted is not None
        else t("✏️ Self-assessment: {done}/{all}.", done=line.done, all=line.all)
        if line.state is State.WRITING or grades_of(ruleset, held)
        else t("⏳ Self-assessment not started.")
    ]
    if submitted is not None and own in ruleset.level_rank and own is not None:
        lines.append(t("Level claimed: {level}", level=ruleset.level(own).name))
    if held.heard and submitted is None:
        lines.append(t("🗣 Recorded as heard by the branch."))
    return t.join(lines)


def _deeds(c: Context, line: Line) -> list[Button]:
    """What the sender may do for the person."""
    t, number = c.t, line.person.id
    buttons = []
    if line.account is None and may(c.me, Action.INVITE, group=False):
        buttons.append(Button(t.plain("🔗 Invitation link"), dialogue.data("invite", number)))
    if line.evidence is None or not assesses(line.person):
        return buttons
    if may(c.me, Action.RECORD_HEARD, group=False):
        if line.state is State.HEARD:
            label, heard = t.plain("↩️ Not heard after all"), 0
            buttons.append(Button(label, dialogue.data("heard", number, heard)))
        elif line.state is not State.SUBMITTED:
            label, heard = t.plain("🗣 Record: was heard"), 1
            buttons.append(Button(label, dialogue.data("heard", number, heard)))
    if may(c.me, Action.SET_FACTS, group=False):
        buttons.append(Button(t.plain("📋 Facts for the rating"), f"facts:pick:{number}"))
    return buttons


@dialogue.tap("heard", Action.RECORD_HEARD)
async def heard(c: Context, person_id: str, yes: str) -> Answer:
    """Record that the member was heard by the branch («đã kiểm điểm»), or take that back."""
    who = await member(c, person_id)
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    if yes not in {"0", "1"} or not assesses(who):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    now = yes == "1"
    await reviews.record_heard(c.tx, review.id, who.id, now, c.account.person.id, c.at)
    said = c.t.plain("Recorded: was heard.") if now else c.t.plain("Taken back.")
    return Toast(said), Show(await _person_screen(c, who.id), TASK)


@dialogue.tap("invite", Action.INVITE)
async def invite(c: Context, person_id: str) -> Answer:
    """Ask before a link is issued: an earlier one stops working."""
    who = await _unlinked(c, person_id)
    t = c.t
    text = t(
        "<b>Invitation link for {name}</b>\n\nThe link works once, for {days} days. "
        "Any link given to this person before stops working.",
        name=who.full_name,
        days=INVITE_LASTS.days,
    )
    rows = (
        (Button(t.plain("🔗 Make the link"), dialogue.data("issue", who.id)),),
        (back_button(t, dialogue.data("person", who.id)), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("issue", Action.INVITE)
async def issue(c: Context, person_id: str) -> Answer:
    """Issue a link, in a message of its own that can be forwarded."""
    who = await _unlinked(c, person_id)
    token = await roll.issue_invite(c.tx, who.id, c.at, INVITE_LASTS, c.account.person.id)
    letter = c.t(
        "{branch} invites {name} to Tự Soi. Please open this link on your own phone; "
        "it works once, until {day}:\n{link}",
        branch=c.account.branch.name,
        name=who.full_name,
        day=c.t.date(c.at + INVITE_LASTS),
        link=c.house.link(invite_link_payload(token)),
    )
    answer: tuple[Part, ...] = (
        Toast(c.t.plain("The link is below. Please forward it to that person only.")),
        Show(await _person_screen(c, who.id), TASK),
        Say(Screen(letter)),
    )
    return answer


async def _unlinked(c: Context, person_id: str) -> Person:
    who = await member(c, person_id)
    if await roll.account_of_person(c.tx, who.id) is not None:
        raise kind_refusal(
            c, c.t.plain("{name} is already linked to Telegram.", name=who.full_name)
        )
    return who
