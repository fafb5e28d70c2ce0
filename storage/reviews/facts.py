"""What was said of a member, or of the branch, by whom and when; and what of it counts."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews.model import FactRecord, Source, branch_of
from storage.statements import AnyRow, change, columns

_fact = schema.fact
# Later rows win over earlier ones in the reading dictionary, and confirmed ones come last.
_facts = (
    select(
        *columns(
            _fact, "person_id", "fact_id", "value", "source", "said_by", "said_at", "confirmed"
        )
    )
    .where(_fact.c.review_id == bindparam("review"))
    .order_by(_fact.c.confirmed, _fact.c.said_at, _fact.c.id)
)
_facts_of_person = _facts.where(_fact.c.person_id == bindparam("person"))
_facts_of_branch = _facts.where(_fact.c.person_id.is_(None))
_forgotten = (
    select(schema.audit.c.detail)
    .where(
        schema.audit.c.branch_id == bindparam("branch"),
        schema.audit.c.at > bindparam("since"),
        schema.audit.c.action == "fact.forgotten",
    )
    .order_by(schema.audit.c.id)
)


async def record_fact(
    tx: AsyncConnection,
    review_id: int,
    person_id: int | None,
    fact_id: str,
    value_json: str,
    source: Source,
    by: int | None,
    at: datetime,
    confirmed: bool,
) -> None:
    """Add a statement about a person (None: about the branch). Audited, without the value."""
    values = {
        "review_id": review_id,
        "person_id": person_id,
        "fact_id": fact_id,
        "value": value_json,
        "source": source.value,
        "said_by": by,
        "said_at": at,
        "confirmed": confirmed,
    }
    await tx.execute(insert(_fact), values)
    await _note_fact(tx, "fact.recorded", review_id, person_id, fact_id, by, at, source.value)


async def forget_fact(
    tx: AsyncConnection,
    review_id: int,
    person_id: int | None,
    fact_id: str,
    by: int | None,
    at: datetime,
) -> bool:
    """Make a fact unknown again: all that was said of it goes; audited. Says if there was any."""
    gone = await change(
        tx,
        delete(_fact).where(
            _fact.c.review_id == review_id,
            _fact.c.person_id.is_(None) if person_id is None else _fact.c.person_id == person_id,
            _fact.c.fact_id == fact_id,
        ),
    )
    if not gone:
        return False
    await _note_fact(tx, "fact.forgotten", review_id, person_id, fact_id, by, at, None)
    return True


async def facts_of(
    tx: AsyncConnection, review_id: int, person_id: int | None
) -> dict[str, FactRecord]:
    """Return, by fact id, what counts of a person (None: of the branch).

    Confirmed beats unconfirmed, later beats earlier.
    """
    if person_id is None:
        rows = await tx.execute(_facts_of_branch, {"review": review_id})
    else:
        rows = await tx.execute(_facts_of_person, {"review": review_id, "person": person_id})
    return {row.fact_id: _as_fact(row) for row in rows}


async def all_facts(tx: AsyncConnection, review_id: int) -> dict[int | None, dict[str, FactRecord]]:
    """Return what counts of everyone, by person and fact id; under None, the branch's own."""
    everyone: dict[int | None, dict[str, FactRecord]] = {}
    for row in await tx.execute(_facts, {"review": review_id}):
        everyone.setdefault(row.person_id, {})[row.fact_id] = _as_fact(row)
    return everyone


async def facts_changed_since(
    tx: AsyncConnection, review_id: int, person_id: int, since: datetime
) -> tuple[str, ...]:
    """Return the facts of a person to which others gave another value after `since`.

    Those that became known, changed, or were made unknown again; what only was confirmed as it
    stood is none, nor what he said himself.  Sorted by fact id.
    """
    before: dict[str, str] = {}
    now: dict[str, str] = {}
    own: set[str] = set()
    for row in await tx.execute(_facts_of_person, {"review": review_id, "person": person_id}):
        now[row.fact_id] = row.value
        own.discard(row.fact_id)
        if row.said_by == person_id:
            own.add(row.fact_id)
        if row.said_at <= since:
            before[row.fact_id] = row.value
    changed = {fact_id for fact_id, value in now.items() if before.get(fact_id) != value}
    branch_id = await branch_of(tx, review_id)
    for detail in (await tx.execute(_forgotten, {"branch": branch_id, "since": since})).scalars():
        if (detail.get("review"), detail.get("person")) == (review_id, person_id):
            changed.add(str(detail.get("fact")))
    return tuple(sorted(changed - own))


def _as_fact(row: AnyRow) -> FactRecord:
    _, fact_id, value, source, said_by, said_at, confirmed = row
    return FactRecord(fact_id, value, Source(source), said_by, said_at, confirmed)


async def _note_fact(
    tx: AsyncConnection,
    action: str,
    review_id: int,
    person_id: int | None,
    fact_id: str,
    by: int | None,
    at: datetime,
    source: str | None,
) -> None:
    branch_id = await branch_of(tx, review_id)
    await audit.record(
        tx,
        branch_id,
        by,
        action,
        at,
        review=review_id,
        person=person_id,
        fact=fact_id,
        source=source,
    )
