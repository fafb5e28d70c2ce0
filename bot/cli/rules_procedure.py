"""The part of a guideline's page that tells how a review runs, and what stands on its forms."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.markup import escape

from bot.cli.rules_lines import Line, part, read_as, t
from bot.cli.rules_when import only_when
from conversations.words import N_
from rules import Asks, Form, FormPart, Kind, Ruleset
from rules.procedure import BallotRound, Provision, Step


def procedure(held: Ruleset, kind: Kind) -> Iterator[RenderableType]:
    """How a review of that kind runs: who does what, where, on what contents and forms."""
    found = held.procedure(kind)
    steps = sorted(found.steps, key=lambda step: step.number)
    yield from part(held, N_("Steps"), [_step(held, step) for step in steps])
    at = {step.id: place for place, step in enumerate(steps)}
    ballots = sorted(found.ballots, key=lambda ballot: (at[ballot.step], ballot.round))
    yield from part(held, N_("Ballots"), [said(held, ballot) for ballot in ballots])
    places = [
        Line(x.clause, escape(f"{x.who}: {x.where}"), notes=only_when(t, held, x.when))
        for x in found.places
    ]
    yield from part(held, N_("Where reviewed"), places)
    contents = [
        Line(x.clause, escape(x.text), notes=only_when(t, held, x.when)) for x in found.contents
    ]
    yield from part(held, N_("Contents of the review"), contents)
    provisions = [said(held, provision) for provision in found.provisions if provision.kinds]
    yield from part(held, N_("Also laid down"), provisions)
    forms = [line for form in found.forms if form.kinds for line in _form(held, form, kind)]
    yield from part(held, N_("Forms"), forms)


def said(held: Ruleset, record: BallotRound | Provision) -> Line:
    """What it says, for whom, and on which readings it rests."""
    return Line(
        record.clause,
        escape(record.says),
        notes=(
            *only_when(t, held, record.when),
            *read_as(held.readings[reading] for reading in record.readings),
        ),
    )


def _step(held: Ruleset, step: Step) -> Line:
    notes = (
        *_by_whom(step),
        *only_when(t, held, step.when),
        *read_as(held.readings[reading] for reading in step.readings),
    )
    number = t.plain("Step {n}", n=step.number)
    return Line(step.clause, escape(f"{number}: {step.says}"), notes=notes)


def _by_whom(step: Step) -> tuple[str, ...]:
    """Who does it, where the sentence does not begin with them."""
    if step.says.casefold().startswith(step.actor.casefold()):
        return ()
    return (t.plain("Who: {who}.", who=step.actor),)


def _form(held: Ruleset, form: Form, kind: Kind) -> Iterator[Line]:
    """The form, and what stands on that of a subject of this kind, part after part."""
    parts = [one for one in held.form_parts(form.id) if not one.kinds or kind in one.kinds]
    made = t.plain("(made from the contents that the text gives; not compared with the print)")
    notes = (made,) if parts and not form.printed else ()
    yield Line(form.clause, f"[bold]{escape(f'{form.name}: {form.use}')}[/bold]", notes=notes)
    for one in parts:
        says = escape(f"{one.number}. {one.heading}" if one.number else f"– {one.heading}")
        under = f"\n[dim]{escape(one.hint)}[/dim]" if one.hint else ""
        yield Line(one.clause, says + under, notes=_holds(held, one))


def _holds(held: Ruleset, one: FormPart) -> tuple[str, ...]:
    """What the part holds, and for whom."""
    graded = [item.name for item in held.sections.groups if item.id in one.groups]
    graded += [item.name for item in held.sections.criteria if item.id in one.criteria]
    what = {
        Asks.GRADES: t.plain("Boxes of the grades: {names}.", names="; ".join(graded))
        if graded
        else t.plain("One row of boxes of the grades."),
        Asks.TARGETS: t.plain("Figures: set, met, exceeded."),
        Asks.SUGGESTIONS: t.plain("Each point with its answer."),
        Asks.LEVEL: t.plain("Boxes of the levels."),
        Asks.OPINION: t.plain("Written by: {who}.", who=one.who),
    }.get(one.asks, "")
    return tuple(f"· {text}" for text in (*only_when(t, held, one.when), what) if text)
