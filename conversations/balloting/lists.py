"""The preparation as screens for the secretary's private chat: the whole, and each of its lists.

Lists are paged, so that a branch of any size fits a message and its buttons.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from markupsafe import Markup

from conversations.balloting import terms
from conversations.balloting.preparation import (
    BASES,
    FEW,
    KIND,
    TOO_FEW,
    Candidate,
    Preparation,
    not_rated,
)
from conversations.packing import Plan, pack_plan
from conversations.paper import blocks, title_of
from conversations.parts import back_button, home_button
from conversations.proposals import excludes
from conversations.reasons import cite, reason
from conversations.screen import Button, Rows, Screen
from conversations.words import N_, Words
from rules import MajorityBase, Ruleset, Truth
from storage.roll import Person

Item = TypeVar("Item")

PAGE = 8
"""People on one page of a list."""
NAMED = 6
"""People named on the first screen before “and n more”."""

BASE_NAMES = {
    MajorityBase.SUMMONED_LESS_EXCUSED: N_(
        "more than half of the official members summoned, less those excused"
    ),
    MajorityBase.PRESENT: N_("more than half of those present"),
    MajorityBase.VALID_BALLOTS: N_("more than half of the ballots that mark the member"),
    MajorityBase.BALLOTS: N_("more than half of the ballots returned"),
}
_SHORT_BASES = {
    MajorityBase.SUMMONED_LESS_EXCUSED: N_("Of those summoned"),
    MajorityBase.PRESENT: N_("Of those present"),
    MajorityBase.VALID_BALLOTS: N_("Of the valid ballots"),
    MajorityBase.BALLOTS: N_("Of the ballots returned"),
}
READING = 9
"""The rulebook's reading on the majority."""


def whole(t: Words, prep: Preparation, plan: Plan) -> Screen:
    """Everything at a glance, and the way to each list."""
    voting, excused = prep.voting(plan), prep.excused(plan)
    base = BASES[plan.base]
    title = title_of(t, KIND, prep.review.year)
    text = blocks(
        t("🗳 <b>Preparing a secret ballot</b>\n<b>{title}</b>", title=title),
        t(
            "To be rated: <b>{subjects}</b>\n"
            "Ballots to issue: <b>{voting}</b> (official members summoned: {summoned}, "
            "excused: {excused})",
            subjects=len(prep.subjects),
            voting=len(voting),
            summoned=len(prep.voters),
            excused=len(excused),
        ),
        t("Majority: {base}.", base=t(BASE_NAMES[base])) + _reading_mark(t, prep.ruleset),
        terms.in_words(t, prep, plan),
        t("Decided by an earlier ballot, not voted on again: {n}", n=len(prep.decided))
        if prep.decided
        else Markup(),
        *_warnings(t, prep, plan),
        _unheard_note(t, prep),
        _left_off_note(t, prep),
    )
    word = pack_plan(plan)
    rows: list[tuple[Button, ...]] = []

    def to(label: str, verb: str, *arguments: object) -> None:
        data = ":".join(["ballot", verb, *map(str, arguments), word])
        rows.append((Button(label, data),))

    if prep.subjects:
        to(t.plain("👥 Who is rated ({n})", n=len(prep.subjects)), "subjects", 0)
    to(t.plain("🙋 Who is excused ({n})", n=len(excused)), "absent", 0)
    if prep.unheard:
        to(t.plain("📝 Not reviewed yet ({n})", n=len(prep.unheard)), "unheard", 0)
    if prep.left_off:
        to(t.plain("🚫 Not rated ({n})", n=len(prep.left_off)), "off", 0)
    to(t.plain("⚖️ How the majority counts"), "bases")
    to(t.plain("🔢 Least number of ballots"), "quorum")
    to(t.plain("⏰ When the voting ends"), "span")
    if prep.subjects and len(voting) >= TOO_FEW:
        to(t.plain("📣 Send the button to the group"), "post")
    return Screen(text, (*rows, (home_button(t),)))


