"""A count in words: its figures as a whole, and what each subject got or reached.

The identities hold in every line: issued ≥ returned = valid + invalid, and a subject's votes and
blanks make the valid ballots.
"""

from collections.abc import Mapping

from markupsafe import Markup

from conversations.paper import blocks
from conversations.results import outcome_of, picks_of
from conversations.screen import Screen
from conversations.words import Words
from rules import Ruleset
from storage.ballots import Ballot, Figures, Shows

LISTED = 30
"""Subjects in one message to the group."""


def turnout(t: Words, figures: Figures, present: int | None = None) -> Markup:
    """The figures of the ballot as a whole, one a line; those present only where it is known."""
    paper = figures.paper
    lines = [
        t(
            "Summoned: <b>{summoned}</b> · excused: {excused}",
            summoned=figures.summoned,
            excused=figures.excused,
        ),
        Markup() if present is None else t("Present: <b>{present}</b>", present=present),
        t("Ballots issued: <b>{issued}</b>", issued=figures.issued),
        t("Ballots returned: <b>{returned}</b>", returned=figures.returned),
        t(
            "Valid: <b>{valid}</b> · invalid: {invalid}",
            valid=figures.returned - figures.invalid,
            invalid=figures.invalid,
        ),
    ]
    if paper is not None:
        lines.append(
            t(
                "On paper among them: issued {issued}, returned {returned}, invalid {invalid}",
                issued=paper.issued,
                returned=paper.returned,
                invalid=paper.invalid,
            )
        )
    return t.join(lines)


def lines(t: Words, ballot: Ballot, ruleset: Ruleset) -> list[Markup]:
    """One line a subject: its votes by level, its blanks."""
    figures = ballot.figures
    if figures is None:
        return []
    names = {one.number: one.name for one in ballot.subjects}
    return [
        t(
            "{number}. {name}: {votes}",
            number=one.number,
            name=names[one.number],
            votes=votes(t, ballot, ruleset, one.votes, one.blank),
        )
        for one in figures.subjects
    ]


def votes(
    t: Words, ballot: Ballot, ruleset: Ruleset, given: Mapping[str, int], blank: int
) -> Markup:
    """What one subject got, in the ruleset's short names."""
    if ballot.picks:
        return t("picked on {n} ballots", n=sum(given.values()))
    in_order = sorted(given, key=ruleset.level_rank.__getitem__)
    counted = " · ".join(f"{ruleset.level(level).short} {given[level]}" for level in in_order)
    return t("{votes} · blank {blank}", votes=counted, blank=blank)


def levels(t: Words, ballot: Ballot, ruleset: Ruleset) -> list[Markup]:
    """One line a subject: the level that it reached, or that it is open."""
    figures = ballot.figures
    if figures is None:
        return []
    picks = picks_of([ballot])
    reached = []
    for asked, count in zip(ballot.subjects, figures.subjects, strict=True):
        level = outcome_of(ballot, figures, count).level
        if ballot.picks:
            level = asked.options[0] if asked.person_id in picks.chosen else None
        if level is not None:
            told = t("<b>{level}</b>", level=ruleset.level(level).name)
        elif asked.person_id in picks.undecided:
            told = t("equal votes, not decided")
        elif ballot.picks:
            told = t("not picked")
        else:
            told = t("no level has a majority, to be voted again")
        reached.append(
            t("{number}. {name}: {told}", number=asked.number, name=asked.name, told=told)
        )
    return reached


def shown_to_group(t: Words, ballot: Ballot, ruleset: Ruleset) -> list[Screen]:
    """What the branch chose to show of the result, beside the turnout; perhaps nothing."""
    if ballot.shows is Shows.TOTALS:
        head, listed = t("📊 <b>The votes</b>"), lines(t, ballot, ruleset)
    elif ballot.shows is Shows.LEVELS:
        head = t("📊 <b>The result of the ballot</b> (a proposal, not a decision)")
        listed = levels(t, ballot, ruleset)
    else:
        return []
    pages = [listed[at : at + LISTED] for at in range(0, len(listed), LISTED)]
    return [Screen(blocks(head, t.join(page))) for page in pages]
