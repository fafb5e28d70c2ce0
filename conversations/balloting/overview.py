"""The preparation at a glance, the other ballots to hold, and the question before opening."""

from markupsafe import Markup

from conversations.balloting import lists, terms
from conversations.balloting.preparation import SPANS, Preparation
from conversations.balloting.rounds import TOO_FEW, Asked, Round
from conversations.balloting.warning import names_of, warnings_of
from conversations.folding import aside, folded, seen
from conversations.paper import blocks, title_of
from conversations.parts import back_button, home_button, rows_of
from conversations.reasons import cite
from conversations.screen import Button, Screen
from conversations.words import N_, Words
from rules import Ruleset

_NAMES = {
    Round.LEVELS: N_("👥 Members' levels ({n})"),
    Round.AGAIN: N_("🔁 No majority: vote again ({n})"),
    Round.LATE: N_("🕘 Reviewed since then ({n})"),
    Round.TIED: N_("⚖️ Equal votes: vote again ({n})"),
    Round.PICKS: N_("⭐ Second round: pick ({n})"),
}
_GROUP_NAMES = {
    Round.COLLECTIVE: N_("🏛 The committee's level"),
    Round.BRANCH: N_("🏠 The branch's level"),
}


def whole(t: Words, prep: Preparation) -> Screen:
    """Everything at a glance, and the way to each list."""
    title = title_of(t, prep.asked.kind, prep.review.year)
    text = folded(
        t,
        seen(t("🗳 <b>Preparing a secret ballot</b>\n<b>{title}</b>", title=title)),
        aside(about(t, prep.ruleset, prep.asked)),
        seen(_numbers(t, prep)),
        seen(_roll_call(t, prep)),
        aside(terms.in_words(t, prep), late=True),
        seen(
            t("Decided by an earlier ballot, not voted on again: {n}", n=prep.asked.decided)
            if prep.asked.decided
            else Markup()
        ),
        *(aside(warning, late=True) for warning in warnings_of(t, prep)),
        aside(lists.unheard_note(t, prep)),
        lists.left_off_note(t, prep),
    )
    n = len(prep.subjects)
    rated = t.plain("👥 Who is rated ({n})", n=n)
    if prep.asked.about is not None:
        rated = t.plain("📋 The levels offered")
    subjects = [Button(rated, "ballot:subjects:0")] if n else []
    if prep.asked.unheard:
        label = t.plain("📝 Not reviewed yet ({n})", n=len(prep.asked.unheard))
        subjects.append(Button(label, "ballot:unheard:0"))
    if prep.asked.left_off:
        label = t.plain("🚫 Not rated ({n})", n=len(prep.asked.left_off))
        subjects.append(Button(label, "ballot:off:0"))
    choices = [
        Button(t.plain("🙋 Who is excused ({n})", n=len(prep.excused)), "ballot:absent:0"),
        Button(t.plain("📄 On paper ({n})", n=len(prep.on_paper)), "ballot:phones:0"),
        Button(t.plain("🧮 Tellers ({n})", n=len(prep.tellers)), "ballot:counters:0"),
        Button(t.plain("👁 What the group sees"), "ballot:shows"),
        Button(t.plain("⚖️ How the majority counts"), "ballot:bases"),
        Button(t.plain("🔢 Least number of ballots"), "ballot:quorum"),
    ]
    rows = [
        *rows_of(subjects),
        *rows_of(choices, 2),
        (Button(t.plain("⏰ When the voting ends"), "ballot:span"),),
    ]
    if len(prep.offers) > 1 or (prep.offers and prep.offers[0].round is not prep.asked.round):
        rows.append((Button(t.plain("🔀 Another ballot"), "ballot:rounds"),))
    if ready(prep):
        rows.append((Button(t.plain("📣 Send the button to the group"), "ballot:post"),))
        rows.append((Button(t.plain("🔓 Open it from here"), "ballot:ready"),))
    return Screen(text, (*rows, (home_button(t),)))


def _roll_call(t: Words, prep: Preparation) -> Markup:
    """How many of the voters the day's roll-call found there; empty where none was taken."""
    if prep.roll_call is None:
        return Markup()
    voters = {one.id for one in prep.voters}
    return t(
        "📝 By the roll-call: <b>{present}</b> present, {excused} excused, {absent} not excused.",
        present=len(voters & prep.roll_call.present),
        excused=len(voters & prep.roll_call.excused),
        absent=len(voters & prep.roll_call.absent),
    )


def _numbers(t: Words, prep: Preparation) -> Markup:
    """How many are rated, or what is; how many ballots are issued."""
    ballots = {
        "voting": prep.voting,
        "summoned": len(prep.voters),
        "excused": len(prep.excused),
    }
    if prep.asked.about is not None:
        return t(
            "Rated: <b>{name}</b>\n"
            "Ballots to issue: <b>{voting}</b> (official members summoned: {summoned}, "
            "excused: {excused})",
            name=prep.asked.about,
            **ballots,
        )
    return t(
        "To be rated: <b>{subjects}</b>\n"
        "Ballots to issue: <b>{voting}</b> (official members summoned: {summoned}, "
        "excused: {excused})",
        subjects=len(prep.subjects),
        **ballots,
    )


