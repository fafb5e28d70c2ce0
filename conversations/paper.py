"""A voter's private ballot as screens: the cover, one subject a screen, the whole, the casting.

One subject a screen with big buttons reads the same with 17 subjects and with 60, and a mark moves
on by itself.  Every button names what it was made for, so that a late tap can only repeat itself.
Marks stand in labels and, on the one screen that lists them all, in the text; the live message is
edited when the ballot is cast, so nothing of them stays in the chat.
"""

from markupsafe import Markup

from conversations.packing import BLANK, Marks, pack
from conversations.parts import home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.words import N_, Words
from rules import Ruleset
from storage.ballots import Ballot

PAGE = 20
"""Subjects on one page of the whole ballot."""

PROMISE = N_(
    "🔒 Neither the secretary nor other members can see how you vote. "
    "The promise and its limits: /riengtu"
)
"""The one line of the promise that a ballot itself carries."""

MEMBER_LEVELS = "member_levels"
_TITLES = {MEMBER_LEVELS: N_("Members' levels for {year}")}


def blocks(*paragraphs: Markup) -> Markup:
    """Paragraphs with an empty line between them; empty ones are left out."""
    return Markup("\n\n").join(part for part in paragraphs if part)


def title(t: Words, ballot: Ballot, year: int) -> Markup:
    """What a ballot is about, in one line."""
    return title_of(t, ballot.kind, year)


def title_of(t: Words, kind: str, year: int) -> Markup:
    """What a ballot of that kind is about, in one line."""
    message = _TITLES.get(kind, _TITLES[MEMBER_LEVELS])
    return t(message, year=str(year))


def too_few(t: Words, ballot: Ballot, returned: int) -> Markup:
    """That fewer ballots came back than were asked for; empty where none were, or enough did."""
    if ballot.quorum is None or returned >= ballot.quorum:
        return Markup()
    return t(
        "⚠️ At least {quorum} ballots were to come back: that number is not reached.",
        quorum=ballot.quorum,
    )


def task(ballot_id: int) -> str:
    """The live message of a voter's private ballot."""
    return f"vote:{ballot_id}"


def offered(ballot: Ballot, place: int, mark: int) -> bool:
    """Whether a mark is blank or a level that the ballot offers for that subject."""
    if mark == BLANK:
        return True
    return mark <= len(ballot.levels) and ballot.levels[mark - 1] in ballot.subjects[place].options


def withheld(ballot: Ballot, place: int) -> bool:
    """Whether some level is not offered for that subject."""
    return len(ballot.subjects[place].options) < len(ballot.levels)


def cover(t: Words, ballot: Ballot, year: int, *, returned: bool) -> Screen:
    """The first screen: what this is, what it asks, what it promises; nothing is marked."""
    blank = (BLANK,) * len(ballot.subjects)
    text = blocks(
        t("🗳 <b>Secret ballot</b>\n<b>{title}</b>", title=title(t, ballot, year)),
        t.plural(
            "There is {n} member to rate.",
            "There are {n} members to rate, one on each screen.",
            len(ballot.subjects),
        ),
        t(
            "For each, choose one level or leave it blank. Nothing goes into the box until "
            "you confirm at the end."
        ),
        t(
            "You have already voted. If you vote anew, the new ballot takes the place of the "
            "earlier one; it starts blank."
        )
        if returned
        else t("Until the voting ends you may vote anew."),
        t(PROMISE),
    )
    start = t.plain("🗳 Vote anew") if returned else t.plain("▶️ Start")
    return Screen(text, ((Button(start, _data("n", ballot, 0, BLANK, blank)),), (home_button(t),)))


def subject(t: Words, ballot: Ballot, ruleset: Ruleset, marks: Marks, place: int) -> Screen:
    """One subject with the levels offered for him; a mark already given is ticked."""
    asked = ballot.subjects[place]
    total = len(ballot.subjects)
    ask = t("Choose one level, or leave it blank.")
    if withheld(ballot, place):
        ask = t("Choose one level, or leave it blank. Some levels are ruled out: tap “Why?”.")
    text = blocks(
        t("🗳 Secret ballot · {place}/{total}", place=place + 1, total=total),
        t("<b>{name}</b>", name=asked.name),
        ask,
        _progress(t, marks),
        t(PROMISE),
    )
    choices = [
        Button(
            ("✅ " if marks[place] == mark else "") + ruleset.level(level).name,
            _data("m", ballot, place, mark, marks),
        )
        for mark, level in enumerate(ballot.levels, 1)
        if offered(ballot, place, mark)
    ]
    choices.append(Button(t.plain("⬜ Leave blank"), _data("m", ballot, place, BLANK, marks)))
    steps = [
        Button(label, _data("g", ballot, to, BLANK, marks))
        for label, to in (
            (t.plain("‹ The one before"), place - 1),
            (t.plain("The next one ›"), place + 1),
        )
        if 0 <= to < total
    ]
    rows: Rows = (*rows_of(choices), tuple(steps))
    if withheld(ballot, place):
        rows += ((Button(t.plain("Why?"), _data("w", ballot, place, BLANK, marks)),),)
    rows += (
        (Button(t.plain("📋 Review and cast"), _data("r", ballot, 0, BLANK, marks)),),
        (home_button(t),),
    )
    return Screen(text, tuple(row for row in rows if row))


