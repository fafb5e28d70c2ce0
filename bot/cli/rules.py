"""``tusoi rules``: the guidelines as pages, and cases as JSON in → JSON out.

Pages speak the guideline's own Vietnamese under headings from the catalogue.
The JSON side is documented in the README and stays as it is; its reader and writer are
``rules.answer``.  Bad input is one sentence on standard error and exit code 1.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TextIO

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from bot.cli.refusals import fault_line, refusal
from bot.cli.rules_lines import t
from bot.cli.rules_page import KINDS, page, years
from bot.cli.rules_tables import coverage_counts, coverage_table, facts_markdown, facts_table
from conversations.words import N_
from rules import (
    Kind,
    Library,
    RulesError,
    Ruleset,
    RulesetError,
    allot,
    due,
    load_folder,
    load_library,
    weigh_plan,
)
from rules.answer import (
    allotment_data,
    answer_case,
    fact_data,
    plan_data,
    read_case,
    read_plan,
    read_pool,
    ruleset_data,
)
from rules.answer_awards import award_data, read_history, read_shares
from rules.coverage import coverage as sections_covered
from rules.coverage import covered_data

_ruleset = click.argument("ruleset")
_base = click.option("--base", help=N_("The guideline that an overlay is laid over."))
_as_json = click.option("--json", "as_json", is_flag=True, help=N_("JSON instead of a page."))
_kind = click.option(
    "--kind", type=click.Choice([str(kind) for kind in Kind]), required=True, help=N_("Of whom.")
)
_file = click.argument("file", type=click.File("r", encoding="utf-8"), default="-")


@click.group(
    help=N_(
        "The guidelines: list, show, coverage, facts, check; decide, quota, awards on JSON cases."
    )
)
def rules() -> None:
    """``tusoi rules``."""


@rules.command("list", help=N_("The packaged guidelines."))
@_as_json
def list_(as_json: bool) -> None:
    """``tusoi rules list``."""
    library = load_library()
    every = [library.get(one) for one in library.ids]
    if as_json:
        _print(
            [
                {
                    "id": one.id,
                    "title": one.title,
                    "short_title": one.short_title,
                    "issuer": one.issuer,
                    "number": one.number,
                    "issued": one.issued.isoformat() if one.issued else None,
                    "first_year": one.years.first,
                    "last_year": one.years.last,
                    "kinds": [str(kind) for kind in one.kinds],
                    "bases": list(library.bases(one.id)),
                    "successors": [successor.text for successor in one.successors],
                }
                for one in every
            ]
        )
        return
    table = Table(t.plain("Guideline"), t.plain("Title"), t.plain("Number"), t.plain("Years"))
    for one in every:
        table.add_row(one.id, escape(one.short_title), escape(one.number), years(one))
    _console().print(table)


@rules.command(help=N_("Everything a guideline lays down, each line with its clause."))
@_ruleset
@_base
@click.option(
    "--year", type=click.IntRange(1930, 9998), help=N_("Deadlines as days of that review.")
)
@_as_json
def show(ruleset: str, base: str | None, year: int | None, as_json: bool) -> None:
    """``tusoi rules show``."""
    held = load_library().get(ruleset, base)
    if as_json:
        _print(ruleset_data(held))
        return
    console = _console()
    for part in page(held, year):
        console.print(part)


@rules.command(
    help=N_("What the program makes of every section: encoded, left to people, or outside it.")
)
@_ruleset
@_base
@click.option("--whole", is_flag=True, help=N_("Also the sections of the base under it."))
@_as_json
def coverage(ruleset: str, base: str | None, whole: bool, as_json: bool) -> None:
    """``tusoi rules coverage``."""
    rows = sections_covered(load_library().get(ruleset, base), whole=whole)
    if as_json:
        _print([covered_data(row) for row in rows])
        return
    console = _console()
    console.print(coverage_table(rows))
    console.print(coverage_counts(rows))


@rules.command(help=N_("The facts that a guideline turns on: type, unit, meaning, who is asked."))
@click.argument("ruleset", required=False)
@_base
@click.option("--kind", type=click.Choice([str(kind) for kind in Kind]), help=N_("Of whom."))
@click.option(
    "--markdown", is_flag=True, help=N_("A Markdown page; without RULESET, of every one.")
)
@_as_json
def facts(
    ruleset: str | None, base: str | None, kind: str | None, markdown: bool, as_json: bool
) -> None:
    """``tusoi rules facts``."""
    library = load_library()
    if markdown:
        wanted = [library.get(ruleset, base)] if ruleset else in_reading_order(library)
        click.echo(facts_markdown(wanted))
        return
    if ruleset is None:
        raise click.UsageError(t.plain("name a guideline, or ask for --markdown"))
    held = library.get(ruleset, base)
    found = [fact for fact in held.sections.facts if kind is None or Kind(kind) in fact.kinds]
    if as_json:
        _print([fact_data(fact) for fact in found])
        return
    _console().print(facts_table(held, found))


def in_reading_order(library: Library) -> list[Ruleset]:
    """Every packaged guideline, those that others are built on first."""
    every = [library.get(one) for one in library.ids]
    return sorted(every, key=lambda one: (bool(one.base_id), one.id))


@rules.command(help=N_("Look for every fault in a guideline's folder, with file and place."))
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_base
def check(folder: Path, base: str | None) -> None:
    """``tusoi rules check``."""
    try:
        held = load_folder(folder, base)
    except RulesetError as error:
        for fault in error.faults:
            click.echo(fault_line(fault, t), err=True)
        raise click.ClickException(
            t.plain_plural("{n} fault", "{n} faults", len(error.faults))
        ) from None
    kinds = ", ".join(t.plain(KINDS[kind]) for kind in held.kinds)
    click.echo(f"{held.id}: {kinds}")


@rules.command(
    help=N_("Decide one case, or a list of cases, given as JSON (standard input or FILE).")
)
@_ruleset
@_kind
@_base
@_file
def decide(ruleset: str, kind: str, base: str | None, file: TextIO) -> None:
    """``tusoi rules decide``."""
    held = load_library().get(ruleset, base)
    _each(
        file,
        lambda written: answer_case(held, Kind(kind), read_case(held, Kind(kind), written)),
    )


@rules.command(
    help=N_("Hold one group, or a list of groups, against the quota; JSON as for decide.")
)
@_ruleset
@_kind
@_base
@_file
def quota(ruleset: str, kind: str, base: str | None, file: TextIO) -> None:
    """``tusoi rules quota``."""
    held = load_library().get(ruleset, base)

    def answer(written: object) -> dict[str, object]:
        if isinstance(written, dict) and "shares" in written:
            group, shares = read_plan(written)
            plan = weigh_plan(held, Kind(kind), shares)
            return {"id": group, **plan_data(held, Kind(kind), plan)}
        group, candidates, scope = read_pool(held, Kind(kind), written)
        return {
            "id": group,
            **allotment_data(held, allot(held, Kind(kind), candidates, scope)),
        }

    _each(file, answer)


@rules.command(
    help=N_(
        "Hold one history of levels, or a list of them, against the awards; JSON as for decide."
    )
)
@_ruleset
@_kind
@_base
@_file
def awards(ruleset: str, kind: str, base: str | None, file: TextIO) -> None:
    """``tusoi rules awards``."""
    held = load_library().get(ruleset, base)

    def answer(written: object) -> dict[str, object]:
        subject, year, history, known = read_history(held, Kind(kind), written)
        found = due(held, Kind(kind), year, history, known)
        shares = read_shares(held, Kind(kind), written)
        return {"id": subject, "awards": [award_data(held, one, shares) for one in found]}

    _each(file, answer)


def _each(file: TextIO, answer: Callable[[object], dict[str, object]]) -> None:
    """Answer what the file holds: an object with an object, a list with a list.

    What is wrong with one of a list names that one, and nothing is answered.
    """
    try:
        written: object = json.load(file, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise click.ClickException(t.plain("not JSON: {error}", error=str(error))) from None
    if not isinstance(written, list):
        _print(answer(written))
        return
    answers = []
    for number, item in enumerate(written, start=1):
        try:
            answers.append(answer(item))
        except RulesError as error:
            raise click.ClickException(
                t.plain(
                    "number {number} of the list: {error}", number=number, error=refusal(error, t)
                )
            ) from None
    _print(answers)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object, each of its keys said once: of two values nobody knows which is meant."""
    table = dict(pairs)
    if len(table) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise click.ClickException(t.plain("“{name}” is said twice", name=twice))
    return table


def _print(data: object) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _console() -> Console:
    return Console(highlight=False, soft_wrap=False)
