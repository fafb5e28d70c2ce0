"""On which terms a ballot is held: majority, least number, closing time, what the group sees."""

from collections.abc import Sequence
from datetime import timedelta

from markupsafe import Markup

from conversations.balloting.preparation import (
    MORE_THAN_HALF,
    NO_QUORUM,
    SPANS,
    TWO_THIRDS,
    Preparation,
    least,
)
from conversations.paper import blocks
from conversations.parts import back_button, home_button
from conversations.reasons import cite
from conversations.screen import Button, Screen
from conversations.words import N_, Words
from rules import MajorityBase, Ruleset
from storage.ballots import Shows

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

_QUORUMS = {
    NO_QUORUM: N_("None set"),
    MORE_THAN_HALF: N_("More than half"),
    TWO_THIRDS: N_("Two thirds"),
}
_SHOWS = {
    Shows.FIGURES: N_("Only how many voted"),
    Shows.TOTALS: N_("The votes for each"),
    Shows.LEVELS: N_("The level of each"),
}
_SHOWN = {
    Shows.FIGURES: N_("👁 The group will see only how many voted."),
    Shows.TOTALS: N_("👁 The group will see the votes for each."),
    Shows.LEVELS: N_("👁 The group will see the level that each reached."),
}


def in_words(t: Words, prep: Preparation) -> Markup:
    """The terms as the preparation's first screen tells them; what is not set is left out."""
    quorum, plan = prep.quorum, prep.plan
    tellers = ", ".join(person.full_name for person in prep.tellers)
    paper = t(
        "📄 On paper: <b>{paper}</b>, by phone: <b>{phone}</b>.",
        paper=len(prep.on_paper),
        phone=len(prep.by_phone),
    )
    return t.join(
        [
            t("Majority: {base}.", base=t(BASE_NAMES[prep.base])) + _mark(t, prep),
            paper if prep.on_paper else Markup(),
            t("Ballots that must come back: at least <b>{n}</b>.", n=quorum)
            if quorum
            else Markup(),
            t("⏰ The voting ends by itself after: {span}.", span=span(t, SPANS[plan.span]))
            if plan.span
            else Markup(),
            t("Tellers: {names}.", names=tellers) if tellers else Markup(),
            t(_SHOWN[plan.shows]) if plan.shows is not Shows.FIGURES else Markup(),
        ]
    )


def span(t: Words, length: timedelta) -> str:
    """A length of time: minutes, hours or days."""
    minutes = int(length.total_seconds()) // 60
    if minutes < 60:
        return t.plain_plural("{n} minute", "{n} minutes", minutes)
    if minutes <= 24 * 60:
        return t.plain_plural("{n} hour", "{n} hours", minutes // 60)
    return t.plain_plural("{n} day", "{n} days", minutes // (24 * 60))


def bases(t: Words, prep: Preparation) -> Screen:
    """What a majority is of: the text's own base, or the choice; the default is a reading."""
    head = t("⚖️ <b>How the majority counts</b>")
    again = t("A level that no majority chose is voted on again; the program never decides.")
    if prep.asked.majority is not None:
        fixed = t(
            "The guideline itself says it: {base} (clause {clause}).",
            base=t(BASE_NAMES[prep.asked.majority]),
            clause=cite(t, prep.ruleset, prep.asked.clause),
        )
        return _chosen(t, blocks(head, fixed, again), (), (), None)
    readings = [
        t("📖 A reading, not the text of the guideline: {text}", text=reading.text)
        for reading in prep.ruleset.readings.values()
        if reading.number == READING
    ]
    there = t(
        "Of those present: {n} by today's roll-call. That number is kept when the ballot is "
        "opened; whoever returns a ballot counts as present.",
        n=prep.present,
    )
    text = blocks(head, *readings[:1], again, there if prep.present else Markup())
    labels = [t.plain(_SHORT_BASES[base]) for base in prep.bases]
    data = [f"ballot:base:{place}" for place in range(len(prep.bases))]
    return _chosen(t, text, labels, data, prep.bases.index(prep.base))


def quorums(t: Words, prep: Preparation) -> Screen:
    """The least number of ballots to choose."""
    text = blocks(
        t("🔢 <b>The least number of ballots that must come back</b>"),
        t(
            "Counted over all {summoned} official members summoned. If fewer come back you are "
            "warned before the count and the report says so; what follows is for the branch to "
            "decide. The guideline itself names no number.",
            summoned=len(prep.voters),
        ),
    )
    labels = []
    for place, message in _QUORUMS.items():
        quorum = least(place, len(prep.voters))
        label = t.plain(message)
        labels.append(label if quorum is None else f"{label}: {quorum}/{len(prep.voters)}")
    data = [f"ballot:least:{place}" for place in _QUORUMS]
    return _chosen(t, text, labels, data, prep.plan.quorum)


def spans(t: Words, prep: Preparation) -> Screen:
    """The closing time to choose, counted from the opening."""
    text = blocks(
        t("⏰ <b>When the voting ends</b>"),
        t(
            "At the time set no more votes are taken. The ballots are counted only when you or the "
            "deputy ask for it. Until then the time can still be changed."
        ),
    )
    labels = [
        t.plain("After {span}", span=span(t, length))
        if length
        else t.plain("When the secretary ends it")
        for length in SPANS
    ]
    data = [f"ballot:ends:{place}" for place in range(len(SPANS))]
    return _chosen(t, text, labels, data, prep.plan.span)


def shows(t: Words, prep: Preparation) -> Screen:
    """What the group is to see of the result."""
    text = blocks(
        t("👁 <b>What the group sees after the count</b>"),
        t(
            "Always: how many ballots were issued and returned, and the receipt codes. You and "
            "the tellers see every figure. Nobody ever sees who chose what."
        ),
    )
    labels = [t.plain(message) for message in _SHOWS.values()]
    data = [f"ballot:tells:{one.value}" for one in _SHOWS]
    return _chosen(t, text, labels, data, list(_SHOWS).index(prep.plan.shows))


def _mark(t: Words, prep: Preparation) -> Markup:
    return reading_mark(t, prep.ruleset) if prep.asked.majority is None else Markup()


def reading_mark(t: Words, ruleset: Ruleset) -> Markup:
    """That the majority's base is a reading, where the guideline leaves it open."""
    known = any(one.number == READING for one in ruleset.readings.values())
    return Markup(" ") + t("(📖 a reading: no text says it)") if known else Markup()


def _chosen(
    t: Words, text: Markup, labels: Sequence[str], data: Sequence[str], now: int | None
) -> Screen:
    rows = tuple(
        (Button(("✅ " if place == now else "") + label, to),)
        for place, (label, to) in enumerate(zip(labels, data, strict=True))
    )
    return Screen(text, (*rows, (back_button(t, "ballot:prepare"),), (home_button(t),)))
