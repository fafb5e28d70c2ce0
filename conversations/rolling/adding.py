"""A new member, step by step: name, birth, standing, and a yes.

What has been said so far is kept as a draft: leaving at any step loses nothing, and the next time
it goes on where it stopped.
"""

from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from conversations.authority import Action
from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal, rows_of
from conversations.people_words import STANDINGS, birth_year, first_upper, standing_name
from conversations.rolling import reading
from conversations.rolling.changing import stamp_of
from conversations.rolling.declared import MEMBER, TASK, dialogue
from conversations.rolling.desk import desk_screen
from conversations.rolling.typing import birth_words, not_born
from conversations.screen import Answer, Button, Rows, Screen, Show, Toast
from storage import dialogues, roll
from storage.errors import RollConflict
from storage.roll import Person, PersonDraft, Standing

UNKNOWN = "0"
"""The code of a birth that is not known."""


@dataclass(frozen=True, slots=True)
class _New:
    """What has been said of the new member so far."""

    name: str = ""
    birth: str = ""
    """As a button carries it; empty while not asked."""
    standing: str = ""

    @property
    def born(self) -> date | int | None:
        return reading.of_code(self.birth)

    @property
    def complete(self) -> bool:
        return bool(self.name and self.birth and self.standing)


async def _so_far(c: Context) -> _New:
    draft = await roll.draft(c.tx, c.account.person.id, MEMBER, c.at)
    return _New() if draft is None else _New(**draft.content)


async def _keep(c: Context, new: _New) -> None:
    content = {"name": new.name, "birth": new.birth, "standing": new.standing}
    await roll.keep_draft(c.tx, c.account.person.id, MEMBER, content, c.at)


@dialogue.tap("add", Action.EDIT_ROLL)
async def add(c: Context) -> Answer:
    """Begin, or go on where it stopped."""
    return (Show(await _step(c, await _so_far(c)), TASK),)


async def _step(c: Context, new: _New, remark: Markup | None = None) -> Screen:
    """The first question that is still open; when none is, everything once more and the yes."""
    t = c.t
    await dialogues.clear_awaited(c.tx, c.event.sender)
    said = [t("<b>{name}</b>", name=new.name)] if new.name else []
    if new.birth:
        words = birth_words(t, new.born) if new.born is not None else t.plain("not known")
        said.append(t("Born: {birth}", birth=words))
    rows: Rows = ()
    if not new.name:
        await dialogues.await_text(c.tx, c.event.sender, "roll:newname", "")
        ask = t("What is the new member's full name? Please type it in one message.")
    elif not new.birth:
        await dialogues.await_text(c.tx, c.event.sender, "roll:newbirth", "")
        ask = t("When was this member born? Please type 12/03/1955, or only the year.")
        rows = ((Button(t.plain("Not known"), dialogue.data("unborn")),),)
    elif not new.standing:
        ask = t("Which standing does this member have?")
        rows = rows_of(
            Button(first_upper(t.plain(name)), dialogue.data("newly", each.value))
            for each, name in STANDINGS.items()
        )
    else:
        said.append(t("Standing: {standing}", standing=standing_name(t, Standing(new.standing))))
        twin = await _twin(c, new)
        ask = (
            t("⚠️ {name} is on the roll already. Add this person all the same?", name=new.name)
            if twin is not None
            else t("Add this member to the roll?")
        )
        rows = ((Button(t.plain("✅ Yes, add"), dialogue.data("added", _stamp(new))),),)
    if new.name:
        rows += ((Button(t.plain("🗑 Start anew"), dialogue.data("anew")),),)
    text = t.join(
        [remark or Markup(), t("<b>➕ A new member</b>"), t.join(said), ask],
        "\n\n",
    )
    return Screen(text, (*rows, (back_button(t, dialogue.data("show")), home_button(t))))


@dialogue.text("newname", Action.EDIT_ROLL)
async def name_typed(c: Context, text: str, payload: str) -> Answer:
    read = reading.name(text)
    if read is None:
        remark = c.t("That cannot be a name. Please type it once more, in one line.")
        return (Show(await _step(c, await _so_far(c), remark), TASK, fresh=True),)
    new = await _so_far(c)
    new = _New(read, new.birth, new.standing)
    await _keep(c, new)
    return (Show(await _step(c, new), TASK, fresh=True),)


