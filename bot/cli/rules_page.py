"""A guideline as pages for people: everything it lays down, each line with its clause.

Made to be read with the text beside it: under each heading the lines stand in the text's order,
``[II.B.2.3.1 –2]`` is the second dash of section II.B.2.3.1, and what follows it restates the
text.  Headings come from the catalogue; all else is the guideline's own Vietnamese.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Final

from rich.console import RenderableType
from rich.markup import escape
from rich.text import Text

from bot.cli.rules_lines import Line, clause_path, heading_line, indented, part, read_as, t
from bot.cli.rules_procedure import procedure, said
from bot.cli.rules_when import only_when
from conversations.words import N_
from rules import Kind, Ruleset
from rules.coverage import path_order
from rules.model import Clause, Criterion
from rules.procedure import Deadline, Duration, Stretch
from rules.quota_rules import Quota
from rules.rule import Confirm, Require, Rule
from rules.ruleset import Program

KINDS: Final = {
    Kind.MEMBER: N_("Party members"),
    Kind.ORGANISATION: N_("Party organisations"),
    Kind.COLLECTIVE: N_("Leading collectives"),
    Kind.LEADER: N_("Leaders"),
}


def page(held: Ruleset, year: int | None = None) -> Iterator[RenderableType]:
    """The whole page; deadlines also as days of the review of ``year``, where one is given."""
    yield from _head(held)
    for kind in held.kinds:
        yield Text(f"\n {t.plain(KINDS[kind])} ", style="bold reverse")
        yield from _of_kind(held, kind)
    heading = t.plain("For every kind")
    yield Text(f"\n {heading} ", style="bold reverse")
    yield from _common(held, year)


def years(held: Ruleset) -> str:
    """The first and the last year of review under it."""
    first, last = held.years.first, held.years.last
    return str(first) if first == last else f"{first}–{last or '…'}"


def _head(held: Ruleset) -> Iterator[RenderableType]:
    about = held.sections.about
    yield Text(held.title, style="bold")
    number = f"{held.number} ({t.date(held.issued)})" if held.issued else held.number
    yield Text(f"{held.issuer} · {number}")
    yield Text(t.plain("For the years of review: {years}", years=years(held)))
    if about.implements:
        yield Text(t.plain("Carries out: {texts}", texts=", ".join(about.implements)))
    if about.note:
        yield Text(about.note)
    for successor in held.successors:
        since = t.date(successor.in_force) if successor.in_force else "…"
        replaced = t.plain(
            "{replaced} was replaced by {text} from {since}.",
            replaced=successor.replaces,
            text=successor.text,
            since=since,
        )
        yield Text(f"→ {replaced} {successor.note}")
    if held.base_id:
        assumed = " " + t.plain("(assumed: nobody named it)") if held.base_assumed else ""
        yield Text(t.plain("Laid over: {base}", base=held.base_id) + assumed)
    yield Text(t.plain("Levels: {names}", names=" > ".join(item.name for item in held.levels)))
    if held.grades:
        yield Text(t.plain("Grades: {names}", names=" > ".join(item.name for item in held.grades)))
    yield Text(
        t.plain("In brackets: the section, and the dash under it. The wording is restated."),
        style="dim",
    )


def _of_kind(held: Ruleset, kind: Kind) -> Iterator[RenderableType]:
    program = held.program(kind)
    yield from _criteria(held, kind, program)
    yield from part(held, N_("Not reviewed, or not rated"), _rules(held, program.excludes))
    yield from _levels(held, program)
    base = (program.base,) if program.base else ()
    yield from part(held, N_("Where the level comes from"), _rules(held, base))
    yield from part(held, N_("Caps"), _rules(held, program.caps))
    yield from part(held, N_("Quotas"), _quotas(held, kind))
    yield from part(held, N_("An earlier year rated again"), _rules(held, program.reopens))
    yield from part(held, N_("Notices"), _rules(held, program.notices))
    impossible = [Line(item.clause, item.says) for item in program.impossible]
    yield from part(held, N_("What cannot all be so"), impossible)
    yield from procedure(held, kind)


def _criteria(held: Ruleset, kind: Kind, program: Program) -> Iterator[RenderableType]:
    lines = []
    for group in held.groups(kind):
        criteria = [item for item in program.criteria if item.group == group.id]
        if criteria:
            lines.append(Line(group.clause, f"[bold]{escape(group.name)}[/bold]"))
        for item in criteria:
            points = (t.plain("up to {n} points", n=item.points),) if item.points else ()
            applies = only_when(t, held, item.applies)
            lines.append(
                Line(item.clause, f"• {escape(item.name)}", notes=(*points, *applies, *_full(item)))
            )
    yield from part(held, N_("Criteria"), lines)


def _full(criterion: Criterion) -> tuple[str, ...]:
    """The criterion's content, where it says more than the name."""
    rest = criterion.full.removeprefix(criterion.name).lstrip(" :.,;").strip()
    return (f"— {rest}",) if rest else ()


def _levels(held: Ruleset, program: Program) -> Iterator[RenderableType]:
    """What each level asks for, and what puts at it by itself: best level first."""
    for level, requires in zip(held.levels, program.requires, strict=True):
        confirms = tuple(rule for rule in program.confirms if rule.level == level.id)
        forces = tuple(rule for rule in program.forces if rule.level == level.id)
        otherwise = program.otherwise
        falls = (otherwise,) if otherwise and otherwise.level == level.id else ()
        asked: tuple[Rule, ...] = (*confirms, *requires)
        if asked:
            heading = t.plain("Asked for at: {level}", level=level.name)
            yield from part(held, heading, _rules(held, asked))
        if falls or forces:
            heading = t.plain("By itself puts at: {level}", level=level.name)
            yield from part(held, heading, _rules(held, (*falls, *forces)))


