"""The papers: the file of a branch of sixty against what its tables cost python-docx alone.

The floor opens python-docx's own empty document for each paper, writes the same paragraphs and the
same tables cell by cell, once, without any look, and saves it.  One thread that waits for nothing:
what is told is processor time.
"""

import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from statistics import median
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from docx import Document

from bot.documents import make
from conversations.dossier.blanks import blank_forms
from conversations.dossier.model import Paper
from rules import load_library
from storage.roll import Branch
from tests.benchmarks.measure import Figure, against, duration, workwatch
from tests.benchmarks.memory import peak
from tests.rendering.filling import filled

GUIDELINE = "can-tho-2018"
SMALL, LARGE = 6, 60
ROUNDS = 3
MOST_MEMORY = 160
"""Megabytes, of which the program itself takes most."""
_EACH = ("mau-02", "mau-05", "notice")
_ONCE = ("mau-06", "protocol", "minutes")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def file_of(many: int) -> list[Paper]:
    """The papers of a branch of so many: three for each member, three for all of them."""
    at = datetime(2018, 12, 15, 12, 0, tzinfo=UTC)
    blanks = blank_forms(load_library().get(GUIDELINE), Branch(1, "Chi bộ", "Đảng ủy"), 2018, at)
    forms = {one.form.id: filled(one, people=many, paragraphs=1) for one in blanks}
    return [*[forms[one] for one in _EACH] * many, *(forms[one] for one in _ONCE)]


def papers() -> list[Figure]:
    """Papers a second, the file of a branch against its floor, and what memory it takes."""
    every = file_of(LARGE)
    bare = [_plain(make(paper).content) for paper in every]
    ours, theirs = [], []
    for _ in range(ROUNDS):
        seconds = workwatch()
        for paper in every:
            make(paper)
        ours.append(seconds())
        seconds = workwatch()
        for blocks in bare:
            _written(blocks)
        theirs.append(seconds())
    own, floor = median(ours), median(theirs)
    rate = len(every) / own
    return [
        Figure("papers made a second (a branch's file)", f"{rate:,.0f}/s", duration(1 / rate)),
        against(
            f"the file of a branch of {LARGE} ({len(every)} papers)",
            duration(own),
            f"{duration(floor)} python-docx",
            own / floor,
            2,
        ),
        _memory(),
    ]


Plain = Sequence[str | Sequence[Sequence[str]]]
"""A paper's paragraphs and tables as bare text."""


def _plain(content: bytes) -> Plain:
    with ZipFile(BytesIO(content)) as package:
        body = ET.fromstring(package.read("word/document.xml"))[0]
    return [
        _words(block)
        if block.tag == f"{_W}p"
        else [[_words(cell) for cell in row.iter(f"{_W}tc")] for row in block.iter(f"{_W}tr")]
        for block in body
        if block.tag in {f"{_W}p", f"{_W}tbl"}
    ]


def _words(block: ET.Element) -> str:
    return "".join(one.text or "" for one in block.iter(f"{_W}t"))


def _written(blocks: Plain) -> bytes:
    """The same text by python-docx's own means."""
    docx = Document()
    for block in blocks:
        if isinstance(block, str):
            docx.add_paragraph(block)
            continue
        table = docx.add_table(len(block), max(map(len, block)))
        for row, texts in zip(table.rows, block, strict=True):
            for cell, text in zip(row.cells, texts, strict=False):
                cell.text = text
    stream = BytesIO()
    docx.save(stream)
    return stream.getvalue()


def _memory() -> Figure:
    """Peak memory of a process of its own that makes the file of a large branch, and a small."""
    small, large = (_peak(many) for many in (SMALL, LARGE))
    return Figure(
        f"peak memory: the file of a branch of {LARGE}, paper by paper",
        f"{large:.0f} MB",
        f"{small:.0f} MB for {SMALL}",
        f"{large / small:.2f}",
        f"< {MOST_MEMORY} MB",
        large < MOST_MEMORY,
    )


def _peak(many: int) -> float:
    command = [sys.executable, "-m", "tests.benchmarks.papers", str(many)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    for one in file_of(int(sys.argv[1])):
        make(one)
    print(peak())  # noqa: T201
