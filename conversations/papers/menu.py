"""Everything that secretary and deputy can print, on one screen."""

from conversations.authority import Action, may
from conversations.context import Context
from conversations.evidence import ruleset_of
from conversations.papers.declared import TASK, dialogue, review_of
from conversations.parts import home_button, rows_of
from conversations.screen import Answer, Button, Rows, Screen, Show
from storage import ballots, dialogues
from storage.ballots import Ballot, BallotState


@dialogue.command("bieumau", needs=Action.READ_PAPERS)
async def command(c: Context, argument: str) -> Answer:
    """The menu of papers."""
    return await show(c)


@dialogue.tap("menu", Action.READ_PAPERS)
async def show(c: Context) -> Answer:
    """What there is to print now."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    t, review = c.t, await review_of(c)
    text = t.join(
        [
            t("🖨 <b>Forms to print · {year}</b>", year=str(review.year)),
            t("Under: {title}", title=ruleset_of(c.house, review).short_title),
            t(
                "Tap one and you receive a file, filled in as far as Tự Soi knows, ready to print "
                "and sign."
            ),
            t(
                "The last line tells when a paper was made and of which data: where the codes of "
                "two prints differ, something has changed in between."
            ),
        ],
        "\n\n",
    )
    return (Show(Screen(text, await _rows(c, await ballots.ballots(c.tx, review.id))), TASK),)


async def _rows(c: Context, held: tuple[Ballot, ...]) -> Rows:
    t = c.t
    counted = [one for one in held if one.state is BallotState.CLOSED]
    on_paper = [one for one in held if one.state is BallotState.OPEN and one.paper]
    rows: list[tuple[Button, ...]] = [
        (Button(t.plain("📦 The whole file (.zip)"), dialogue.data("all")),),
        (
            Button(t.plain("📊 Summary"), dialogue.data("summary")),
            Button(t.plain("📊 Summary (Excel)"), dialogue.data("table")),
        ),
        (Button(t.plain("👤 A member's papers"), dialogue.data("people", 0)),),
    ]
    rows += [
        (
            Button(
                t.plain("🧮 Protocol of the count")
                if len(counted) == 1
                else t.plain("🧮 Protocol: count {number}", number=number),
                dialogue.data("protocol", one.id),
            ),
        )
        for number, one in enumerate(counted, 1)
    ]
    rows += [
        (Button(t.plain("🗳 Paper ballots to hand out"), dialogue.data("ballots", one.id)),)
        for one in on_paper
    ]
    rows.append(
        (
            Button(t.plain("📝 Minutes"), dialogue.data("minutes")),
            Button(t.plain("🏛 The branch"), dialogue.data("bodies")),
        )
    )
    rows.append((Button(t.plain("📄 Blank forms"), dialogue.data("blanks", 0)),))
    if may(c.me, Action.SET_FORMS, group=False) and c.house.forms is not None:
        rows.append((Button(t.plain("🗂 The branch's own forms"), "own:show"),))
    if may(c.me, Action.INVITE, group=False):
        label = t.plain("✉️ Invitations with QR codes")
        rows.append((Button(label, dialogue.data("invite")),))
    return (*rows, *rows_of([home_button(t)]))
