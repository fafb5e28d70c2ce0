"""An empty database, upgraded once a process and copied for every test that needs one."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from storage.database import database_file
from storage.migrations import upgrade


def ready(data: Path) -> None:
    """Leave a data folder as `upgrade` would leave a new one."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    database_file(data).write_bytes(_empty())


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        upgrade(data)
        return database_file(data).read_bytes()
