"""What stands on most papers: levels and grades, heading, form, people."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Term:
    """A level or a grade: its id, its official name, its short name."""

    id: str
    name: str
    short: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The grades of a criterion and the levels, each from best to worst."""

    grades: tuple[Term, ...]
    levels: tuple[Term, ...]

    def level(self, level_id: str | None) -> str:
        """The level's official name; empty where there is none of that id."""
        return next((one.name for one in self.levels if one.id == level_id), "")


@dataclass(frozen=True, slots=True)
class Heading:
    """Who issues the paper, under which number, where and when.

    ``upper`` is the organisation above (empty: none); an empty ``number``, ``place`` or no ``day``
    is filled in by hand.  ``state``: the heading of state bodies in place of the Party's.
    """

    branch: str
    upper: str = ""
    number: str = ""
    place: str = ""
    day: date | None = None
    state: bool = False


@dataclass(frozen=True, slots=True)
class FormHead:
    """The form a paper is made on.

    ``id``: the guideline's, or the program's own (:data:`OWN`); ``name``: what the office calls it
    (empty: no guideline names it); ``title``: printed on it (empty: the paper's own).
    ``printed``: the guideline's text prints the form; else it is made from the contents that the
    text gives, and was not compared with the printed form.
    """

    id: str
    name: str = ""
    title: str = ""
    opening: str = ""
    note: str = ""
    signed: tuple[str, ...] = ()
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Field:
    """A line under the title: its label and what is filled in."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Whom a paper is about; ``posts`` are his posts in the branch, in words."""

    name: str
    birth: date | None = None
    birth_year: int | None = None
    posts: tuple[str, ...] = ()
