"""Who is on the roll and who has left, in pages of names."""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, rows_of, whole_number
from conversations.rolling.declared import TASK, dialogue
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from storage import dialogues, roll
from storage.roll import Person

PAGE = 10


@dialogue.tap("all", Action.EDIT_ROLL)
async def everyone(c: Context, page: str = "0") -> Answer:
    """Whose line is to be changed."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    people = await roll.people(c.tx, c.account.branch.id)
    head = c.t("<b>Whose line is to be changed?</b>")
    screen = names(c.t, people, page, head, verb="who", turn="all", back="roll:show")
    return (Show(screen, TASK),)


@dialogue.tap("past", Action.EDIT_ROLL)
async def past(c: Context, page: str = "0") -> Answer:
    """Who has left, to be brought back if that was a mistake."""
    everybody = await roll.people(c.tx, c.account.branch.id, gone=True)
    people = [one for one in everybody if one.left is not None]
    head = (
        c.t("<b>Who has left the branch</b>\n\nWhat was recorded of them is kept.")
        if people
        else c.t("Nobody has left the branch.")
    )
    screen = names(c.t, people, page, head, verb="who", turn="past", back="roll:show")
    return (Show(screen, TASK),)


def names(
    t: Words,
    people: Sequence[Person],
    page: str,
    head: Markup,
    *,
    verb: str,
    turn: str,
    back: str,
) -> Screen:
    """A page of names, each a tap of ``verb``; ``turn`` is the tap that turns the pages."""
    pages = max(1, -(-len(people) // PAGE))
    at = min(whole_number(page) or 0, pages - 1)
    buttons = (
        Button(one.full_name, dialogue.data(verb, one.id))
        for one in people[at * PAGE : (at + 1) * PAGE]
    )
    tail = t("Page {page}/{all}", page=at + 1, all=pages) if pages > 1 else Markup()
    return Screen(
        t.join([head, tail], "\n\n"),
        (
            *rows_of(buttons),
            *turning(t, at, pages, turn),
            (back_button(t, back), home_button(t)),
        ),
    )


def turning(t: Words, page: int, pages: int, verb: str) -> Rows:
    """The buttons that turn pages; none where there is one page."""
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data(verb, page - 1)))
    if page < pages - 1:
        turns.append(Button(t.plain("Next page ›"), dialogue.data(verb, page + 1)))
    return (tuple(turns),) if turns else ()
