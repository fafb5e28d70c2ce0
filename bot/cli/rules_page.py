"""A guideline as pages for people: everything it lays down, each line with its clause.

Made to be read with the text beside it: under each heading the lines stand in the text's order,
``[II.B.2.3.1 –2]`` is the second dash of section II.B.2.3.1, and what follows it restates the
text.  Headings come from the catalogue; all else is the guideline's own Vietnamese.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from conversations.words import N_, Words
from rules import Asks, Form, FormPart, Kind, Ruleset
from rules.model import Criterion, Reading
from rules.procedure import Deadline, Duration, Stretch
from rules.quota_rules import Quota
from rules.rule import Confirm, Require, Rule
from rules.ruleset import Program

t = Words(os.environ.get("TUSOI_LOCALE", "vi"))

KINDS: Final = {
    Kind.MEMBER: N_("Party members"),
    Kind.ORGANISATION: N_("Party organisations"),
    Kind.COLLECTIVE: N_("Leading collectives"),
    Kind.LEADER: N_("Leaders"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page: the clause it rests on (an id), the dash under it, and what it says.

    ``notes`` follow it, fainter: that people confirm it, how the program reads the text.
    """

    clause: str
    says: str
    bullet: int = 0
    notes: tuple[str, ...] = ()


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
    yield from _part(held, N_("Not reviewed, or not rated"), _rules(held, program.excludes))
    yield from _levels(held, program)
    base = (program.base,) if program.base else ()
    yield from _part(held, N_("Where the level comes from"), _rules(held, base))
    yield from _part(held, N_("Caps"), _rules(held, program.caps))
    yield from _part(held, N_("Quotas"), _quotas(held, kind))
    yield from _part(held, N_("An earlier year rated again"), _rules(held, program.reopens))
    yield from _part(held, N_("Notices"), _rules(held, program.notices))
    impossible = [Line(item.clause, item.says) for item in program.impossible]
    yield from _part(held, N_("What cannot all be so"), impossible)
    yield from _procedure(held, kind)


def _criteria(held: Ruleset, kind: Kind, program: Program) -> Iterator[RenderableType]:
    lines = []
    for group in held.groups(kind):
        criteria = [item for item in program.criteria if item.group == group.id]
        if criteria:
            lines.append(Line(group.clause, f"[bold]{escape(group.name)}[/bold]"))
        for item in criteria:
            points = (t.plain("up to {n} points", n=item.points),) if item.points else ()
            applies = (t.plain("(where it applies)"),) if item.applies else ()
            lines.append(
                Line(item.clause, f"• {escape(item.name)}", notes=(*points, *applies, *_full(item)))
            )
    yield from _part(held, N_("Criteria"), lines)


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
            yield from _part(held, heading, _rules(held, asked))
        if falls or forces:
            heading = t.plain("By itself puts at: {level}", level=level.name)
            yield from _part(held, heading, _rules(held, (*falls, *forces)))


def _rules(held: Ruleset, rules: Sequence[Rule]) -> list[Line]:
    return [Line(rule.clause, escape(rule.says), rule.bullet, _notes(held, rule)) for rule in rules]


def _notes(held: Ruleset, rule: Rule) -> tuple[str, ...]:
    judged = isinstance(rule, Confirm) or _hangs_on_judgement(held, rule)
    return (
        *((t.plain("(people confirm)"),) if judged else ()),
        *_read(held.readings[reading] for reading in rule.readings),
    )


def _hangs_on_judgement(held: Ruleset, rule: Rule) -> bool:
    excepted = rule.unless if isinstance(rule, Require) else None
    return excepted is not None and any(
        held.facts[fact].judgement for fact in held.aspects[rule.id].facts if fact in held.facts
    )


def _read(readings: Iterable[Reading]) -> tuple[str, ...]:
    numbers = ", ".join(dict.fromkeys(str(reading.number) for reading in readings))
    return (t.plain("(reading {numbers})", numbers=numbers),) if numbers else ()


def _quotas(held: Ruleset, kind: Kind) -> Iterator[Line]:
    for quota in held.quotas:
        if kind in quota.kinds:
            yield Line(quota.clause, escape(quota.says), notes=_quota_notes(held, quota))
            yield from (Line(small.clause, escape(small.says)) for small in quota.small)


def _quota_notes(held: Ruleset, quota: Quota) -> tuple[str, ...]:
    over = t.plain("Counted over: {scope}.", scope=quota.scope.rstrip("."))
    return (over, *_read(held.readings[reading] for reading in quota.readings))


