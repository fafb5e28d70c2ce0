"""How a database gets its schema: Alembic, configured from inside the package.

No `alembic.ini` is needed, so an installed wheel upgrades as a source tree does.
A new revision is a file in `versions/` and an id at the end of `schema.REVISIONS`.
"""

from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from storage import driver
from storage.database import database_file, revision_of
from storage.errors import SchemaTooNew
from storage.schema import REVISIONS


def configuration() -> Config:
    """Return Alembic's configuration for this package."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(data: Path) -> bool:
    """Bring the database of a data folder to this code's schema; make both if need be.

    Returns whether anything changed. SchemaTooNew: it is of a newer Tự Soi.
    Stop the bot before: this takes the database for itself.
    """
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    return upgrade_file(database_file(data))


def upgrade_file(path: Path) -> bool:
    """Bring one database file to this code's schema; see `upgrade`."""
    with closing(driver.connect(path)) as connection:
        before = revision_of(connection)
        if before == REVISIONS[-1]:
            return False
        if before is not None and before not in REVISIONS:
            raise SchemaTooNew(
                "The database {path} is of a newer Tự Soi: upgrade the program.", path=str(path)
            )
        # The house's own connection, so that its settings hold for migrations too.
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with engine.connect() as bound:
            bound.exec_driver_sql("BEGIN IMMEDIATE")
            config = configuration()
            config.attributes["connection"] = bound
            command.upgrade(config, "head")
            bound.commit()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").close()
    return True