def _warnings(t: Words, prep: Preparation, plan: Plan) -> list[Markup]:
    voting = prep.voting(plan)
    warnings = []
    if not prep.subjects:
        warnings.append(t("⚠️ There is nobody to vote on yet, so the ballot cannot be opened."))
    if len(voting) < TOO_FEW:
        warnings.append(
            t(
                "⛔ With fewer than {least} ballots nothing would be secret: "
                "the ballot cannot be opened.",
                least=TOO_FEW,
            )
        )
    elif len(voting) < FEW:
        warnings.append(
            t(
                "⚠️ With only {n} ballots the result itself can tell how someone voted, "
                "and a unanimous one tells it of everyone. No program can prevent that.",
                n=len(voting),
            )
        )
    cut_off = [person for person in voting if person.id in prep.unlinked]
    if cut_off:
        warnings.append(
            t(
                "⚠️ Not linked to Telegram, so they cannot vote by phone: {names}. They count as "
                "summoned unless you note them as excused.",
                names=_names(t, cut_off),
            )
        )
    if prep.later:
        warnings.append(
            t(
                "⚠️ One ballot holds at most {most} members; the other {n} follow on the next one.",
                most=len(prep.subjects),
                n=len(prep.later),
            )
        )
    return warnings


def _unheard_note(t: Words, prep: Preparation) -> Markup:
    if not prep.unheard:
        return Markup()
    return t(
        "📝 Not through the review yet, so not on the ballot: {names}.",
        names=_names(t, prep.unheard),
    )


def _left_off_note(t: Words, prep: Preparation) -> Markup:
    if not prep.left_off:
        return Markup()
    lines = [_left_off_line(t, prep.ruleset, one) for one in prep.left_off[:NAMED]]
    if len(prep.left_off) > NAMED:
        lines.append(t("… and {n} more", n=len(prep.left_off) - NAMED))
    return t.join([t("🚫 Not rated:"), *lines])


def subjects(t: Words, prep: Preparation, plan: Plan, page: int) -> Screen:
    """Who is rated, with the levels that the ballot will offer, and why others are not."""
    page, shown = _page(prep.subjects, page)
    lines = [
        _levels_line(t, prep.ruleset, number, candidate)
        for number, candidate in enumerate(shown, page * PAGE + 1)
    ]
    text = blocks(
        t("👥 <b>Who is rated</b> ({n})", n=len(prep.subjects)),
        *lines,
        t(
            "Only you see the reasons. Voters are told the clause, never the fact behind it. "
            "While a fact is unknown every level that it leaves possible is offered."
        ),
    )
    return _list(t, text, (), len(prep.subjects), page, "subjects", plan)


def absent(t: Words, prep: Preparation, plan: Plan, page: int) -> Screen:
    """Who is excused, to be chosen by buttons."""
    page, shown = _page(prep.voters, page)
    excused = prep.excused(plan)
    text = blocks(
        t("🙋 <b>Who is excused</b> ({n})", n=len(excused)),
        t(
            "Tap whoever is absent with a reason. An excused member gets no ballot and does not "
            "count for the majority."
        ),
        t("📵 = not linked to Telegram") if prep.unlinked else Markup(),
    )
    rows = []
    for place, person in enumerate(shown, page * PAGE):
        flipped = list(plan.excused)
        flipped[place] = not flipped[place]
        word = pack_plan(replace(plan, excused=tuple(flipped)))
        mark = "☑️" if plan.excused[place] else "⬜"
        phone = "📵 " if person.id in prep.unlinked else ""
        label = f"{mark} {phone}{person.full_name}"
        rows.append((Button(label, f"ballot:absent:{page}:{word}"),))
    return _list(t, text, tuple(rows), len(prep.voters), page, "absent", plan)


