"""On which terms a ballot is held: the least number of ballots, the closing time, the tellers."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from markupsafe import Markup

from conversations.balloting.preparation import (
    MORE_THAN_HALF,
    NO_QUORUM,
    SPANS,
    TWO_THIRDS,
    Preparation,
)
from conversations.packing import Plan, pack_plan
from conversations.paper import blocks
from conversations.parts import back_button, home_button
from conversations.screen import Button, Screen
from conversations.words import N_, Words

_QUORUMS = {
    NO_QUORUM: N_("None set"),
    MORE_THAN_HALF: N_("More than half"),
    TWO_THIRDS: N_("Two thirds"),
}


def in_words(t: Words, prep: Preparation, plan: Plan) -> Markup:
    """The terms as the preparation's first screen tells them; what is not set is left out."""
    quorum = prep.quorum(plan)
    names = ", ".join(person.full_name for person in prep.tellers)
    return t.join(
        [
            t("Ballots that must come back: at least <b>{n}</b>.", n=quorum)
            if quorum
            else Markup(),
            t("⏰ The voting ends by itself after: {span}.", span=span(t, SPANS[plan.span]))
            if plan.span
            else Markup(),
            t("Tellers: {names}.", names=names) if names else Markup(),
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


def quorums(t: Words, prep: Preparation, plan: Plan) -> Screen:
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
        quorum = prep.quorum(replace(plan, quorum=place))
        label = t.plain(message)
        labels.append(label if quorum is None else f"{label}: {quorum}/{len(prep.voters)}")
    plans = [replace(plan, quorum=place) for place in _QUORUMS]
    return _chosen(t, text, labels, plans, plan)


def spans(t: Words, plan: Plan) -> Screen:
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
    plans = [replace(plan, span=place) for place in range(len(SPANS))]
    return _chosen(t, text, labels, plans, plan)


def _chosen(
    t: Words, text: Markup, labels: Sequence[str], plans: Sequence[Plan], plan: Plan
) -> Screen:
    rows = tuple(
        (Button(("✅ " if one == plan else "") + label, "ballot:prepare:" + pack_plan(one)),)
        for label, one in zip(labels, plans, strict=True)
    )
    back = back_button(t, "ballot:prepare:" + pack_plan(plan))
    return Screen(text, (*rows, (back,), (home_button(t),)))
