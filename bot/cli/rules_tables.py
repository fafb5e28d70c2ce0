"""Tables of a guideline for people: its facts, and what the program makes of each section."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from rich.markup import escape
from rich.table import Table

from bot.cli.rules_lines import t
from bot.cli.rules_page import KINDS
from conversations.words import N_
from rules import Ruleset, limits
from rules.coverage import Citing, Covered, Standing
from rules.model import AskedOf, FactDef, FactType

ASKED: Final = {
    AskedOf.MEMBER: N_("the member concerned"),
    AskedOf.SECRETARY: N_("the secretary"),
    AskedOf.OFFICE: N_("the office"),
    AskedOf.DERIVED: N_("nobody: the program works it out"),
}
TYPES: Final = {
    FactType.BOOL: N_("yes or no"),
    FactType.INTEGER: N_("a whole number"),
    FactType.COUNT: N_("a count"),
    FactType.PERCENT: N_("a percentage, 0 to 100"),
    FactType.DECIMAL: N_("a number"),
    FactType.MONTHS: N_("months"),
    FactType.DATE: N_("a date, YYYY-MM-DD"),
    FactType.CHOICE: N_("one of"),
    FactType.LEVEL: N_("a level"),
}
STANDINGS: Final = {
    Standing.ENCODED: N_("encoded"),
    Standing.JUDGED: N_("left to people"),
    Standing.OUTSIDE: N_("outside the program"),
    Standing.UNACCOUNTED: N_("UNACCOUNTED"),
}


def facts_table(held: Ruleset, facts: Iterable[FactDef]) -> Table:
    """The facts with type and unit, who is asked, and what they mean."""
    table = Table(show_lines=True)
    table.add_column(t.plain("Fact"), no_wrap=True)
    for heading in (N_("Type"), N_("Asked of"), N_("Meaning")):
        table.add_column(t.plain(heading), overflow="fold")
    for fact in facts:
        meaning = f"{fact.name}. {fact.meaning} [{held.clause(fact.clause).path}]"
        table.add_row(
            fact.id, escape(_type(fact, "\n")), t.plain(ASKED[fact.asked_of]), escape(meaning)
        )
    return table


def _type(fact: FactDef, between: str) -> str:
    least, most = limits(fact)
    shown = t.plain(TYPES[fact.type])
    if fact.unit:
        shown += f" ({fact.unit})"
    if fact.type is not FactType.PERCENT:
        if least is not None and (least or fact.type is FactType.INTEGER):
            shown += f" ≥ {least}"
        if most is not None:
            shown += f" ≤ {most}"
    return between.join([shown, *(f"{choice.id} = {choice.name}" for choice in fact.choices)])


def facts_markdown(guidelines: Iterable[Ruleset]) -> str:
    """Every fact of the guidelines as one Markdown page; a base's facts are told once."""
    parts = ["# " + t.plain("The facts"), ""]
    parts += [t.plain("Made by `tusoi rules facts --markdown`; do not edit."), ""]
    told: set[tuple[str, FactDef]] = set()
    for held in guidelines:
        fresh = [fact for fact in held.sections.facts if (fact.id, fact) not in told]
        told |= {(fact.id, fact) for fact in fresh}
        parts += [f"## {held.id}: {held.short_title}", ""]
        if held.base_id:
            parts += [
                t.plain(
                    "Besides these, the facts of {base} that stand above.", base=f"`{held.base_id}`"
                ),
                "",
            ]
        parts += [*_rows(held, fresh), ""] if fresh else []
    return "\n".join(parts)


def _rows(held: Ruleset, facts: Iterable[FactDef]) -> Iterator[str]:
    heads = (N_("Fact"), N_("Type"), N_("Of whom"), N_("Asked of"), N_("Meaning"), N_("Clause"))
    yield _row(t.plain(head) for head in heads)
    yield _row("---" for _ in heads)
    for fact in facts:
        marks = (
            (fact.judgement, N_("People decide it at the meeting.")),
            (fact.private, N_("Private.")),
        )
        said = [f"{fact.name}.", fact.meaning, *(t.plain(mark) for so, mark in marks if so)]
        yield _row(
            (
                f"`{fact.id}`",
                _type(fact, "<br>"),
                "<br>".join(t.plain(KINDS[kind]) for kind in fact.kinds),
                t.plain(ASKED[fact.asked_of]),
                " ".join(said),
                held.clause(fact.clause).path,
            )
        )


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def coverage_table(rows: Iterable[Covered]) -> Table:
    """Every section: what is made of it, by which records, where people are asked, and why not."""
    table = Table(show_lines=True)
    table.add_column(t.plain("Section"), no_wrap=True)
    table.add_column(t.plain("What it says"), ratio=3)
    table.add_column(t.plain("In the program"), min_width=10, max_width=14)
    table.add_column(t.plain("How"), ratio=3)
    for row in rows:
        how = [
            *_by_section(row.citing),
            *((t.plain("People decide: {where}", where=row.judged),) if row.judged else ()),
            *((t.plain("Outside the program: {why}", why=row.outside),) if row.outside else ()),
        ]
        table.add_row(
            row.path,
            escape(row.text),
            t.plain(STANDINGS[row.standing]),
            escape("\n".join(how)),
        )
    return table


def _by_section(citing: Iterable[Citing]) -> Iterator[str]:
    by: dict[str, list[str]] = {}
    for item in citing:
        by.setdefault(item.section, []).append(item.id)
    yield from (f"{section}: {', '.join(ids)}" for section, ids in by.items())


def coverage_counts(rows: Iterable[Covered]) -> str:
    """How many sections stand how, in one line."""
    found = Counter(row.standing for row in rows)
    return " · ".join(f"{t.plain(STANDINGS[standing])}: {found[standing]}" for standing in Standing)
