"""/nhac: how much a member is reminded, and what the branch is reminded of."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.meetings.phrases import when
from conversations.paper import blocks
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.reminders.declared import MOMENT, TASK, dialogue
from conversations.reminders.hours import QUIET_FROM, QUIET_UNTIL
from conversations.reminders.planning import replan
from conversations.screen import Answer, Button, Screen, Show, Toast
from conversations.words import N_
from storage import outbox, reminders
from storage.reminders import Switch, Wants

SHOWN = 4
"""How many of the moments ahead are shown."""
SWITCHES = {
    Switch.WEEK: N_("7 days before"),
    Switch.THREE_DAYS: N_("3 days before"),
    Switch.EVE: N_("The day before"),
    Switch.MORNING: N_("The morning"),
    Switch.HOUR: N_("One hour before"),
    Switch.PAPERS: N_("Papers due"),
    Switch.FILES: N_("Files due"),
    Switch.GROUP: N_("In the group"),
    Switch.NAMES: N_("Names of the late"),
    Switch.DIGEST: N_("My digest"),
}
OF_MEETINGS = frozenset({Switch.WEEK, Switch.THREE_DAYS, Switch.EVE, Switch.MORNING, Switch.HOUR})
CHOICES = {
    Wants.ALL: N_("All that concern me"),
    Wants.FEW: N_("Only the last ones"),
}


@dialogue.command("nhac", "reminders", needs=Action.HOME)
async def command(c: Context, argument: str) -> Answer:
    return (Show(await _own(c), TASK, fresh=True),)


@dialogue.tap("show", Action.HOME)
async def show(c: Context) -> Answer:
    """How much one is reminded."""
    return (Show(await _own(c), TASK),)


@dialogue.tap("want", Action.HOME)
async def want(c: Context, chosen: str) -> Answer:
    """Be reminded of all, or of the last moments only."""
    if chosen not in set(Wants):
        raise kind_refusal(c, c.t.plain("There is no such choice. See /nhac."))
    await reminders.choose(c.tx, c.account.person.id, Wants(chosen), c.at)
    return Toast(c.t.plain("Saved.")), Show(await _own(c), TASK)


async def _own(c: Context) -> Screen:
    t = c.t
    now = await reminders.wants(c.tx, c.account.person.id)
    text = blocks(
        t("🔔 <b>Reminders</b>"),
        t(
            "Tự Soi writes to you only when something is waiting for you, and on the day before "
            "and the hour before a meeting. From {from_} to {until} it is quiet.",
            from_=QUIET_FROM.strftime("%H:%M"),
            until=QUIET_UNTIL.strftime("%H:%M"),
        ),
        t(
            "“Only the last ones”: the day before and the hour before a meeting, and the day "
            "before papers are due."
        ),
    )
    choices = [
        Button(f"{'🔘' if one is now else '⚪'} {t.plain(label)}", dialogue.data("want", one.value))
        for one, label in CHOICES.items()
    ]
    rows = rows_of(choices)
    if may(c.me, Action.SET_MEETING, group=False):
        rows += ((Button(t.plain("🛠 The branch's reminders"), dialogue.data("plan")),),)
    return Screen(text, (*rows, (home_button(t),)))


@dialogue.tap("plan", Action.SET_MEETING)
async def plan(c: Context) -> Answer:
    """What the branch is reminded of."""
    _in_private(c)
    return (Show(await _plan(c), TASK),)


@dialogue.tap("set", Action.SET_MEETING)
async def set_(c: Context, name: str, wanted: str) -> Answer:
    """Switch one thing on (``1``) or off."""
    _in_private(c)
    if name not in set(Switch) or wanted not in {"0", "1"}:
        raise kind_refusal(c, c.t.plain("There is no such choice. See /nhac."))
    branch, switch = c.account.branch, Switch(name)
    before = await reminders.switches(c.tx, branch.id)
    on = before | {switch} if wanted == "1" else before - {switch}
    if not on & OF_MEETINGS:
        raise kind_refusal(
            c, c.t.plain("One reminder of each meeting stays on, so that nobody misses it.")
        )
    if on != before:
        await reminders.keep_switches(c.tx, branch.id, on, c.account.person.id, c.at)
        await replan(c.tx, c.house, branch.id, c.at)
    return (Show(await _plan(c), TASK),)


def _in_private(c: Context) -> None:
    if c.event.place.group:
        raise kind_refusal(c, c.t.plain("Please do this in the private chat with me."))


async def _plan(c: Context) -> Screen:
    t, branch = c.t, c.account.branch
    on = await reminders.switches(c.tx, branch.id)
    ahead = await outbox.ahead(c.tx, f"{MOMENT}:{branch.id}:", c.at)
    moments = [t("• {when}", when=when(t, one.due)) for one in ahead[:SHOWN]]
    if len(ahead) > SHOWN:
        more = len(ahead) - SHOWN
        moments.append(t.plural("and {n} more time", "and {n} more times", more))
    text = blocks(
        t("🛠 <b>The branch's reminders</b>"),
        t("Each goes only to those who still owe something. Tap to switch on or off."),
        t.join([t("<b>Ahead:</b>"), *moments]) if moments else _nothing(c),
    )
    buttons = [
        Button(
            f"{'☑️' if one in on else '⬜'} {t.plain(label)}",
            dialogue.data("set", one.value, int(one not in on)),
        )
        for one, label in SWITCHES.items()
    ]
    back = back_button(t, dialogue.data("show"))
    return Screen(text, (*rows_of(buttons, 2), (back, home_button(t))))


def _nothing(c: Context) -> Markup:
    return c.t("Nothing is planned: no meeting is set and no day of the guideline is ahead.")
