"""A document being written: blocks in order, then a file.

Text is justified with a first-line indent of 10 mm; what is to be filled in by hand is a dotted
line; signatures never part from the last lines before them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from docx.document import Document as Docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from bot.documents import page
from bot.documents.clean import clean, paragraphs
from bot.documents.lines import balanced
from bot.documents.marks import (
    CENTRE,
    JUSTIFIED,
    LEFT,
    RIGHT,
    Block,
    Cell,
    Paragraph,
    Stop,
    Table,
    TableRow,
    Xml,
    body,
    box,
    cell,
    joined,
    run,
    space,
    tab,
)
from conversations.dossier.digest import digest
from conversations.dossier.model import Paper, Term
from conversations.words import N_, Words

INDENT = 10
GAP = 6
"""Points under a paragraph."""
ANSWER_LINES = 2
BLANK_LINES = 5
"""Dotted lines where an answer is missing, and on a blank form."""
_KEPT = 3
"""Blocks before a signature that stay with it; some of them may be mere room."""
_LONG = 400
"""Characters of markup from which a paragraph alone is enough to stay with a signature."""
ROOM = 52
"""Points that a signature takes."""
_TITLE, _UNDER = 46, 62
"""Characters of a title's first line, and of those under it, that an upright page takes."""
_POST = 29
"""Characters of a signer's post that half an upright page takes."""
_SHORT = 7
"""Rows, the header's among them, of a table that no page's end cuts."""
_GAP = "……"

