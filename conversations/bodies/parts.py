"""The screens of what a body writes: all parts of its review, one of them, a page of its text."""

from markupsafe import Markup

from conversations.authority import Action, may
from conversations.bodies.declared import Desk, dialogue
from conversations.context import Context
from conversations.length import shortest
from conversations.parts import back_button, home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.self_assessment.form import Written
from conversations.self_assessment.texts import beginning, first_lines
from conversations.self_assessment.writing import AMOUNTS, kept_lines, name_of
from conversations.typed import stretches
from conversations.words import Words
from storage import roll

NUMBERS_A_ROW = 5
HEADINGS = (60, 48, 36, 24)
"""Characters of a heading in the list, the fullest first."""
PREVIEW = 200
"""Characters of a text that is about to be removed, and past which it is offered in full."""


def writes(c: Context) -> bool:
    """Whether the sender may write them, or only read."""
    return may(c.me, Action.WRITE_FOR_BODY, group=False)


def list_screen(c: Context, desk: Desk) -> Screen:
    """What there is to write: numbers in the text, the same numbers on the buttons."""
    t, every = c.t, desk.to_write
    how = (
        t("None of them has to be written. Tap a number to write or change that part.")
        if writes(c)
        else t("The secretary or the deputy writes them. Tap a number to read that part.")
    )

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
        head = t("✍️ <b>{name}: written parts of the review</b>", name=desk.title)
        return t.join([head, how, t.join(lines)], "\n\n")

    rows: Rows = ()
    empty = next((one for one in every if not one.text), None)
    if empty is not None and writes(c):
        rows += ((Button(t.plain("▶️ Write one after the other"), _to(desk, "part", empty)),),)
    rows += rows_of(
        (Button(str(one.number), _to(desk, "part", one)) for one in every), NUMBERS_A_ROW
    )
    if any(one.text for one in every) and may(c.me, Action.READ_PAPERS, group=False):
        rows += ((Button(t.plain("🖨 To print"), "paper:bodies"),),)
    ways = (back_button(t, dialogue.data("show")), home_button(t))
    return Screen(shortest(map(text, HEADINGS)), (*rows, ways))


async def part_screen(
    c: Context,
    desk: Desk,
    item: Written,
    *,
    remark: Markup | None = None,
    replaces: bool = False,
) -> Screen:
    """One thing to write, what is written of it and by whom, and how to go on.

    ``replaces``: the next text takes the place of the one before.
    """
    t = c.t
    signed = await _signed(c, desk, item)

    def text(amounts: tuple[int, int, int]) -> Markup:
        heading, hint, preview = amounts
        title = beginning(item.title, heading)
        return t.join(
            [
                remark or Markup(),
                t.join(
                    [
                        _place(t, desk, item),
                        t("<b>{title}</b>", title=title) if title else Markup(),
                    ]
                ),
                _asked(t, item, preview),
                t("<i>{hint}</i>", hint=first_lines(item.hint, hint))
                if item.hint and hint
                else Markup(),
                t.join([kept_lines(t, item, preview), signed]),
                Markup() if replaces else _how(c, item),
            ],
            "\n\n",
        )

    rows: Rows = ()
    if replaces:
        rows += ((back_button(t, _to(desk, "part", item)),),)
    elif item.text and writes(c):
        rows += (
            (
                Button(t.plain("✏️ Write anew"), _to(desk, "anew", item)),
                Button(t.plain("🗑 Remove"), _to(desk, "drop", item)),
            ),
        )
    if len(item.text) > PREVIEW:
        rows += ((Button(t.plain("📖 Show in full"), _to(desk, "whole", item, 0)),),)
    return Screen(shortest(map(text, AMOUNTS)), (*rows, *_steps(c, desk, item), _ways(t, desk)))


def drop_screen(t: Words, desk: Desk, item: Written) -> Screen:
    """The question before a text is removed."""
    text = t.join(
        [
            _place(t, desk, item),
            t("<b>Remove this text?</b>"),
            t("<b>{title}</b>", title=name_of(t, item, HEADINGS[0])),
            t("<blockquote>{text}</blockquote>", text=beginning(item.text, PREVIEW)),
        ],
        "\n\n",
    )
    # The way back stands where the finger was: a shaky second tap removes nothing.
    rows = (
        (Button(t.plain("‹ Back"), _to(desk, "part", item)),),
        (Button(t.plain("🗑 Remove it"), _to(desk, "wipe", item)),),
    )
    return Screen(text, rows)


def whole_screen(t: Words, desk: Desk, item: Written, page: int) -> Screen:
    """A page of all that is written of it."""
    pages = stretches(item.text) or [""]
    at = min(page, len(pages) - 1)
    text = t.join(
        [
            _place(t, desk, item),
            t("<blockquote>{text}</blockquote>", text=pages[at]),
            t("Page {page}/{all}", page=at + 1, all=len(pages)) if len(pages) > 1 else Markup(),
        ],
        "\n\n",
    )
    turns = tuple(
        Button(label, _to(desk, "whole", item, to))
        for label, to in ((t.plain("‹ Page before"), at - 1), (t.plain("Next page ›"), at + 1))
        if 0 <= to < len(pages)
    )
    back = back_button(t, _to(desk, "part", item))
    return Screen(text, (*((turns,) if turns else ()), (back, home_button(t))))


def _to(desk: Desk, verb: str, item: Written, *more: object) -> str:
    return dialogue.data(verb, desk.code, item.kind, item.id, *more)


def _place(t: Words, desk: Desk, item: Written) -> Markup:
    return t(
        "<b>{name}</b> · written part {number}/{all}",
        name=desk.title,
        number=item.number,
        all=len(desk.to_write),
    )


def _asked(t: Words, item: Written, most: int) -> Markup:
    """What the higher committee asks, where this answers it."""
    if item.asked is None:
        return Markup()
    return t(
        "{origin} asks the branch to explain:\n<blockquote>{text}</blockquote>",
        origin=item.asked.origin,
        text=beginning(item.asked.text, most),
    )


async def _signed(c: Context, desk: Desk, item: Written) -> Markup:
    """Who wrote it last, and when: secretary and deputy write the same texts."""
    note = desk.notes.get(item.item)
    who = None if note is None or note.said_by is None else await roll.person(c.tx, note.said_by)
    if note is None or who is None:
        return Markup()
    moment = c.t.moment(note.said_at)
    return c.t("Noted by {name}, {moment}", name=who.full_name, moment=moment)


def _how(c: Context, item: Written) -> Markup:
    if not writes(c):
        return Markup() if item.text else c.t("Nothing is written here yet.")
    if item.text:
        return c.t("What you send now is added at the end.")
    return c.t("Type it here, or dictate it with the keyboard's microphone; or skip it.")


def _steps(c: Context, desk: Desk, item: Written) -> Rows:
    """The part before and the one after."""
    t, every, place, steps = c.t, desk.to_write, item.number - 1, []
    if place > 0:
        steps.append(Button(t.plain("‹ Part before"), _to(desk, "part", every[place - 1])))
    if place + 1 < len(every):
        label = t.plain("Next part ›") if item.text or not writes(c) else t.plain("Skip ›")
        steps.append(Button(label, _to(desk, "part", every[place + 1])))
    return (tuple(steps),) if steps else ()


def _ways(t: Words, desk: Desk) -> tuple[Button, ...]:
    return (
        Button(t.plain("📑 All parts"), dialogue.data("parts", desk.code)),
        home_button(t),
    )
