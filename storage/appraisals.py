"""The committee's view of a member (Mẫu 05), and of the branch and its leading collective.

One view each, agreed among the committee: the last word counts, with who said it and when.
Each tap is one statement, so that two committee members who grade at once both keep their grades.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON, Table, bindparam, select
from sqlalchemy.dialects.sqlite import Insert
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import branch_of
from storage.statements import AnyRow, insert_or_set
from storage.types import merged

_one, _body = schema.appraisal, schema.body_appraisal


def _patching(table: Table) -> Insert:
    grades = merged(table.c.grades, bindparam("patch", type_=JSON))
    return insert_or_set(table, "said_by", "said_at", grades=grades)


_grade, _grade_body = _patching(_one), _patching(_body)
_level = insert_or_set(_one, "level", "said_by", "said_at")
_level_body = insert_or_set(_body, "level", "said_by", "said_at")
_of_review = select(
    _one.c.person_id, _one.c.grades, _one.c.level, _one.c.said_by, _one.c.said_at
).where(_one.c.review_id == bindparam("review"))
_of_person = _of_review.where(_one.c.person_id == bindparam("person"))
_of_bodies = select(
    _body.c.kind, _body.c.grades, _body.c.level, _body.c.said_by, _body.c.said_at
).where(_body.c.review_id == bindparam("review"))
_of_body = _of_bodies.where(_body.c.kind == bindparam("kind"))


@dataclass(frozen=True, slots=True)
class Appraisal:
    """The committee's grades by criterion id and the level it proposes (None: not yet).

    `said_by` and `said_at`: who entered the last of it, and when; None: nothing was entered.
    """

    grades: Mapping[str, str] = field(default_factory=dict)
    level: str | None = None
    said_by: int | None = None
    said_at: datetime | None = None


async def appraisal_of(tx: AsyncConnection, review_id: int, person_id: int) -> Appraisal:
    """Return the committee's view of a member; an empty one when there is none yet."""
    row = (await tx.execute(_of_person, {"review": review_id, "person": person_id})).one_or_none()
    return Appraisal() if row is None else _as_appraisal(row)


async def appraisals(tx: AsyncConnection, review_id: int) -> dict[int, Appraisal]:
    """Return the committee's views in a review, by person id; who has none is left out."""
    rows = await tx.execute(_of_review, {"review": review_id})
    return {row.person_id: _as_appraisal(row) for row in rows}


async def appraisal_of_body(tx: AsyncConnection, review_id: int, kind: str) -> Appraisal:
    """Return the view of the branch's own bodies; `kind`: `organisation` or `collective`."""
    row = (await tx.execute(_of_body, {"review": review_id, "kind": kind})).one_or_none()
    return Appraisal() if row is None else _as_appraisal(row)


async def appraisals_of_bodies(tx: AsyncConnection, review_id: int) -> dict[str, Appraisal]:
    """Return the views of the branch's own bodies, by kind; what has none is left out."""
    rows = await tx.execute(_of_bodies, {"review": review_id})
    return {row.kind: _as_appraisal(row) for row in rows}


async def save_grade(
    tx: AsyncConnection,
    review_id: int,
    subject: int | str,
    criterion_id: str,
    grade: str | None,
    by: int,
    at: datetime,
) -> None:
    """Keep the committee's grade of one criterion (None: take it back).

    `subject`: a person's id, or the kind of a body.  Not audited: it changes with every tap.
    """
    values = _row(review_id, subject, by, at)
    values["grades"] = {} if grade is None else {criterion_id: grade}
    statement = _grade_body if isinstance(subject, str) else _grade
    await tx.execute(statement, values | {"patch": {criterion_id: grade}})


async def save_level(
    tx: AsyncConnection,
    review_id: int,
    subject: int | str,
    level: str | None,
    by: int,
    at: datetime,
) -> None:
    """Keep the level that the committee proposes (None: take it back); audited."""
    values = _row(review_id, subject, by, at) | {"level": level}
    await tx.execute(_level_body if isinstance(subject, str) else _level, values)
    whom = "body" if isinstance(subject, str) else "person"
    branch_id = await branch_of(tx, review_id)
    await audit.record(
        tx, branch_id, by, "appraisal.level", at, review=review_id, level=level, **{whom: subject}
    )


def _row(review_id: int, subject: int | str, by: int, at: datetime) -> dict[str, object]:
    return {
        "review_id": review_id,
        "kind" if isinstance(subject, str) else "person_id": subject,
        "grades": {},
        "said_by": by,
        "said_at": at,
    }


def _as_appraisal(row: AnyRow) -> Appraisal:
    _, grades, level, said_by, said_at = row
    return Appraisal(grades, level, said_by, said_at)
