"""The figures on the review of the branch's committee: its targets, its members' levels."""

from collections.abc import Mapping

from conversations.body_evidence import BodyEvidence
from conversations.body_results import Origin
from conversations.dossier.model import Figure
from conversations.fact_words import value_words
from conversations.words import Words
from rules import Kind, Ruleset

TARGETS = ("unit_targets_done", "org_targets_done", "main_targets_met")
"""The ids of the facts about targets, of the committee or of the branch that it leads."""


def body_figures(
    t: Words, ruleset: Ruleset, bodies: Mapping[Kind, BodyEvidence], kind: Kind
) -> tuple[Figure, ...]:
    """What is known of targets and of the members' levels; empty while nothing is."""
    mine = [bodies[kind], *(one for other, one in bodies.items() if other is not kind)]
    known = {fact: value for body in reversed(mine) for fact, value in body.said.items()}
    counted = [
        fact for body in mine for fact, one in body.results.items() if one.origin is Origin.LEVELS
    ]
    told = [*(fact for fact in TARGETS if fact in known), *counted]
    if "unit_targets_done" in told and "org_targets_done" in told:
        told.remove("org_targets_done" if kind is Kind.COLLECTIVE else "unit_targets_done")
    return tuple(
        Figure(ruleset.facts[fact].name, value_words(t, ruleset, ruleset.facts[fact], known[fact]))
        for fact in dict.fromkeys(told)
    )