def unheard(t: Words, prep: Preparation, plan: Plan, page: int) -> Screen:
    """Who has not been through the review; each can be recorded as heard."""
    page, shown = _page(prep.unheard, page)
    text = blocks(
        t("📝 <b>Not through the review yet</b> ({n})", n=len(prep.unheard)),
        t(
            "They have sent no self-assessment. If the branch has heard one of them at the "
            "meeting, tap the name: he is recorded as reviewed and comes onto the ballot. "
            "The others can be voted on later, on a ballot of their own."
        )
        if prep.unheard
        else t("Everyone who is to be rated has been through the review."),
    )
    word = pack_plan(plan)
    rows = tuple(
        (
            Button(
                t.plain("✔️ {name}: reviewed", name=person.full_name),
                f"ballot:heard:{person.id}:{page}:{word}",
            ),
        )
        for person in shown
    )
    return _list(t, text, rows, len(prep.unheard), page, "unheard", plan)


def off(t: Words, prep: Preparation, plan: Plan, page: int) -> Screen:
    """Who is not rated, each with the clause."""
    page, shown = _page(prep.left_off, page)
    lines = [_left_off_line(t, prep.ruleset, candidate) for candidate in shown]
    text = blocks(t("🚫 <b>Not rated</b> ({n})", n=len(prep.left_off)), *lines)
    return _list(t, text, (), len(prep.left_off), page, "off", plan)


def bases(t: Words, prep: Preparation, plan: Plan) -> Screen:
    """What a majority is of; the default is a reading and says so."""
    reading = next((one for one in prep.ruleset.readings.values() if one.number == READING), None)
    text = blocks(
        t("⚖️ <b>How the majority counts</b>"),
        t("📖 A reading, not the text of the guideline: {text}", text=reading.text)
        if reading
        else Markup(),
        t("A level that no majority chose is voted on again; the program never decides."),
    )
    rows = tuple(
        (
            Button(
                ("✅ " if place == plan.base else "") + t.plain(_SHORT_BASES[base]),
                "ballot:base:" + pack_plan(replace(plan, base=place)),
            ),
        )
        for place, base in enumerate(BASES)
    )
    return Screen(text, (*rows, *_way_back(t, plan)))


def _levels_line(t: Words, ruleset: Ruleset, number: int, candidate: Candidate) -> Markup:
    name, decision = candidate.person.full_name, candidate.decision
    if len(candidate.options) == len(ruleset.levels):
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
    return t.join([line, *grounds])


def _left_off_line(t: Words, ruleset: Ruleset, candidate: Candidate) -> Markup:
    name = candidate.person.full_name
    if not_rated(candidate):
        grounds = [
            reason(t, ruleset, finding, private=True)
            for finding in candidate.decision.findings
            if excludes(finding)
        ]
    else:
        grounds = [
            t("the facts contradict each other: {says}", says="; ".join(conflict.says))
            + Markup(" (")
            + Markup(", ").join(cite(t, ruleset, clause) for clause in conflict.clauses)
            + Markup(")")
            for conflict in candidate.decision.conflicts
        ]
    return t("• <b>{name}</b>: {reasons}", name=name, reasons=Markup("; ").join(grounds))


def _reading_mark(t: Words, ruleset: Ruleset) -> Markup:
    known = any(one.number == READING for one in ruleset.readings.values())
    return Markup(" ") + t("(📖 a reading: no text says it)") if known else Markup()


def _names(t: Words, people: Sequence[Person]) -> Markup:
    names = ", ".join(person.full_name for person in people[:NAMED])
    if len(people) > NAMED:
        return t("{names} and {n} more", names=names, n=len(people) - NAMED)
    return t("{names}", names=names)


def _page(items: Sequence[Item], page: int) -> tuple[int, Sequence[Item]]:
    page = max(0, min(page, (len(items) - 1) // PAGE))
    return page, items[page * PAGE : (page + 1) * PAGE]


def _list(
    t: Words, text: Markup, rows: Rows, total: int, page: int, verb: str, plan: Plan
) -> Screen:
    word, last = pack_plan(plan), max(0, (total - 1) // PAGE)
    turns = tuple(
        Button(label, f"ballot:{verb}:{to}:{word}")
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to <= last
    )
    return Screen(text, (*rows, *((turns,) if turns else ()), *_way_back(t, plan)))


def _way_back(t: Words, plan: Plan) -> Rows:
    return ((back_button(t, "ballot:prepare:" + pack_plan(plan)),), (home_button(t),))
