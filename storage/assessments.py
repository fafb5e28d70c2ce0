"""What a member answered about himself: one row, one statement a tap.

Texts stand beside it under items: `c:<criterion>` the note on a criterion, `p:<part>` a written
part of the form, `s:<suggestion>` the answer to a suggestion of a higher committee.

`answered_at` is when his screen last changed, so that a second tap on the same spot
just afterwards is not taken for an answer to the next question.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import JSON, bindparam, delete, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import audit, schema
from storage.reviews import branch_of
from storage.statements import AnyRow, change, insert_or_ignore, insert_or_set
from storage.types import merged

_table, _note = schema.assessment, schema.assessment_note
_whole = (
    select(
        _table.c.person_id,
        _table.c.submitted_at,
        _table.c.position,
        _table.c.own_level,
        _table.c.grades,
        _table.c.answered_at,
        _table.c.figures,
        _table.c.written_by,
        _note.c.item,
        _note.c.note,
    )
    .select_from(_table)
    .outerjoin(
        _note,
        (_note.c.review_id == _table.c.review_id) & (_note.c.person_id == _table.c.person_id),
    )
    .where(_table.c.review_id == bindparam("review"))
)
_of_person = _whole.where(_table.c.person_id == bindparam("person"))
_grade = insert_or_set(
    _table,
    "position",
    "answered_at",
    grades=merged(_table.c.grades, bindparam("patch", type_=JSON)),
)
_position = insert_or_set(_table, "position", "answered_at")
_own_level = insert_or_set(_table, "position", "answered_at", "own_level")
_figures = insert_or_set(
    _table,
    "position",
    "answered_at",
    figures=merged(
        func.coalesce(_table.c.figures, literal_column("'{}'")), bindparam("patch", type_=JSON)
    ),
)
_submitted = insert_or_set(_table, "submitted_at", "answered_at", "written_by")
_withdrawn = (
    update(_table)
    .where(_table.c.review_id == bindparam("review"), _table.c.person_id == bindparam("person"))
    .values(submitted_at=None, answered_at=bindparam("at"))
)
_written = (
    update(_table)
    .where(_table.c.review_id == bindparam("review"), _table.c.person_id == bindparam("person"))
    .values(written_by=bindparam("by"))
)
_draft_of = delete(_table).where(
    _table.c.review_id == bindparam("review"),
    _table.c.person_id == bindparam("person"),
    _table.c.submitted_at.is_(None),
)
_begun = insert_or_ignore(_table)
_noted = insert_or_set(_note, "note")
_notes_of = delete(_note).where(
    _note.c.review_id == bindparam("review"), _note.c.person_id == bindparam("person")
)
_unnoted = _notes_of.where(_note.c.item == bindparam("item"))
_review = schema.review
_earlier = (
    select(_review.c.year, _note.c.item, _note.c.note)
    .join(_note, _note.c.review_id == _review.c.id)
    .where(
        _note.c.person_id == bindparam("person"),
        _review.c.year
        < select(_review.c.year).where(_review.c.id == bindparam("review")).scalar_subquery(),
    )
    .order_by(_review.c.year.desc())
)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A member's self-assessment as it stands; `grades` by criterion id, `notes` by item.

    `position` is the question he is at; `submitted_at` is None while he may go on.
    `figures`: whole numbers that he typed, by what they count (`set`, `met` …).
    `written_by`: who types it for him; None: he does so himself.
    """

    review_id: int
    person_id: int
    submitted_at: datetime | None = None
    position: int = 0
    own_level: str | None = None
    grades: Mapping[str, str] = field(default_factory=dict)
    answered_at: datetime | None = None
    notes: Mapping[str, str] = field(default_factory=dict)
    figures: Mapping[str, int] = field(default_factory=dict)
    written_by: int | None = None


@dataclass(frozen=True, slots=True)
class EarlierTexts:
    """What a member wrote in the latest earlier year in which he wrote anything, by item."""

    year: int
    notes: Mapping[str, str]


async def assessment(tx: AsyncConnection, review_id: int, person_id: int) -> Assessment:
    """Return a member's self-assessment, an empty one when he has not begun; one select."""
    rows = await tx.execute(_of_person, {"review": review_id, "person": person_id})
    found = _gather(review_id, rows.all())
    return found.get(person_id) or Assessment(review_id, person_id)


async def assessments(tx: AsyncConnection, review_id: int) -> dict[int, Assessment]:
    """Return every self-assessment that was begun, by person id."""
    return _gather(review_id, (await tx.execute(_whole, {"review": review_id})).all())