def ready(prep: Preparation) -> bool:
    """Whether there is somebody to vote on, a place to pick him for, and enough who vote."""
    return bool(prep.subjects) and prep.asked.places != 0 and prep.voting >= TOO_FEW


def about(t: Words, ruleset: Ruleset, asked: Asked) -> Markup:
    """What the guideline says of this ballot, with its clause, and how places are worked out."""
    says = t(
        "{says} (clause {clause})",
        says=asked.says.rstrip("."),
        clause=cite(t, ruleset, asked.clause),
    )
    if asked.round is Round.TIED:
        return t.join(
            [
                says,
                t(
                    "Equal votes at the edge: {people} for {places} places. Voted again among "
                    "them only; the program never chooses.",
                    people=len(asked.subjects),
                    places=asked.places or 0,
                ),
            ]
        )
    if asked.places is not None:
        return t.join([says, _places(t, ruleset, asked)])
    if not asked.named:
        return t.join(
            [says, t("The text does not ask for a ballot on it: that is the branch's own way.")]
        )
    return says


def _places(t: Words, ruleset: Ruleset, asked: Asked) -> Markup:
    allotted = asked.allotted
    if allotted is None:
        return Markup()
    edge = next(one for one in ruleset.quotas if one.id == allotted.quota).of_level
    line = t(
        "{share} of the {base} members at “{edge}” or higher, rounded down: at most "
        "<b>{limit}</b> (clause {clause}).",
        share=f"{allotted.percent}%",
        base=allotted.base,
        edge=ruleset.level(edge).name,
        limit=allotted.limit,
        clause=cite(t, ruleset, allotted.clause),
    )
    if allotted.small is not None:
        line = t(
            "{says}: at most <b>{limit}</b> (clause {clause}).",
            says=allotted.says.rstrip("."),
            limit=allotted.limit,
            clause=cite(t, ruleset, allotted.clause),
        )
    each = t("Each ballot picks {n} at most.", n=asked.places or 0)
    once_more = t(
        "An earlier second round left {n} places free. Whether to vote once more is for the "
        "branch to say.",
        n=asked.places or 0,
    )
    return t.join(
        [
            line,
            each if asked.places else Markup(),
            once_more if asked.repeated and asked.places else Markup(),
        ]
    )


def rounds(t: Words, prep: Preparation) -> Screen:
    """Every ballot that can be held now, in the order that is advised."""
    buttons = [
        Button(
            ("✅ " if one.round is prep.asked.round else "") + name(t, one),
            f"ballot:prepare:{one.round.value}",
        )
        for one in prep.offers
    ]
    text = blocks(
        t("🔀 <b>Which ballot?</b>"),
        t(
            "They stand in the order that is best: a head is limited by his committee, both by "
            "the branch, and the branch's level rests on its members'. The order is advice only."
        ),
    )
    back = back_button(t, "ballot:prepare")
    return Screen(text, (*rows_of(buttons), (back,), (home_button(t),)))


def name(t: Words, asked: Asked) -> str:
    """The label of a ballot that can be held."""
    if asked.round in _GROUP_NAMES:
        return t.plain(_GROUP_NAMES[asked.round])
    return t.plain(_NAMES[asked.round], n=len(asked.subjects))


def opening(t: Words, prep: Preparation) -> Screen:
    """The last question before opening it from the private chat: the roll as it will be frozen."""
    text = blocks(
        t(
            "🔓 <b>Open the ballot now?</b>\n<b>{title}</b>",
            title=title_of(t, prep.asked.kind, prep.review.year),
        ),
        t("The voters' roll is frozen at that moment:"),
        t.join(
            [
                t("By phone: <b>{n}</b>", n=len(prep.by_phone)),
                t(
                    "On paper: <b>{n}</b> ({names})",
                    n=len(prep.on_paper),
                    names=names_of(t, prep.on_paper),
                )
                if prep.on_paper
                else Markup(),
                t(
                    "Excused: <b>{n}</b> ({names})",
                    n=len(prep.excused),
                    names=names_of(t, prep.excused),
                )
                if prep.excused
                else Markup(),
            ]
        ),
        t("⏰ The voting ends by itself after: {span}.", span=terms.span(t, SPANS[prep.plan.span]))
        if prep.plan.span
        else Markup(),
        t("The group is told, and each votes in the private chat."),
    )
    yes = Button(t.plain("✅ Yes, open it"), f"ballot:open:{prep.stamp}")
    return Screen(text, ((yes,), (back_button(t, "ballot:prepare"),), (home_button(t),)))
