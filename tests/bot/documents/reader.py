"""An independent reader of .docx files: the ZIP and its XML, with nothing of the writer's library.

``text`` gives what stands on the paper line by line: a table's row on one line, cells parted by
`` | ``; tabs that lead dots are shown as ``....``.
"""

import zipfile
from dataclasses import dataclass
from io import BytesIO
from xml.etree import ElementTree as ET

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MM = 1440 / 25.4


@dataclass(frozen=True)
class Read:
    """A document as it was read: its parts by name."""

    parts: dict[str, bytes]

    @property
    def body(self) -> ET.Element:
        found = self.tree("word/document.xml").find(f"{W}body")
        assert found is not None
        return found

    def tree(self, name: str) -> ET.Element:
        return ET.fromstring(self.parts[name])

    @property
    def section(self) -> ET.Element:
        found = self.body.find(f"{W}sectPr")
        assert found is not None
        return found

    @property
    def lines(self) -> list[str]:
        found: list[str] = []
        for block in self.body:
            if block.tag == f"{W}p":
                found += _paragraph(block).split("\n")
            elif block.tag == f"{W}tbl":
                found += [" | ".join(_cells(row)).strip() for row in block.iter(f"{W}tr")]
        return [line.strip() for line in found if line.strip(" |")]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def headers(self) -> str:
        """What stands above the pages, with ``#`` for the page's number."""
        found = []
        for name in sorted(self.parts):
            if name.startswith("word/header"):
                tree = self.tree(name)
                found.append(
                    "".join(one.text or "" for one in tree.iter(f"{W}t"))
                    if tree.find(f".//{W}instrText") is None
                    else "#"
                )
        return "\n".join(found)

    @property
    def pictures(self) -> list[bytes]:
        return [data for name, data in self.parts.items() if name.startswith("word/media/")]

    def tables(self) -> list[ET.Element]:
        return list(self.body.iter(f"{W}tbl"))


def read(content: bytes) -> Read:
    """The document behind these bytes; fails unless every part is whole and well-formed."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        found = Read({name: archive.read(name) for name in archive.namelist()})
    for name in found.parts:
        if name.endswith((".xml", ".rels")):
            found.tree(name)
    return found


def millimetres(element: ET.Element, attribute: str) -> float:
    """A length of that element, rounded to a tenth of a millimetre."""
    return round(int(element.get(f"{W}{attribute}", "0")) / MM, 1)


def keeps(paragraph: ET.Element) -> bool:
    """Whether the paragraph stays on one page with the next."""
    return paragraph.find(f"{W}pPr/{W}keepNext") is not None


def _cells(row: ET.Element) -> list[str]:
    return [
        " ".join(filter(None, (" ".join(_paragraph(one).split()) for one in cell.iter(f"{W}p"))))
        for cell in row.findall(f"{W}tc")
    ]


def _paragraph(paragraph: ET.Element) -> str:
    dotted = paragraph.find(f"{W}pPr/{W}tabs/{W}tab[@{W}leader='dot']") is not None
    pieces = []
    for one in paragraph.iter():
        if one.tag == f"{W}t":
            pieces.append(one.text or "")
        elif one.tag == f"{W}br":
            pieces.append("\n")
        elif one.tag == f"{W}tab" and one.get(f"{W}pos") is None:
            pieces.append("...." if dotted else "  ")
    return "".join(pieces)
