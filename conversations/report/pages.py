"""The report as screens that a phone reads in parts; every list is paged."""

from collections.abc import Sequence
from itertools import groupby
from typing import TypeVar

from markupsafe import Markup

from conversations.balloting import further
from conversations.folding import Part, aside, folded, reasoned, seen
from conversations.paper import blocks, in_brief, too_few
from conversations.parts import home_button, rows_of
from conversations.proposals import Proposal, Proposals
from conversations.report import lines, person, readings
from conversations.report import quota as quota_lines
from conversations.report.heading import above
from conversations.screen import Button, Rows, Screen
from conversations.words import Words
from rules import Kind
from rules.procedure import Act
from storage.ballots import Ballot
from storage.reviews import Stage

Item = TypeVar("Item")

NAMES = 10
"""Members on one page of the list."""
CODES = 60
SUMS = 12
"""Subjects on one page of the count."""


def summary(t: Words, found: Proposals) -> Screen:
    """The first page: how many at each level, the turnout, the quota, what is still open."""
    year = str(found.review.year)
    review = found.review.id
    head = t(
        "📊 <b>Report: members' levels for {year}</b>\n{branch}",
        year=year,
        branch=found.branch.name,
    )
    turnouts = [turnout(t, ballot) for ballot in found.ballots]
    binding = lines.cited(
        t,
        t("These are proposals, not decisions"),
        lines.clause_of(t, found.ruleset, Act.DECIDES),
    )
    text = folded(
        t,
        seen(head),
        seen(*totals(t, found)),
        aside(*turnouts) if turnouts else seen(t("No ballot has been counted yet.")),
        aside(*lines.groups(t, found), late=True),
        seen(quota_line(t, found)),
        seen(binding),
    )
    rows: list[tuple[Button, ...]] = []
    if found.rated:
        label = t.plain("👥 Each member ({n})", n=len(found.rated))
        rows.append((Button(label, f"report:members:{review}:0"),))
    if found.quota is not None:
        rows.append((Button(t.plain("🏅 The quota"), f"report:quota:{review}"),))
    if found.unrated:
        label = t.plain("🚫 Not rated ({n})", n=len(found.unrated))
        rows.append((Button(label, f"report:unrated:{review}:0"),))
    if found.ballots:
        rows.append((Button(t.plain("🧮 The count"), f"report:count:{review}:0"),))
        if found.review.stage is Stage.BALLOT:
            rows.append((further.button(t),))
    rows.append((Button(t.plain("📎 Everything as a file"), f"report:file:{review}"),))
    rows.append((Button(t.plain("🖨 Forms to print"), "paper:menu"),))
    return Screen(text, (*rows, (home_button(t),)))


def totals(t: Words, found: Proposals) -> list[Markup]:
    """How many are proposed for each level, and how many have no proposal."""
    if not found.ruleset.covers(Kind.MEMBER):
        return [
            t("The text does not rate members: the branch's committee only is reviewed."),
            t("Its members, who are rated as leaders: <b>{n}</b>", n=len(found.rated)),
        ]
    proposed = [one.level for one in found.rated]
    numbers = [
        t("{level}: <b>{n}</b>", level=level.name, n=proposed.count(level.id))
        for level in found.ruleset.levels
    ]
    if found.open:
        numbers.append(t("No proposal yet: <b>{n}</b>", n=len(found.open)))
    if found.unrated:
        numbers.append(t("Not rated: <b>{n}</b>", n=len(found.unrated)))
    held = sum(one.held for one in found.rated)
    if held:
        numbers.append(t("⚠️ Held below the ballot's result: <b>{n}</b>", n=held))
    over = sum(above(one) for one in found.rated)
    if over:
        numbers.append(
            t("⚠️ Above the level, not decided yet, of what they head: <b>{n}</b>", n=over)
        )
    unsure = sum(bool(one.ceiling.missing) for one in found.rated)
    if unsure:
        numbers.append(
            t("❔ With facts not known yet, so that the proposal can change: <b>{n}</b>", n=unsure)
        )
    return numbers


