"""The lists of a preparation as screens for the secretary's private chat.

They are paged, so that a branch of any size fits a message and its buttons.  A button that chooses
somebody says what it sets, so that a doubled tap changes nothing.
"""

from collections.abc import Collection, Sequence
from typing import TypeVar

from markupsafe import Markup

from conversations.balloting.preparation import Preparation, not_rated
from conversations.balloting.rounds import Round
from conversations.balloting.situation import Candidate
from conversations.balloting.warning import names_of
from conversations.folding import Part, aside, folded, reasoned, seen
from conversations.paper import blocks
from conversations.parts import back_button, home_button
from conversations.proposals import excludes
from conversations.reasons import cite, reason
from conversations.screen import Button, Rows, Screen
from conversations.words import Words
from rules import Ruleset, Truth
from storage.roll import Person

Item = TypeVar("Item")

PAGE = 8
"""People on one page of a list."""
REASONED = 5
"""People on one page where each stands with reasons."""
EXPLAINED = 2
"""People of whom the first screen tells why they are not rated."""


def subjects(t: Words, prep: Preparation, page: int) -> Screen:
    """Who is rated, with the levels that the ballot will offer, and why others are not."""
    size = REASONED if prep.asked.places is None else PAGE
    page, shown = _page(prep.subjects, page, size)
    if prep.asked.places is None:
        parts = [
            _levels_line(t, prep.ruleset, prep.asked.levels, number, candidate)
            for number, candidate in enumerate(shown, page * size + 1)
        ]
        note = t(
            "Only you see the reasons. Voters are told the clause, never the fact behind it. "
            "While a fact is unknown every level that it leaves possible is offered."
        )
    else:
        numbered = [
            t("{number}. {name}", number=number, name=candidate.name)
            for number, candidate in enumerate(shown, page * size + 1)
        ]
        parts = [seen(*numbered)]
        note = _picked_from(t, prep)
    head = t("👥 <b>Who is rated</b> ({n})", n=len(prep.subjects))
    if prep.asked.about is not None:
        head = t("📋 <b>The levels offered</b>")
    text = folded(t, seen(head), *parts, aside(note))
    return _list(t, text, (), len(prep.subjects), page, "subjects", size)


def _picked_from(t: Words, prep: Preparation) -> Markup:
    if prep.asked.round is Round.TIED:
        return t("They had equal votes at the edge of the places.")
    allotted = prep.asked.allotted
    if allotted is None:
        return Markup()
    edge = next(one for one in prep.ruleset.quotas if one.id == allotted.quota).of_level
    return t(
        "The first round put them at “{edge}”, and no confirmed fact keeps them from “{level}” "
        "(clause {clause}). Those whom one does are under “Not rated”.",
        edge=prep.ruleset.level(edge).name,
        level=prep.ruleset.level(allotted.level).name,
        clause=cite(t, prep.ruleset, prep.asked.clause),
    )


def absent(t: Words, prep: Preparation, page: int) -> Screen:
    """Who is excused, to be chosen by buttons."""
    text = blocks(
        t("🙋 <b>Who is excused</b> ({n})", n=len(prep.excused)),
        t(
            "Tap whoever is absent with a reason. An excused member gets no ballot and does not "
            "count for the majority."
        ),
        t("📵 = not linked to Telegram") if prep.unlinked else Markup(),
    )
    return _choice(t, prep, text, prep.voters, prep.plan.excused, page, "absent", "excuse")


def phones(t: Words, prep: Preparation, page: int) -> Screen:
    """Who votes on paper, to be chosen by buttons."""
    text = blocks(
        t("📄 <b>Who votes on paper</b> ({n})", n=len(prep.on_paper)),
        t(
            "Tap whoever votes on paper: he gets no ballot on the phone, so nobody votes twice. "
            "After the voting two tellers enter and confirm the paper ballots, and only then "
            "are the others opened."
        ),
        t("📵 = not linked to Telegram") if prep.unlinked else Markup(),
    )
    people = [one for one in prep.voters if one.id not in prep.plan.excused]
    screen = _choice(t, prep, text, people, prep.plan.paper, page, "phones", "onpaper")
    if not prep.cut_off:
        return screen
    label = t.plain("📵 All without Telegram ({n})", n=len(prep.cut_off))
    return Screen(screen.text, ((Button(label, "ballot:allpaper"),), *screen.rows))


def counters(t: Words, prep: Preparation, page: int) -> Screen:
    """Who the tellers are, to be chosen by buttons."""
    text = blocks(
        t("🧮 <b>Tellers</b> ({n})", n=len(prep.tellers)),
        t(
            "Tap who counts the ballots, two at least where some vote on paper: one enters the "
            "figures, another confirms them. They also see the figures of the count."
        ),
        t("📵 = not linked to Telegram") if prep.unlinked else Markup(),
    )
    return _choice(t, prep, text, prep.voters, prep.plan.tellers, page, "counters", "counter")


