"""The tellers' sheet as screens: the totals, one subject, everything read back, what is wrong.

A subject takes one line of numbers, in the order in which the screen lists the levels; the usual
cases (all ballots came back, all say the same) take one tap.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from conversations.balloting.declared import dialogue
from conversations.folding import aside, folded, seen
from conversations.paper import blocks, title
from conversations.parts import home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.words import Words
from rules import Ruleset
from storage.ballots import Ballot, BallotSubject, Mismatch, PaperCount, PaperFault, PaperLine

PAGE = 8
"""Subjects on one page of the sheet."""
NO_REMARK = Markup()
TOLD = 4
"""Mismatches told at once; the others come up when these are mended."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A ballot whose paper is counted: `voters` on paper, and what is written down so far."""

    ballot: Ballot
    ruleset: Ruleset
    year: int
    voters: int
    count: PaperCount | None
    faults: tuple[PaperFault, ...] = ()

    def subject(self, number: int | None) -> BallotSubject | None:
        """The subject of that number."""
        return next((one for one in self.ballot.subjects if one.number == number), None)

    @property
    def next(self) -> int | None:
        """The first subject without figures."""
        lines: Mapping[int, PaperLine] = {} if self.count is None else self.count.lines
        return next((one.number for one in self.ballot.subjects if one.number not in lines), None)


def totals(t: Words, sheet: Sheet, remark: Markup = NO_REMARK) -> Screen:
    """How many were issued, came back, are invalid: three numbers, or one tap."""
    voters = sheet.voters
    text = blocks(
        remark,
        t("📝 <b>Paper ballots</b>\n{title}", title=title(t, sheet.ballot, sheet.year)),
        t("Members who vote on paper: <b>{n}</b>", n=voters),
        t(
            "Please type three numbers with spaces between them: ballots <b>issued</b>, "
            "<b>returned</b>, <b>invalid</b>. For example: <code>{n} {n} 0</code>",
            n=voters,
        ),
        t("Written down: issued {issued}, returned {returned}, invalid {invalid}.", **_of(sheet))
        if sheet.count
        else Markup(),
    )
    all_of_them = t.plain("✅ All {n} returned, all valid", n=voters)
    rows: Rows = ((Button(all_of_them, dialogue.data("p_all", sheet.ballot.id)),),)
    if sheet.count:
        rows = (*rows, (_to_sheet(t, sheet),))
    return Screen(text, (*rows, (home_button(t),)))


def _of(sheet: Sheet) -> dict[str, int]:
    count = sheet.count
    assert count is not None
    return {"issued": count.issued, "returned": count.returned, "invalid": count.invalid}


def subject(
    t: Words, sheet: Sheet, asked: BallotSubject, count: PaperCount, remark: Markup = NO_REMARK
) -> Screen:
    """One subject: the levels in the order in which their numbers are typed."""
    ballot, valid = sheet.ballot, count.valid
    names = [*(sheet.ruleset.level(one).name for one in asked.options), t.plain("Left blank")]
    listed = [t("{number}. {name}", number=place, name=one) for place, one in enumerate(names, 1)]
    if ballot.per_voter is None:
        example = " ".join([str(valid), *["0"] * (len(names) - 1)])
        ask = t.join(
            [
                t("Please type the numbers in this order, with spaces between them:"),
                *listed,
                t("For example: <code>{example}</code>", example=example),
            ]
        )
    else:
        ask = t("Please type how many ballots pick this name.")
    text = blocks(
        remark,
        t(
            "📝 Paper ballots · {place}/{total}\n<b>{name}</b>",
            place=asked.number,
            total=len(ballot.subjects),
            name=asked.name,
        ),
        t("Valid ballots: <b>{n}</b>", n=valid),
        ask,
        t("Several names at once: one line of numbers for each, from this name on.")
        if asked.number < len(ballot.subjects)
        else Markup(),
        t("Written down: {votes}", votes=figures(t, sheet.ruleset, count.lines[asked.number]))
        if asked.number in count.lines
        else Markup(),
    )
    every = [
        Button(
            t.plain("All {n}: {level}", n=valid, level=one),
            dialogue.data("p_each", ballot.id, asked.number, place),
        )
        for place, one in enumerate(names)
    ]
    steps = tuple(
        Button(label, dialogue.data("p_line", ballot.id, to))
        for label, to in (
            (t.plain("‹ The one before"), asked.number - 1),
            (t.plain("The next one ›"), asked.number + 1),
        )
        if 1 <= to <= len(ballot.subjects)
    )
    rows: Rows = rows_of(every if valid else every[-1:])
    if steps:
        rows = (*rows, steps)
    return Screen(text, (*rows, (_to_sheet(t, sheet),), (home_button(t),)))