def turnout(t: Words, ballot: Ballot) -> Markup:
    """One counted ballot's figures."""
    figures = ballot.figures
    if figures is None:
        return Markup()
    line = t(
        "Ballot of {day} ({about}): summoned {summoned}, excused {excused}, issued {issued}, "
        "returned {returned}",
        day=t.date(ballot.opened_at),
        about=in_brief(t, ballot),
        summoned=figures.summoned,
        excused=figures.excused,
        issued=figures.issued,
        returned=figures.returned,
    )
    paper = figures.paper
    on_paper = Markup()
    if paper is not None:
        on_paper = t(
            "On paper among them: issued {issued}, returned {returned}, invalid {invalid}",
            issued=paper.issued,
            returned=paper.returned,
            invalid=paper.invalid,
        )
    return t.join([line, on_paper, too_few(t, ballot, figures.returned)])


def each_adds_up(t: Words, found: Proposals) -> Markup:
    """What the sum of every member's line is: the ballots returned, less the invalid ones."""
    levels = " + ".join(level.short for level in found.ruleset.levels)
    if any(ballot.figures is not None and ballot.figures.invalid for ballot in found.ballots):
        return t(
            "For each member: {levels} + blank = valid ballots (returned less invalid)",
            levels=levels,
        )
    return t("For each member: {levels} + blank = ballots returned", levels=levels)


def quota_line(t: Words, found: Proposals) -> Markup:
    """The quota in one line for the first page."""
    quota = found.quota
    if quota is None or not found.ballots:
        return Markup()
    level = found.ruleset.level(quota.level).name
    if quota.over:
        return t(
            "⚠️ “{level}”: {n} proposed, at most {limit} allowed, {over} too many",
            level=level,
            n=len(quota.proposed),
            limit=quota.limit,
            over=quota.over,
        )
    return t(
        "“{level}”: {n} proposed, at most {limit} allowed",
        level=level,
        n=len(quota.proposed),
        limit=quota.limit,
    )


def members(t: Words, found: Proposals, page: int) -> Screen:
    """The list of those rated with their proposals; a number opens each."""
    page, shown, last = _page(found.rated, page, NAMES)
    rows = [_in_list(t, found, one, number) for number, one in enumerate(shown, page * NAMES + 1)]
    text = blocks(t("👥 <b>Each member</b> ({n})", n=len(found.rated)), t.join(rows))
    numbers = [
        Button(str(place + 1), f"report:member:{found.review.id}:{place}")
        for place in range(page * NAMES, page * NAMES + len(shown))
    ]
    turns = _turns(t, f"report:members:{found.review.id}", page, last)
    return Screen(text, (*rows_of(numbers, 5), *turns, *_out(t, found)))


def _in_list(t: Words, found: Proposals, one: Proposal, number: int) -> Markup:
    if not found.ruleset.covers(Kind.MEMBER):
        known = one.own is not None and one.own in found.ruleset.level_rank
        own = found.ruleset.level(str(one.own)).name if known else "…"
        return t(
            "{number}. {name}: own level {level}",
            number=number,
            name=one.person.full_name,
            level=own,
        )
    if one.level is None:
        return t("{number}. {name}: no proposal", number=number, name=one.person.full_name)
    return t(
        "{number}. {name}: <b>{level}</b>{mark}",
        number=number,
        name=one.person.full_name,
        level=found.ruleset.level(one.level).name,
        mark=" ⚠️" if one.held or above(one) else "",
    )


