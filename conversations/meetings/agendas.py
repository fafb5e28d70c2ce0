"""Agendas offered ready-made, from the stage of the review and the guideline's own ballots."""

from conversations.meetings.guidance import Guidance
from conversations.words import Words
from rules import Kind
from rules.procedure import Voters
from storage.reviews import Review, Stage

MOST_ITEMS, LONGEST_ITEM = 20, 200
"""Items of an agenda, and characters of one."""


def offered(t: Words, review: Review | None, found: Guidance | None) -> tuple[str, ...]:
    """The items to choose from, in the order of the meeting; ``t``: the branch's words."""
    begin = t.plain("Opening, roll-call, the agenda is agreed")
    end = t.plain("Conclusions; the minutes are agreed")
    if review is None or found is None:
        return begin, t.plain("The branch's work in the month"), t.plain("Discussion"), end
    stages = [*_reviewing(t, found)] if review.stage is Stage.ASSESSMENT else []
    return begin, *stages, *_rating(t, found), end


def _reviewing(t: Words, found: Guidance) -> list[str]:
    """The review itself: the collective first where the text rates one, then the members."""
    items = []
    if found.ruleset.covers(Kind.COLLECTIVE):
        items.append(t.plain("The committee reviews itself as a body; the branch comments"))
    items.append(t.plain("Each member reviews himself; the branch comments; the chair concludes"))
    if found.suggested:
        items.append(t.plain("Explanations of what the higher committee has suggested"))
    return items


def _rating(t: Words, found: Guidance) -> list[str]:
    """The ballots of the guideline, a line for each round."""
    ballots = found.ruleset.procedure(Kind.MEMBER).ballots
    rounds = sorted({one.round for one in ballots if one.voters is Voters.OFFICIAL_MEMBERS})
    items = (
        [t.plain("Secret ballot on the members' levels: round {n}", n=one) for one in rounds]
        if len(rounds) > 1
        else [t.plain("Secret ballot on the members' levels")]
    )
    return [*items, t.plain("The result of the ballot is announced")]


def typed(text: str) -> tuple[str, ...]:
    """The items of a typed agenda: a line each, without the numbers in front of them."""
    lines = (" ".join(line.split()).lstrip("•-–*").strip() for line in text.splitlines())
    return tuple(_without_number(line) for line in lines if line)


def _without_number(line: str) -> str:
    head, _, rest = line.partition(" ")
    number = head.rstrip(".):")
    return rest.strip() if rest and number != head and number.isdigit() else line
