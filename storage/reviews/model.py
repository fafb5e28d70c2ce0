"""A review, a statement of fact, and the words for where they stand and come from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import schema
from storage.statements import AnyRow, columns


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


def as_review(row: AnyRow, at: int = 0) -> Review:
    """Read a review from the seven columns that start at place `at`."""
    which, branch_id, year, ruleset_id, base_id, stage, opened_at = row[at : at + 7]
    return Review(which, branch_id, year, ruleset_id, base_id, Stage(stage), opened_at)


_branch = select(schema.review.c.branch_id).where(schema.review.c.id == bindparam("review"))


async def branch_of(tx: AsyncConnection, review_id: int) -> int:
    """Return the branch whose review this is."""
    return int((await tx.execute(_branch, {"review": review_id})).scalar_one())
