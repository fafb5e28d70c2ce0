"""The report's shared sentences: each says one thing and cites the clause it rests on.

Blocks are tuples of lines; screens put them into pages, the text file one under the other.
"""

from collections.abc import Iterable

from markupsafe import Markup

from conversations.balloting.terms import BASE_NAMES
from conversations.evidence import person_kind
from conversations.heads import How
from conversations.proposals import Proposals
from conversations.reasons import cite
from conversations.result_words import level_known
from conversations.results import base_of
from conversations.words import Words
from rules import Ruleset
from rules.procedure import Act
from storage.ballots import Ballot, Figures, SubjectCount

Block = tuple[Markup, ...]


def clause_of(t: Words, ruleset: Ruleset, act: Act) -> Markup:
    """The clauses under which the procedure has a step of that kind, as cited; perhaps empty."""
    every = ruleset.procedure(person_kind(ruleset)).steps
    steps = [step.clause for step in every if step.act is act]
    return cites(t, ruleset, steps)


def cited(t: Words, text: Markup, clause: Markup) -> Markup:
    """A sentence with its clause in brackets, or alone where the guideline has none."""
    return t("{text} (clause {clause})", text=text, clause=clause) if clause else text


def cites(t: Words, ruleset: Ruleset, clauses: Iterable[str]) -> Markup:
    """Clauses as they are cited, each once."""
    return Markup(", ").join(dict.fromkeys(cite(t, ruleset, clause) for clause in clauses))


def dot(t: Words, line: Markup) -> Markup:
    """A line of a list."""
    return t("• {line}", line=line)


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


def majority_base(t: Words, ballot: Ballot) -> Markup:
    """Of whom a ballot's majority is."""
    return t(BASE_NAMES[base_of(ballot)])


def groups(t: Words, found: Proposals) -> list[Markup]:
    """What is known of the branch's level and its committee's: voted, taken, or decided."""
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
    lines += [
        level_known(t, found.ruleset, known)
        for known in found.levels.values()
        if known.how is not How.VOTED
    ]
    return lines
