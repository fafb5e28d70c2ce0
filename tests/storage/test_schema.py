"""The schema: migrated as described, and nothing in the box but what belongs there."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import LargeBinary, create_engine, insert
from sqlalchemy.pool import StaticPool

from storage import driver, schema
from storage.database import database_file
from storage.migrations import configuration, upgrade
from storage.types import Moment
from tests.storage.conftest import Place


def test_migrations_lead_to_the_schema(place: Place) -> None:
    """A migrated database has exactly the tables, columns, types and names that the code states."""
    with closing(driver.connect(database_file(place.data))) as connection:
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with engine.connect() as bound:
            context = MigrationContext.configure(
                bound, opts={"compare_type": True, "compare_server_default": True}
            )
            assert compare_metadata(context, schema.metadata) == []


def words(sql: str) -> list[str]:
    """Return the words of a definition, whatever the order of its constraints.

    A table that a migration made anew bears its name in quotes.
    """
    return sorted(sql.replace('"', "").replace(",", " ").replace(")", " ) ").split())


def test_migrated_tables_are_spelled_as_the_schema_would_create_them(place: Place) -> None:
    """What no comparison looks at (checks, autoincrement, WITHOUT ROWID) is the same too."""
    spelled = "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' AND sql NOT NULL"
    with closing(driver.connect(database_file(place.data))) as connection:
        migrated = {name: words(sql) for name, sql in connection.execute(spelled)}
    migrated.pop("alembic_version")
    engine = create_engine("sqlite://", poolclass=StaticPool)
    with engine.connect() as bound:
        schema.metadata.create_all(bound)
        created = {name: words(sql) for name, sql in bound.exec_driver_sql(spelled)}
    assert migrated == created


def test_the_code_knows_every_revision() -> None:
    """The list of revisions, by which a start judges a database, is that of the scripts."""
    scripts = ScriptDirectory.from_config(configuration())
    in_order = [script.revision for script in scripts.walk_revisions()][::-1]
    assert tuple(in_order) == schema.REVISIONS


def test_upgrading_twice_changes_nothing(tmp_path: Path) -> None:
    """The first upgrade makes the database, the second finds nothing to do."""
    assert upgrade(tmp_path / "data")
    assert not upgrade(tmp_path / "data")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


def test_upgrading_needs_no_configuration_file(tmp_path: Path) -> None:
    """From any folder, with nothing but the package, a database is made."""
    code = "import sys, pathlib, storage.migrations as m; m.upgrade(pathlib.Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "data")], cwd=tmp_path, check=True)
    assert database_file(tmp_path / "data").is_file()


BOX = {
    "envelope": {"ballot_id", "slot", "returned", "sealed"},
    "ballot_roll": {"ballot_id", "person_id", "slot", "paper"},
    "ballot_teller": {"ballot_id", "person_id"},
    "tally": {"ballot_id", "number", "level", "votes"},
    "ballot_subject": {"ballot_id", "number", "person_id", "name", "options", "blank", "kind"},
    "paper_count": {"ballot_id", "issued", "returned", "invalid", "entered_by", "confirmed_by"},
    "paper_tally": {"ballot_id", "number", "level", "votes"},
}
"""The only columns allowed where votes are near. Think of the promise before adding one."""


@pytest.mark.parametrize("name", BOX)
def test_the_box_has_these_columns_and_no_others(name: str) -> None:
    """No time, no order, no account and no draft comes into the box unnoticed."""
    assert set(schema.metadata.tables[name].c.keys()) == BOX[name]


BLOBS = {"envelope": ["sealed"], "ballot": ["public_key"], "own_form": ["content"]}


def test_nothing_else_refers_to_the_box() -> None:
    """Envelopes are bytes in one table, which no other table points to and no index copies."""
    for table in schema.metadata.sorted_tables:
        assert all(key.column.table.name != "envelope" for key in table.foreign_keys)
        blobs = [column.name for column in table.c if isinstance(column.type, LargeBinary)]
        assert blobs == BLOBS.get(table.name, [])
    assert not schema.envelope.indexes


def test_the_box_has_no_row_numbers_of_its_own(place: Place) -> None:
    """The envelope table is kept in the order of its slots; there is no rowid to tell another."""
    with closing(driver.connect(database_file(place.data))) as connection:
        (sql,) = connection.execute(
            "SELECT sql FROM sqlite_master WHERE name = 'envelope'"
        ).fetchone()
    assert "WITHOUT ROWID" in sql


@pytest.mark.parametrize("name", BOX)
def test_the_box_keeps_no_times(name: str) -> None:
    """Not one column of the box is a moment."""
    assert not any(isinstance(column.type, Moment) for column in schema.metadata.tables[name].c)


def test_a_time_without_its_zone_is_refused(place: Place) -> None:
    """A naive datetime cannot get into the database."""
    from datetime import datetime

    engine = create_engine(f"sqlite:///{database_file(place.data)}")
    naive = datetime(2024, 1, 1)  # noqa: DTZ001 - the point of the test
    with engine.connect() as bound, pytest.raises(Exception, match="without a time zone"):
        bound.execute(
            insert(schema.audit), {"action": "x", "at": naive, "detail": {}, "branch_id": None}
        )
    engine.dispose()
