"""The forms of a review as data: what stands on each, part after part, in printed order.

A guideline prints a form, or only names it: then its parts are made from the contents of the review
that the same text lays down, each citing the section it comes from (``Form.printed`` tells which).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from rules.conditions.base import Condition
from rules.model import Group, Kind


class Asks(StrEnum):
    """What a part of a form holds."""

    HEADING = "heading"  # only a heading over the parts that follow
    TEXT = "text"  # written by the one reviewed
    GRADES = "grades"  # boxes of the grades, for criteria or for the heading above
    TARGETS = "targets"  # figures: targets set, met, exceeded
    SUGGESTIONS = "suggestions"  # each point suggested by a higher level, with the answer
    LEVEL = "level"  # the level taken for oneself or proposed: boxes of the levels
    OPINION = "opinion"  # written by others, at or after the meeting


@dataclass(frozen=True, slots=True)
class Form:
    """A form by its official number, what it is for, and what stands around its parts.

    ``title``: printed on it.  ``fields``: what is filled in under the title (name, posts …).
    ``opening``: the sentence before the parts, dots where something is filled in; ``note`` the one
    after them.  ``signed``: who signs, and the line in brackets under it.
    ``printed``: the guideline's text prints it, and title and headings are that text's own.
    ``state``: for whom the text prints it also under the heading of state bodies (empty: it does
    not).
    ``self_review``: on it a subject of these kinds writes his own review; ``when``: of whom.
    """

    id: str
    name: str
    use: str
    clause: str
    kinds: tuple[Kind, ...] = ()
    title: str = ""
    fields: tuple[str, ...] = ()
    opening: str = ""
    note: str = ""
    signed: tuple[str, ...] = ()
    printed: bool = False
    state: str = ""
    self_review: bool = False
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class FormPart:
    """A part of one form or of several that share it.

    ``forms``: none, on every form of self-review of ``kinds``: an amending text does not know its
    base's forms; it comes after the last part open for ``additions``.  ``kinds``: none, all.
    ``number``: as printed (``I``, ``1``, ``a``); none: it goes on with the part before it.
    ``hint``: the lines under the heading, one a line; on a form that is not printed, what to write.
    ``groups``, ``criteria``: whose boxes a part of ``GRADES`` holds; ``rest``: also all groups that
    no other part of the form names.  None of them: one row of boxes for the heading above, ticked
    by hand.
    ``who``: whose opinion.  ``when``: only on the form of those for whom it holds.
    """

    id: str
    heading: str
    asks: Asks
    clause: str
    forms: tuple[str, ...] = ()
    kinds: tuple[Kind, ...] = ()
    number: str = ""
    groups: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    rest: bool = False
    additions: bool = False
    hint: str = ""
    who: str = ""
    when: Condition | None = None
    readings: tuple[str, ...] = ()

    def is_added_to(self, form: Form) -> bool:
        """Whether it is added to the form by a text that does not name it."""
        return not self.forms and form.self_review and not set(self.kinds).isdisjoint(form.kinds)


def parts_of(form: Form, parts: Iterable[FormPart], groups: Iterable[Group]) -> list[FormPart]:
    """The parts of the form in printed order, additions in their place, ``rest`` filled in.

    Added grades only stand on a form that has grades of its own; else they are given elsewhere.
    """
    every = tuple(parts)
    own = [part for part in every if form.id in part.forms]
    graded = any(part.asks is Asks.GRADES for part in own)
    added = [
        part
        for part in every
        if part.is_added_to(form) and (graded or part.asks is not Asks.GRADES)
    ]
    named = {name for part in (*own, *added) for name in part.groups}
    rest = tuple(
        group.id
        for group in groups
        if group.id not in named and not set(group.kinds).isdisjoint(form.kinds)
    )
    filled = [replace(part, groups=(*part.groups, *rest)) if part.rest else part for part in own]
    ends = [place for place, part in enumerate(own, start=1) if part.additions]
    end = ends[-1] if ends else len(own)
    return [*filled[:end], *added, *filled[end:]]
