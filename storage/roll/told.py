"""Facts that a roll's sheet tells of its people, kept until a review takes them over."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.reviews import Source
from storage.schema import fact, person, roll_fact

_of_branch = (
    select(roll_fact.c.person_id, roll_fact.c.fact_id, roll_fact.c.value)
    .join(person, person.c.id == roll_fact.c.person_id)
    .where(person.c.branch_id == bindparam("branch"), person.c.gone.is_(None))
    .order_by(roll_fact.c.person_id, roll_fact.c.fact_id)
)
_forget = delete(roll_fact).where(roll_fact.c.person_id == bindparam("person"))


async def keep_told(
    tx: AsyncConnection,
    person_id: int,
    facts: Mapping[str, str],
    columns: Collection[str] | None = None,
) -> None:
    """Keep what a sheet tells of a person (JSON by fact id), in place of what was told before.

    ``columns`` are the facts that the sheet has a column for: only those are replaced.
    """
    gone = _forget if columns is None else _forget.where(roll_fact.c.fact_id.in_(columns))
    await tx.execute(gone, {"person": person_id})
    rows = [
        {"person_id": person_id, "fact_id": fact_id, "value": value}
        for fact_id, value in facts.items()
    ]
    if rows:
        await tx.execute(insert(roll_fact), rows)


async def told(tx: AsyncConnection, branch_id: int) -> dict[int, dict[str, str]]:
    """Return what the sheets told of a branch's people: JSON by person and fact id."""
    found: dict[int, dict[str, str]] = {}
    for row in await tx.execute(_of_branch, {"branch": branch_id}):
        found.setdefault(row.person_id, {})[row.fact_id] = row.value
    return found


async def untell(tx: AsyncConnection, review_id: int, facts: Mapping[int, Collection[str]]) -> None:
    """Forget what a review took over from the roll (and nothing that anybody said himself)."""
    for person_id, fact_ids in facts.items():
        await tx.execute(
            delete(fact).where(
                fact.c.review_id == review_id,
                fact.c.person_id == person_id,
                fact.c.fact_id.in_(fact_ids),
                fact.c.source == Source.ROLL.value,
            )
        )
