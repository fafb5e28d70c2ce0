"""The dialogue ``suggest``, and of whom a suggestion is made."""

from dataclasses import dataclass

from conversations.context import Context
from conversations.dialogue import Dialogue
from conversations.evidence import assesses, ruleset_of
from conversations.facts.desk import member
from conversations.parts import kind_refusal
from storage import suggestions
from storage.reviews import Review
from storage.roll import Person
from storage.suggestions import Suggestion

dialogue = Dialogue("suggest")

TASK = "suggest"
BRANCH = "0"
"""In a button's data: the branch itself, in place of a person's number."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Of whom something is asked (``person`` None: of the branch), and what."""

    review: Review
    person: Person | None
    title: str
    suggestions: tuple[Suggestion, ...]

    @property
    def code(self) -> str:
        """What stands for them in a button's data."""
        return BRANCH if self.person is None else str(self.person.id)

    @property
    def person_id(self) -> int | None:
        return None if self.person is None else self.person.id


async def asked_of(c: Context, code: str) -> Asked:
    """Of whom a tap speaks: the branch, or a member who is reviewed; Refused otherwise."""
    review = current(c)
    person = None if code == BRANCH else await member(c, code)
    if person is not None and not assesses(person, ruleset_of(c.house, review)):
        raise kind_refusal(c, c.t.plain("That does not apply to this person."))
    found = await suggestions.suggestions_for(
        c.tx, review.id, None if person is None else person.id
    )
    title = c.account.branch.name if person is None else person.full_name
    return Asked(review, person, title, found)


def current(c: Context) -> Review:
    """The review under way; Refused without one."""
    if c.account.review is None:
        raise kind_refusal(c, c.t.plain("No review is open now. Nothing was changed."))
    return c.account.review
