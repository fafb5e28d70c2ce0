"""The board's one message: counts, and names in pages."""

from collections import Counter

from conversations.authority import Action, may
from conversations.board.lines import (
    MARKS,
    NAMES,
    NOT_REVIEWED,
    PAGE,
    TASK,
    UNFINISHED,
    Line,
    State,
    dialogue,
    lines_of,
)
from conversations.context import Context
from conversations.evidence import ruleset_of
from conversations.parts import home_button, rows_of, whole_number
from conversations.people_words import first_upper
from conversations.reviewing.stages import stage_name
from conversations.screen import Answer, Button, Rows, Screen, Show
from conversations.words import Words
from rules import Kind
from storage import dialogues
from storage.reviews import Stage

EVERYONE, LATE = "all", "late"


@dialogue.command("danhsach", needs=Action.READ_BOARD)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.READ_BOARD)
async def show(c: Context, page: str = "0", which: str = EVERYONE) -> Answer:
    """The board: counts, and a page of names."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    lines, _ = await lines_of(c)
    return (Show(board_screen(c, lines, whole_number(page) or 0, which == LATE), TASK),)


def board_screen(c: Context, lines: list[Line], page: int = 0, late: bool = False) -> Screen:
    """The board: how many stand where, and a page of names; ``late``: of the unfinished only."""
    t, review = c.t, c.account.review
    counts = Counter(line.state for line in lines)
    leaders = review is not None and not ruleset_of(c.house, review).covers(Kind.MEMBER)
    called = {**NAMES, State.NOT_ASKED: NOT_REVIEWED} if leaders else NAMES
    head = [t("<b>{branch}</b>", branch=c.account.branch.name)]
    head.append(
        t(
            "Review of {year}: {stage}",
            year=str(review.year),
            stage=stage_name(t, review.stage),
        )
        if review is not None
        else t("No review is open.")
    )
    shown = [line for line in lines if not late or line.state in UNFINISHED]
    pages = max(1, -(-len(shown) // PAGE))
    page = min(page, pages - 1)
    tally = [
        t(
            "{mark} {state}: {n}",
            mark=MARKS[state],
            state=first_upper(t.plain(called[state])),
            n=counts[state],
        )
        for state in State
        if counts[state]
    ]
    tail = [t("Tap a name to see more.")]
    if pages > 1:
        tail.append(t("Page {page}/{all}", page=page + 1, all=pages))
    text = t.join(
        [
            t.join(head),
            t.join(tally),
            t("Everybody has finished.") if late and not shown else t.join(tail),
        ],
        "\n\n",
    )
    names = (
        Button(_label(line), dialogue.data("person", line.person.id))
        for line in shown[page * PAGE : (page + 1) * PAGE]
    )
    return Screen(
        text,
        (
            *rows_of(names),
            *_turning(t, page, pages, late),
            *_deeds(c, lines),
            *_out(c, lines, late),
        ),
    )


def _label(line: Line) -> str:
    label = f"{MARKS[line.state]} {line.person.full_name}"
    return f"{label} · {line.done}/{line.all}" if line.state is State.WRITING else label


def _turning(t: Words, page: int, pages: int, late: bool) -> Rows:
    which = LATE if late else EVERYONE
    turns = []
    if page > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("show", page - 1, which)))
    if page < pages - 1:
        turns.append(Button(t.plain("Next page ›"), dialogue.data("show", page + 1, which)))
    return (tuple(turns),) if turns else ()


def _deeds(c: Context, lines: list[Line]) -> Rows:
    """What can be done for many at once: nudge the late ones, invite those not linked."""
    t, review = c.t, c.account.review
    buttons = []
    slow = sum(line.late_for(c.account) for line in lines)
    open_now = review is not None and review.stage is Stage.ASSESSMENT
    if slow and open_now and may(c.me, Action.REMIND, group=False):
        buttons.append(Button(t.plain("🔔 Remind the late ones ({n})", n=slow), "board:remind"))
    unlinked = sum(line.account is None for line in lines)
    if unlinked and c.house.sheets is not None and may(c.me, Action.INVITE, group=False):
        buttons.append(Button(t.plain("🔗 Links for all ({n})", n=unlinked), "board:links"))
    return rows_of(buttons)


def _out(c: Context, lines: list[Line], late: bool) -> Rows:
    t = c.t
    rows: Rows = ()
    unfinished = any(line.state in UNFINISHED for line in lines)
    if c.account.review is not None and (late or unfinished):
        rows += (
            (Button(t.plain("Show everybody"), dialogue.data("show", 0, EVERYONE)),)
            if late
            else (Button(t.plain("Only those not finished"), dialogue.data("show", 0, LATE)),),
        )
    if may(c.me, Action.EDIT_ROLL, group=False):
        rows += ((Button(t.plain("✏️ Change the roll"), "roll:show"),),)
    ways = [home_button(t)]
    if may(c.me, Action.OPEN_REVIEW, group=False):
        ways.insert(0, Button(t.plain("📅 The review"), "review:open"))
    return (*rows, tuple(ways))