def member(t: Words, found: Proposals, place: int) -> Screen:
    """One member's card, with the way to the next."""
    place = max(0, min(place, len(found.rated) - 1))
    one = found.rated[place]
    head = t(
        "👤 {place}/{total} · <b>{name}</b>",
        place=place + 1,
        total=len(found.rated),
        name=one.person.full_name,
    )
    parts = [*person.rated(t, found, one), aside(readings.used_here(t, found, one))]
    turns = tuple(
        Button(label, f"report:member:{found.review.id}:{to}")
        for label, to in (
            (t.plain("‹ The one before"), place - 1),
            (t.plain("The next one ›"), place + 1),
        )
        if 0 <= to < len(found.rated)
    )
    back = Button(t.plain("‹ The list"), f"report:members:{found.review.id}:{place // NAMES}")
    rows: Rows = (turns,) if turns else ()
    return Screen(folded(t, seen(head), *parts), (*rows, (back,), (home_button(t),)))


def quota(t: Words, found: Proposals) -> Screen:
    """The quota in full."""
    allotment = found.quota
    if allotment is None:
        return Screen(t("This guideline sets no quota for members."), _out(t, found))
    head, *rest = quota_lines.quota(t, found, allotment)
    title = t("🏅 {head}", head=t.join(head.shown))
    return Screen(folded(t, seen(title), *rest), _out(t, found))


def unrated(t: Words, found: Proposals, page: int) -> Screen:
    """Who is not rated, each with the clause."""
    page, shown, last = _page(found.unrated, page, NAMES)
    parts = [reasoned(person.unrated(t, found, one)) for one in shown]
    text = folded(t, seen(t("🚫 <b>Not rated</b> ({n})", n=len(found.unrated))), *parts)
    turns = _turns(t, f"report:unrated:{found.review.id}", page, last)
    return Screen(text, (*turns, *_out(t, found)))


def count(t: Words, found: Proposals, page: int) -> Screen:
    """The count's identities: for each subject, votes and blanks make the valid ballots."""
    sums = sums_of(t, found)
    page, shown, last = _page(sums, page, SUMS)
    text = folded(
        t,
        seen(t("🧮 <b>The count</b>")),
        seen(each_adds_up(t, found)),
        *_runs(t, found, shown),
        aside(readings.majority_reading(t, found)),
    )
    turns = _turns(t, f"report:count:{found.review.id}", page, last)
    return Screen(text, (*turns, *_out(t, found)))


def _runs(t: Words, found: Proposals, shown: Sequence[Markup]) -> list[Part]:
    """Lines of the count, the receipts apart: those are folded before any sum is."""
    counted = [ballot.figures for ballot in found.ballots if ballot.figures is not None]
    receipts = {line for figures in counted for line in codes(t, figures.codes)}
    runs = groupby(shown, receipts.__contains__)
    return [aside(*lines, late=not are_receipts) for are_receipts, lines in runs]


def sums_of(t: Words, found: Proposals) -> list[Markup]:
    """Every counted ballot's figures, then its identities, one line a subject."""
    sums = []
    for ballot in found.ballots:
        if ballot.figures is None:
            continue
        names = {subject.number: subject.name for subject in ballot.subjects}
        sums.append(turnout(t, ballot))
        sums += [
            lines.identity(t, names[one.number], ballot, ballot.figures, one)
            for one in ballot.figures.subjects
        ]
        sums += codes(t, ballot.figures.codes)
    return sums


def codes(t: Words, receipts: Sequence[str]) -> list[Markup]:
    """The receipts of a counted ballot, sorted, in pieces: also when the group missed them."""
    return [
        t("Receipt codes: {codes}", codes=", ".join(receipts[start : start + CODES]))
        for start in range(0, len(receipts), CODES)
    ]


def _page(items: Sequence[Item], page: int, size: int) -> tuple[int, Sequence[Item], int]:
    last = max(0, (len(items) - 1) // size)
    page = max(0, min(page, last))
    return page, items[page * size : (page + 1) * size], last


def _turns(t: Words, data: str, page: int, last: int) -> Rows:
    turns = tuple(
        Button(label, f"{data}:{to}")
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to <= last
    )
    return (turns,) if turns else ()


def _out(t: Words, found: Proposals) -> Rows:
    back = Button(t.plain("‹ The report"), f"report:show:{found.review.id}")
    return ((back,), (home_button(t),))
