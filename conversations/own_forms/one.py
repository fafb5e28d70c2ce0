"""One form: its fields, a file sent in its place, a trial, and taking it back."""

import asyncio
from collections.abc import Callable
from typing import Final

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context, House
from conversations.dialogue import OpenedFile
from conversations.dossier.model import Paper, Summary
from conversations.form_files import FormFault, Made, Wrong
from conversations.own_forms.declared import SEND, TASK, dialogue
from conversations.own_forms.desk import Desk, desk_of, desk_screen, take_desk
from conversations.own_forms.terms import fault_words, form_name
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.screen import (
    Answer,
    Attach,
    Button,
    Event,
    File,
    FileTooLarge,
    Screen,
    Show,
    Toast,
)
from storage import dialogues, forms, roll
from storage.forms import MOST_BYTES, OwnForm

FAULTS: Final = 6
"""Faults on one screen; the rest are found when the file is sent again."""
NAME_LONGEST: Final = 80
DIGEST: Final = 8
"""Digits of a file's digest that a button carries."""


@dialogue.tap("one", Action.SET_FORMS)
async def one(c: Context, form: str) -> Answer:
    """What is printed for this form now, and what can be done with it."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    desk, blank = await _taken(c, form)
    return (Show(await _screen(c, desk, blank), TASK),)


@dialogue.tap("fields", Action.SET_FORMS)
async def fields(c: Context, form: str) -> Answer:
    """The list of its fields, as a Word file to copy from."""
    desk, blank = await _taken(c, form)
    caption = c.t(
        "📋 The fields of “{form}”. Copy each one with its braces to its place in your office's "
        "Word file.",
        form=form_name(c.t, blank.form),
    )
    _attach(c, caption, lambda: desk.files.fields(blank))
    return (Toast(c.t.plain("The file is on its way.")),)


@dialogue.tap("try", Action.SET_FORMS)
async def try_out(c: Context, form: str) -> Answer:
    """The branch's own form, blank, as it is printed."""
    desk, blank = await _taken(c, form)
    template = await _template(c, desk, form)
    caption = c.t("👁 “{form}” on the branch's own form.", form=form_name(c.t, blank.form))
    _attach(c, caption, lambda: desk.files.fill(blank, template))
    return (Toast(c.t.plain("The file is on its way.")),)


@dialogue.tap("back", Action.SET_FORMS)
async def give_back(c: Context, form: str) -> Answer:
    """The file as it was sent, to be changed and sent again."""
    desk, blank = await _taken(c, form)
    template = await _template(c, desk, form)
    name = form_name(c.t, blank.form)
    caption = c.t("📥 The branch's own form for “{form}”, as it was sent.", form=name)
    return (Attach(desk.own[form].name, template, caption),)


def _attach(c: Context, caption: Markup, make: Callable[[], Made]) -> None:
    """Have a file made in a thread and sent once the transaction is over."""

    async def work() -> Answer:
        made = await asyncio.to_thread(make)
        return (Attach(made.name, made.content, caption),)

    c.after_commit.append(work)


# ── a file in its place ──────────────────────────────────────────────────────────────────────


@dialogue.tap("send", Action.SET_FORMS)
async def send(c: Context, form: str) -> Answer:
    """Ask for the file."""
    _, blank = await _taken(c, form)
    await dialogues.await_text(c.tx, c.event.sender, SEND, form)
    t = c.t
    text = t(
        "<b>📤 {form}</b>\n\nPlease send your office's form as a Word file (.docx, at most 1 MB): "
        "tap 📎, “File”, and choose it.\n\nThe places to be filled in bear fields in braces, as in "
        "the list of fields. The file is checked first; until it is right, ours stays in use.",
        form=form_name(t, blank.form),
    )
    rows = (
        (Button(t.plain("📋 List of fields"), dialogue.data("fields", form)),),
        (back_button(t, dialogue.data("one", form)), home_button(t)),
    )
    return (Show(Screen(text, rows), TASK),)


@dialogue.file("form", Action.SET_FORMS)
async def sent(house: House, event: Event, file: File) -> OpenedFile:
    """Fetch the file and check it for the form awaited, outside any transaction; then keep it."""
    async with house.db.read() as tx:
        awaited = await dialogues.awaited(tx, event.sender)
        me = await roll.find_account(tx, event.sender)
        desk = None if me is None else await desk_of(tx, house, me, event.at)
    form = "" if awaited is None else awaited.payload
    content = await _read(file)
    faults: tuple[FormFault, ...] = (FormFault(Wrong.TOO_LARGE),)
    if desk is not None and form in desk.blanks and content is not None:
        faults = await asyncio.to_thread(desk.files.check, content, desk.blanks[form])

    async def look(c: Context, payload: str) -> Answer:
        now, blank = await _taken(c, payload)
        if payload != form or desk is None or now.ruleset.id != desk.ruleset.id:
            raise kind_refusal(c, c.t.plain("The file came too late. Nothing was changed."))
        if faults or content is None:
            return (Show(_faults_screen(c, blank, faults), TASK, fresh=True),)
        return await _keep(c, now, blank, file.name, content)

    return look


async def _read(file: File) -> bytes | None:
    """What the file holds; None: too much."""
    if file.size > MOST_BYTES:
        return None
    try:
        content = await file.read()
    except FileTooLarge:
        return None
    return content if len(content) <= MOST_BYTES else None


