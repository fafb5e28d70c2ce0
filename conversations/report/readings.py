"""What the report says of readings: how the program reads what a guideline leaves open."""

from collections.abc import Iterable

from markupsafe import Markup

from conversations.balloting.terms import READING
from conversations.proposals import Proposal, Proposals
from conversations.report.lines import cites
from conversations.results import base_of
from conversations.words import Words
from rules import MajorityBase, Reading, Ruleset


def reading(t: Words, ruleset: Ruleset, one: Reading) -> Markup:
    """A reading, said to be one: how the program reads what the text leaves open."""
    return t(
        "📖 Reading, not the text itself: {text} (clause {clauses})",
        text=one.text.rstrip("."),
        clauses=cites(t, ruleset, one.clauses),
    )


def readings_used(everyone: Iterable[Proposal]) -> tuple[Reading, ...]:
    """The readings that stand behind the levels of these members, each once."""
    used = {
        held.id: held for one in everyone for held in (*one.ceiling.readings, *one.advised.readings)
    }
    return tuple(used.values())


def used_here(t: Words, found: Proposals, one: Proposal) -> Markup:
    """The readings behind one member's levels, by their titles; empty where there are none."""
    used = readings_used([one])
    if not used:
        return Markup()
    clauses = [clause for held in used for clause in held.clauses]
    return t(
        "📖 Read here as the program reads it: {titles} (clause {clauses})",
        titles="; ".join(held.title for held in used),
        clauses=cites(t, found.ruleset, clauses),
    )


def majority_reading(t: Words, found: Proposals) -> Markup:
    """How a majority is read, while some ballot takes the reading's base; else nothing."""
    default = MajorityBase.SUMMONED_LESS_EXCUSED
    held = next((one for one in found.ruleset.readings.values() if one.number == READING), None)
    if held is None or all(base_of(one) is not default for one in found.ballots):
        return Markup()
    return reading(t, found.ruleset, held)
