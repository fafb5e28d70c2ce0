"""Changing one line of the roll: checked, written, audited, and ready to be taken back."""

from hashlib import sha256

from markupsafe import Markup

from conversations.context import Context
from conversations.parts import back_button, home_button, kind_refusal, whole_number
from conversations.screen import Button, Screen
from storage import ballots, roll
from storage.errors import NoSecretary
from storage.roll import Person


async def anyone(c: Context, person_id: str) -> Person:
    """The person of a tap, gone or not, of the sender's branch; Refused otherwise."""
    number = whole_number(person_id)
    found = None if number is None else await roll.person(c.tx, number)
    if found is None or found.branch_id != c.account.branch.id:
        raise kind_refusal(
            c, c.t.plain("There is no such person on your branch's roll. Nothing was changed.")
        )
    return found


async def present(c: Context, person_id: str) -> Person:
    """The person of a tap, who must be on the roll now; Refused otherwise."""
    found = await anyone(c, person_id)
    if found.left is not None:
        raise kind_refusal(
            c,
            c.t.plain("{name} has left the branch. Nothing was changed.", name=found.full_name),
        )
    return found


async def write(c: Context, now: Person) -> bool:
    """Write a person as he is to be; says whether that changed anything.

    Refused where the branch would be left without its secretary, and where he would lose the
    vote that the frozen roll of an open ballot gives him.
    """
    was = await roll.person(c.tx, now.id)
    if was is not None and _loses_vote(was, now) and await ballots.votes_now(c.tx, was, c.at):
        raise kind_refusal(
            c,
            c.t.plain(
                "A ballot is open in which {name} votes: please change this after it has ended. "
                "Nothing was changed.",
                name=was.full_name,
            ),
        )
    before = await roll.stand(c.tx, c.account.branch.id)
    try:
        changed = await roll.amend(c.tx, now, c.account.person.id, c.at)
    except NoSecretary:
        raise no_secretary(c) from None
    if changed:
        await roll.remember(c.tx, before, c.account.person.id, c.at)
    return changed


def _loses_vote(was: Person, now: Person) -> bool:
    """Whether he leaves, or changes the standing that the right to vote hangs on."""
    return (was.left is None and now.left is not None) or was.standing is not now.standing


async def refuse_while_voting(c: Context) -> None:
    """Refused while a ballot is open: whoever may vote in it was settled at its opening."""
    if await ballots.takes_votes(c.tx, c.account.branch.id, c.at):
        raise kind_refusal(
            c,
            c.t.plain(
                "A ballot is open: the roll stays as it is until it has ended. Nothing was changed."
            ),
        )


def no_secretary(c: Context) -> Exception:
    """The refusal of whatever would leave the branch without a secretary."""
    return kind_refusal(
        c,
        c.t.plain(
            "A branch must have its secretary. Please hand over the post first (/dangvien). "
            "Nothing was changed."
        ),
    )


def stamp_of(*shown: object) -> str:
    """What ties a yes to what was shown: eight characters that change with any of it."""
    return sha256(repr(shown).encode()).hexdigest()[:8]


def asking(c: Context, text: Markup, yes: Button, back: str) -> Screen:
    """A question with its yes, the way back and the way out."""
    return Screen(text, ((yes,), (back_button(c.t, back), home_button(c.t))))
