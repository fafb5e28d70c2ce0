"""What a member wrote in his review, for the committee to read: one part after the other."""

from dataclasses import dataclass

from conversations.authority import Action
from conversations.committee.declared import TASK, dialogue
from conversations.committee.desk import Desk, take_desk
from conversations.context import Context
from conversations.evidence import person_kind
from conversations.parts import home_button, kind_refusal, whole_number
from conversations.screen import Answer, Button, Screen, Show
from conversations.typed import stretches
from conversations.words import Words
from rules import Asks, parts_for, self_review_form
from storage import suggestions


@dataclass(frozen=True, slots=True)
class Page:
    """A heading and a stretch of what stands under it."""

    heading: str
    text: str


@dialogue.tap("read", Action.APPRAISE)
async def read(c: Context, person_id: str, page: str = "0") -> Answer:
    """A page of his review; Refused before he has submitted it."""
    desk = await take_desk(c, person_id)
    if desk.submitted is None:
        raise kind_refusal(c, c.t.plain("He has not submitted his self-assessment yet."))
    pages = await _pages(c, desk)
    return (Show(_screen(c.t, desk, pages, whole_number(page) or 0), TASK),)


def _screen(t: Words, desk: Desk, pages: list[Page], number: int) -> Screen:
    person = desk.person.id
    back = Button(t.plain("‹ Back to the member"), dialogue.data("member", person))
    head = t("<b>The review of {name}</b>", name=desk.person.full_name)
    if not pages:
        text = t.join([head, t("He wrote no text: only grades.")], "\n\n")
        return Screen(text, ((back, home_button(t)),))
    number = min(number, len(pages) - 1)
    page = pages[number]
    parts = [
        head,
        t("<b>{heading}</b>", heading=page.heading),
        t("<blockquote>{text}</blockquote>", text=page.text),
    ]
    if len(pages) > 1:
        parts.append(t("Page {page}/{all}", page=number + 1, all=len(pages)))
    text = t.join(parts, "\n\n")
    turns = []
    if number > 0:
        turns.append(Button(t.plain("‹ Page before"), dialogue.data("read", person, number - 1)))
    if number + 1 < len(pages):
        turns.append(Button(t.plain("Next page ›"), dialogue.data("read", person, number + 1)))
    rows = ((tuple(turns),) if turns else ()) + ((back, home_button(t)),)
    return Screen(text, rows)


async def _pages(c: Context, desk: Desk) -> list[Page]:
    """His notes and texts in the order of the form, long ones over several pages."""
    notes = {} if desk.submitted is None else desk.submitted.notes
    found: list[Page] = []
    for one in desk.criteria:
        found += _stretches(one.criterion.name, notes.get(f"c:{one.criterion.id}", ""))
    for heading, part_id in _written(desk):
        found += _stretches(heading, notes.get(f"p:{part_id}", ""))
    for asked in await suggestions.suggestions_for(c.tx, desk.review.id, desk.person.id):
        found += _stretches(asked.text, notes.get(f"s:{asked.id}", ""))
    return found


def _written(desk: Desk) -> list[tuple[str, str]]:
    """(heading, part id) of the parts of his form that he writes himself."""
    facts = desk.evidence.said
    form = self_review_form(desk.ruleset, person_kind(desk.ruleset), facts)
    if form is None:
        return []
    parts = parts_for(desk.ruleset, person_kind(desk.ruleset), form.id, facts)
    return [(part.heading, part.id) for part in parts if part.asks is Asks.TEXT]


def _stretches(heading: str, text: str) -> list[Page]:
    return [Page(heading, stretch) for stretch in stretches(text)]
