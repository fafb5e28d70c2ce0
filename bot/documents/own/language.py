"""What may stand in the braces: fields, lists gone through, and whether something is filled in.

::

    {{ ho_ten }}    {% if nguoi_ghi_ho %} … {% else %} … {% endif %}
    {%tr for d in dong %}  {{ d.so }}  {{ d.ho_ten }}  {%tr endfor %}

A closed vocabulary: what is not on the list is refused by name, whatever it may do.
"""

from collections.abc import Iterator, Mapping

from jinja2 import Environment, TemplateSyntaxError, nodes

from conversations.dossier.naming import Fields
from conversations.form_files import FormFault, Wrong

Lists = Mapping[str, frozenset[str]]
"""The lists that a name stands for: the name, and what each line of it holds."""


def faults(source: str, environment: Environment, fields: Fields) -> Iterator[FormFault]:
    """Everything in the text of a form that is not one of its fields."""
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        yield FormFault(Wrong.UNREADABLE, (error.message or "")[:80])
        return
    words = frozenset(one.name for one in fields.told if not one.inside)
    lists = {
        one.name: frozenset(inner.name for inner in one.inside) for one in fields.told if one.inside
    }
    yield from _block(tree.body, words, lists, {})


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
    plain = node.test is None and not node.recursive and isinstance(node.target, nodes.Name)
    if not plain or not isinstance(node.iter, nodes.Name) or lines:
        yield FormFault(Wrong.UNREADABLE, _said(node))
        return
    name = node.iter.name
    if name not in lists:
        wrong = Wrong.NOT_A_LIST if name in words else Wrong.UNKNOWN
        yield FormFault(wrong, name)
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
                yield FormFault(Wrong.UNKNOWN, name)
        case nodes.Getattr(node=nodes.Name()):
            assert isinstance(node.node, nodes.Name)
            line, name = node.node.name, node.attr
            if name not in lines.get(line, frozenset()):
                yield FormFault(Wrong.UNKNOWN, f"{line}.{name}")
        case _:
            yield FormFault(Wrong.UNREADABLE, _said(node))


def _said(node: nodes.Node) -> str:
    """What a node is, for a person who has to find it."""
    return type(node).__name__.lower()
