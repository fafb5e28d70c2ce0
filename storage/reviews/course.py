"""Opening a branch's review of a year, and moving it from stage to stage."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.errors import ReviewExists
from storage.reviews.model import COLUMNS, Review, Stage, as_review

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
_of_branch = (
    select(*COLUMNS)
    .where(schema.review.c.branch_id == bindparam("branch"))
    .order_by(schema.review.c.year.desc())
)
_moves = (
    select(
        schema.audit.c.action, schema.audit.c.at, schema.audit.c.person_id, schema.audit.c.detail
    )
    .where(
        schema.audit.c.branch_id == bindparam("branch"),
        schema.audit.c.action.in_(("review.opened", "review.stage")),
    )
    .order_by(schema.audit.c.id)
)


@dataclass(frozen=True, slots=True)
class Move:
    """A review came to a stage: when, by whom (None: the operator), and why it went back."""

    stage: Stage
    at: datetime
    by: int | None
    reason: str | None


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
        raise ReviewExists(
            "The branch has a review under way, or had one for that year."
        ) from error
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
        raise ReviewExists("Another review of the branch is under way.") from error
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


async def reviews_of(tx: AsyncConnection, branch_id: int) -> tuple[Review, ...]:
    """Return every review that the branch has had, the latest year first."""
    rows = await tx.execute(_of_branch, {"branch": branch_id})
    return tuple(as_review(row) for row in rows)


async def moves(tx: AsyncConnection, review: Review) -> tuple[Move, ...]:
    """Return how a review came from stage to stage, its opening first; from the audit trail."""
    return tuple(
        Move(
            Stage(row.detail.get("stage", Stage.ASSESSMENT)),
            row.at,
            row.person_id,
            row.detail.get("reason"),
        )
        for row in await tx.execute(_moves, {"branch": review.branch_id})
        if row.detail.get("review") == review.id
    )
