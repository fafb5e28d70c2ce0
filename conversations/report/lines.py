"""The report's sentences: each says one thing and cites the clause it rests on.

Blocks are tuples of lines; screens put them into pages, the text file one under the other.
"""

from collections.abc import Iterable

from markupsafe import Markup

from conversations import evidence
from conversations.balloting.terms import BASE_NAMES, READING
from conversations.proposals import Proposal, Proposals, excludes, picks_round
from conversations.reasons import cite, outcome, reason, waiting, why
from conversations.results import Vote
from conversations.words import Words
from rules import Decision, EffectKind, Kind, MajorityBase, Reading, Ruleset, Truth
from rules.procedure import Act
from storage.ballots import Ballot, Figures, SubjectCount

Block = tuple[Markup, ...]

_LAYING_DOWN = {EffectKind.BARS: {Truth.TRUE, Truth.UNKNOWN}}
"""With which outcomes a rule lays a level down: a requirement unless it fails, others if met."""


def clause_of(t: Words, ruleset: Ruleset, act: Act) -> Markup:
    """The clauses under which the procedure has a step of that kind, as cited; perhaps empty."""
    steps = [step.clause for step in ruleset.procedure(Kind.MEMBER).steps if step.act is act]
    return cites(t, ruleset, steps)


def cited(t: Words, text: Markup, clause: Markup) -> Markup:
    """A sentence with its clause in brackets, or alone where the guideline has none."""
    return t("{text} (clause {clause})", text=text, clause=clause) if clause else text


def member(t: Words, found: Proposals, one: Proposal) -> list[Block]:
    """Everything about one member who is to be rated."""
    return [
        _proposal(t, found, one),
        _own(t, found, one),
        _standing(
            t,
            found.ruleset,
            t("Advised level: <b>{level}</b>", level=outcome(t, found.ruleset, one.advised)),
            one.advised,
        ),
        _committee(t, found, one),
        _standing(
            t,
            found.ruleset,
            t("Highest level allowed: <b>{level}</b>", level=_highest(t, found, one)),
            one.ceiling,
        ),
        _votes(t, found, one),
        _differences(t, found, one),
        _people(t, found, one),
    ]


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


def groups(t: Words, found: Proposals) -> list[Markup]:
    """What the branch voted on its own level and its committee's, as far as it did."""
    lines = []
    for kind, vote in found.groups.items():
        line = t("{name}: no level has a majority, to be voted on again", name=vote.subject.name)
        if vote.outcome.level is not None:
            line = t(
                "{name}: <b>{level}</b>, {votes} votes; needed: {needed}",
                name=vote.subject.name,
                level=found.ruleset.level(vote.outcome.level).name,
                votes=vote.outcome.best_votes,
                needed=vote.outcome.needed,
            )
        rounds = found.ruleset.procedure(kind).ballots
        clauses = [one.clause for one in rounds if one.id == vote.ballot.round_id]
        lines.append(cited(t, line, cites(t, found.ruleset, clauses)))
    return lines


def counts(t: Words, ruleset: Ruleset, count: SubjectCount) -> Markup:
    """The votes by level and the blanks, in the ruleset's short names."""
    votes = [f"{ruleset.level(level).short} {n}" for level, n in count.votes.items()]
    return t("{votes} · blank {blank}", votes=" · ".join(votes), blank=count.blank)


def identity(t: Words, name: str, ballot: Ballot, figures: Figures, count: SubjectCount) -> Markup:
    """One subject's sum: the votes of every level and the blanks make the ballots returned."""
    if ballot.picks:
        return t(
            "{name}: picked {n} + not picked {blank} = {returned}",
            name=name,
            n=sum(count.votes.values()),
            blank=count.blank,
            returned=figures.returned - figures.invalid,
        )
    votes = [count.votes.get(level, 0) for level in ballot.levels]
    total = " + ".join(str(n) for n in (*votes, count.blank))
    valid = figures.returned - figures.invalid
    return t("{name}: {sum} = {returned}", name=name, sum=total, returned=valid)


def reading(t: Words, ruleset: Ruleset, one: Reading) -> Markup:
    """A reading, said to be one: how the program reads what the text leaves open."""
    return t(
        "📖 Reading, not the text itself: {text} (clause {clauses})",
        text=one.text.rstrip("."),
        clauses=cites(t, ruleset, one.clauses),
    )


def majority_base(t: Words, vote_or_base: str) -> Markup:
    """Of whom a ballot's majority is."""
    base = MajorityBase(vote_or_base or MajorityBase.SUMMONED_LESS_EXCUSED)
    return t(BASE_NAMES[base])


def _proposal(t: Words, found: Proposals, one: Proposal) -> Block:
    ruleset = found.ruleset
    if one.level is not None:
        line = t("➡️ Proposal: <b>{level}</b>", level=ruleset.level(one.level).name)
        return (cited(t, line, clause_of(t, ruleset, Act.PROPOSES)),)
    if one.ceiling.conflicts:
        line = t("➡️ No proposal: the facts contradict each other, people settle it")
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
            base=majority_base(t, vote.ballot.majority_base),
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


def _differences(t: Words, found: Proposals, one: Proposal) -> Block:
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
    default = MajorityBase.SUMMONED_LESS_EXCUSED.value
    held = next((one for one in found.ruleset.readings.values() if one.number == READING), None)
    if held is None or all(one.majority_base not in {default, ""} for one in found.ballots):
        return Markup()
    return reading(t, found.ruleset, held)


def cites(t: Words, ruleset: Ruleset, clauses: Iterable[str]) -> Markup:
    """Clauses as they are cited, each once."""
    return Markup(", ").join(dict.fromkeys(cite(t, ruleset, clause) for clause in clauses))


def dot(t: Words, line: Markup) -> Markup:
    """A line of a list."""
    return t("• {line}", line=line)
