"""The printed sections of each guideline's text, in printed order: ``sections/<id>.txt``.

    path | kind | the heading, or the first words

``text``     says something of its own: it needs a clause
``heading``  only opens the sections under it: it is accounted for where they are
``part``     a lettered or bracketed part of the section above it, which may speak for it
``form``     a form printed in full

Where a text prints one number twice, what tells the two apart stands in brackets:
``III (KẾ HOẠCH)`` and ``III (TỔ CHỨC)``; ``3.2 (thứ nhất)`` and ``3.2 (thứ hai)``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "sections"


@dataclass(frozen=True)
class Section:
    """One printed section; ``above`` is the path of the one it stands under."""

    path: str
    kind: str
    heading: str
    above: str


def printed_sections(ruleset_id: str) -> list[Section]:
    """The sections of a guideline's text in printed order; none where its text is not listed."""
    file = FOLDER / f"{ruleset_id}.txt"
    return list(_read(file.read_text(encoding="utf-8"))) if file.exists() else []


def _read(text: str) -> Iterator[Section]:
    paths: list[str] = []
    for line in text.splitlines():
        path, kind, heading = line.split(" | ")
        above = [other for other in paths if is_under(path, other)]
        yield Section(path, kind, heading, max(above, key=len, default=""))
        paths.append(path)


def is_under(path: str, other: str) -> bool:
    """Whether a path continues another one: II.B.1.4a and II.B.1.4(1) stand under II.B.1.4."""
    rest = path.removeprefix(other)
    return rest != path and rest[:1] in {".", "(", " ", *"abcde"} and not rest.startswith(" (")


def unaccounted(sections: list[Section], accounted: set[str], forms: str) -> list[str]:
    """The sections that nothing speaks for; ``forms`` names the forms that the data has."""
    spoken = set(accounted)
    for section in reversed(sections):  # what stands under a heading comes after it
        under = [other.path for other in sections if other.above == section.path]
        if (
            (section.kind == "heading" and under and spoken.issuperset(under))
            or (section.kind == "part" and section.above in accounted)
            or (section.kind == "form" and section.path in forms)
        ):
            spoken.add(section.path)
    return [section.path for section in sections if section.path not in spoken]
