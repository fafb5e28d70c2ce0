"""An empty database, upgraded once a process and copied for every test that wants one."""

from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import database_file
from storage.migrations import upgrade


def ready(data: Path) -> None:
    """Put an empty, upgraded database into a data folder; one that is there already stays."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not database_file(data).exists():
        database_file(data).write_bytes(EMPTY)


def _upgraded() -> bytes:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        upgrade(data)
        return database_file(data).read_bytes()


# Made before the first test, so that none that counts what is drawn by chance pays for it.
EMPTY = _upgraded()
