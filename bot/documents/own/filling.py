"""The sandbox that fills an office's form.

Only names and lines of lists are looked up; whatever else a form might try is refused by the
language before it comes here, and once more by the sandbox.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Final

from docx.document import Document as Docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2 import Environment, Undefined
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree

from bot.documents.clean import clean
from bot.documents.own.language import faults
from bot.documents.sheet import made_line
from conversations.dossier.model import Paper
from conversations.dossier.naming import Fields, fields

MOST_WRITTEN: Final = 40_000_000
"""Characters of a filled part; sixty long reviews on one form stay below it."""
CODE: Final = "ma_du_lieu"


class Form(DocxTemplate):  # type: ignore[misc]
    """A form whose properties are not text to be filled in."""

    def render_properties(self, context: object, jinja_env: object = None) -> None:
        """Leave them alone."""

    def sources(self) -> Iterable[str]:
        """The text of each part that is filled, as it is read before it is filled."""
        self.render_init()
        yield self.patch_xml(self.get_xml())
        for uri in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(uri):
                yield self.patch_xml(self.get_part_xml(part))
        for part in self.docx.part.package.parts:
            if part.content_type.endswith("footnotes+xml"):
                yield self.patch_xml(self.get_part_xml(part))

    def fix_tables(self, xml: str) -> etree._Element:
        """As ever, but of text that is whole: a loop begun in one cell must end there."""
        etree.fromstring(xml)
        fixed: etree._Element = super().fix_tables(xml)
        return fixed


class _Sandbox(ImmutableSandboxedEnvironment):
    """Looks up lines of lists by name, and nothing else."""

    def getattr(self, obj: object, attribute: str) -> object:
        if isinstance(obj, dict) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: object, argument: object) -> Undefined:
        raise SecurityError("a form only names fields")

    def call(self, *_: object, **__: object) -> object:
        raise SecurityError("a form calls nothing")

    @staticmethod
    def concat(pieces: Iterable[str]) -> str:
        """The pieces as one text, while it is not too long."""
        kept, size = [], 0
        for piece in pieces:
            size += len(piece)
            if size > MOST_WRITTEN:
                raise SecurityError("a filled form is too long")
            kept.append(piece)
        return "".join(kept)


def environment() -> Environment:
    """The environment in which forms are read and filled: no functions, filters or tests."""
    made = _Sandbox(autoescape=True, extensions=(), cache_size=0)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


class Outdated(Exception):
    """The form asks for fields that its paper has no more: the guideline's own parts changed."""


def fill(paper: Paper, template: bytes) -> bytes:
    """The paper on the form, as a .docx file; the form was checked for papers of this kind.

    Raises Outdated where it was checked for another edition of the guideline's data: what it asks
    for would be left empty, and nobody would notice.
    """
    form, room, known = Form(BytesIO(template)), environment(), fields(paper)
    sources = list(form.sources())
    if any(True for source in sources for _ in faults(source, room, known)):
        raise Outdated
    marked = any(CODE in source for source in sources)
    form.render(_values(known), room)
    _sign(form.docx, paper, marked=marked)
    stream = BytesIO()
    form.docx.save(stream)
    return stream.getvalue()


def _values(found: Fields) -> dict[str, object]:
    """The fields, cleaned as all words are on their way onto paper."""
    return {
        name: clean(value)
        if isinstance(value, str)
        else [{column: clean(text) for column, text in line.items()} for line in value]
        for name, value in found.values.items()
    }


def _sign(docx: Docx, paper: Paper, *, marked: bool) -> None:
    """The small last line with date and data code, where the form itself does not bear the code."""
    if not marked:
        line = docx.add_paragraph()
        line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        words = line.add_run(made_line(paper))
        words.italic, words.font.size = True, Pt(9)
    about = docx.core_properties
    about.author, about.last_modified_by, about.comments = "Tự Soi", "Tự Soi", ""
    about.created = about.modified = paper.made_at