async def save_grade(
    tx: AsyncConnection,
    review_id: int,
    person_id: int,
    criterion_id: str,
    grade: str | None,
    position: int,
    at: datetime,
) -> None:
    """Keep the grade of one criterion (None: take it back) and the question he is at now."""
    values = _row(review_id, person_id, position, at)
    values["grades"] = {} if grade is None else {criterion_id: grade}
    await tx.execute(_grade, values | {"patch": {criterion_id: grade}})


async def save_position(
    tx: AsyncConnection, review_id: int, person_id: int, position: int, at: datetime
) -> None:
    """Keep the question he is at now."""
    await tx.execute(_position, _row(review_id, person_id, position, at))


async def save_own_level(
    tx: AsyncConnection,
    review_id: int,
    person_id: int,
    level: str | None,
    position: int,
    at: datetime,
) -> None:
    """Keep the level that he claims for himself (None: take it back), and where he is now."""
    await tx.execute(_own_level, _row(review_id, person_id, position, at) | {"own_level": level})


async def save_figures(
    tx: AsyncConnection,
    review_id: int,
    person_id: int,
    figures: Mapping[str, int | None],
    position: int,
    at: datetime,
) -> None:
    """Keep numbers by what they count (None: take one back), and where he is now."""
    values = _row(review_id, person_id, position, at)
    values["figures"] = {name: one for name, one in figures.items() if one is not None}
    await tx.execute(_figures, values | {"patch": dict(figures)})


async def mark_written_by(
    tx: AsyncConnection, review_id: int, person_id: int, by: int | None
) -> None:
    """Note who types a self-assessment that was begun (None: its member, from now on)."""
    await tx.execute(_written, {"review": review_id, "person": person_id, "by": by})


async def save_note(
    tx: AsyncConnection, review_id: int, person_id: int, item: str, note: str | None
) -> None:
    """Keep the text that goes with an item (None: remove it)."""
    which = {"review": review_id, "person": person_id}
    if note is None:
        await tx.execute(_unnoted, which | {"item": item})
        return
    key: dict[str, object] = {"review_id": review_id, "person_id": person_id}
    await tx.execute(_begun, key | {"grades": {}, "position": 0})
    await tx.execute(_noted, key | {"item": item, "note": note})


async def submit(
    tx: AsyncConnection, review_id: int, person_id: int, at: datetime, by: int | None = None
) -> None:
    """Mark the self-assessment as submitted at this moment; `by`: who typed it for the member."""
    values = _row(review_id, person_id, 0, at)
    await tx.execute(_submitted, values | {"submitted_at": at, "written_by": by})


async def withdraw(tx: AsyncConnection, review_id: int, person_id: int, at: datetime) -> None:
    """Take the self-assessment back to be changed; one that was not submitted stays as it is."""
    await tx.execute(_withdrawn, {"review": review_id, "person": person_id, "at": at})


async def begin_anew(
    tx: AsyncConnection, review_id: int, person_id: int, by: int, at: datetime
) -> None:
    """Erase a draft with its texts, for `by` to type another for its member; audited.

    One that is submitted stays as it is.
    """
    which = {"review": review_id, "person": person_id}
    if await change(tx, _draft_of, which):
        await tx.execute(_notes_of, which)
        branch_id = await branch_of(tx, review_id)
        await audit.record(
            tx, branch_id, by, "assessment.begun_anew", at, review=review_id, person=person_id
        )


async def earlier_texts(tx: AsyncConnection, review_id: int, person_id: int) -> EarlierTexts | None:
    """Return what he wrote in the latest year before that of this review; None: nothing."""
    rows = (await tx.execute(_earlier, {"review": review_id, "person": person_id})).all()
    if not rows:
        return None
    year = rows[0].year
    return EarlierTexts(year, {row.item: row.note for row in rows if row.year == year})


async def erase_notes(tx: AsyncConnection, review_id: int, person_id: int) -> int:
    """Remove all of a person's texts in a review; grades and level stay. Returns how many."""
    return await change(tx, _notes_of, {"review": review_id, "person": person_id})


def _row(review_id: int, person_id: int, position: int, at: datetime) -> dict[str, object]:
    return {
        "review_id": review_id,
        "person_id": person_id,
        "position": position,
        "answered_at": at,
        "grades": {},
    }


def _gather(review_id: int, rows: Iterable[AnyRow]) -> dict[int, Assessment]:
    """Fold rows (an assessment repeated for each of its notes) into assessments."""
    found: dict[int, Assessment] = {}
    notes: dict[int, dict[str, str]] = {}
    for row in rows:
        if row.person_id not in found:
            found[row.person_id] = Assessment(
                review_id,
                row.person_id,
                row.submitted_at,
                row.position,
                row.own_level,
                row.grades,
                row.answered_at,
                notes.setdefault(row.person_id, {}),
                row.figures or {},
                row.written_by,
            )
        if row.item is not None:
            notes[row.person_id][row.item] = row.note
    return found
