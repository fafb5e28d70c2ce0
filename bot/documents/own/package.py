"""The file as a package: whether it is a plain Word document, with nothing hidden in it."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final
from zipfile import ZipFile, ZipInfo

from lxml import etree

from conversations.form_files import FormFault, Wrong
from storage.forms import MOST_BYTES

MOST_PARTS: Final = 300
MOST_UNPACKED: Final = 24 * 1024 * 1024
MOST_XML: Final = 6_000_000
"""Bytes of all parts that are read as trees, which take many times as much room."""
MOST_WORDS: Final = 600_000
"""Bytes of one part of text: a form of ten pages has half of it; reading more takes seconds."""
MOST_MARKS: Final = 1_000
LONGEST_MARK: Final = 200
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OLD: Final = b"\xd0\xcf\x11\xe0"
"""How an encrypted file begins, and one of the old kind (.doc)."""
_TYPES: Final = "[Content_Types].xml"
_FILLED: Final = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
_LINKS: Final = ("http://", "https://", "mailto:")
_HIDDEN: Final = re.compile(r"vbaproject|vbadata|macro|activex", re.IGNORECASE)
_EMBEDDED: Final = re.compile(r"/embeddings/|oleobject|/afchunk|/package$", re.IGNORECASE)
_FETCHING: Final = re.compile(
    r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|MACROBUTTON|DATABASE|RD)\b"
)
_OPENED: Final = re.compile(r"\{[{%#]")
_MARK: Final = re.compile(
    rf"\{{\{{.{{0,{LONGEST_MARK}}}?\}}\}}|\{{%.{{0,{LONGEST_MARK}}}?%\}}"
    rf"|\{{#.{{0,{LONGEST_MARK}}}?#\}}"
)
"""Bounded: a text that opens thousands and closes none would else be read for hours."""
_BARE: Final = re.compile(r"\{[{%#]|[}%#]\}")
_NAME: Final = r"[A-Za-z]\w*(?:\.\w+)?"
_FIELD: Final = re.compile(
    rf"\{{\{{\s*{_NAME}\s*\}}\}}|\{{#.*#\}}"
    r"|\{%(?:(?:tr|tc|p)\s|)\s*(?:endfor|else|endif"
    rf"|(?:el)?if\s+(?:not\s+)?{_NAME}|for\s+\w+\s+in\s+{_NAME})\s*%\}}"
)
_PARSER: Final = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)


class Unfit(Exception):
    """The file cannot be looked into any further; ``fault`` says why."""

    def __init__(self, wrong: Wrong, what: str = "") -> None:
        super().__init__(wrong)
        self.fault = FormFault(wrong, what)


def examine(content: bytes) -> tuple[FormFault, ...]:
    """Everything wrong with the package; Unfit: it is none, or too much of one."""
    if len(content) > MOST_BYTES:
        raise Unfit(Wrong.TOO_LARGE)
    parts = _unpacked(content)
    if sum(len(part) for name, part in parts.items() if _is_xml(name)) > MOST_XML:
        raise Unfit(Wrong.TOO_MUCH)
    trees = {name: _parsed(name, part) for name, part in parts.items() if _is_xml(name)}
    if _TYPES not in trees or "word/document.xml" not in trees:
        raise Unfit(Wrong.NOT_WORD)
    if trees["word/document.xml"].tag != f"{_W}document":
        raise Unfit(Wrong.NOT_WORD)
    faults = [*_hidden(parts, trees[_TYPES]), *_references(trees), *_fetching(trees)]
    filled = {name: tree for name, tree in trees.items() if _FILLED.fullmatch(name)}
    if any(len(parts[name]) > MOST_WORDS for name in filled):
        raise Unfit(Wrong.TOO_MUCH)
    marks = sum(len(_OPENED.findall(text)) for tree in filled.values() for text in _texts(tree))
    if marks > MOST_MARKS:
        raise Unfit(Wrong.TOO_MUCH)
    for tree in filled.values():
        faults += _misread(tree)
    if not marks:
        faults.append(FormFault(Wrong.NO_FIELDS))
    return tuple(dict.fromkeys(faults))


def _unpacked(content: bytes) -> dict[str, bytes]:
    """Every part of the package by its name, within bounds that hold before it is unpacked."""
    try:
        with ZipFile(BytesIO(content)) as package:
            listed = package.infolist()
            _bounded(listed)
            return {one.filename: package.read(one) for one in listed}
    except Unfit:
        raise
    except Exception as error:  # zipfile has many ways to fail on bytes that mean harm
        raise Unfit(Wrong.LOCKED if content.startswith(_OLD) else Wrong.NOT_WORD) from error


def _bounded(listed: Sequence[ZipInfo]) -> None:
    """Unfit where the package is too much, locked, or has two parts of one name."""
    if len(listed) > MOST_PARTS or sum(one.file_size for one in listed) > MOST_UNPACKED:
        raise Unfit(Wrong.TOO_MUCH)
    if any(one.flag_bits & 1 for one in listed):
        raise Unfit(Wrong.LOCKED)
    if len({one.filename for one in listed}) != len(listed):
        raise Unfit(Wrong.NOT_WORD)


def _is_xml(name: str) -> bool:
    return name.endswith((".xml", ".rels"))


def _parsed(name: str, part: bytes) -> etree._Element:
    try:
        tree = etree.fromstring(part, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unfit(Wrong.NOT_WORD, name) from error
    docinfo = tree.getroottree().docinfo
    if docinfo is not None and docinfo.internalDTD is not None:
        raise Unfit(Wrong.NOT_WORD, name)
    return tree


def _hidden(parts: dict[str, bytes], types: etree._Element) -> Iterator[FormFault]:
    """Macros and embedded things, by the names of parts and by what the package declares."""
    declared = {str(one.get("ContentType", "")) for one in types.iter(etree.Element)}
    for one in (*parts, *declared):
        if _HIDDEN.search(one):
            yield FormFault(Wrong.MACROS)
        elif _EMBEDDED.search(one):
            yield FormFault(Wrong.EMBEDDED)
    if _MAIN not in declared and not any(_HIDDEN.search(one) for one in declared):
        yield FormFault(Wrong.NOT_WORD)


def _references(trees: dict[str, etree._Element]) -> Iterator[FormFault]:
    """What the package refers to outside itself, other than links that a reader may follow."""
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        for one in tree.iter(etree.Element):
            kind, target = str(one.get("Type", "")), str(one.get("Target", ""))
            if _EMBEDDED.search(kind) or kind.lower().endswith(("/control", "/oleobject")):
                yield FormFault(Wrong.EMBEDDED)
            if one.get("TargetMode", "").lower() != "external":
                continue
            if not (kind.endswith("/hyperlink") and target.lower().startswith(_LINKS)):
                yield FormFault(Wrong.OUTSIDE, target[:60])


def _fetching(trees: dict[str, etree._Element]) -> Iterator[FormFault]:
    """Word's own field codes that fetch or run something when the document is opened."""
    for tree in trees.values():
        codes = "".join(one.text or "" for one in tree.iter(f"{_W}instrText"))
        simple = (str(one.get(f"{_W}instr", "")) for one in tree.iter(f"{_W}fldSimple"))
        for code in (codes, *simple):
            found = _FETCHING.search(code)
            if found:
                yield FormFault(Wrong.OUTSIDE, found[0])


def _texts(tree: etree._Element) -> Iterator[str]:
    """The text of each paragraph, as a reader sees it."""
    for paragraph in tree.iter(f"{_W}p"):
        yield "".join(one.text or "" for one in paragraph.iter(f"{_W}t"))


def _misread(tree: etree._Element) -> Iterator[FormFault]:
    """Marks that are no fields, do not end in their paragraph, or stand where no text does."""
    for text in _texts(tree):
        for one in _MARK.findall(text):
            if len(one) > LONGEST_MARK or not _FIELD.fullmatch(one):
                yield FormFault(Wrong.UNREADABLE, one[:60])
        if _BARE.search(_MARK.sub("", text)):
            yield FormFault(Wrong.UNCLOSED, text.strip()[:60])
    for one in tree.iter(etree.Element):
        unseen = [str(value) for value in one.attrib.values()]
        if one.tag != f"{_W}t":
            unseen += [one.text or ""]
        unseen += [one.tail or ""]
        for text in unseen:
            if _OPENED.search(text):
                yield FormFault(Wrong.UNREADABLE, text[:60])
