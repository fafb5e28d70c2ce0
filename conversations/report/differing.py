"""Why a proposal differs from the ballot's result, the advised level or the member's own."""

from markupsafe import Markup

from conversations.proposals import Proposal, Proposals
from conversations.report.lines import Block, cited, cites, clause_of, dot
from conversations.words import Words
from rules import Ruleset
from rules.procedure import Act


def differences(t: Words, found: Proposals, one: Proposal) -> Block:
    """Where the proposal differs from the ballot, the advised level or his own, and why."""
    if one.level is None or one.vote is None:
        return ()
    ruleset = found.ruleset
    lines = []
    if one.held:
        lines.append(_held(t, ruleset, one))
    if one.late:
        names = "; ".join(ruleset.facts[fact].name for fact in one.late)
        lines.append(
            t(
                "Confirmed after the ballot was opened: {facts} (clause {clauses})",
                facts=names,
                clauses=cites(t, ruleset, [ruleset.facts[fact].clause for fact in one.late]),
            )
        )
    lines += _against(t, found, one, one.level)
    if not lines:
        return ()
    return (t("<b>Why they differ</b>"), *[dot(t, line) for line in lines])


def _held(t: Words, ruleset: Ruleset, one: Proposal) -> Markup:
    result, level = one.result, one.level
    if result is None or level is None:
        return Markup()
    clauses = [finding.clause for finding in one.ceiling.why if finding.limit]
    return t(
        "The ballot chose “{result}”, but the confirmed facts allow no more than “{level}” "
        "(clause {clauses})",
        result=ruleset.level(result).name,
        level=ruleset.level(level).name,
        clauses=cites(t, ruleset, clauses),
    )


def _against(t: Words, found: Proposals, one: Proposal, level: str) -> list[Markup]:
    """Against the advised level (as far as it is known) and his own; a held one is explained."""
    ruleset = found.ruleset
    rank, name = ruleset.level_rank, ruleset.level(level).name
    voted = clause_of(t, ruleset, Act.VOTES)
    advised = one.advised.possible
    lines = []
    if advised and rank[advised[-1]] < rank[level] and not one.held:
        line = t(
            "Lower than the advised “{advised}”: the ballot chose “{level}”",
            advised=ruleset.level(advised[-1]).name,
            level=name,
        )
        lines.append(cited(t, line, voted))
    if advised and rank[level] < rank[advised[0]]:
        clauses = [finding.clause for finding in one.advised.why]
        lines.append(
            t(
                "Higher than the advised “{advised}”: the ballot chose “{level}”; the criteria as "
                "he graded them give “{advised}” (clause {clauses})",
                advised=ruleset.level(advised[0]).name,
                level=name,
                clauses=cites(t, ruleset, clauses),
            )
        )
    if one.own is None or one.own not in rank or one.own == level:
        return lines
    own = ruleset.level(one.own).name
    if rank[one.own] < rank[one.ceiling.allowed[0]]:
        clauses = [finding.clause for finding in one.ceiling.why if finding.limit]
        lines.append(
            t(
                "His own “{own}” is above what the confirmed facts allow (clause {clauses})",
                own=own,
                clauses=cites(t, ruleset, clauses),
            )
        )
    elif not one.held:
        line = (
            t("Lower than his own “{own}”: the ballot chose “{level}”", own=own, level=name)
            if rank[one.own] < rank[level]
            else t("Higher than his own “{own}”: the ballot chose “{level}”", own=own, level=name)
        )
        lines.append(cited(t, line, voted))
    return lines
