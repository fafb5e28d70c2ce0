"""Why a decision came out as it did: one line a reason, each with its clause.

The reason sentences belong to the guidelines (``Finding.says``: Vietnamese, without anyone's
data).  To those who may know a person's facts, what was observed is added; to anyone else a reason
behind which a private fact stands is given by its clause and what it comes to, and no more.
"""

from collections.abc import Sequence

from markupsafe import Markup, escape

from conversations.fact_words import value_words
from conversations.words import Words
from rules import (
    Decision,
    EffectKind,
    FactType,
    Finding,
    Kind,
    Observed,
    Ruleset,
    Status,
    Truth,
)

NAMED = 3
"""How many criteria, or missing facts, a line names before it only counts the rest."""


def cite(t: Words, ruleset: Ruleset, clause_id: str) -> Markup:
    """The clause as it is cited: its whole printed path."""
    clause = ruleset.clauses.get(clause_id)
    return escape(clause.path if clause is not None and clause.path else clause_id)


def why(
    t: Words,
    ruleset: Ruleset,
    decision: Decision,
    *,
    private: bool,
    seen: bool = True,
    binding: bool = False,
) -> list[Markup]:
    """What keeps the subject from the best level, decisive first: «reason (clause)».

    ``private``: for the member himself and those who may read his facts.  Without it a reason with
    a private fact behind it is told by its clause and what it comes to.  ``seen``: add what was
    observed, to those who may know it.  ``binding``: only what holds the subject where it is, not
    what would hold it higher up.
    """
    lines = [
        reason(t, ruleset, one, private=private, seen=seen)
        for one in decision.why
        if not binding or not one.limit or one.limit == decision.ceiling
    ]
    for conflict in decision.conflicts:
        clauses = ", ".join(str(cite(t, ruleset, clause)) for clause in conflict.clauses)
        lines.append(
            t("{says} (clause {clause})", says="; ".join(conflict.says), clause=clauses)
            if private
            else t("The bases contradict each other (clause {clause})", clause=clauses)
        )
    return list(dict.fromkeys(lines))


def reason(
    t: Words, ruleset: Ruleset, finding: Finding, *, private: bool, seen: bool = True
) -> Markup:
    """One finding as a line."""
    clause = cite(t, ruleset, finding.clause)
    if finding.private and not private:
        return _general(t, ruleset, finding, clause)
    says = finding.says.rstrip(".")
    if finding.effect.kind is EffectKind.BARS and finding.outcome is Truth.FALSE:
        line = t(
            "Falls short of “{level}”: {says} (clause {clause})",
            level=ruleset.level(finding.effect.level).name,
            says=says,
            clause=clause,
        )
    else:
        line = t("{says} (clause {clause})", says=says, clause=clause)
    observed = _seen(t, ruleset, finding) if private and seen else []
    return t("{line}. Now: {seen}", line=line, seen="; ".join(observed)) if observed else line


def _general(t: Words, ruleset: Ruleset, finding: Finding, clause: Markup) -> Markup:
    if finding.effect.kind is EffectKind.EXCLUDES_REVIEW:
        return t("Not reviewed this year (clause {clause})", clause=clause)
    if finding.effect.kind is EffectKind.EXCLUDES_RATING:
        return t("Reviewed but not rated this year (clause {clause})", clause=clause)
    if finding.limit:
        return t(
            "Not above “{level}” (clause {clause})",
            level=ruleset.level(finding.limit).name,
            clause=clause,
        )
    return t("By clause {clause}", clause=clause)


def _seen(t: Words, ruleset: Ruleset, finding: Finding) -> list[str]:
    """What was observed, as far as the reason does not already say it."""
    facts = [_fact(t, ruleset, one) for one in finding.observed if one.what == "fact"]
    grades = [_grade(ruleset, one) for one in finding.observed if one.what == "grade"]
    return [*filter(None, facts), *_some(t, [one for one in grades if one])]


def _fact(t: Words, ruleset: Ruleset, seen: Observed) -> str:
    fact = ruleset.facts.get(seen.id)
    if fact is None or seen.value is None or fact.type is FactType.BOOL:
        return ""
    return f"{fact.name}: {value_words(t, ruleset, fact, seen.value)}"


def _grade(ruleset: Ruleset, seen: Observed) -> str:
    if not isinstance(seen.value, str) or seen.value not in ruleset.grade_rank:
        return ""
    every = (one for kind in Kind for one in ruleset.criteria(kind))
    criterion = next((one for one in every if one.id == seen.id), None)
    return "" if criterion is None else f"{criterion.short}: {ruleset.grade(seen.value).name}"


def _some(t: Words, names: Sequence[str], most: int = NAMED) -> list[str]:
    if len(names) <= most:
        return list(names)
    rest = len(names) - most
    return [*names[:most], t.plain_plural("{n} more", "{n} more", rest)]


def outcome(t: Words, ruleset: Ruleset, decision: Decision) -> Markup:
    """What the decision comes to, as a phrase: a level, the best one still open, or none."""
    match decision.status:
        case Status.NOT_REVIEWED:
            return t("neither reviewed nor rated")
        case Status.NOT_RATED:
            return t("reviewed, not rated")
        case Status.CONFLICT:
            return t("for people to settle, as the bases contradict each other")
    if decision.ceiling is None:
        return t("not known yet")
    best = ruleset.level(decision.ceiling).name
    if decision.status is Status.DECIDED:
        return escape(best)
    if decision.exclusions:
        return t("at most {level}, or not rated", level=best)
    return t("at most {level}", level=best)


def limit(t: Words, ruleset: Ruleset, decision: Decision) -> Markup:
    """What a hard ceiling comes to, as a phrase: the best level that it leaves, or the one forced.

    Other than ``outcome``, it never reads as if the level were settled by facts alone.
    """
    if decision.status is Status.DECIDED and len(decision.allowed) > 1 and decision.ceiling:
        return t("at most {level}", level=ruleset.level(decision.ceiling).name)
    return outcome(t, ruleset, decision)


def waiting(t: Words, ruleset: Ruleset, decision: Decision, most: int = NAMED) -> Markup:
    """The facts that are missing, most decisive first; empty when none is."""
    names = [ruleset.facts[fact].name for fact in decision.missing if fact in ruleset.facts]
    if not names:
        return Markup()
    return t("Not known yet: {facts}", facts="; ".join(_some(t, names, most)))
