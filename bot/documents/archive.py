"""The year's file as one .zip: a folder a section, and a page that lists what is in them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo
from zoneinfo import ZoneInfo

from bot.documents.clean import clean
from bot.documents.making import File, make, make_table
from bot.documents.names import plain
from conversations.dossier.digest import digest
from conversations.dossier.model import (
    Contents,
    Entry,
    FormHead,
    Paper,
    Section,
    Summary,
    YearFile,
)

CONTENTS = "contents"
"""The id of the contents page."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the archive: the folder it lies in, and itself."""

    folder: str
    file: File


def filed(whole: YearFile) -> Iterator[Filed]:
    """Every file, one after the other, the contents page last; each takes a while to make."""
    listed: list[tuple[str, tuple[Entry, ...]]] = []
    unprinted: dict[str, None] = {}
    for number, section in enumerate(whole.sections, 1):
        folder = f"{number:02}-{plain(section.title)}"
        entries: list[Entry] = []
        taken: set[str] = set()
        for paper in section.papers:
            if not paper.form.printed and paper.template is None:
                unprinted[paper.form.name] = None
            for make_one in _formats(paper):
                made = _apart(make_one(paper), taken)
                entries.append(Entry(_name(paper, section), made.name, digest(paper)))
                yield Filed(folder, made)
        listed.append((section.title, tuple(entries)))
    contents = Contents(whole.year, whole.heading, tuple(listed), tuple(unprinted))
    page = make(Paper(FormHead(CONTENTS), contents, whole.made_at, False, whole.time_zone))
    yield Filed("", File(f"00-{page.name}", page.content))


def archive(whole: YearFile) -> File:
    """All of it in one .zip, the contents page at its top."""
    stream = BytesIO()
    at = whole.made_at.astimezone(ZoneInfo(whole.time_zone)).timetuple()[:6]
    with ZipFile(stream, "w", ZIP_DEFLATED) as into:
        for one in filed(whole):
            path = f"{one.folder}/{one.file.name}" if one.folder else one.file.name
            info = ZipInfo(path, at)
            info.compress_type = ZIP_DEFLATED
            into.writestr(info, one.file.content)
    return File(f"{plain(f'{whole.name} {whole.heading.branch}')}.zip", stream.getvalue())


def _formats(paper: Paper) -> tuple[Callable[[Paper], File], ...]:
    """In which formats a paper goes into the file: a table to be reckoned with also as a sheet."""
    return (make, make_table) if isinstance(paper.data, Summary) else (make,)


def _apart(made: File, taken: set[str]) -> File:
    """The file under a name that no other of its folder has: two members may share theirs."""
    stem, _, ending = made.name.rpartition(".")
    name = made.name
    for number in count(2):
        if name not in taken:
            break
        name = f"{stem}-{number}.{ending}"
    taken.add(name)
    return File(name, made.content)


def _name(paper: Paper, section: Section) -> str:
    """What the contents page calls a paper: its form, and whose it is."""
    data = paper.data
    person = getattr(data, "person", None)
    whose = person.name if person is not None else getattr(data, "about", "")
    rater = getattr(data, "rater", "")
    said = [one for one in (paper.form.name, clean(whose), clean(rater)) if one]
    return " · ".join(said) or section.title