def _to_sheet(t: Words, sheet: Sheet) -> Button:
    return Button(t.plain("📋 The whole sheet"), dialogue.data("p_sheet", sheet.ballot.id, 0))


def figures(t: Words, ruleset: Ruleset, line: PaperLine) -> Markup:
    """One line's votes by level and its blanks, in the ruleset's short names."""
    in_order = sorted(line.votes, key=ruleset.level_rank.__getitem__)
    votes = [f"{ruleset.level(level).short} {line.votes[level]}" for level in in_order]
    return t("{votes} · blank {blank}", votes=" · ".join(votes), blank=line.blank)


def whole(t: Words, sheet: Sheet, count: PaperCount, page: int, remark: Markup) -> Screen:
    """Everything read back while it is being entered, a page at a time; numbers open a line."""
    ballot = sheet.ballot
    page, last = _page(sheet, page)
    shown = ballot.subjects[page * PAGE : (page + 1) * PAGE]
    text = folded(
        t,
        aside(remark),
        seen(_head(t, sheet, count, page, last)),
        seen(*(_line(t, sheet, count, one) for one in shown)),
        seen(_wrong(t, sheet)),
    )
    numbers = [
        Button(str(one.number), dialogue.data("p_line", ballot.id, one.number)) for one in shown
    ]
    rows: list[tuple[Button, ...]] = [*rows_of(numbers, 4), *_turns(t, sheet, page, last)]
    if not sheet.faults:
        hand = Button(t.plain("✅ Hand over to the second teller"), _data("p_hand", sheet))
        rows.append((hand,))
    elif sheet.next is not None:
        label = t.plain("▶️ Go on with name {number}", number=sheet.next)
        rows.append((Button(label, dialogue.data("p_line", ballot.id, sheet.next)),))
    rows.append((Button(t.plain("✏️ Issued, returned, invalid"), _data("p_total", sheet)),))
    return Screen(text, (*rows, (home_button(t),)))


def handed(t: Words, sheet: Sheet, count: PaperCount, others: Sequence[str]) -> Screen:
    """To whoever handed the figures over: for whom they wait."""
    text = blocks(
        t("📝 <b>Handed over</b>\n{title}", title=title(t, sheet.ballot, sheet.year)),
        _totals(t, count),
        t("They wait for another teller to confirm them: {names}.", names=", ".join(others))
        if others
        else t(
            "⚠️ Nobody else can confirm them yet. Please ask the secretary to name one more teller."
        ),
    )
    rows: Rows = (
        (Button(t.plain("↩️ Take back and correct"), _data("p_take", sheet)),),
        (Button(t.plain("🔄 Refresh"), _data("paper", sheet)),),
        (home_button(t),),
    )
    return Screen(text, rows)


def check(t: Words, sheet: Sheet, count: PaperCount, page: int) -> Screen:
    """To the second teller: every figure; the last page asks for his word."""
    page, last = _page(sheet, page)
    shown = sheet.ballot.subjects[page * PAGE : (page + 1) * PAGE]
    text = blocks(
        _head(t, sheet, count, page, last),
        t.join([_line(t, sheet, count, one) for one in shown]),
        t("Please compare with the paper. The next page follows.")
        if page < last
        else t(
            "Please compare with the paper. Once you confirm, the ballots are opened and counted: "
            "nothing can be changed afterwards."
        ),
    )
    rows = list(_turns(t, sheet, page, last))
    if page == last:
        data = dialogue.data("p_agree", sheet.ballot.id, count.stamp)
        rows.append((Button(t.plain("✅ Correct: open and count"), data),))
    rows.append((Button(t.plain("↩️ Not correct, send back"), _data("p_wrong", sheet)),))
    return Screen(text, (*rows, (home_button(t),)))


