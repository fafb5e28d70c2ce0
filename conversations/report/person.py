"""What the report says of one member: the proposal, and everything it rests on."""

from markupsafe import Markup

from conversations import evidence
from conversations.folding import Part, aside, reasoned, seen
from conversations.proposals import Proposal, Proposals, excludes, picks_round
from conversations.reasons import cite, outcome, reason, waiting, why
from conversations.report.differing import differences
from conversations.report.heading import headed
from conversations.report.lines import (
    Block,
    cited,
    cites,
    clause_of,
    counts,
    dot,
    majority_base,
)
from conversations.results import Vote
from conversations.words import Words
from rules import Decision, EffectKind, Kind, Ruleset, Truth
from rules.procedure import Act

_LAYING_DOWN = {EffectKind.BARS: {Truth.TRUE, Truth.UNKNOWN}}
"""With which outcomes a rule lays a level down: a requirement unless it fails, others if met."""


def rated(t: Words, found: Proposals, one: Proposal) -> list[Part]:
    """Everything about one member who is to be rated."""
    return [
        reasoned(_proposal(t, found, one)),
        seen(*_own(t, found, one)),
        reasoned(
            _standing(
                t,
                found.ruleset,
                t("Advised level: <b>{level}</b>", level=outcome(t, found.ruleset, one.advised)),
                one.advised,
            )
        ),
        reasoned(_committee(t, found, one)),
        reasoned(
            _standing(
                t,
                found.ruleset,
                t("Highest level allowed: <b>{level}</b>", level=_highest(t, found, one)),
                one.ceiling,
            )
        ),
        reasoned(headed(t, found, one), late=True),
        reasoned(_votes(t, found, one), late=True),
        reasoned(differences(t, found, one)),
        aside(*_people(t, found, one)),
    ]


def unrated(t: Words, found: Proposals, one: Proposal) -> Block:
    """Why a member is not rated; that he was voted on before it was known, if so."""
    lines = [t("<b>{name}</b>: not rated", name=one.person.full_name)]
    lines += [dot(t, reason(t, found.ruleset, why, private=True)) for why in one.exclusions]
    if one.vote is not None:
        lines.append(
            dot(
                t,
                t(
                    "He was on a ballot before this was confirmed: {votes}",
                    votes=counts(t, found.ruleset, one.vote.count),
                ),
            )
        )
    return tuple(lines)


def _proposal(t: Words, found: Proposals, one: Proposal) -> Block:
    ruleset = found.ruleset
    if one.level is not None:
        line = t("➡️ Proposal: <b>{level}</b>", level=ruleset.level(one.level).name)
        return (cited(t, line, clause_of(t, ruleset, Act.PROPOSES)),)
    if one.ceiling.conflicts:
        line = t("➡️ No proposal: the facts contradict each other, people settle it")
    elif not ruleset.covers(Kind.MEMBER):
        line = t("➡️ The branch does not vote on his level: the competent committee decides it")
        return (cited(t, line, clause_of(t, ruleset, Act.DECIDES)),)
    elif one.vote is None:
        return (t("➡️ No proposal yet: not voted on"), *_unheard(t, found, one))
    else:
        line = t(
            "➡️ No proposal: no level has a majority ({needed} votes needed, the most is {most}); "
            "to be voted on again, the program does not decide",
            needed=one.vote.outcome.needed,
            most=one.vote.outcome.best_votes,
        )
    return (cited(t, line, clause_of(t, ruleset, Act.VOTES)),)


def _unheard(t: Words, found: Proposals, one: Proposal) -> list[Markup]:
    """The rule that keeps off the ballot who has not been through the review."""
    if one.evidence.heard:
        return []
    ruled = evidence.ceiling(found.ruleset, one.evidence)
    rules = [
        dot(t, reason(t, found.ruleset, finding, private=True))
        for finding in ruled.findings
        if excludes(finding)
    ]
    return rules or [dot(t, t("not through the review yet"))]


def _own(t: Words, found: Proposals, one: Proposal) -> Block:
    ruleset = found.ruleset
    if one.own is None or one.own not in ruleset.level_rank:
        line = t("Own level: none given")
    else:
        line = t("Own level: <b>{level}</b>", level=ruleset.level(one.own).name)
    return (cited(t, line, clause_of(t, ruleset, Act.SELF_RATES)),)


def _highest(t: Words, found: Proposals, one: Proposal) -> Markup:
    allowed = one.ceiling.allowed
    if not allowed:
        return t("for people to settle")
    name = found.ruleset.level(allowed[0]).name
    return t("only {level}", level=name) if len(allowed) == 1 else t("{level}", level=name)


