"""One member before the committee: his own view and the committee's, side by side."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import Desk, current, take_desk
from conversations.context import Context
from conversations.evidence import assesses, ruleset_of
from conversations.facts.desk import ceiling_lines
from conversations.folding import folded, seen
from conversations.parts import home_button
from conversations.reasons import outcome
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from storage import dialogues, revisions, roll
from storage.reviews import Stage

REASONS = 2


@dialogue.tap("member", Action.APPRAISE)
async def member_card(c: Context, person_id: str) -> Answer:
    """The member's card."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await card(c, await take_desk(c, person_id)), TASK),)


async def card(c: Context, desk: Desk, remark: Markup | None = None) -> Screen:
    """What he says of himself, what the committee says, and what can be done."""
    t = c.t
    given = await revisions.revision_of(c.tx, desk.review.id, desk.person.id)
    lines = [_own(t, desk), await _committees(c, desk)]
    if given is not None:
        lines.append(
            t("↩️ Given back after the meeting, not handed in again yet.")
            if given.revised_at is None
            else t("📝 Revised after the meeting, {moment}.", moment=t.moment(given.revised_at))
        )
    private = may(c.me, Action.SET_FACTS, group=False)
    text = folded(
        t,
        seen(remark or Markup()),
        seen(t("<b>{name}</b>", name=desk.person.full_name)),
        *map(seen, lines),
        ceiling_lines(t, desk.ruleset, desk.ceiling, REASONS, private=private),
    )
    return Screen(text, await _rows(c, desk, given_back=bool(given and not given.revised_at)))


def _own(t: Words, desk: Desk) -> Markup:
    """The member's own level and what his own grades advise; nothing before he has submitted."""
    held = desk.submitted
    if held is None or held.submitted_at is None:
        return t("⏳ Self-assessment not submitted yet: nothing of it is shown here.")
    lines = [t("✅ Self-assessment submitted at {moment}.", moment=t.moment(held.submitted_at))]
    if held.own_level in desk.ruleset.level_rank and held.own_level is not None:
        lines.append(t("Level claimed: {level}", level=desk.ruleset.level(held.own_level).name))
    if desk.own_advised is not None:
        comes_to = outcome(t, desk.ruleset, desk.own_advised)
        lines.append(t("Advised by his own grades: {outcome}", outcome=comes_to))
    return t.join(lines)


async def _committees(c: Context, desk: Desk) -> Markup:
    """The committee's grades, what they advise, and the level it proposes, with who and when."""
    t, held = c.t, desk.appraisal
    if held.said_at is None:
        return t("The committee has not said anything yet.")
    lines = [
        t("Committee: {done}/{all} criteria graded.", done=desk.graded, all=len(desk.criteria))
    ]
    if desk.advised is not None:
        comes_to = outcome(t, desk.ruleset, desk.advised)
        lines.append(t("Advised by the committee's grades: {outcome}", outcome=comes_to))
    if held.level in desk.ruleset.level_rank and held.level is not None:
        lines.append(
            t("<b>Committee proposes: {level}</b>", level=desk.ruleset.level(held.level).name)
        )
    who = None if held.said_by is None else await roll.person(c.tx, held.said_by)
    if who is not None:
        lines.append(
            t("Last change: {name}, {moment}", name=who.full_name, moment=t.moment(held.said_at))
        )
    return t.join(lines)


async def _rows(c: Context, desk: Desk, *, given_back: bool) -> Rows:
    t, person = c.t, desk.person.id
    rows: Rows = ()
    if person != c.account.person.id:
        if desk.own_grades and not desk.grades:
            rows += (
                (Button(t.plain("🤝 Agree with his own grades"), dialogue.data("agree", person)),),
            )
        label = (
            t.plain("▶️ Go on grading")
            if 0 < desk.graded < len(desk.criteria)
            else t.plain("✍️ Grade each criterion")
        )
        rows += (
            (Button(label, dialogue.data("go", person)),),
            (Button(t.plain("🎯 Level to propose"), dialogue.data("levels", person)),),
        )
    rows += ((Button(t.plain("💬 Remarks, conclusion"), dialogue.data("remarks", person)),),)
    if desk.submitted is not None:
        rows += ((Button(t.plain("📖 Read his review"), dialogue.data("read", person)),),)
    noting = may(c.me, Action.NOTE_MEETING, group=False)
    if noting and desk.review.stage is Stage.BALLOT and not given_back:
        rows += ((Button(t.plain("↩️ Give back to revise"), dialogue.data("give", person)),),)
    return (*rows, await _neighbours(c, person), (_list_button(t), home_button(t)))


async def _neighbours(c: Context, person: int) -> tuple[Button, ...]:
    """The members before and after him on the roll: the committee goes through them in turn."""
    t = c.t
    people = await roll.people(c.tx, c.account.branch.id)
    ruleset = ruleset_of(c.house, current(c))
    ids = [one.id for one in people if assesses(one, ruleset)]
    place = ids.index(person)
    turns = []
    if place > 0:
        turns.append(Button(t.plain("‹ Before"), dialogue.data("member", ids[place - 1])))
    if place + 1 < len(ids):
        turns.append(Button(t.plain("Next ›"), dialogue.data("member", ids[place + 1])))
    return tuple(turns)


def _list_button(t: Words) -> Button:
    return Button(t.plain("‹ Back to the list"), dialogue.data("show"))
