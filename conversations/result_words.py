"""What is told of a body's results: where a figure comes from, how a level is known."""

from collections.abc import Mapping

from markupsafe import Markup

from conversations.body_evidence import BodyEvidence
from conversations.body_results import Origin, Result
from conversations.fact_words import value_words
from conversations.heads import BodyLevel, How
from conversations.words import N_, Words
from rules import Kind, Ruleset

DIFFERENCES = 2
"""How many are told one by one; the rest stand at the facts themselves."""

_ORIGINS = {
    Origin.LEVELS: N_("from the ballots on members' levels"),
    Origin.MEMBERS: N_("from the confirmed facts of each member"),
    Origin.ROLL: N_("from the branch's roll"),
    Origin.BRANCH: N_("by the branch's own level"),
}
_KNOWN = {
    Kind.ORGANISATION: {
        How.DECIDED: N_("The branch: <b>{level}</b>, decided by the higher committee"),
        How.VOTED: N_("The branch: <b>{level}</b> by its ballot of {day}; not decided yet"),
        How.TAKEN: N_("The branch: <b>{level}</b>, taken by its committee; not decided yet"),
    },
    Kind.COLLECTIVE: {
        How.DECIDED: N_("The committee: <b>{level}</b>, decided by the higher committee"),
        How.VOTED: N_("The committee: <b>{level}</b> by the ballot of {day}; not decided yet"),
        How.TAKEN: N_("The committee: <b>{level}</b>, taken by itself; not decided yet"),
    },
}
"""How the level of each body is known, in a sentence."""


def origin(t: Words, result: Result) -> str:
    """Where a figure comes from, and whether it only advises yet."""
    told = t.plain(_ORIGINS[result.origin])
    return told if result.sure else t.plain("{origin}; not confirmed", origin=told)


def level_known(t: Words, ruleset: Ruleset, known: BodyLevel) -> Markup:
    """A body's level and how it is known."""
    return t(
        _KNOWN[known.kind][known.how],
        level=ruleset.level(known.level).name,
        day="" if known.at is None else t.date(known.at),
    )


def counts(t: Words, ruleset: Ruleset, results: Mapping[str, Result]) -> str:
    """How many members are at each level, by the levels' short names; empty where not counted."""
    for tally in ruleset.tallies.values():
        told = {level: results[fact].value for level, fact in tally.items() if fact in results}
        if told:
            return " · ".join(f"{ruleset.level(level).short} {n}" for level, n in told.items())
    return ""


def results_lines(t: Words, ruleset: Ruleset, body: BodyEvidence, *, private: bool) -> list[Markup]:
    """Everything that follows from results, each with where it comes from; counts in one line.

    ``private``: for those who may read private facts.
    """
    lines = []
    counted = counts(t, ruleset, body.results)
    if counted:
        every = [one for one in body.results.values() if one.origin is Origin.LEVELS]
        lines.append(
            t("• Members: {counts} ({origin})", counts=counted, origin=origin(t, every[0]))
        )
    for fact_id, one in body.results.items():
        fact = ruleset.facts[fact_id]
        if one.origin is Origin.LEVELS or (fact.private and not private):
            continue
        lines.append(
            t(
                "• {fact}: {value} ({origin})",
                fact=fact.name,
                value=value_words(t, ruleset, fact, one.value),
                origin=origin(t, one),
            )
        )
    return lines


def differences(t: Words, ruleset: Ruleset, body: BodyEvidence, *, private: bool) -> Markup:
    """Where the secretary says otherwise than the results; both are told.  Empty: nowhere."""
    told = [
        t.plain(
            "{fact}: {said} (results: {result})",
            fact=ruleset.facts[fact].name,
            said=value_words(t, ruleset, ruleset.facts[fact], body.said[fact]),
            result=value_words(t, ruleset, ruleset.facts[fact], body.results[fact].value),
        )
        for fact in body.differing
        if private or not ruleset.facts[fact].private
    ]
    if not told:
        return Markup()
    if len(told) > DIFFERENCES:
        rest = len(told) - DIFFERENCES
        told = [*told[:DIFFERENCES], t.plain_plural("{n} more", "{n} more", rest)]
    return t(
        "⚠️ Entered otherwise than the results say; what was entered counts: {facts}",
        facts="; ".join(told),
    )
