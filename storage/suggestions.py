"""What a higher committee asks a member, or the branch, to explain in the review (gợi ý kiểm điểm).

A suggestion is never rewritten: it is taken back and made anew, so that an answer keeps its
question.  The member's answer stands with his self-assessment, under the item `s:<id>`.
One without words was taken back before anybody saw it, or its words were erased at its member's
wish after the year was closed: that it was made stays on record.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.statements import AnyRow, change, columns

_t = schema.suggestion
_WORDLESS: dict[str, object] = {"text": "", "origin": ""}
_COLUMNS = columns(
    _t, "id", "review_id", "person_id", "text", "origin", "said_by", "said_at", "withdrawn_at"
)
_standing = (
    select(*_COLUMNS)
    .where(_t.c.review_id == bindparam("review"), _t.c.withdrawn_at.is_(None))
    .order_by(_t.c.id)
)
_of_person = _standing.where(_t.c.person_id == bindparam("person"))
_of_branch = _standing.where(_t.c.person_id.is_(None))
_by_id = select(*_COLUMNS).where(_t.c.id == bindparam("which"))
_erase = (
    update(_t)
    .where(
        _t.c.review_id == bindparam("review"),
        _t.c.person_id == bindparam("whose"),
        _t.c.text != "",
    )
    .values(_WORDLESS)
)
_branch = select(schema.review.c.branch_id).where(schema.review.c.id == bindparam("review"))


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is to be explained, by whom (None: the branch), and who asked for it (`origin`).

    `said_by` and `said_at`: who entered it here, and when; `withdrawn_at`: when it was taken back.
    """

    id: int
    review_id: int
    person_id: int | None
    text: str
    origin: str
    said_by: int | None
    said_at: datetime
    withdrawn_at: datetime | None = None


async def suggest(
    tx: AsyncConnection,
    review_id: int,
    person_id: int | None,
    text: str,
    origin: str,
    by: int | None,
    at: datetime,
) -> Suggestion:
    """Enter a suggestion for a person (None: for the branch); audited, without its words."""
    values = {
        "review_id": review_id,
        "person_id": person_id,
        "text": text,
        "origin": origin,
        "said_by": by,
        "said_at": at,
    }
    which = (await tx.execute(insert(_t).returning(_t.c.id), values)).scalar_one()
    await _note(tx, "suggestion.made", review_id, person_id, which, by, at)
    return Suggestion(which, review_id, person_id, text, origin, by, at)


async def withdraw(
    tx: AsyncConnection, suggestion_id: int, by: int | None, at: datetime, *, unseen: bool = False
) -> Suggestion | None:
    """Take a suggestion back and return it; None: there is none, or it was taken back before.

    `unseen`: nobody was told of it, so that its words are not kept.
    """
    found = await suggestion(tx, suggestion_id)
    taking = update(_t).where(_t.c.id == suggestion_id, _t.c.withdrawn_at.is_(None))
    values: dict[str, object] = {"withdrawn_at": at} | (_WORDLESS if unseen else {})
    if found is None or not await change(tx, taking.values(values)):
        return None
    await _note(tx, "suggestion.withdrawn", found.review_id, found.person_id, suggestion_id, by, at)
    return found


async def erase_words(tx: AsyncConnection, review_id: int, person_id: int) -> int:
    """Erase the words of everything that was asked of a person in a review.  Returns how many."""
    which = {"review": review_id, "whose": person_id}
    return await change(tx, _erase, which)


async def suggestion(tx: AsyncConnection, suggestion_id: int) -> Suggestion | None:
    """Return a suggestion, taken back or not, or None."""
    row = (await tx.execute(_by_id, {"which": suggestion_id})).one_or_none()
    return None if row is None else _as_suggestion(row)


async def suggestions_for(
    tx: AsyncConnection, review_id: int, person_id: int | None
) -> tuple[Suggestion, ...]:
    """Return what a person (None: the branch) is asked to explain, in the order of entry."""
    if person_id is None:
        rows = await tx.execute(_of_branch, {"review": review_id})
    else:
        rows = await tx.execute(_of_person, {"review": review_id, "person": person_id})
    return tuple(map(_as_suggestion, rows))


async def of_review(
    tx: AsyncConnection, review_id: int
) -> dict[int | None, tuple[Suggestion, ...]]:
    """Return everything that is asked in a review, by person id; under None, of the branch."""
    found: dict[int | None, tuple[Suggestion, ...]] = {}
    for one in map(_as_suggestion, await tx.execute(_standing, {"review": review_id})):
        found[one.person_id] = (*found.get(one.person_id, ()), one)
    return found


def _as_suggestion(row: AnyRow) -> Suggestion:
    return Suggestion(*row)


async def _note(
    tx: AsyncConnection,
    action: str,
    review_id: int,
    person_id: int | None,
    which: int,
    by: int | None,
    at: datetime,
) -> None:
    branch_id = (await tx.execute(_branch, {"review": review_id})).scalar_one()
    await audit.record(
        tx, branch_id, by, action, at, review=review_id, person=person_id, suggestion=which
    )
