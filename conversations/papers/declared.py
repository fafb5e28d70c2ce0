"""The dialogue, and how its papers are asked for: read after the tap, sent when they are made."""

from collections.abc import Awaitable, Callable

from markupsafe import Markup

from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.dossier.collecting import Year, open_year
from conversations.dossier.model import Paper, YearFile
from conversations.parts import home_button, kind_refusal
from conversations.screen import Answer, Button, Document, Say, Screen, Toast
from conversations.words import Words
from storage import reviews
from storage.reviews import Review

dialogue = Dialogue("paper")

TASK = "paper"

Collect = Callable[[Year], Awaitable[Answer]]


async def review_of(c: Context) -> Review:
    """The branch's review under way, or else its latest; Refused where there was none."""
    review = c.account.review or await reviews.latest_review(c.tx, c.account.branch.id)
    if review is None:
        raise kind_refusal(
            c, c.t.plain("There is nothing to print yet: no review has been opened.")
        )
    return review


async def later(c: Context, collect: Collect) -> Answer:
    """Collect papers after the tap was answered, in a transaction that only reads."""
    review, house, branch, at = await review_of(c), c.house, c.account.branch, c.at

    async def work() -> Answer:
        async with house.db.read() as tx:
            return await collect(await open_year(tx, house, branch, review, at))

    c.after_commit.append(work)
    return (Toast(c.t.plain("One moment: the paper is being made.")),)


def sent(
    t: Words, paper: Paper | YearFile | None, *, table: bool = False, whom: str = ""
) -> Answer:
    """The paper with its caption (``whom``: for whom it is); or kindly that there is none."""
    if paper is None:
        said = t("There is no such paper yet.")
        return (Say(Screen(said, ((home_button(t),),))),)
    sorry = t("The paper could not be made. Nothing was changed; please try again.")
    caption = _caption(t, paper, table=table)
    if whom:
        caption = t.join([t("{whom}.", whom=whom), caption])
    return (Document(paper, caption, sorry, table),)


def menu_button(t: Words) -> Button:
    """The way to everything that can be printed."""
    return Button(t.plain("🖨 Forms to print"), "paper:menu")


def _caption(t: Words, paper: Paper | YearFile, *, table: bool) -> Markup:
    """What to do with it; of a form that was not compared with the printed one, that too."""
    if isinstance(paper, YearFile):
        return t("The whole file of {year}: unpack it, print, sign.", year=str(paper.year))
    if paper.template is not None and table:
        return t(
            "Ready to print and sign. The Excel table is always Tự Soi's own: your branch's form "
            "is a Word file."
        )
    if paper.template is not None:
        return t("Ready to print and sign, on your branch's own form.")
    if paper.form.printed:
        return t("Ready to print and sign.")
    return t(
        "Ready to print and sign. Made from the contents that the guideline gives; not compared "
        "with the printed form."
    )
