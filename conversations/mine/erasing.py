"""A person's texts erased at his own wish, once the year is closed; levels and totals stay."""

from conversations.authority import Action
from conversations.context import Context
from conversations.mine.declared import EVERY_TEXT, TASK, dialogue
from conversations.mine.showing import data_screen
from conversations.parts import kind_refusal, whole_number
from conversations.rolling.changing import asking
from conversations.screen import Answer, Button, Show, Toast
from storage.personal import closed_with_texts, erase_texts
from storage.reviews import Review


@dialogue.tap("erase", Action.HOME)
async def erase(c: Context, review_id: str) -> Answer:
    """Ask first: it cannot be taken back."""
    review, t = await _review(c, review_id), c.t
    text = t(
        "<b>Erase your texts of {year}?</b>\n\nErased: your notes and written parts, the remarks "
        "written about you, what you were asked to explain, your reasons for missing meetings. "
        "Kept: grades, figures, levels and totals.\n\n⚠️ This cannot be undone. Copies on paper, "
        "and backups until they are replaced, are not touched. You may want to take the file "
        "first.",
        year=str(review.year),
    )
    yes = Button(t.plain("🗑 Yes, erase them"), dialogue.data("erased", review.id, EVERY_TEXT))
    return (Show(asking(c, text, yes, dialogue.data("show")), TASK),)


@dialogue.tap("erased", Action.HOME)
async def erased(c: Context, review_id: str, what: str) -> Answer:
    """Erase them."""
    review = await _review(c, review_id)
    if what != EVERY_TEXT:
        raise _nothing(c)
    many = await erase_texts(c.tx, review, c.account.person.id, c.at)
    said = c.t.plain_plural("Erased: {n} text.", "Erased: {n} texts.", many)
    return Toast(said, alert=True), Show(await data_screen(c), TASK)


async def _review(c: Context, review_id: str) -> Review:
    """The closed review of a tap that still holds texts of his; Refused otherwise."""
    closed = await closed_with_texts(c.tx, c.account.person.id)
    found = next((one for one in closed if one.id == whole_number(review_id)), None)
    if found is None:
        raise _nothing(c)
    return found


def _nothing(c: Context) -> Exception:
    return kind_refusal(
        c,
        c.t.plain(
            "There is nothing to erase: texts can be erased once the year is closed, and only once."
        ),
    )
