"""What may stand in the braces: fields, lists gone through, and whether something is filled in.

::

    {{ ho_ten }}    {% if nguoi_ghi_ho %} … {% else %} … {% endif %}
    {%tr for d in dong %}  {{ d.so }}  {{ d.ho_ten }}  {%tr endfor %}

A closed vocabulary: what is not on the list is refused by name, whatever it may do.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Final

from jinja2 import Environment, TemplateSyntaxError, nodes

from bot.documents.names import plain
from conversations.dossier.naming import Fields
from conversations.form_files import FormFault, Wrong

Lists = Mapping[str, frozenset[str]]
"""The lists that a name stands for: the name, and what each line of it holds."""
_STATEMENT: Final = re.compile(r"\{%[^{}%]{1,200}%\}")
_ROWS: Final = ("tr", "tc")
_INSIDE: Final = {"for": ("else", "endfor"), "if": ("elif", "else", "endif")}
_ALIKE: Final = 0.85
"""From which likeness on, of at most 1, one name may have been meant for another."""


def faults(source: str, environment: Environment, fields: Fields) -> Iterator[FormFault]:
    """Everything in the text of a form that is not one of its fields."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield _unpaired(source) or FormFault(Wrong.UNREADABLE, (error.message or "")[:80])
        return
    words = frozenset(one.name for one in fields.told if not one.inside)
    lists = {
        one.name: frozenset(inner.name for inner in one.inside) for one in fields.told if one.inside
    }
    yield from _block(tree.body, words, lists, {})


def _unpaired(source: str) -> FormFault | None:
    """The first statement that does not fit to those before it, or the last one left open."""
    opened: list[tuple[str, str]] = []
    for found in _STATEMENT.finditer(source):
        mark = found[0]
        kind = (mark[2:-2].split() or [""])[0]
        if kind in _ROWS:
            return FormFault(Wrong.NOT_IN_ROW, mark)
        if kind in {"for", "if"}:
            opened.append((kind, mark))
            continue
        around = opened[-1][0] if opened else ""
        if kind not in _INSIDE.get(around, ()):
            return FormFault(Wrong.UNPAIRED, mark)
        if kind.startswith("end"):
            opened.pop()
    return FormFault(Wrong.UNPAIRED, opened[-1][1]) if opened else None


def _unknown(name: str, known: Iterable[str]) -> FormFault:
    """A field that the form has not; another spelling of a name, or nearly one, is told."""
    near = get_close_matches(_spelt(name), list(known), n=1, cutoff=_ALIKE)
    return FormFault(Wrong.UNKNOWN, name, near[0] if near else "")


def _spelt(name: str) -> str:
    """The name as fields are spelt: small letters without diacritics, underscores."""
    return ".".join(plain(one).replace("-", "_") for one in name.split("."))


def _block(
    found: list[nodes.Node], words: frozenset[str], lists: Lists, lines: Lists
) -> Iterator[FormFault]:
    """The faults of what stands here; ``lines``: the loops around it."""
    for node in found:
        match node:
            case nodes.Output():
                for one in node.nodes:
                    if not isinstance(one, nodes.TemplateData):
                        yield from _field(one, words, lists, lines)
            case nodes.If():
                test = node.test.node if isinstance(node.test, nodes.Not) else node.test
                yield from _field(test, words, lists, lines, asked=True)
                for block in (node.body, node.elif_, node.else_):
                    yield from _block(list(block), words, lists, lines)
            case nodes.For():
                yield from _loop(node, words, lists, lines)
            case _:
                yield FormFault(Wrong.UNREADABLE, _said(node))


def _loop(
    node: nodes.For, words: frozenset[str], lists: Lists, lines: Lists
) -> Iterator[FormFault]:
    simple = node.test is None and not node.recursive and isinstance(node.target, nodes.Name)
    if not simple or not isinstance(node.iter, nodes.Name):
        yield FormFault(Wrong.UNREADABLE, _said(node))
        return
    name = node.iter.name
    if lines:
        yield FormFault(Wrong.NESTED, name)
        return
    if name not in lists:
        yield FormFault(Wrong.NOT_A_LIST, name) if name in words else _unknown(name, lists)
        return
    assert isinstance(node.target, nodes.Name)
    yield from _block([*node.body, *node.else_], words, lists, {node.target.name: lists[name]})


def _field(
    node: nodes.Node, words: frozenset[str], lists: Lists, lines: Lists, *, asked: bool = False
) -> Iterator[FormFault]:
    """The fault of a name; ``asked``: only whether it is filled in, which lists may be too."""
    match node:
        case nodes.Name():
            name = node.name
            if name in lines or (name in lists and not asked):
                yield FormFault(Wrong.A_LIST, name)
            elif name not in words and name not in lists:
                yield _unknown(name, [*words, *lists])
        case nodes.Getattr(node=nodes.Name()):
            assert isinstance(node.node, nodes.Name)
            line, name = node.node.name, node.attr
            if name not in lines.get(line, frozenset()):
                inside = [f"{line}.{one}" for one in lines.get(line, ())]
                yield _unknown(f"{line}.{name}", inside)
        case _:
            yield FormFault(Wrong.UNREADABLE, _said(node))


def _said(node: nodes.Node) -> str:
    """What a node is, for a person who has to find it."""
    return type(node).__name__.lower()
