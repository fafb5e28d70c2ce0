"""“My data”: what is kept and what is not, and all of it as a file."""

from conversations.authority import Action
from conversations.context import Context
from conversations.mine.declared import TASK, dialogue
from conversations.mine.lines import data_lines
from conversations.parts import home_button, rows_of
from conversations.screen import Answer, Attach, Button, Screen, Show, Toast
from storage import dialogues
from storage.personal import closed_with_texts

FILE = "du-lieu-cua-toi.txt"


@dialogue.command("dulieu", "mydata", needs=Action.HOME)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.HOME)
async def show(c: Context) -> Answer:
    """What is kept about him, in short, and the ways to it."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(await data_screen(c), TASK),)


async def data_screen(c: Context) -> Screen:
    """What is kept and what is not; erasing is offered where a closed year holds texts of his."""
    t = c.t
    text = t.join(
        [
            t("<b>📁 My data</b>"),
            t(
                "Kept: your line on the roll, this Telegram account, what is known for your "
                "rating and who said it, your self-assessment, what was said of it, your answers "
                "to meetings."
            ),
            t("Not kept: how you voted. Nobody can look that up, not even for yourself."),
            t(
                "You can have all of it as a text file. When the year is closed you can have your "
                "texts erased; levels and totals stay."
            ),
        ],
        "\n\n",
    )
    closed = await closed_with_texts(c.tx, c.account.person.id)
    buttons = [
        Button(t.plain("📄 Send me the file"), dialogue.data("file")),
        *(
            Button(
                t.plain("🗑 Erase my texts of {year}", year=str(one.year)),
                dialogue.data("erase", one.id),
            )
            for one in closed
        ),
    ]
    return Screen(text, (*rows_of(buttons), (home_button(t),)))


@dialogue.tap("file", Action.HOME)
async def file(c: Context) -> Answer:
    """Everything that is kept about him, as a text file."""
    t = c.t
    content = "\n".join(await data_lines(c)) + "\n"
    caption = t(
        "What Tự Soi keeps about you, {moment}. Please keep this file to yourself.",
        moment=t.moment(c.at),
    )
    return (
        Toast(t.plain("The file is on its way.")),
        Attach(FILE, content.encode(), caption),
    )
