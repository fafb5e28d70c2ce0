"""LibreOffice and poppler: from files to pages, and what stands where on them."""

import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET

TOOLS = ("soffice", "pdftotext", "pdffonts")
_HTML = "{http://www.w3.org/1999/xhtml}"
_POINT = 25.4 / 72
BATCH = 40
"""Files that one run of the office converts."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page and its box, in millimetres from the upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size in millimetres, and its words in reading order."""

    width: float
    height: float
    words: tuple[Word, ...]


def missing() -> list[str]:
    """The tools that this machine lacks."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def to_pdf(files: Iterable[Path], folder: Path) -> None:
    """Convert every file into the folder; CalledProcessError: the office refused."""
    every = [str(one) for one in files]
    for start in range(0, len(every), BATCH):
        _run(
            "soffice",
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            *every[start : start + BATCH],
        )


def pages(pdf: Path) -> tuple[Page, ...]:
    """The pages of a PDF with their words."""
    tree = ET.fromstring(_run("pdftotext", "-bbox", str(pdf), "-"))
    return tuple(
        Page(
            float(page.attrib["width"]) * _POINT,
            float(page.attrib["height"]) * _POINT,
            tuple(_word(one) for one in page.iter(f"{_HTML}word")),
        )
        for page in tree.iter(f"{_HTML}page")
    )


def _word(found: ET.Element) -> Word:
    left, top, right, bottom = (
        float(found.attrib[side]) * _POINT for side in ("xMin", "yMin", "xMax", "yMax")
    )
    return Word(found.text or "", left, top, right, bottom)


def fonts(pdf: Path) -> set[str]:
    """The families of type in a PDF."""
    lines = _run("pdffonts", str(pdf)).splitlines()[2:]
    return {line.split()[0].partition("+")[2].partition("-")[0] for line in lines}


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=600).stdout