def _procedure(held: Ruleset, kind: Kind) -> Iterator[RenderableType]:
    found = held.procedure(kind)
    readings = held.readings
    yield from _part(
        held,
        N_("Steps"),
        [
            Line(
                x.clause,
                escape(t.plain("Step {n}", n=x.number) + f": {x.says}"),
                notes=_read(readings[reading] for reading in x.readings),
            )
            for x in found.steps
        ],
    )
    ballots = [
        Line(x.clause, escape(x.says), notes=_read(readings[item] for item in x.readings))
        for x in found.ballots
    ]
    yield from _part(held, N_("Ballots"), ballots)
    for heading, lines in (
        (N_("Where reviewed"), [(x.clause, f"{x.who}: {x.where}") for x in found.places]),
        (N_("Contents of the review"), [(x.clause, x.text) for x in found.contents]),
        (N_("Also laid down"), [(x.clause, x.says) for x in found.provisions if x.kinds]),
    ):
        yield from _part(held, heading, [Line(clause, escape(says)) for clause, says in lines])
    forms = [line for form in found.forms if form.kinds for line in _form(held, form, kind)]
    yield from _part(held, N_("Forms"), forms)


def _form(held: Ruleset, form: Form, kind: Kind) -> Iterator[Line]:
    """The form, and what stands on that of a subject of this kind, part after part."""
    parts = [part for part in held.form_parts(form.id) if not part.kinds or kind in part.kinds]
    made = t.plain("(made from the contents that the text gives; not compared with the print)")
    notes = (made,) if parts and not form.printed else ()
    yield Line(form.clause, f"[bold]{escape(f'{form.name}: {form.use}')}[/bold]", notes=notes)
    for part in parts:
        says = escape(f"{part.number}. {part.heading}" if part.number else f"– {part.heading}")
        under = f"\n[dim]{escape(part.hint)}[/dim]" if part.hint else ""
        yield Line(part.clause, says + under, notes=_holds(held, part))


def _holds(held: Ruleset, part: FormPart) -> tuple[str, ...]:
    """What the part holds, and for whom."""
    graded = [item.name for item in held.sections.groups if item.id in part.groups]
    graded += [item.name for item in held.sections.criteria if item.id in part.criteria]
    what = {
        Asks.GRADES: t.plain("Boxes of the grades: {names}.", names="; ".join(graded))
        if graded
        else t.plain("One row of boxes of the grades."),
        Asks.TARGETS: t.plain("Figures: set, met, exceeded."),
        Asks.SUGGESTIONS: t.plain("Each point with its answer."),
        Asks.LEVEL: t.plain("Boxes of the levels."),
        Asks.OPINION: t.plain("Written by: {who}.", who=part.who),
    }.get(part.asks, "")
    applies = t.plain("(where it applies)") if part.when else ""
    return tuple(f"· {text}" for text in (applies, what) if text)


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
        (N_("Also laid down"), [(x.clause, x.says) for x in sections.provisions if not x.kinds]),
        (
            N_("Awards"),
            [(x.clause, f"{x.name}. {x.says} ({x.decides})") for x in sections.awards],
        ),
    ):
        yield from _part(held, heading, [Line(clause, escape(says)) for clause, says in lines])
    yield _heading(t.plain("Readings (not law)"))
    for item in sections.readings:
        cited = ", ".join(_path(held, clause) for clause in item.clauses)
        options = "; ".join(option.name for option in item.options)
        choices = " " + t.plain("To choose from: {options}.", options=options) if options else ""
        yield _indented(
            f"{item.number}. [bold]{escape(item.title)}[/bold] [cyan]\\[{escape(cited)}][/cyan] "
            f"{escape(item.text)} [dim]{escape(item.reason + choices)}[/dim]"
        )
    clauses = [
        Line(clause.id, escape(clause.text), notes=_left(clause.judged, clause.outside))
        for clause in sections.clauses
    ]
    yield from _part(held, N_("Clauses"), clauses)


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
        computed = f" → {t.date(first)}–{t.date(last)}"
    return f"{stretch.printed}: {stretch.who}: {stretch.what}{computed}"


def _part(held: Ruleset, heading: str, lines: Iterable[Line]) -> Iterator[RenderableType]:
    """A heading and its lines in two columns; a clause is named once for lines that share it."""
    table = Table.grid(padding=(0, 1))
    table.add_column(no_wrap=True, style="cyan")
    table.add_column()
    before = ""
    for line in lines:
        named = _path(held, line.clause) + (f" –{line.bullet}" if line.bullet else "")
        notes = escape(" ".join(line.notes))
        says = f"{line.says} [dim]{notes}[/dim]" if notes else line.says
        table.add_row("" if named == before else escape(f"[{named}]"), says)
        before = named
    if table.row_count:
        yield _heading(t.plain(heading))
        yield Padding(table, (0, 0, 0, 2))


def _heading(text: str) -> RenderableType:
    return Text(f"\n{text}", style="underline")


def _indented(text: str) -> RenderableType:
    return Padding(Text.from_markup(text), (0, 0, 0, 2))


def _path(held: Ruleset, clause_id: str) -> str:
    clause = held.clause(clause_id)
    return clause.path if clause.source == held.id else f"{clause.source} {clause.path}"
