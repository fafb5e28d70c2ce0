"""Three column types: a moment that is always aware, a set of words, a merged map."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import FunctionElement
from sqlalchemy.types import TypeDecorator


class Moment(TypeDecorator[datetime]):
    """An aware datetime, kept in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment in UTC as the database keeps it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be kept")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the moment as an aware datetime in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class WordSet(TypeDecorator[frozenset[str]]):
    """A small set of words, kept sorted in one column, so that one select brings it along."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> str | None:
        """Return the words as `a b c`."""
        return None if value is None else " ".join(sorted(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> frozenset[str] | None:
        """Return the set of words."""
        return None if value is None else frozenset(value.split())


class merged(FunctionElement[Any]):  # noqa: N801 - reads as an SQL function
    """A JSON map with a patch laid over it, in the database: a null in the patch removes its key.

    One statement does what would otherwise be a read and a write;
    two devices that answer different questions at once both keep their answer.
    """

    type = JSON()
    inherit_cache = True
    name = "merged"


@compiles(merged)
def _merged_sqlite(element: merged, compiler: SQLCompiler, **kw: Any) -> str:
    return f"json_patch({compiler.process(element.clauses, **kw)})"


@compiles(merged, "postgresql")
def _merged_postgresql(element: merged, compiler: SQLCompiler, **kw: Any) -> str:
    base, patch = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"jsonb_strip_nulls({base}::jsonb || {patch}::jsonb)::json"