NOT_COMPARED = N_(
    "Made from the contents that the guideline gives; not compared with the printed form."
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the post, the line in brackets under it, the names (none: left to be written)."""

    post: str
    how: str = ""
    names: tuple[str, ...] = ()


class Sheet:
    """One paper being written; ``t`` speaks Vietnamese, the language of Party documents.

    ``turned``: on its side.  ``plain``: every page alike, with neither number nor form's name.
    """

    def __init__(self, paper: Paper, *, turned: bool = False, plain: bool = False) -> None:
        self.paper = paper
        self.t = Words("vi", paper.time_zone)
        self.width = page.WIDE if turned else page.WIDTH
        self.blocks: list[Block] = []
        self.room = BLANK_LINES if paper.blank else ANSWER_LINES
        self._signed = 0
        self._marked = False
        corner = "" if plain else clean(paper.form.name)
        self._docx = page.empty(turned=turned, numbered=not plain, corner=corner)

    # Text

    def title(self, *lines: str) -> None:
        """The title in bold, in the middle, line under line; the first stands out."""
        shown = [one for line in lines for one in paragraphs(line)]
        wider = self.width / page.WIDTH
        for number, line in enumerate(shown):
            first, last = number == 0, number == len(shown) - 1
            whole = balanced(line, int((_TITLE if first else _UNDER) * wider))
            self.blocks.append(
                Paragraph(
                    run(whole, bold=True, size=16 if first else 14),
                    CENTRE,
                    before=10 if first else 0,
                    after=10 if last else 0,
                    keep=True,
                )
            )

    def say(self, text: str, *, italic: bool = False, keep: bool = False) -> None:
        """Text, each line of it a paragraph; one with gaps to fill in is not stretched."""
        self.blocks += [
            Paragraph(
                run(line, italic=italic),
                LEFT if _GAP in line else JUSTIFIED,
                first=INDENT,
                after=GAP,
                keep=keep,
            )
            for line in paragraphs(text)
        ]

    def section(self, number: str, text: str) -> None:
        """A heading, on one page with what follows it."""
        heading = text
        if number[-1:].isalnum():
            heading = self.t.plain("{number}. {heading}", number=number, heading=text)
        elif number:
            heading = self.t.plain("{number} {heading}", number=number, heading=text)
        self.blocks.append(
            Paragraph(
                run(heading, bold=True),
                JUSTIFIED,
                first=INDENT,
                before=4,
                after=GAP,
                keep=True,
            )
        )

    def answer(self, text: str, *, lines: int = 0) -> None:
        """What somebody wrote, or dotted lines to write on (``lines``: at least so many)."""
        if clean(text):
            self.say(text)
        else:
            self.dots(max(self.room, lines))

    def dots(self, lines: int = 1) -> None:
        """Dotted lines over the whole width."""
        line = Paragraph(tab(), LEFT, after=GAP, stops=(Stop(self.width, RIGHT, dots=True),))
        self.blocks += [line] * lines

    def labelled(self, label: str, value: str, *, first: float = 0) -> None:
        """A label and what is filled in, or dots; ``first``: the indent of the line."""
        self.blocks.append(self.labels((label, value), first=first))

    def labels(self, *pairs: tuple[str, str], first: float = 0) -> Paragraph:
        """Labels with their values on one line; dots lead from an empty one to the next."""
        each = self.width / len(pairs)
        runs: list[Xml] = []
        stops: list[Stop] = []
        for number, (label, value) in enumerate(pairs, 1):
            filled, last = bool(clean(value)), number == len(pairs)
            runs += [run(self.t.plain("{label}:", label=label)), space()]
            runs.append(run(value) if filled else tab())
            if not filled:
                stops.append(Stop(each * number - (0 if last else 2), RIGHT, dots=True))
            if not last:
                runs.append(tab())
                stops.append(Stop(each * number))
        return Paragraph(joined(runs), LEFT, first=first, after=GAP, stops=tuple(stops))

    # Boxes

    def boxes(self, label: str, terms: Sequence[Term], chosen: str | None) -> None:
        """A row of boxes under their label, the chosen one crossed."""
        if label:
            self.blocks.append(Paragraph(run(label), JUSTIFIED, first=INDENT, after=GAP, keep=True))
        each = self.width / len(terms)
        runs: list[Xml] = []
        for number, term in enumerate(terms):
            runs += [tab()] if number else []
            runs += [box(crossed=term.id == chosen), space(), run(term.name)]
        stops = tuple(Stop(INDENT + each * number) for number in range(1, len(terms)))
        self.blocks.append(Paragraph(joined(runs), LEFT, first=INDENT, after=GAP, stops=stops))

    def choices(self, terms: Sequence[Term], chosen: str | None) -> None:
        """Boxes one under the other, the chosen one crossed."""
        last = len(terms) - 1
        for number, term in enumerate(terms):
            runs = joined([run(f"- {term.name}"), tab(), box(crossed=term.id == chosen)])
            self.blocks.append(
                Paragraph(
                    runs,
                    LEFT,
                    first=INDENT,
                    after=GAP if number == last else 1,
                    stops=(Stop(100),),
                    keep=number != last,
                )
            )

    # Tables

    def table(
        self,
        widths: Sequence[float],
        header: Sequence[Cell],
        rows: Iterable[Sequence[Cell]],
        *,
        height: float = 7,
    ) -> None:
        """A table with lines; its header stands again on every page.

        A row of one cell is a heading: it stays with the row that follows.  A short table stays
        whole.
        """
        head = (TableRow(tuple(header), header=True),) if header else ()
        lines = tuple(TableRow(tuple(row), keep=len(row) == 1, height=height) for row in rows)
        whole = len(head) + len(lines) <= _SHORT
        self.add(Table(_fitted(widths, self.width), (*head, *lines), together=whole))
        self.gap()

    def add(self, *blocks: Block) -> None:
        """Blocks made elsewhere."""
        self.blocks += blocks

    def gap(self, points: float = GAP) -> None:
        """A little room."""
        self.blocks.append(Paragraph(align=LEFT, line=points))

    # The end

    def signatures(self, *who: Signature, copies: Sequence[str] = ()) -> None:
        """Who signs, side by side; a single signature stands at the right.

        ``copies``: who receives the paper, listed at the left of a single signature.
        """
        self._keep_last()
        each = self.width / max(2, len(who))
        posts, names = [_post(one) for one in who], [_names(one) for one in who]
        if len(who) == 1:
            posts, names = [self._recipients(copies), *posts], [cell(""), *names]
        rows = (TableRow(tuple(posts)), TableRow(tuple(names)))
        self.add(Table((each,) * len(posts), rows, lines=False, together=True))
        self._signed = len(self.blocks)

    def _recipients(self, copies: Sequence[str]) -> Cell:
        """The list of who receives the paper; empty where nobody is named."""
        if not copies:
            return cell("")
        label = Paragraph(run(self.t.plain("Recipients:"), underlined=True), LEFT, before=8)
        lines = [Paragraph(run(one, size=12), LEFT) for one in copies]
        return Cell((label, *lines), middle=False)

    def mark(self) -> None:
        """Write the last line: when the paper was made, and the code of its data."""
        self._keep_last()
        last = run(made_line(self.paper), italic=True, size=9)
        self.blocks.append(Paragraph(last, RIGHT, before=6))
        self._marked = True

    def file(self) -> bytes:
        """The document as a .docx file, marked on its last line if it is not yet."""
        if not self._marked:
            self.mark()
        inside = self._docx.element.body
        section = inside.find(qn("w:sectPr"))
        for old in [one for one in inside if one is not section]:
            inside.remove(old)
        for block in list(parse_xml(body(self.blocks))):
            section.addprevious(block)
        about = self._docx.core_properties
        form = self.paper.form
        about.title = clean(form.title or form.name).replace("\n", " ")[:255]
        about.author, about.language = "Tự Soi", "vi-VN"
        about.created = about.modified = self.paper.made_at
        about.comments = "" if form.printed else self.t.plain(NOT_COMPARED)
        stream = BytesIO()
        self._docx.save(stream)
        return stream.getvalue()

    @property
    def docx(self) -> Docx:
        """The document behind it, for what it alone can hold (pictures)."""
        return self._docx

    def _keep_last(self) -> None:
        """Keep the last lines together with what comes now, back to the signature before.

        Not more than a few lines: a whole page of them would push what is kept over its end.
        """
        end = len(self.blocks)
        first = end - 1 if self._signed == end else max(self._signed, end - _KEPT)
        for number in reversed(range(max(0, first), end)):
            block = self.blocks[number]
            self.blocks[number] = block.kept()
            if isinstance(block, Paragraph) and len(block.runs) > _LONG:
                break


def made_line(paper: Paper) -> str:
    """The last line of a paper: when it was made, and of which data."""
    t = Words("vi", paper.time_zone)
    return t.plain(
        "Made with Tự Soi at {moment} · data code {code}",
        moment=t.moment(paper.made_at),
        code=digest(paper),
    )


def _post(one: Signature) -> Cell:
    """The post in bold, line under line, and how it is signed."""
    lines = [
        Paragraph(run(balanced(line, _POST), bold=True, size=13), CENTRE, before=0 if number else 8)
        for number, line in enumerate(clean(one.post).split("\n"))
    ]
    return Cell((*lines, Paragraph(run(one.how, italic=True, size=13), CENTRE)), middle=False)


def _names(one: Signature) -> Cell:
    """Room for the hand above each name."""
    names = one.names or ("",)
    return Cell(
        tuple(
            Paragraph(
                run(name, bold=True), CENTRE, before=ROOM if len(names) == 1 else ROOM * 2 / 3
            )
            for name in names
        ),
        middle=False,
    )


def _fitted(widths: Sequence[float], width: float) -> tuple[float, ...]:
    """The widths, scaled to fill the line."""
    whole = sum(widths)
    return tuple(one * width / whole for one in widths)
