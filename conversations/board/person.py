"""One person on the board: where he stands, what can be done for him, «đã kiểm điểm»."""

from datetime import datetime

from markupsafe import Markup, escape

from conversations.authority import Action, may
from conversations.board.lines import PAGE, TASK, Line, State, dialogue, lines_of
from conversations.context import Context
from conversations.evidence import Evidence, assesses, grades_of, once_heard, ruleset_of
from conversations.evidence import ceiling as hard_ceiling
from conversations.facts.desk import ceiling_lines, member
from conversations.folding import folded, seen
from conversations.parts import back_button, home_button, kind_refusal
from conversations.people_words import name_and_year, titles
from conversations.screen import Answer, Button, Screen, Show, Toast
from conversations.words import Words
from rules import Ruleset
from storage import dialogues, reviews, roll
from storage.reviews import Stage
from storage.roll import Account

REASONS = 2


@dialogue.tap("person", Action.READ_BOARD)
async def person(c: Context, person_id: str) -> Answer:
    """One person: where he stands, and what can be done for him."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await person_screen(c, (await member(c, person_id)).id), TASK),)


async def person_screen(c: Context, person_id: int) -> Screen:
    """The page of a person of the sender's branch."""
    lines, ruleset = await lines_of(c)
    place, line = next((n, one) for n, one in enumerate(lines) if one.person.id == person_id)
    t = c.t
    who = line.person
    until = (await roll.invited(c.tx, c.account.branch.id, c.at)).get(who.id)
    parts = [
        seen(name_and_year(t, who), escape(titles(t, who))),
        seen(_link_line(t, line.account, until)),
    ]
    if ruleset is not None and line.evidence is not None and assesses(who, ruleset):
        parts.append(seen(_progress(c, ruleset, line, line.evidence)))
        if may(c.me, Action.SET_FACTS, group=False):
            held = once_heard(ruleset, line.evidence)
            parts.append(ceiling_lines(t, ruleset, hard_ceiling(ruleset, held), REASONS))
    rows = [(button,) for button in _deeds(c, line)]
    return Screen(
        folded(t, *parts),
        (*rows, (back_button(t, dialogue.data("show", place // PAGE)), home_button(t))),
    )


def _link_line(t: Words, account: Account | None, until: datetime | None) -> Markup:
    """Whether he is linked; if not, until when he holds a link that works."""
    if account is None and until is not None:
        return t("🔗 Not linked yet; the invitation link works until {day}.", day=t.date(until))
    if account is None:
        return t("🔗 Not linked to Telegram yet.")
    if not account.reachable:
        return t("📱 Linked, but the bot cannot write to this account (it is blocked there).")
    return t("📱 Linked to Telegram.")


def _progress(c: Context, ruleset: Ruleset, line: Line, held: Evidence) -> Markup:
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
    if line.late_for(c.account) and _assessing(c) and may(c.me, Action.REMIND, group=False):
        buttons.append(Button(t.plain("🔔 Remind"), dialogue.data("nudge", number)))
    buttons += [*_deeds_of_review(c, line), *_deeds_of_roll(c, line)]
    if line.evidence is not None and line.state is not State.NOT_ASKED:
        buttons.append(Button(t.plain("🖨 Papers to print"), f"paper:person:{number}"))
    return buttons


def _deeds_of_review(c: Context, line: Line) -> list[Button]:
    """What can be done about the person's review; nothing for whom it does not ask."""
    t, number = c.t, line.person.id
    buttons: list[Button] = []
    if line.evidence is None or line.state is State.NOT_ASKED:
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
    if may(c.me, Action.SUGGEST, group=False):
        buttons.append(Button(t.plain("📌 Suggestions to explain"), f"suggest:of:{number}"))
    if may(c.me, Action.APPRAISE, group=False):
        buttons.append(Button(t.plain("🧭 Committee, meeting"), f"committee:member:{number}"))
    if line.account is None and may(c.me, Action.ASSESS_FOR, group=False):
        buttons.append(Button(t.plain("✍️ Write his review for him"), f"assist:open:{number}"))
    return buttons


def _deeds_of_roll(c: Context, line: Line) -> list[Button]:
    """What is seldom done, and so stands last: the line on the roll, a lost phone."""
    t, number = c.t, line.person.id
    if not may(c.me, Action.EDIT_ROLL, group=False):
        return []
    buttons = [Button(t.plain("✏️ Change on the roll"), f"roll:who:{number}")]
    if line.account is not None and number != c.account.person.id:
        buttons.append(Button(t.plain("📵 Lost phone: unlink"), dialogue.data("unlink", number)))
    return buttons


def _assessing(c: Context) -> bool:
    return c.account.review is not None and c.account.review.stage is Stage.ASSESSMENT


@dialogue.tap("heard", Action.RECORD_HEARD)
async def heard(c: Context, person_id: str, yes: str) -> Answer:
    """Record that the member was heard by the branch («đã kiểm điểm»), or take that back."""
    who = await member(c, person_id)
    review = c.account.review
    if review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    if yes not in {"0", "1"} or not assesses(who, ruleset_of(c.house, review)):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    now = yes == "1"
    await reviews.record_heard(c.tx, review.id, who.id, now, c.account.person.id, c.at)
    said = c.t.plain("Recorded: was heard.") if now else c.t.plain("Taken back.")
    return Toast(said), Show(await person_screen(c, who.id), TASK)