def _standing(t: Words, ruleset: Ruleset, line: Markup, decision: Decision) -> Block:
    """A level with the clause that lays it down, and what keeps it from being better."""
    laid_down = [
        finding.clause
        for finding in decision.findings
        if decision.ceiling is not None
        and finding.effect.level == decision.ceiling
        and finding.outcome in _LAYING_DOWN.get(finding.effect.kind, {Truth.TRUE})
    ]
    return (cited(t, line, cites(t, ruleset, laid_down)), *_grounds(t, ruleset, decision))


def _grounds(t: Words, ruleset: Ruleset, decision: Decision) -> list[Markup]:
    lines = [dot(t, line) for line in why(t, ruleset, decision, private=True)]
    missing = waiting(t, ruleset, decision)
    return [*lines, dot(t, missing)] if missing else lines


def _committee(t: Words, found: Proposals, one: Proposal) -> Block:
    """The level that the committee proposed and what its grades advise; empty without them."""
    ruleset, level, decision = found.ruleset, one.committee, one.advised_by_committee
    lines: list[Markup] = []
    if level is not None and level in ruleset.level_rank:
        line = t("The committee proposed: {level}", level=ruleset.level(level).name)
        lines.append(cited(t, line, clause_of(t, ruleset, Act.PROPOSES)))
    if decision is not None:
        comes_to = outcome(t, ruleset, decision)
        lines.append(t("Advised by the committee's grades: <b>{outcome}</b>", outcome=comes_to))
        lines += [dot(t, one) for one in why(t, ruleset, decision, private=True)[:1]]
    return tuple(lines)


def _votes(t: Words, found: Proposals, one: Proposal) -> Block:
    if one.vote is None:
        return ()
    vote, ruleset = one.vote, found.ruleset
    line = t(
        "Votes: {votes}; ballots returned {returned}",
        votes=counts(t, ruleset, vote.count),
        returned=vote.figures.returned,
    )
    lines = [cited(t, line, clause_of(t, ruleset, Act.VOTES))]
    if vote.outcome.level is not None:
        result = t(
            "The ballot's result: <b>{level}</b>, {votes} votes; needed: {needed}, {base}",
            level=ruleset.level(vote.outcome.level).name,
            votes=vote.outcome.best_votes,
            needed=vote.outcome.needed,
            base=majority_base(t, vote.ballot),
        )
        lines.append(cited(t, result, clause_of(t, ruleset, Act.VOTES)))
    lines += [_picked(t, found, one, each) for each in one.picked]
    return (*lines, *_tied(t, found, one))


def _picked(t: Words, found: Proposals, one: Proposal, vote: Vote) -> Markup:
    """His count in a round that picks for the top level, and whether he has a place by it."""
    ruleset, outcome = found.ruleset, vote.outcome
    line = t(
        "Second round, “{level}”: {votes} of {returned} ballots picked him; needed: {needed}",
        level=ruleset.level(vote.subject.options[0]).name,
        votes=outcome.best_votes,
        returned=vote.figures.returned,
        needed=outcome.needed,
    )
    text = picks_round(ruleset)
    return cited(t, line, cite(t, ruleset, text.clause) if text else Markup())


def _tied(t: Words, found: Proposals, one: Proposal) -> list[Markup]:
    """That his place hangs on a tie: voted again, or left to the higher committee and why."""
    mine = one.person.id
    if any(mine in tie.people for tie in found.picks.ties):
        return [dot(t, t("Equal votes at the edge of the places: to be voted again among them"))]
    return [
        dot(
            t,
            t(
                "Equal votes at the edge of the places, left to the higher committee: {reason}",
                reason=tie.reason or "",
            ),
        )
        for tie in found.picks.left
        if mine in tie.people
    ]


def _people(t: Words, found: Proposals, one: Proposal) -> Block:
    """What only people can confirm, and what they must know or do."""
    ruleset = found.ruleset
    lines = [
        t(
            "👥 For people to confirm: {says} (clause {clause})",
            says=rule.says.rstrip("."),
            clause=cite(t, ruleset, rule.clause),
        )
        for rule in one.ceiling.to_confirm
        if rule.level == one.level
    ]
    lines += [
        t(
            "ℹ️ {says} (clause {clause})",
            says=finding.says.rstrip("."),
            clause=cite(t, ruleset, finding.clause),
        )
        for finding in one.ceiling.notices
    ]
    return tuple(lines)
