"""What is written in words: notes on criteria, parts of the form, answers to suggestions.

Nothing of it has to be written.  A text stands until another takes its place: «write anew» keeps
the old one until the new one has come, and what is typed after a text is added to it.
"""

from collections.abc import Sequence

from markupsafe import Markup

from conversations.context import Context
from conversations.length import shortest
from conversations.parts import rows_of
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from conversations.self_assessment.answering import changeable, gone
from conversations.self_assessment.awaiting import REPLACES, await_item
from conversations.self_assessment.desk import Desk, Pen, deed, just_changed, too_soon, whose
from conversations.self_assessment.form import Written, to_write
from conversations.self_assessment.keeping import keep_note, keep_place
from conversations.self_assessment.questions import BACK_TO_OVERVIEW, ways_out
from conversations.self_assessment.texts import CRITERION, PART, beginning, ends, first_lines
from conversations.words import Words
from storage import assessments
from storage.assessments import EarlierTexts

NUMBERS_A_ROW = 5
HEADINGS = (60, 48, 36)
"""Characters of a heading in the list, the fullest first."""
AMOUNTS = ((400, 600, 240), (300, 240, 200), (240, 120, 200), (160, 0, 160), (120, 0, 100))
"""Characters of heading, hint and text on an item's own screen, the fullest first."""
PREVIEW = 200
"""Characters of a text that is about to be removed."""


@deed("parts")
async def parts(c: Context, pen: Pen) -> Answer:
    """The list of everything to write, and what of it is written."""
    desk = await changeable(c, pen)
    await await_item(c, pen)
    return (Show(await _list_screen(c, desk), desk.task),)


@deed("write")
async def write(c: Context, pen: Pen, kind: str, item_id: str, returns: str = "") -> Answer:
    """One thing to write; its text is awaited from now on."""
    desk = await changeable(c, pen)
    item = find(c, desk, f"{kind}:{item_id}")
    await await_item(c, pen, item.item)
    earlier = await assessments.earlier_texts(c.tx, desk.review.id, pen.person.id)
    return (Show(item_screen(c.t, desk, item, earlier, returns=returns), desk.task),)


@deed("again")
async def again(c: Context, pen: Pen, kind: str, item_id: str) -> Answer:
    """Write it anew: the next text takes the place of the one before, which stands until then."""
    desk = await changeable(c, pen)
    item = find(c, desk, f"{kind}:{item_id}")
    await await_item(c, pen, item.item, REPLACES)
    remark = c.t("Please send the new text; until it comes, the old one stands.")
    screen = item_screen(c.t, desk, item, None, remark=remark, replaces=True)
    return (Show(screen, desk.task),)


@deed("clear")
async def clear(c: Context, pen: Pen, kind: str, item_id: str) -> Answer:
    """Ask before a text is removed."""
    desk = await changeable(c, pen)
    item = find(c, desk, f"{kind}:{item_id}")
    await await_item(c, pen)
    text = c.t.join(
        [
            whose(c.t, desk),
            c.t("<b>Remove this text?</b>"),
            c.t("<b>{title}</b>", title=name_of(c.t, item, HEADINGS[0])),
            c.t("<blockquote>{text}</blockquote>", text=beginning(item.text, PREVIEW)),
        ],
        "\n\n",
    )
    rows = (
        (Button(c.t.plain("🗑 Remove it"), desk.data("wipe", item.kind, item.id)),),
        (Button(c.t.plain("‹ Back"), desk.data("write", item.kind, item.id)),),
    )
    # The place is kept anew so that a second tap on the same spot is known for one.
    desk = await keep_place(c, desk, desk.assessment.position)
    return (Show(Screen(text, rows), desk.task),)


@deed("wipe")
async def wipe(c: Context, pen: Pen, kind: str, item_id: str) -> Answer:
    """Remove a text."""
    desk = await changeable(c, pen)
    item = find(c, desk, f"{kind}:{item_id}")
    if just_changed(c, desk):
        return (too_soon(c),)
    desk = await keep_note(c, desk, item.item, None)
    await await_item(c, pen, item.item)
    earlier = await assessments.earlier_texts(c.tx, desk.review.id, pen.person.id)
    item = find(c, desk, item.item)
    return (
        Toast(c.t.plain("Removed.")),
        Show(item_screen(c.t, desk, item, earlier), desk.task),
    )


