"""Build hook: compile every ``tusoi.po`` into ``tusoi.mo``.

Hatchling runs it for wheels and editable installs alike, so no build can ship without its words;
``python locales/compile.py`` does the same by hand.  A catalogue that does not compile, holds a
fuzzy entry or loses a field fails the build.
"""

import sys
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface as Base
except ImportError:  # run by hand in an environment without the build backend
    Base = object  # type: ignore[assignment, misc]

FOLDER = Path(__file__).parent


def compile_catalogues(folder: Path = FOLDER) -> list[Path]:
    """Compile the catalogues below ``folder``; returns the files written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        with source.open("rb") as stream:
            catalogue = read_po(stream, locale=source.parents[1].name, abort_invalid=True)
        faults = [
            f"{source}:{message.lineno}: {fault}"
            for message, errors in catalogue.check()
            for fault in errors
        ]
        if faults:
            raise SystemExit("\n".join(faults))
        target = source.with_suffix(".mo")
        with target.open("wb") as stream:
            write_mo(stream, catalogue)
        written.append(target)
    return written


class CompileCatalogues(Base):  # type: ignore[misc]
    """Hatchling's custom build hook."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        compile_catalogues(Path(self.root) / "locales")


if __name__ == "__main__":
    for path in compile_catalogues():
        sys.stdout.write(f"{path}\n")
