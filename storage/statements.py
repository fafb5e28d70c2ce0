"""Small helps for statements: picked columns, rows, and insert-or-else.

SQLite and PostgreSQL spell insert-or-else alike and SQLAlchemy twice: this is the one place
that names a dialect, and PostgreSQL's `insert` has the same methods.
"""

from collections.abc import Mapping
from typing import Any, TypeAlias

from sqlalchemy import Column, CursorResult, Executable, Row, Table
from sqlalchemy.dialects.sqlite import Insert, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.expression import ColumnElement

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
"""A row as it comes; what leaves a module of the store is a dataclass."""


def columns(table: Table, *names: str) -> tuple[Column[Any], ...]:
    """Return these columns of a table, in this order."""
    return tuple(table.c[name] for name in names)


async def change(
    tx: AsyncConnection, statement: Executable, values: Mapping[str, object] | None = None
) -> int:
    """Run a statement that changes rows; returns how many it did."""
    result: CursorResult[Any] = await tx.execute(statement, values)
    return result.rowcount


def insert_or_ignore(table: Table) -> Insert:
    """Return an insert that does nothing (row count 0) where the row is already there."""
    return insert(table).on_conflict_do_nothing()


def insert_or_set(table: Table, *columns: str, **computed: ColumnElement[object]) -> Insert:
    """Return an insert that, where the row is already there, sets these columns to what it brings.

    `computed` columns are set to the given expressions instead.
    """
    statement = insert(table)
    changes = {column: statement.excluded[column] for column in columns}
    return statement.on_conflict_do_update(
        index_elements=list(table.primary_key), set_=changes | computed
    )
