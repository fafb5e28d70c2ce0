"""A voter's private ballot where it fills places: pages of names to tick, and the whole.

A tick says what it sets, so a doubled tap changes nothing, and the page stays where it is.  What
every ballot has (cover, casting, receipt) is in ``paper``.
"""

from markupsafe import Markup

from conversations import paper
from conversations.packing import BLANK, PICKED, Marks
from conversations.parts import home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.words import Words
from rules import Ruleset
from storage.ballots import Ballot

PAGE = 10
"""Names on one page: as many as a thumb finds without scrolling far."""


def page_of(place: int) -> int:
    """The page on which a subject stands."""
    return place // PAGE


def page(t: Words, ballot: Ballot, ruleset: Ruleset, marks: Marks, place: int) -> Screen:
    """The page of names on which that subject stands, each with a tick to set or take back."""
    total = len(ballot.subjects)
    last = page_of(total - 1)
    here = min(page_of(place), last)
    shown = range(here * PAGE, min(total, (here + 1) * PAGE))
    head = t("🗳 Secret ballot · second round")
    if last:
        head = t("🗳 Secret ballot · page {page}/{pages}", page=here + 1, pages=last + 1)
    text = paper.blocks(
        head,
        t(
            "Pick at most <b>{most}</b> for “{level}”. Tap a name to pick it, tap again to take "
            "it back.",
            most=ballot.per_voter or 0,
            level=ruleset.level(ballot.subjects[0].options[0]).name,
        ),
        paper.progress(t, ballot, marks),
        t(paper.PROMISE),
    )
    names = [
        Button(
            f"{'⭐' if marks[at] else '▫️'} {at + 1}. {ballot.subjects[at].name}",
            paper.data("m", ballot, at, BLANK if marks[at] else PICKED, marks),
        )
        for at in shown
    ]
    rows: Rows = (*rows_of(names), _turns(t, ballot, marks, here, last))
    rows += (
        (Button(t.plain("📋 Review and cast"), paper.data("r", ballot, 0, BLANK, marks)),),
        (home_button(t),),
    )
    return Screen(text, tuple(row for row in rows if row))


def _turns(t: Words, ballot: Ballot, marks: Marks, here: int, last: int) -> tuple[Button, ...]:
    return tuple(
        Button(label, paper.data("g", ballot, to * PAGE, BLANK, marks))
        for label, to in (
            (t.plain("‹ Previous page"), here - 1),
            (t.plain("Next page ›"), here + 1),
        )
        if 0 <= to <= last
    )


def whole(t: Words, ballot: Ballot, ruleset: Ruleset, marks: Marks) -> Screen:
    """Everybody picked, before the casting."""
    picked = [
        t("{number}. {name}", number=place + 1, name=subject.name)
        for place, subject in enumerate(ballot.subjects)
        if marks[place]
    ]
    level = ruleset.level(ballot.subjects[0].options[0]).name
    text = paper.blocks(
        t("📋 <b>Your ballot</b>"),
        t("Picked for “{level}”:", level=level) if picked else Markup(),
        t.join(picked) if picked else t("Nobody is picked: the ballot is blank."),
        paper.progress(t, ballot, marks),
        t("The ballot is not in the box yet."),
    )
    change = Button(t.plain("‹ Change the picks"), paper.data("g", ballot, 0, BLANK, marks))
    cast = Button(t.plain("🗳 Cast the ballot"), paper.data("c", ballot, 0, BLANK, marks))
    return Screen(text, ((change,), (cast,), (home_button(t),)))


def full(t: Words, ballot: Ballot) -> str:
    """That no more can be picked."""
    return t.plain(
        "You have picked {most} already, as many as a ballot may. Take one back first.",
        most=ballot.per_voter or 0,
    )
