"""The guideline's forms: what each is used for, and what its parts hold."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from conversations.dossier.model import Figure, FormHead, Graded, Part, Scale, Suggested, Term
from rules import ApplicableCriterion, Asks, Form, FormPart, Kind, Ruleset
from rules.procedure import Act


class Use(StrEnum):
    """What a form is used for, as the guideline's own steps and parts tell."""

    OWN_REVIEW = "own_review"
    """A member or leader writes his own review."""
    BODY_REVIEW = "body_review"
    """The review of a collective."""
    GRADES = "grades"
    """Grades and a level, by the one rated or by a committee."""
    OPINION = "opinion"
    """Grades and a level, by others who take part."""
    LETTER = "letter"
    """A letter that asks others to write their opinion."""
    SUMMARY = "summary"
    """Everyone's level in one table."""
    BALLOT = "ballot"
    """A ballot paper."""
    CANCELLATION = "cancellation"
    """A decision that cancels an earlier level."""


COMMITTEE = "chi uy"
"""How the “whose” of a part that is the committee's begins, folded."""
_PEOPLE = frozenset({Kind.MEMBER, Kind.LEADER})
_WRITTEN = frozenset({Asks.TEXT, Asks.OPINION})


def use_of(ruleset: Ruleset, form: Form) -> Use:
    """What the form is used for."""
    if any(one.form == form.id for one in ruleset.sections.reopen):
        return Use.CANCELLATION
    acts = {step.act for step in ruleset.sections.steps if form.id in step.forms}
    asked = {part.asks for part in ruleset.form_parts(form.id)}
    if not asked:
        return Use.BALLOT if acts & {Act.VOTES, Act.DECIDES} else Use.SUMMARY
    if form.self_review or Act.SELF_RATES in acts:
        if Asks.TEXT not in asked:
            return Use.GRADES
        return Use.OWN_REVIEW if _PEOPLE & set(form.kinds) else Use.BODY_REVIEW
    return Use.LETTER if asked & _WRITTEN else Use.OPINION


def form_for(ruleset: Ruleset, use: Use, kind: Kind | None = None) -> Form | None:
    """The first form of that use (for that kind of subject), or None."""
    for form in ruleset.sections.forms:
        fits = kind is None or not form.kinds or kind in form.kinds
        if fits and use_of(ruleset, form) is use:
            return form
    return None


def is_remarked(ruleset: Ruleset) -> bool:
    """Whether the committee's remarks go onto the summary: no other form has a part for them."""
    return not any(
        part.asks is Asks.OPINION and folded(part.who).startswith(COMMITTEE)
        for part in ruleset.sections.parts
    )


def head_of(form: Form | None, own: str = "") -> FormHead:
    """The form's head; without one, that of the program's own paper of that id."""
    if form is None:
        return FormHead(own)
    return FormHead(
        form.id, form.name, form.title, form.opening, form.note, form.signed, form.printed
    )


def scale_of(ruleset: Ruleset) -> Scale:
    """The guideline's grades and levels."""
    return Scale(
        grades=tuple(Term(one.id, one.name) for one in ruleset.grades),
        levels=tuple(Term(one.id, one.name, one.short) for one in ruleset.levels),
    )


@dataclass(frozen=True, slots=True)
class Filled:
    """What was written and graded by one who fills in a form; empty on a blank one.

    ``texts`` by the id of the part, ``grades`` and ``notes`` by that of the criterion;
    ``opinion`` finds what others wrote in a part.
    """

    texts: Mapping[str, str] = field(default_factory=dict)
    grades: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    level: str | None = None
    opinion: Callable[[FormPart], str] = lambda _: ""


def parts_of(
    ruleset: Ruleset,
    kind: Kind,
    parts: Iterable[FormPart],
    criteria: Iterable[ApplicableCriterion],
    filled: Filled,
    form: str = "",
) -> tuple[Part, ...]:
    """The parts as they stand on paper, with what was filled in; ``form``: the id of theirs."""
    places = {part.id: at for at, part in enumerate(ruleset.form_parts(form), 1)} if form else {}
    applicable = [one.criterion for one in criteria]
    groups = {group.id: group.name for group in ruleset.groups(kind)}

    def graded(part: FormPart) -> tuple[Graded, ...]:
        if not part.groups and not part.criteria:
            return (Graded(""),)
        return tuple(
            Graded(
                one.name,
                groups.get(one.group, ""),
                filled.grades.get(one.id),
                filled.notes.get(one.id, ""),
            )
            for one in applicable
            if one.group in part.groups or one.id in part.criteria
        )

    return tuple(
        Part(
            heading=part.heading,
            asks=part.asks,
            number=part.number,
            hint=part.hint,
            text=filled.opinion(part)
            if part.asks is Asks.OPINION
            else filled.texts.get(part.id, ""),
            graded=graded(part) if part.asks is Asks.GRADES else (),
            figures=filled.figures if part.asks is Asks.TARGETS else (),
            suggested=filled.suggested if part.asks is Asks.SUGGESTIONS else (),
            level=filled.level if part.asks is Asks.LEVEL else None,
            who=part.who,
            place=places.get(part.id, 0),
        )
        for part in parts
    )


def folded(text: str) -> str:
    """The text in lower case without diacritics, to find a printed label by its words."""
    bare = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(one for one in bare if not unicodedata.combining(one))
