"""The sheet of paper that every document is written on: format, margins, type, page numbers.

Layout of Party documents: A4, margins 20/20/30/15 mm (top, bottom, left, right), Times New Roman
14, the page's number above the text from the second page on.
"""

from functools import lru_cache
from io import BytesIO
from typing import Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE as RT
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from bot.documents.marks import WORDS

FONT: Final = "Times New Roman"
SIZE: Final = 14
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
SHORT, LONG = 210, 297
_USED: Final = {"Header", "Footer", "HeaderChar", "FooterChar"}
WIDTH: Final = SHORT - LEFT - RIGHT
"""What is left for the text of an upright page, in millimetres."""
WIDE: Final = LONG - LEFT - RIGHT
"""The same of a page turned on its side."""

_NUMBER = (
    f'<w:r {WORDS}><w:fldChar w:fldCharType="begin"/></w:r>',
    f'<w:r {WORDS}><w:instrText xml:space="preserve">PAGE</w:instrText></w:r>',
    f'<w:r {WORDS}><w:fldChar w:fldCharType="separate"/></w:r>',
    f"<w:r {WORDS}><w:t>2</w:t></w:r>",
    f'<w:r {WORDS}><w:fldChar w:fldCharType="end"/></w:r>',
)


def empty(*, turned: bool = False, numbered: bool = True, corner: str = "") -> Docx:
    """An empty document; ``turned`` on its side, ``corner``: above the first page, at the right."""
    docx = Document(BytesIO(_base(turned=turned, numbered=numbered)))
    if corner:
        label = docx.sections[0].first_page_header.paragraphs[0].add_run(corner)
        label.italic, label.font.size = True, Pt(11)
    return docx


@lru_cache(maxsize=4)
def _base(*, turned: bool, numbered: bool) -> bytes:
    """An empty document as a file: made once, opened for each paper."""
    docx = Document()
    _strip(docx)
    _type(docx)
    section = docx.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE if turned else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (
        (Mm(LONG), Mm(SHORT)) if turned else (Mm(SHORT), Mm(LONG))
    )
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for piece in _NUMBER if numbered else ():
        number._p.append(parse_xml(piece))  # python-docx writes no fields
    first = section.first_page_header.paragraphs[0]
    first.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    stream = BytesIO()
    docx.save(stream)
    return stream.getvalue()


def _strip(docx: Docx) -> None:
    """Take out what the writer's own template brings along: its thumbnail, styles nobody uses."""
    rels = docx.part.package.rels
    for number in [one for one, rel in rels.items() if rel.reltype == RT.THUMBNAIL]:
        del rels[number]
    styles = docx.styles.element
    for style in list(styles.iter(qn("w:style"))):
        if style.get(qn("w:default")) != "1" and style.get(qn("w:styleId")) not in _USED:
            styles.remove(style)


def _type(docx: Docx) -> None:
    """Times New Roman 14 for every script, in Vietnamese, with no space that nobody asked for."""
    defaults = docx.styles.element.find(qn("w:docDefaults"))
    for fonts in defaults.iter(qn("w:rFonts")):
        fonts.attrib.clear()
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), FONT)
    for language in defaults.iter(qn("w:lang")):
        language.attrib.clear()
        language.set(qn("w:val"), "vi-VN")
    for spacing in defaults.iter(qn("w:spacing")):
        spacing.attrib.clear()
        spacing.set(qn("w:after"), "0")
    for name in ("Normal", "Header", "Footer"):
        style = docx.styles[name]
        style.font.name, style.font.size = FONT, Pt(SIZE)
        style.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
