"""The forms of the guideline, and which of them the branch prints on its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.authority import Action
from conversations.context import Context, House
from conversations.dossier.blanks import blank_forms
from conversations.dossier.model import Paper
from conversations.evidence import ruleset_of
from conversations.form_files import FormFiles
from conversations.own_forms.declared import TASK, dialogue
from conversations.own_forms.terms import form_name
from conversations.papers.declared import menu_button
from conversations.papers.sending import TWO_ACROSS
from conversations.parts import home_button, kind_refusal, rows_of
from conversations.screen import Answer, Button, Screen, Show
from rules import Ruleset
from storage import dialogues, forms
from storage.forms import OwnForm
from storage.roll import Account


@dataclass(frozen=True, slots=True)
class Desk:
    """The guideline of the review, its blank forms, and the branch's own ones, by form id."""

    files: FormFiles
    ruleset: Ruleset
    blanks: Mapping[str, Paper]
    own: Mapping[str, OwnForm]

    def kept_under(self, form: str) -> str:
        """Under which guideline a form is kept; empty: the same paper goes with every one."""
        return self.ruleset.id if any(x.id == form for x in self.ruleset.sections.forms) else ""


async def take_desk(c: Context) -> Desk:
    """Everything about the branch's forms; Refused without a review or without files."""
    if c.house.forms is None:
        raise kind_refusal(c, c.t.plain("Files cannot be read here."))
    found = await desk_of(c.tx, c.house, c.account, c.at)
    if found is None:
        raise kind_refusal(
            c, c.t.plain("Forms belong to a guideline: please open the year's review first.")
        )
    return found


async def desk_of(tx: AsyncConnection, house: House, me: Account, at: datetime) -> Desk | None:
    """Everything about the forms of an account's branch; None without a review or files."""
    review, branch = me.review, me.branch
    if house.forms is None or review is None:
        return None
    ruleset = ruleset_of(house, review)
    blanks = blank_forms(ruleset, branch, review.year, at)
    own = await forms.own_forms(tx, branch.id, ruleset.id)
    return Desk(house.forms, ruleset, {one.form.id: one for one in blanks}, own)


@dialogue.command("maurieng", needs=Action.SET_FORMS)
async def command(c: Context, argument: str) -> Answer:
    return await show(c)


@dialogue.tap("show", Action.SET_FORMS)
async def show(c: Context) -> Answer:
    """All forms; a file that was awaited is awaited no more."""
    await dialogues.clear_awaited(c.tx, c.event.sender)
    return (Show(desk_screen(c, await take_desk(c)), TASK),)


def desk_screen(c: Context, desk: Desk) -> Screen:
    """Every form with a button, those that are the branch's own marked."""
    t = c.t
    own = [one for one in desk.blanks if one in desk.own]
    text = t.join(
        [
            t("<b>🗂 The branch's own forms</b>"),
            t(
                "If your committee's office has a Word form of its own, Tự Soi can fill in that "
                "one in place of its own. Tap the form that it replaces."
            ),
            t.plural(
                "✅ {n} form is the branch's own.", "✅ {n} forms are the branch's own.", len(own)
            )
            if own
            else Markup(),
        ],
        "\n\n",
    )
    labels = {
        form: t.plain("✅ {form}", form=form_name(t, blank.form))
        if form in desk.own
        else form_name(t, blank.form)
        for form, blank in desk.blanks.items()
    }
    across = 2 if max(map(len, labels.values())) <= TWO_ACROSS else 1
    buttons = [Button(label, dialogue.data("one", form)) for form, label in labels.items()]
    ways = (menu_button(t), home_button(t))
    return Screen(text, (*rows_of(buttons, across), ways))
