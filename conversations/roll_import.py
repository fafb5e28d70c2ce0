"""Importing a branch's roll: one transaction from the sheet to people, facts and invitations.

What a sheet tells of a person is kept beside the roll; a review takes it over when it opens, or at
once where one is under way.  It was written by the branch itself, so it counts as confirmed.  An
empty cell tells nothing: what a review under way knows already is never taken back by a sheet.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from conversations.joining import invite_link_payload
from conversations.roll_sheet import Sheet
from rules import FactDef, FactError, Kind, Library, Ruleset, fact_from_json
from storage import reviews, roll
from storage.reviews import Review, Source
from storage.roll import Branch, BranchDraft, Person, PersonDraft, Role, RollChange

INVITE_LASTS: Final = timedelta(days=30)
TWICE: Final = timedelta(seconds=3)
"""So soon after a link was made nobody wants another: the button was tapped twice."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A link's payload for a person who is not linked yet."""

    person: Person
    payload: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did."""

    change: RollChange
    invitations: tuple[Invitation, ...]
    invited: tuple[Person, ...] = ()
    """Not linked yet, but with an earlier link that still works; it was left as it is."""
    fresh: bool = True
    """The branch is new here."""

    @property
    def branch(self) -> Branch:
        return self.change.branch


class SecretaryMissing(Exception):
    """The roll's secretary is not in the sheet, which names another: there would be two."""

    def __init__(self, secretary: Person) -> None:
        super().__init__("the secretary on the roll is not in the sheet")
        self.secretary = secretary


def known_facts(library: Library) -> dict[str, FactDef]:
    """The facts about members that any guideline of the house knows, by id."""
    found: dict[str, FactDef] = {}
    for ruleset_id in library.ids:
        ruleset = library.get(ruleset_id)
        if ruleset.covers(Kind.MEMBER):
            for fact in ruleset.facts_of(Kind.MEMBER):
                found.setdefault(fact.id, fact)
    return found


async def known_branch(tx: AsyncConnection, name: str) -> Branch | None:
    """The branch of that name, however its letters are cased and its words spaced."""
    wanted = _same(name)
    return next((one for one in await roll.branches(tx) if _same(one.name) == wanted), None)


def _same(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


async def import_roll(
    tx: AsyncConnection,
    library: Library,
    sheet: Sheet,
    draft: BranchDraft,
    by: int | None,
    at: datetime,
    *,
    renew_links: bool = False,
    invite: bool = True,
) -> Imported:
    """Write a faultless sheet as the branch's roll; returns what changed and the invitations.

    With ``invite``, invitations are issued for all who are not linked and hold none that works;
    with ``renew_links`` for all who are not linked (older links then no longer work).  Raises
    ValueError for a sheet with faults, SecretaryMissing, RollConflict.
    """
    if sheet.faults:
        raise ValueError("a sheet with faults is not imported")
    known = await known_branch(tx, draft.name)
    if known is not None:
        draft = replace(draft, name=known.name)
    people = () if known is None else await roll.people(tx, known.id, gone=True)
    rows = stated(sheet, {one.number: one for one in people})
    change = await roll.write_roll(tx, draft, rows, by, at)
    for person in change.missing:
        if Role.SECRETARY in person.roles:
            raise SecretaryMissing(person)
    by_number = {
        person.number: person for person in (*change.added, *change.changed, *change.unchanged)
    }
    for row in sheet.rows:
        person = by_number[row.person.number]
        await roll.keep_told(tx, person.id, row.facts, sheet.columns)
    review = await reviews.current_review(tx, change.branch.id)
    if review is not None:
        ruleset = library.get(review.ruleset_id, review.base_id)
        await take_over_told(tx, ruleset, review, by, at)
    linked = {account.person.id for account in await roll.accounts(tx, change.branch.id)}
    holding = await roll.invited(tx, change.branch.id, at)
    in_order = [by_number[row.person.number] for row in sheet.rows]
    unlinked = [person for person in in_order if person.id not in linked]
    left = [person for person in unlinked if person.id in holding and not renew_links]
    invitations = [
        Invitation(person, invite_link_payload(await _token(tx, person, by, at)))
        for person in unlinked
        if invite and person not in left
    ]
    return Imported(change, tuple(invitations), tuple(left), known is None)


def stated(sheet: Sheet, known: Mapping[str, Person]) -> list[PersonDraft]:
    """The people as the sheet states them; what it has no column for stays as it is known."""
    rows = []
    for row in sheet.rows:
        draft, one = row.person, known.get(row.person.number)
        if one is not None:
            draft = PersonDraft(
                draft.number,
                draft.full_name,
                *(
                    (draft.birth, draft.birth_year)
                    if "birth" in sheet.fields
                    else (one.birth, one.birth_year)
                ),
                joined=draft.joined if "joined" in sheet.fields else one.joined,
                official=draft.official if "official" in sheet.fields else one.official,
                standing=draft.standing if "standing" in sheet.fields else one.standing,
                roles=draft.roles if "roles" in sheet.fields else one.roles,
            )
        rows.append(draft)
    return rows


async def invite_everyone(
    tx: AsyncConnection, branch_id: int, by: int | None, at: datetime
) -> tuple[Invitation, ...]:
    """Issue a link for everybody on the roll who is not linked; their earlier ones work no more."""
    return tuple(
        Invitation(person, invite_link_payload(token))
        for person, token in await roll.invite_unlinked(tx, branch_id, at, INVITE_LASTS, by)
    )


async def just_invited(tx: AsyncConnection, branch_id: int, at: datetime) -> frozenset[int]:
    """Return whose link was made a moment ago, by person id: a second tap means the first one.

    A link made twice would leave the secretary with a first one that is dead already.
    """
    held = await roll.invited(tx, branch_id, at)
    return frozenset(who for who, until in held.items() if at - (until - INVITE_LASTS) < TWICE)


async def all_just_invited(tx: AsyncConnection, branch_id: int, at: datetime) -> bool:
    """Say whether everybody who is not linked got his link a moment ago; see `just_invited`."""
    linked = {one.person.id for one in await roll.accounts(tx, branch_id)}
    waiting = {one.id for one in await roll.people(tx, branch_id)} - linked
    return bool(waiting) and waiting <= await just_invited(tx, branch_id, at)


async def _token(tx: AsyncConnection, person: Person, by: int | None, at: datetime) -> str:
    return await roll.issue_invite(tx, person.id, at, INVITE_LASTS, by)


async def take_over_told(
    tx: AsyncConnection, ruleset: Ruleset, review: Review, by: int | None, at: datetime
) -> int:
    """Record in a review what the roll's sheet tells; returns how many facts are new or changed.

    What the guideline does not know, and what somebody has said since, is left alone.
    """
    told = await roll.told(tx, review.branch_id)
    held = await reviews.all_facts(tx, review.id)
    taken = 0
    for person_id, facts in told.items():
        for fact_id, value in _understood(ruleset, facts).items():
            record = held.get(person_id, {}).get(fact_id)
            if record is not None and (
                record.value_json == value or record.source is not Source.ROLL
            ):
                continue
            await reviews.record_fact(
                tx, review.id, person_id, fact_id, value, Source.ROLL, by, at, True
            )
            taken += 1
    return taken


def _understood(ruleset: Ruleset, facts: Mapping[str, str]) -> dict[str, str]:
    known = {}
    for fact_id, value in facts.items():
        fact = ruleset.facts.get(fact_id)
        if fact is None or Kind.MEMBER not in fact.kinds:
            continue
        try:
            fact_from_json(fact, value)
        except FactError:
            continue
        known[fact_id] = value
    return known
