"""Self-reviews, sheets of grades, the letter that asks for opinions."""

from dataclasses import dataclass

from conversations.dossier.model.terms import Field, Heading, Scale
from rules.forms import Asks


@dataclass(frozen=True, slots=True)
class Graded:
    """A criterion with its grade and what was written beside it; ``group``: its heading.

    An empty ``name``: the grade is of the part above, ticked by hand.
    """

    name: str
    group: str = ""
    grade: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that a rule needs: ``value`` in words with its unit, empty where unknown."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Suggested:
    """What a higher level asked to be explained, who asked, and the answer."""

    text: str
    origin: str = ""
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a review in the form's own order; see :class:`rules.forms.FormPart`.

    ``place``: its place among all parts of the form, from 1, whoever it is about; 0: not told.
    """

    heading: str
    asks: Asks
    number: str = ""
    hint: str = ""
    text: str = ""
    graded: tuple[Graded, ...] = ()
    figures: tuple[Figure, ...] = ()
    suggested: tuple[Suggested, ...] = ()
    level: str | None = None
    who: str = ""
    place: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A form with its parts: a self-review, a sheet of grades (Mẫu 01, 02, 02A, 02B, 03a … 05).

    ``about``: whom or what it is about; ``rater``: who rates, where it is not the one rated.
    ``signer``: whose name stands under it.  ``written_by``: who typed it for him (empty: himself).
    """

    year: int
    heading: Heading
    scale: Scale
    fields: tuple[Field, ...]
    parts: tuple[Part, ...]
    about: str = ""
    rater: str = ""
    signer: str = ""
    written_by: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRequest:
    """The letter that asks others for their opinion of a collective (Mẫu 03 of tinh-uy-2019)."""

    year: int
    heading: Heading
    scale: Scale
    parts: tuple[Part, ...]
    to: tuple[str, ...] = ()
