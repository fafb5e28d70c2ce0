"""The reviews of earlier years: looked at again, and (from their own screen) reopened."""

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal, rows_of, whole_number
from conversations.reviewing.declared import TASK, dialogue
from conversations.reviewing.stages import stages_screen
from conversations.screen import Answer, Button, Screen, Show
from storage import dialogues, reviews
from storage.reviews import Review, Stage

MOST = 10
"""So many years are offered, the latest first."""


async def closed_reviews(c: Context) -> list[Review]:
    """The branch's reviews that have ended, the latest year first."""
    every = await reviews.reviews_of(c.tx, c.account.branch.id)
    return [one for one in every if one.stage is Stage.CLOSED][:MOST]


@dialogue.tap("past", Action.OPEN_REVIEW)
async def past(c: Context) -> Answer:
    """Which of the reviews that have ended."""
    t = c.t
    closed = await closed_reviews(c)
    buttons = (
        Button(t.plain("Year {year}", year=str(one.year)), dialogue.data("look", one.id))
        for one in closed
    )
    text = (
        t("<b>Reviews that have ended</b>\nWhich one do you want to see?")
        if closed
        else t("No review has ended yet.")
    )
    rows = (*rows_of(buttons, 2), (back_button(t, dialogue.data("open")), home_button(t)))
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("look", Action.OPEN_REVIEW)
async def look(c: Context, review_id: str) -> Answer:
    """One review of the branch: its stages, and what can be done with it."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    number = whole_number(review_id)
    found = None if number is None else await reviews.review(c.tx, number)
    if found is None or found.branch_id != c.account.branch.id:
        raise kind_refusal(
            c, c.t.plain("That review is no longer the current one; see /kydanhgia.")
        )
    return (Show(await stages_screen(c, found), TASK),)