@dialogue.text("newbirth", Action.EDIT_ROLL)
async def birth_typed(c: Context, text: str, payload: str) -> Answer:
    new = await _so_far(c)
    read = reading.birth(text, c.t.local(c.at).date())
    if read is None:
        return (Show(await _step(c, new, not_born(c.t)), TASK, fresh=True),)
    new = _New(new.name, reading.as_code(read), new.standing)
    await _keep(c, new)
    return (Show(await _step(c, new), TASK, fresh=True),)


@dialogue.tap("unborn", Action.EDIT_ROLL)
async def birth_unknown(c: Context) -> Answer:
    """The birth is not known: it can be put in later."""
    new = await _so_far(c)
    if new.name and not new.birth:
        new = _New(new.name, UNKNOWN, new.standing)
        await _keep(c, new)
    return (Show(await _step(c, new), TASK),)


@dialogue.tap("newly", Action.EDIT_ROLL)
async def standing_tapped(c: Context, wanted: str) -> Answer:
    """The standing of the new member."""
    new = await _so_far(c)
    if wanted not in set(Standing):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    if new.name and new.birth:
        new = _New(new.name, new.birth, wanted)
        await _keep(c, new)
    return (Show(await _step(c, new), TASK),)


@dialogue.tap("anew", Action.EDIT_ROLL)
async def anew(c: Context) -> Answer:
    """Forget what was said of the new member, and ask from the beginning."""
    await roll.drop_draft(c.tx, c.account.person.id, MEMBER)
    return (Show(await _step(c, _New()), TASK),)


@dialogue.tap("added", Action.EDIT_ROLL)
async def added(c: Context, stamp: str) -> Answer:
    """Put the new member on the roll; a second tap finds it done."""
    new, t = await _so_far(c), c.t
    if not new.complete or stamp != _stamp(new):
        raise kind_refusal(c, t.plain("That was done already, or has lapsed. Nothing was changed."))
    born = new.born
    before = await roll.stand(c.tx, c.account.branch.id)
    draft = PersonDraft(
        _next_number(await roll.people(c.tx, c.account.branch.id, gone=True)),
        new.name,
        birth=born if isinstance(born, date) else None,
        birth_year=born.year if isinstance(born, date) else born,
        standing=Standing(new.standing),
    )
    me = c.account.person.id
    try:
        one = await roll.add_person(c.tx, c.account.branch.id, draft, me, c.at)
    except RollConflict:
        raise kind_refusal(
            c, t.plain("That was done already, or has lapsed. Nothing was changed.")
        ) from None
    await roll.remember(c.tx, before, me, c.at)
    await roll.drop_draft(c.tx, me, MEMBER)
    remark = t(
        "✅ <b>{name}</b> is on the roll now, as number {number}.",
        name=one.full_name,
        number=one.number,
    )
    screen = await desk_screen(c, remark)
    invite = Button(t.plain("🔗 Invitation link"), f"board:invite:{one.id}")
    return Toast(t.plain("Saved.")), Show(Screen(screen.text, ((invite,), *screen.rows)), TASK)


def _stamp(new: _New) -> str:
    return stamp_of(new.name, new.birth, new.standing)


async def _twin(c: Context, new: _New) -> Person | None:
    """Somebody on the roll of that name, whose year of birth does not tell them apart."""
    born = new.born.year if isinstance(new.born, date) else new.born
    for one in await roll.people(c.tx, c.account.branch.id):
        if one.full_name.casefold() != new.name.casefold():
            continue
        if None in {born, birth_year(one)} or born == birth_year(one):
            return one
    return None


def _next_number(people: tuple[Person, ...]) -> str:
    """The number after the largest, as wide as the others: 07 → 08; none is used twice."""
    numbers = [one.number for one in people if one.number.isascii() and one.number.isdigit()]
    largest = max(numbers, key=int, default="0")
    taken = {one.number for one in people}
    number = int(largest) + 1
    while (text := str(number).zfill(len(largest))) in taken:
        number += 1
    return text