def whole(t: Words, ballot: Ballot, ruleset: Ruleset, marks: Marks, page: int) -> Screen:
    """The whole ballot, a page of it at a time: every mark, every blank, a number to jump to."""
    total = len(ballot.subjects)
    pages = -(-total // PAGE)
    page = max(0, min(page, pages - 1))
    shown = range(page * PAGE, min(total, (page + 1) * PAGE))
    lines = [
        t(
            "{number}. {name}: <b>{level}</b>",
            number=place + 1,
            name=ballot.subjects[place].name,
            level=ruleset.level(ballot.levels[marks[place] - 1]).name,
        )
        if marks[place]
        else t(
            "{number}. {name}: <i>left blank</i>",
            number=place + 1,
            name=ballot.subjects[place].name,
        )
        for place in shown
    ]
    head = t("📋 <b>Your ballot</b>")
    if pages > 1:
        head = t("📋 <b>Your ballot</b> (page {page}/{pages})", page=page + 1, pages=pages)
    text = blocks(
        head,
        t.join(lines),
        _progress(t, marks),
        t("Tap a number to change it. The ballot is not in the box yet."),
    )
    numbers = [Button(str(place + 1), _data("g", ballot, place, BLANK, marks)) for place in shown]
    turns = [
        Button(label, _data("r", ballot, to, BLANK, marks))
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to < pages
    ]
    rows: Rows = (*rows_of(numbers, 5), tuple(turns))
    if BLANK in marks:
        first = marks.index(BLANK)
        rows += ((Button(t.plain("To the first blank"), _data("g", ballot, first, BLANK, marks)),),)
    rows += (
        (Button(t.plain("🗳 Cast the ballot"), _data("c", ballot, 0, BLANK, marks)),),
        (home_button(t),),
    )
    return Screen(text, tuple(row for row in rows if row))


def confirm(t: Words, ballot: Ballot, marks: Marks) -> Screen:
    """The last question before the box."""
    text = blocks(
        t("🗳 <b>Put this ballot into the box?</b>"),
        _progress(t, marks) if any(marks) else t("⚠️ The whole ballot is blank."),
        t("Until the voting ends you may vote anew."),
    )
    return Screen(
        text,
        (
            (Button(t.plain("✅ Yes, cast it"), _data("y", ballot, 0, BLANK, marks)),),
            (Button(t.plain("‹ Review again"), _data("r", ballot, 0, BLANK, marks)),),
            (home_button(t),),
        ),
    )


def why(t: Words, ballot: Ballot, marks: Marks, place: int, reasons: list[Markup]) -> Screen:
    """Which clauses keep the higher levels off the ballot; never the fact behind them."""
    grounds = [t("• {reason}", reason=reason) for reason in reasons]
    if not grounds:
        grounds = [t("• what had been confirmed when the voting was opened.")]
    text = blocks(
        t("<b>{name}</b>", name=ballot.subjects[place].name),
        t("The levels that are not on this ballot are ruled out by:"),
        t.join(grounds),
    )
    back = Button(t.plain("‹ Back"), _data("g", ballot, place, BLANK, marks))
    return Screen(text, ((back,), (home_button(t),)))


def done(t: Words, ballot: Ballot, year: int) -> Screen:
    """What the live message becomes once the ballot is in the box: no mark, no draft."""
    text = blocks(
        t("✅ <b>Your ballot is in the box.</b>\n{title}", title=title(t, ballot, year)),
        t("What you chose is no longer shown. Until the voting ends you may vote anew."),
    )
    anew = Button(t.plain("🗳 Vote anew"), f"vote:open:{ballot.id}")
    return Screen(text, ((anew,), (home_button(t),)))


def receipt(t: Words, code: str) -> Screen:
    """The receipt: shown once, and what it is for."""
    return Screen(
        t(
            "🧾 Your receipt code: <code>{code}</code>\n\n"
            "When the voting has ended, the codes of all counted ballots are listed in the group: "
            "find yours there. It does not tell what you chose.\n"
            "It is shown only this once, please keep it. If you vote anew you get a new code, and "
            "this one no longer counts.",
            code=code,
        )
    )


def closed(t: Words, ballot: Ballot, year: int, words: Markup) -> Screen:
    """What an old private ballot becomes when it takes no more votes."""
    text = blocks(t("🗳 {title}", title=title(t, ballot, year)), words)
    return Screen(text, ((home_button(t),),))


def _progress(t: Words, marks: Marks) -> Markup:
    marked = sum(mark != BLANK for mark in marks)
    return t("Marked: {marked} · blank: {blank}", marked=marked, blank=len(marks) - marked)


def _data(verb: str, ballot: Ballot, place: int, mark: int, marks: Marks) -> str:
    return f"vote:{verb}:{pack(ballot.id, place, mark, marks)}"
