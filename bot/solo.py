"""One bot to a data folder: two would send everything twice and fight over the ballot box.

The lock is the operating system's, on a file in the data folder: it ends with the process however
that ends.  The other commands (`tusoi db backup` …) take no notice of it.
"""

import contextlib
import sys
from pathlib import Path
from typing import IO, Final

from bot.errors import StartError

if sys.platform != "win32":  # which has no such locks: there the operator must see to it himself
    import fcntl

FILE: Final = "tusoi.run"


class Solo:
    """The right to be the one bot of a data folder; held by the process."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Take it; raises StartError where another process has it."""
        if sys.platform == "win32" or self._file is not None:
            return
        file = (self._data / FILE).open("a")
        try:
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            file.close()
            raise StartError(
                "Another `tusoi run` is at work on {folder}: stop it first.",
                folder=str(self._data),
            ) from error
        self._file = file

    def give_up(self) -> None:
        """Give it up; does nothing where it is not held."""
        file, self._file = self._file, None
        if sys.platform != "win32" and file is not None:
            with contextlib.closing(file):
                fcntl.lockf(file, fcntl.LOCK_UN)