def unheard(t: Words, prep: Preparation, page: int) -> Screen:
    """Who has not been through the review; each can be recorded as heard."""
    page, shown = _page(prep.asked.unheard, page)
    text = blocks(
        t("📝 <b>Not through the review yet</b> ({n})", n=len(prep.asked.unheard)),
        t(
            "They have sent no self-assessment. If the branch has heard one of them at the "
            "meeting, tap the name: he is recorded as reviewed and comes onto the ballot. "
            "The others can be voted on later, on a ballot of their own."
        )
        if prep.asked.unheard
        else t("Everyone who is to be rated has been through the review."),
    )
    rows = tuple(
        (
            Button(
                t.plain("✔️ {name}: reviewed", name=person.full_name),
                f"ballot:heard:{person.id}:{page}",
            ),
        )
        for person in shown
    )
    return _list(t, text, rows, len(prep.asked.unheard), page, "unheard")


def off(t: Words, prep: Preparation, page: int) -> Screen:
    """Who is not rated, each with the clause."""
    page, shown = _page(prep.asked.left_off, page, REASONED)
    parts = [aside(_left_off_line(t, prep, candidate)) for candidate in shown]
    head = seen(t("🚫 <b>Not rated</b> ({n})", n=len(prep.asked.left_off)))
    text = folded(t, head, *parts)
    return _list(t, text, (), len(prep.asked.left_off), page, "off", REASONED)


def unheard_note(t: Words, prep: Preparation) -> Markup:
    """Who is not on the ballot because the branch has not heard him; perhaps empty."""
    people = prep.asked.unheard
    if not people:
        return Markup()
    told = names_of(t, people)
    return t("📝 Not through the review yet, so not on the ballot: {names}.", names=told)


def left_off_note(t: Words, prep: Preparation) -> Part:
    """Who is not rated, the first of them with their clauses; perhaps empty."""
    people = prep.asked.left_off
    if not people:
        return reasoned(())
    lines = [_left_off_line(t, prep, one) for one in people[:EXPLAINED]]
    if len(people) > EXPLAINED:
        lines.append(t("… and {n} more people", n=len(people) - EXPLAINED))
    return reasoned([t("🚫 Not rated:"), *lines])


def _levels_line(
    t: Words, ruleset: Ruleset, levels: Sequence[str], number: int, candidate: Candidate
) -> Part:
    name, decision = candidate.name, candidate.decision
    if len(candidate.options) == len(levels):
        line = t("{number}. <b>{name}</b>: every level", number=number, name=name)
    else:
        best = ruleset.level(candidate.options[0]).name
        line = t("{number}. <b>{name}</b>: at most {level}", number=number, name=name, level=best)
        if len(candidate.options) == 1:
            line = t("{number}. <b>{name}</b>: only {level}", number=number, name=name, level=best)
    grounds = [
        t("• {reason}", reason=reason(t, ruleset, finding, private=True))
        for finding in decision.why
        if finding.outcome is not Truth.UNKNOWN
    ]
    missing = [ruleset.facts[fact].name for fact in decision.missing if fact in ruleset.facts]
    if missing:
        grounds.append(t("• not known yet: {facts}", facts="; ".join(missing[:3])))
    return reasoned([line, *grounds])


def _left_off_line(t: Words, prep: Preparation, candidate: Candidate) -> Markup:
    ruleset, decision = prep.ruleset, candidate.decision
    if not_rated(candidate):
        grounds = [
            reason(t, ruleset, finding, private=True)
            for finding in decision.findings
            if excludes(finding)
        ]
    elif decision.conflicts:
        grounds = [
            t("the facts contradict each other: {says}", says="; ".join(conflict.says))
            + Markup(" (")
            + Markup(", ").join(cite(t, ruleset, clause) for clause in conflict.clauses)
            + Markup(")")
            for conflict in decision.conflicts
        ]
    else:
        grounds = [
            reason(t, ruleset, finding, private=True) for finding in decision.why if finding.limit
        ]
    return t("• <b>{name}</b>: {reasons}", name=candidate.name, reasons=Markup("; ").join(grounds))


def _choice(
    t: Words,
    prep: Preparation,
    text: Markup,
    people: Sequence[Person],
    chosen: Collection[int],
    page: int,
    verb: str,
    sets: str,
) -> Screen:
    """A page of people, each with a button that takes him into a list, or out of it."""
    page, shown = _page(people, page)
    rows = []
    for person in shown:
        inside = person.id in chosen
        phone = "📵 " if person.id in prep.unlinked else ""
        label = f"{'☑️' if inside else '⬜'} {phone}{person.full_name}"
        rows.append((Button(label, f"ballot:{sets}:{page}:{person.id}:{int(not inside)}"),))
    return _list(t, text, tuple(rows), len(people), page, verb)


def _page(items: Sequence[Item], page: int, size: int = PAGE) -> tuple[int, Sequence[Item]]:
    page = max(0, min(page, (len(items) - 1) // size))
    return page, items[page * size : (page + 1) * size]


def _list(
    t: Words, text: Markup, rows: Rows, total: int, page: int, verb: str, size: int = PAGE
) -> Screen:
    last = max(0, (total - 1) // size)
    turns = tuple(
        Button(label, f"ballot:{verb}:{to}")
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to <= last
    )
    back = back_button(t, "ballot:prepare")
    return Screen(text, (*rows, *((turns,) if turns else ()), (back,), (home_button(t),)))