def _data(verb: str, sheet: Sheet) -> str:
    return dialogue.data(verb, sheet.ballot.id)


def _page(sheet: Sheet, page: int) -> tuple[int, int]:
    last = (len(sheet.ballot.subjects) - 1) // PAGE
    return max(0, min(page, last)), last


def _turns(t: Words, sheet: Sheet, page: int, last: int) -> Rows:
    turns = tuple(
        Button(label, dialogue.data("p_sheet", sheet.ballot.id, to))
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to <= last
    )
    return (turns,) if turns else ()


def _head(t: Words, sheet: Sheet, count: PaperCount, page: int, last: int) -> Markup:
    head = t("📋 <b>Paper ballots</b>\n{title}", title=title(t, sheet.ballot, sheet.year))
    if last:
        where = t("Page {page}/{pages}", page=page + 1, pages=last + 1)
        head = t.join([head, where])
    return blocks(head, _totals(t, count))


def _totals(t: Words, count: PaperCount) -> Markup:
    return t(
        "Issued {issued} · returned {returned} · invalid {invalid} · valid <b>{valid}</b>",
        issued=count.issued,
        returned=count.returned,
        invalid=count.invalid,
        valid=count.valid,
    )


def _line(t: Words, sheet: Sheet, count: PaperCount, one: BallotSubject) -> Markup:
    line = count.lines.get(one.number)
    if line is None:
        return t("{number}. {name}: <i>not entered</i>", number=one.number, name=one.name)
    votes = figures(t, sheet.ruleset, line)
    if line.total != count.valid:
        return t("{number}. {name}: {votes} ⚠️", number=one.number, name=one.name, votes=votes)
    return t("{number}. {name}: {votes}", number=one.number, name=one.name, votes=votes)


def _wrong(t: Words, sheet: Sheet) -> Markup:
    """What keeps the sheet from being handed over; names not entered are one sentence."""
    missing = sum(one.what is Mismatch.MISSING for one in sheet.faults)
    others = [one for one in sheet.faults if one.what is not Mismatch.MISSING]
    lines = [fault(t, sheet, one) for one in others[:TOLD]]
    if missing:
        lines.append(t("Not entered yet: <b>{n}</b>", n=missing))
    return t.join(lines) if lines else t("✔️ Everything adds up.")


def fault(t: Words, sheet: Sheet, wrong: PaperFault) -> Markup:
    """One mismatch with both its numbers."""
    fields = {"found": wrong.found, "expected": wrong.expected}
    match wrong.what:
        case Mismatch.ISSUED:
            return t("⚠️ Issued: {found}, but only {expected} members vote on paper.", **fields)
        case Mismatch.RETURNED:
            return t("⚠️ Returned: {found}, but only {expected} were issued.", **fields)
        case Mismatch.INVALID:
            return t("⚠️ Invalid: {found}, but only {expected} were returned.", **fields)
        case Mismatch.PICKS:
            return t(
                "⚠️ Picked: {found} names in all, but these ballots can pick {expected} at most.",
                **fields,
            )
        case Mismatch.MISSING | Mismatch.LINE:
            asked = sheet.subject(wrong.number)
            return added_up(t, asked.name if asked else "", wrong.found, wrong.expected)


def added_up(t: Words, name: str, found: int, expected: int) -> Markup:
    """That a line does not account for the valid ballots: by how many, and which way."""
    if found < expected:
        return t(
            "⚠️ {name}: the numbers make {found}, but {expected} ballots are valid: {n} too few.",
            name=name,
            found=found,
            expected=expected,
            n=expected - found,
        )
    return t(
        "⚠️ {name}: the numbers make {found}, but {expected} ballots are valid: {n} too many.",
        name=name,
        found=found,
        expected=expected,
        n=found - expected,
    )
