"""What the guideline's own form asks him to write: its parts, and answers to suggestions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from conversations.evidence import Evidence, person_kind
from conversations.self_assessment.desk import Desk
from conversations.self_assessment.texts import PART, SUGGESTION
from rules import Asks, FormPart, Ruleset, parts_for, self_review_form
from storage.suggestions import Suggestion


@dataclass(frozen=True, slots=True)
class Written:
    """One thing to write: the item it is kept under, its heading, what belongs there, the text.

    ``printed``: the number that the form prints before it; ``asked``: the suggestion it answers.
    """

    item: str
    number: int
    printed: str
    heading: str
    hint: str
    text: str
    asked: Suggestion | None = None

    @property
    def kind(self) -> str:
        return self.item.partition(":")[0]

    @property
    def id(self) -> str:
        return self.item.partition(":")[2]

    @property
    def title(self) -> str:
        """The heading with its printed number."""
        return f"{self.printed}. {self.heading}" if self.printed else self.heading


def form_parts(ruleset: Ruleset, evidence: Evidence) -> tuple[FormPart, ...]:
    """The parts of the form on which the member writes his review; none where no form is known."""
    kind = person_kind(ruleset)
    form = self_review_form(ruleset, kind, evidence.said)
    return () if form is None else parts_for(ruleset, kind, form.id, evidence.said)


def to_write(desk: Desk) -> tuple[Written, ...]:
    """Everything to write, in the form's order."""
    parts = form_parts(desk.ruleset, desk.evidence)
    return things_to_write(parts, desk.assessment.notes, desk.suggestions)


def things_to_write(
    parts: Iterable[FormPart], notes: Mapping[str, str], suggestions: Iterable[Suggestion]
) -> tuple[Written, ...]:
    """What these parts of a form ask to be written, with what ``notes`` hold of it by item.

    Suggestions stand where the form has a place for them, or else at the end.
    """
    found: list[Written] = []
    answered = False

    def add(item: str, part: FormPart | None, asked: Suggestion | None = None) -> None:
        found.append(
            Written(
                item,
                len(found) + 1,
                part.number if part is not None else "",
                part.heading.strip() if part is not None else "",
                part.hint.strip() if part is not None else "",
                notes.get(item, ""),
                asked,
            )
        )

    for part in parts:
        if part.asks is Asks.TEXT:
            add(f"{PART}{part.id}", part)
        elif part.asks is Asks.SUGGESTIONS:
            answered = True
            for one in suggestions:
                add(f"{SUGGESTION}{one.id}", part, one)
    if not answered:
        for one in suggestions:
            add(f"{SUGGESTION}{one.id}", None, one)
    return tuple(found)
