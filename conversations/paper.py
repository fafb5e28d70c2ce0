"""A voter's private ballot as screens: the cover, one subject a screen, the whole, the casting.

One subject a screen with big buttons reads the same with 17 subjects and with 60, and a mark moves
on by itself.  Every button names what it was made for, so that a late tap can only repeat itself.
Marks stand in labels and, on the one screen that lists them all, in the text; the live message is
edited when the ballot is cast, so nothing of them stays in the chat.
"""

from markupsafe import Markup

from conversations.packing import BLANK, PICKED, Marks, pack, pack_picks
from conversations.parts import home_button, rows_of
from conversations.screen import Button, Rows, Screen
from conversations.words import N_, Words
from rules import Kind, Ruleset
from storage.ballots import Ballot, BallotState

PAGE = 10
"""Subjects on one page of the whole ballot."""

PROMISE = N_(
    "🔒 Neither the secretary nor other members can see how you vote. "
    "The promise and its limits: /riengtu"
)
"""The one line of the promise that a ballot itself carries."""

MEMBER_LEVELS, MEMBER_PICKS = "member_levels", "member_picks"
ORGANISATION_LEVEL, COLLECTIVE_LEVEL = "organisation_level", "collective_level"
"""What a ballot is about: its ``kind``."""
ON_MEMBERS = frozenset({MEMBER_LEVELS, MEMBER_PICKS})
_TITLES = {
    MEMBER_LEVELS: N_("Members' levels for {year}"),
    MEMBER_PICKS: N_("Members' levels for {year}: second round"),
    ORGANISATION_LEVEL: N_("The branch's level for {year}"),
    COLLECTIVE_LEVEL: N_("The committee's level for {year}"),
}


_BRIEFLY = {
    MEMBER_LEVELS: N_("levels of {n} members"),
    MEMBER_PICKS: N_("second round, {n} members"),
    ORGANISATION_LEVEL: N_("the branch's own level"),
    COLLECTIVE_LEVEL: N_("the committee's own level"),
}


def blocks(*paragraphs: Markup) -> Markup:
    """Paragraphs with an empty line between them; empty ones are left out."""
    return Markup("\n\n").join(part for part in paragraphs if part)


def title(t: Words, ballot: Ballot, year: int) -> Markup:
    """What a ballot is about, in one line; that it follows another on members' levels, if so."""
    told = title_of(t, ballot.kind, year)
    if ballot.kind == MEMBER_LEVELS and ballot.parent_id is not None:
        return t("{title} (a further ballot)", title=told)
    return told


def in_brief(t: Words, ballot: Ballot) -> Markup:
    """What a ballot was about in two or three words, for a list of several."""
    return t(_BRIEFLY.get(ballot.kind, _BRIEFLY[MEMBER_LEVELS]), n=len(ballot.subjects))


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
    """Whether a mark is blank, a pick, or a level that the ballot offers for that subject."""
    if mark == BLANK:
        return True
    if ballot.picks:
        return mark == PICKED
    return mark <= len(ballot.levels) and ballot.levels[mark - 1] in ballot.subjects[place].options


def level_of(ballot: Ballot, place: int, mark: int) -> str:
    """The level that a mark stands for, where it is not blank."""
    return ballot.subjects[place].options[0] if ballot.picks else ballot.levels[mark - 1]


def withheld(ballot: Ballot, ruleset: Ruleset, place: int) -> bool:
    """Whether some level of this round is not offered for that subject."""
    return len(ballot.subjects[place].options) < len(_levels_of(ballot, ruleset))


def _levels_of(ballot: Ballot, ruleset: Ruleset) -> tuple[str, ...]:
    """The levels that the guideline's round is about; every one where no round is named."""
    rounds = ruleset.procedure(Kind(ballot.subjects[0].kind)).ballots
    named = (one.options for one in rounds if one.id == ballot.round_id)
    return next(named, ballot.levels)


def cover(t: Words, ballot: Ballot, ruleset: Ruleset, year: int, *, returned: bool) -> Screen:
    """The first screen: what this is, what it asks, what it promises; nothing is marked."""
    blank = (BLANK,) * len(ballot.subjects)
    text = blocks(
        t("🗳 <b>Secret ballot</b>\n<b>{title}</b>", title=title(t, ballot, year)),
        *_asks(t, ballot, ruleset),
        t(
            "You have already voted. If you vote anew, the new ballot takes the place of the "
            "earlier one; it starts blank."
        )
        if returned
        else t("Until the voting ends you may vote anew."),
        t(PROMISE),
    )
    start = t.plain("🗳 Vote anew") if returned else t.plain("▶️ Start")
    return Screen(text, ((Button(start, data("n", ballot, 0, BLANK, blank)),), (home_button(t),)))


def _asks(t: Words, ballot: Ballot, ruleset: Ruleset) -> list[Markup]:
    """What the ballot asks, for its cover."""
    until = t("Nothing goes into the box until you confirm at the end.")
    total = len(ballot.subjects)
    if ballot.picks:
        level = ruleset.level(ballot.subjects[0].options[0]).name
        return [
            t(
                "Of {n} members, pick at most <b>{most}</b> for “{level}”. You may pick fewer, "
                "or nobody: that is a blank ballot.",
                n=total,
                most=ballot.per_voter or 0,
                level=level,
            ),
            until,
        ]
    if ballot.subjects[0].person_id is None:
        name = ballot.subjects[0].name
        return [t("One question: which level for <b>{name}</b>?", name=name), until]
    return [
        t.plural(
            "There is {n} member to rate.",
            "There are {n} members to rate, one on each screen.",
            total,
        ),
        t(
            "For each, choose one level or leave it blank. Nothing goes into the box until "
            "you confirm at the end."
        ),
    ]