def _rules(held: Ruleset, rules: Sequence[Rule]) -> list[Line]:
    return [Line(rule.clause, escape(rule.says), rule.bullet, _notes(held, rule)) for rule in rules]


def _notes(held: Ruleset, rule: Rule) -> tuple[str, ...]:
    judged = isinstance(rule, Confirm) or _hangs_on_judgement(held, rule)
    return (
        *((t.plain("(people confirm)"),) if judged else ()),
        *read_as(held.readings[reading] for reading in rule.readings),
    )


def _hangs_on_judgement(held: Ruleset, rule: Rule) -> bool:
    excepted = rule.unless if isinstance(rule, Require) else None
    return excepted is not None and any(
        held.facts[fact].judgement for fact in held.aspects[rule.id].facts if fact in held.facts
    )


def _quotas(held: Ruleset, kind: Kind) -> Iterator[Line]:
    for quota in held.quotas:
        if kind in quota.kinds:
            yield Line(quota.clause, escape(quota.says), notes=_quota_notes(held, quota))
            yield from (Line(small.clause, escape(small.says)) for small in quota.small)


def _quota_notes(held: Ruleset, quota: Quota) -> tuple[str, ...]:
    over = t.plain("Counted over: {scope}.", scope=quota.scope.rstrip("."))
    return (over, *read_as(held.readings[reading] for reading in quota.readings))


def _common(held: Ruleset, year: int | None) -> Iterator[RenderableType]:
    sections = held.sections
    for heading, lines in (
        (N_("Periods"), [(x.clause, x.name) for x in sections.periods]),
        (N_("Forms"), [(x.clause, f"{x.name}: {x.use}") for x in sections.forms if not x.kinds]),
        (N_("Order"), [(x.clause, x.says) for x in sections.orders]),
        (N_("Least length of meetings"), [(x.clause, _duration(x)) for x in sections.durations]),
        (N_("Deadlines"), [(x.clause, _deadline(x, year)) for x in sections.deadlines]),
        (N_("Schedule"), [(x.clause, _stretch(x, year)) for x in sections.schedule]),
        (N_("Papers of the file"), [(x.clause, f"({x.number}) {x.text}") for x in sections.papers]),
    ):
        yield from part(held, heading, [Line(clause, escape(says)) for clause, says in lines])
    provisions = [said(held, item) for item in sections.provisions if not item.kinds]
    yield from part(held, N_("Also laid down"), provisions)
    yield from part(held, N_("Awards"), _awards(held))
    yield heading_line(t.plain("Readings (not law)"))
    for item in sorted(sections.readings, key=lambda reading: reading.number):
        cited = ", ".join(clause_path(held, clause) for clause in item.clauses)
        options = "; ".join(option.name for option in item.options)
        choices = " " + t.plain("To choose from: {options}.", options=options) if options else ""
        yield indented(
            f"{item.number}. [bold]{escape(item.title)}[/bold] [cyan]\\[{escape(cited)}][/cyan] "
            f"{escape(item.text)} [dim]{escape(item.reason + choices)}[/dim]"
        )
    clauses = [
        Line(clause.id, escape(clause.text), notes=_left(clause.judged, clause.outside))
        for clause in sorted(sections.clauses, key=partial(_in_print, held))
    ]
    yield from part(held, N_("Clauses"), clauses)


def _awards(held: Ruleset) -> Iterator[Line]:
    for award in held.awards:
        notes = read_as(held.readings[reading] for reading in award.readings)
        if award.percent is not None:
            over = t.plain("Counted over: {scope}.", scope=award.scope.rstrip("."))
            notes = (over, *notes)
        says = f"{award.name}. {award.says} ({award.decides})"
        yield Line(award.clause, escape(says), notes=notes)


def _in_print(held: Ruleset, clause: Clause) -> tuple[bool, object]:
    """The text's own sections in printed order, then those of the base under it."""
    return clause.source != held.id, path_order(clause.path)


def _left(judged: str, outside: str) -> tuple[str, ...]:
    return (
        *((t.plain("People decide: {where}", where=judged),) if judged else ()),
        *((t.plain("Outside the program: {why}", why=outside),) if outside else ()),
    )


def _duration(duration: Duration) -> str:
    days = t.plain("{n} days", n=t.number(duration.days))
    if duration.suggested is None:
        return f"{duration.body}: {days}"
    longer = t.plain(
        "{n} days where {who} suggested points",
        n=t.number(duration.suggested),
        who=duration.by or "…",
    )
    return f"{duration.body}: {days}; {longer}"


def _deadline(deadline: Deadline, year: int | None) -> str:
    last = deadline.last_day(year) if year else None
    computed = " → " + t.plain("at the latest {day}", day=t.date(last)) if last else ""
    return f"{deadline.what}: {deadline.printed}{computed}"


def _stretch(stretch: Stretch, year: int | None) -> str:
    computed = ""
    if year:
        first, last = stretch.days(year)
        days = dict.fromkeys((t.date(first), t.date(last)))
        computed = f" → {'–'.join(days)}"
    return f"{stretch.printed}: {stretch.who}: {stretch.what}{computed}"