@deed("earlier")
async def earlier(c: Context, pen: Pen, kind: str = "", item_id: str = "") -> Answer:
    """Take over last time's text, of one item or of every part that is still empty; never a grade,
    and never over anything written since."""
    desk = await changeable(c, pen)
    wanted = [find(c, desk, f"{kind}:{item_id}")] if kind else list(_parts(desk))
    before = await assessments.earlier_texts(c.tx, desk.review.id, pen.person.id)
    notes = before.notes if before is not None else {}
    found = [one for one in wanted if not one.text and notes.get(one.item)]
    if not found:
        toast = Toast(c.t.plain("There is nothing to take over. Nothing was changed."), alert=True)
        return (toast, Show(await _list_screen(c, desk), desk.task))
    for one in found:
        desk = await keep_note(c, desk, one.item, notes[one.item])
    toast = Toast(c.t.plain("Taken over. Please read it through and bring it up to date."))
    if not kind:
        await await_item(c, pen)
        return (toast, Show(await _list_screen(c, desk), desk.task))
    await await_item(c, pen, found[0].item)
    return (toast, Show(item_screen(c.t, desk, find(c, desk, found[0].item), None), desk.task))


def find(c: Context, desk: Desk, item: str) -> Written:
    """The thing to write under an item: a part of his form, a suggestion to him, or the note on
    one of his criteria.  Refused when it is none of his."""
    for one in to_write(desk):
        if one.item == item:
            return one
    question = desk.course.criterion(item.removeprefix(CRITERION))
    if question is None or not item.startswith(CRITERION):
        raise gone(c, desk)
    text = desk.assessment.notes.get(item, "")
    name = question.criterion.name
    return Written(item, question.number, str(question.number), name, "", text)


def _parts(desk: Desk) -> tuple[Written, ...]:
    return tuple(one for one in to_write(desk) if one.item.startswith(PART))


# ── the list ─────────────────────────────────────────────────────────────────────────────────


async def _list_screen(c: Context, desk: Desk) -> Screen:
    """What there is to write: numbers in the text, the same numbers on the buttons."""
    t, every = c.t, to_write(desk)

    def text(most: int) -> Markup:
        lines = [
            t(
                "{number}. {mark} {title}",
                number=one.number,
                mark="✅" if one.text else "▫️",
                title=name_of(t, one, most),
            )
            for one in every
        ]
        return t.join(
            [
                t.join([whose(t, desk), t("<b>Written parts of the form</b>")]),
                t("None of them has to be written. Tap a number to write or change that part."),
                t.join(lines),
            ],
            "\n\n",
        )

    rows: Rows = ()
    empty = next((one for one in every if not one.text), None)
    if empty is not None:
        first = desk.data("write", empty.kind, empty.id)
        rows += ((Button(t.plain("▶️ Write one after the other"), first),),)
    rows += rows_of(
        (Button(str(one.number), desk.data("write", one.kind, one.id)) for one in every),
        NUMBERS_A_ROW,
    )
    before = await assessments.earlier_texts(c.tx, desk.review.id, desk.pen.person.id)
    if before is not None and any(
        not one.text and one.item in before.notes for one in _parts(desk)
    ):
        rows += ((Button(_take_over(t, before), desk.data("earlier")),),)
    back = Button(t.plain("‹ Back to the overview"), desk.data("overview"))
    leave = Button(t.plain("💾 Save and leave"), desk.data("leave"))
    return Screen(shortest(map(text, HEADINGS)), (*rows, (back,), (leave,)))


def _take_over(t: Words, before: EarlierTexts) -> str:
    return t.plain("↩️ Take over the text of {year}", year=str(before.year))


def name_of(t: Words, item: Written, most: int) -> str:
    """The heading of an item, cut short; a suggestion by what it asks."""
    if item.asked is not None:
        return beginning(t.plain("Explain: {text}", text=item.asked.text), most)
    return beginning(item.heading, most)


