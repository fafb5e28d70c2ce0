"""The home screen, /trangchu, and /huy, which leaves whatever is awaited without loss."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.context import Context
from conversations.home.declared import TASK, dialogue
from conversations.home.waiting import Matter, desk_buttons, matters
from conversations.parts import rows_of
from conversations.screen import Answer, Button, Screen, Show
from storage import dialogues


@dialogue.command("trangchu", "home", needs=Action.HOME)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.HOME)
async def show(c: Context) -> Answer:
    """Home; a typed answer that was awaited is awaited no more."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await home_screen(c), TASK),)


@dialogue.command("huy", "cancel", needs=Action.HOME)
async def cancel(c: Context, argument: str) -> Answer:
    """Leave whatever is awaited; what was answered so far stays."""
    stopped = await dialogues.clear_awaited(c.tx, c.event.sender)
    remark = (
        c.t("Stopped. Everything that you had answered is kept.")
        if stopped
        else c.t("There was nothing to stop. Nothing was changed.")
    )
    return (Show(await home_screen(c, remark), TASK, fresh=True),)


async def home_screen(c: Context, remark: Markup | None = None) -> Screen:
    """What awaits the account first, then the rest; ``remark`` stands on top."""
    t, me = c.t, c.account
    every = await matters(c)
    waiting = [one for one in every if one.waits]
    others = [one for one in every if not one.waits]
    text = t.join(
        [
            remark or Markup(),
            t("<b>Comrade {name}</b>\n{branch}", name=me.person.full_name, branch=me.branch.name),
            t.join([t("<b>Waiting for you:</b>"), *_lines(waiting)]) if waiting else _nothing(c),
            t.join(_lines(others)),
        ],
        "\n\n",
    )
    return Screen(
        text,
        (
            *rows_of(one.button for one in every if one.button is not None),
            *rows_of(desk_buttons(c), 2),
            (
                Button(t.plain("❓ Help"), dialogue.data("help")),
                Button(t.plain("🔒 Secrecy"), dialogue.data("privacy")),
            ),
            (
                Button(t.plain("📁 My data"), "mine:show"),
                Button(t.plain("🌐 Language"), dialogue.data("language")),
            ),
        ),
    )


def _nothing(c: Context) -> Markup:
    """That nothing awaits him; before a review, also that he need not come and look for it."""
    if c.account.review is None and may(c.me, Action.ASSESS, group=False):
        return c.t("No review is open at the moment. You will be told when one opens.")
    return c.t("Nothing is waiting for you now.")


def _lines(some: list[Matter]) -> list[Markup]:
    return [one.line for one in some]
