"""A branch's review of one year: its stage, its facts with their provenance, who was heard."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import ReviewExists
from storage.statements import AnyRow, change, columns, insert_or_ignore


class Stage(StrEnum):
    """Where a review stands."""

    ASSESSMENT = "assessment"
    BALLOT = "ballot"
    CLOSED = "closed"


class Source(StrEnum):
    """Who a fact comes from."""

    MEMBER = "member"
    SECRETARY = "secretary"
    OFFICE = "office"
    ROLL = "roll"


@dataclass(frozen=True, slots=True)
class Review:
    """A branch's review of a year under a ruleset; an overlay names its base."""

    id: int
    branch_id: int
    year: int
    ruleset_id: str
    base_id: str | None
    stage: Stage
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class FactRecord:
    """What counts of a fact: its value as JSON, who said it and when, whether it is confirmed."""

    fact_id: str
    value_json: str
    source: Source
    said_by: int | None
    said_at: datetime
    confirmed: bool


COLUMNS = columns(
    schema.review, "id", "branch_id", "year", "ruleset_id", "base_id", "stage", "opened_at"
)
_by_id = select(*COLUMNS).where(schema.review.c.id == bindparam("id"))
_current = select(*COLUMNS).where(
    schema.review.c.branch_id == bindparam("branch"), schema.review.c.stage != Stage.CLOSED.value
)
_latest = (
    select(*COLUMNS)
    .where(schema.review.c.branch_id == bindparam("branch"))
    .order_by(schema.review.c.year.desc())
    .limit(1)
)
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
_heard = select(schema.heard.c.person_id).where(schema.heard.c.review_id == bindparam("review"))


def as_review(row: AnyRow, at: int = 0) -> Review:
    """Read a review from the seven columns that start at place `at`."""
    which, branch_id, year, ruleset_id, base_id, stage, opened_at = row[at : at + 7]
    return Review(which, branch_id, year, ruleset_id, base_id, Stage(stage), opened_at)


async def open_review(
    tx: AsyncConnection,
    branch_id: int,
    year: int,
    ruleset_id: str,
    base_id: str | None,
    by: int | None,
    at: datetime,
) -> Review:
    """Open a branch's review of a year; audited.

    ReviewExists: one is under way, or that year has had one.
    """
    values = {
        "branch_id": branch_id,
        "year": year,
        "ruleset_id": ruleset_id,
        "base_id": base_id,
        "stage": Stage.ASSESSMENT.value,
        "opened_at": at,
    }
    opening = insert(schema.review).returning(schema.review.c.id)
    try:
        async with tx.begin_nested():
            review_id = (await tx.execute(opening, values)).scalar_one()
    except IntegrityError as error:
        raise ReviewExists("the branch has a review under way, or had one for that year") from error
    await audit.record(
        tx, branch_id, by, "review.opened", at, review=review_id, year=year, ruleset=ruleset_id
    )
    return Review(review_id, branch_id, year, ruleset_id, base_id, Stage.ASSESSMENT, at)


async def latest_review(tx: AsyncConnection, branch_id: int) -> Review | None:
    """Return the branch's review of the latest year, closed or not; None: it never had one."""
    row = (await tx.execute(_latest, {"branch": branch_id})).one_or_none()
    return None if row is None else as_review(row)


async def current_review(tx: AsyncConnection, branch_id: int) -> Review | None:
    """Return the branch's review that is not closed, or None."""
    row = (await tx.execute(_current, {"branch": branch_id})).one_or_none()
    return None if row is None else as_review(row)


async def review(tx: AsyncConnection, review_id: int) -> Review | None:
    """Return a review, or None."""
    row = (await tx.execute(_by_id, {"id": review_id})).one_or_none()
    return None if row is None else as_review(row)


async def set_stage(
    tx: AsyncConnection,
    review_id: int,
    stage: Stage,
    by: int | None,
    at: datetime,
    reason: str | None = None,
) -> None:
    """Move a review to a stage, forward or (with a reason) back; audited with the stage before.

    ReviewExists: a closed review cannot be reopened while another is under way.
    """
    before = await review(tx, review_id)
    if before is None or before.stage == stage:
        return
    moving = update(schema.review).where(schema.review.c.id == review_id)
    try:
        async with tx.begin_nested():
            await tx.execute(moving.values(stage=stage.value))
    except IntegrityError as error:
        raise ReviewExists("another review of the branch is under way") from error
    await audit.record(
        tx,
        before.branch_id,
        by,
        "review.stage",
        at,
        review=review_id,
        before=before.stage.value,
        stage=stage.value,
        reason=reason,
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


async def record_heard(
    tx: AsyncConnection, review_id: int, person_id: int, heard: bool, by: int | None, at: datetime
) -> None:
    """Record that a member was heard («đã kiểm điểm»), or that he was not after all; audited."""
    if heard:
        values = {"review_id": review_id, "person_id": person_id, "said_by": by, "said_at": at}
        changed = await change(tx, insert_or_ignore(schema.heard), values)
    else:
        changed = await change(
            tx,
            delete(schema.heard).where(
                schema.heard.c.review_id == review_id, schema.heard.c.person_id == person_id
            ),
        )
    if changed:
        action = "heard.recorded" if heard else "heard.withdrawn"
        branch_id = await _branch_of(tx, review_id)
        await audit.record(tx, branch_id, by, action, at, review=review_id, person=person_id)


async def heard(tx: AsyncConnection, review_id: int) -> frozenset[int]:
    """Return who was recorded as heard, by person id."""
    return frozenset((await tx.execute(_heard, {"review": review_id})).scalars())


def _as_fact(row: AnyRow) -> FactRecord:
    _, fact_id, value, source, said_by, said_at, confirmed = row
    return FactRecord(fact_id, value, Source(source), said_by, said_at, confirmed)


async def _branch_of(tx: AsyncConnection, review_id: int) -> int:
    which = select(schema.review.c.branch_id).where(schema.review.c.id == review_id)
    return int((await tx.execute(which)).scalar_one())


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
    branch_id = await _branch_of(tx, review_id)
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
