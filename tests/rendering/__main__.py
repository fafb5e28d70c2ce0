"""Renders every paper and tells what is wrong; exits 1 where something is, 2 without the tools."""

import sys
import tempfile
from pathlib import Path
from time import perf_counter

from rich.console import Console

from tests.rendering.cases import cases
from tests.rendering.office import fonts, missing, pages, to_pdf
from tests.rendering.rules import faults

say = Console(highlight=False, soft_wrap=True, markup=False).print


def main(folder: Path) -> int:
    """Render into the folder; returns the exit code."""
    lacking = missing()
    if lacking:
        say(f"Papers cannot be rendered here: {', '.join(lacking)} not found.")
        return 2
    start = perf_counter()
    every = list(cases())
    files = [folder / f"{one.name}.docx" for one in every]
    for one, path in zip(every, files, strict=True):
        path.write_bytes(one.file.content)
    made = perf_counter()
    to_pdf(files, folder)
    found, sheets = 0, 0
    for one, path in zip(every, files, strict=True):
        pdf = path.with_suffix(".pdf")
        rendered = pages(pdf)
        sheets += len(rendered)
        for fault in faults(one, rendered, fonts(pdf)):
            found += 1
            say(f"{one.name}: {fault}")
    say(
        f"{len(every)} papers made in {made - start:.1f} s, {sheets} pages rendered in "
        f"{perf_counter() - made:.1f} s, {found} faults."
    )
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) > 1:
        kept = Path(sys.argv[1])
        kept.mkdir(parents=True, exist_ok=True)
        sys.exit(main(kept.resolve()))
    with tempfile.TemporaryDirectory(prefix="tusoi-papers-") as passing:
        sys.exit(main(Path(passing)))
