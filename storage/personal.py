"""Everything that is kept about one person, and what of it he may have erased.

`ABOUT` says for every table whose rows are about a person by which columns; `AUTHORED` names the
columns in which he is only who wrote something about others.  A test holds both against the schema,
so that no new table is forgotten.

Votes are not among it: they are not kept by person.  That he stands on a ballot's roll is.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Column, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema, suggestions
from storage.reviews import COLUMNS as REVIEW
from storage.reviews import Review, Stage, as_review
from storage.statements import change

Rows = tuple[Mapping[str, object], ...]

ABOUT: Mapping[str, tuple[str, ...]] = {
    "account": ("person_id",),
    "invite": ("person_id",),
    "roll_fact": ("person_id",),
    "roll_draft": ("person_id",),
    "handover": ("from_id", "to_id"),
    "fact": ("person_id",),
    "heard": ("person_id",),
    "assessment": ("person_id",),
    "assessment_note": ("person_id",),
    "suggestion": ("person_id",),
    "appraisal": ("person_id",),
    "remark": ("person_id",),
    "revision": ("person_id",),
    "meeting_answer": ("person_id",),
    "meeting_draft": ("person_id",),
    "roll_call": ("person_id",),
    "reminder_choice": ("person_id",),
    "ballot_roll": ("person_id",),
    "ballot_subject": ("person_id",),
    "ballot_teller": ("person_id",),
    "outbox": ("person_id",),
    "audit": ("person_id",),
}
"""The tables with rows about a person, and the columns that say about whom."""

AUTHORED: Mapping[str, tuple[str, ...]] = {
    "invite": ("issued_by",),
    "roll_undo": ("said_by",),
    "fact": ("said_by",),
    "heard": ("said_by",),
    "assessment": ("written_by",),
    "suggestion": ("said_by",),
    "appraisal": ("said_by",),
    "body_appraisal": ("said_by",),
    "body_note": ("said_by",),
    "remark": ("said_by",),
    "revision": ("said_by",),
    "meeting": ("set_by",),
    "roll_call": ("noted_by",),
    "reminder_plan": ("changed_by",),
    "paper_count": ("entered_by", "confirmed_by"),
    "own_form": ("uploaded_by",),
}
"""Columns that name who said or did something about somebody else: his audit trail lists it."""

_notes, _remark, _answer = schema.assessment_note, schema.remark, schema.meeting_answer
_asked = schema.suggestion
_person_review = (
    select(*REVIEW)
    .join(schema.person, schema.person.c.branch_id == schema.review.c.branch_id)
    .where(schema.person.c.id == bindparam("whose"))
    .order_by(schema.review.c.year)
)
_closed = _person_review.where(
    schema.review.c.stage == Stage.CLOSED.value,
    or_(
        *(
            select(table.c.item)
            .where(table.c.review_id == schema.review.c.id, table.c.person_id == bindparam("whose"))
            .exists()
            for table in (_notes, _remark)
        ),
        select(_asked.c.id)
        .where(
            _asked.c.review_id == schema.review.c.id,
            _asked.c.person_id == bindparam("whose"),
            _asked.c.text != "",
        )
        .exists(),
    ),
)
_gone = {
    table: delete(table).where(
        table.c.review_id == bindparam("review"), table.c.person_id == bindparam("whose")
    )
    for table in (_notes, _remark)
}
_reasons = (
    update(_answer)
    .where(
        _answer.c.person_id == bindparam("whose"),
        _answer.c.reason.is_not(None),
        _answer.c.meeting_id.in_(
            select(schema.meeting.c.id).where(schema.meeting.c.starts_at < bindparam("before"))
        ),
    )
    .values(reason=None)
)


async def kept_about(tx: AsyncConnection, person_id: int) -> dict[str, Rows]:
    """Return every row about a person, by table; tables without any are left out."""
    found: dict[str, Rows] = {}
    for name, columns in ABOUT.items():
        table = schema.metadata.tables[name]
        about = or_(*(table.c[column] == person_id for column in columns))
        order: tuple[Column[object], ...] = tuple(table.primary_key)
        rows = await tx.execute(select(table).where(about).order_by(*order))
        if kept := tuple(dict(row) for row in rows.mappings()):
            found[name] = kept
    return found


async def closed_with_texts(tx: AsyncConnection, person_id: int) -> tuple[Review, ...]:
    """Return the closed reviews that still hold texts by or about a person."""
    return tuple(map(as_review, await tx.execute(_closed, {"whose": person_id})))


async def erase_texts(tx: AsyncConnection, review: Review, person_id: int, at: datetime) -> int:
    """Erase, at his own wish, the texts by and about a person in a closed review; audited.

    The words of what he was asked to explain and his reasons for missing past meetings go too.
    Grades, figures, levels and totals stay, and that something was asked.
    Returns how many texts; ValueError: the review is not closed.
    """
    if review.stage is not Stage.CLOSED:
        raise ValueError("texts are erased after the review is closed")
    which = {"review": review.id, "whose": person_id}
    many = sum([await change(tx, statement, which) for statement in _gone.values()])
    many += await suggestions.erase_words(tx, review.id, person_id)
    many += await change(tx, _reasons, {"whose": person_id, "before": at})
    if many:
        await audit.record(
            tx, review.branch_id, person_id, "texts.erased", at, review=review.id, texts=many
        )
    return many