async def _keep(c: Context, desk: Desk, blank: Paper, name: str, content: bytes) -> Answer:
    form, me = blank.form.id, c.account
    tidy = " ".join(_seen(name).split())[:NAME_LONGEST] or "mau.docx"
    await forms.keep_form(
        c.tx, me.branch.id, desk.kept_under(form), form, tidy, content, me.person.id, c.at
    )
    await dialogues.clear_awaited(c.tx, c.event.sender)
    remark = c.t("✅ Checked and kept: from now on this form is printed on your own.")
    return (Show(await _screen(c, await take_desk(c), blank, remark), TASK, fresh=True),)


def _seen(name: str) -> str:
    """The file's name without what cannot be seen."""
    return "".join(one for one in name if one.isprintable())


def _faults_screen(c: Context, blank: Paper, faults: tuple[FormFault, ...]) -> Screen:
    """What is wrong with the file; it may be mended and sent again at once."""
    t, form = c.t, blank.form.id
    left = len(faults) - FAULTS
    lines = [t("• {fault}", fault=fault_words(t, one)) for one in faults[:FAULTS]]
    if left > 0:
        lines.append(t.plural("… and {n} more.", "… and {n} more.", left))
    text = t.join(
        [
            t("<b>⚠️ {form}: the file cannot be used yet</b>", form=form_name(t, blank.form)),
            t.join(lines),
            t("Nothing was changed. Please mend it in Word and send it here again."),
        ],
        "\n\n",
    )
    rows = (
        (Button(t.plain("📋 List of fields"), dialogue.data("fields", form)),),
        (back_button(t, dialogue.data("one", form)), home_button(t)),
    )
    return Screen(text, rows)


# ── taking it back ───────────────────────────────────────────────────────────────────────────


@dialogue.tap("drop", Action.SET_FORMS)
async def drop(c: Context, form: str) -> Answer:
    """Ask before the branch's own form is removed."""
    desk, blank = await _taken(c, form)
    kept = await _own(c, desk, form)
    t = c.t
    text = t(
        "<b>Print “{form}” on ours again?</b>\n\nThe file {name} is removed. What stands on the "
        "form stays as it is: it is filled in from the data.",
        form=form_name(t, blank.form),
        name=kept.name,
    )
    yes = Button(t.plain("↩️ Yes, use ours"), dialogue.data("dropped", form, kept.digest[:DIGEST]))
    rows = ((yes,), (back_button(t, dialogue.data("one", form)), home_button(t)))
    return (Show(Screen(text, rows), TASK),)


@dialogue.tap("dropped", Action.SET_FORMS)
async def dropped(c: Context, form: str, digest: str) -> Answer:
    """Remove the file that was shown."""
    desk, _ = await _taken(c, form)
    kept, me = await _own(c, desk, form), c.account
    if kept.digest[:DIGEST] != digest:
        raise kind_refusal(c, c.t.plain("Another file has come in its place. Nothing was changed."))
    await forms.drop_form(c.tx, me.branch.id, desk.kept_under(form), form, me.person.id, c.at)
    done = Toast(c.t.plain("Removed: our form is used again."))
    return done, Show(desk_screen(c, await take_desk(c)), TASK)


# ── the form ─────────────────────────────────────────────────────────────────────────────────


async def _taken(c: Context, form: str) -> tuple[Desk, Paper]:
    """The form of a tap; Refused where the guideline has none of that id."""
    desk = await take_desk(c)
    blank = desk.blanks.get(form)
    if blank is None:
        raise kind_refusal(c, c.t.plain("This button is no longer valid. Nothing was changed."))
    return desk, blank


async def _own(c: Context, desk: Desk, form: str) -> OwnForm:
    """The branch's own form; Refused where it prints on ours."""
    kept = desk.own.get(form)
    if kept is None:
        raise kind_refusal(c, c.t.plain("This form is already ours. Nothing was changed."))
    return kept


async def _template(c: Context, desk: Desk, form: str) -> bytes:
    """The file of the branch's own form; Refused where it prints on ours."""
    await _own(c, desk, form)
    found = await forms.template(c.tx, c.account.branch.id, desk.kept_under(form), form)
    assert found is not None
    return found


async def _screen(c: Context, desk: Desk, blank: Paper, remark: Markup | None = None) -> Screen:
    t, form = c.t, blank.form.id
    kept = desk.own.get(form)
    if kept is None:
        state = t("It is printed on our form.")
        buttons = [
            Button(t.plain("📋 List of fields"), dialogue.data("fields", form)),
            Button(t.plain("📤 Send a Word file"), dialogue.data("send", form)),
        ]
    else:
        by = None if kept.uploaded_by is None else await roll.person(c.tx, kept.uploaded_by)
        state = t(
            "✅ It is printed on the branch's own form:\n{name}\nsent by {who}, {moment}",
            name=kept.name,
            who="" if by is None else by.full_name,
            moment=t.moment(kept.uploaded_at),
        )
        buttons = [
            Button(t.plain("👁 Try it out"), dialogue.data("try", form)),
            Button(t.plain("📥 Take the file"), dialogue.data("back", form)),
            Button(t.plain("📋 List of fields"), dialogue.data("fields", form)),
            Button(t.plain("📤 Another file"), dialogue.data("send", form)),
            Button(t.plain("↩️ Use ours again"), dialogue.data("drop", form)),
        ]
    title = t("<b>📝 {form}</b>", form=form_name(t, blank.form))
    about = [title, t("{title}", title=blank.form.title)] if blank.form.title else [title]
    table = Markup()
    if isinstance(blank.data, Summary):
        table = t("The Excel table is always Tự Soi's own: a form in its place is a Word file.")
    text = t.join([remark or Markup(), t.join(about), state, table], "\n\n")
    back = (back_button(t, dialogue.data("show")), home_button(t))
    return Screen(text, (*rows_of(buttons, 2), back))