def subject(t: Words, ballot: Ballot, ruleset: Ruleset, marks: Marks, place: int) -> Screen:
    """One subject with the levels offered for him; a mark already given is ticked."""
    asked = ballot.subjects[place]
    total = len(ballot.subjects)
    ask = t("Choose one level, or leave it blank.")
    if withheld(ballot, ruleset, place):
        ask = t("Choose one level, or leave it blank. Some levels are ruled out: tap “Why?”.")
    text = blocks(
        t("🗳 Secret ballot · {place}/{total}", place=place + 1, total=total)
        if asked.person_id is not None
        else t("🗳 Secret ballot"),
        t("<b>{name}</b>", name=asked.name),
        ask,
        progress(t, ballot, marks),
        t(PROMISE),
    )
    choices = [
        Button(
            ("✅ " if marks[place] == mark else "") + ruleset.level(level).name,
            data("m", ballot, place, mark, marks),
        )
        for mark, level in enumerate(ballot.levels, 1)
        if offered(ballot, place, mark)
    ]
    choices.append(Button(t.plain("⬜ Leave blank"), data("m", ballot, place, BLANK, marks)))
    steps = [
        Button(label, data("g", ballot, to, BLANK, marks))
        for label, to in (
            (t.plain("‹ The one before"), place - 1),
            (t.plain("The next one ›"), place + 1),
        )
        if 0 <= to < total
    ]
    rows: Rows = (*rows_of(choices), tuple(steps))
    if withheld(ballot, ruleset, place):
        rows += ((Button(t.plain("Why?"), data("w", ballot, place, BLANK, marks)),),)
    rows += (
        (Button(t.plain("📋 Review and cast"), data("r", ballot, 0, BLANK, marks)),),
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
        progress(t, ballot, marks),
        t("Tap a number to change it. The ballot is not in the box yet."),
    )
    numbers = [Button(str(place + 1), data("g", ballot, place, BLANK, marks)) for place in shown]
    turns = [
        Button(label, data("r", ballot, to, BLANK, marks))
        for label, to in (
            (t.plain("‹ Previous page"), page - 1),
            (t.plain("Next page ›"), page + 1),
        )
        if 0 <= to < pages
    ]
    rows: Rows = (*rows_of(numbers, 5), tuple(turns))
    if BLANK in marks:
        first = marks.index(BLANK)
        rows += ((Button(t.plain("To the first blank"), data("g", ballot, first, BLANK, marks)),),)
    rows += (
        (Button(t.plain("🗳 Cast the ballot"), data("c", ballot, 0, BLANK, marks)),),
        (home_button(t),),
    )
    return Screen(text, tuple(row for row in rows if row))


def confirm(t: Words, ballot: Ballot, marks: Marks) -> Screen:
    """The last question before the box."""
    text = blocks(
        t("🗳 <b>Put this ballot into the box?</b>"),
        progress(t, ballot, marks) if any(marks) else t("⚠️ The whole ballot is blank."),
        t("Until the voting ends you may vote anew."),
    )
    return Screen(
        text,
        (
            (Button(t.plain("✅ Yes, cast it"), data("y", ballot, 0, BLANK, marks)),),
            (Button(t.plain("‹ Review again"), data("r", ballot, 0, BLANK, marks)),),
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
    back = Button(t.plain("‹ Back"), data("g", ballot, place, BLANK, marks))
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


def closed(t: Words, ballot: Ballot, year: int) -> Screen:
    """What an old private ballot becomes when it takes no more votes: no mark, no draft."""
    words = t("This voting has ended. Only ballots that were in the box by then count.")
    if ballot.state is BallotState.VOID:
        words = t("This voting was declared void. No vote of it counts; it will be held again.")
    text = blocks(t("🗳 {title}", title=title(t, ballot, year)), words)
    return Screen(text, ((home_button(t),),))


def missed(t: Words, ballot: Ballot, year: int) -> Screen:
    """That a ballot came too late to be counted."""
    text = blocks(
        t("🗳 {title}", title=title(t, ballot, year)),
        t(
            "The voting had ended before this ballot reached the box: it is <b>not</b> counted. "
            "A ballot that you had cast before still counts."
        ),
    )
    return Screen(text, ((home_button(t),),))


def progress(t: Words, ballot: Ballot, marks: Marks) -> Markup:
    """How far the draft has come: marked and blank, or picked of how many at most."""
    if ballot.picks:
        return t("Picked: <b>{n}/{most}</b>", n=sum(map(bool, marks)), most=ballot.per_voter or 0)
    marked = sum(mark != BLANK for mark in marks)
    return t("Marked: {marked} · blank: {blank}", marked=marked, blank=len(marks) - marked)


def data(verb: str, ballot: Ballot, place: int, mark: int, marks: Marks) -> str:
    """What a button of the ballot carries: what it does, to whom, and the draft so far."""
    packed = pack_picks if ballot.picks else pack
    return f"vote:{verb}:{packed(ballot.id, place, mark, marks)}"
