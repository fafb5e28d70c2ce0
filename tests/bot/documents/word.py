"""Word files made by hand: office forms good and bad, in as few bytes as can be."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def row(*cells: str) -> str:
    """A row of a table."""
    return "<w:tr>" + "".join(f"<w:tc>{text(one)}</w:tc>" for one in cells) + "</w:tr>"


def text(words: str) -> str:
    """A paragraph."""
    return f'<w:p><w:r><w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def split(*runs: str) -> str:
    """A paragraph whose words are parted into runs, as Word parts them while one types."""
    inside = "".join(
        f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{one}</w:t></w:r><w:proofErr '
        'w:type="spellStart"/>'
        for one in runs
    )
    return f"<w:p>{inside}</w:p>"


def table(*rows: str) -> str:
    """A table of two columns."""
    grid = '<w:tblGrid><w:gridCol w:w="4000"/><w:gridCol w:w="4000"/></w:tblGrid>'
    return f"<w:tbl><w:tblPr/>{grid}{''.join(rows)}</w:tbl>"


def word(
    *blocks: str,
    parts: Mapping[str, bytes] | None = None,
    relations: str = "",
    main: str = _MAIN,
    before: str = "",
    words: str = WORDS,
) -> bytes:
    """A Word file of these blocks; ``parts`` are more parts, ``relations`` of the document."""
    files = {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType='
            '"application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="bin" ContentType="application/octet-stream"/>'
            f'<Override PartName="/word/document.xml" ContentType="{main}"/></Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}</Relationships>'
        ),
        "word/document.xml": (
            f'{before}<w:document xmlns:w="{words}"><w:body>{"".join(blocks)}'
            "<w:sectPr/></w:body></w:document>"
        ),
    }
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
        for name, more in (parts or {}).items():
            package.writestr(name, more)
    return stream.getvalue()


def outside(kind: str, target: str) -> str:
    """A relation to something outside the package."""
    return (
        f'<Relationship Id="rId9" Type="{_OFFICE}/{kind}" Target="{target}" TargetMode="External"/>'
    )
