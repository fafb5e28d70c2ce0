"""What every paper of a branch's year is collected from, and what is printed alike on all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.context import House
from conversations.dossier import model
from conversations.dossier.forms import folded, scale_of
from conversations.dossier.model import Data, Field, FormHead, Heading, Paper, Scale
from conversations.evidence import ruleset_of
from conversations.people_words import ROLES, first_upper
from conversations.words import Words
from rules import Ruleset
from storage import forms, roll
from storage.reviews import Review
from storage.roll import Branch, Person, Role

NAME, BIRTH, POSTS, BRANCH = "ho va ten", "ngay, thang, nam sinh", "chuc vu dang", "chi bo"
ORGANISATION, COLLECTIVE = "to chuc dang", "tap the"
"""How the labels begin, folded, under which forms ask for what the roll knows."""


@dataclass(frozen=True, slots=True)
class Year:
    """A branch's review of one year, as it is read in one transaction at one moment.

    ``people``: everyone on the roll, those who left too, by id; ``t`` speaks Vietnamese.
    ``templates``: the branch's own forms, by the id of the form that each stands in place of.
    """

    tx: AsyncConnection
    house: House
    branch: Branch
    review: Review
    ruleset: Ruleset
    at: datetime
    people: dict[int, Person]
    templates: Mapping[str, bytes]

    @property
    def t(self) -> Words:
        return Words("vi", self.branch.time_zone)

    @property
    def today(self) -> date:
        return self.t.local(self.at).date()

    @property
    def scale(self) -> Scale:
        return scale_of(self.ruleset)

    def heading(self, day: date | None = None) -> Heading:
        """The branch's heading; number and place are filled in by hand."""
        return heading_of(self.branch, day)

    def secretary(self) -> str:
        """The secretary's name; empty where nobody is secretary."""
        return next(
            (
                one.full_name
                for one in self.people.values()
                if Role.SECRETARY in one.roles and one.left is None
            ),
            "",
        )

    def name(self, person_id: int | None) -> str:
        """The name of someone on the roll; empty for nobody."""
        found = None if person_id is None else self.people.get(person_id)
        return "" if found is None else found.full_name

    def paper(self, form: FormHead, data: Data) -> Paper:
        """The paper as of this moment."""
        template = self.templates.get(form.id)
        return Paper(form, data, self.at, time_zone=self.branch.time_zone, template=template)


async def open_year(
    tx: AsyncConnection, house: House, branch: Branch, review: Review, at: datetime
) -> Year:
    """The year of this review of the branch, to collect papers from."""
    people = {one.id: one for one in await roll.people(tx, branch.id, gone=True)}
    ruleset = ruleset_of(house, review)
    templates = await forms.templates(tx, branch.id, ruleset.id)
    return Year(tx, house, branch, review, ruleset, at, people, templates)


def heading_of(branch: Branch, day: date | None = None) -> Heading:
    """A branch's heading; number and place are filled in by hand."""
    return Heading(branch=branch.name, upper=branch.upper or "", day=day)


def letter_heading(t: Words) -> Heading:
    """The heading of the board that asks others for their opinion, as the form prints it."""
    return Heading(
        branch=t.plain("ORGANISATION BOARD"), upper=t.plain("PROVINCIAL OR DISTRICT COMMITTEE")
    )


def collective_name(t: Words, branch: Branch) -> str:
    """What the branch's leading collective is called."""
    return t.plain("Committee of {branch}", branch=branch.name)


def person_of(t: Words, person: Person) -> model.Person:
    """Someone of the roll as he stands on paper."""
    return model.Person(
        name=person.full_name,
        birth=person.birth,
        birth_year=person.birth_year,
        posts=posts_of(t, person),
    )


def posts_of(t: Words, person: Person) -> tuple[str, ...]:
    """His posts in the branch, in words; counting ballots is none."""
    return tuple(
        first_upper(t.plain(ROLES[role]))
        for role in Role
        if role in person.roles and role is not Role.TELLER
    )


def fields_of(
    t: Words, labels: tuple[str, ...], branch: Branch, person: Person | None
) -> tuple[Field, ...]:
    """The form's lines under the title, filled in as far as the roll knows.

    ``person``: whom the form is about; None: the branch or its collective.
    """
    known = {
        ORGANISATION: branch.name,
        COLLECTIVE: collective_name(t, branch),
        BRANCH: branch.name,
    }
    if person is not None:
        year = "" if person.birth_year is None else str(person.birth_year)
        known |= {
            NAME: person.full_name,
            BIRTH: t.date(person.birth) if person.birth else year,
            POSTS: ", ".join(posts_of(t, person)),
        }
    return tuple(
        Field(
            label,
            next((value for key, value in known.items() if folded(label).startswith(key)), ""),
        )
        for label in labels
    )