# ── one item ─────────────────────────────────────────────────────────────────────────────────


def item_screen(
    t: Words,
    desk: Desk,
    item: Written,
    before: EarlierTexts | None,
    *,
    returns: str = "",
    remark: Markup | None = None,
    replaces: bool = False,
) -> Screen:
    """One thing to write, what is written of it, and how to go on.  ``before``: what was written
    last time, offered while nothing is written yet.  ``replaces``: the next text takes its place.
    """
    note = item.item.startswith(CRITERION)
    every = to_write(desk)
    head = (
        t("<b>Note on question {number}</b>", number=item.number)
        if note
        else t("<b>Written part {number}/{all}</b>", number=item.number, all=len(every))
    )
    offered = before is not None and not item.text and bool(before.notes.get(item.item))

    def text(amounts: tuple[int, int, int]) -> Markup:
        heading, hint, preview = amounts
        return t.join(
            [
                remark or Markup(),
                t.join([whose(t, desk), head, _title(t, item, heading, note=note)]),
                _asked(t, item, preview),
                t("<i>{hint}</i>", hint=first_lines(item.hint, hint))
                if item.hint and hint
                else Markup(),
                kept_lines(t, item, preview),
                Markup() if replaces else _how(t, item, note=note),
            ],
            "\n\n",
        )

    rows: Rows = ()
    if item.text:
        rows += (
            (
                Button(t.plain("✏️ Write anew"), desk.data("again", item.kind, item.id)),
                Button(t.plain("🗑 Remove"), desk.data("clear", item.kind, item.id)),
            ),
        )
    elif offered and before is not None:
        take = desk.data("earlier", item.kind, item.id)
        rows += ((Button(_take_over(t, before), take),),)
    if note:
        tail = (BACK_TO_OVERVIEW,) if returns == BACK_TO_OVERVIEW else ()
        label = t.plain("‹ Back to question {number}", number=item.number)
        rows += ((Button(label, desk.data("ask", item.id, *tail)),),)
    else:
        rows += _steps(t, desk, item, every)
    return Screen(shortest(map(text, AMOUNTS)), (*rows, ways_out(t, desk)))


def _title(t: Words, item: Written, most: int, *, note: bool) -> Markup:
    title = item.heading if note else item.title
    return t("<b>{title}</b>", title=beginning(title, most)) if title else Markup()


def _asked(t: Words, item: Written, most: int) -> Markup:
    """What the higher committee asks, where this answers it."""
    if item.asked is None:
        return Markup()
    return t(
        "{origin} asks you to explain:\n<blockquote>{text}</blockquote>",
        origin=item.asked.origin,
        text=beginning(item.asked.text, most),
    )


def kept_lines(t: Words, item: Written, most: int) -> Markup:
    """What is written of an item, its beginning and end; empty where nothing is."""
    if not item.text:
        return Markup()
    return t.join(
        [
            t.plural("Written, {n} character:", "Written, {n} characters:", len(item.text)),
            t("<blockquote>{text}</blockquote>", text=ends(item.text, most)),
        ]
    )


def _how(t: Words, item: Written, *, note: bool) -> Markup:
    if item.text:
        return t("What you send now is added at the end.")
    if note:
        return t("Type the note or evidence, or dictate it with the keyboard's microphone.")
    return t("Type it here, or dictate it with the keyboard's microphone; or skip it.")


def _steps(t: Words, desk: Desk, item: Written, every: Sequence[Written]) -> Rows:
    """The part before and the one after; after the last one the overview."""
    place = item.number - 1
    steps = []
    if place > 0:
        one = every[place - 1]
        steps.append(Button(t.plain("‹ Part before"), desk.data("write", one.kind, one.id)))
    if place + 1 < len(every):
        one = every[place + 1]
        label = t.plain("Next part ›") if item.text else t.plain("Skip ›")
        steps.append(Button(label, desk.data("write", one.kind, one.id)))
    rows: Rows = (tuple(steps),) if steps else ()
    return (*rows, (Button(t.plain("📑 All parts"), desk.data("parts")),))
